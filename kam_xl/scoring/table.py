"""The table kernel: a model applied to whole columns, in blocks that stay in the processor's cache."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kam_xl.accounts.columns import known_in
from kam_xl.scoring.gates import TOLERANCE
from kam_xl.scoring.results import QUADRANTS, UNSCORED
from kam_xl.scoring.row import axis_weights
from kam_xl.scoring.tiers import HeadCuts, applicable_axes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kam_xl.accounts.columns import Column
    from kam_xl.accounts.schema import Kind
    from kam_xl.scoring.model import Model, TierRules

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]

BLOCK = 16_384
"""Accounts computed at a time: the block's columns fit into the second-level cache."""


@dataclass(frozen=True, slots=True)
class TableScores:
    """The scores of a table, one number per account; NaN for none. See `Scores` for their meaning."""

    score: Numbers
    score_low: Numbers
    score_high: Numbers
    attractiveness: Numbers
    relationship: Numbers
    coverage: Numbers


def score_table(model: Model, columns: Mapping[tuple[str, Kind], Column], accounts: int) -> TableScores:
    """Score a table.

    Args:
        model: The model.
        columns: Understood columns by field and kind; an absent one is unknown for all.
        accounts: The number of accounts.

    Returns:
        Six columns; equal to the row kernel's results within 1e-12.
    """
    scores = TableScores(*(np.empty(accounts) for _ in range(6)))
    for start in range(0, accounts, BLOCK):
        rows = slice(start, min(start + BLOCK, accounts))
        _score_block(model, columns, rows, scores)
    return scores


def _score_block(model: Model, columns: Mapping[tuple[str, Kind], Column], rows: slice, scores: TableScores) -> None:
    size = rows.stop - rows.start
    known = {axis: np.zeros(size) for axis in ("attractiveness", "relationship")}
    points = {axis: np.zeros(size) for axis in known}
    for criterion in model.criteria:
        column = columns.get((criterion.field, criterion.scale.reads))
        if column is not None:
            ratings = criterion.scale.rate_column(column.part(rows))
            _add(ratings, criterion.weight, known[criterion.axis], points[criterion.axis])
    _sum_block(model, known, points, rows, scores)


def _add(ratings: Numbers, weight: float, known: Numbers, points: Numbers) -> None:
    known += weight * (ratings == ratings)  # noqa: PLR0124 - NaN differs from itself
    # Of NaN and 0 this takes 0; five times as fast as adding under a mask.
    np.fmax(ratings, 0.0, out=ratings)
    ratings *= weight
    points += ratings


def _sum_block(
    model: Model, known: Mapping[str, Numbers], points: Mapping[str, Numbers], rows: slice, scores: TableScores
) -> None:
    weights = dict(zip(known, axis_weights(model), strict=True))
    total = sum(weights.values())
    all_known = known["attractiveness"] + known["relationship"]
    all_points = points["attractiveness"] + points["relationship"]
    scores.coverage[rows] = all_known / total
    scores.score_low[rows] = _clamped(all_points / total)
    scores.score_high[rows] = _clamped((all_points + 100.0 * (total - all_known)) / total)
    scores.score[rows] = _mean(model, all_known, all_points, total)
    scores.attractiveness[rows] = _mean(
        model, known["attractiveness"], points["attractiveness"], weights["attractiveness"]
    )
    scores.relationship[rows] = _mean(model, known["relationship"], points["relationship"], weights["relationship"])


def _mean(model: Model, known: Numbers, points: Numbers, total: float) -> Numbers:
    if total <= 0:
        return np.full(len(known), np.nan)
    enough = (known > 0.0) & (known / total >= model.min_coverage - TOLERANCE)
    return _clamped(points / np.where(enough, total if model.missing == "zero" else known, np.nan))


def _clamped(means: Numbers) -> Numbers:
    clamped: Numbers = np.clip(means, 0.0, 100.0, out=means)
    return clamped


@dataclass(frozen=True, slots=True)
class TableGates:
    """The gates of a table, one row per account and one column per gate of the model.

    Attributes:
        passes: Whether the account passes; unknown does not pass.
        known: Whether the tested value is known.
    """

    passes: Flags
    known: Flags


def test_gates(model: Model, columns: Mapping[tuple[str, Kind], Column], accounts: int) -> TableGates:
    """Test every gate of a model; a gate over an absent column is unknown for all."""
    passes = np.zeros((accounts, len(model.gates)), dtype=bool)
    known = np.zeros_like(passes)
    for i, gate in enumerate(model.gates):
        column = columns.get((gate.field, gate.test.reads))
        if column is None:
            continue
        known[:, i] = known_in(column)
        passes[:, i] = gate.test.pass_column(column) & known[:, i]
    return TableGates(passes, known)


def head_cuts(revenues: Numbers, rules: TierRules) -> HeadCuts:
    """Find the revenues above which an account is in the head, and above which it stays Major.

    The head is the shortest descending prefix that brings `major_revenue_share` of the total revenue, but at most
    `major_max_share_of_accounts` of the accounts with revenue and at least one, extended by equal revenues. A cut is
    midway between the lowest revenue inside and the next one outside. Unknown, zero and negative revenues are outside
    the head and the total.

    Source:
        ABC analysis by the cumulative share before an account: the account that crosses the share is inside.
    """
    positive = np.sort(revenues[revenues > 0])[::-1]
    share, most = rules.major_revenue_share, rules.major_max_share_of_accounts
    wider = rules.major_hysteresis
    return HeadCuts(_cut(positive, share, most), _cut(positive, share + wider, most + wider))


def _cut(descending: Numbers, share: float, most: float) -> float:
    n = len(descending)
    if n == 0:
        return 0.0
    cumulative = np.cumsum(descending)
    reached = cumulative / cumulative[-1] >= share - TOLERANCE
    by_share = int(np.argmax(reached)) + 1 if reached.any() else n
    by_count = max(1, int(most * n + TOLERANCE))
    length = min(by_share, by_count)
    while length < n and descending[length] == descending[length - 1]:
        length += 1
    inside, outside = float(descending[length - 1]), float(descending[length]) if length < n else 0.0
    middle = (inside + outside) / 2
    return middle if middle < inside else outside


def computed_tiers(  # noqa: PLR0913, PLR0917 - everything that decides a tier
    model: Model,
    scores: TableScores,
    gates: TableGates,
    revenues: Numbers,
    previous: Texts,
    cuts: HeadCuts,
) -> Texts:
    """Give every account its tier before overrides; the same rules as `tiers.computed_tier`.

    Args:
        model: The model.
        scores: The scores.
        gates: The gates.
        revenues: Revenue of the last 12 months; NaN for unknown.
        previous: Computed tier in the previous snapshot, None for none.
        cuts: The revenues that bound the head.
    """
    key = _reaches(scores.score, _key_thresholds(model.tiers, previous)) & gates.passes.all(axis=1)
    for axis in applicable_axes(model):
        key &= _reaches(getattr(scores, axis), model.tiers.key_axis_floor)
    tiers = np.where(np.isnan(scores.score), UNSCORED, "Standard").astype(object)
    tiers[_majors(model.tiers, revenues, previous, cuts)] = "Major"
    tiers[key] = "Key"
    return tiers


def _reaches(values: Numbers, threshold: Numbers | float) -> Flags:
    reached: Flags = values >= threshold - TOLERANCE
    return reached


def _key_thresholds(rules: TierRules, previous: Texts) -> Numbers:
    thresholds = np.full(len(previous), rules.key_score)
    thresholds[previous == "Key"] -= rules.hysteresis
    thresholds[(previous == "Major") | (previous == "Standard")] += rules.hysteresis
    return thresholds


def _majors(rules: TierRules, revenues: Numbers, previous: Texts, cuts: HeadCuts) -> Flags:
    cut = np.inf if cuts.cut is None else cuts.cut
    keep = np.inf if cuts.keep is None else cuts.keep
    was_large = (previous == "Key") | (previous == "Major")
    majors: Flags = revenues > np.where(was_large, keep, cut)
    if rules.major_min_revenue is not None:
        majors |= revenues >= rules.major_min_revenue - TOLERANCE
    return majors


def quadrants(model: Model, scores: TableScores) -> Texts:
    """Give every account its quadrant; None if an axis is unknown or does not apply."""
    attractive = _reaches(scores.attractiveness, model.tiers.key_axis_floor)
    related = _reaches(scores.relationship, model.tiers.key_axis_floor)
    names = np.array([*QUADRANTS, None], dtype=object)
    position = 2 * ~attractive + 1 * ~related
    position[np.isnan(scores.attractiveness) | np.isnan(scores.relationship)] = len(QUADRANTS)
    return names[position]


def ranks(scores: Numbers, revenues: Numbers, account_ids: Texts) -> Numbers:
    """Rank accounts by score (9 decimals, descending), revenue (descending, unknown last) and id (by code point).

    Returns:
        1 for the best; NaN where there is no score.
    """
    scored = np.flatnonzero(~np.isnan(scores))
    rounded = np.round(scores[scored], 9)
    revenue = np.where(np.isnan(revenues[scored]), -np.inf, revenues[scored])
    order = np.lexsort((_positions_by_id(account_ids[scored]), -revenue, -rounded))
    result = np.full(len(scores), np.nan)
    result[scored[order]] = np.arange(1, len(scored) + 1)
    return result


def _positions_by_id(account_ids: Texts) -> Numbers:
    positions = np.empty(len(account_ids))
    positions[sorted(range(len(account_ids)), key=account_ids.__getitem__)] = np.arange(len(account_ids))
    return positions
