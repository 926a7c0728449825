"""Columns of another system's tables, read cell by cell, with every doubt an issue."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from functools import partial
from typing import TypeVar

from kam_xl.accounts.book import RawTable
from kam_xl.accounts.coercion import UnreadableError, is_unknown, read_date, read_name, read_number, read_text
from kam_xl.accounts.conventions import Conventions
from kam_xl.accounts.issues import Issue, quoted
from kam_xl.accounts.rows import Value, read_value, within
from kam_xl.accounts.schema import ALL_FIELDS, Field, header_key
from kam_xl.errors import TableError

T = TypeVar("T")


class Columns:
    """The columns of one table by the names a mapping gives them; case and punctuation do not count.

    A *needed* cell that is blank or cannot be read gives None and an issue, and its row is left out by the caller; any
    other one counts as unknown.
    """

    def __init__(self, table: RawTable, conventions: Conventions, issues: list[Issue]) -> None:
        """Read from a table with the conventions of its texts, gathering doubts in `issues`."""
        self._table = table
        self._conventions = conventions
        self._issues = issues
        self._headers = _headers(table)

    def unique_ids(self, column: str) -> list[str]:
        """Read the ids that identify the rows.

        Raises:
            TableError: Ids are blank or stand twice; every such row is named, since revenue would count twice.
        """
        ids = self.names(column)
        rows: dict[str | None, list[int]] = defaultdict(list)
        for key, row in zip(ids, self._table.row_numbers, strict=True):
            rows[key].append(row)
        problems = [
            f"{self._table.source}, column “{column}”: {_repeated(key, found)}. Give each row an id of its own."
            for key, found in rows.items()
            if key is None or len(found) > 1
        ]
        if problems:
            raise TableError(problems)
        return [key for key in ids if key is not None]

    def fields(self, column: str, field: Field) -> list[Value]:
        """Read values of an account field."""

        def read(cell: object) -> Value:
            return read_value(field, cell, self._conventions, date_1904=self._table.date_1904)

        return self.read(column, read)

    def names(self, column: str | None) -> list[str | None]:
        """Read ids or names, to which no unknown mark but a blank applies; no column gives None throughout."""
        return self.read(column, read_name)

    def texts(self, column: str | None) -> list[str | None]:
        """Read texts; no column gives None throughout."""
        return self.read(column, read_text)

    def numbers(self, column: str | None, *, needed: bool = False) -> list[float | None]:
        """Read numbers."""
        return self.read(column, partial(read_number, conventions=self._conventions), needed=needed)

    def offsets(self, column: str | None) -> list[float | None]:
        """Read hours from UTC."""
        return self.read(column, partial(_read_offset, conventions=self._conventions))

    def discounts(self, column: str | None) -> list[float | None]:
        """Read discounts as shares, all needed; a blank one is 0, and so is each if there is no column."""
        if column is None:
            return [0.0] * len(self._table.frame)
        return self.read(column, partial(_read_discount, conventions=self._conventions), needed=True)

    def days(self, column: str, *, needed: bool = False) -> list[date | None]:
        """Read dates."""
        read = partial(read_date, conventions=self._conventions, date_1904=self._table.date_1904)
        return self.read(column, read, needed=needed)

    def references(
        self, column: str | None, known: Collection[str], what: str, *, needed: bool = False
    ) -> list[str | None]:
        """Read ids that must stand elsewhere; an unknown mark that is no id there means none.

        Args:
            column: The column, or None if there is none.
            known: The ids that exist.
            what: What they stand for, such as "customer".
            needed: Whether there must be one.
        """
        return self.read(column, partial(_read_reference, known=known, what=what), needed=needed)

    def read(self, column: str | None, read: Callable[[object], T], *, needed: bool = False) -> list[T | None]:
        """Read every cell by a function; no column gives None throughout.

        Equal cells are read once, since a column of a million rows holds few different ones.
        """
        if column is None:
            return [None] * len(self._table.frame)
        header = self._headers[header_key(column)]
        cells = self._table.frame[header].tolist()
        # 1, True and 1.0 are equal and mean different things.
        keys = cells if set(map(type, cells)) <= {str} else [(type(cell), cell) for cell in cells]
        distinct = dict(zip(keys, cells, strict=True))
        understood = {key: _attempt(read, cell, needed=needed) for key, cell in distinct.items()}
        doubts = {key: error for key, error in understood.items() if isinstance(error, UnreadableError)}
        for position, key in enumerate(keys if doubts else ()):
            if key in doubts:
                self._note(doubts[key], position, header, cells[position], needed=needed)
        values = {key: None if isinstance(value, UnreadableError) else value for key, value in understood.items()}
        return [values[key] for key in keys]

    def leave_out(self, position: int, column: str | None, kind: str, allowed: str) -> None:
        """Gather an issue about a row that the caller leaves out."""
        header = None if column is None else self._headers[header_key(column)]
        cell = None if header is None else self._table.frame[header].iloc[position]
        self._note(UnreadableError(kind, allowed), position, header, cell, needed=True)

    def _note(self, error: UnreadableError, position: int, header: str | None, cell: object, *, needed: bool) -> None:
        place = self._table.place(position, header)
        until_then = "the row is left out" if needed else "it counts as unknown"
        remedy = f"Correct it in the export; until then {until_then}."
        self._issues.append(Issue(error.kind, place, quoted("" if cell is None else cell), error.allowed, remedy))


def _repeated(key: str | None, rows: Sequence[int]) -> str:
    where = f"row{'s' if len(rows) > 1 else ''} {', '.join(map(str, rows))}"
    return f"the id is blank in {where}" if key is None else f"the id {quoted(key)} stands in {where}"


def _attempt(read: Callable[[object], T], cell: object, *, needed: bool) -> T | UnreadableError | None:
    try:
        value = read(cell)
    except UnreadableError as error:
        return error
    return UnreadableError("missing value", "a value") if needed and value is None else value


def _read_reference(cell: object, known: Collection[str], what: str) -> str | None:
    found = read_name(cell)
    if found is None or found in known:
        return found
    if is_unknown(cell):
        return None
    raise UnreadableError(f"unknown {what}", f"an id of the {what}s in the export")


def _read_offset(cell: object, conventions: Conventions) -> float | None:
    return within(ALL_FIELDS["utc_offset_hours"], read_number(cell, conventions))


def _read_discount(cell: object, conventions: Conventions) -> float:
    discount = read_number(cell, conventions) or 0.0
    if 0.0 <= discount <= 1.0:
        return discount
    raise UnreadableError("discount out of range", "a share from 0 to 1, or from 0 % to 100 %")


def missing_columns(table: RawTable, columns: Iterable[str]) -> list[str]:
    """Say which columns a mapping names and the table lacks, one sentence each."""
    headers = _headers(table)
    found = ", ".join(map(str, table.frame.columns))
    return [
        f"{table.source}: there is no column “{column}”; found {found}. Correct the mapping or the export."
        for column in dict.fromkeys(columns)
        if header_key(column) not in headers
    ]


def _headers(table: RawTable) -> dict[str, str]:
    headers: dict[str, str] = {}
    for header in map(str, table.frame.columns):
        headers.setdefault(header_key(header), header)
    return headers
