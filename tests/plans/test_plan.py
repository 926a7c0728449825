from dataclasses import replace
from datetime import date

import pytest

from kam_xl.accounts.rows import Value
from kam_xl.plans.content.notes import compose_notes
from kam_xl.plans.content.people import compose_people
from kam_xl.plans.content.plan import compose_plan
from kam_xl.plans.content.quantities import Country
from tests.plans.books import AS_OF, account, book, full_book


def test_page_one_chooses_what_matters_first() -> None:
    scored = full_book()
    plan = compose_plan(scored, scored.accounts[0])
    page = plan.page_one
    assert [objective.id for objective in page.objectives] == ["O1", "O2", "O3"]
    assert [action.id for action in page.actions] == ["A1", "A2", "A3"]
    assert [risk.severity for risk in page.risks] == [20.0, 9.0, 8.0]
    assert page.play is not None
    assert page.play.product == "Paper fill"
    assert page.ask is not None
    assert page.ask.by == "Ines Okafor"
    assert plan.account.manager == "Tomás Lindqvist"


def test_objectives_that_are_done_leave_page_one_unless_all_are() -> None:
    rows = tuple(
        {"account_id": "A1", "objective_id": f"O{i}", "status": "Done" if i < 3 else None} for i in range(1, 6)
    )
    known = account()
    assert [each.id for each in compose_plan(book(known, Objectives=rows), known).page_one.objectives] == [
        "O3",
        "O4",
        "O5",
    ]
    done = tuple({**row, "status": "Done"} for row in rows)
    assert [each.id for each in compose_plan(book(known, Objectives=done), known).page_one.objectives] == [
        "O1",
        "O2",
        "O3",
    ]


def test_an_account_of_which_nothing_is_known_has_a_plan_all_the_same() -> None:
    known = account("A1", "")
    plan = compose_plan(book(known), known)
    assert (plan.account.name, plan.account.manager, plan.company, plan.currency) == ("A1", None, None, None)
    assert (plan.objectives, plan.people.sponsor, plan.page_one.play, plan.contract) == ((), None, None, None)


def test_rows_of_other_accounts_stay_out() -> None:
    scored = full_book()
    stranger = account("A1", "Stranger")
    plan = compose_plan(replace(scored, accounts=(*scored.accounts, stranger)), stranger)
    assert (plan.people.stakeholders, plan.objectives, plan.actions, plan.products, plan.risks) == ((), (), (), (), ())


@pytest.mark.parametrize(
    ("team", "settings", "expected"),
    [
        ({"language": "de_CH"}, {"locale": "fr_FR"}, "de_CH"),
        ({}, {"locale": "fr_FR"}, "fr_FR"),
        ({}, {}, "en"),
    ],
)
def test_the_language_is_the_account_managers_then_the_books(
    team: dict[str, Value], settings: dict[str, Value], expected: str
) -> None:
    known = account(account_manager="Ines")
    scored = book(known, settings=settings, Team=({"account_manager": "Ines", **team},))
    assert compose_plan(scored, known).language == expected


def test_people_are_found_by_their_part_and_last_contact_is_counted() -> None:
    people = compose_people(
        [
            {"name": "Ann", "role": "Champion", "last_contact": date(2026, 5, 1)},
            {"name": "Bea", "role": "Champion", "last_contact": date(2026, 5, 4)},
            {"name": "Cem", "role": None},
        ],
        AS_OF,
    )
    assert (people.champion and people.champion.name, people.sponsor, people.blocker) == ("Ann", None, None)
    assert (people.last_contact, people.days_since_contact) == (date(2026, 5, 4), 2)
    assert [person.days_since_contact for person in people.stakeholders] == [5, 2, None]


def test_notes_stand_in_their_sections_newest_first_and_none_is_lost() -> None:
    notes = compose_notes(
        [
            {"section": "The one ask", "text": "undated"},
            {"section": "The one ask", "text": "old", "date": date(2026, 1, 1)},
            {"section": "The one ask", "text": "new", "date": date(2026, 2, 1)},
            {"section": None, "text": "without a section"},
            {"section": "Review", "text": " "},
        ]
    )
    assert [note.text for note in notes.ask] == ["new", "old", "undated"]
    assert [note.text for note in notes.other] == ["without a section"]
    assert notes.reviews == ()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("DE", Country("DE")),
        ("usa", Country("US")),
        ("Germany", "Germany"),
        ("XX", "XX"),
        ("Peru", "Peru"),
        (None, None),
    ],
)
def test_a_country_typed_as_a_code_becomes_a_name(typed: str | None, expected: object) -> None:
    known = account("A1", "Acme", tier="Key", country=typed)
    assert compose_plan(book(known), known).account.country == expected
