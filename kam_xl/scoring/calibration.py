"""Calibrating curves: what counts as much is read off the book itself, instead of being guessed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from kam_xl.accounts.coercion import LARGEST
from kam_xl.accounts.columns import numbers_of
from kam_xl.accounts.schema import ALL_FIELDS, Kind
from kam_xl.scoring.scales.curve import CLOSEST, Curve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import numpy.typing as npt

    from kam_xl.accounts.columns import Column
    from kam_xl.scoring.model import Criterion, Model

    Numbers = npt.NDArray[np.float64]
    Recipe = Callable[[Numbers], Curve | None]
    Columns = Mapping[tuple[str, Kind], Column]

ANCHORS = ((0.50, 30.0), (0.80, 60.0), (0.95, 90.0), (0.99, 100.0))
"""Which share of the positive values lies below, and the rating there."""

STARTER_ANCHORS = ((0.50, 25.0), (0.80, 55.0), (0.95, 90.0), (0.99, 100.0))
"""The same for revenue in the starter model, whose evidence is thinner."""

FEWEST = 5
"""Fewer positive values than this say too little to bend a curve by."""

_UNITS = frozenset({"currency", "count"})


@dataclass(frozen=True, slots=True)
class CurveChange:
    """What calibration did to one criterion.

    Attributes:
        criterion: The criterion before.
        curve: Its new curve; None if it was left alone.
        reason: Why it was left alone, as half a sentence; empty if it was not.
    """

    criterion: Criterion
    curve: Curve | None
    reason: str


@dataclass(frozen=True, slots=True)
class Calibration:
    """A calibrated model, and what became of each of its criteria.

    Attributes:
        model: The model with its new curves; everything else is as before.
        changes: One per criterion, in the model's order.
    """

    model: Model
    changes: tuple[CurveChange, ...]


def calibrated_curve(values: npt.ArrayLike, anchors: Sequence[tuple[float, float]] = ANCHORS) -> Curve | None:
    """Bend a curve so that a book's own quantiles get the anchors' ratings.

    Args:
        values: Amounts or counts in any order; NaN is unknown. Only positive ones count, up to the largest x a curve
            can hold.
        anchors: Share of the values below (0–1, rising), and the rating there.

    Returns:
        (0, 0), then one point per anchor; where points fall together the highest rating is kept. None if fewer than 5
        values are positive.

    Source:
        Quantile definition 7 of Hyndman & Fan (1996), "Sample Quantiles in Statistical Packages".

    >>> calibrated_curve([10, 20, 30, 40, 50, 0, float("nan")]).points
    ((0.0, 0.0), (30.0, 30.0), (42.0, 60.0), (48.0, 90.0), (49.6, 100.0))
    """
    positive = _positive(np.asarray(values))
    if len(positive) < FEWEST:
        return None
    return _curve([(0.0, 0.0), *((_quantile(positive, share), rating) for share, rating in anchors)])


def calibrated_change_curve(values: npt.ArrayLike) -> Curve | None:
    """Bend the starter model's curve over changes of revenue.

    Args:
        values: Changes in currency; NaN is unknown. A gain is a positive change.

    Returns:
        Minus the median gain is rated 0, no change 30, the median gain 50, the gain that 90 % of the gains stay below
        100. None if there are fewer than 5 gains.

    Source:
        Quantile definition 7 of Hyndman & Fan (1996).

    >>> calibrated_change_curve([100, 200, 300, 400, 500, -80]).points
    ((-300.0, 0.0), (0.0, 30.0), (300.0, 50.0), (460.0, 100.0))
    """
    gains = _positive(np.asarray(values))
    if len(gains) < FEWEST:
        return None
    median, high = _quantile(gains, 0.5), _quantile(gains, 0.9)
    return _curve([(-median, 0.0), (0.0, 30.0), (median, 50.0), (high, 100.0)])


def _quantile(values: Numbers, share: float) -> float:
    # What lies behind twelve digits is noise of binary fractions, which a person should not have to read.
    return float(f"{np.quantile(values, share):.12g}")


def _positive(values: Numbers) -> Numbers:
    return values[(values >= CLOSEST) & (values <= LARGEST)]


def _curve(points: Iterable[tuple[float, float]]) -> Curve:
    kept: list[tuple[float, float]] = []
    for x, rating in points:
        if kept and x - kept[-1][0] < CLOSEST:
            kept[-1] = (kept[-1][0], max(rating, kept[-1][1]))
        else:
            kept.append((x, rating))
    return Curve(tuple(kept))


def calibrate(model: Model, columns: Columns) -> Calibration:
    """Calibrate every curve over money or counts without an upper bound to a book.

    A curve that falls somewhere, or rates values below 0, means something that quantiles do not know; it is left
    alone, as is everything else.

    Args:
        model: The model.
        columns: The book's understood columns by field and kind.
    """
    return _calibrate(model, columns, {})


def calibrate_starter(model: Model, columns: Columns) -> Calibration:
    """Calibrate the starter model: revenue and its change have anchors of their own."""
    return _calibrate(model, columns, _STARTER_RECIPES)


_STARTER_RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        "revenue_12m": partial(calibrated_curve, anchors=STARTER_ANCHORS),
        "revenue_change_12m": calibrated_change_curve,
    }
)


def _calibrate(model: Model, columns: Columns, recipes: Mapping[str, Recipe]) -> Calibration:
    changes = tuple(_change(criterion, columns, recipes.get(criterion.field)) for criterion in model.criteria)
    criteria = tuple(replace(each.criterion, scale=each.curve or each.criterion.scale) for each in changes)
    return Calibration(replace(model, criteria=criteria), changes)


def _change(criterion: Criterion, columns: Columns, recipe: Recipe | None) -> CurveChange:
    reason = _why_left_alone(criterion, recipe)
    if reason:
        return CurveChange(criterion, None, reason)
    column = columns.get((criterion.field, Kind.NUMBER))
    curve = (recipe or calibrated_curve)(numbers_of(column, 0))
    return CurveChange(criterion, curve, "" if curve else f"fewer than {FEWEST} accounts have a value above 0")


def _why_left_alone(criterion: Criterion, recipe: Recipe | None) -> str:
    if not isinstance(criterion.scale, Curve):
        return "it has no curve"
    known = ALL_FIELDS.get(criterion.field)
    if known is None:
        return "it rates a column of your own, whose unit is not known"
    if known.unit not in _UNITS or known.high is not None:
        return "it does not rate money or a count without an upper bound"
    return "" if recipe else _why_kept_by_hand(criterion.scale)


def _why_kept_by_hand(curve: Curve) -> str:
    ratings = [rating for _, rating in curve.points]
    if ratings != sorted(ratings):
        return "its ratings fall somewhere"
    return "it rates values below 0" if curve.points[0][0] < 0 else ""
