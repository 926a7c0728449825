"""What became of the account since the snapshots before: the change and its reasons, the way there, its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kam_xl.accounts.rows import Row
from kam_xl.accounts.tables import HISTORY
from kam_xl.plans.content.background import Background
from kam_xl.plans.content.cells import day, number, printable, text
from kam_xl.plans.content.quantities import Money, Points, Quantity, Share, measured, money, points
from kam_xl.portfolio.book import ScoredAccount, ScoredBook
from kam_xl.portfolio.movers import SHOWN_POINTS, mover_of
from kam_xl.scoring.change import CriterionChange

MOST_POINTS_IN_TIME = 13
"""How many snapshots a trend goes back: a year of months, and today."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What one criterion did to the score.

    Attributes:
        label: What people call it.
        before: Its value then.
        after: Its value now.
        points: By how much it moved the score.
        model_changed: Whether another weight or scale had a part in it.
    """

    label: str
    before: Quantity | None
    after: Quantity | None
    points: Points
    model_changed: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What changed since the latest earlier snapshot.

    Attributes:
        since: Its day.
        tier_before: The tier then.
        score_before: The score then.
        revenue_before: The revenue of 12 months then.
        lines: The criteria that moved the score, the largest part first.
    """

    since: date
    tier_before: str | None
    score_before: Points | None
    revenue_before: Money | None
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class PointInTime:
    """The account on one day.

    Attributes:
        as_of: The day.
        way: Where the day lies between the first of the trend and today.
        score: Its score.
        tier: Its tier.
        revenue_12m: What it bought in the 12 months before.
    """

    as_of: date
    way: Share
    score: Points
    tier: str | None
    revenue_12m: Money | None


@dataclass(frozen=True, slots=True)
class Matrix:
    """The account's place between attractiveness and relationship.

    Attributes:
        attractiveness: How attractive it is for us.
        relationship: How good we are with it.
        floor: From here on, an axis is high.
        attractiveness_before: The same on the day of the latest earlier snapshot.
        relationship_before: The same.
    """

    attractiveness: Points
    relationship: Points
    floor: Points
    attractiveness_before: Points | None
    relationship_before: Points | None


def compose_change(background: Background, account: ScoredAccount) -> Change | None:
    """Say what changed since the latest earlier snapshot; None without one, or if the account was not in it."""
    snapshot = background.snapshot
    mover = None if snapshot is None else mover_of(background.book, snapshot, account)
    if snapshot is None or mover is None:
        return None
    lines = sorted(mover.score.lines if mover.score else (), key=lambda line: -abs(line.points))
    return Change(
        since=snapshot.as_of,
        tier_before=text(mover.past.row, "tier"),
        score_before=points(number(mover.past.row, "score")),
        revenue_before=money(number(mover.past.row, "revenue_12m")),
        lines=tuple(_line(line) for line in lines if abs(line.points) >= SHOWN_POINTS),
    )


def _line(line: CriterionChange) -> ChangeLine:
    field = line.criterion.field
    return ChangeLine(
        label=printable(line.criterion.label),
        before=measured(field, line.before),
        after=measured(field, line.after),
        points=Points(line.points),
        model_changed=abs(line.by_model) >= SHOWN_POINTS,
    )


def compose_trend(book: ScoredBook, account: ScoredAccount) -> tuple[PointInTime, ...]:
    """List the account's scores, oldest first, today last; empty if there is no earlier one.

    Of two snapshots on one day the lower row counts; days without a score are left out.
    """
    rows = {then: row for row in _earlier(book, account) if (then := day(row, "as_of")) is not None}
    scored = [(then, rows[then]) for then in sorted(rows) if number(rows[then], "score") is not None]
    if not scored or account.result.score is None:
        return ()
    result = account.result
    now = {"score": result.score, "tier": result.tier, "revenue_12m": account.values.get("revenue_12m")}
    points_in_time = [*scored, (book.basis.as_of, now)][-MOST_POINTS_IN_TIME:]
    first = points_in_time[0][0]
    return tuple(_point(then, row, first, book.basis.as_of) for then, row in points_in_time)


def _earlier(book: ScoredBook, account: ScoredAccount) -> Sequence[Row]:
    rows = book.details(HISTORY.name, account)
    return [row for row in rows if (then := day(row, "as_of")) is not None and then < book.basis.as_of]


def _point(then: date, row: Row, first: date, last: date) -> PointInTime:
    return PointInTime(
        as_of=then,
        way=Share((then - first) / (last - first)),
        score=Points(number(row, "score") or 0.0),
        tier=text(row, "tier"),
        revenue_12m=money(number(row, "revenue_12m")),
    )


def compose_matrix(book: ScoredBook, account: ScoredAccount) -> Matrix | None:
    """Say where the account stands between the axes; None if one of its scores is unknown."""
    result = account.result
    if result.attractiveness is None or result.relationship is None:
        return None
    before = max(_earlier(book, account), key=lambda row: str(row.get("as_of")), default=None)
    return Matrix(
        attractiveness=Points(result.attractiveness),
        relationship=Points(result.relationship),
        floor=Points(book.model.tiers.key_axis_floor),
        attractiveness_before=points(number(before, "attractiveness")) if before else None,
        relationship_before=points(number(before, "relationship")) if before else None,
    )
