"""Who moved since the last snapshot: other tier or other score, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kam_xl.accounts.coercion import text_of
from kam_xl.accounts.schema import ALL_FIELDS
from kam_xl.portfolio.wording import signed
from kam_xl.scoring.change import score_change
from kam_xl.scoring.reading import read_inputs
from kam_xl.scoring.row import gate_outcomes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kam_xl.accounts.rows import Row, Value
    from kam_xl.portfolio.book import ScoredAccount, ScoredBook
    from kam_xl.portfolio.history import PastAccount, Snapshot
    from kam_xl.scoring.change import CriterionChange, ScoreChange
    from kam_xl.scoring.results import GateOutcome
    from kam_xl.scoring.row import Inputs

LEAST_POINTS = 1.0
"""A score that moved by less has not moved, unless the tier has."""

SHOWN_POINTS = 0.05
"""Points that do not show with one decimal are not worth a word."""

MOST_CAUSES = 3
"""How many criteria are named where there is little room; what the others brought is one sum."""


@dataclass(frozen=True, slots=True)
class GateChange:
    """A gate of the model now that an account passed then and does not pass now, or the other way round.

    Attributes:
        before: What the model now says of the values then.
        after: What it says of the values now.
    """

    before: GateOutcome
    after: GateOutcome


@dataclass(frozen=True, slots=True)
class Mover:
    """One account that moved.

    Attributes:
        account: The account now.
        past: The account in the snapshot.
        score: The change of its score by criterion; None if it had or has no score.
        gates: The gates that it passed and does not pass, or the other way round.
    """

    account: ScoredAccount
    past: PastAccount
    score: ScoreChange | None
    gates: tuple[GateChange, ...]

    @property
    def tier_before(self) -> str:
        """Give the tier then, overrides applied."""
        return str(self.past.row.get("tier"))

    @property
    def tier_moved(self) -> bool:
        """Tell whether the tier is another one."""
        return self.tier_before != self.account.result.tier

    @property
    def points(self) -> float | None:
        """Give the change of the score; None if there was or is none."""
        then, now = self.past.row.get("score"), self.account.result.score
        return now - then if isinstance(then, float) and now is not None else None

    def reason(self) -> str:
        """Say what moved the account, the largest part first, and for another tier why it is this one."""
        parts = "; ".join([self._score_part(), *map(_gate_part, self.gates), *self._revenue_part()])
        if not self.tier_moved:
            return parts
        return f"{self.tier_before} → {self.account.result.tier}, {parts}. {self.account.result.reason}"

    def causes(self) -> str:
        """Say what moved the account, for readers who see its tiers and scores beside it; empty if nothing did."""
        moved = self._lines()
        told = [*map(_line_part, moved[:MOST_CAUSES]), *_others(moved[MOST_CAUSES:])]
        parts = [", ".join(told), *map(_gate_part, self.gates), *self._revenue_part()]
        result = self.account.result
        decided = self.tier_moved and (result.tier != result.computed_tier or not any(parts))
        return "; ".join(part for part in (result.reason if decided else "", *parts) if part)

    def _score_part(self) -> str:
        moved = f"score {_score(self.past.row.get('score'))} → {_score(self.account.result.score)}"
        told = ", ".join(map(_line_part, self._lines()))
        return f"{moved}: {told}" if told else moved

    def _lines(self) -> list[CriterionChange]:
        lines = sorted(self.score.lines if self.score else (), key=lambda line: -abs(line.points))
        return [line for line in lines if abs(line.points) >= SHOWN_POINTS]

    def _revenue_part(self) -> list[str]:
        if "Major" not in {self.tier_before, self.account.result.tier}:
            return []
        then, now = self.past.row.get("revenue_12m"), self.account.values.get("revenue_12m")
        return [] if then == now else [f"revenue {_step('revenue_12m', then, now)}"]


def _line_part(line: CriterionChange) -> str:
    values = "" if line.before == line.after else _step(line.criterion.field, line.before, line.after)
    weighed = f"model {signed(line.by_model)}" if abs(line.by_model) >= SHOWN_POINTS else ""
    why = ", ".join(part for part in (values, weighed) if part)
    return f"{line.criterion.label} {signed(line.points)}" + (f" ({why})" if why else "")


def _others(lines: Sequence[CriterionChange]) -> list[str]:
    points = sum(line.points for line in lines)
    return [f"others {signed(points)}"] if abs(points) >= SHOWN_POINTS else []


def _gate_part(change: GateChange) -> str:
    gate = change.after.gate
    return f"{gate.label}: {_step(gate.field, change.before.value, change.after.value)}, {change.after.state}"


def _score(score: Value) -> str:
    return f"{score:.1f}" if isinstance(score, float) else "none"


def _step(field: str, before: Value, after: Value) -> str:
    known = ALL_FIELDS.get(field)
    share = known is not None and known.unit == "share"
    return f"{_shown(before, share)} → {_shown(after, share)}"


def _shown(value: Value, share: bool) -> str:  # noqa: FBT001 - a share or another number
    if value is None or isinstance(value, bool):
        return {None: "unknown", True: "yes", False: "no"}[value]
    if not isinstance(value, float):
        return text_of(value)
    return f"{_brief(100 * value, 1)}%" if share else _brief(value, 2)


def _brief(number: float, decimals: int) -> str:
    return f"{number:,.{decimals}f}".rstrip("0").rstrip(".").replace("-", "−")


@dataclass(frozen=True, slots=True)
class Movements:
    """What became of a book since a snapshot.

    Attributes:
        since: The day of the snapshot.
        moved: Accounts with another tier first; then by how far the score moved, farthest first; then by id.
        came: Accounts that were not in the snapshot, in sheet order.
        gone: Rows of the snapshot whose accounts are no longer in the book.
    """

    since: date
    moved: tuple[Mover, ...]
    came: tuple[ScoredAccount, ...]
    gone: tuple[Row, ...]


def movements(book: ScoredBook, snapshot: Snapshot, least_points: float = LEAST_POINTS) -> Movements:
    """Find who moved between a snapshot and now.

    Args:
        book: The book now.
        snapshot: The book then.
        least_points: By how many points a score must have moved to be told, where the tier has not; 0 tells all.
    """
    past = snapshot.accounts
    present = {account.account_id for account in book.accounts}
    stayed = [
        _compare(book, account, past[account.account_id]) for account in book.accounts if account.account_id in past
    ]
    moved = [mover for mover in stayed if mover.tier_moved or _told(mover, least_points)]
    return Movements(
        since=snapshot.as_of,
        moved=tuple(sorted(moved, key=_order)),
        came=tuple(account for account in book.accounts if account.account_id not in past),
        gone=tuple(past[account_id].row for account_id in past if account_id not in present),
    )


def mover_of(book: ScoredBook, snapshot: Snapshot, account: ScoredAccount) -> Mover | None:
    """Compare one account with itself in a snapshot; None if it was not in it."""
    past = snapshot.accounts.get(account.account_id)
    return None if past is None else _compare(book, account, past)


def _told(mover: Mover, least_points: float) -> bool:
    if mover.points is None:
        return (mover.past.row.get("score") is None) != (mover.account.result.score is None)
    return abs(mover.points) >= least_points


def _order(mover: Mover) -> tuple[bool, float, str]:
    return not mover.tier_moved, -abs(mover.points or 0.0), mover.account.account_id


def _compare(book: ScoredBook, account: ScoredAccount, past: PastAccount) -> Mover:
    then = {**past.inputs(past.model), **past.inputs(book.model)}
    now = {**read_inputs(account.values, past.model, book.basis.conventions), **_explained(account)}
    pairs = zip(gate_outcomes(book.model, then), account.explanation.gates, strict=True)
    gates = tuple(
        GateChange(before, after) for before, after in pairs if (before.state == "passes") != (after.state == "passes")
    )
    return Mover(account, past, score_change((past.model, then), (book.model, now)), gates)


def _explained(account: ScoredAccount) -> Inputs:
    lines = {(line.criterion.field, line.criterion.scale.reads): line.value for line in account.explanation.lines}
    gates = {(outcome.gate.field, outcome.gate.test.reads): outcome.value for outcome in account.explanation.gates}
    return lines | gates
