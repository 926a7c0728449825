"""The page over many accounts: what it says, and that all formats say it."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openxml_audit import FileFormat, OpenXmlValidator

from kam_xl.accounts.rows import Row, Value
from kam_xl.jobs.examples import example_plans
from kam_xl.jobs.gather import Request, understand
from kam_xl.jobs.plan import generate_portfolios
from kam_xl.jobs.sample import read_sample
from kam_xl.jobs.score import score_gathered
from kam_xl.plans.content.portfolio import MOST_LISTED, Portfolio, compose_portfolio
from kam_xl.plans.content.quantities import Money, Share
from kam_xl.plans.writing import Edition
from kam_xl.portfolio.book import ScoredAccount, ScoredBook
from tests.plans.books import account, book, full_book
from tests.plans.documents import HOSTILE, page, rendered, words_of

FULL, EMPTY = (each for each in example_plans() if isinstance(each, Portfolio))


def placed(known: ScoredAccount, attractiveness: float, relationship: float) -> ScoredAccount:
    result = replace(known.result, attractiveness=attractiveness, relationship=relationship)
    return replace(known, result=result)


def some_book(*accounts: ScoredAccount, **tables: tuple[Row, ...]) -> ScoredBook:
    return book(*accounts, settings={"currency": "EUR"}, **tables)


def test_tiers_have_their_part_of_the_revenue() -> None:
    accounts = [account("A1", revenue_12m=300.0), account("A2", tier="Standard", revenue_12m=100.0)]
    tiers = compose_portfolio(some_book(*accounts)).tiers
    lines = {line.tier: (line.accounts, line.revenue_12m, line.revenue_share) for line in tiers}
    assert lines["Key"] == (1, Money(300), Share(0.75))
    assert lines["Major"] == (0, Money(0), Share(0))


def test_bubbles_have_areas_like_revenues_and_key_ones_the_number_of_the_list() -> None:
    accounts = [
        placed(account("A1", revenue_12m=100.0), 80, 70),
        placed(account("A2", tier="Major", revenue_12m=400.0), 60, 50),
        account("A3", revenue_12m=900.0),
    ]
    large, small = compose_portfolio(some_book(*accounts)).bubbles
    assert (large.name, large.number, small.number) == ("Acme", None, 1)
    assert large.radius.part == pytest.approx(2 * small.radius.part)


def test_a_key_account_without_a_sponsor_is_named() -> None:
    accounts = [account("A1", "One"), account("A2", "Two"), account("A3", "Three", tier="Standard")]
    people: tuple[Row, ...] = (
        {"account_id": "A1", "role": "Executive sponsor", "sentiment": "+", "last_contact": date(2026, 5, 1)},
    )
    found = compose_portfolio(some_book(*accounts, Stakeholders=people))
    assert found.without_sponsor == ("Two",)
    assert [(line.name, line.light, line.days_since_contact) for line in found.key] == [
        ("One", "green", 5),
        ("Two", None, None),
    ]


def test_only_the_longest_overdue_actions_are_listed_and_all_are_counted() -> None:
    actions: tuple[Row, ...] = tuple(
        {"account_id": "A1", "action_id": str(i), "action": f"do {i}", "due": date(2026, 3, 1 + i)} for i in range(20)
    )
    found = compose_portfolio(some_book(account("A1"), Actions=actions))
    assert (len(found.overdue), found.overdue_in_all, found.overdue[0].days_late) == (MOST_LISTED, 20, 66)


def test_plays_of_all_accounts_are_ranked_together_and_those_without_value_left_out() -> None:
    def gap(account_id: str, spend: float | None) -> dict[str, Value]:
        return {"account_id": account_id, "product": "Film", "state": "Gap", "category_spend": spend}

    products = (gap("A1", 100.0), gap("A2", 400.0), gap("A3", None))
    accounts = [account(f"A{i}", f"Account {i}") for i in (1, 2, 3)]
    plays = compose_portfolio(some_book(*accounts, Products=products)).plays
    assert [(play.account, play.value, play.expected) for play in plays] == [
        ("Account 2", Money(400), Money(100)),
        ("Account 1", Money(100), Money(25)),
    ]


def test_what_moved_is_told_against_the_latest_snapshot() -> None:
    movement = compose_portfolio(full_book()).movement
    assert movement is not None
    (mover,) = movement.movers
    assert (movement.since, mover.tier_before, mover.tier) == (date(2026, 4, 1), "Key", "Key")
    assert "Relationship health" in mover.causes


def test_a_book_without_accounts_says_so_in_every_part() -> None:
    empty = compose_portfolio(some_book())
    assert (empty.concentration, empty.retention, empty.movement) == (None, None, None)
    assert (empty.bubbles, empty.key, empty.loads) == ((), (), ())


def said_of(portfolio: Portfolio) -> list[str]:
    assert portfolio.retention is not None
    assert portfolio.concentration is not None
    return [
        f"HHI {portfolio.concentration.hhi}",
        *(line.name for line in portfolio.key),
        *portfolio.without_sponsor,
        *(line.account for line in portfolio.overdue),
        *(line.label for line in portfolio.gaps),
        *(f"{round(100 * share.part)}%" for share in (portfolio.retention.nrr, portfolio.retention.grr)),
    ]


@pytest.mark.parametrize("ending", ["html", "docx", "pdf"])
def test_every_format_says_the_same(ending: str) -> None:
    said = words_of(rendered(FULL, ending), ending).replace(" \u00ad", "")
    assert [words for words in said_of(FULL) if " ".join(words.split()) not in said] == []


@pytest.mark.parametrize("ending", ["html", "docx", "pdf"])
def test_a_page_over_nothing_can_be_printed(ending: str) -> None:
    assert "Nobody" in words_of(rendered(EMPTY, ending), ending)


def test_the_word_page_follows_the_open_xml_standard(tmp_path: Path) -> None:
    for portfolio in (FULL, EMPTY):
        file = tmp_path / "portfolio.docx"
        file.write_bytes(rendered(portfolio, "docx"))
        assert [str(error) for error in OpenXmlValidator(FileFormat.OFFICE_2019).validate(str(file)).errors] == []


def test_hostile_names_add_no_element() -> None:
    tags = {tag for tag, _ in page(rendered(FULL, "html")).tags}
    accounts = [placed(account(str(i), text, revenue_12m=5.0 + i), 60, 60) for i, text in enumerate(HOSTILE)]
    hostile = compose_portfolio(some_book(*accounts), HOSTILE[0])
    assert {tag for tag, _ in page(rendered(hostile, "html")).tags} - tags == set()
    assert BytesIO(rendered(hostile, "docx")).getvalue().startswith(b"PK")


def test_a_manager_reads_of_their_own_accounts_alone(tmp_path: Path) -> None:
    raw, folder = read_sample()
    scored = score_gathered(understand(raw, Request(source=folder / "accounts.csv", today=date(2026, 6, 30))))
    report = generate_portfolios(scored, tmp_path, Edition(("html",)))
    names: dict[str, set[str]] = {}
    for known in scored.book.accounts:
        recipient = scored.book.recipient_of(known)
        names.setdefault(recipient.name if recipient else "", set()).add(known.name)
    assert len(report.written) == len(names.keys() - {""}) + 1
    for manager in names.keys() - {""}:
        own = " ".join(words_of((tmp_path / f"Portfolio of {manager}.html").read_bytes(), "html").split())
        foreign = set().union(*(known for other, known in names.items() if other != manager))
        assert [name for name in foreign if name in own] == []
        assert any(name in own for name in names[manager])


def test_the_grid_shows_what_key_accounts_buy_and_what_each_gap_is_worth() -> None:
    products: tuple[Row, ...] = (
        {"account_id": "A1", "product": "Film", "state": "Owned", "revenue_12m": 90.0},
        {"account_id": "A1", "product": "Boxes", "state": "Gap", "category_spend": 50.0},
        {"account_id": "A2", "product": "Boxes", "state": "Not eligible"},
        {"account_id": "A3", "product": "Pallets", "state": "Owned", "revenue_12m": 7.0},
    )
    accounts = [account("A1", "One"), account("A2", "Two"), account("A3", "Three", tier="Standard")]
    found = compose_portfolio(some_book(*accounts, Products=products))
    assert found.products == ("Film", "Boxes", "Pallets")
    assert [row.name for row in found.grid] == ["One", "Two"]
    assert [(cell.state, cell.revenue_12m, cell.value, cell.open) for cell in found.grid[0].cells] == [
        ("Owned", Money(90), None, False),
        ("Gap", None, Money(50), True),
        (None, None, None, False),
    ]
    assert [row.penetration for row in found.grid] == [Share(0.5), None]


@pytest.mark.parametrize("ending", ["html", "docx", "pdf"])
def test_every_format_has_a_column_for_each_product(ending: str) -> None:
    said = words_of(rendered(FULL, ending), ending)
    start = said.index("Key accounts by product")
    head = said[start : said.index("Bought", said.index("estimate", start) + 120)]
    assert FULL.products
    assert [product for product in FULL.products if product.split()[0] not in head] == []
