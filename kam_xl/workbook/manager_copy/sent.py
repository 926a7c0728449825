"""What a manager copy held when it was sent: a fingerprint of every cell a person may type into, on a hidden sheet.

When the copy comes back, the fingerprints tell what the manager has changed from what the book has changed since.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from kam_xl.accounts.tables import ACCOUNTS, DETAIL_TABLES
from kam_xl.workbook.layout import Sheet, columns_of
from kam_xl.workbook.look import LINE as GREY
from kam_xl.workbook.manager_copy.columns import account_columns, cell_value
from kam_xl.workbook.reading import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from kam_xl.accounts.tables import TableSpec
    from kam_xl.portfolio.book import ScoredBook
    from kam_xl.workbook.manager_copy.columns import AccountColumn
    from kam_xl.workbook.pages.canvas import Canvas

SENT = "As sent"
"""The name of the sheet."""

_BLANK = "-"
_BETWEEN = " ¦ "


@dataclass(frozen=True, slots=True)
class SentTable:
    """A table as it was sent.

    Attributes:
        headers: Its columns.
        rows: The fingerprints of each row's cells, by what the row is known by.
    """

    headers: tuple[str, ...]
    rows: Mapping[str, tuple[str, ...]]

    def print_of(self, row: str, header: str) -> str | None:
        """Give the fingerprint of a cell; a blank column's if it has no such column, None if it has no such row."""
        prints = self.rows.get(row)
        if prints is None:
            return None
        return prints[self.headers.index(header)] if header in self.headers else _BLANK


def fingerprint(value: object) -> str:
    """Give eight digits that tell a cell's content from others, whichever program has saved it.

    >>> fingerprint(3), fingerprint(3.0), fingerprint(" x "), fingerprint(None)
    ('4e074085', '4e074085', '2d711642', '-')
    """
    text = plain_text(value)
    return hashlib.sha256(text.encode()).hexdigest()[:8] if text else _BLANK


def plain_text(value: object) -> str:
    """Write a cell's content as programs agree on it: 12 digits of a number, the day of a date, no blanks around."""
    if value is None or value != value:  # noqa: PLR0124 - only NaN differs from itself
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return f"{value:.12g}"
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def row_names(keys: Iterable[Sequence[object]]) -> list[str]:
    """Name rows by what identifies them; rows that share it are numbered."""
    counts: Counter[str] = Counter()
    names = []
    for key in keys:
        name = _BETWEEN.join(map(plain_text, key))
        counts[name] += 1
        names.append(name if counts[name] == 1 else f"{name}{_BETWEEN}{counts[name]}")
    return names


def sent_tables(book: ScoredBook) -> dict[str, SentTable]:
    """Take the fingerprints of every table that a person may type into."""
    details = {spec.name: _details(book, spec) for spec in DETAIL_TABLES}
    return {ACCOUNTS.name: _accounts(book), **details}


def _accounts(book: ScoredBook) -> SentTable:
    columns = list(typed_columns(account_columns(book)))
    rows = {
        account.account_id: tuple(fingerprint(cell_value(account, column)) for column in columns)
        for account in book.accounts
    }
    return SentTable(tuple(column.header for column in columns), rows)


def typed_columns(columns: Iterable[AccountColumn]) -> Iterator[AccountColumn]:
    """Give the columns that a person may type into; of one that is read in several kinds, the first."""
    seen = set()
    for column in columns:
        if not column.computed and column.name not in seen:
            seen.add(column.name)
            yield column


def _details(book: ScoredBook, spec: TableSpec) -> SentTable:
    rows = book.tables.get(spec.name, ())
    columns = columns_of(spec, rows)
    names = row_names([[row.get(key.name) for key in spec.keys] for row in rows])
    prints = [tuple(fingerprint(row.get(column.key)) for column in columns) for row in rows]
    return SentTable(tuple(column.header for column in columns), dict(zip(names, prints, strict=True)))


def write_sent(canvas: Canvas, book: ScoredBook) -> None:
    """Write the hidden sheet: per table a line with its headers, then a line per row."""
    page = canvas.add(Sheet(SENT, "SentSheet", GREY, hidden=True))
    plain = page.cell()
    lines: list[tuple[str, str, str]] = [("Sheet", "Row", "Cells")]
    for sheet, table in sent_tables(book).items():
        lines.append((sheet, "", json.dumps(table.headers, ensure_ascii=False)))
        lines.extend((sheet, name, " ".join(prints)) for name, prints in table.rows.items())
    for row, line in enumerate(lines):
        for column, text in enumerate(line):
            page.put(row, column, text, plain)


def read_sent(copy: Path) -> dict[str, SentTable]:
    """Read what a copy held when it was sent.

    Raises:
        KamError: It is no manager copy, or cannot be read.
    """
    headers: dict[str, tuple[str, ...]] = {}
    rows: dict[str, dict[str, tuple[str, ...]]] = {}
    for sheet, row, cells in read_table(copy, sheet=SENT).frame.itertuples(index=False):
        if plain_text(row):
            rows.setdefault(str(sheet), {})[str(row)] = tuple(str(cells).split(" "))
        else:
            headers[str(sheet)] = tuple(json.loads(str(cells)))
    return {sheet: SentTable(names, rows.get(sheet, {})) for sheet, names in headers.items()}
