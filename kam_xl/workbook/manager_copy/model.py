"""The Model sheet of a manager copy: the model to read and to play with, and what it was when it was sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kam_xl.scoring.model import model_plain
from kam_xl.workbook.layout import PURPOSE_ROW, Sheet
from kam_xl.workbook.look import EDITABLE, MUTED, NAVY
from kam_xl.workbook.manager_copy.columns import formula_text
from kam_xl.workbook.manager_copy.places import MODEL, CriterionCells, ModelPlaces
from kam_xl.workbook.model_sheet import HEADERS, MODEL_MEANINGS, TIERS_MEANINGS
from kam_xl.workbook.pages.model import BLOCKS, write_model_sheet
from kam_xl.workbook.references import cell, down

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kam_xl.accounts.rows import Value
    from kam_xl.scoring.model import Model
    from kam_xl.workbook.pages.canvas import Canvas, Page

_PURPOSE = (
    "Change a weight, a point of a curve, a level's rating, missing, min_coverage or key_axis_floor, and the scores "
    "follow. Tiers, ranks and reasons stay as they were sent; what was sent stands at the far right."
)

_BLOCKS = {block.name: block for block in BLOCKS}
_SENT = max(block.column + len(HEADERS[block.name]) for block in BLOCKS) + 1
"""The first column of what was sent."""


@dataclass(frozen=True, slots=True)
class _Live:
    """Cells that the scores follow.

    Attributes:
        title: What they are called where they stand as sent.
        first_row: The first row, counted from 0.
        column: Their column.
        values: What was sent.
    """

    title: str
    first_row: int
    column: int
    values: Sequence[Value]


def formula_model(model: Model) -> dict[str, Any]:
    """Give the model as its TOML is parsed, its levels in the one spelling that formulas compare."""
    plain = model_plain(model)
    return plain | {"criteria": [_with_formula_levels(criterion) for criterion in plain["criteria"]]}


def _with_formula_levels(criterion: dict[str, Any]) -> dict[str, Any]:
    if "levels" not in criterion:
        return criterion
    return criterion | {"levels": {formula_text(level): rating for level, rating in criterion["levels"].items()}}


def write_model(canvas: Canvas, model: Model) -> None:
    """Write the sheet; the canvas must hold the model as `formula_model` gives it."""
    page = write_model_sheet(canvas, Sheet(MODEL, "ModelSheet", NAVY))
    page.put(PURPOSE_ROW, 0, _PURPOSE, page.look(font_color=MUTED, indent=1))
    for offset, cells in enumerate(_live_cells(model)):
        _mark_editable(page, cells)
        _write_as_sent(page, _SENT + offset, cells)
    page.sheet.print_area(0, 0, _last_row(model), _SENT - 2)
    page.sheet.fit_to_pages(2, 0)


def model_places(model: Model) -> ModelPlaces:
    """Say where everything stands on the sheet."""
    live = list(_live_cells(model))
    return ModelPlaces(
        criteria=tuple(_criterion_cells(model)),
        keys={cells.title: cell(cells.first_row, cells.column, MODEL) for cells in live if cells.title in _KEY_TABLES},
        unchanged=_unchanged(live),
    )


_KEY_TABLES = {"missing": "Model", "min_coverage": "Model", "key_axis_floor": "Tiers"}
"""The keys that formulas read, and their tables."""


def _live_cells(model: Model) -> Iterator[_Live]:
    pairs = [pair for criterion in model.criteria for pair in criterion.scale.pairs()]
    yield _block_cells("Criteria", "Weight", [criterion.weight for criterion in model.criteria])
    yield _block_cells("Scales", "Value", [formula_text(key) if isinstance(key, str) else key for key, _ in pairs])
    yield _block_cells("Scales", "Rating", [rating for _, rating in pairs])
    for key, table in _KEY_TABLES.items():
        meanings = MODEL_MEANINGS if table == "Model" else TIERS_MEANINGS
        value = getattr(model, key) if table == "Model" else getattr(model.tiers, key)
        yield _Live(key, _first_row(table) + list(meanings).index(key), _column(table, "Value"), [value])


def _block_cells(table: str, header: str, values: Sequence[Value]) -> _Live:
    return _Live(header, _first_row(table), _column(table, header), values)


def _first_row(table: str) -> int:
    return _BLOCKS[table].row + 1


def _column(table: str, header: str) -> int:
    return _BLOCKS[table].column + HEADERS[table].index(header)


def _last_row(model: Model) -> int:
    scales = _first_row("Scales") + sum(len(criterion.scale.pairs()) for criterion in model.criteria)
    return max(scales, _first_row("Tiers") + len(TIERS_MEANINGS))


def _mark_editable(page: Page, cells: _Live) -> None:
    for row, value in enumerate(cells.values, start=cells.first_row):
        align = "left" if isinstance(value, str) or cells.title in _KEY_TABLES else "right"
        page.put(row, cells.column, value, page.cell(align=align, bg_color=EDITABLE))


def _write_as_sent(page: Page, column: int, cells: _Live) -> None:
    page.sheet.set_column(column, column, 12)
    title = f"{cells.title} as sent"
    page.put(cells.first_row - 1, column, title, page.look(font_color=MUTED, italic=True, text_wrap=True))
    for row, value in enumerate(cells.values, start=cells.first_row):
        page.put(row, column, value, page.look(font_color=MUTED, align="left"))


def _unchanged(live: Sequence[_Live]) -> str:
    changes = [
        f"SUMPRODUCT(--({_refer(cells, cells.column)}<>{_refer(cells, _SENT + offset)}))"
        for offset, cells in enumerate(live)
    ]
    return f"{'+'.join(changes)}=0"


def _refer(cells: _Live, column: int) -> str:
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
