"""What scoring says of one account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kam_xl.accounts.rows import Value
    from kam_xl.scoring.model import Criterion, Gate

QUADRANTS = ("Strategic", "Star", "Status", "Streamline")
UNSCORED = "Unscored"
ALL_TIERS = ("Key", "Major", "Standard", UNSCORED)
"""Every tier a result can have, best first."""


@dataclass(frozen=True, slots=True)
class Scores:
    """The numbers of one account, before any tier.

    Attributes:
        score: 0–100; None if too little is known.
        score_low: The score if every unknown were rated 0, over all weights.
        score_high: The score if every unknown were rated 100, over all weights.
        attractiveness: Score of that axis, 0–100; None if too little of it is known or nothing of it has weight.
        relationship: The same for the other axis.
        coverage: Share of the weight with known ratings, 0–1.
    """

    score: float | None
    score_low: float
    score_high: float
    attractiveness: float | None
    relationship: float | None
    coverage: float


@dataclass(frozen=True, slots=True)
class Result:
    """Everything scoring says of an account, in the order of the output columns; None is unknown or not applicable."""

    score: float | None
    score_low: float
    score_high: float
    attractiveness: float | None
    relationship: float | None
    coverage: float
    quadrant: str | None
    tier: str
    computed_tier: str
    in_head: bool | None
    rank: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of an account's score.

    Attributes:
        criterion: The criterion.
        value: The understood value; None if unknown.
        rating: 0–100; None if unknown.
        contribution: Points of the score; None where unknown (with `missing = "zero"`: 0) or where there is no score.
    """

    criterion: Criterion
    value: Value
    rating: float | None
    contribution: float | None


@dataclass(frozen=True, slots=True)
class GateOutcome:
    """One gate of an account.

    Attributes:
        gate: The gate.
        value: The understood value; None if unknown.
        state: "passes", "fails" or "unknown"; unknown does not pass.
        reason: Why it does not pass, in a few words; empty if it passes.
    """

    gate: Gate
    value: Value
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """How an account came by its score: one line per criterion and one outcome per gate, in the model's order."""

    lines: tuple[Line, ...]
    gates: tuple[GateOutcome, ...]
