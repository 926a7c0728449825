"""From raw cells to the row kernel's values: what is plainly right is read inline, anything else with full care.

Nearly every cell of a well-kept sheet is a number within its range, a known word or a blank. A function written for
one model and one row of headers reads those without a call; a row with any other cell goes through `OneRow`, which
gives the same values and the issues.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any

from kam_xl.accounts.coercion import LARGEST, SERIAL_DAYS, comparable
from kam_xl.accounts.derive import DAYS_PER_YEAR, days
from kam_xl.accounts.one_row import OneRow, RowLayout
from kam_xl.accounts.schema import ALL_FIELDS, Kind, header_key
from kam_xl.scoring.row import compile_row
from kam_xl.scoring.scales import Levels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kam_xl.accounts.basis import Basis
    from kam_xl.accounts.issues import Issue
    from kam_xl.accounts.rows import Value
    from kam_xl.accounts.schema import Field
    from kam_xl.scoring.model import Model

Values = tuple["Value", ...]

_CAREFULLY = "return carefully(cells, note)"
_SERIAL_OF_EPOCH = 25_569
_SERIAL_OF_EPOCH_1904 = 24_107
_FILLED_WHERE_BLANK = frozenset({"utc_offset_hours", "region_served"})


@dataclass(frozen=True, slots=True)
class CellReader:
    """Read rows of raw cells for one model and one row of headers.

    Attributes:
        read: Takes as many cells as headers, and optionally a function that is called with every issue; gives the
            arguments of the row kernel.
        source: The text of the inline part, for people who want to read it.
    """

    read: Callable[..., Values]
    source: str


def ignore(_issue: Issue) -> None:
    """Let an issue pass."""


@lru_cache(maxsize=64)
def compile_cells(
    model: Model,
    headers: tuple[str, ...],
    basis: Basis,
    home_offset_hours: float | None = None,
    more: tuple[tuple[str, Kind], ...] = (),
) -> CellReader:
    """Compile the reading of raw cells.

    Args:
        model: The model, whose kernel takes the values.
        headers: The headers of the rows to come.
        basis: What the run takes as given.
        home_offset_hours: Standard time of the account manager; None takes the head office's.
        more: Fields and kinds to read beyond those of the kernel; their values come last.

    Raises:
        TableError: Two columns stand for one field.
    """
    uses = (*compile_row(model).inputs, *more)
    layout = RowLayout.of(headers)

    def carefully(cells: Sequence[object], note: Callable[[Issue], object]) -> Values:
        row = OneRow(cells, layout, basis)
        inputs = row.inputs(uses, home_offset_hours)
        for issue in row.issues:
            note(issue)
        values = (inputs[use] for use in uses)
        return tuple(comparable(value) if isinstance(value, str) else value for value in values)

    home = basis.home_offset_hours if home_offset_hours is None else home_offset_hours
    writer = _Writer(model, layout, basis, home)
    source = "\n".join(writer.lines(uses))
    namespace: dict[str, Any] = writer.constants | {"carefully": carefully, "ignore": ignore}
    exec(compile(source, "<cells>", "exec"), namespace)  # noqa: S102 - numbers and names of our own making only
    return CellReader(namespace["read"], source)


class _Writer:
    """Write the inline reading, one use of the model after the other."""

    def __init__(self, model: Model, layout: RowLayout, basis: Basis, home: float | None) -> None:
        self._layout = layout
        self._fields = layout.by_field
        self._words = _words(model)
        self._as_of_serial = days(basis.as_of) + (_SERIAL_OF_EPOCH_1904 if basis.date_1904 else _SERIAL_OF_EPOCH)
        self._home = home
        self._numbers = count()
        self.constants: dict[str, object] = {}

    def lines(self, uses: Iterable[tuple[str, Kind]]) -> list[str]:
        body = [f"if len(cells) != {self._layout.size}: {_CAREFULLY}"]
        names = []
        for i, (name, kind) in enumerate(uses):
            names.append(f"v{i}")
            body += self._use(f"v{i}", name, kind)
        return ["def read(cells, note=ignore):", *(f"    {line}" for line in (*body, f"return {', '.join(names)},"))]

    def _use(self, value: str, name: str, kind: Kind) -> list[str]:
        derived = _DERIVED.get(name)
        if derived is not None and kind is Kind.NUMBER:
            return derived(self, value)
        known = ALL_FIELDS.get(name)
        if known is not None and known.kind is not kind:
            return [_CAREFULLY]
        return self._plain(value, name, kind, known)

    def _plain(self, value: str, name: str, kind: Kind, known: Field | None) -> list[str]:
        if known is None and header_key(name) in self._layout.alike:
            return [_CAREFULLY]
        position = self._fields.get(name) if known else self._layout.by_key.get(header_key(name))
        fills = name in _FILLED_WHERE_BLANK
        if position is None:
            return [_CAREFULLY] if fills else [f"{value} = None"]
        blank = _CAREFULLY if fills else "pass"
        return [f"{value} = cells[{position}]", f"if {value} is None: {blank}", *self._check(value, name, kind, known)]

    def _check(self, value: str, name: str, kind: Kind, known: Field | None) -> list[str]:
        if kind is Kind.NUMBER:
            return [f"elif {_odd_number(value, known)}: {_CAREFULLY}"]
        if kind is Kind.BOOLEAN:
            return [f"elif {value} is not True and {value} is not False: {_CAREFULLY}"]
        words = self._constant({word: comparable(word) for word in self._words_of(name, known)})
        return ["else:", f"    {value} = {words}.get({value})", f"    if {value} is None: {_CAREFULLY}"]

    def _words_of(self, name: str, known: Field | None) -> Iterable[str]:
        return known.choices if known is not None and known.choices else self._words.get(name, ())

    def _constant(self, value: object) -> str:
        name = f"w{next(self._numbers)}"
        self.constants[name] = value
        return name

    def days_before(self, value: str, name: str, divisor: float) -> list[str]:
        position = self._fields.get(name)
        if position is None:
            return [f"{value} = None"]
        low, high = SERIAL_DAYS[0], min(self._as_of_serial + 1, SERIAL_DAYS[1])
        return [
            f"{value} = cells[{position}]",
            f"if {value} is None: pass",
            f"elif type({value}) is not float or not {low} <= {value} < {high!r}: {_CAREFULLY}",
            f"else: {value} = ({self._as_of_serial!r} - {value} // 1.0) / {divisor!r}",
        ]

    def gap(self, value: str) -> list[str]:
        position = self._fields.get("utc_offset_hours")
        if position is None or self._home is None:
            return [_CAREFULLY]
        odd = _odd_number(value, ALL_FIELDS["utc_offset_hours"])
        return [
            f"{value} = cells[{position}]",
            f"if {odd}: {_CAREFULLY}",
            f"{value} = 12 - abs(abs({value} - {self._home!r}) % 24 - 12)",
        ]

    def change(self, value: str) -> list[str]:
        positions = [self._fields.get(name) for name in ("revenue_12m", "revenue_prior_12m")]
        if None in positions:
            return [f"{value} = None"]
        now, prior = (f"cells[{position}]" for position in positions)
        return [
            f"if {_odd_number(now, None)} or {_odd_number(prior, None)}: {_CAREFULLY}",
            f"{value} = {now} - {prior}",
        ]


def _odd_number(value: str, known: Field | None) -> str:
    low = -LARGEST if known is None or known.low is None else known.low
    high = LARGEST if known is None or known.high is None else known.high
    return f"type({value}) is not float or not {low!r} <= {value} <= {high!r}"


def _words(model: Model) -> Mapping[str, tuple[str, ...]]:
    scales = ((criterion.field, criterion.scale) for criterion in model.criteria)
    return {name: tuple(level for level, _ in scale.ratings) for name, scale in scales if isinstance(scale, Levels)}


_DERIVED: Mapping[str, Callable[[_Writer, str], list[str]]] = {
    "tenure_years": lambda writer, value: writer.days_before(value, "customer_since", DAYS_PER_YEAR),
    "days_since_last_order": lambda writer, value: writer.days_before(value, "last_order", 1.0),
    "time_zone_gap_hours": lambda writer, value: writer.gap(value),
    "revenue_change_12m": lambda writer, value: writer.change(value),
    "growth_pct": lambda _writer, _value: [_CAREFULLY],
}
