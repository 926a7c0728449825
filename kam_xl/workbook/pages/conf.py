"""The sheet xlwings.conf: how Excel reaches Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl import __version__
from kam_xl.workbook.layout import XLWINGS_VERSION
from kam_xl.workbook.look import MUTED

if TYPE_CHECKING:
    from kam_xl.workbook.layout import Sheet
    from kam_xl.workbook.pages.canvas import Canvas

# Texts, not booleans: xlwings' VBA expands every value as a text. No blank row: it reads down to the first one.
XLWINGS_SETTINGS = (
    ("INTERPRETER_WIN", r"%LOCALAPPDATA%\kam-xl\python\Scripts\python.exe"),
    ("ADD_WORKBOOK_TO_PYTHONPATH", "False"),
    ("UDF MODULES", "kam_xl.excel.udfs"),
    ("USE UDF SERVER", "True"),
    ("KAM_XL VERSION", __version__),
    ("XLWINGS VERSION", XLWINGS_VERSION),
)
"""Python is looked for where `kam install` puts it, in each person's own folder: one workbook serves everybody.

The workbook's folder, which may be a cloud's, stays out of Python's path. The versions are those that the macros were
made for; xlwings takes no notice of them.
"""


def write_conf_sheet(canvas: Canvas, sheet: Sheet) -> None:
    """Write the settings from the first row on: keys in column A, values in column B."""
    page = canvas.add(sheet)
    page.sheet.set_column(0, 0, 32)
    page.sheet.set_column(1, 1, 60)
    for row, (key, value) in enumerate(XLWINGS_SETTINGS):
        page.put(row, 0, key, page.cell(font_color=MUTED))
        page.put(row, 1, value, page.cell("@"))
