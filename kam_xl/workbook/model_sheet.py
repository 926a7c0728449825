"""The sheet Model and the model's TOML hold the same thing: from one to the other and back, nothing lost.

The sheet holds five tables, each given here as rows of cells with the header row first:

```
Model     Key, Value, Meaning                            name, description, version, missing, min_coverage, …
Criteria  ID, Label, Axis, Field, Weight, Type           Type is curve or levels
Scales    Criterion ID, Value, Rating                    one row per point of a curve or per level
Gates     ID, Label, Field, Test, Value                  Test is is, at_least, at_most or one_of
Tiers     Key, Value, Meaning                            key_score, key_axis_floor, …
```

What a model may hold is the concern of `kam_xl.scoring`; here only what a table could lose is refused.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from kam_xl.accounts.coercion import text_of
from kam_xl.accounts.issues import quoted
from kam_xl.accounts.schema import header_key
from kam_xl.errors import ModelError
from kam_xl.scoring import meanings as key_meanings
from kam_xl.scoring.faults import Faults
from kam_xl.scoring.gates import GATE_TESTS
from kam_xl.scoring.scales import SCALES

Cell = object
"""Text, number, bool, date or a blank (None, "" or NaN), as a reader of the sheet gives it."""

Cells = Sequence[Sequence[Cell]]
"""A table: the header row first, then its rows."""

HEADERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Model": ("Key", "Value", "Meaning"),
        "Criteria": ("ID", "Label", "Axis", "Field", "Weight", "Type"),
        "Scales": ("Criterion ID", "Value", "Rating"),
        "Gates": ("ID", "Label", "Field", "Test", "Value"),
        "Tiers": ("Key", "Value", "Meaning"),
    }
)
"""The columns of each table of the sheet Model, by the table's name."""

MODEL_MEANINGS = key_meanings.MODEL
"""The keys of the table Model in their order, each with its meaning."""

TIERS_MEANINGS = key_meanings.TIERS
"""The keys of the table Tiers in their order, each with its meaning."""

_CRITERION_KEYS = MappingProxyType({"ID": "id", "Label": "label", "Axis": "axis", "Field": "field", "Weight": "weight"})
_GATE_KEYS = MappingProxyType({"ID": "id", "Label": "label", "Field": "field"})


def model_cells(plain: Mapping[str, object]) -> dict[str, list[list[Cell]]]:
    """Lay a model out as the five tables of the sheet Model.

    Args:
        plain: The model as its TOML is parsed: `model`, `criteria`, `gates` and `tiers`.

    Returns:
        The tables by name, each with its header row first. A key that the model leaves out stands there with a blank
        value, since a person may want to fill it in.
    """
    criteria = _mappings(plain.get("criteria"))
    return {
        "Model": _with_header("Model", _key_rows(plain.get("model"), MODEL_MEANINGS)),
        "Criteria": _with_header("Criteria", [_criterion_row(criterion) for criterion in criteria]),
        "Scales": _with_header("Scales", [row for criterion in criteria for row in _scale_rows(criterion)]),
        "Gates": _with_header("Gates", [_gate_row(gate) for gate in _mappings(plain.get("gates"))]),
        "Tiers": _with_header("Tiers", _key_rows(plain.get("tiers"), TIERS_MEANINGS)),
    }


def model_from_cells(tables: Mapping[str, Cells], source: str = "sheet Model") -> dict[str, object]:
    """Read the five tables of the sheet Model back as the model's TOML would be parsed.

    Columns are found by their header, case and punctuation ignored; other columns and wholly blank rows are left out.
    A cell that a model cannot hold is handed on as it is, for `parse_model` to refuse together with all other faults.

    Args:
        tables: The tables by name, each with its header row first.
        source: How a message names the sheet.

    Raises:
        ModelError: A table or column is missing, or the tables hold what a model cannot: a key given twice, a scale
            without its criterion, an unknown type of scale.
    """
    reading = _Reading(tables, source)
    criteria = [_criterion(reading, row) for row in reading.rows("Criteria")]
    plain: dict[str, object] = {
        "model": _keys(reading, "Model", MODEL_MEANINGS),
        "criteria": _with_scales(reading, criteria),
        "gates": [_gate(row) for row in reading.rows("Gates")],
        "tiers": _keys(reading, "Tiers", TIERS_MEANINGS),
    }
    if reading.problems:
        raise ModelError(reading.problems)
    return plain


def find_tables(sheet: Cells) -> dict[str, Cells]:
    """Find the five tables among all cells of the sheet, for a host that knows cells and no tables.

    A table stands below its title, at most three rows down, and reaches to the next title in its first column. Tables
    that are not found are left out.
    """
    corners = {table: corner for table in HEADERS if (corner := _find_corner(sheet, table)) is not None}
    return {table: _cut(sheet, corner, corners.values()) for table, corner in corners.items()}


@dataclass(frozen=True, slots=True)
class _Corner:
    """Say where a table begins: the rows of its title and its headers, and its first column."""

    title_row: int
    header_row: int
    column: int


_ROWS_TO_HEADER = 3


def _find_corner(sheet: Cells, table: str) -> _Corner | None:
    first_header = HEADERS[table][0]
    for title_row, row in enumerate(sheet):
        for column, cell in enumerate(row):
            if cell != table:
                continue
            below = range(title_row + 1, min(title_row + 1 + _ROWS_TO_HEADER, len(sheet)))
            header_row = next((number for number in below if sheet[number][column] == first_header), None)
            if header_row is not None:
                return _Corner(title_row, header_row, column)
    return None


def _cut(sheet: Cells, corner: _Corner, corners: Iterable[_Corner]) -> Cells:
    below = [other.title_row for other in corners if other.column == corner.column]
    end = min((row for row in below if row > corner.header_row), default=len(sheet))
    headers = sheet[corner.header_row][corner.column :]
    width = next((place for place, header in enumerate(headers) if is_blank(header)), len(headers))
    return [row[corner.column : corner.column + width] for row in sheet[corner.header_row : end]]


# --- from the model to cells -----------------------------------------------------------------------------------------


def _with_header(table: str, rows: list[list[Cell]]) -> list[list[Cell]]:
    return [list(HEADERS[table]), *rows]


def _mappings(items: object) -> list[Mapping[str, object]]:
    return list(items) if isinstance(items, Sequence) else []


def _key_rows(section: object, meanings: Mapping[str, str]) -> list[list[Cell]]:
    values = section if isinstance(section, Mapping) else {}
    unforeseen = [key for key in values if key not in meanings]
    return [[key, values.get(key), meanings.get(key)] for key in (*meanings, *unforeseen)]


def _criterion_row(criterion: Mapping[str, object]) -> list[Cell]:
    scale = next((kind for kind in SCALES if kind in criterion), None)
    return [*(criterion.get(key) for key in _CRITERION_KEYS.values()), scale]


def _scale_rows(criterion: Mapping[str, object]) -> list[list[Cell]]:
    scales = (kind.parse(criterion[key], "", Faults()) for key, kind in SCALES.items() if key in criterion)
    return [[criterion.get("id"), value, rating] for scale in scales if scale for value, rating in scale.pairs()]


def _gate_row(gate: Mapping[str, object]) -> list[Cell]:
    test = next((test for test in GATE_TESTS if test in gate), None)
    value = gate.get(test) if test else None
    shown = write_list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
    return [*(gate.get(key) for key in _GATE_KEYS.values()), test, shown]


def write_list(values: Iterable[object]) -> str:
    """Write texts as one cell: separated by commas, in quotes where a text holds a comma, a quote or a line break.

    >>> write_list(["New", "Active", "Acme, Inc."])
    'New, Active, "Acme, Inc."'
    """
    return ", ".join(_list_item(text_of(value)) for value in values)


def _list_item(text: str) -> str:
    needs_quotes = not text or any(mark in text for mark in ',"\r\n')
    return '"' + text.replace('"', '""') + '"' if needs_quotes else text


# --- from cells to the model -----------------------------------------------------------------------------------------


def read_list(cell: Cell) -> list[str]:
    """Read what `write_list` wrote, or a person typed.

    >>> read_list('New, Active, "Acme, Inc."')
    ['New', 'Active', 'Acme, Inc.']
    """
    if is_blank(cell):
        return []
    reader = csv.reader(io.StringIO(text_of(cell), newline=""), skipinitialspace=True)
    return [item for row in reader for item in row]


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell holds nothing: None, an empty text or NaN."""
    return cell is None or cell == "" or cell != cell  # noqa: PLR0124 - only NaN differs from itself


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table: its cells by the headers of `HEADERS`, and where it stands."""

    place: str
    cells: Mapping[str, Cell]

    def filled(self, keys: Mapping[str, str]) -> dict[str, object]:
        """Give the cells that hold something, under the model's keys."""
        return {key: self.cells[header] for header, key in keys.items() if not is_blank(self.cells[header])}

    def text(self, header: str) -> str:
        """Give a cell as text, blank as the empty text."""
        cell = self.cells[header]
        return "" if is_blank(cell) else text_of(cell)


class _Reading:
    """The tables as rows, and the problems found on the way."""

    def __init__(self, tables: Mapping[str, Cells], source: str) -> None:
        self.problems: list[str] = []
        self._source = source
        self._rows = {table: self._read(table, tables.get(table)) for table in HEADERS}

    def rows(self, table: str) -> list[_Row]:
        return self._rows[table]

    def _read(self, table: str, cells: Cells | None) -> list[_Row]:
        if not cells:
            self.problems.append(
                f"{self._source}: the table {table} is missing. Take the sheet from a fresh workbook (`kam new`)."
            )
            return []
        columns = self._columns(table, cells[0])
        rows = [self._row(table, number, row, columns) for number, row in enumerate(cells[1:], start=1)]
        return [row for row in rows if not all(is_blank(cell) for cell in row.cells.values())]

    def _columns(self, table: str, headers: Sequence[Cell]) -> dict[str, int]:
        places = {header_key(text_of(header)): place for place, header in reversed(list(enumerate(headers)))}
        columns = {header: places.get(header_key(header), -1) for header in HEADERS[table] if header != "Meaning"}
        missing = [header for header, place in columns.items() if place < 0]
        if missing:
            self.problems.append(
                f"{self._source}, table {table}: the columns {', '.join(missing)} are missing; "
                f"found {', '.join(quoted(header) for header in headers)}. Restore the headers."
            )
        return columns

    def _row(self, table: str, number: int, row: Sequence[Cell], columns: Mapping[str, int]) -> _Row:
        cells = {header: row[place] if 0 <= place < len(row) else None for header, place in columns.items()}
        return _Row(f"{self._source}, table {table}, row {number}", cells)


_TEXT_KEYS = frozenset({"name", "description", "version", "missing", "caveat", "id", "label", "axis", "field"})


def _as_texts(values: Mapping[str, object]) -> dict[str, object]:
    return {key: text_of(value) if key in _TEXT_KEYS else value for key, value in values.items()}


def _keys(reading: _Reading, table: str, meanings: Mapping[str, str]) -> dict[str, object]:
    spellings = {header_key(key): key for key in meanings}
    values: dict[str, object] = {}
    for row in reading.rows(table):
        typed = row.text("Key")
        key = spellings.get(header_key(typed), typed)
        if key in values:
            reading.problems.append(f"{row.place}: the key {quoted(key)} stands there twice. Remove one of the rows.")
        values[key] = row.cells["Value"]
    return _as_texts({key: value for key, value in values.items() if not is_blank(value)})


@dataclass(frozen=True, slots=True)
class _Criterion:
    """A criterion before its scale is found: its own keys, and how it rates."""

    keys: dict[str, object]
    scale_type: str


def _criterion(reading: _Reading, row: _Row) -> _Criterion:
    typed = row.text("Type")
    scale_type = typed.strip().lower()
    if scale_type not in SCALES:
        reading.problems.append(
            f"{row.place}, column Type: found {quoted(typed)}; allowed: {' or '.join(SCALES)}. Choose one of them."
        )
    return _Criterion(_as_texts(row.filled(_CRITERION_KEYS)), scale_type)


def _with_scales(reading: _Reading, criteria: Sequence[_Criterion]) -> list[dict[str, object]]:
    by_id: dict[str, list[_Row]] = {}
    for row in reading.rows("Scales"):
        by_id.setdefault(row.text("Criterion ID"), []).append(row)
    known = {str(criterion.keys.get("id", "")) for criterion in criteria}
    reading.problems.extend(_orphan(rows[0], owner) for owner, rows in by_id.items() if owner not in known)
    return [_with_scale(criterion, by_id) for criterion in criteria]


def _orphan(row: _Row, owner: str) -> str:
    return (
        f"{row.place}, column Criterion ID: found {quoted(owner)}, which is not an ID in the table Criteria. "
        "Correct it, or remove its rows."
    )


def _with_scale(criterion: _Criterion, scales: Mapping[str, Sequence[_Row]]) -> dict[str, object]:
    if criterion.scale_type not in SCALES:
        return criterion.keys
    rows = scales.get(str(criterion.keys.get("id", "")), ())
    pairs = [(_value(row.cells["Value"]), _value(row.cells["Rating"])) for row in rows]
    return {**criterion.keys, criterion.scale_type: SCALES[criterion.scale_type].from_pairs(pairs)}


def _value(cell: Cell) -> Cell:
    return "" if is_blank(cell) else cell


def _gate(row: _Row) -> dict[str, object]:
    gate = _as_texts(row.filled(_GATE_KEYS))
    typed = row.text("Test")
    test = typed.strip().lower().replace(" ", "_")
    value = row.cells["Value"]
    if test == "one_of":
        return {**gate, test: read_list(value)}
    if test and not is_blank(value):
        return {**gate, test: value}
    return gate
