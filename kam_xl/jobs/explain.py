"""The use case of explaining one account."""

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from kam_xl.accounts.issues import Issue
from kam_xl.accounts.rows import Value
from kam_xl.errors import TableError
from kam_xl.jobs.gather import Request
from kam_xl.jobs.score import Scored, score
from kam_xl.portfolio.book import ScoredAccount
from kam_xl.portfolio.movers import Mover, mover_of
from kam_xl.scoring.results import GateOutcome, Line
from kam_xl.scoring.stability import stability
from kam_xl.scoring.to_key import FieldChange, ToKey, to_key


@dataclass(frozen=True, slots=True)
class Explained:
    """Everything there is to say of one account's score.

    Attributes:
        scored: The scored book.
        account: The account, with its result and explanation.
        issues: What touches it: the issues of its row and those of whole tables.
        to_key: What would make it Key.
        mover: What moved it since the previous snapshot; None without one, or if it was not in it.
        since: The day of that snapshot; None without one.
        stability: Share of 1,000 slightly other weightings in which its computed tier stays, 0–1.
    """

    scored: Scored
    account: ScoredAccount
    issues: tuple[Issue, ...]
    to_key: ToKey
    mover: Mover | None
    since: date | None
    stability: float

    def plain(self) -> dict[str, Any]:
        """Give it as JSON holds it: unknown is null, dates are ISO texts."""
        account = self.account
        return {
            "account_id": account.account_id,
            "account": account.name,
            "as_of": self.scored.gathered.basis.as_of.isoformat(),
            "model": self.scored.gathered.chosen.model.name,
            "result": {name: getattr(account.result, name) for name in account.result.__slots__},
            "criteria": [_line_plain(line) for line in account.explanation.lines],
            "gates": [_gate_plain(outcome) for outcome in account.explanation.gates],
            "to_key": _to_key_plain(self.to_key),
            "change": None if self.mover is None else {"since": _json(self.since), "reason": self.mover.reason()},
            "stability": self.stability,
            "issues": [issue.plain() for issue in self.issues],
        }


def _line_plain(line: Line) -> dict[str, Any]:
    criterion = line.criterion
    return {
        "id": criterion.id,
        "label": criterion.label,
        "axis": criterion.axis,
        "field": criterion.field,
        "value": _json(line.value),
        "rating": line.rating,
        "weight": criterion.weight,
        "contribution": line.contribution,
    }


def _gate_plain(outcome: GateOutcome) -> dict[str, Any]:
    gate = outcome.gate
    value = _json(outcome.value)
    return {"id": gate.id, "label": gate.label, "value": value, "state": outcome.state, "reason": outcome.reason}


def _to_key_plain(found: ToKey) -> dict[str, Any]:
    return {
        "is_key": found.is_key,
        "singles": [_change_plain(change) for change in found.singles],
        "pair": [_change_plain(change) for change in found.pair],
        "obstacles": list(found.obstacles),
    }


def _change_plain(change: FieldChange) -> dict[str, Any]:
    return {"field": change.field, "before": _json(change.before), "after": _json(change.after)}


def _json(value: Value) -> Value:
    return value.isoformat() if isinstance(value, date) else value


def explain_account(request: Request, account_id: str) -> Explained:
    """Score a book and say everything of one account.

    Raises:
        TableError: There is no account with this id; the nearest ids are named.
    """
    return explain_scored(score(request), account_id)


def explain_scored(scored: Scored, account_id: str) -> Explained:
    """Say everything of one account of a scored book.

    Raises:
        TableError: There is no account with this id; the nearest ids are named.
    """
    for position, account in enumerate(scored.book.accounts):
        if account.account_id == account_id:
            return _explained(scored, account, position)
    raise TableError(_no_such_account(scored, account_id))


def _explained(scored: Scored, account: ScoredAccount, position: int) -> Explained:
    assessment, snapshot = scored.assessment, scored.gathered.past.snapshot
    return Explained(
        scored=scored,
        account=account,
        issues=_issues_of(scored, position),
        to_key=to_key(assessment.model, assessment.inputs(position), assessment.previous[position], account.values),
        mover=None if snapshot is None else mover_of(scored.book, snapshot, account),
        since=None if snapshot is None else snapshot.as_of,
        stability=float(stability(assessment, accounts=slice(position, position + 1))[0]),
    )


def _issues_of(scored: Scored, position: int) -> tuple[Issue, ...]:
    raw = scored.gathered.raw.accounts
    rows = {None, raw.place(position).row}
    return tuple(issue for issue in scored.issues if issue.place.source == raw.source and issue.place.row in rows)


def _no_such_account(scored: Scored, account_id: str) -> str:
    near = _near(scored, account_id.lower())
    hint = f"Did you mean {' or '.join(near)}?" if near else "Take one from its column Account ID."
    return f"{scored.gathered.raw.accounts.source}: there is no account with the id “{account_id}”. {hint}"


def _near(scored: Scored, wanted: str) -> list[str]:
    accounts = scored.book.accounts
    by_name = {account.name.lower(): f"{account.account_id} ({account.name})" for account in accounts}
    shown = by_name | {account.account_id.lower(): account.account_id for account in accounts}
    holding = [text for text in shown if wanted in text]
    return list(dict.fromkeys(shown[text] for text in [*holding, *get_close_matches(wanted, shown)]))[:_MOST_NEAR]


_MOST_NEAR = 3
