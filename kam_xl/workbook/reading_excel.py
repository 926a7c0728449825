"""Reading a book of accounts from .xlsx and .xlsm."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

from kam_xl.accounts.book import RawBook, RawTable
from kam_xl.accounts.issues import Issue, Place, quoted
from kam_xl.accounts.schema import header_key
from kam_xl.accounts.tables import ACCOUNTS, SETTINGS, TABLES, TableSpec
from kam_xl.errors import KamError, ModelError, SourceError, TableError
from kam_xl.workbook.excel_cells import Block, Workbook, opened
from kam_xl.workbook.headers import Row, find_header, first_filled, in_words, is_blank, missing_header
from kam_xl.workbook.model_sheet import HEADERS as MODEL_TABLES
from kam_xl.workbook.model_sheet import model_from_cells


def read_excel_book(path: Path, sheet: str | None = None) -> RawBook:
    """Read everything a workbook holds for kam-xl.

    Accounts is the Excel table or the sheet of that name; else the only sheet; else the first sheet, visible ones
    first, with a header row that holds Account ID. The other tables are found by their names, and left out with an
    issue where their header row cannot be found.

    Args:
        path: The workbook.
        sheet: The sheet that holds the accounts, if it is known.

    Raises:
        SourceError: The file is no workbook that can be read, or holds no such sheet.
        TableError: A table has no header row, or a header twice; every problem of the file is listed.
        ModelError: The only problem is the Model sheet.
    """
    with opened(path) as workbook:
        return _Reading(workbook).book(sheet)


def read_excel_table(path: Path, sheet: str | None = None) -> RawTable:
    """Read one sheet whose columns are not known beforehand; its first row that is not blank holds the headers.

    Args:
        path: The workbook.
        sheet: The sheet; None takes the first visible one.

    Raises:
        SourceError: The file is no workbook that can be read, or holds no such sheet.
        TableError: The sheet is blank, or two columns have the same header.
    """
    with opened(path) as workbook:
        if not workbook.sheets:
            raise SourceError(_no_sheets(workbook))
        block = workbook.sheet(workbook.chosen(sheet) if sheet else workbook.sheets[0])
    position = first_filled(block.rows)
    if position is None:
        raise TableError(f"{block.source} is blank; a table with a header row is needed. Choose another sheet.")
    return block.table(position)


@dataclass
class _Reading:
    """A book being read, with the problems and issues found on the way."""

    workbook: Workbook
    errors: list[KamError] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def book(self, sheet: str | None) -> RawBook:
        accounts = self._accounts(sheet)
        tables = {name: table for name, spec in TABLES.items() if (table := self._other_table(spec)) is not None}
        settings, model = self._settings(), self._model()
        if accounts is None or self.errors:
            raise self._all_errors()
        issues = (*self.issues, *(issue for table in (accounts, *tables.values()) for issue in table.issues))
        return RawBook(accounts, tables, settings, model, issues)

    def _all_errors(self) -> KamError:
        if len(self.errors) == 1:
            return self.errors[0]
        return TableError(problem for error in self.errors for problem in error.problems)

    # --- accounts ---

    def _accounts(self, sheet: str | None) -> RawTable | None:
        block = self._accounts_block(sheet)
        position = find_header(block.rows, ACCOUNTS)
        if position is None:
            self.errors.append(TableError(missing_header(block.source, block.rows, ACCOUNTS, block.corner)))
            return None
        return self._table(block, position, ACCOUNTS)

    def _accounts_block(self, sheet: str | None) -> Block:
        workbook = self.workbook
        if sheet is not None:
            chosen = workbook.chosen(sheet)
            return workbook.table(ACCOUNTS.name, chosen) or workbook.sheet(chosen)
        return workbook.table_or_sheet(ACCOUNTS.name) or self._likeliest_sheet()

    def _likeliest_sheet(self) -> Block:
        blocks = [self.workbook.sheet(name) for name in self.workbook.sheets]
        if len(blocks) == 1:
            return blocks[0]
        for block in blocks:
            if find_header(block.rows, ACCOUNTS) is not None:
                return block
        raise SourceError(_no_accounts(self.workbook, blocks))

    def _table(self, block: Block, position: int, spec: TableSpec) -> RawTable | None:
        try:
            return block.table(position, spec)
        except TableError as error:
            self.errors.append(error)
            return None

    # --- what stands beside accounts ---

    def _other_table(self, spec: TableSpec) -> RawTable | None:
        block = None if spec is ACCOUNTS else self.workbook.table_or_sheet(spec.name)
        if block is None:
            return None
        position = find_header(block.rows, spec)
        if position is None:
            self.issues.append(_left_out(block, spec))
            return None
        return self._table(block, position, spec)

    def _settings(self) -> dict[str, object]:
        block = self.workbook.table_or_sheet("Settings")
        settings: dict[str, object] = {}
        if block is None:
            return settings
        for row_number, row in enumerate(block.rows, block.corner.row):
            label, value = _label_and_value(row)
            if is_blank(value):
                continue
            if header_key(label) in _SETTINGS:
                settings.setdefault(_SETTINGS[header_key(label)].name, value)
            elif near := get_close_matches(header_key(label), _SETTINGS, n=1, cutoff=0.8):
                self.issues.append(_unknown_setting(block, row_number, label, _SETTINGS[near[0]].header))
        return settings

    def _model(self) -> Mapping[str, object] | None:
        sheet = self.workbook.named("Model")
        tables = {name: table.rows for name in MODEL_TABLES if (table := self.workbook.table(name, sheet)) is not None}
        if sheet is None or not tables:
            return None
        try:
            return model_from_cells(tables, f"{self.workbook.name}, sheet {sheet}")
        except ModelError as error:
            self.errors.append(error)
            return None


_SETTINGS = MappingProxyType(
    {header_key(spelling): setting for setting in SETTINGS for spelling in (setting.name, setting.header)}
)


def _label_and_value(row: Row) -> tuple[str, object]:
    """Give the first filled cell of a row and the cell beside it."""
    start = next((position for position, cell in enumerate(row) if not is_blank(cell)), len(row))
    label, value, *_ = *row[start : start + 2], None, None
    return str(label), value


def _unknown_setting(block: Block, row_number: int, label: str, meant: str) -> Issue:
    return Issue(
        "unknown setting",
        Place(block.source, row_number),
        found=quoted(label),
        allowed="the names of settings",
        remedy=f"Write {meant} if that is meant; it was not read.",
    )


def _left_out(block: Block, spec: TableSpec) -> Issue:
    keys = in_words([key.header for key in spec.keys])
    return Issue(
        "table left out",
        Place(block.source),
        found="no header row that kam-xl knows",
        allowed=f"a header row with {keys} among its first rows",
        remedy=f"Correct the headers; or rename the sheet if it is not meant as {spec.name}.",
    )


def _no_accounts(workbook: Workbook, blocks: list[Block]) -> list[str]:
    if not blocks:
        return [_no_sheets(workbook)]
    searched = (
        f"{workbook.name}: no sheet holds accounts: none of {in_words(workbook.sheets)} is named Accounts or has the "
        "header Account ID. Name the sheet of the accounts Accounts."
    )
    return [searched, *(missing_header(block.source, block.rows, ACCOUNTS, block.corner) for block in blocks)]


def _no_sheets(workbook: Workbook) -> str:
    return f"{workbook.name} holds no worksheet; a sheet of accounts is needed. Choose another workbook."
