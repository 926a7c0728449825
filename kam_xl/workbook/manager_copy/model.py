"""The Model sheet of a manager copy: the model to read and to play with, and what it was when it was sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from kam_xl.accounts.schema import Kind
from kam_xl.scoring.model import model_plain
from kam_xl.workbook.layout import PREPARED_ROWS, PURPOSE_ROW, Sheet
from kam_xl.workbook.look import EDITABLE, MUTED, NAVY
from kam_xl.workbook.manager_copy.columns import formula_text
from kam_xl.workbook.manager_copy.places import MODEL, CriterionCells, ModelPlaces
from kam_xl.workbook.model_sheet import HEADERS, TIERS_MEANINGS, model_cells
from kam_xl.workbook.pages.model import BLOCKS, write_model_sheet
from kam_xl.workbook.references import cell, down
from kam_xl.workbook.tier_formulas import is_plain_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kam_xl.accounts.rows import Value
    from kam_xl.scoring.model import Model
    from kam_xl.workbook.pages.canvas import Canvas, Page

_PURPOSE = (
    "Change what is coloured – a weight, a point of a curve, a gate, where a tier begins – and scores and tiers follow "
    "it. Where the head of the book begins stays as it was sent; what was sent stands at the far right."
)

_FLAGS_STAY = " The levels true and false keep their names."
"""For the engine other names would make a text of the field; a copy holds what was read as yes or no."""

_BLOCKS = {block.name: block for block in BLOCKS}
_SENT = max(block.column + len(HEADERS[block.name]) for block in BLOCKS) + 1
"""The first column of what was sent."""


@dataclass(frozen=True, slots=True)
class _Stamped:
    """Cells of the model that are compared with what was sent.

    Attributes:
        title: What they are called where they stand as sent.
        first_row: The first row, counted from 0.
        column: Their column.
        values: What was sent.
        editable: Whether scores or tiers follow them.
    """

    title: str
    first_row: int
    column: int
    values: Sequence[Value]
    editable: bool = True


def formula_model(model: Model) -> dict[str, Any]:
    """Give the model as its TOML is parsed, its levels in the one spelling that formulas compare."""
    plain = model_plain(model)
    gates = [_with_formula_list(gate) for gate in plain.get("gates", ())]
    return plain | {"criteria": [_with_formula_levels(criterion) for criterion in plain["criteria"]], "gates": gates}


def _with_formula_list(gate: dict[str, Any]) -> dict[str, Any]:
    return gate | {"one_of": [formula_text(text) for text in gate["one_of"]]} if "one_of" in gate else gate


def _with_formula_levels(criterion: dict[str, Any]) -> dict[str, Any]:
    if "levels" not in criterion:
        return criterion
    return criterion | {"levels": {formula_text(level): rating for level, rating in criterion["levels"].items()}}


def write_model(canvas: Canvas, model: Model) -> None:
    """Write the sheet; the canvas must hold the model as `formula_model` gives it."""
    page = write_model_sheet(canvas, Sheet(MODEL, "ModelSheet", NAVY))
    page.put(PURPOSE_ROW, 0, _purpose(model), page.look(font_color=MUTED, indent=1))
    for offset, cells in enumerate(_stamped_cells(model)):
        if cells.editable:
            _mark_editable(page, cells)
        _write_as_sent(page, _SENT + offset, cells)
    page.sheet.print_area(0, 0, _last_row(model), _SENT - 2)
    page.sheet.fit_to_pages(2, 0)


def _purpose(model: Model) -> str:
    flags = any(criterion.scale.reads is Kind.BOOLEAN for criterion in model.criteria)
    return f"{_PURPOSE}{_FLAGS_STAY}" if flags else _PURPOSE


def model_places(model: Model) -> ModelPlaces:
    """Say where everything stands on the sheet."""
    live = list(_stamped_cells(model))
    return ModelPlaces(
        criteria=tuple(_criterion_cells(model)),
        gates=tuple(cell(_first_row("Gates") + i, _column("Gates", "Value"), MODEL) for i, _ in enumerate(model.gates)),
        keys={cells.title: cell(cells.first_row, cells.column, MODEL) for cells in live if cells.title in _KEY_NAMES},
        unchanged=_unchanged(live, _added_rows(model)),
    )


_BLOCK_COLUMNS = (
    ("Criteria", "Axis", True), ("Criteria", "Weight", True), ("Scales", "Value", True), ("Scales", "Rating", True),
    ("Gates", "Value", True),
    ("Criteria", "Field", False), ("Criteria", "Type", False), ("Gates", "Field", False), ("Gates", "Test", False),
)  # fmt: skip
"""The columns that are compared with what was sent: table, header, and whether scores or tiers follow it."""

_KEYS = (
    ("Model", "missing", True), ("Model", "min_coverage", True),
    ("Tiers", "key_score", True), ("Tiers", "key_axis_floor", True), ("Tiers", "hysteresis", True),
    ("Tiers", "major_min_revenue", True),
    # Where the head begins only the whole book can tell.
    ("Tiers", "major_revenue_share", False), ("Tiers", "major_max_share_of_accounts", False),
    ("Tiers", "major_hysteresis", False),
)  # fmt: skip
"""The same for keys of the tables Model and Tiers."""

_KEY_NAMES = frozenset(key for _, key, _ in _KEYS)


def _stamped_cells(model: Model) -> Iterator[_Stamped]:
    tables = model_cells(formula_model(model))
    for table, header, follows in _BLOCK_COLUMNS:
        values = [row[HEADERS[table].index(header)] for row in tables[table][1:]]
        if values:
            editable = follows and (table != "Gates" or all(is_plain_list(gate.test) for gate in model.gates))
            title = f"Gate {header.lower()}" if table == "Gates" else header
            yield _Stamped(title, _first_row(table), _column(table, header), cast("list[Value]", values), editable)
    for table, key, editable in _KEYS:
        row = [name for name, *_ in tables[table]].index(key)
        value = cast("Value", tables[table][row][1])
        yield _Stamped(key, _first_row(table) + row - 1, _column(table, "Value"), [value], editable)


def _first_row(table: str) -> int:
    return _BLOCKS[table].row + 1


def _column(table: str, header: str) -> int:
    return _BLOCKS[table].column + HEADERS[table].index(header)


def _last_row(model: Model) -> int:
    scales = _first_row("Scales") + sum(len(criterion.scale.pairs()) for criterion in model.criteria)
    return max(scales, _first_row("Tiers") + len(TIERS_MEANINGS))


def _mark_editable(page: Page, cells: _Stamped) -> None:
    for row, value in enumerate(cells.values, start=cells.first_row):
        align = "left" if isinstance(value, str) or cells.title in _KEY_NAMES else "right"
        page.put(row, cells.column, value, page.cell(align=align, bg_color=EDITABLE))


def _write_as_sent(page: Page, column: int, cells: _Stamped) -> None:
    page.sheet.set_column(column, column, 12)
    title = f"{cells.title} as sent"
    page.put(cells.first_row - 1, column, title, page.look(font_color=MUTED, italic=True, text_wrap=True))
    for row, value in enumerate(cells.values, start=cells.first_row):
        page.put(row, column, value, page.look(font_color=MUTED, align="left"))


def _unchanged(live: Sequence[_Stamped], added: Iterable[str]) -> str:
    changes = [_changes(cells, _SENT + offset) for offset, cells in enumerate(live)]
    return f"{'+'.join([*changes, *added])}=0"


def _changes(cells: _Stamped, sent: int) -> str:
    here, there = _refer(cells, cells.column), _refer(cells, sent)
    # A blank cell equals 0.
    filled = f"+(ISBLANK({here})<>ISBLANK({there}))" if cells.title in _KEY_NAMES else ""
    return f"SUMPRODUCT(--({here}<>{there})){filled}"


def _added_rows(model: Model) -> Iterator[str]:
    """Count the rows that somebody wrote below a table, or took away; no formula reads them."""
    for table in ("Criteria", "Scales", "Gates"):
        first, sent = _first_row(table), len(model_cells(formula_model(model))[table]) - 1
        ids = down(first, first + PREPARED_ROWS, _BLOCKS[table].column, MODEL)
        yield f"(COUNTA({ids})<>{sent})"


def _refer(cells: _Stamped, column: int) -> str:
    return down(cells.first_row, cells.first_row + len(cells.values) - 1, column, MODEL)


def _criterion_cells(model: Model) -> Iterator[CriterionCells]:
    first = _first_row("Scales")
    for row, criterion in enumerate(model.criteria, start=_first_row("Criteria")):
        last = first + len(criterion.scale.pairs()) - 1
        yield CriterionCells(
            axis=cell(row, _column("Criteria", "Axis"), MODEL),
            weight=cell(row, _column("Criteria", "Weight"), MODEL),
            keys=down(first, last, _column("Scales", "Value"), MODEL),
            ratings=down(first, last, _column("Scales", "Rating"), MODEL),
        )
        first = last + 1
