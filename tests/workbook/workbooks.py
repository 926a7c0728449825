"""Workbooks that the tests of reading are made of."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter
from xlsxwriter.utility import xl_cell_to_rowcol
from xlsxwriter.worksheet import Worksheet

Rows = Sequence[Sequence[object]]

ACCOUNTS: Rows = [["Account ID", "Account"], ["A1", "Alder"], ["A2", "Birch"]]


def save_workbook(
    path: Path,
    sheets: Mapping[str, Rows],
    *,
    tables: Mapping[str, str] | None = None,
    hidden: Sequence[str] = (),
    date_1904: bool = False,
) -> Path:
    """Write sheets from A1 on; `tables` makes ranges Excel tables, given as name → "Sheet!A1:B3"."""
    options = {"date_1904": date_1904, "default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}
    with xlsxwriter.Workbook(path, options) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            # The first sheet is open unless another one is, and an open sheet is never hidden.
            sheet.hide() if name in hidden else sheet.activate()
        for name, place in (tables or {}).items():
            sheet_name, _, cells = place.partition("!")
            _make_table(book.get_worksheet_by_name(sheet_name), name, cells, sheets[sheet_name])
    return path


def _make_table(sheet: Worksheet, name: str, cells: str, rows: Rows) -> None:
    (top, left), (_, right) = map(xl_cell_to_rowcol, cells.split(":"))
    headers = [{"header": header} for header in rows[top][left : right + 1]]
    sheet.add_table(cells, {"name": name, "columns": headers})


def repack(path: Path, part: str, replaced: Mapping[bytes, bytes]) -> None:
    """Replace bytes in one part of a workbook, as no library would write them."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for old, new in replaced.items():
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
