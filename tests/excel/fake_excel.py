"""A stand-in for a workbook open in Excel, as far as xlwings shows it: cells, tables, names, messages.

It reads a real workbook file. Like Excel it shows the value of a formula and keeps the formula, and what is written
over a cell replaces both. Like xlwings it gives errors and blanks as None.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from openpyxl.workbook import Workbook

    from kam_xl.accounts.rows import Value


def _corners(place: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = range_boundaries(place)
    assert left and top and right and bottom  # noqa: PT018 - a place has all four
    return left, top, right, bottom


class FakeApp:
    """Excel itself: the messages it showed, its status bar, and whether it keeps still."""

    def __init__(self) -> None:
        self.alerts: list[str] = []
        self.bar: list[str | bool] = [False]
        self.screen_updating = True
        self.enable_events = True
        self.calculation = "automatic"

    @property
    def keeps_still(self) -> bool:
        return not self.enable_events and self.calculation == "manual"

    def alert(self, prompt: str, title: str) -> None:
        assert title == "Key Accounts"
        assert self.screen_updating
        self.alerts.append(prompt)

    @contextmanager
    def properties(self, **wanted: object) -> Iterator[FakeApp]:
        before = {name: getattr(self, name) for name in wanted}
        for name, value in wanted.items():
            setattr(self, name, value)
        try:
            yield self
        finally:
            for name, value in before.items():
                setattr(self, name, value)

    @property
    def status_bar(self) -> str | bool:
        return self.bar[-1]

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        self.bar.append(value)


class FakeBook:
    """An open workbook."""

    def __init__(self, path: Path, fullname: str | None = None) -> None:
        self._shown: Workbook = load_workbook(path, data_only=True)
        self._kept: Workbook = load_workbook(path)
        self.name = path.name
        self.fullname = fullname or str(path)
        self.app = FakeApp()

    @property
    def sheets(self) -> list[FakeSheet]:
        return [FakeSheet(self, name) for name in self._shown.sheetnames]

    @property
    def names(self) -> FakeNames:
        return FakeNames(self)

    def place(self, name: str) -> FakeRange:
        ((sheet, cell),) = self._kept.defined_names[name].destinations
        left, top, _, _ = _corners(cell)
        return FakeSheet(self, sheet).range((top, left))

    def defined(self) -> list[str]:
        return list(self._kept.defined_names)

    def read(self, sheet: str, row: int, column: int) -> object:
        shown = self._shown[sheet].cell(row, column).value
        return None if isinstance(shown, str) and (shown.startswith("#") or not shown) else shown

    def kept(self, sheet: str, row: int, column: int) -> object:
        """Give what stands in the cell: the formula, if there is one."""
        return self._kept[sheet].cell(row, column).value

    def write(self, sheet: str, row: int, column: int, value: Value) -> None:
        for book in (self._shown, self._kept):
            # An apostrophe in front makes a text of whatever follows; it is not part of the text.
            plain = value[1:] if isinstance(value, str) and value.startswith("'") else value
            book[sheet].cell(row, column, plain)

    def table_places(self, sheet: str) -> dict[str, str]:
        tables = self._kept[sheet].tables
        return {name: tables[name].ref for name in tables}

    # --- what a person does ---

    def delete_table(self, name: str) -> None:
        """Turn a table of the sheet of its name back into plain cells."""
        del self._kept[name].tables[name]

    def rename_header(self, header: str, renamed: str) -> None:
        """Overwrite a header of Accounts."""
        (table,) = FakeSheet(self, "Accounts").tables
        self.write("Accounts", table.range.row, table.range.column + table.range.rows[0].index(header), renamed)

    # --- what tests ask ---

    def column(self, header: str) -> list[object]:
        """Give what the cells of a column of Accounts show."""
        (table,) = FakeSheet(self, "Accounts").tables
        headers, *rows = table.range.rows
        return [row[headers.index(header)] for row in rows]

    def said(self, name: str) -> object:
        """Give what a named cell shows."""
        return self.place(name).value


@dataclass(frozen=True)
class FakeSheet:
    """A worksheet."""

    book: FakeBook
    name: str

    @property
    def tables(self) -> list[FakeTable]:
        return [FakeTable(name, self, place) for name, place in self.book.table_places(self.name).items()]

    def range(self, first: tuple[int, int], last: tuple[int, int] | None = None) -> FakeRange:
        return FakeRange(self, first, last or first)


@dataclass(frozen=True)
class FakeTable:
    """An Excel table."""

    name: str
    parent: FakeSheet
    place: str

    @property
    def range(self) -> FakeRange:
        left, top, right, bottom = _corners(self.place)
        return self.parent.range((top, left), (bottom, right))


@dataclass(frozen=True)
class FakeNames:
    """The defined names."""

    book: FakeBook

    def __iter__(self) -> Iterator[FakeName]:
        return (FakeName(name, self.book) for name in self.book.defined())

    def __getitem__(self, name: str) -> FakeName:
        return FakeName(name, self.book)


@dataclass(frozen=True)
class FakeName:
    """A defined name."""

    name: str
    book: FakeBook

    @property
    def refers_to_range(self) -> FakeRange:
        return self.book.place(self.name)


@dataclass
class FakeRange:
    """Some cells."""

    sheet: FakeSheet
    first: tuple[int, int]
    last: tuple[int, int]
    asked: dict[str, int] = field(default_factory=dict)

    def options(self, **asked: int) -> FakeRange:
        return FakeRange(self.sheet, self.first, self.last, asked)

    @property
    def row(self) -> int:
        return self.first[0]

    @property
    def column(self) -> int:
        return self.first[1]

    @property
    def shape(self) -> tuple[int, int]:
        return self.last[0] - self.first[0] + 1, self.last[1] - self.first[1] + 1

    @property
    def rows(self) -> list[list[object]]:
        return [
            [self.sheet.book.read(self.sheet.name, row, column) for column in range(self.column, self.last[1] + 1)]
            for row in range(self.row, self.last[0] + 1)
        ]

    @property
    def value(self) -> object:
        return self.rows[0][0] if self.shape == (1, 1) and self.asked.get("ndim") != 2 else self.rows

    @value.setter
    def value(self, value: Value | list[list[Value]]) -> None:
        assert self.sheet.book.app.keeps_still, "written while Excel may call Python"
        rows = value if isinstance(value, list) else [[value]]
        assert (len(rows), len(rows[0])) == self.shape
        for row, cells in enumerate(rows, start=self.row):
            for column, cell in enumerate(cells, start=self.column):
                self.sheet.book.write(self.sheet.name, row, column, cell)
