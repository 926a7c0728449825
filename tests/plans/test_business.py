from datetime import date

import pytest

from kam_xl.accounts.rows import Row, Value
from kam_xl.plans.content.business import (
    Contract,
    Play,
    Revenue,
    compose_products,
    compose_revenue,
    compose_targets,
    compose_whitespace,
    next_contract,
)
from kam_xl.plans.content.quantities import Money, Share
from kam_xl.portfolio.whitespace import whitespace_of
from tests.plans.books import AS_OF, account, book

_NOTE = "Import 2026-05-06: Status = Active; Revenue Prior 12m of a part year (orders {} to 2026-05-01)"


def revenue(values: dict[str, Value], *targets: Row, first_month: float | None = None) -> Revenue:
    known = account("A1", "Acme", tier="Key", **values)
    settings: dict[str, Value] = {"fiscal_year_start": first_month}
    return compose_revenue(book(known, settings=settings), known, compose_targets(targets))


def test_revenue_is_set_against_the_target_of_the_running_year() -> None:
    found = revenue(
        {"revenue_12m": 900.0, "revenue_prior_12m": 750.0, "revenue_change_12m": 150.0, "growth_pct": 20.0},
        {"year": 2025.0, "revenue_target": 1.0},
        {"year": 2026.0, "revenue_target": 1200.0},
    )
    assert (found.year, found.target, found.gap, found.attained) == ("2026", Money(1200), Money(300), Share(0.75))
    assert (found.change, found.growth) == (Money(150), Share(0.2))


def test_a_fiscal_year_is_named_after_the_year_in_which_it_ends() -> None:
    found = revenue({"revenue_12m": 900.0}, {"year": 2026.0, "revenue_target": 1000.0}, first_month=4.0)
    assert (found.year, found.target) == ("2027", None)


def test_without_revenue_or_target_there_is_no_gap() -> None:
    without_target = revenue({"revenue_12m": 900.0})
    without_revenue = revenue({}, {"year": 2026.0, "revenue_target": 1000.0})
    assert [(found.gap, found.attained) for found in (without_target, without_revenue)] == [(None, None)] * 2


def test_a_target_of_nothing_cannot_be_attained_in_part() -> None:
    found = revenue({"revenue_12m": 900.0}, {"year": 2026.0, "revenue_target": 0.0})
    assert (found.gap, found.attained) == (Money(-900), None)


def test_targets_stand_by_year_and_those_without_a_year_are_left_out() -> None:
    found = compose_targets([{"year": 2027.0}, {"year": None, "revenue_target": 5.0}, {"year": 2026.0}])
    assert [target.year for target in found] == ["2026", "2027"]


def plays(*rows: Row, others: tuple[Row, ...] = ()) -> tuple[Play, ...]:
    known = account("A1", industry="Dairy", revenue_12m=100.0)
    peers = [account(f"P{i}", industry="Dairy", revenue_12m=100.0) for i in range(3)]
    return compose_whitespace(known, rows, whitespace_of(book(known, *peers, Products=others)))


def test_whitespace_stands_by_value_times_likelihood_unknown_values_last() -> None:
    found = plays(
        {"product": "Owned", "state": "Owned", "revenue_12m": 1.0, "category_spend": 999.0},
        {"product": "Unknown", "state": "Gap"},
        {"product": "Small", "state": "Pipeline", "revenue_12m": 30.0, "category_spend": 100.0},
        {"product": "Large", "state": "Competitor", "category_spend": 80.0, "competitor": "Chep"},
        {"product": "Never", "state": "Not eligible", "category_spend": 70.0},
    )
    wallet = "what they spend on it elsewhere"
    assert found == (
        Play("Small", "Pipeline", None, Money(70), wallet, estimated=False, likelihood=Share(0.5), expected=Money(35)),
        Play(
            "Large", "Competitor", "Chep", Money(80), wallet, estimated=False, likelihood=Share(0.1), expected=Money(8)
        ),
        Play("Unknown", "Gap", None, None, "", estimated=False, likelihood=Share(0.25), expected=None),
    )


def test_an_estimate_says_that_it_is_one_and_what_it_rests_on() -> None:
    others: tuple[Row, ...] = tuple(
        {"account_id": f"P{i}", "product": "Film", "state": "Owned", "revenue_12m": 10.0 + i} for i in range(3)
    )
    (play,) = plays({"product": "Film", "state": "Gap"}, others=others)
    assert (play.value, play.estimated) == (Money(11), True)
    assert play.basis == "estimate: the median of 3 owners of their industry and size"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"customer_since": date(2024, 9, 1)}, date(2024, 9, 1)),
        ({"customer_since": date(2019, 9, 1)}, None),
        ({"customer_since": date(2025, 9, 1)}, None),
        ({"Import Note": _NOTE.format("2024-11-04")}, date(2024, 11, 4)),
        ({"Import Note": _NOTE.format("2024-11-04"), "customer_since": date(2025, 1, 1)}, date(2025, 1, 1)),
        ({"Import Note": "Import 2026-05-06: Status = Active"}, None),
        ({}, None),
    ],
)
def test_growth_over_a_year_that_is_known_in_part_is_told(values: dict[str, Value], expected: date | None) -> None:
    assert revenue({"growth_pct": 300.0, **values}).prior_since == expected


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ((date(2027, 1, 1), date(2026, 5, 6), date(2020, 1, 1)), Contract("1", AS_OF, 0)),
        ((date(2020, 1, 1), date(2026, 5, 5)), Contract("1", date(2026, 5, 5), -1)),
        ((None,), None),
        ((), None),
    ],
)
def test_the_next_contract_is_the_first_still_running_else_the_last_that_ended(
    ends: tuple[date | None, ...], expected: Contract | None
) -> None:
    products = compose_products([{"product": str(i), "contract_end": end} for i, end in enumerate(ends)])
    assert next_contract(products, AS_OF) == expected


def test_what_is_known_of_the_last_year_stands_beside_its_revenue() -> None:
    values: dict[str, Value] = {
        "revenue_12m": 900.0, "revenue_prior_12m": 750.0, "recurring_share": 0.4, "orders_12m": 12.0,
        "gross_margin": 0.3,
    }  # fmt: skip
    known = account("A1", "Acme", tier="Key", **values)
    products = compose_products(
        [
            {"product": "Boxes", "revenue_12m": 600.0, "category_spend": 1000.0},
            {"product": "Film", "category_spend": 500.0},
            {"product": "Tape", "revenue_12m": 300.0},
        ]
    )
    found = compose_revenue(book(known), known, (), products)
    assert (found.retained, found.recurring, found.orders_12m) == (Share(1.2), Share(0.4), 12.0)
    # Of Tape nobody knows what they spend, so that our revenue with it is no part of a known whole.
    assert (found.margin, found.wallet, found.share_of_wallet) == (Share(0.3), Money(1500), Share(0.4))


def test_of_a_year_of_which_nothing_is_known_nothing_is_said() -> None:
    known = account("A1", "Acme")
    found = compose_revenue(book(known), known, (), compose_products([{"product": "Tape", "revenue_12m": 300.0}]))
    assert (found.retained, found.margin, found.wallet, found.share_of_wallet) == (None, None, None, None)


def test_targets_grow_from_the_last_12_months_and_then_from_year_to_year() -> None:
    rows: list[Row] = [
        {"year": 2027.0, "revenue_target": 1500.0},
        {"year": 2026.0, "revenue_target": 1200.0},
        {"year": 2028.0},
        {"year": 2029.0, "revenue_target": 1800.0},
    ]
    growth = [target.growth for target in compose_targets(rows, 800.0)]
    assert growth == [Share(0.5), Share(0.25), None, None]
    assert compose_targets(rows)[0].growth is None
