"""The years that are measured, and whether an export covers them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_xl.accounts.importing.periods import Period, Span, span_of, year_until

DAYS = st.dates(date(1950, 1, 1), date(2100, 1, 1))


def days(first: date, count: int, step: int = 1) -> list[date]:
    return [first + timedelta(days=step * number) for number in range(count)]


def test_a_year_starts_after_the_same_day_of_the_year_before() -> None:
    year = year_until(date(1998, 5, 6))
    assert date(1997, 5, 6) not in year
    assert date(1997, 5, 7) in year
    assert date(1998, 5, 6) in year
    assert date(1998, 5, 7) not in year


def test_the_year_that_ends_on_a_leap_day_starts_on_the_first_of_march() -> None:
    assert year_until(date(2024, 2, 29)) == Period(date(2023, 2, 28), date(2024, 2, 29))


@given(DAYS)
def test_years_follow_each_other_without_gap_or_overlap(as_of: date) -> None:
    last = year_until(as_of)
    assert last.after == year_until(last.after).until
    assert (last.until - last.after).days in {365, 366}


def test_an_export_covers_a_year_it_holds_in_full() -> None:
    span = span_of(days(date(2024, 1, 1), 366), None, None)
    assert span == Span(date(2024, 1, 1), date(2024, 12, 31), silence_days=7)
    assert str(span) == "2024-01-01 to 2024-12-31"
    assert span.covers(year_until(date(2024, 12, 31)))


@pytest.mark.parametrize(("as_of", "covered"), [(date(2025, 1, 7), True), (date(2025, 1, 8), False)])
def test_a_week_without_orders_at_the_end_is_a_pause(as_of: date, *, covered: bool) -> None:
    span = span_of(days(date(2023, 6, 1), 580), None, None)
    assert span
    assert span.last == date(2024, 12, 31)
    assert span.covers(year_until(as_of)) is covered


def test_a_longer_pause_inside_the_export_may_be_one_at_its_end_too() -> None:
    span = span_of([*days(date(2023, 1, 1), 200), *days(date(2023, 8, 10), 200)], None, None)
    assert span
    assert span.silence_days == 21


def test_no_pause_is_longer_than_a_month_so_that_one_wrong_date_does_no_harm() -> None:
    span = span_of([date(1900, 1, 1), *days(date(2024, 1, 1), 300)], None, None)
    assert span
    assert span.silence_days == 31


def test_the_mapping_may_say_what_the_export_is_complete_for() -> None:
    span = span_of([date(2024, 6, 1)], date(2024, 1, 1), date(2024, 12, 31))
    assert span
    assert span.covers(year_until(date(2024, 12, 31)))
    assert not span.covers(year_until(date(2025, 2, 1)))


def test_without_orders_there_is_no_span() -> None:
    assert span_of([], date(2024, 1, 1), None) is None


def test_the_start_of_an_export_lasts_ninety_days() -> None:
    span = Span(date(2024, 1, 1), date(2024, 12, 31), 7)
    assert date(2024, 1, 1) in span.start
    assert date(2024, 3, 30) in span.start
    assert date(2024, 3, 31) not in span.start
