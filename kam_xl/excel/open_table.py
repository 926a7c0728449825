"""A table of the workbook that is open in Excel: its cells read, some of them written, rows and columns added."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from kam_xl.accounts.schema import header_key
from kam_xl.errors import HostError
from kam_xl.excel.changes import refusals_explained
from kam_xl.workbook.excel_cells import Block
from kam_xl.workbook.headers import Corner, column_letters, is_blank_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import xlwings
    from xlwings.main import Table

    from kam_xl.accounts.book import RawTable
    from kam_xl.accounts.rows import Value
    from kam_xl.accounts.tables import TableSpec
    from kam_xl.excel.changes import Changes

Cell = tuple[int, str]
"""A cell of a table: its row on the sheet, and its header."""


class OpenTable:
    """A table of an open workbook."""

    def __init__(self, table: Table, book_name: str) -> None:
        """Keep the table.

        Args:
            table: The table.
            book_name: The workbook's name, for messages.
        """
        self._table = table
        self._book_name = book_name

    @property
    def name(self) -> str:
        """Give its name."""
        return str(self._table.name)

    @property
    def sheet(self) -> xlwings.Sheet:
        """Give the sheet it stands on."""
        return self._table.parent

    @property
    def source(self) -> str:
        """Name file and sheet, as messages do."""
        return f"{self._book_name}, sheet {self.sheet.name}"

    @cached_property
    def _corner(self) -> Corner:
        place = self._table.range
        return Corner(place.row, place.column)

    @cached_property
    def cells(self) -> list[list[Any]]:
        """Give its cells as they were when first asked for: headers, then rows, without a row of totals."""
        rows: list[list[Any]] = self._table.range.options(ndim=2).value
        plain = [[float(cell) if isinstance(cell, Decimal) else cell for cell in row] for row in rows]
        return plain[:-1] if self._table.show_totals else plain

    @property
    def headers(self) -> list[str]:
        """Give its headers."""
        return ["" if header is None else str(header) for header in self.cells[0]]

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Give its rows below the header, each with its number on the sheet."""
        return enumerate(self.cells[1:], self._corner.row + 1)

    def calculated_headers(self) -> set[str]:
        """Give the headers of the columns that hold a formula of the table's own."""
        return {self.headers[place] for place in self._formula_columns()}

    def is_visible(self, row: int) -> bool:
        """Tell whether a row of the sheet is shown, and not hidden by a filter or by hand."""
        return bool(self.sheet.range((row, 1)).row_height)

    def raw(self, spec: TableSpec) -> RawTable:
        """Give it as it was read, blank rows left out.

        Raises:
            TableError: It has a header twice.
        """
        return Block(self.source, self.cells, date_1904=False, corner=self._corner).table(0, spec)

    def column_of(self, header: str) -> int | None:
        """Find a column by its header, however it is spelt, and give its number on the sheet; None if there is none."""
        return self._columns.get(header_key(header))

    @cached_property
    def _columns(self) -> dict[str, int]:
        places = enumerate(self.headers, self._corner.column)
        return {header_key(header): column for column, header in reversed(list(places))}

    def address(self, row: int, header: str) -> str | None:
        """Give a cell's address on its sheet, such as "C12"; None if there is no such column."""
        column = self.column_of(header)
        return None if column is None else f"{column_letters(column)}{row}"

    def value(self, row: int, header: str) -> Any:  # noqa: ANN401 - whatever a cell holds
        """Give what a cell shows, None if the table has no such cell."""
        column, offset = self.column_of(header), row - self._corner.row
        inside = column is not None and 0 < offset < len(self.cells)
        return self.cells[offset][column - self._corner.column] if inside and column is not None else None

    # --- writing ---

    def write(self, cells: Mapping[Cell, Value], changes: Changes) -> None:
        """Write some cells; a column that the table lacks is left out, and all other cells stay as they are."""
        by_header: dict[str, dict[int, Value]] = {}
        for (row, header), value in cells.items():
            by_header.setdefault(header, {})[row] = value
        for header, values in by_header.items():
            column = self.column_of(header)
            if column is not None:
                self._write_runs(column, values, changes)

    def _write_runs(self, column: int, values: Mapping[int, Value], changes: Changes) -> None:
        # Rows that stand below each other have the same difference to their place in order: one call writes them.
        for _, run in groupby(enumerate(sorted(values)), lambda each: each[1] - each[0]):
            rows = [row for _, row in run]
            place = self.sheet.range((rows[0], column), (rows[-1], column))
            changes.write(place, [[values[row]] for row in rows])

    def write_column(self, header: str, rows: Sequence[int], values: Sequence[Value], changes: Changes) -> None:
        """Write a whole column, blank where no value is given.

        Args:
            header: The column; if the table lacks it nothing happens.
            rows: The row on the sheet of each value.
            values: The values.
            changes: Where the change is noted.
        """
        by_row = dict(zip(rows, values, strict=True))
        self.write({(row, header): by_row.get(row) for row, _ in self.rows()}, changes)

    def append(self, rows: Sequence[Mapping[str, Value]], changes: Changes) -> list[int]:
        """Add rows below the last that holds something; the table grows, and its formulas with it.

        Args:
            rows: The rows by header; further headers are left out, see `add_columns`.
            changes: Where the change is noted.

        Returns:
            The rows on the sheet.
        """
        if not rows:
            return []
        first = self._corner.row + self._filled
        last = first + len(rows) - 1
        self._grow(last, changes)
        calculated = self.calculated_headers()
        keys = {header_key(header): header for row in rows for header, value in row.items() if value is not None}
        for column, header in enumerate(self.headers, self._corner.column):
            given = keys.get(header_key(header))
            if given is not None and header not in calculated:
                cells = self.sheet.range((first, column), (last, column))
                changes.write(cells, [[row.get(given)] for row in rows])
        self._forget()
        return list(range(first, last + 1))

    def replace_rows(self, kept: Sequence[Sequence[Value]], changes: Changes) -> None:
        """Put rows, as `cells` gives them, in place of all the table has; what is left over below becomes blank."""
        width, count = len(self.headers), len(self.cells) - 1
        blank: list[list[Value]] = [[None] * width for _ in range(count - len(kept))]
        first, column = self._corner.row + 1, self._corner.column
        cells = self.sheet.range((first, column), (first + count - 1, column + width - 1))
        changes.write(cells, [*kept, *blank])
        self._forget()

    def add_columns(self, headers: Sequence[str], changes: Changes, before: Sequence[str] = ()) -> None:
        """Add columns with these headers.

        Args:
            headers: Their headers.
            changes: Where the change is noted.
            before: They go in front of the first of these columns that the table has, else behind its last.
        """
        places = [place for header in before if (place := self.column_of(header)) is not None]
        for offset, header in enumerate(headers):
            if places:
                self._insert_column(min(places) + offset, changes)
                self._head(min(places) + offset, header, changes)
                self._forget_format(min(places) + offset)
            else:
                self._widen(changes)
                self._head(self._corner.column + len(self.headers), header, changes)
            self._forget()

    def _insert_column(self, column: int, changes: Changes) -> None:
        letters = column_letters(column)
        with refusals_explained(self.sheet):
            # The whole column of the sheet, so that what stands above the table stays above its columns.
            self.sheet.range(f"{letters}:{letters}").insert("right")
            changes.note(lambda: self.sheet.range(f"{letters}:{letters}").delete("left"))

    def _widen(self, changes: Changes) -> None:
        place = self._table.range
        with refusals_explained(self.sheet):
            corner = (place.row, place.column)
            end = (place.row + place.shape[0] - 1, place.column + place.shape[1])
            self._table.resize(self.sheet.range(corner, end))
            changes.note(lambda: self._table.resize(place))

    def _head(self, column: int, header: str, changes: Changes) -> None:
        changes.write(self.sheet.range((self._corner.row, column)), [[header]])

    def _forget_format(self, column: int) -> None:
        """Show numbers of a new column as they are, not as those of the column beside it."""
        last = self._corner.row + max(1, len(self.cells) - 1)
        self.sheet.range((self._corner.row + 1, column), (last, column)).number_format = "General"

    @property
    def _filled(self) -> int:
        """Count the rows down to the last that holds something a person or kam-xl wrote, the header included."""
        formulas = self._formula_columns()
        plain = [[cell for place, cell in enumerate(row) if place not in formulas] for row in self.cells]
        return max(number for number, row in enumerate(plain, 1) if number == 1 or not is_blank_row(row))

    def _formula_columns(self) -> dict[int, str]:
        """Find the columns that the table calculates, by their place in it, each with its formula.

        A formula in the first row or in the last says so, since a person may have typed over either.
        """
        first, last = self._corner.row + 1, self._corner.row + len(self.cells) - 1
        return {} if last < first else self._formulas_in(first) | self._formulas_in(last)

    def _formulas_in(self, row: int) -> dict[int, str]:
        left, right = self._corner.column, self._corner.column + len(self.headers) - 1
        formulas: Any = self.sheet.range((row, left), (row, right)).formula
        texts = (formulas,) if isinstance(formulas, str) else formulas[0]
        shown = self.cells[row - self._corner.row]
        # Of a text that begins with =, Excel gives the text itself as the formula.
        return {place: text for place, text in enumerate(texts) if str(text).startswith("=") and text != shown[place]}

    def _grow(self, last: int, changes: Changes) -> None:
        """Make the table reach down to a row of the sheet, and its formulas with it."""
        end = self._corner.row + len(self.cells) - 1
        if last <= end:
            return
        self._refuse_to_swallow(end + 1, last)
        formulas = self._formula_columns()
        with refusals_explained(self.sheet):
            self._resize_to(last)
            changes.note(lambda: self._resize_to(end))
        for place, formula in formulas.items():
            column = self._corner.column + place
            if "[" in formula:  # names columns, and so means the same in every row
                changes.fill(self.sheet.range((end + 1, column), (last, column)), formula)

    def _refuse_to_swallow(self, first: int, last: int) -> None:
        """Refuse to grow over cells that hold something."""
        first += self._table.show_totals
        right = self._corner.column + len(self.headers) - 1
        below = self.sheet.range((first, self._corner.column), (last + self._table.show_totals, right))
        rows: list[list[Any]] = below.options(ndim=2).value
        filled = [row for row, cells in enumerate(rows, first) if not is_blank_row(cells)]
        if filled:
            raise HostError(
                f"{self.source}, row {filled[0]}: something stands below the table {self.name}, where its new rows "
                "belong. Move it away, or drag the lower right corner of the table over it; then try again."
            )

    def _resize_to(self, last: int) -> None:
        has_totals = self._table.show_totals
        if has_totals:
            self._table.show_totals = False
        right = self._corner.column + self._table.range.shape[1] - 1
        self._table.resize(self.sheet.range((self._corner.row, self._corner.column), (last, right)))
        if has_totals:
            self._table.show_totals = True

    def _forget(self) -> None:
        """Read the table anew when it is next asked for."""
        self.__dict__.pop("cells", None)
        self.__dict__.pop("_columns", None)
