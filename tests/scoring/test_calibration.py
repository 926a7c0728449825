"""Calibration bends the curves over money and counts to the book, and says what it left alone."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_xl.accounts.columns import NumberColumn
from kam_xl.accounts.schema import Kind
from kam_xl.scoring.calibration import (
    ANCHORS,
    Calibration,
    calibrate,
    calibrate_starter,
    calibrated_change_curve,
    calibrated_curve,
)
from kam_xl.scoring.faults import Faults
from kam_xl.scoring.model import Model, parse_model
from kam_xl.scoring.scales import Curve

amounts = st.lists(st.floats(-1e16, 1e16) | st.just(math.nan) | st.sampled_from([0.0, 1e-12, 1e-9, 7.0]), max_size=30)


def type_7_quantile(ordered: list[float], share: float) -> float:
    """Give the quantile of Hyndman & Fan's definition 7, written out: R's default."""
    place = (len(ordered) - 1) * share
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def test_the_anchors_stand_at_the_quantiles_of_the_positive_values() -> None:
    values = [3.0, 14.0, 1.0, 59.0, 26.0, 5.0, 35.0, 8.0, 97.0, 93.0]

    curve = calibrated_curve([*values, 0.0, -1_000.0, math.nan])

    assert curve is not None
    expected = [0.0, *(type_7_quantile(sorted(values), share) for share in (0.50, 0.80, 0.95, 0.99))]
    assert [x for x, _ in curve.points] == pytest.approx(expected, abs=1e-12)
    assert [rating for _, rating in curve.points] == [0, 30, 60, 90, 100]


def test_anchors_that_fall_together_keep_the_higher_rating() -> None:
    values = [5] * 90 + [60] * 9 + [96] * 2

    assert calibrated_curve(values) == Curve(((0, 0), (5, 60), (60, 90), (96, 100)))


def test_points_that_fall_together_farther_up_leave_those_below_alone() -> None:
    values = [5] * 60 + [60] * 30 + [70] * 11

    assert calibrated_curve(values) == Curve(((0, 0), (5, 30), (60, 60), (70, 100)))


def test_the_higher_rating_is_kept_whichever_comes_first() -> None:
    anchors = ((0.5, 20.0), (0.8, 90.0), (0.9, 40.0))

    assert calibrated_curve([3] * 6 + [8] * 5, anchors) == Curve(((0, 0), (3, 20), (8, 90)))


@pytest.mark.parametrize("value", [1e-9, 5.0, 1e15])
def test_a_book_in_which_all_are_equal_has_one_step(value: float) -> None:
    assert calibrated_curve([value] * 5) == Curve(((0, 0), (value, 100)))


def test_fewer_than_five_positive_values_bend_no_curve() -> None:
    assert calibrated_curve([1, 2, 3, 4, 0, -5, math.nan]) is None
    assert calibrated_change_curve([1, 2, 3, 4, 0, -5, math.nan]) is None


@given(amounts)
def test_every_calibrated_curve_is_one_that_a_model_accepts(values: list[float]) -> None:
    for curve in (calibrated_curve(values), calibrated_change_curve(values)):
        faults = Faults()
        assert curve is None or Curve.parse(curve.plain(), "curve", faults) == curve
        assert faults == []


@given(amounts, st.randoms())
def test_the_order_of_accounts_does_not_matter(values: list[float], chance: Any) -> None:  # noqa: ANN401 - hypothesis' own random
    shuffled = chance.sample(values, len(values))

    assert calibrated_curve(shuffled) == calibrated_curve(values)


@given(st.lists(st.floats(1, 1e6), min_size=5, max_size=30))
def test_calibration_does_not_depend_on_the_currency(values: list[float]) -> None:
    curve, in_thousands = calibrated_curve(values), calibrated_curve([value / 1024 for value in values])

    assert curve is not None
    assert in_thousands is not None
    assert [x * 1024 for x, _ in in_thousands.points] == pytest.approx([x for x, _ in curve.points])


CRITERIA: list[dict[str, Any]] = [
    {"id": "growth", "field": "expected_growth_12m", "curve": [[0, 0], [50_000, 60]]},
    {"id": "orders", "field": "orders_12m", "curve": [[0, 0], [10, 100]]},
    {"id": "months", "field": "order_months_12m", "curve": [[0, 0], [11, 100]]},
    {"id": "share", "field": "recurring_share", "curve": [[0, 0], [1, 100]]},
    {"id": "status", "field": "status", "levels": {"Active": 75}},
    {"id": "seats", "field": "Seats", "curve": [[0, 0], [10, 100]]},
    {"id": "small_is_good", "field": "revenue_12m", "curve": [[0, 100], [10, 0]]},
    {"id": "change", "field": "revenue_change_12m", "curve": [[-10, 0], [0, 30], [10, 100]]},
    {"id": "referrals", "field": "referrals_12m", "curve": [[0, 0], [3, 100]]},
    {"id": "prior", "field": "revenue_prior_12m", "curve": [[0, 0], [3, 100]]},
]


def _model(criteria: list[dict[str, Any]]) -> Model:
    full = [{"axis": "attractiveness", "weight": 1} | criterion for criterion in criteria]
    return parse_model({"model": {"name": "Test model"}, "criteria": full})


def _columns(**numbers: list[float]) -> dict[tuple[str, Kind], NumberColumn]:
    return {(name, Kind.NUMBER): NumberColumn(np.array(values)) for name, values in numbers.items()}


COLUMNS = _columns(
    expected_growth_12m=[10, 20, 30, 40, 50],
    orders_12m=[1, 2, 3, 4, 5],
    order_months_12m=[1, 2, 3, 4, 5],
    recurring_share=[0.1, 0.2, 0.3, 0.4, 0.5],
    revenue_12m=[100, 200, 300, 400, 500],
    revenue_change_12m=[-20, 100, 200, 300, 400, 500],
    referrals_12m=[0, 0, 1, 2, 3],
)


def _new_curves(calibration: Calibration) -> dict[str, Curve]:
    return {change.criterion.id: change.curve for change in calibration.changes if change.curve}


def test_only_rising_curves_over_money_and_unbounded_counts_are_bent() -> None:
    calibration = calibrate(_model(CRITERIA), COLUMNS)

    assert _new_curves(calibration) == {
        "growth": calibrated_curve([10, 20, 30, 40, 50]),
        "orders": calibrated_curve([1, 2, 3, 4, 5]),
    }


def test_everything_left_alone_has_its_reason() -> None:
    calibration = calibrate(_model(CRITERIA), COLUMNS)

    assert {change.criterion.id: change.reason for change in calibration.changes} == {
        "growth": "",
        "orders": "",
        "months": "it does not rate money or a count without an upper bound",
        "share": "it does not rate money or a count without an upper bound",
        "status": "it has no curve",
        "seats": "it rates a column of your own, whose unit is not known",
        "small_is_good": "its ratings fall somewhere",
        "change": "it rates values below 0",
        "referrals": "fewer than 5 accounts have a value above 0",
        "prior": "fewer than 5 accounts have a value above 0",
    }


def test_the_calibrated_model_differs_in_its_curves_alone() -> None:
    model = _model(CRITERIA)

    calibrated = calibrate(model, COLUMNS).model

    scales = [criterion.scale for criterion in calibrated.criteria]
    assert scales[:2] == [calibrated_curve([10, 20, 30, 40, 50], ANCHORS), calibrated_curve([1, 2, 3, 4, 5], ANCHORS)]
    assert scales[2:] == [criterion.scale for criterion in model.criteria[2:]]
    assert [criterion.id for criterion in calibrated.criteria] == [criterion.id for criterion in model.criteria]


def test_calibrating_twice_changes_nothing_more() -> None:
    once = calibrate(_model(CRITERIA), COLUMNS).model

    assert calibrate(once, COLUMNS).model == once


def test_the_starter_model_rates_revenue_and_its_change_by_its_own_anchors() -> None:
    model = _model(
        [
            {"id": "revenue", "field": "revenue_12m", "curve": [[0, 0], [5_000, 25], [100_000, 100]]},
            {"id": "change", "field": "revenue_change_12m", "curve": [[-5_000, 0], [0, 30], [25_000, 100]]},
            {"id": "orders", "field": "orders_12m", "curve": [[0, 0], [10, 100]]},
        ]
    )

    curves = _new_curves(calibrate_starter(model, COLUMNS))

    assert curves == {
        "revenue": Curve(((0, 0), (300, 25), (420, 55), (480, 90), (496, 100))),
        "change": Curve(((-300, 0), (0, 30), (300, 50), (460, 100))),
        "orders": calibrated_curve([1, 2, 3, 4, 5]),
    }
