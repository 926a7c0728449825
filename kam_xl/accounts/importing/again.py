"""Importing again: what the export says now goes into a book in which people have typed.

A measured figure is always replaced. Any other imported cell is replaced as long as it is blank or still holds what the
last import wrote, which the import note remembers; else a person typed it, and it stays. Everything else in the book
stays as it is, except results of scoring, which no longer fit and are blanked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kam_xl.accounts.book import RawTable
from kam_xl.accounts.coercion import UnreadableError
from kam_xl.accounts.conventions import NEUTRAL, Conventions
from kam_xl.accounts.importing.accounts import NOTED_FIELDS
from kam_xl.accounts.importing.cells import Columns, missing_columns
from kam_xl.accounts.importing.notes import HEADER, read_note, shown
from kam_xl.accounts.rows import Row, Value, plain_value, read_value
from kam_xl.accounts.schema import ALL_FIELDS, OUTPUT_FIELDS, Field, by_name, recognise
from kam_xl.accounts.tables import TEAM, TableSpec
from kam_xl.errors import TableError


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell in which book and export differ.

    Attributes:
        row: The id of the account, or the name of the account manager.
        header: The column.
        book: What the book held.
        export: What the export says.
    """

    row: str
    header: str
    book: str
    export: str


@dataclass(frozen=True, slots=True)
class Merged:
    """A table with the rows of an export, merged into those of a book if there was one.

    Attributes:
        headers: The columns: those of the book, then new ones.
        rows: The rows by header: those of the book in their order, then new ones.
        keys: The account id, or the name of the account manager, of each row.
        added: New rows, by account id or name of the account manager.
        vanished: Rows of the book that the export does not have, and that stay.
        replaced: Cells that now hold what the export says; import notes are not mentioned.
        kept: Cells that a person typed, and that stay although the export says otherwise.
    """

    headers: tuple[str, ...]
    rows: tuple[Mapping[str, object], ...]
    keys: tuple[str, ...]
    added: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()
    replaced: tuple[Difference, ...] = ()
    kept: tuple[Difference, ...] = ()


def fresh(spec: TableSpec, imported: Sequence[Row]) -> Merged:
    """Put the rows of an export in a table of their own, with every column of the schema that is not a result.

    >>> fresh(TEAM, [{"account_manager": "Ada"}]).headers[:3]
    ('Account Manager', 'Email', 'Manager')
    """
    headers = {field.name: field.header for field in spec.fields if not field.computed}
    headers |= {name: name for row in imported for name in row if name not in headers}
    return Merged(
        headers=tuple(headers.values()),
        rows=tuple({header: row.get(name) for name, header in headers.items()} for row in imported),
        keys=tuple(str(row[spec.keys[0].name]) for row in imported),
        added=tuple(str(row[spec.keys[0].name]) for row in imported),
    )


def merge_accounts(book: RawTable, imported: Iterable[Row], conventions: Conventions = NEUTRAL) -> Merged:
    """Merge the accounts of an export into those of a book.

    Args:
        book: The Accounts table as it was read.
        imported: The accounts of the export.
        conventions: How texts of the book write numbers and dates.

    Raises:
        TableError: Account ids of the book are blank or stand twice, or two columns stand for one field.
    """
    sheet = _Sheet(book, ALL_FIELDS, "account_id", conventions)
    sheet.blank(field.name for field in OUTPUT_FIELDS)
    for account in imported:
        row = sheet.row_of("account_id", account)
        written = read_note(sheet.value(row, HEADER))
        for name, value in account.items():
            if name not in NOTED_FIELDS or written.get(name) == shown(sheet.value(row, name)):
                sheet.replace(row, name, value)
            else:
                sheet.fill_in(row, name, value)
    return sheet.merged()


def merge_team(book: RawTable, imported: Iterable[Row], conventions: Conventions = NEUTRAL) -> Merged:
    """Merge the account managers of an export into the Team of a book: only blank cells are filled in.

    Args:
        book: The Team table as it was read.
        imported: The rows of Team that the export gives.
        conventions: How texts of the book write numbers and dates.

    Raises:
        TableError: Account managers of the book are blank or stand twice, or two columns stand for one field.
    """
    sheet = _Sheet(book, by_name(TEAM.fields), "account_manager", conventions)
    for member in imported:
        row = sheet.row_of("account_manager", member)
        for name, value in member.items():
            sheet.fill_in(row, name, value)
    return sheet.merged()


class _Sheet:
    """A table of a book while an export is merged into it."""

    def __init__(self, table: RawTable, fields: Mapping[str, Field], key: str, conventions: Conventions) -> None:
        headers = [str(header) for header in table.frame.columns]
        self._table = table
        self._fields = fields
        self._conventions = conventions
        self._header_of = recognise(headers, fields.values(), table.source)
        self._headers = dict.fromkeys(headers)
        self._rows = dict(zip(self._keys(key), table.frame.to_dict("records"), strict=True))
        self._found: set[str] = set()
        self._added: list[str] = []
        self._replaced: list[Difference] = []
        self._kept: list[Difference] = []
        if conventions != NEUTRAL:
            self._write_neutrally()

    def _keys(self, key: str) -> list[str]:
        header = self._fields[key].header
        if missing := missing_columns(self._table, [header]):
            raise TableError(missing)
        return Columns(self._table, self._conventions, []).unique_ids(header)

    def _write_neutrally(self) -> None:
        """Put values in place of texts, since those that an export brings are not written by the book's locale."""
        for row in self._rows.values():
            for name, header in self._header_of.items():
                row[header] = self._value(row[header], name)

    def blank(self, names: Iterable[str]) -> None:
        """Blank whole columns, where the book has them."""
        for header in filter(None, map(self._header_of.get, names)):
            for row in self._rows.values():
                row[header] = None

    def row_of(self, name: str, imported: Row) -> str:
        """Give the key of the row that an imported one belongs to; a new one is added at the end."""
        key = str(imported[name])
        self._found.add(key)
        if key not in self._rows:
            self._rows[key] = {}
            self._added.append(key)
        return key

    def value(self, row: str, name: str) -> Value:
        """Give what a cell means; a cell that cannot be read means its text."""
        return self._value(self._rows[row].get(self._header(name)), name)

    def _value(self, cell: object, name: str) -> Value:
        field = self._fields.get(name)
        if field is None:
            return plain_value(cell)
        try:
            return read_value(field, cell, self._conventions, date_1904=self._table.date_1904)
        except UnreadableError:
            return plain_value(cell)

    def replace(self, row: str, name: str, value: Value) -> None:
        """Put what the export says in a cell."""
        before = self.value(row, name)
        header = self._header(name)
        if shown(before) != shown(value):
            self._headers.setdefault(header)
            self._rows[row][header] = value
            if row not in self._added and header != HEADER:
                self._replaced.append(Difference(row, header, shown(before), shown(value)))

    def fill_in(self, row: str, name: str, value: Value) -> None:
        """Put what the export says in a cell if it is blank; else what a person typed stays."""
        before = self.value(row, name)
        if before is None:
            self.replace(row, name, value)
        elif value is not None and shown(before) != shown(value):
            self._kept.append(Difference(row, self._header(name), shown(before), shown(value)))

    def _header(self, name: str) -> str:
        field = self._fields.get(name)
        return self._header_of.get(name, name if field is None else field.header)

    def merged(self) -> Merged:
        """Give the table as it now stands."""
        headers = tuple(self._headers)
        return Merged(
            headers=headers,
            rows=tuple({header: row.get(header) for header in headers} for row in self._rows.values()),
            keys=tuple(self._rows),
            replaced=tuple(self._replaced),
            kept=tuple(self._kept),
            added=tuple(self._added),
            vanished=tuple(key for key in self._rows if key not in self._found),
        )
