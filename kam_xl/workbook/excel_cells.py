"""The cells of an open workbook, sheet by sheet and table by table."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from kam_xl.accounts.book import RawTable
from kam_xl.accounts.issues import Issue, Place, quoted
from kam_xl.accounts.tables import TableSpec
from kam_xl.errors import SourceError, TableError
from kam_xl.workbook.excel_package import ExcelPackage, TableRange, open_package, refuse_too_wide
from kam_xl.workbook.headers import (
    TOP_LEFT,
    Corner,
    Row,
    column_letters,
    column_names,
    duplicates,
    in_words,
    is_blank,
    is_blank_row,
)

if TYPE_CHECKING:
    import pandas as pd
    from python_calamine import CalamineWorkbook

Range = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell, each as row and column counted from 0."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a sheet, and where they stand.

    Attributes:
        source: File and sheet.
        rows: The cells; all rows are equally wide.
        date_1904: Whether serial dates count from 1904.
        corner: Where the first cell stands.
        merged: The merged cells among them, counted from the sheet's first cell.
        below: Filled rows that touch the bottom of an Excel table without being part of it.
    """

    source: str
    rows: Sequence[Row]
    date_1904: bool
    corner: Corner = TOP_LEFT
    merged: Sequence[Range] = ()
    below: int = 0

    def cut(self, table: TableRange) -> "Block":
        """Cut an Excel table out of its whole sheet."""
        first, last = table.first_column - 1, table.last_column
        after = self.rows[table.last_row + table.has_totals :]
        return Block(
            self.source,
            [row[first:last] for row in self.rows[table.header_row - 1 : table.last_row]],
            self.date_1904,
            Corner(table.header_row, table.first_column),
            below=next((i for i, row in enumerate(after) if is_blank(row[first])), len(after)),
        )

    def touching(self, table: TableRange) -> int:
        """Count the rows of a whole sheet that touch a table from below: filled in one of its columns at least."""
        columns = slice(table.first_column - 1, table.last_column)
        after = self.rows[table.last_row :]
        return next((i for i, row in enumerate(after) if is_blank_row(row[columns])), len(after))

    def outside(self, table: TableRange) -> list[str]:
        """Give the addresses of the filled cells of a whole sheet that stand beside or below a table."""
        columns = range(table.first_column, table.last_column + 1)
        last_row = table.last_row + table.has_totals
        return [
            f"{column_letters(column)}{number}"
            for number, row in enumerate(self.rows[table.header_row - 1 :], table.header_row)
            for column, cell in enumerate(row, 1)
            if not is_blank(cell) and (column not in columns or number > last_row)
        ]

    def table(self, header_position: int, spec: TableSpec | None = None) -> RawTable:
        """Make a table of the rows below the header row, blank rows and columns left out.

        Raises:
            TableError: Two columns have the same header.
        """
        header = self.rows[header_position]
        problems = duplicates(self.source, header, spec.fields if spec else (), self.corner.column)
        if problems:
            raise TableError(problems)
        first_row = self.corner.row + header_position + 1
        rows = {
            number: row
            for number, row in enumerate(self.rows[header_position + 1 :], first_row)
            if not is_blank_row(row)
        }
        issues = (*self._merged_below(first_row - 1), *self._touching_below(spec))
        return RawTable(self.source, self._frame(header, list(rows.values())), list(rows), self.date_1904, issues)

    def _frame(self, header: Row, rows: Sequence[Row]) -> "pd.DataFrame":
        import pandas as pd

        names = column_names(header, self.corner.column)
        kept = [
            column
            for column, cell in enumerate(header)
            if not (is_blank(cell) and all(is_blank(row[column]) for row in rows))
        ]
        if len(kept) < len(names):
            rows = [[row[column] for column in kept] for row in rows]
        return pd.DataFrame(rows, columns=[names[column] for column in kept], dtype=object)

    def _merged_below(self, header_row: int) -> Iterator[Issue]:
        for (top, left), (bottom, right) in self.merged:
            if bottom >= header_row:
                yield Issue(
                    "merged cells",
                    Place(self.source, top + 1),
                    f"{column_letters(left + 1)}{top + 1}:{column_letters(right + 1)}{bottom + 1}",
                    "one value in each cell",
                    "All but the first count as blank: unmerge them and fill in each.",
                )

    def _touching_below(self, spec: TableSpec | None) -> Iterator[Issue]:
        if self.below:
            yield Issue(
                "rows below the table",
                Place(self.source, self.corner.row + len(self.rows)),
                f"{self.below} filled rows that touch the table from below",
                f"rows inside the table{f' {spec.name}' if spec else ''}",
                "They were not read: drag the lower right corner of the table over them.",
            )


@dataclass(frozen=True)
class Workbook:
    """An open workbook; every sheet is read once at most.

    Attributes:
        name: The file's name.
        sheets: Its worksheets, visible ones first.
    """

    name: str
    sheets: Sequence[str]
    _package: ExcelPackage
    _calamine: "CalamineWorkbook"
    _blocks: dict[str, Block] = field(default_factory=dict)

    @property
    def has_macros(self) -> bool:
        """Tell whether it holds macros."""
        return self._package.has_macros

    def named(self, wanted: str) -> str | None:
        """Find a sheet by its name, case ignored; None if there is none."""
        return next((sheet for sheet in self.sheets if sheet.casefold() == wanted.casefold()), None)

    def chosen(self, wanted: str) -> str:
        """Find a sheet by its name, case ignored.

        Raises:
            SourceError: There is none.
        """
        found = self.named(wanted)
        if found is not None:
            return found
        near = get_close_matches(wanted, self.sheets, n=1)
        raise SourceError(
            f"{self.name}: no sheet {quoted(wanted)}; its sheets are {in_words(self.sheets)}. "
            + (f"Did you mean {quoted(near[0])}?" if near else "Name one of them.")
        )

    def sheet(self, name: str) -> Block:
        """Read a sheet from A1 on.

        Raises:
            SourceError: Its cells reach too far.
        """
        if name not in self._blocks:
            source = f"{self.name}, sheet {name}"
            refuse_too_wide(self._package.spans[name], source)
            with _damage_explained(source):
                sheet = self._calamine.get_sheet_by_name(name)
                rows = sheet.to_python(skip_empty_area=False)
            self._blocks[name] = Block(source, rows, self._package.date_1904, merged=sheet.merged_cell_ranges or ())
        return self._blocks[name]

    def table(self, name: str, sheet: str | None = None) -> Block | None:
        """Read an Excel table by its name, from a certain sheet if one is given; None if there is none."""
        where = self._package.tables.get(name)
        if where is None or where.sheet not in self.sheets or sheet not in {None, where.sheet}:
            return None
        return self.sheet(where.sheet).cut(where)

    def grown_table(self, name: str) -> tuple[Block, Sequence[str]] | None:
        """Read an Excel table with the rows that touch it from below; None if there is none.

        A table grows in Excel when somebody types below it, and stays as it is in LibreOffice and on the web.

        Returns:
            The table, and the filled cells beside and below it that belong to nothing, by their addresses.
        """
        where = self._package.tables.get(name)
        if where is None or where.sheet not in self.sheets:
            return None
        sheet = self.sheet(where.sheet)
        grown = where if where.has_totals else replace(where, last_row=where.last_row + sheet.touching(where))
        return sheet.cut(grown), sheet.outside(grown)

    def table_or_sheet(self, name: str) -> Block | None:
        """Read the Excel table of a name, else the sheet of that name; None if there is neither."""
        table = self.table(name)
        if table is not None:
            return table
        sheet = self.named(name)
        return None if sheet is None else self.sheet(sheet)


@contextmanager
def opened(path: Path, content: bytes | None = None) -> Iterator[Workbook]:
    """Open a workbook for as long as its cells are needed.

    Args:
        path: Its file.
        content: What the file holds, if that is known already; else the file is read.

    Raises:
        SourceError: The file is no workbook that can be read.
    """
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    package = open_package(path, content)
    with _damage_explained(path.name):
        calamine = CalamineWorkbook.from_filelike(package.content)
    with calamine:
        known = [sheet for sheet in calamine.sheets_metadata if sheet.name in package.spans]
        known.sort(key=lambda sheet: sheet.visible != SheetVisibleEnum.Visible)
        yield Workbook(path.name, [sheet.name for sheet in known], package, calamine)


@contextmanager
def _damage_explained(source: str) -> Iterator[None]:
    from python_calamine import CalamineError

    try:
        yield
    except (CalamineError, OverflowError) as error:  # a duration may be longer than Python can say
        raise SourceError(f"{source} is damaged and cannot be read ({error}). Let Excel repair and save it.") from error
