"""The workbook that is open in Excel: its tables read, results written beside them, what happened shown on Start."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kam_xl.accounts.book import RawBook
from kam_xl.accounts.coercion import read_name
from kam_xl.accounts.schema import header_key
from kam_xl.accounts.tables import ACCOUNTS, SETTINGS, TABLES
from kam_xl.errors import HostError, TableError
from kam_xl.excel.changes import as_typed, is_set
from kam_xl.excel.log import log_problem
from kam_xl.excel.open_table import OpenTable
from kam_xl.workbook.headers import find_header, in_words, is_blank
from kam_xl.workbook.model_sheet import HEADERS as MODEL_TABLES
from kam_xl.workbook.model_sheet import model_from_cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import xlwings

    from kam_xl.accounts.book import RawTable
    from kam_xl.accounts.rows import Value
    from kam_xl.excel.changes import Changes

TITLE = "Key Accounts"
"""What the title of every message says."""


class OpenBook:
    """An open workbook, by its tables."""

    def __init__(self, book: xlwings.Book) -> None:
        """Keep the workbook."""
        self.book = book

    # --- what and where it is ---

    @property
    def name(self) -> str:
        """Give the file's name."""
        return str(self.book.name)

    @cached_property
    def _full_name(self) -> str:
        try:
            return str(self.book.fullname)
        except Exception:  # noqa: BLE001 - xlwings gives up on a cloud folder that is not synchronised
            return str(self.book.api.FullName)

    @property
    def path(self) -> Path:
        """Give the workbook's place on this computer.

        Raises:
            HostError: It was never saved, or lies in a cloud folder that has no place here.
        """
        if not self.is_local:
            raise HostError(
                f"{self.name} has no folder on this computer (it is at {self._full_name}). Save it into a local "
                "folder, or write a full path beside Output Folder on Settings; then press the button again."
            )
        return Path(self._full_name)

    @property
    def source(self) -> Path:
        """Give the workbook's place as far as it has one: a bare name if it has no folder on this computer."""
        return self.path if self.is_local else Path(self.name)

    @property
    def is_local(self) -> bool:
        """Tell whether it has a folder on this computer."""
        return "://" not in self._full_name and Path(self._full_name).is_absolute()

    @property
    def is_read_only(self) -> bool:
        """Tell whether it cannot be saved under its name."""
        return is_set(self.book, "ReadOnly")

    # --- reading ---

    @cached_property
    def tables(self) -> Mapping[str, OpenTable]:
        """Give its tables by name, whatever their sheets are called."""
        return {str(table.name): OpenTable(table, self.name) for sheet in self.book.sheets for table in sheet.tables}

    @property
    def accounts(self) -> OpenTable:
        """Give the table Accounts.

        Raises:
            TableError: There is none; what looks like it is named.
        """
        if ACCOUNTS.name not in self.tables:
            raise TableError(self._no_accounts())
        return self.tables[ACCOUNTS.name]

    def read(self) -> RawBook:
        """Read every table as it stands now, saved or not.

        Raises:
            TableError: The table Accounts is missing, or a table has a header twice.
            ModelError: The sheet Model does not hold a model.
        """
        self.__dict__.pop("tables", None)
        accounts = self.accounts.raw(ACCOUNTS)
        others = {name: self._raw_table(name) for name, spec in TABLES.items() if spec is not ACCOUNTS}
        tables = {name: table for name, table in others.items() if table is not None}
        return RawBook(accounts, tables, self.settings(), self._model())

    def _raw_table(self, name: str) -> RawTable | None:
        return self.tables[name].raw(TABLES[name]) if name in self.tables else None

    def settings(self) -> dict[str, object]:
        """Give the cells of the table Settings by field name, blank ones left out."""
        names = {header_key(setting.header): setting.name for setting in SETTINGS}
        rows = self.tables["Settings"].cells[1:] if "Settings" in self.tables else []
        known = {names.get(header_key(str(row[0]))): row[1] for row in rows if not is_blank(row[1])}
        return {name: value for name, value in known.items() if name is not None}

    def _model(self) -> Mapping[str, object] | None:
        tables = {name: self.tables[name].cells for name in MODEL_TABLES if name in self.tables}
        return model_from_cells(tables, f"{self.name}, sheet Model") if tables else None

    def _no_accounts(self) -> str:
        alike = [table for table in self.tables.values() if _holds_accounts(table)]
        missing = f"{self.name}: the table Accounts is missing."
        if alike:
            named = in_words([f"{table.name} on the sheet {table.sheet.name}" for table in alike])
            return f"{missing} {named} has its columns: give it the name Accounts (Table Design > Table Name)."
        return next(
            self._header_rows(), f"{missing} Name the table of the accounts Accounts (Table Design > Table Name)."
        )

    def _header_rows(self) -> Iterator[str]:
        """Say of sheets that have a header row of accounts, but no table, how to make one."""
        for sheet in self.book.sheets:
            used = sheet.used_range
            row = find_header(used.options(ndim=2).value, ACCOUNTS)
            if row is not None:
                place = used.row + row
                header = sheet.range((place, used.column), (place, used.column + used.shape[1] - 1))
                merged = "unmerge its merged cells, " if header.merge_cells is not False else ""
                yield (
                    f"{self.name}, sheet {sheet.name}, row {place}: the headers of accounts stand there, but no table. "
                    f"Select that row, {merged}choose Insert > Table, and name the table Accounts (Table Design)."
                )

    def other_accounts(self) -> list[str]:
        """Say which tables besides Accounts hold accounts as well, which nobody scores."""
        others = [table for name, table in self.tables.items() if name not in TABLES and _holds_accounts(table)]
        return [
            f"The table {table.name} on the sheet {table.sheet.name} has the columns of accounts too; only the table "
            "Accounts is scored. Move its rows there, or remove it."
            for table in others
        ]

    # --- writing ---

    def write_settings(self, settings: Mapping[str, Value], changes: Changes) -> None:
        """Write settings by their header; one that the table lacks is left out."""
        if "Settings" not in self.tables:
            return
        table, wanted = self.tables["Settings"], {header_key(header): value for header, value in settings.items()}
        keys = {row: header_key(str(cells[0])) for row, cells in table.rows()}
        column = table.headers[1]
        table.write({(row, column): wanted[key] for row, key in keys.items() if key in wanted}, changes)

    def write_named(self, name: str, rows: Sequence[Sequence[Value]], changes: Changes) -> None:
        """Write the cells of a named range; a name that is gone, or has another size, is left out."""
        cells = self._named(name)
        if cells is not None and tuple(cells.shape) == (len(rows), len(rows[0])):
            changes.write(cells, rows)

    def _named(self, name: str) -> xlwings.Range | None:
        try:
            return self.book.names[name].refers_to_range
        except Exception:  # noqa: BLE001 - the name, or what it referred to, was deleted
            return None

    def show(self, said: Mapping[str, str]) -> None:
        """Show on Start what happened, by the names of its cells; a name that was deleted is left out.

        Never fails: a sheet that cannot be written is no reason to hide what a button did.
        """
        for name, text in said.items():
            cell = self._named(name)
            try:
                if cell is not None:
                    cell.value = as_typed(text)
            except Exception as error:  # noqa: BLE001 - whatever keeps it from being written
                log_problem(f"{name} could not be shown", error)

    # --- talking with the person ---

    def say(self, text: str) -> None:
        """Show a message that the person must close."""
        self.book.app.alert(text, TITLE)

    def confirm(self, question: str) -> bool:
        """Ask a question that is answered by yes or no."""
        return str(self.book.app.alert(question, TITLE, "yes_no")) == "yes"

    def ask_for_files(self, title: str, endings: Sequence[str]) -> tuple[Path, ...]:
        """Let the person choose files; none if they choose to cancel."""
        wanted = ";".join(f"*{ending}" for ending in endings)
        chosen = self.book.app.api.GetOpenFilename(f"Files ({wanted}),{wanted}", 1, title, None, True)  # noqa: FBT003
        return tuple(map(Path, chosen)) if isinstance(chosen, (tuple, list)) else ()

    def selected_account_ids(self) -> list[str]:
        """Give the ids in the selected rows that are shown, on whatever sheet with a column Account ID.

        Raises:
            HostError: Nothing is selected that belongs to an account.
        """
        ids = dict.fromkeys(self._ids_of_selection())
        if not ids:
            raise HostError(
                "No account is selected. Click a row of the sheet Accounts, or of another sheet with the column "
                "Account ID, then press the button again."
            )
        return list(ids)

    def _ids_of_selection(self) -> Iterator[str]:
        selection = self.book.app.selection
        if selection is None or selection.sheet.book.name != self.name:
            return
        areas, sheet = _areas(selection), selection.sheet.name
        for table in (table for table in self.tables.values() if table.sheet.name == sheet):
            selected = [row for row, _ in table.rows() if any(row in area for area in areas)]
            named = [(row, read_name(table.value(row, "Account ID"))) for row in selected]
            yield from (account_id for row, account_id in named if account_id and table.is_visible(row))


def _areas(selection: xlwings.Range) -> list[range]:
    """Give the rows of each area of a selection; only Excel on Windows tells more than the first."""
    try:
        return [range(area.Row, area.Row + area.Rows.Count) for area in selection.api.Areas]
    except Exception:  # noqa: BLE001 - a Mac has another word for it
        return [range(selection.row, selection.row + selection.shape[0])]


def _holds_accounts(table: OpenTable) -> bool:
    headers = set(map(header_key, table.headers))
    return {"accountid", "account", "accountmanager"} <= headers
