"""The work on the account: objectives, actions, needs and risks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kam_xl.plans.content.cells import day, number, text
from kam_xl.plans.content.quantities import Share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kam_xl.accounts.rows import Row

_DONE_WORDS = frozenset({"done", "achieved", "closed", "complete", "completed", "reached"})


@dataclass(frozen=True, slots=True)
class Objective:
    """What shall be reached.

    Attributes:
        id: Its id within the account.
        text: The objective, in the customer's words.
        type: Ours, Theirs or Joint.
        measure: What is counted.
        baseline: Where it stood at the start.
        target: Where it should be.
        current: Where it stands.
        progress: The way made from baseline to target; it may lie below 0 or above 1.
        due: When the target is due.
        owner: Who answers for it.
        status: In the team's own word.
        done: Whether the target is reached, or the status says so.
        overdue: Whether it was due before the as-of date and is not done.
    """

    id: str | None
    text: str | None
    type: str | None
    measure: str | None
    baseline: float | None
    target: float | None
    current: float | None
    progress: Share | None
    due: date | None
    owner: str | None
    status: str | None
    done: bool
    overdue: bool


@dataclass(frozen=True, slots=True)
class Action:
    """Who does what by when.

    Attributes:
        id: Its id within the account.
        text: What is done.
        objective_id: The objective it serves.
        owner: Who does it.
        due: By when.
        done: The day on which it was done.
        horizon: 30, 60 or 90 days.
        note: For us only.
        overdue: Whether it was due before the as-of date and is not done.
        days_late: Days from the due date to the as-of date if it is overdue, else 0.
    """

    id: str | None
    text: str | None
    objective_id: str | None
    owner: str | None
    due: date | None
    done: date | None
    horizon: float | None
    note: str | None
    overdue: bool
    days_late: int


@dataclass(frozen=True, slots=True)
class Need:
    """What the account needs, and our answer.

    Attributes:
        text: The need, in the customer's words.
        priority: Theirs, 1 is the highest.
        answer: What we offer for it.
        commitment: What we promised.
        since: Since when it is known.
    """

    text: str | None
    priority: float | None
    answer: str | None
    commitment: str | None
    since: date | None


@dataclass(frozen=True, slots=True)
class Risk:
    """What could go wrong.

    Attributes:
        text: What could happen.
        likelihood: 1 unlikely … 5 expected.
        impact: 1 small … 5 loss of the account.
        severity: Likelihood × impact, 1–25.
        mitigation: What we do about it.
        owner: Who watches it.
    """

    text: str | None
    likelihood: float | None
    impact: float | None
    severity: float | None
    mitigation: str | None
    owner: str | None


def compose_objectives(rows: Sequence[Row], as_of: date) -> tuple[Objective, ...]:
    """List the objectives in sheet order, which is the team's own order of importance."""
    return tuple(_objective(row, as_of) for row in rows)


def _objective(row: Row, as_of: date) -> Objective:
    progress = _progress(number(row, "baseline"), number(row, "target"), number(row, "current"))
    status, due = text(row, "status"), day(row, "due")
    done = (progress is not None and progress.part >= 1) or (status or "").lower() in _DONE_WORDS
    return Objective(
        id=text(row, "objective_id"),
        text=text(row, "objective"),
        type=text(row, "type"),
        measure=text(row, "measure"),
        baseline=number(row, "baseline"),
        target=number(row, "target"),
        current=number(row, "current"),
        progress=progress,
        due=due,
        owner=text(row, "owner"),
        status=status,
        done=done,
        overdue=not done and due is not None and due < as_of,
    )


def _progress(baseline: float | None, target: float | None, current: float | None) -> Share | None:
    if target is None or current is None:
        return None
    start = baseline or 0.0
    return None if target == start else Share((current - start) / (target - start))


def compose_actions(rows: Sequence[Row], as_of: date) -> tuple[Action, ...]:
    """List the actions: open ones by due date, undated ones after them, done ones last, the latest first."""
    actions = [_action(row, as_of) for row in rows]
    still_open = sorted((action for action in actions if action.done is None), key=_due)
    done = sorted((action for action in actions if action.done is not None), key=_done, reverse=True)
    return (*still_open, *done)


def _action(row: Row, as_of: date) -> Action:
    due, done = day(row, "due"), day(row, "done")
    overdue = done is None and due is not None and due < as_of
    return Action(
        id=text(row, "action_id"),
        text=text(row, "action"),
        objective_id=text(row, "objective_id"),
        owner=text(row, "owner"),
        due=due,
        done=done,
        horizon=number(row, "horizon"),
        note=text(row, "note"),
        overdue=overdue,
        days_late=(as_of - due).days if overdue and due is not None else 0,
    )


def _due(action: Action) -> date:
    return action.due or date.max


def _done(action: Action) -> date:
    return action.done or date.min


def compose_needs(rows: Sequence[Row]) -> tuple[Need, ...]:
    """List the needs by the account's priority, unknown ones last; ties in sheet order."""
    return tuple(sorted(map(_need, rows), key=lambda need: need.priority or 9))


def _need(row: Row) -> Need:
    return Need(
        text=text(row, "need"),
        priority=number(row, "their_priority"),
        answer=text(row, "our_answer"),
        commitment=text(row, "service_commitment"),
        since=day(row, "since"),
    )


def compose_risks(rows: Sequence[Row]) -> tuple[Risk, ...]:
    """List the risks by severity, unknown ones last; ties in sheet order."""
    return tuple(sorted(map(_risk, rows), key=lambda risk: -(risk.severity or 0)))


def _risk(row: Row) -> Risk:
    likelihood, impact = number(row, "likelihood"), number(row, "impact")
    return Risk(
        text=text(row, "risk"),
        likelihood=likelihood,
        impact=impact,
        severity=None if likelihood is None or impact is None else likelihood * impact,
        mitigation=text(row, "mitigation"),
        owner=text(row, "owner"),
    )
