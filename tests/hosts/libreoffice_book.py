"""The workbook that LibreOffice has open, as xlwings would show it: the stand-in for Excel, with LibreOffice's cells.

LibreOffice offers no COM. Where tables and names stand is read from the file; every cell is read from and written to
LibreOffice itself.
"""

from datetime import date
from pathlib import Path
from typing import Any

from kam_xl.accounts.rows import Value
from tests.excel.fake_excel import FakeBook, Place, cells_between
from tests.hosts.libreoffice import LibreOffice

_EPOCH = date(1899, 12, 30)


class LibreOfficeBook(FakeBook):
    """An open workbook."""

    def __init__(self, path: Path, office: LibreOffice) -> None:
        super().__init__(path)
        self._office = office

    def values(self, sheet: str, first: Place, last: Place) -> list[list[Any]]:
        rows = self._office.ask("values", sheet, *first, *last)
        return [
            [self._as_excel_shows(cell, sheet, place) for cell, place in zip(row, places, strict=True)]
            for row, places in zip(rows, cells_between(first, last), strict=True)
        ]

    def _as_excel_shows(self, cell: object, sheet: str, place: Place) -> object:
        if cell == "" or str(cell).startswith("#"):
            return None
        # LibreOffice knows no booleans: what was one in the file is one.
        return bool(cell) if isinstance(self.read(sheet, *place), bool) else cell

    def formulas(self, sheet: str, first: Place, last: Place) -> tuple[tuple[str, ...], ...]:
        return tuple(map(tuple, self._office.ask("formulas", sheet, *first, *last)))

    def write(self, sheet: str, row: int, column: int, value: Value) -> None:
        plain = (value - _EPOCH).days if isinstance(value, date) else value
        self._office.ask("put", sheet, row, column, plain)

    def add_sheet(self, name: str) -> None:
        super().add_sheet(name)
        self._office.ask("add_sheet", name)

    def clear(self, sheet: str) -> None:
        self._office.ask("clear", sheet)
