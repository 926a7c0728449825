"""Where the account stands: its score, how it came by it, and what is missing to know better."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from kam_xl.accounts.schema import ALL_FIELDS
from kam_xl.plans.content.cells import day, number, printable, text
from kam_xl.plans.content.quantities import Amount, Points, Share, measured, points
from kam_xl.portfolio.ways import to_key_of, ways_in_words
from kam_xl.scoring.model import AXES
from kam_xl.scoring.tiers import applicable_axes, key_threshold

if TYPE_CHECKING:
    from datetime import date

    from kam_xl.plans.content.background import Background
    from kam_xl.plans.content.quantities import Quantity
    from kam_xl.portfolio.book import ScoredAccount, ScoredBook
    from kam_xl.scoring.results import GateOutcome, Line


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The account as it stood before.

    Attributes:
        as_of: The day of the snapshot.
        score: Its score then.
        relationship: Its relationship score then.
        tier: Its tier then.
        same_model: Whether it was scored with the model of today.
    """

    as_of: date
    score: Points | None
    relationship: Points | None
    tier: str | None
    same_model: bool


@dataclass(frozen=True, slots=True)
class Score:
    """The score and what surrounds it.

    Attributes:
        value: The score.
        low: The score if every unknown were rated 0.
        high: The score if every unknown were rated 100.
        attractiveness: Score of that axis.
        relationship: Score of that axis.
        coverage: Share of the weight with known data.
        quadrant: Strategic, Star, Status or Streamline.
        rank: 1 is the best score of the book.
        ranked: How many accounts have a rank.
        reason: Why the account has its tier, in one sentence.
        computed_tier: The tier before any override.
        model: The name of the scoring model.
        previous: The latest earlier snapshot; None for a first plan.
        change: Score less the previous one, in points.
    """

    value: Points | None
    low: Points
    high: Points
    attractiveness: Points | None
    relationship: Points | None
    coverage: Share
    quadrant: str | None
    rank: int | None
    ranked: int
    reason: str
    computed_tier: str
    model: str
    previous: Snapshot | None
    change: Points | None


@dataclass(frozen=True, slots=True)
class Health:
    """How well the relationship is.

    Attributes:
        rating: The account manager's judgement, 1–5.
        relationship: Score of the relationship axis.
        trend: That score less the previous one, in points.
    """

    rating: Amount | None
    relationship: Points | None
    trend: Points | None


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion of the score.

    Attributes:
        label: What people call it.
        axis: Attractiveness or Relationship.
        value: The value that was rated.
        rating: What the value is worth.
        weight: Share of the model's whole weight.
        points: What it brings to the score; None where it brings nothing because it is unknown.
    """

    label: str
    axis: str
    value: Quantity | None
    rating: Points | None
    weight: Share
    points: Points | None


@dataclass(frozen=True, slots=True)
class ToBecomeKey:
    """What would make the account Key.

    Attributes:
        ways: Changes that would do, the nearest first, each enough by itself; empty where no one or two would.
        obstacles: What stands in the way now.
    """

    ways: tuple[str, ...]
    obstacles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToStayKey:
    """What keeps the account Key.

    Attributes:
        score: The least score, 0–100.
        above: How far the score is above it, in points.
        axis: What both axes must reach, 0–100; None if the model has but one.
        gates: Whether there are must-haves, each of which has to pass.
    """

    score: Points
    above: Points
    axis: Points | None
    gates: bool


@dataclass(frozen=True, slots=True)
class GateLine:
    """One must-have.

    Attributes:
        label: What people call it.
        state: "passes", "fails" or "unknown".
        value: The value that was tested.
        reason: Why it does not pass; empty if it does.
    """

    label: str
    state: str
    value: Quantity | None
    reason: str


@dataclass(frozen=True, slots=True)
class DataGap:
    """A value whose knowledge could move the score.

    Attributes:
        label: The criterion.
        column: Where to type it, by its header.
        note: What is meant there.
        swing: How many points lie between the worst and the best value.
    """

    label: str
    column: str
    note: str
    swing: Points


def compose_score(background: Background, account: ScoredAccount) -> Score:
    """Say what the account's score is, against the latest earlier snapshot."""
    result = account.result
    previous = latest_snapshot(background, account)
    return Score(
        value=points(result.score),
        low=Points(result.score_low),
        high=Points(result.score_high),
        attractiveness=points(result.attractiveness),
        relationship=points(result.relationship),
        coverage=Share(result.coverage),
        quadrant=result.quadrant,
        rank=result.rank,
        ranked=background.ranked,
        reason=printable(result.reason),
        computed_tier=result.computed_tier,
        model=printable(background.book.model.name),
        previous=previous,
        change=_change(result.score, previous.score if previous else None),
    )


def compose_health(account: ScoredAccount, previous: Snapshot | None) -> Health:
    """Say how the relationship is, and where it moves."""
    rating = number(account.values, "relationship_health")
    return Health(
        rating=None if rating is None else Amount(rating, "of 5"),
        relationship=points(account.result.relationship),
        trend=_change(account.result.relationship, previous.relationship if previous else None),
    )


def latest_snapshot(background: Background, account: ScoredAccount) -> Snapshot | None:
    """Find the latest snapshot of the account before the as-of date; of two on one day, the lower row."""
    book = background.book
    dated = [(day(row, "as_of"), row) for row in book.details("History", account)]
    earlier = [(then, row) for then, row in dated if then is not None and then < book.basis.as_of]
    if not earlier:
        return None
    latest = max(then for then, _ in earlier)
    row = [row for then, row in earlier if then == latest][-1]
    return Snapshot(
        as_of=latest,
        score=points(number(row, "score")),
        relationship=points(number(row, "relationship")),
        tier=text(row, "tier"),
        same_model=text(row, "model_hash") == background.model_hash,
    )


def _change(now: float | None, before: Points | None) -> Points | None:
    return None if now is None or before is None else Points(now - before.points)


def compose_breakdown(book: ScoredBook, account: ScoredAccount) -> tuple[CriterionLine, ...]:
    """Take the score apart by criterion, in the model's order."""
    whole = book.model.total_weight()
    return tuple(_criterion(line, whole) for line in account.explanation.lines)


def _criterion(line: Line, whole: float) -> CriterionLine:
    return CriterionLine(
        label=printable(line.criterion.label),
        axis=line.criterion.axis.capitalize(),
        value=measured(line.criterion.field, line.value),
        rating=points(line.rating),
        weight=Share(line.criterion.weight / whole),
        points=points(line.contribution),
    )


def compose_to_become_key(book: ScoredBook, account: ScoredAccount) -> ToBecomeKey | None:
    """Say what would make an account Key; None if the model says so already, or nobody works towards it.

    The search takes up to 0.1 s, so that it is made for those accounts alone whose plans ask for it: Major ones, and
    those that a person has put among the key accounts.
    """
    if account.result.tier not in _WORKED_ON or account.result.computed_tier == "Key":
        return None
    found = to_key_of(book.model, account)
    ways, obstacles = (tuple(map(printable, words)) for words in (ways_in_words(found), found.obstacles))
    return None if found.is_key else ToBecomeKey(ways, obstacles)


_WORKED_ON = ("Key", "Major")


def compose_to_stay_key(book: ScoredBook, account: ScoredAccount) -> ToStayKey | None:
    """Say what keeps an account Key; None if the model does not say that it is."""
    now = account.result.score
    if account.result.computed_tier != "Key" or now is None:
        return None
    rules = book.model.tiers
    least = key_threshold(rules, "Key")
    axis = Points(rules.key_axis_floor) if len(applicable_axes(book.model)) == len(AXES) else None
    return ToStayKey(Points(least), Points(now - least), axis, bool(account.explanation.gates))


def compose_gates(account: ScoredAccount) -> tuple[GateLine, ...]:
    """List the must-haves, in the model's order."""
    return tuple(_gate(outcome) for outcome in account.explanation.gates)


def _gate(outcome: GateOutcome) -> GateLine:
    value = measured(outcome.gate.field, outcome.value)
    return GateLine(printable(outcome.gate.label), outcome.state, value, printable(outcome.reason))


def compose_data_gaps(book: ScoredBook, account: ScoredAccount) -> tuple[DataGap, ...]:
    """List the unknown criteria that have weight, the greatest swing first; ties in the model's order.

    Source:
        Swing = 100 × weight / sum of weights: a rating of 100 in place of 0 moves the score by that much.
    """
    whole = book.model.total_weight()
    gaps = [_data_gap(line, whole) for line in account.explanation.lines if _is_gap(line)]
    return tuple(sorted(gaps, key=lambda gap: -gap.swing.points))


def _is_gap(line: Line) -> bool:
    return line.rating is None and line.criterion.weight > 0


_TYPED_FOR = MappingProxyType(
    {
        "tenure_years": "customer_since",
        "days_since_last_order": "last_order",
        "time_zone_gap_hours": "utc_offset_hours",
        "revenue_change_12m": "revenue_prior_12m",
        "growth_pct": "revenue_prior_12m",
    }
)
"""What a person types so that a derived field becomes known; the as-of day and the revenue mostly are."""


def _data_gap(line: Line, whole: float) -> DataGap:
    criterion = line.criterion
    field = ALL_FIELDS.get(_TYPED_FOR.get(criterion.field, criterion.field))
    return DataGap(
        label=printable(criterion.label),
        column=field.header if field else printable(criterion.field),
        note=field.note if field else "",
        swing=Points(100 * criterion.weight / whole),
    )
