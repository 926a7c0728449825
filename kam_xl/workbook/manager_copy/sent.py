"""What a manager copy held when it was sent: a fingerprint of every cell a person may type into, on a hidden sheet.

When the copy comes back, the fingerprints tell what the manager has changed from what the book has changed since.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from kam_xl.accounts import coercion
from kam_xl.accounts.coercion import UnreadableError
from kam_xl.accounts.schema import Kind
from kam_xl.accounts.tables import ACCOUNTS, DETAIL_TABLES
from kam_xl.scoring.model import model_hash
from kam_xl.workbook.cells import cell_text
from kam_xl.workbook.layout import Sheet, columns_of
from kam_xl.workbook.look import LINE as GREY
from kam_xl.workbook.manager_copy.columns import account_columns, cell_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kam_xl.accounts.conventions import Conventions
    from kam_xl.accounts.tables import TableSpec
    from kam_xl.portfolio.book import ScoredBook
    from kam_xl.portfolio.recipients import Recipient
    from kam_xl.workbook.manager_copy.columns import AccountColumn
    from kam_xl.workbook.pages.canvas import Canvas

SENT = "As sent"
"""The name of the sheet."""

HEADERS = ("Sheet", "Row", "Content", "Kind")
"""Its headers. A line without a row names a column and what it holds; one with a row holds the row's fingerprints; one
without a sheet says from which state of the book the copy was made."""

AS_OF, MODEL, MANAGER, ADDRESS = "As Of", "Model Hash", "Manager", "Manager Email"
"""What is said of that state: the day, and the model; and whose the copy is, by name and address."""

ANY, COMPUTED = "any", "computed"
"""What a column holds if it is no kind: anything, or what nobody types."""

BLANK = "-"
"""The fingerprint of a cell that holds nothing."""

_BETWEEN = " ¦ "
_EPOCH = date(1899, 12, 30)
_ZERO = 0.0


@dataclass(frozen=True, slots=True)
class SentColumn:
    """A column that a person may type into.

    Attributes:
        header: Its header in the copy.
        kind: What it holds; None for anything.
        key: Under what the book's rows hold it; the header if that is not known.
    """

    header: str
    kind: Kind | None
    key: str


@dataclass(frozen=True, slots=True)
class SentTable:
    """A table as it was sent.

    Attributes:
        columns: The columns that a person may type into, by header.
        rows: The fingerprints of each row's cells, by what the row is known by.
        computed: The headers of the other columns.
    """

    columns: Mapping[str, SentColumn]
    rows: Mapping[str, Sequence[str]]
    computed: frozenset[str] = frozenset()

    def print_of(self, row: str, header: str) -> str | None:
        """Give the fingerprint of a cell; a blank column's if it has no such column, None if it has no such row."""
        prints = self.rows.get(row)
        if prints is None:
            return None
        return prints[list(self.columns).index(header)] if header in self.columns else BLANK

    def prints(self, row: str) -> dict[str, str]:
        """Give the fingerprints of a row's cells by header."""
        return dict(zip(self.columns, self.rows[row], strict=True))


def fingerprint(value: object) -> str:
    """Give eight digits that tell a cell's content from others, whichever program has saved it.

    Programs keep 15 digits of a number; some keep TRUE as 1 and a date as a number, and a line break in one sign.

    >>> fingerprint(True) == fingerprint(1.0), fingerprint(date(2026, 3, 31)) == fingerprint(46112), fingerprint(" ")
    (True, True, '-')
    """
    plain = _number_of(value)
    text = _plain_number(plain) if plain is not None else cell_text(plain_text(value))
    return hashlib.sha256(text.encode()).hexdigest()[:8] if text else BLANK


def _number_of(value: object) -> float | None:
    if isinstance(value, date):
        return (value.date() if isinstance(value, datetime) else value).toordinal() - _EPOCH.toordinal()
    return value if isinstance(value, bool | int | float) and value == value else None  # noqa: PLR0124 - not NaN


def _plain_number(number: float) -> str:
    # Minus zero is zero.
    return f"{number + _ZERO:.12g}"


def plain_text(value: object) -> str:
    """Write a cell's content for a person: 12 digits of a number, the day of a date, no blanks around a text."""
    if value is None or value != value:  # noqa: PLR0124 - only NaN differs from itself
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _plain_number(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else "\n".join(str(value).strip().splitlines())


def meant(value: object, kind: Kind | None, conventions: Conventions) -> object:
    """Read a cell as its column is meant: in a column of booleans, 1 is TRUE; what cannot be read so stays what it is.

    >>> from kam_xl.accounts.conventions import NEUTRAL
    >>> meant(1.0, Kind.BOOLEAN, NEUTRAL), meant("12 %", Kind.NUMBER, NEUTRAL), meant("soon", Kind.DATE, NEUTRAL)
    (True, 0.12, 'soon')
    """
    try:
        if kind is Kind.NUMBER:
            return coercion.read_number(value, conventions)
        if kind is Kind.DATE:
            return coercion.read_date(value, conventions)
        if kind is Kind.BOOLEAN:
            return coercion.read_boolean(value)
    except UnreadableError:
        pass
    return value if plain_text(value) else None


def row_names(keys: Iterable[Sequence[object]]) -> list[str]:
    """Name rows by what identifies them, on one line; rows that share it are numbered."""
    counts: Counter[str] = Counter()
    names = []
    for key in keys:
        name = row_name(key)
        counts[name] += 1
        names.append(numbered(name, counts[name]))
    return names


def row_name(key: Sequence[object]) -> str:
    """Name a row by what identifies it."""
    return _BETWEEN.join(" ".join(cell_text(plain_text(cell)).replace("¦", "|").split()) for cell in key).strip()


def numbered(name: str, number: int) -> str:
    """Name the second row of a name, the third and so on."""
    return name if number == 1 else f"{name}{_BETWEEN}{number}"


# --- what is sent ----------------------------------------------------------------------------------------------------


def state_of(book: ScoredBook) -> dict[str, str]:
    """Say from which state of a book a copy is made."""
    return {AS_OF: book.basis.as_of.isoformat(), MODEL: model_hash(book.model)}


def sent_tables(book: ScoredBook) -> dict[str, SentTable]:
    """Take the fingerprints of every table that a person may type into."""
    details = {spec.name: _details(book, spec) for spec in DETAIL_TABLES}
    return {ACCOUNTS.name: _accounts(book), **details}


def _accounts(book: ScoredBook) -> SentTable:
    columns = account_columns(book)
    typed = list(_typed(columns))
    cells = [[cell_value(account, column) for column in typed] for account in book.accounts]
    names = [account.account_id for account in book.accounts]
    kinds = [column.read_as or (column.field.kind if column.field else None) for column in typed]
    known = [(column.header, kind, column.name) for column, kind in zip(typed, kinds, strict=True)]
    computed = frozenset(column.header for column in columns) - {column.header for column in typed}
    return _sent(known, row_names([name] for name in names), cells, computed)


def _typed(columns: Iterable[AccountColumn]) -> Iterator[AccountColumn]:
    """Give the columns that a person may type into; of one that is read in several kinds, the first."""
    seen = set()
    for column in columns:
        if not column.computed and column.name not in seen:
            seen.add(column.name)
            yield column


def _details(book: ScoredBook, spec: TableSpec) -> SentTable:
    rows = book.tables.get(spec.name, ())
    columns = columns_of(spec, rows)
    names = row_names([row.get(key.name) for key in spec.keys] for row in rows)
    cells = [[row.get(column.key) for column in columns] for row in rows]
    known = [(column.header, column.field.kind if column.field else None, column.key) for column in columns]
    return _sent(known, names, cells)


def _sent(
    columns: Sequence[tuple[str, Kind | None, str]],
    names: Sequence[str],
    cells: Sequence[Sequence[object]],
    computed: frozenset[str] = frozenset(),
) -> SentTable:
    by_column = list(zip(*cells, strict=True)) or [()] * len(columns)
    known = {
        header: SentColumn(header, kind or _kind_of_all(values), key)
        for (header, kind, key), values in zip(columns, by_column, strict=True)
    }
    rows = {name: tuple(map(fingerprint, row)) for name, row in zip(names, cells, strict=True)}
    return SentTable(known, rows, computed)


_KINDS = MappingProxyType({bool: Kind.BOOLEAN, date: Kind.DATE})


def _kind_of_all(values: Iterable[object]) -> Kind | None:
    """Give the kind of a column beyond the schema: booleans or dates if all are; some programs save them as numbers."""
    types = {type(value) for value in values if value is not None}
    return _KINDS.get(types.pop()) if len(types) == 1 else None


def write_sent(canvas: Canvas, book: ScoredBook, recipient: Recipient) -> None:
    """Write the hidden sheet: per table a line for each column, then a line per row."""
    page = canvas.add(Sheet(SENT, "SentSheet", GREY, hidden=True))
    plain = page.cell()
    for row, line in enumerate(_lines(book, recipient)):
        for column, text in enumerate(line):
            page.put(row, column, text, plain)


def _lines(book: ScoredBook, recipient: Recipient) -> Iterator[tuple[str, ...]]:
    yield HEADERS
    yield ("", MANAGER, recipient.name)
    yield ("", ADDRESS, recipient.email or "")
    yield from (("", name, stated) for name, stated in state_of(book).items())
    for sheet, table in sent_tables(book).items():
        yield from ((sheet, "", column.header, column.kind or ANY) for column in table.columns.values())
        yield from ((sheet, "", header, COMPUTED) for header in sorted(table.computed))
        yield from ((sheet, name, " ".join(prints)) for name, prints in table.rows.items())
