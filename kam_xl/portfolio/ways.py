"""What would make an account Key, in words: what a plan, the terminal and a function in a cell say alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.accounts.schema import header_of
from kam_xl.scoring.to_key import to_key

if TYPE_CHECKING:
    from kam_xl.accounts.rows import Value
    from kam_xl.portfolio.book import ScoredAccount
    from kam_xl.scoring.model import Model
    from kam_xl.scoring.to_key import FieldChange, ToKey

MOST_WAYS = 5
"""How many ways to become Key are told."""


def to_key_of(model: Model, account: ScoredAccount) -> ToKey:
    """Find what would make an account of a scored book Key; some 0.1 s where two changes together would."""
    lines, gates = account.explanation.lines, account.explanation.gates
    inputs = {(line.criterion.field, line.criterion.scale.reads): line.value for line in lines}
    inputs |= {(outcome.gate.field, outcome.gate.test.reads): outcome.value for outcome in gates}
    return to_key(model, inputs, account.previous_tier, account.values)


def ways_in_words(found: ToKey) -> tuple[str, ...]:
    """Say which changes would do, the nearest first; each is enough by itself. Empty where no one or two would."""
    singles = [_change(change) for change in found.singles[:MOST_WAYS]]
    pair = [" and ".join(map(_change, found.pair))] if found.pair else []
    return (*singles, *pair)


def shown(value: Value) -> str:
    """Write a value for a person.

    >>> shown(None), shown(True), shown(1234.5), shown(12.0), shown("New")
    ('not known', 'yes', '1,234.50', '12', 'New')
    """
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.2f}".removesuffix(".00") if isinstance(value, float) else str(value)


def _change(change: FieldChange) -> str:
    # Four decimals, since a change that is shown too short would not be enough.
    after = f"{change.after:,.4f}".rstrip("0").rstrip(".") if isinstance(change.after, float) else shown(change.after)
    return f"{header_of(change.field)}: {shown(change.before)} → {after}"
