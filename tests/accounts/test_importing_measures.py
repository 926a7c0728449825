"""What an account's purchases say about it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_xl.accounts.importing.measures import (
    Measures,
    Years,
    best_seller,
    by_account,
    measure,
    recurring_share,
    years_until,
)
from kam_xl.accounts.importing.periods import Span
from kam_xl.accounts.importing.purchases import Purchase

AS_OF = date(2025, 3, 31)
FULL = years_until(AS_OF, Span(date(2020, 1, 1), AS_OF, 7))
PART = Span(date(2023, 9, 4), AS_OF, 7)


def bought(day: str, revenue: float = 100.0, seller: str | None = None) -> Purchase:
    return Purchase("K01", date.fromisoformat(day), revenue, seller)


def test_the_last_year_starts_on_the_day_after_the_as_of_date_of_the_year_before() -> None:
    measures = measure([bought("2024-03-31", 1), bought("2024-04-01", 2), bought("2025-03-31", 4)], FULL)
    assert (measures.revenue_12m, measures.revenue_prior_12m, measures.revenue_all_time) == (6.0, 1.0, 7.0)
    assert (measures.orders_12m, measures.order_months_12m) == (2, 2)


def test_an_account_that_never_bought_is_a_prospect_with_known_zeros() -> None:
    assert measure([], FULL) == Measures(
        revenue_12m=0.0,
        revenue_prior_12m=0.0,
        revenue_all_time=0.0,
        recurring_share=None,
        orders_12m=0,
        order_months_12m=0,
        last_order=None,
        customer_since=None,
        present_at_start=False,
        status="Prospect",
        seller=None,
    )


@pytest.mark.parametrize(
    ("days", "status"),
    [
        (["2022-01-01", "2025-01-01"], "Active"),
        (["2024-04-01"], "New"),
        (["2024-03-31"], "Lapsed"),
        (["2022-01-01", "2024-03-31"], "Lapsed"),
        (["2020-02-01"], "Lapsed"),
    ],
)
def test_the_status_follows_from_first_and_last_order(days: list[str], status: str) -> None:
    assert measure([bought(day) for day in days], FULL).status == status


def test_who_was_there_when_the_export_starts_is_not_new() -> None:
    one_year = years_until(AS_OF, Span(date(2024, 4, 1), AS_OF, 7))
    early, late = measure([bought("2024-05-01")], one_year), measure([bought("2024-09-01")], one_year)
    assert (early.status, early.present_at_start) == ("Active", True)
    assert (late.status, late.present_at_start) == ("New", False)


def test_credit_notes_and_free_samples_count_for_revenue_but_are_no_orders() -> None:
    measures = measure([bought("2024-07-01", 300), bought("2024-08-01", -50), bought("2024-09-01", 0)], FULL)
    assert (measures.revenue_12m, measures.orders_12m, measures.order_months_12m) == (250.0, 1, 1)
    assert (measures.customer_since, measures.last_order) == (date(2024, 7, 1), date(2024, 7, 1))


def test_a_credit_note_alone_makes_no_customer() -> None:
    measures = measure([bought("2024-08-01", -50)], FULL)
    assert (measures.status, measures.revenue_12m, measures.customer_since) == ("Prospect", -50.0, None)


def test_a_year_that_the_export_covers_in_part_is_unknown() -> None:
    measures = measure([bought("2023-10-01"), bought("2024-10-01")], years_until(AS_OF, PART))
    assert (measures.revenue_12m, measures.revenue_prior_12m, measures.status) == (100.0, None, "Active")


def test_a_part_year_may_be_accepted_and_is_flagged() -> None:
    years = years_until(AS_OF, PART, accept_part_year=True)
    assert measure([bought("2023-10-01")], years).revenue_prior_12m == 100.0
    assert years.remarks() == ["Revenue Prior 12m of a part year (orders 2023-09-04 to 2025-03-31)"]
    assert years_until(AS_OF, PART).remarks() == []


def test_long_after_the_export_ends_nothing_is_known_of_the_last_year() -> None:
    years = years_until(date(2026, 3, 31), PART)
    measures = measure([bought("2025-01-01")], years)
    assert (measures.revenue_12m, measures.orders_12m, measures.order_months_12m) == (None, None, None)
    assert (measures.recurring_share, measures.status) == (None, None)
    assert measures.last_order == date(2025, 1, 1)


def test_without_any_order_no_year_is_covered() -> None:
    years = Years(FULL.last, FULL.prior, None, accept_part_year=False)
    assert measure([], years).revenue_12m is None


def test_a_one_off_recurs_not_at_all() -> None:
    assert recurring_share([bought("2024-07-01", 20_000)]) == 0.0


def test_the_two_parts_of_the_month_in_which_a_year_starts_are_one_month() -> None:
    assert recurring_share([bought("2024-05-20"), bought("2025-05-10"), bought("2024-07-01", 200)]) == 0.5


def test_a_year_has_no_more_than_twelve_months_with_orders() -> None:
    as_of = date(2025, 5, 6)
    days = ["2024-05-20", *(f"2024-{month:02}-01" for month in range(6, 13)), *(f"2025-0{m}-01" for m in range(1, 6))]
    years = years_until(as_of, Span(date(2020, 1, 1), as_of, 7))
    assert measure([bought(day) for day in days], years).order_months_12m == 12


@given(st.lists(st.tuples(st.integers(1, 12), st.floats(-1e6, 1e6)), max_size=30))
def test_the_recurring_share_is_a_share(months: list[tuple[int, float]]) -> None:
    share = recurring_share([Purchase("K01", date(2024, month, 1), revenue) for month, revenue in months])
    assert share is None or 0 <= share <= 1


def test_who_sold_most_in_the_last_year_comes_before_who_sold_most_ever() -> None:
    assert measure([bought("2022-01-01", 900, "1"), bought("2024-09-01", 10, "2")], FULL).seller == "2"


def test_who_sold_most_ever_stands_in_where_nobody_sold_in_the_last_year() -> None:
    assert measure([bought("2022-01-01", 900, "1"), bought("2024-09-01", 10)], FULL).seller == "1"


def test_no_seller_is_known_where_none_is_named() -> None:
    assert best_seller([bought("2024-09-01", 10)]) is None


def test_purchases_after_the_as_of_date_belong_to_nobody() -> None:
    assert by_account([bought("2025-03-31"), bought("2025-04-01")], AS_OF) == {"K01": [bought("2025-03-31")]}


def test_sums_of_money_carry_no_noise_of_binary_fractions() -> None:
    assert measure([bought("2024-09-01", 0.1), bought("2024-09-02", 0.2)], FULL).revenue_12m == 0.3
