from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kam_xl.accounts.names import name_key
from kam_xl.portfolio.part import owners, parts, without_manager
from kam_xl.portfolio.recipients import Recipient
from tests.sharing.books import account, scored_book

MARA = Recipient("Mara Voss", "mara@example.com")


def ids(book: object) -> list[str]:
    return [each.account_id for each in book.accounts]  # type: ignore[attr-defined]


def test_every_manager_has_their_own_accounts_and_an_account_without_one_is_in_no_part() -> None:
    book = scored_book(
        [account("A1"), account("A2", manager="Noah Kim"), account("A3", manager=None), account("A4")],
        tables={"Team": [{"manager": "Mara Voss", "manager_email": "mara@example.com"}]},
    )
    divided = parts(book)
    assert {recipient: ids(part) for recipient, part in divided.items()} == {
        MARA: ["A1", "A4"],
        Recipient("Noah Kim", None): ["A2"],
    }
    assert [each.account_id for each in without_manager(book)] == ["A3"]
    assert owners(book) == {"A1": MARA, "A2": Recipient("Noah Kim", None), "A4": MARA}


def test_an_address_in_another_case_is_the_same_manager() -> None:
    rows = [account("A1", manager_email="mara@example.com"), account("A2", manager_email="Mara@Example.com")]
    assert [ids(part) for part in parts(scored_book(rows)).values()] == [["A1", "A2"]]


def test_a_name_in_another_case_is_the_same_manager_with_or_without_address() -> None:
    rows = [
        account("A1", manager="MARA voss", account_manager="INES"),
        account("A2", account_manager="Ines"),
        account("B1", manager="noah KIM", manager_email="noah@example.com"),
        account("B2", manager="Noah Kim"),
    ]
    team = [{"account_manager": "Ines", "manager": "mara voss", "manager_email": None, "capacity": 4.0}]
    divided = parts(scored_book(rows, tables={"Team": team}))
    assert {recipient: ids(part) for recipient, part in divided.items()} == {
        Recipient("MARA voss", None): ["A1", "A2"],
        Recipient("noah KIM", "noah@example.com"): ["B1", "B2"],
    }
    assert divided[Recipient("MARA voss", None)].tables["Team"] == tuple(team)


def test_people_whose_names_differ_in_more_than_case_are_not_the_same() -> None:
    rows = [account("A1", manager="Groß"), account("A2", manager="Gross")]
    assert [ids(part) for part in parts(scored_book(rows)).values()] == [["A2"], ["A1"]]


def test_namesakes_with_different_addresses_are_different_managers() -> None:
    rows = [account("A1", manager_email="a@example.com"), account("A2", manager_email="b@example.com"), account("A3")]
    assert {recipient.email: ids(part) for recipient, part in parts(scored_book(rows)).items()} == {
        "a@example.com": ["A1"],
        "b@example.com": ["A2"],
        None: ["A3"],
    }


def test_an_account_without_address_goes_to_the_one_manager_of_that_name_who_has_one() -> None:
    rows = [account("A1", manager_email="mara@example.com"), account("A2")]
    assert {recipient: ids(part) for recipient, part in parts(scored_book(rows)).items()} == {MARA: ["A1", "A2"]}


def test_a_part_holds_nothing_of_anybody_else() -> None:
    rows = [
        account("A1", account_manager="Ines", parent_account_id="A2"),
        account("A2", account_manager="Omar", manager="Noah Kim"),
        account("A3", account_manager="Ines", parent_account_id="A1"),
    ]
    team = [
        {"account_manager": "Ines", "manager": "Noah Kim", "manager_email": "noah@example.com", "capacity": 4.0},
        {"account_manager": "Omar", "manager": "Noah Kim", "manager_email": "noah@example.com", "capacity": 5.0},
    ]
    actions: list[dict[str, Any]] = [
        {"account_id": "A1", "action": "ours"},
        {"account_id": "A2", "action": "theirs"},
        {"account_id": None},
    ]
    history = [{"as_of": date(2025, 1, 1), "account_id": "A2"}, {"as_of": date(2025, 1, 1), "account_id": "A3"}]
    part = parts(
        scored_book(
            rows,
            tables={"Team": team, "Actions": actions, "History": history, "Models": [{"model": "secret"}]},
            settings={"company": "Nordwind", "mail_from": "boss@example.com", "output_folder": "C:/Users/boss"},
        )
    )[Recipient("Mara Voss", None)]
    assert ids(part) == ["A1", "A3"]
    assert [each.values["parent_account_id"] for each in part.accounts] == [None, "A1"]
    assert part.tables == {
        "Team": ({"account_manager": "Ines", "manager": None, "manager_email": None, "capacity": 4.0},),
        "Actions": ({"account_id": "A1", "action": "ours"},),
        "History": ({"as_of": date(2025, 1, 1), "account_id": "A3"},),
    }
    assert part.settings == {"company": "Nordwind"}


OWNERS = st.tuples(
    st.sampled_from(["Mara Voss", "Noah Kim", "mara voss", None]),
    st.sampled_from(["a@example.com", "A@example.com", "b@example.com", None]),
)


@given(st.lists(OWNERS, min_size=1, max_size=8))
def test_every_account_is_in_exactly_one_part_or_without_manager(owners: list[tuple[str | None, str | None]]) -> None:
    rows = [account(f"A{i}", manager=name, manager_email=email) for i, (name, email) in enumerate(owners)]
    book = scored_book(rows)
    shared = [each for part in parts(book).values() for each in ids(part)]
    assert sorted([*shared, *(each.account_id for each in without_manager(book))]) == sorted(ids(book))
    for recipient, part in parts(book).items():
        stated = {book.recipient_of(each) for each in part.accounts}
        assert {name_key(found.name) for found in stated if found} == {name_key(recipient.name)}
        assert {found.email.casefold() for found in stated if found and found.email} <= {
            (recipient.email or "").casefold()
        }
