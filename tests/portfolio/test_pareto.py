"""The revenue curve of a book."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_xl.portfolio.pareto import Pareto, pareto

BOOKS = st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9)), max_size=60)


def test_the_account_that_crosses_the_share_is_in_the_head() -> None:
    assert pareto([50, 40, 10]).head() == 2


def test_an_account_that_begins_at_the_share_is_outside() -> None:
    assert pareto([50, 30, 20]).head() == 2


def test_shares_that_meet_the_bound_only_without_rounding_errors_count_as_meeting_it() -> None:
    assert pareto([0.1] * 10).head() == 8


def test_one_customer_with_more_than_the_share_is_the_head() -> None:
    assert pareto([95, 3, 2]).head() == 1


def test_unknown_and_not_positive_revenues_are_outside_head_and_total() -> None:
    assert pareto([None, float("nan"), 0.0, -10.0, 30.0]) == Pareto((30.0,), 30.0)


def test_nobody_bought() -> None:
    nobody = pareto([None, 0.0])
    assert (nobody.head(), nobody.share_of_largest(0.2), nobody.curve()) == (0, None, ())


def test_the_total_is_exact_to_the_cent_in_any_order() -> None:
    revenues = [1e12, 0.01, -1.0, 0.01, 1e-3, 0.009]
    assert pareto(revenues).total == pareto(reversed(revenues)).total == 1e12 + 0.03


@pytest.mark.parametrize(("part", "share"), [(0.0, 0.0), (0.2, 0.4), (0.25, 0.7), (1.0, 1.0)])
def test_the_largest_part_counts_a_fraction_of_an_account_as_whole(part: float, share: float) -> None:
    assert pareto([40, 30, 15, 10, 5]).share_of_largest(part) == share


def test_another_share_gives_another_head() -> None:
    assert [pareto([40, 30, 15, 10, 5]).head(share) for share in (0.4, 0.5, 0.95, 1.0)] == [1, 2, 4, 5]


@given(BOOKS)
def test_the_curve_rises_ever_more_slowly_to_the_whole(revenues: list[float | None]) -> None:
    book = pareto(revenues)
    curve = book.curve()
    assert list(curve) == sorted(curve)
    assert not curve or isclose(curve[-1], 1.0)
    assert list(book.revenues) == sorted(book.revenues, reverse=True)


@given(BOOKS)
def test_the_head_reaches_the_share_and_without_its_last_account_does_not(revenues: list[float | None]) -> None:
    book = pareto(revenues)
    shares = [0.0, *book.curve()]
    if book.revenues:
        assert shares[book.head()] >= 0.8 - 1e-8
        assert shares[book.head() - 1] < 0.8


@given(BOOKS)
def test_the_curve_at_each_percent_is_the_curve(revenues: list[float | None]) -> None:
    book = pareto(revenues)
    points = book.sampled(100)
    curve = book.curve()
    assert len(points) == (100 if curve else 0)
    assert [point.cumulative for point in points] == [curve[point.place - 1] for point in points]
    assert {point.place for point in points if point.in_head} <= set(range(1, book.head() + 1))
    if len(curve) <= 100:
        assert {point.place for point in points} == set(range(1, len(curve) + 1))
        assert max((point.place for point in points if point.in_head), default=0) == book.head()
