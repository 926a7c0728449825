"""Why an account has its tier, in one sentence that is true to the last digit shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.scoring.tiers import applicable_axes, key_threshold, reaches

if TYPE_CHECKING:
    from kam_xl.scoring.model import Model
    from kam_xl.scoring.results import Scores
    from kam_xl.scoring.tiers import HeadCuts, Override, Standing

MOST_DECIMALS = 12


def below(value: float, limit: float) -> str:
    """Show that a value is below a limit with as many decimals as it takes to be true.

    >>> below(41.23, 50), below(69.96, 70)
    ('41.2 < 50', '69.96 < 70')
    """
    return _below(value, limit, 1)


def below_share(value: float, limit: float) -> str:
    """Show that a share is below a limit, with at least two decimals."""
    return _below(value, limit, 2)


def _below(value: float, limit: float, fewest_decimals: int) -> str:
    decimals = next((d for d in range(fewest_decimals, MOST_DECIMALS) if round(value, d) < limit), MOST_DECIMALS)
    return f"{value:.{decimals}f} < {limit:.10g}"


def obstacles(model: Model, standing: Standing) -> list[str]:
    """List what keeps an account from being Key: gates, score, axes; empty for a Key account."""
    gates = [outcome.reason for outcome in standing.gates if outcome.state != "passes"]
    return [*gates, *_score_obstacle(model, standing), *_axis_obstacles(model, standing.scores)]


def coverage_obstacle(model: Model, scores: Scores) -> str:
    """Say why an account has no score."""
    if reaches(scores.coverage, model.min_coverage):
        return "nothing of weight is known"
    return f"coverage {below_share(scores.coverage, model.min_coverage)}"


def _score_obstacle(model: Model, standing: Standing) -> list[str]:
    threshold = key_threshold(model.tiers, standing.previous)
    score = standing.scores.score
    if score is None:
        return [f"not scored, {coverage_obstacle(model, standing.scores)}"]
    if reaches(score, threshold):
        return []
    entering = f" ({model.tiers.key_score:.10g} + {model.tiers.hysteresis:.10g} to become Key)"
    return [f"score {below(score, threshold)}" + (entering if threshold > model.tiers.key_score else "")]


def _axis_obstacles(model: Model, scores: Scores) -> list[str]:
    floor = model.tiers.key_axis_floor
    axes = {axis: getattr(scores, axis) for axis in applicable_axes(model)}
    if scores.score is None:
        return []
    unknown = [f"{axis} not known" for axis, value in axes.items() if value is None]
    low = [f"{axis} {below(v, floor)}" for axis, v in axes.items() if v is not None and not reaches(v, floor)]
    return [*unknown, *low]


def reason(model: Model, standing: Standing, cuts: HeadCuts, computed: str, override: Override | None) -> str:
    """Say why an account has its tier.

    Args:
        model: The model.
        standing: What decided the computed tier.
        cuts: The head's cuts; without them the reason says that Major was not decided by the head.
        computed: The computed tier.
        override: The override that counts; None for none.
    """
    sentence = _computed_reason(model, standing, cuts, computed)
    if override is not None:
        sentence = (
            f"{override.tier} by override of {override.by} until {override.until} ({override.reason}); else {sentence}"
        )
    return f"{sentence} ({model.caveat})" if model.caveat else sentence


def _computed_reason(model: Model, standing: Standing, cuts: HeadCuts, computed: str) -> str:
    if computed == "Key":
        return _key_reason(model, standing)
    headless = "; the head of the book is not known" if cuts.cut is None else ""
    if standing.scores.score is None:
        lead = "Major by revenue; not scored, " if computed == "Major" else "Unscored: "
        return lead + coverage_obstacle(model, standing.scores) + headless
    lead = "Major by revenue" if computed == "Major" else "Standard"
    return f"{lead}, not Key: {'; '.join(obstacles(model, standing))}{headless}"


def _key_reason(model: Model, standing: Standing) -> str:
    axes = [f"{axis} {getattr(standing.scores, axis):.1f}" for axis in applicable_axes(model)]
    gates = "; all gates passed" if model.gates else ""
    return f"Key: score {_key_score(model, standing)}, {', '.join(axes)}{gates}"


def _key_score(model: Model, standing: Standing) -> str:
    score, bar = standing.scores.score or 0.0, model.tiers.key_score
    if reaches(score, bar):
        return f"{score:.1f}"
    return f"{below(score, bar)}, kept above {key_threshold(model.tiers, standing.previous):.10g} since it was Key"
