"""The workbook that is open in Excel: its tables read, results written beside them, what happened shown on Start."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kam_xl.accounts.book import RawBook
from kam_xl.accounts.schema import header_key
from kam_xl.accounts.tables import ACCOUNTS, SETTINGS, TABLES
from kam_xl.errors import HostError, TableError
from kam_xl.workbook.excel_cells import Block
from kam_xl.workbook.headers import Corner, is_blank
from kam_xl.workbook.layout import LAST_RUN_CELL, PROBLEM_CELL, RESULT_CELL
from kam_xl.workbook.model_sheet import HEADERS as MODEL_TABLES
from kam_xl.workbook.model_sheet import model_from_cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import xlwings

    from kam_xl.accounts.book import RawTable
    from kam_xl.accounts.rows import Value
    from kam_xl.accounts.tables import TableSpec

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


class OpenBook:
    """An open workbook, by its tables."""

    def __init__(self, book: xlwings.Book) -> None:
        """Keep the workbook."""
        self._book = book

    @cached_property
    def _tables(self) -> dict[str, Any]:
        return {table.name: table for sheet in self._book.sheets for table in sheet.tables}

    @property
    def name(self) -> str:
        """Give the file's name."""
        return str(self._book.name)

    @property
    def path(self) -> Path:
        """Give the workbook's place on this computer.

        Raises:
            HostError: It was never saved, or lies in a cloud folder that has no place here.
        """
        if not self._is_local:
            raise HostError(
                f"{self.name} has no folder on this computer (it is at {self._book.fullname}). "
                "Save it into a local folder, then press the button again."
            )
        return Path(self._book.fullname)

    @property
    def source(self) -> Path:
        """Give the workbook's place as far as it has one: a bare name if it has no folder on this computer."""
        return self.path if self._is_local else Path(self.name)

    @property
    def _is_local(self) -> bool:
        return "://" not in self._book.fullname and Path(self._book.fullname).is_absolute()

    def read(self) -> RawBook:
        """Read every table as it stands now, saved or not.

        Raises:
            TableError: The table Accounts is missing, or a table has a header twice.
            ModelError: The sheet Model does not hold a model.
        """
        accounts = self._raw_table(ACCOUNTS)
        if accounts is None:
            raise TableError(
                f"{self.name}: the table Accounts is missing. Name the table of the accounts Accounts (Table Design)."
            )
        others = {name: self._raw_table(spec) for name, spec in TABLES.items() if spec is not ACCOUNTS}
        tables = {name: table for name, table in others.items() if table is not None}
        return RawBook(accounts, tables, self._settings(), self._model())

    def _cells(self, table: str) -> list[list[Any]]:
        cells: list[list[Any]] = self._tables[table].range.options(ndim=2).value
        return cells

    def _raw_table(self, spec: TableSpec) -> RawTable | None:
        if spec.name not in self._tables:
            return None
        place = self._tables[spec.name].range
        source = f"{self.name}, sheet {self._tables[spec.name].parent.name}"
        return Block(source, self._cells(spec.name), date_1904=False, corner=Corner(place.row, place.column)).table(
            0, spec
        )

    def _settings(self) -> dict[str, object]:
        names = {header_key(setting.header): setting.name for setting in SETTINGS}
        rows = self._cells("Settings")[1:] if "Settings" in self._tables else []
        known = {names.get(header_key(str(row[0]))): row[1] for row in rows if not is_blank(row[1])}
        return {name: value for name, value in known.items() if name is not None}

    def _model(self) -> Mapping[str, object] | None:
        tables = {name: self._cells(name) for name in MODEL_TABLES if name in self._tables}
        return model_from_cells(tables, f"{self.name}, sheet Model") if tables else None

    def write_accounts(self, rows: Sequence[int], columns: Mapping[str, Sequence[Value]]) -> None:
        """Write whole columns of the table Accounts; a column that the table lacks is left out.

        Args:
            rows: The sheet's row of each value.
            columns: The values by header.
        """
        table = self._tables["Accounts"]
        place, headers = table.range, [header_key(str(header)) for header in self._cells("Accounts")[0]]
        count = place.shape[0] - 1
        for header, values in columns.items():
            if header_key(header) in headers:
                by_row = dict(zip(rows, values, strict=True))
                cells = [[_typed(by_row.get(place.row + 1 + offset))] for offset in range(count)]
                column = place.column + headers.index(header_key(header))
                table.parent.range((place.row + 1, column), (place.row + count, column)).value = cells

    def write_settings(self, settings: Mapping[str, Value]) -> None:
        """Write settings by their header; one that the table lacks is left out."""
        if "Settings" not in self._tables:
            return
        table, wanted = self._tables["Settings"], {header_key(header): value for header, value in settings.items()}
        for offset, row in enumerate(self._cells("Settings")):
            key = header_key(str(row[0]))
            if key in wanted:
                cell = (table.range.row + offset, table.range.column + 1)
                table.parent.range(cell).value = _typed(wanted[key])

    def show(self, *, last_run: str | None = None, result: str | None = None, problem: str | None = None) -> None:
        """Show on Start what happened; what is None stays as it is, and a name that was deleted is left out."""
        names = {name.name for name in self._book.names}
        for name, text in ((LAST_RUN_CELL, last_run), (RESULT_CELL, result), (PROBLEM_CELL, problem)):
            if text is not None and name in names:
                self._book.names[name].refers_to_range.value = _typed(text)

    def say(self, text: str) -> None:
        """Show a message that the person must close."""
        self._book.app.alert(text, "Key Accounts")

    @contextmanager
    def at_work(self, doing: str) -> Iterator[None]:
        """Keep Excel still while its workbook is worked on, and put everything back afterwards.

        Were cells calculated or events handled as results are written, Excel would call Python, which waits for Excel.

        Args:
            doing: What the status bar says meanwhile.
        """
        still = {"screen_updating": False, "enable_events": False, "calculation": "manual"}
        with self._book.app.properties(status_bar=doing, **still):
            yield

    def show_progress(self, doing: str) -> None:
        """Show in the status bar how far the work is."""
        self._book.app.status_bar = doing


def _typed(value: Value) -> Value:
    """Write a text so that Excel does not take it for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_SIGNS) else value
