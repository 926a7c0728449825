"""Published figures; methods and sources stand with the functions."""

import pytest

from kam_xl.portfolio.retention import retention


def test_the_published_example() -> None:
    """Start 10.0, expansion 1.8, contraction 0.6, churn 0.9 give NRR 1.03 and GRR 0.85."""
    found = retention({"grown": (5.0, 6.8), "shrunk": (4.1, 3.5), "gone": (0.9, 0.0)})
    assert found is not None
    assert (found.nrr, found.grr, found.logo) == pytest.approx((1.03, 0.85, 2 / 3))
    assert (found.accounts, found.lost) == (3, ("gone",))


def test_who_did_not_buy_then_is_left_out_and_listed() -> None:
    found = retention({"new": (None, 5.0), "back": (0.0, 5.0), "credit": (-1.0, 2.0), "kept": (4.0, 4.0)})
    assert found is not None
    assert (found.nrr, found.accounts, found.without_base) == (1.0, 1, ("new", "back", "credit"))


def test_who_has_no_revenue_stated_now_is_unknown_and_not_lost() -> None:
    found = retention({"kept": (4.0, 4.0), "blank": (9.0, None)})
    assert found is not None
    assert (found.nrr, found.logo, found.unknown, found.lost) == (1.0, 1.0, ("blank",), ())


@pytest.mark.parametrize("revenues", [{}, {"new": (None, 5.0)}, {"blank": (5.0, None)}])
def test_without_anybody_to_measure_there_is_no_figure(
    revenues: dict[str, tuple[float | None, float | None]],
) -> None:
    assert retention(revenues) is None
