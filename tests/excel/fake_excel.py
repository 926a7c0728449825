"""A stand-in for a workbook open in Excel, as far as xlwings shows it: cells, tables, names, sheets, messages.

It reads a real workbook file. Like Excel it shows the value of a formula and keeps the formula, and what is written
over a cell replaces both; an apostrophe in front makes a text of whatever follows. Like xlwings it gives errors and
blanks as None.
"""

from __future__ import annotations

import pickle
import warnings
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import xlwings
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries
from openpyxl.worksheet.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from kam_xl.accounts.rows import Value

DEEPEST_USED_ROW = 40
"""What stands further down in a prepared sheet is format alone."""


Place = tuple[int, int]
"""Row and column of a cell, counted from 1."""


def cells_between(first: Place, last: Place) -> list[list[Place]]:
    """Give the places of a block of cells, row by row."""
    columns = range(first[1], last[1] + 1)
    return [[(row, column) for column in columns] for row in range(first[0], last[0] + 1)]


def _corners(place: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = range_boundaries(place)
    assert left and top and right and bottom  # noqa: PT018 - a place has all four
    return left, top, right, bottom


def _place(first: tuple[int, int], last: tuple[int, int]) -> str:
    return f"{get_column_letter(first[1])}{first[0]}:{get_column_letter(last[1])}{last[0]}"


@lru_cache(maxsize=4)
def _opened(content: bytes) -> tuple[bytes, bytes]:
    """Open a workbook twice, with values and with formulas: slow, so that it is kept to be copied."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*extension is not supported")
        books = [load_workbook(BytesIO(content), data_only=values) for values in (True, False)]
    return _packed(books[0]), _packed(books[1])


def _packed(book: Workbook) -> bytes:
    # Tables are packed beside the sheets: their list does not survive packing.
    return pickle.dumps((book, {sheet.title: [*dict.values(sheet.tables)] for sheet in book.worksheets}))


def _unpacked(packed: bytes) -> Workbook:
    book: Workbook
    book, tables = pickle.loads(packed)  # noqa: S301 - packed above
    for sheet in book.worksheets:
        sheet.tables.clear()
        for table in tables[sheet.title]:
            sheet.tables.add(table)
    return book


class ExcelError(Exception):
    """What Excel says when it does not do something, as pywin32 brings it."""

    def __init__(self, reason: str) -> None:
        super().__init__(-2147352567, "Exception occurred.", (0, "Microsoft Excel", reason, None, 0, -2146827284), None)


class FakeApp:
    """Excel itself: the messages it showed, its status bar, and whether it keeps still."""

    pid = 4711

    def __init__(self) -> None:
        self.alerts: list[str] = []
        self.questions: list[str] = []
        self.answer = "yes"
        self.chosen: tuple[str, ...] | bool = False
        self.bar: list[str | bool] = [False]
        self.screen_updating = True
        self.enable_events = True
        self.display_alerts = True
        self.calculation = "automatic"
        self.selection: FakeRange | None = None
        self.api = SimpleNamespace(GetOpenFilename=lambda *_: self.chosen)

    @property
    def keeps_still(self) -> bool:
        return not (self.enable_events or self.screen_updating or self.display_alerts) and self.calculation == "manual"

    @property
    def is_as_before(self) -> bool:
        still = self.enable_events and self.screen_updating and self.display_alerts
        return still and self.calculation == "automatic" and self.status_bar is False

    def alert(self, prompt: str, title: str, buttons: str = "ok") -> str:
        assert title == "Key Accounts"
        if buttons == "ok":
            assert self.screen_updating
            self.alerts.append(prompt)
            return "ok"
        self.questions.append(prompt)
        return self.answer

    @property
    def status_bar(self) -> str | bool:
        return self.bar[-1]

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        self.bar.append(value)


class FakeBook:
    """An open workbook."""

    def __init__(self, path: Path, fullname: str | None = None) -> None:
        shown, kept = _opened(path.read_bytes())
        self.shown_book: Workbook = _unpacked(shown)
        self.kept_book: Workbook = _unpacked(kept)
        self.name = path.name
        self.app = FakeApp()
        self.api = SimpleNamespace(FullName=fullname or str(path), ReadOnly=False)
        self.protected: set[str] = set()
        self.hidden_rows: set[int] = set()
        self.active = ""
        self.refuses: Callable[[str, int, int], bool] = lambda *_: False

    @property
    def fullname(self) -> str:
        if "://" in self.api.FullName:
            raise RuntimeError("Couldn't find the local OneDrive folder.")
        return str(self.api.FullName)

    @property
    def sheets(self) -> FakeSheets:
        return FakeSheets(self)

    def sheet(self, name: str) -> FakeSheet:
        return FakeSheet(self, name)

    @property
    def names(self) -> FakeNames:
        return FakeNames(self)

    def place(self, name: str) -> FakeRange:
        ((sheet, cell),) = self.kept_book.defined_names[name].destinations
        left, top, right, bottom = _corners(cell.replace("$", ""))
        return FakeSheet(self, sheet).range((top, left), (bottom, right))

    def defined(self) -> list[str]:
        return list(self.kept_book.defined_names)

    def read(self, sheet: str, row: int, column: int) -> Any:  # noqa: ANN401 - whatever a cell shows
        shown = self.shown_book[sheet].cell(row, column).value
        return None if isinstance(shown, str) and (shown.startswith("#") or not shown) else shown

    def kept(self, sheet: str, row: int, column: int) -> object:
        """Give what stands in the cell: the formula, if there is one."""
        return self.kept_book[sheet].cell(row, column).value

    def values(self, sheet: str, first: Place, last: Place) -> list[list[Any]]:
        """Give what a block of cells shows."""
        return [[self.read(sheet, *place) for place in row] for row in cells_between(first, last)]

    def formulas(self, sheet: str, first: Place, last: Place) -> tuple[tuple[str, ...], ...]:
        """Give what stands in a block of cells, as text."""
        found = [[self.kept(sheet, *place) for place in row] for row in cells_between(first, last)]
        return tuple(tuple("" if cell is None else str(cell) for cell in row) for row in found)

    def write(self, sheet: str, row: int, column: int, value: Value) -> None:
        is_text = isinstance(value, str) and value.startswith("'")
        plain = value[1:] if is_text and isinstance(value, str) else value
        is_formula = isinstance(plain, str) and plain.startswith("=") and not is_text
        for book in self.books:
            cell = book[sheet].cell(row, column)
            # Nothing here calculates: a formula that was just written shows nothing yet.
            cell.value = None if is_formula and book is self.shown_book else plain
            if is_text:
                cell.data_type = "s"

    def add_sheet(self, name: str) -> None:
        for book in self.books:
            book.create_sheet(name)

    def clear(self, sheet: str) -> None:
        for book in self.books:
            book[sheet].delete_rows(1, book[sheet].max_row)

    @property
    def books(self) -> tuple[Workbook, Workbook]:
        return self.shown_book, self.kept_book

    # --- what a person does ---

    def delete_table(self, name: str) -> None:
        """Turn a table of the sheet of its name back into plain cells."""
        del self.kept_book[name].tables[name]

    def rename_table(self, name: str, renamed: str) -> None:
        """Give a table of the sheet of its name another name."""
        place = self.kept_book[name].tables[name].ref
        self.delete_table(name)
        self.kept_book[name].tables.add(Table(displayName=renamed, ref=place))

    def rename_sheet(self, name: str, renamed: str) -> None:
        for book in self.books:
            book[name].title = renamed

    def rename_header(self, header: str, renamed: str) -> None:
        """Overwrite a header of Accounts."""
        place = self.table("Accounts").range
        self.write("Accounts", place.row, place.column + place.rows[0].index(header), renamed)

    def select(self, sheet: str, *rows: int) -> None:
        """Click a row of a sheet, and with Ctrl some more."""
        areas = [SimpleNamespace(Row=row, Rows=SimpleNamespace(Count=1)) for row in rows]
        self.app.selection = FakeSheet(self, sheet).range((rows[0], 2))
        self.app.selection.api = SimpleNamespace(Areas=areas)

    def type(self, header: str, row: int, value: Value) -> None:
        """Type into a cell of Accounts."""
        place = self.table("Accounts").range
        self.write("Accounts", row, place.column + place.rows[0].index(header), value)

    # --- what tests ask ---

    def table(self, name: str) -> FakeTable:
        return next(table for sheet in self.sheets for table in sheet.tables if table.name == name)

    def column(self, header: str, table: str = "Accounts") -> list[Any]:
        """Give what the cells of a column show."""
        headers, *rows = self.table(table).range.rows
        return [row[headers.index(header)] for row in rows]

    def said(self, name: str) -> Any:  # noqa: ANN401 - whatever a cell shows
        """Give what a named cell shows."""
        return self.place(name).value

    def everything(self) -> dict[tuple[str, str], object]:
        """Give what stands in every cell that holds something, formulas included, but for what Start says."""
        sheets = (sheet for sheet in self.kept_book.worksheets if sheet.title != "Start")
        cells = ((sheet.title, cell) for sheet in sheets for row in sheet.iter_rows() for cell in row)
        return {(title, cell.coordinate): str(cell.value) for title, cell in cells if cell.value is not None}

    def report(self, sheet: str) -> list[list[object]]:
        """Give the rows of a sheet that a button made."""
        return [list(row) for row in self.kept_book[sheet].iter_rows(values_only=True)]


class FakeSheets(list["FakeSheet"]):
    """The worksheets of a workbook."""

    def __init__(self, book: FakeBook) -> None:
        super().__init__(FakeSheet(book, name) for name in book.kept_book.sheetnames)
        self._book = book

    def add(self, name: str, after: FakeSheet) -> FakeSheet:
        assert after.name == self[-1].name
        self._book.add_sheet(name)
        return FakeSheet(self._book, name)


@dataclass(frozen=True)
class FakeSheet:
    """A worksheet."""

    book: FakeBook
    name: str

    @property
    def api(self) -> SimpleNamespace:
        return SimpleNamespace(ProtectContents=self.name in self.book.protected)

    @property
    def cells(self) -> Worksheet:
        return self.book.kept_book[self.name]

    @property
    def tables(self) -> list[FakeTable]:
        return [FakeTable(name, self) for name in self.cells.tables]

    @property
    def used_range(self) -> FakeRange:
        return self.range((1, 1), (min(self.cells.max_row, DEEPEST_USED_ROW), self.cells.max_column))

    def range(self, first: tuple[int, int] | str, last: tuple[int, int] | None = None) -> FakeRange:
        if isinstance(first, str):
            column = column_index_from_string(first.partition(":")[0])
            return FakeRange(self, (1, column), (self.cells.max_row, column))
        return FakeRange(self, first, last or first)

    def clear(self) -> None:
        self.book.clear(self.name)

    def autofit(self, axis: str) -> None:
        assert axis == "rows", "widths are given"

    def activate(self) -> None:
        self.book.active = self.name


@dataclass
class FakeTable:
    """An Excel table."""

    name: str
    parent: FakeSheet

    @property
    def _kept(self) -> Table:
        table: Table = self.parent.cells.tables[self.name]
        return table

    @property
    def range(self) -> FakeRange:
        left, top, right, bottom = _corners(self._kept.ref)
        return self.parent.range((top, left), (bottom, right))

    @property
    def show_totals(self) -> bool:
        return bool(self._kept.totalsRowCount)

    @show_totals.setter
    def show_totals(self, value: bool) -> None:
        self._kept.totalsRowCount = int(value)
        first, last = self.range.first, self.range.last
        self._kept.ref = _place(first, (last[0] + (1 if value else -1), last[1]))

    def resize(self, cells: FakeRange) -> None:
        assert cells.first == self.range.first
        self._kept.ref = _place(cells.first, cells.last)


@dataclass(frozen=True)
class FakeNames:
    """The defined names."""

    book: FakeBook

    def __iter__(self) -> Any:  # noqa: ANN401 - an iterator
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
    """Some cells; how they look is taken, and not looked at."""

    sheet: FakeSheet
    first: tuple[int, int]
    last: tuple[int, int]
    asked: dict[str, int] = field(default_factory=dict)
    font: SimpleNamespace = field(default_factory=SimpleNamespace)
    api: Any = None

    def __setattr__(self, name: str, value: object) -> None:
        assert name in self.__dataclass_fields__ or hasattr(xlwings.Range, name), f"xlwings' ranges have no {name}"
        super().__setattr__(name, value)

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
    def places(self) -> list[list[Place]]:
        return cells_between(self.first, self.last)

    @property
    def rows(self) -> list[list[Any]]:
        return self.sheet.book.values(self.sheet.name, self.first, self.last)

    @property
    def value(self) -> Any:  # noqa: ANN401 - one cell, or rows of them
        return self.rows[0][0] if self.shape == (1, 1) and self.asked.get("ndim") != 2 else self.rows

    @value.setter
    def value(self, value: Value | list[list[Value]]) -> None:
        book = self.sheet.book
        assert book.app.keeps_still, "written while Excel may call Python"
        rows = value if isinstance(value, list) else [[value]]
        assert (len(rows), len(rows[0])) == self.shape
        for places, cells in zip(self.places, rows, strict=True):
            for place, cell in zip(places, cells, strict=True):
                if book.refuses(self.sheet.name, *place):
                    raise ExcelError("You cannot change part of an array.")
                book.write(self.sheet.name, *place, cell)

    @property
    def formula(self) -> Any:  # noqa: ANN401 - one cell's, or rows of them
        rows = self.sheet.book.formulas(self.sheet.name, self.first, self.last)
        return rows[0][0] if self.shape == (1, 1) else rows

    @formula.setter
    def formula(self, text: str) -> None:
        self.value = [[text] * self.shape[1] for _ in range(self.shape[0])]

    @property
    def merge_cells(self) -> bool:
        return any(merged.min_row <= self.row <= merged.max_row for merged in self.sheet.cells.merged_cells.ranges)

    @property
    def row_height(self) -> float:
        return 0 if self.row in self.sheet.book.hidden_rows else 15.0

    def insert(self, shift: str) -> None:
        assert shift == "right"
        self._shift_tables(1)
        for book in self.sheet.book.books:
            book[self.sheet.name].insert_cols(self.column)

    def delete(self, shift: str) -> None:
        assert shift == "left"
        self._shift_tables(-1)
        for book in self.sheet.book.books:
            book[self.sheet.name].delete_cols(self.column)

    def _shift_tables(self, by: int) -> None:
        for table in self.sheet.tables:
            place = table.range
            assert place.column < self.column <= place.last[1]
            self.sheet.cells.tables[table.name].ref = _place(place.first, (place.last[0], place.last[1] + by))
