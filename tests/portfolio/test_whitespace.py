import pytest

from kam_xl.accounts.rows import Row, Value
from kam_xl.portfolio.book import ScoredBook
from kam_xl.portfolio.plays import LIKELIHOOD, ranked_plays
from kam_xl.portfolio.whitespace import Potential, penetration, unlisted, whitespace_of
from tests.plans.books import account, book


def row(account_id: str, product: str, state: str, **cells: Value) -> Row:
    return {"account_id": account_id, "product": product, "state": state, **cells}


def book_of_dairies(*others: Row) -> ScoredBook:
    """Make a book of four large dairies that own filters, and one, A0, that does not."""
    dairies = [account(f"A{i}", industry="Dairy", revenue_12m=1000.0 + i) for i in range(5)]
    small = [account(f"S{i}", industry="Dairy", revenue_12m=10.0 + i) for i in range(10)]
    owners = [row(f"A{i}", "Filters", "Owned", revenue_12m=100.0 * i) for i in range(1, 5)]
    return book(*dairies, *small, Products=(*owners, *others))


def potential(cells: Row, *others: Row) -> Potential:
    scored = book_of_dairies(*others)
    return whitespace_of(scored).potential(scored.accounts[0], cells)


def test_a_gap_is_worth_what_owners_like_them_spend() -> None:
    assert potential(row("A0", "Filters", "Gap")) == Potential(250.0, "estimate", 4)


def test_what_they_spend_elsewhere_comes_before_an_estimate() -> None:
    known = row("A0", "Filters", "Pipeline", category_spend=900.0, revenue_12m=300.0)
    assert potential(known) == Potential(600.0, "wallet")


def test_what_they_buy_already_is_taken_off_the_estimate() -> None:
    assert potential(row("A0", "Filters", "Pipeline", revenue_12m=400.0)) == Potential(0.0, "estimate", 4)


def test_owners_of_another_size_or_industry_are_no_measure() -> None:
    others = [row(f"S{i}", "Pumps", "Owned", revenue_12m=5.0) for i in range(10)]
    assert potential(row("A0", "Pumps", "Gap"), *others) == Potential(None, None)


def test_two_owners_are_too_few_to_be_an_estimate_or_to_stay_unnamed() -> None:
    others = [row(f"A{i}", "Pumps", "Owned", revenue_12m=50.0) for i in (1, 2)]
    assert potential(row("A0", "Pumps", "Gap"), *others).value is None


@pytest.mark.parametrize(
    ("revenue", "expected"),
    [(334.0, None), (400.0, 250.0), (3000.0, 250.0), (3006.0, 300.0), (3010.0, None), (0.0, None), (None, None)],
)
def test_like_size_is_a_third_to_three_times(revenue: float | None, expected: float | None) -> None:
    scored = book_of_dairies()
    other = account("X", industry="DAIRY", revenue_12m=revenue)
    assert whitespace_of(scored).potential(other, row("X", "Filters", "Gap")).value == expected


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (["Owned", "Gap", "Pipeline", "Owned"], 0.5),
        (["Owned", "Competitor", "Not eligible"], 1.0),
        (["Competitor"], None),
        ([], None),
    ],
)
def test_penetration_is_owned_of_what_is_possible(states: list[str], expected: float | None) -> None:
    assert penetration([{"state": state} for state in states]) == expected


def test_products_of_which_nothing_is_said_are_named() -> None:
    scored = book_of_dairies(row("A1", "Pumps", "Gap"))
    assert unlisted(whitespace_of(scored), scored.details("Products", scored.accounts[1])) == ()
    assert unlisted(whitespace_of(scored), scored.details("Products", scored.accounts[2])) == ("Pumps",)


def test_plays_are_ranked_by_value_times_likelihood_unknown_values_last() -> None:
    rows = (
        row("A0", "Owned already", "Owned"),
        row("A0", "Unknown gap", "Gap"),
        row("A0", "Large, taken", "Competitor", category_spend=1000.0),
        row("A0", "Unknown, talked about", "Pipeline"),
        row("A0", "Small, talked about", "Pipeline", category_spend=240.0),
        row("A0", "Not for them", "Not eligible", category_spend=900.0),
    )
    scored = book_of_dairies(*rows)
    plays = ranked_plays(scored.accounts[0], rows, whitespace_of(scored))
    assert [(play.row["product"], play.expected) for play in plays] == [
        ("Small, talked about", 240 * LIKELIHOOD["Pipeline"]),
        ("Large, taken", 1000 * LIKELIHOOD["Competitor"]),
        ("Unknown, talked about", None),
        ("Unknown gap", None),
    ]
