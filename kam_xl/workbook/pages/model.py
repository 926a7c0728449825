"""The sheet Model: what counts how much, what an account must have, where the tiers begin."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from kam_xl.scoring.gates import GATE_TESTS
from kam_xl.scoring.meanings import CRITERION, GATE
from kam_xl.scoring.model import AXES
from kam_xl.scoring.scales import SCALES
from kam_xl.workbook.layout import FIRST_ROW, HEADER_ROW, PREPARED_ROWS
from kam_xl.workbook.look import MUTED, NAVY
from kam_xl.workbook.model_sheet import MODEL_MEANINGS, TIERS_MEANINGS, model_cells
from kam_xl.workbook.pages.canvas import BAR
from kam_xl.workbook.references import down, moving_cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kam_xl.accounts.rows import Value
    from kam_xl.workbook.layout import Sheet
    from kam_xl.workbook.model_sheet import Cells
    from kam_xl.workbook.pages.canvas import Canvas, Page


@dataclass(frozen=True, slots=True)
class Block:
    """Say where one of the five tables stands.

    Attributes:
        name: The table's name.
        purpose: What it is for.
        row: Its header row.
        column: Its first column.
        widths: The widths of its columns in characters; empty where the table above sets them.
    """

    name: str
    purpose: str
    row: int
    column: int
    widths: tuple[float, ...] = ()


_GAP_WIDTH = 3
_TIERS_ROW = HEADER_ROW + len(MODEL_MEANINGS) + 4
"""The table Model above Tiers has a row for each key and does not grow."""

BLOCKS = (
    Block(
        "Criteria",
        "What counts, and how much; only the proportion of the weights matters.",
        HEADER_ROW,
        0,
        (22, 28, 15, 24, 9, 9),
    ),
    Block("Scales", "How a value becomes a rating from 0 to 100.", HEADER_ROW, 7, (22, 14, 9)),
    Block("Gates", "What an account must have to be Key.", HEADER_ROW, 11, (20, 30, 24, 11, 26)),
    Block("Model", "The model as a whole.", HEADER_ROW, 17, (30, 78, 76)),
    Block("Tiers", "Where the tiers begin.", _TIERS_ROW, 17),
)
"""Tables that grow stand side by side, each with room below it."""


def write_model_sheet(canvas: Canvas, sheet: Sheet) -> Page:
    """Write the model as five tables, and give the page for whoever has more to write on it."""
    tables = model_cells(canvas.content.model)
    page = canvas.add(sheet)
    page.title(
        "Model", "Change a weight, a scale or a gate, and the scores follow. Rows can be added below each table."
    )
    page.sheet.set_row(HEADER_ROW - 2, 26)
    page.sheet.set_row(HEADER_ROW, 24)
    page.sheet.fit_to_pages(2, 0)
    page.sheet.freeze_panes(FIRST_ROW, 0)
    for block in BLOCKS:
        _write_block(page, block, tables[block.name])
    _check_what_is_typed(page)
    return page


def _write_block(page: Page, block: Block, cells: Cells) -> None:
    page.sheet.write_string(
        block.row - 2, block.column, block.name, page.look(bold=True, font_size=13, font_color=NAVY, indent=1)
    )
    page.sheet.write_string(
        block.row - 1, block.column, block.purpose, page.look(font_size=9, font_color=MUTED, indent=1)
    )
    for place, width in enumerate((*block.widths, _GAP_WIDTH) if block.widths else (), start=block.column):
        page.sheet.set_column(place, place, width)
    headers, *rows = cells
    _write_table(page, block, headers, rows or [[None] * len(headers)])


def _write_table(page: Page, block: Block, headers: Sequence[object], rows: Cells) -> None:
    looks = [_LOOKS.get(str(header), {}) for header in headers]
    described: list[dict[str, object]] = [
        {"header": header, "header_format": page.header(align=str(look.get("align", "left")))}
        for header, look in zip(headers, looks, strict=True)
    ]
    page.table(block.name, described, len(rows), (block.row, block.column), block.purpose)
    looks = [page.cell(**_LOOKS.get(str(header), {})) for header in headers]
    for place, header in enumerate(headers):
        page.note(block.row, block.column + place, [_NOTES[block.name, str(header)]])
    for row, values in enumerate(rows, start=block.row + 1):
        for place, (look, value) in enumerate(zip(looks, values, strict=True), start=block.column):
            page.put(row, place, cast("Value", value), look)


_LOOKS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "Meaning": {"font_color": MUTED},
        "Weight": {"align": "right"},
        "Rating": {"align": "right"},
    }
)

_KEY_NOTES = {
    "Key": "The key, as in a model file; leave it as it is.",
    "Value": "What holds; Meaning says what is allowed.",
    "Meaning": "What the key means.",
}

_NOTES: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("Criteria", "ID"): CRITERION["id"],
        ("Criteria", "Label"): CRITERION["label"],
        ("Criteria", "Axis"): f"{CRITERION['axis']} Allowed: {' or '.join(AXES)}.",
        ("Criteria", "Field"): CRITERION["field"],
        ("Criteria", "Weight"): f"{CRITERION['weight']} Allowed: a number of at least 0.",
        ("Criteria", "Type"): "curve: numbers, rated along a line between points. levels: one rating for each text.",
        ("Scales", "Criterion ID"): "The criterion, by its ID on Criteria.",
        ("Scales", "Value"): "A point of the curve, rising from row to row; or a level as it stands on Accounts.",
        ("Scales", "Rating"): "The rating at this value. Allowed: a number from 0 to 100.",
        ("Gates", "ID"): GATE["id"],
        ("Gates", "Label"): GATE["label"],
        ("Gates", "Field"): GATE["field"],
        ("Gates", "Test"): f"How the value is tested. Allowed: {', '.join(GATE_TESTS)}.",
        ("Gates", "Value"): "What it is tested against; the texts of one_of are separated by commas.",
        **{(table, header): note for table in ("Model", "Tiers") for header, note in _KEY_NOTES.items()},
    }
)
"""What the headers mean, by table and header."""

_SHARE = MappingProxyType({"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1})
_POINTS = MappingProxyType({"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100})
_AT_LEAST_ZERO = MappingProxyType({"validate": "decimal", "criteria": ">=", "value": 0})

_COLUMN_RULES: Mapping[tuple[str, int], Mapping[str, object]] = MappingProxyType(
    {
        ("Criteria", 2): {"validate": "list", "source": list(AXES)},
        ("Criteria", 4): _AT_LEAST_ZERO,
        ("Criteria", 5): {"validate": "list", "source": list(SCALES)},
        ("Scales", 2): _POINTS,
        ("Gates", 3): {"validate": "list", "source": list(GATE_TESTS)},
    }
)
"""What may be typed into a column, by table and place."""

_KEY_RULES: Mapping[str, Mapping[str, object]] = MappingProxyType(
    {
        "missing": {"validate": "list", "source": ["renormalise", "zero"]},
        "min_coverage": _SHARE,
        "key_score": _POINTS,
        "key_axis_floor": _POINTS,
        "hysteresis": _POINTS,
        "major_revenue_share": _SHARE,
        "major_max_share_of_accounts": _SHARE,
        "major_hysteresis": _SHARE,
        "major_min_revenue": _AT_LEAST_ZERO,
    }
)
"""What may be typed beside a key of the tables Model and Tiers."""


def _check_what_is_typed(page: Page) -> None:
    blocks = {block.name: block for block in BLOCKS}
    for (table, place), rule in _COLUMN_RULES.items():
        column = blocks[table].column + place
        page.sheet.data_validation(FIRST_ROW, column, FIRST_ROW + PREPARED_ROWS, column, dict(rule))
    for table, meanings in (("Model", MODEL_MEANINGS), ("Tiers", TIERS_MEANINGS)):
        block = blocks[table]
        for row, key in enumerate(meanings, start=block.row + 1):
            if key in _KEY_RULES:
                page.sheet.data_validation(row, block.column + 1, row, block.column + 1, dict(_KEY_RULES[key]))
    _show_weights_as_bars(page, blocks["Criteria"].column + 4)
    _part_scales(page, blocks["Criteria"].column, blocks["Scales"].column)


def _show_weights_as_bars(page: Page, column: int) -> None:
    bar = {"type": "data_bar", "bar_color": BAR, "bar_solid": True, "min_type": "num", "min_value": 0}
    page.sheet.conditional_format(FIRST_ROW, column, FIRST_ROW + PREPARED_ROWS, column, bar)


def _part_scales(page: Page, criteria: int, scales: int) -> None:
    """Draw a line where the scale of another criterion begins, and offer the criteria there are."""
    line = page.look.book.add_format({"top": 1, "top_color": MUTED})
    rule = f"={moving_cell(FIRST_ROW, scales)}<>{moving_cell(FIRST_ROW - 1, scales)}"
    last = FIRST_ROW + PREPARED_ROWS
    page.sheet.conditional_format(
        FIRST_ROW, scales, last, scales + 2, {"type": "formula", "criteria": rule, "format": line}
    )
    source = f"={down(FIRST_ROW, last, criteria)}"
    page.sheet.data_validation(FIRST_ROW, scales, last, scales, {"validate": "list", "source": source})
