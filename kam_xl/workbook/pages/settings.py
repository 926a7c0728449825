"""The sheet Settings: what holds for the whole book."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from kam_xl.accounts.schema import Kind
from kam_xl.accounts.tables import SETTINGS
from kam_xl.workbook.layout import FIRST_ROW, HEADER_ROW, UNIT_ROW
from kam_xl.workbook.look import MUTED, number_format
from kam_xl.workbook.pages.canvas import MOST_LINES, lines_of
from kam_xl.workbook.pages.tables import typed_rule
from kam_xl.workbook.references import cell

if TYPE_CHECKING:
    from kam_xl.accounts.schema import Field
    from kam_xl.workbook.content import WorkbookContent
    from kam_xl.workbook.layout import Sheet
    from kam_xl.workbook.pages.canvas import Canvas, Page

HEADERS = ("Setting", "Value", "Meaning")
_NOTES = (
    "What is set; leave it as it is.",
    "What holds for this book. Blank is always allowed; what kam-xl writes has a ground of its own.",
    "What the setting means, and what blank means.",
)
_PURPOSE = "What holds for the whole book. Blank is always allowed."
WIDTHS = (26, 44, 84)

TOKEN_CELL = "KamToken"  # noqa: S105 - no secret: a short text for a state of the sheets
"""The name of the cell with the token of Model, Settings and Team: functions that are given it follow every change."""

_TOKEN_TABLES = ("Model", "Criteria", "Scales", "Gates", "Tiers", "Settings", "Team")
TOKEN_FORMULA = f"=KAM_TOKEN({','.join(f'{table}[[#Headers],[#Data]]' for table in _TOKEN_TABLES)})"

WRITTEN_BY_SCORE = frozenset({"head_cut", "head_keep"})


def write_settings_sheet(canvas: Canvas, sheet: Sheet) -> None:
    """Write one row per setting."""
    page = canvas.add(sheet)
    page.title(sheet.name, _PURPOSE)
    for place, width in enumerate(WIDTHS):
        page.sheet.set_column(place, place, width)
    page.sheet.set_row(HEADER_ROW, 22)
    headers = [{"header": header, "header_format": page.header()} for header in HEADERS]
    page.table(sheet.name, headers, len(SETTINGS), says=_PURPOSE)
    for place, note in enumerate(_NOTES):
        page.note(HEADER_ROW, place, [note])
    for row, field in enumerate(SETTINGS, start=FIRST_ROW):
        _write_setting(canvas, page, row, field)
    page.sheet.freeze_panes(FIRST_ROW, 0)
    if canvas.macros:
        _write_token(canvas, page)


def _write_token(canvas: Canvas, page: Page) -> None:
    look = page.look(font_size=8, font_color=MUTED, indent=1)
    page.put(UNIT_ROW, 0, "Model token", look)
    page.sheet.write_formula(UNIT_ROW, 1, TOKEN_FORMULA, look, _token(canvas.content))
    page.put(UNIT_ROW, 2, "Changes whenever Model, Settings or Team do. Functions take it as their model.", look)
    canvas.book.define_name(TOKEN_CELL, f"={cell(UNIT_ROW, 1, 'Settings')}")


def _token(content: WorkbookContent) -> str:
    """Give a token to begin with; Excel works out its own as soon as it calculates the cell."""
    said = repr((content.model, sorted(content.settings.items()), content.tables.get("Team")))
    return f"model {sha256(said.encode()).hexdigest()[:16]}"


def _write_setting(canvas: Canvas, page: Page, row: int, field: Field) -> None:
    computed = field.name in WRITTEN_BY_SCORE
    shown = number_format(field) if field.kind is not Kind.TEXT else "@"
    page.put(row, 0, field.header, page.cell(bold=True, valign="top"))
    value = canvas.content.settings.get(field.name)
    if (lines := lines_of(value, WIDTHS[1])) > 1:
        page.sheet.set_row(row, 15 * min(lines, MOST_LINES) + 1)
    page.put(row, 1, value, page.cell(shown, computed=computed, text_wrap=True, valign="top"))
    page.put(row, 2, field.note, page.cell(font_color=MUTED, text_wrap=True, valign="top"))
    rule = typed_rule(field)
    if rule and not computed:
        page.sheet.data_validation(row, 1, row, 1, {**rule, "error_message": f"Allowed: {field.allowed}, or blank."})
