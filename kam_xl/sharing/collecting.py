"""Bringing home what managers typed into their copies: compared cell by cell, merged, and never guessed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kam_xl.accounts.tables import ACCOUNTS, DETAIL_TABLES
from kam_xl.workbook.manager_copy.sent import fingerprint, plain_text, read_sent, row_names
from kam_xl.workbook.reading import read_book

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from kam_xl.accounts.book import RawTable
    from kam_xl.workbook.manager_copy.sent import SentTable

_SPECS = {spec.name: spec for spec in (ACCOUNTS, *DETAIL_TABLES)}


@dataclass(frozen=True, slots=True)
class ReturnedCopy:
    """A copy that came back.

    Attributes:
        name: Its file name.
        sent: What it held when it was sent, by sheet.
        rows: What it holds now: by sheet and what a row is known by, the cells by header.
        odd: What reading it found odd, such as rows that were typed below a table.
    """

    name: str
    sent: Mapping[str, SentTable]
    rows: Mapping[str, Mapping[str, Mapping[str, object]]]
    odd: tuple[str, ...] = ()


def read_copy(path: Path) -> ReturnedCopy:
    """Read a copy that came back.

    Raises:
        KamError: It is no manager copy, or cannot be read.
    """
    sent = read_sent(path)
    book = read_book(path)
    tables = {ACCOUNTS.name: book.accounts, **book.tables}
    rows = {sheet: dict(_rows(sheet, table)) for sheet, table in tables.items()}
    return ReturnedCopy(path.name, sent, rows, tuple(map(str, book.issues)))


def _rows(sheet: str, table: RawTable) -> Iterator[tuple[str, Mapping[str, object]]]:
    if sheet not in _SPECS:
        return
    records = [dict(zip(table.frame.columns, row, strict=True)) for row in table.frame.itertuples(index=False)]
    names = row_names([[record.get(key.header) for key in _SPECS[sheet].keys] for record in records])
    yield from zip(names, records, strict=True)


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that a manager has changed and nobody else.

    Attributes:
        sheet: Its sheet.
        row: What its row is known by.
        header: Its column.
        value: What the manager typed; None for nothing.
        copy: The copy in which it stands.
    """

    sheet: str
    row: str
    header: str
    value: object
    copy: str


@dataclass(frozen=True, slots=True)
class Addition:
    """A row that a manager has added.

    Attributes:
        sheet: Its sheet.
        row: What it is known by.
        cells: Its cells by header, blank ones left out.
        copy: The copy in which it stands.
    """

    sheet: str
    row: str
    cells: Mapping[str, object]
    copy: str


@dataclass(frozen=True, slots=True)
class Collected:
    """What came home.

    Attributes:
        changes: Cells that can be taken over.
        additions: Rows that can be taken over.
        conflicts: What a person must decide: one sentence each. The book stays as it is there.
    """

    changes: tuple[Change, ...]
    additions: tuple[Addition, ...]
    conflicts: tuple[str, ...]


def collect(copies: Sequence[ReturnedCopy], ours: Mapping[str, SentTable]) -> Collected:
    """Find out what managers have changed, and what of it the book can take over.

    A cell is taken over if the book still holds there what was sent. A row is taken over if its account is one of the
    copy's. A row that a manager has removed stays in the book.

    Args:
        copies: The copies that came back.
        ours: What a copy of the book as it is now would hold.
    """
    changes: dict[tuple[str, str, str], list[Change]] = defaultdict(list)
    additions: dict[tuple[str, str], list[Addition]] = defaultdict(list)
    conflicts: list[str] = []
    for copy in copies:
        conflicts += copy.odd
        comparison = _Comparison(copy, ours)
        for change in comparison.changes():
            changes[change.sheet, change.row, change.header].append(change)
        for addition in comparison.additions():
            additions[addition.sheet, addition.row].append(addition)
        conflicts += comparison.conflicts
    kept_changes = [*_agreed(changes.values(), conflicts)]
    return Collected(tuple(kept_changes), tuple(_agreed_rows(additions.values(), conflicts)), tuple(conflicts))


class _Comparison:
    """One copy beside the book."""

    def __init__(self, copy: ReturnedCopy, ours: Mapping[str, SentTable]) -> None:
        self._copy, self._ours = copy, ours
        self.conflicts: list[str] = []

    def changes(self) -> Iterator[Change]:
        for sheet, sent in self._copy.sent.items():
            there = self._copy.rows.get(sheet, {})
            for row, prints in sent.rows.items():
                if row not in there:
                    self.conflicts.append(f"{self._where(sheet, row)} was removed. It stays in the book.")
                    continue
                typed = zip(sent.headers, prints, strict=True)
                yield from (
                    change
                    for header, sent_print in typed
                    if header in there[row] and (change := self._change(sheet, row, header, sent_print)) is not None
                )

    def _change(self, sheet: str, row: str, header: str, sent_print: str) -> Change | None:
        value = self._copy.rows[sheet][row][header]
        now = fingerprint(value)
        ours = self._ours[sheet].print_of(row, header) if sheet in self._ours else None
        if now in {sent_print, ours}:
            return None
        if ours != sent_print:
            happened = "is no longer in the book" if ours is None else "has changed in the book too"
            typed = plain_text(value) or "nothing"
            self.conflicts.append(f"{self._where(sheet, row)}, {header}: “{typed}” was typed, and it {happened}.")
            return None
        return Change(sheet, row, header, value if plain_text(value) else None, self._copy.name)

    def additions(self) -> Iterator[Addition]:
        own = set(self._copy.sent[ACCOUNTS.name].rows) if ACCOUNTS.name in self._copy.sent else set()
        for sheet, rows in self._copy.rows.items():
            known = self._copy.sent[sheet].rows if sheet in self._copy.sent else {}
            for row, record in rows.items():
                cells = {header: value for header, value in record.items() if plain_text(value)}
                if row in known or not cells:
                    continue
                if sheet == ACCOUNTS.name:
                    self.conflicts.append(f"{self._where(sheet, row)} is a new account. Add it to the book yourself.")
                elif plain_text(cells.get("Account ID")) not in own:
                    self.conflicts.append(f"{self._where(sheet, row)} is of no account of this copy. It stays out.")
                else:
                    yield Addition(sheet, row, cells, self._copy.name)

    def _where(self, sheet: str, row: str) -> str:
        return f"{self._copy.name}, {sheet}, {row or 'a row without a key'}"


def _agreed(groups: Iterable[Sequence[Change]], conflicts: list[str]) -> Iterator[Change]:
    for group in groups:
        if len({fingerprint(change.value) for change in group}) == 1:
            yield group[0]
            continue
        first = group[0]
        typed = ", ".join(f"“{plain_text(change.value)}” in {change.copy}" for change in group)
        conflicts.append(f"{first.sheet}, {first.row}, {first.header}: {typed}.")


def _agreed_rows(groups: Iterable[Sequence[Addition]], conflicts: list[str]) -> Iterator[Addition]:
    for group in groups:
        contents = {
            tuple(sorted((header, plain_text(value)) for header, value in each.cells.items())) for each in group
        }
        if len(contents) == 1:
            yield group[0]
            continue
        copies = " and ".join(each.copy for each in group)
        conflicts.append(f"{group[0].sheet}, {group[0].row}: {copies} have added different rows.")
