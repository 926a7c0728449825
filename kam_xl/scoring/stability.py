"""How steady a tier is: does it hold if the weights had been chosen a little differently?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kam_xl.scoring.gates import TOLERANCE
from kam_xl.scoring.tiers import applicable_axes, key_threshold

if TYPE_CHECKING:
    from kam_xl.scoring.assessment import Assessment
    from kam_xl.scoring.model import Model
    from kam_xl.scoring.table import Flags, Numbers

DRAWS = 1_000
"""How many sets of weights are tried."""

CONCENTRATION = 100.0
"""How closely the tried weights lie around the model's: a weight of 20 % varies by 4 points either way."""

_BLOCK = 512
"""Accounts worked on at a time, so that memory does not grow with the book."""


def stability(assessment: Assessment, draws: int = DRAWS, seed: int = 0, accounts: slice = slice(None)) -> Numbers:
    """Give for every account the share of draws of the weights in which its computed tier stays.

    Weights are drawn from Dirichlet(100·w/Σw); a weight of 0 stays 0. Values, gates, previous tiers and the head's cuts
    stay as they are.

    Args:
        assessment: The assessment of the book.
        draws: How many sets of weights are tried, at least 1.
        seed: What the generator PCG64 starts from; the same seed gives the same shares.
        accounts: Whose shares are wanted, by their positions.

    Returns:
        One share per wanted account, 0–1, in the order of the book.

    Source:
        The acceptability index of Lahdelma, Hokkanen & Salminen (1998), "SMAA - Stochastic multiobjective acceptability
        analysis", around given weights.
    """
    weights = draw_weights(assessment.model, draws, seed)
    ratings = _ratings(assessment)
    first, last, _ = accounts.indices(len(ratings))
    shares = np.empty(len(ratings))
    for start in range(first, last, _BLOCK):
        rows = slice(start, min(start + _BLOCK, last))
        shares[rows] = _stays(assessment, rows, ratings[rows], weights).mean(axis=1)
    return shares[accounts]


def draw_weights(model: Model, draws: int, seed: int) -> Numbers:
    """Draw sets of weights around those of a model.

    Returns:
        One row per draw and one column per criterion; each row adds up to 1.
    """
    weights = np.array([criterion.weight for criterion in model.criteria])
    positive = weights > 0
    drawn = np.zeros((draws, len(weights)))
    generator = np.random.Generator(np.random.PCG64(seed))
    drawn[:, positive] = generator.dirichlet(CONCENTRATION * weights[positive] / weights.sum(), draws)
    return drawn


def _ratings(assessment: Assessment) -> Numbers:
    ratings = np.full((len(assessment.accounts), len(assessment.model.criteria)), np.nan)
    for i, criterion in enumerate(assessment.model.criteria):
        column = assessment.accounts.columns.get((criterion.field, criterion.scale.reads))
        if column is not None:
            ratings[:, i] = criterion.scale.rate_column(column)
    return ratings


def _stays(assessment: Assessment, rows: slice, ratings: Numbers, weights: Numbers) -> Flags:
    scores = _means(assessment.model, ratings, weights)
    is_key = _is_key(assessment, rows, scores, ratings, weights)
    # Revenue alone decides Major, so weights move an account only into Key or out of it, or in and out of a score.
    tiers = assessment.computed[rows, np.newaxis]
    stays: Flags = np.select(
        [tiers == "Key", tiers == "Major", tiers == "Standard"],
        [is_key, ~is_key, ~is_key & ~np.isnan(scores)],
        np.isnan(scores),
    )
    return stays


def _is_key(assessment: Assessment, rows: slice, scores: Numbers, ratings: Numbers, weights: Numbers) -> Flags:
    model = assessment.model
    thresholds = np.array([key_threshold(model.tiers, previous) for previous in assessment.previous[rows]])
    gates = assessment.gates.passes[rows].all(axis=1, keepdims=True)
    is_key: Flags = gates & (scores >= thresholds[:, np.newaxis] - TOLERANCE)
    for axis in applicable_axes(model):
        on_axis = [criterion.axis == axis for criterion in model.criteria]
        is_key &= _means(model, ratings[:, on_axis], weights[:, on_axis]) >= model.tiers.key_axis_floor - TOLERANCE
    return is_key


def _means(model: Model, ratings: Numbers, weights: Numbers) -> Numbers:
    known = (~np.isnan(ratings)).astype(np.float64) @ weights.T
    points = np.nan_to_num(ratings) @ weights.T
    totals = np.broadcast_to(weights.sum(axis=1), known.shape)
    enough = (known > 0) & (known >= (model.min_coverage - TOLERANCE) * totals)
    means = np.full(known.shape, np.nan)
    np.divide(points, totals if model.missing == "zero" else known, out=means, where=enough)
    return means
