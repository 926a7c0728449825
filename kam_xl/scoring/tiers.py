"""The rules that turn scores and revenue into tiers, for one account at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kam_xl.scoring.gates import TOLERANCE
from kam_xl.scoring.results import UNSCORED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kam_xl.scoring.model import Model, TierRules
    from kam_xl.scoring.results import GateOutcome, Scores


@dataclass(frozen=True, slots=True)
class HeadCuts:
    """The revenues that bound the head, computed once over the whole book.

    Attributes:
        cut: Revenue above which an account is in the head; None if nobody computed it.
        keep: Revenue above which an account that was Key or Major stays Major; None if nobody computed it.
    """

    cut: float | None = None
    keep: float | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides an account's computed tier.

    Attributes:
        scores: Its scores.
        gates: Its gates; those that pass may be left out.
        revenue: Its revenue of the last 12 months; None if unknown.
        previous: Its computed tier in the previous snapshot; None for none.
    """

    scores: Scores
    gates: Sequence[GateOutcome]
    revenue: float | None
    previous: str | None


@dataclass(frozen=True, slots=True)
class Override:
    """A tier given by a person, as typed.

    Attributes:
        tier: Key, Major or Standard; None for no override.
        reason: Why.
        by: Who decided.
        until: The last day on which it counts.
    """

    tier: str | None = None
    reason: str | None = None
    by: str | None = None
    until: date | None = None

    def missing(self) -> tuple[str, ...]:
        """Name what an override needs and this one lacks."""
        parts = (("a reason", self.reason), ("an author", self.by), ("a last day", self.until))
        return tuple(name for name, part in parts if not part)

    def counts(self, as_of: date) -> bool:
        """Tell whether it is complete and has not expired."""
        return bool(self.tier) and not self.missing() and self.until is not None and as_of <= self.until


def reaches(value: float | None, threshold: float) -> bool:
    """Tell whether a known value reaches a threshold, within 1e-9."""
    return value is not None and value >= threshold - TOLERANCE


def key_threshold(rules: TierRules, previous: str | None) -> float:
    """Give the score an account needs to be Key: higher to become it, lower to stay so."""
    if previous == "Key":
        return rules.key_score - rules.hysteresis
    return rules.key_score + (rules.hysteresis if previous in {"Major", "Standard"} else 0.0)


def applicable_axes(model: Model) -> tuple[str, ...]:
    """Give the axes that some criterion with weight stands on."""
    return tuple(axis for axis in ("attractiveness", "relationship") if model.total_weight(axis) > 0)


def is_key(model: Model, standing: Standing) -> bool:
    """Tell whether an account is Key: score, gates and both axes."""
    return (
        reaches(standing.scores.score, key_threshold(model.tiers, standing.previous))
        and all(outcome.state == "passes" for outcome in standing.gates)
        and all(reaches(getattr(standing.scores, axis), model.tiers.key_axis_floor) for axis in applicable_axes(model))
    )


def is_major(rules: TierRules, revenue: float | None, previous: str | None, cuts: HeadCuts) -> bool:
    """Tell whether revenue alone makes an account Major, scored or not."""
    if revenue is None:
        return False
    cut = cuts.keep if previous in {"Key", "Major"} else cuts.cut
    if cut is not None and revenue > cut:
        return True
    return rules.major_min_revenue is not None and revenue >= rules.major_min_revenue - TOLERANCE


def computed_tier(model: Model, standing: Standing, cuts: HeadCuts) -> str:
    """Give the tier before any override: the first that applies of Key, Major, Unscored and Standard."""
    if is_key(model, standing):
        return "Key"
    if is_major(model.tiers, standing.revenue, standing.previous, cuts):
        return "Major"
    return UNSCORED if standing.scores.score is None else "Standard"


def quadrant(model: Model, scores: Scores) -> str | None:
    """Give the quadrant; None if an axis is unknown or does not apply.

    The cut is the axis floor of the model, so that every Key account is Strategic.
    """
    if scores.attractiveness is None or scores.relationship is None:
        return None
    attractive = reaches(scores.attractiveness, model.tiers.key_axis_floor)
    related = reaches(scores.relationship, model.tiers.key_axis_floor)
    return {(True, True): "Strategic", (True, False): "Star", (False, True): "Status"}.get(
        (attractive, related), "Streamline"
    )
