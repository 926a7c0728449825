"""To become Key: the smallest change of an account that makes it Key, or what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from kam_xl.accounts.columns import NumberColumn, TextColumn, Words
from kam_xl.accounts.derive import EPOCH, derive
from kam_xl.accounts.schema import ALL_FIELDS, Kind
from kam_xl.scoring.moves import kind_of, moves_of, named_numbers
from kam_xl.scoring.reading import read_known
from kam_xl.scoring.reason import obstacles
from kam_xl.scoring.row import gate_outcomes, score_values
from kam_xl.scoring.table import computed_tiers, score_table, test_gates
from kam_xl.scoring.tiers import HeadCuts, Standing, is_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from kam_xl.accounts.columns import Column
    from kam_xl.accounts.rows import Row, Value
    from kam_xl.scoring.model import Model
    from kam_xl.scoring.moves import Moves
    from kam_xl.scoring.row import Inputs
    from kam_xl.scoring.table import Flags

    Use = tuple[str, Kind]
    Columns = Mapping[Use, Column]
    Positions = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that would have to change.

    Attributes:
        field: The field by name, or a further column by its header.
        before: Its value now; None if unknown.
        after: The value it would have to take.
        size: How far that is, as a share of the field's span; see `moves_of`.
    """

    field: str
    before: Value
    after: Value
    size: float


@dataclass(frozen=True, slots=True)
class ToKey:
    """What would make an account Key.

    Attributes:
        is_key: Whether its computed tier is Key already; then everything else is empty.
        singles: For each field that can do it alone its smallest change, the smallest of all first.
        pair: The smallest two changes together, where no single one does it; empty if no pair does it either.
        obstacles: What stands in the way now, as the reason says it.
    """

    is_key: bool
    singles: tuple[FieldChange, ...] = ()
    pair: tuple[FieldChange, ...] = ()
    obstacles: tuple[str, ...] = ()


def to_key(model: Model, inputs: Inputs, previous: str | None = None, values: Row | None = None) -> ToKey:
    """Find the smallest change that makes an account's computed tier Key.

    Score with hysteresis, axis floors and gates are taken together. What is derived from other fields is not changed
    itself; where revenue changes, its change and growth follow. How far a change is, `moves_of` says.

    A pair is the one with the smallest sum where numbers move by hundredths of their spans; each number is then brought
    back as far as it goes while the other stays.

    Args:
        model: The model.
        inputs: The values that it reads.
        previous: The computed tier in the previous snapshot; None for none.
        values: Everything known about the account by field name: what derived fields follow from, and fields that the
            model reads in another kind than their own.

    Returns:
        The changes, smallest first; ties in the order in which the model reads the fields.
    """
    standing = Standing(score_values(model, inputs), gate_outcomes(model, inputs), None, previous)
    if is_key(model, standing):
        return ToKey(is_key=True)
    search = _Search(model, inputs, previous, values or {})
    singles = search.singles()
    pair = () if singles else search.pair()
    return ToKey(is_key=False, singles=singles, pair=pair, obstacles=tuple(obstacles(model, standing)))


class _Search:
    """Try changes out on a table of accounts that are all this one but for what was changed."""

    def __init__(self, model: Model, inputs: Inputs, previous: str | None, values: Row) -> None:
        self._model = model
        self._inputs = inputs
        self._previous = previous
        self._values = values

    def singles(self) -> tuple[FieldChange, ...]:
        found = [
            self._nearest(moves.closer(int(does_it.argmax())))
            for moves in self._moves
            if (does_it := self._tried(self._columns(moves.field, moves.targets))).any()
        ]
        return tuple(sorted(found, key=lambda change: change.size))

    def pair(self) -> tuple[FieldChange, ...]:
        columns = {moves.field: self._columns(moves.field, moves.targets) for moves in self._moves}
        smallest, best = np.inf, None
        for first, second in combinations(self._moves, 2):
            if not self._may_do(columns[first.field], columns[second.field]):
                continue
            sizes = np.add.outer(first.sizes, second.sizes).ravel()
            smaller = np.flatnonzero(sizes < smallest)
            i, j = np.divmod(smaller, len(second.sizes))
            does_it = smaller[self._tried(_taken(columns[first.field], i) | _taken(columns[second.field], j))]
            if len(does_it):
                found = int(does_it[sizes[does_it].argmin()])
                smallest, best = sizes[found], (first, second, found)
        return () if best is None else self._nearest_pair(*best)

    def _may_do(self, first: Columns, second: Columns) -> bool:
        # What both would move at once, as two revenues move their change, has no one answer. A gate that does not pass
        # must be moved by one of them.
        return not first.keys() & second.keys() and self._closed_gates <= first.keys() | second.keys()

    def _nearest_pair(self, first: Moves, second: Moves, found: int) -> tuple[FieldChange, ...]:
        i, j = divmod(found, len(second.targets))
        one = self._nearest(first.closer(i), second.field, second.targets[j])
        other = self._nearest(second.closer(j), first.field, one.after)
        return one, other

    def _nearest(self, moves: Moves, other: str = "", value: Value = None) -> FieldChange:
        columns = self._columns(moves.field, moves.targets)
        if other:
            columns |= self._columns(other, [value] * len(moves.targets))
        nearest = int(self._tried(columns).argmax())
        return FieldChange(moves.field, moves.before, moves.targets[nearest], moves.sizes[nearest])

    # --- what could be moved, and what a move does -----------------------------------------------------------------

    @cached_property
    def _moves(self) -> list[Moves]:
        fields = dict.fromkeys(field for field, _ in self._model.uses())
        found = (self._moves_of(field) for field in fields if field not in ALL_FIELDS or not ALL_FIELDS[field].derived)
        return [moves for moves in found if moves.targets]

    def _moves_of(self, field: str) -> Moves:
        kind = kind_of(self._model, field)
        before = read_known(self._inputs.get((field, kind), self._values.get(field)), kind)
        return moves_of(self._model, field, before, self._turns(field))

    def _turns(self, field: str) -> list[float]:
        prior = self._values.get("revenue_prior_12m")
        if field != "revenue_12m" or not isinstance(prior, float):
            return []
        changes = named_numbers(self._model, "revenue_change_12m")
        growths = named_numbers(self._model, "growth_pct")
        return [*(prior + change for change in changes), *(prior * (1 + growth / 100) for growth in growths)]

    @cached_property
    def _closed_gates(self) -> frozenset[Use]:
        outcomes = gate_outcomes(self._model, self._inputs)
        return frozenset((each.gate.field, each.gate.test.reads) for each in outcomes if each.state != "passes")

    def _columns(self, field: str, targets: Sequence[Value]) -> dict[Use, Column]:
        values = {field: targets} | (self._following(field, targets) if field in _REVENUES else {})
        return {
            (name, kind): _column(kind, [read_known(value, kind) for value in values[name]])
            for name, kind in self._model.uses()
            if name in values
        }

    def _following(self, field: str, targets: Sequence[Value]) -> dict[str, Sequence[Value]]:
        numbers = {name: _numbers([self._values.get(name)] * len(targets)) for name in _REVENUES}
        numbers[field] = _numbers(targets)
        prior = numbers["revenue_prior_12m"]
        numbers["positive_prior_12m"] = np.where(prior > 0, prior, np.nan)
        derived = derive(dict.fromkeys(_NOT_MOVED, np.full(len(targets), np.nan)) | numbers, EPOCH)
        return {name: derived[name].tolist() for name in _FOLLOWING}

    # --- trying ------------------------------------------------------------------------------------------------------

    def _tried(self, moved: Columns) -> Flags:
        """Tell for every row whether it is Key."""
        size = len(next(iter(moved.values())))
        alike = np.zeros(size, dtype=np.intp)
        unmoved = {use: self._unmoved[use] for use in self._unmoved if use not in moved}
        columns = {**_taken(unmoved, alike), **moved}
        tiers = computed_tiers(
            self._model,
            score_table(self._model, columns, size),
            test_gates(self._model, columns, size),
            revenues=np.full(size, np.nan),
            previous=np.full(size, self._previous, dtype=object),
            cuts=HeadCuts(),
        )
        does_it: Flags = tiers == "Key"
        return does_it

    @cached_property
    def _unmoved(self) -> Columns:
        return {use: _column(use[1], [self._inputs.get(use)]) for use in self._model.uses()}


_REVENUES = ("revenue_12m", "revenue_prior_12m")
_FOLLOWING = ("revenue_change_12m", "growth_pct")
_NOT_MOVED = ("customer_since", "last_order", "utc_offset_hours", "home_offset_hours")


def _column(kind: Kind, values: Sequence[Value]) -> Column:
    if kind is not Kind.TEXT:
        return NumberColumn(_numbers(values))
    texts = tuple(dict.fromkeys(value for value in values if isinstance(value, str)))
    codes = [texts.index(value) if isinstance(value, str) else -1 for value in values]
    return TextColumn(np.array(codes, dtype=np.intp), Words(texts))


def _numbers(values: Sequence[Value]) -> npt.NDArray[np.float64]:
    return np.array([float(value) if isinstance(value, int | float) else np.nan for value in values])


def _taken(columns: Columns, positions: Positions) -> dict[Use, Column]:
    return {use: _rows_of(column, positions) for use, column in columns.items()}


def _rows_of(column: Column, positions: Positions) -> Column:
    if isinstance(column, NumberColumn):
        return NumberColumn(column.numbers[positions])
    return TextColumn(column.codes[positions], column.words)
