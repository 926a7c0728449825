"""Published figures; methods and sources stand with the functions."""

import pytest

from kam_xl.portfolio.concentration import concentration


@pytest.mark.parametrize(
    ("shares", "expected"),
    [((30, 30, 20, 20), 2600), ((33, 10, 57), 4438), ((20, 10, 19, 15, 10, 10, 5, 5, 6), 1372)],
)
def test_the_index_is_the_sum_of_squared_shares(shares: tuple[float, ...], expected: int) -> None:
    found = concentration(shares)
    assert found is not None
    assert found.hhi == pytest.approx(expected, abs=1e-9)
    assert found.effective_number == pytest.approx(10_000 / expected)


def test_the_largest_accounts_have_these_shares() -> None:
    found = concentration([*([10.0] * 5), 20.0, *([3.0] * 10)])
    assert found is not None
    assert (found.top_1, found.top_5, found.top_10) == pytest.approx((0.2, 0.6, 0.82))


def test_who_bought_nothing_counts_for_nothing() -> None:
    assert concentration([50, 50, 0, None, -10]) == concentration([50, 50])
    assert concentration([None, 0]) is None
