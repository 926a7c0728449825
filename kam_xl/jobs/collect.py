"""The use case of collecting: what managers typed into their copies goes into a new workbook, on confirmation."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kam_xl.accounts.book import RawTable
from kam_xl.accounts.schema import recognise
from kam_xl.accounts.tables import ACCOUNTS, DETAIL_TABLES
from kam_xl.errors import KamError, SourceError, TargetError
from kam_xl.jobs.book_file import refuse_existing, write_book
from kam_xl.jobs.gather import understand
from kam_xl.jobs.score import score, score_gathered
from kam_xl.portfolio.part import owners
from kam_xl.sharing.collecting import OurBook, collect, read_copy
from kam_xl.sharing.unsealing import unsealed
from kam_xl.workbook.manager_copy.sent import plain_text, row_name, row_names, sent_tables, state_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from kam_xl.accounts.book import RawBook
    from kam_xl.jobs.gather import Request
    from kam_xl.jobs.score import Scored
    from kam_xl.portfolio.book import ScoredBook
    from kam_xl.portfolio.recipients import Recipient
    from kam_xl.sharing.collecting import Addition, Change, Collected

_SPECS = {spec.name: spec for spec in (ACCOUNTS, *DETAIL_TABLES)}


@dataclass(frozen=True, slots=True)
class Homecoming:
    """What came home, and the book it would go into.

    Attributes:
        scored: The book as it is.
        ours: The same, as copies are compared with it.
        collected: What managers have typed.
        lines: The differences in words: sheet, row, column, what the book holds and what was typed.
    """

    scored: Scored
    ours: OurBook
    collected: Collected
    lines: tuple[str, ...]


def compare_copies(
    request: Request,
    copies: Sequence[Path],
    password: Callable[[], str] | None = None,
    *,
    everyone_sees_all: bool = False,
) -> Homecoming:
    """Compare copies that came back with the book.

    Args:
        request: The book.
        copies: The copies.
        password: Gives the password of encrypted copies, asked once if one is encrypted; None if nobody knows it.
        everyone_sees_all: Whether copies held the whole book, so that a manager may have typed about all accounts.

    Raises:
        KamError: The book or a copy cannot be read; the problems of all are listed.
    """
    scored = score(request)
    unseal = None if password is None else _Unsealing(password)
    problems: list[str] = []
    returned = []
    for copy in copies:
        try:
            returned.append(read_copy(copy, unseal))
        except KamError as error:
            problems += error.problems
    if problems:
        raise SourceError(problems)
    name = "the book" if request.path is None else request.path.name
    recipients = None if everyone_sees_all else _owners(scored.book)
    ours = OurBook(name, sent_tables(scored.book), state_of(scored.book), recipients, scored.gathered.basis.conventions)
    collected = collect(returned, ours)
    return Homecoming(scored, ours, collected, tuple(_lines(_Book(scored, ours), collected)))


def _owners(book: ScoredBook) -> dict[str, Recipient]:
    return {row_name([account_id]): recipient for account_id, recipient in owners(book).items()}


@dataclass(frozen=True)
class _Unsealing:
    """Decrypt copies with one password, which is asked for when the first of them needs it."""

    ask: Callable[[], str] = field(repr=False)

    def __call__(self, content: bytes, name: str) -> bytes:
        return unsealed(content, self._password, name)

    @cached_property
    def _password(self) -> str:
        return self.ask()


def _lines(book: _Book, collected: Collected) -> list[str]:
    changed = [
        f"{change.sheet}, {change.row}, {change.header}: "
        f"{plain_text(book.cell(change)) or 'blank'} → {plain_text(change.value) or 'blank'} ({change.copy})"
        for change in collected.changes
    ]
    added = [
        f"{row.sheet}: new: {', '.join(f'{header} {plain_text(value)}' for header, value in row.cells.items())} "
        f"({row.copy})"
        for row in collected.additions
    ]
    return [*changed, *added]


def write_collected(home: Homecoming, request: Request, target: Path) -> Scored:
    """Write a new workbook: the book with what managers have typed, scored anew.

    Raises:
        TargetError: The target exists, is no .xlsm, or cannot be written.
        KamError: What was typed makes a book that cannot be scored.
    """
    if target.suffix.lower() != ".xlsm":
        raise TargetError(f"{target}: what came home goes into a new workbook; give a name that ends in .xlsm.")
    refuse_existing(target)
    book = _Book(home.scored, home.ours)
    for change in home.collected.changes:
        book.apply(change)
    for addition in home.collected.additions:
        book.add(addition)
    merged = score_gathered(understand(book.raw(), request))
    write_book(merged, target)
    return merged


class _Book:
    """The book's raw tables, as a person's changes go into them."""

    def __init__(self, scored: Scored, ours: OurBook) -> None:
        gathered = scored.gathered
        self._ours = ours.tables
        self._raw: RawBook = gathered.raw
        typed: Mapping[str, Sequence[Mapping[str, object]]] = {
            ACCOUNTS.name: [{"account_id": name} for name in gathered.accounts.texts("account_id")],
            **gathered.tables,
        }
        self._tables = {ACCOUNTS.name: self._raw.accounts, **self._raw.tables}
        self._frames = {name: table.frame.astype(object) for name, table in self._tables.items()}
        self._rows = {
            name: row_names([[row.get(key.name) for key in _SPECS[name].keys] for row in rows])
            for name, rows in typed.items()
            if name in _SPECS
        }

    def cell(self, change: Change) -> object:
        """Give what the book holds in a cell."""
        frame, header = self._frames[change.sheet], self._header(change.sheet, change.header)
        if header not in frame.columns:
            return None
        return frame[header].iloc[self._rows[change.sheet].index(change.row)]

    def apply(self, change: Change) -> None:
        """Take one cell over."""
        frame, header = self._frames[change.sheet], self._header(change.sheet, change.header)
        cells: list[Any] = frame[header].tolist() if header in frame.columns else [None] * len(frame)
        cells[self._rows[change.sheet].index(change.row)] = change.value
        frame[header] = cells
        frame[header] = frame[header].astype(object)

    def add(self, addition: Addition) -> None:
        """Take one row over, below the others."""
        import pandas as pd

        cells = {self._header(addition.sheet, header): value for header, value in addition.cells.items()}
        row = pd.DataFrame([cells], dtype=object)
        frame = self._frames.get(addition.sheet)
        self._frames[addition.sheet] = row if frame is None else pd.concat([frame, row], ignore_index=True)

    def _header(self, sheet: str, header: str) -> str:
        """Find how the book writes a header of a copy."""
        frame = self._frames.get(sheet)
        field = next((field for field in _SPECS[sheet].fields if field.header == header), None)
        if frame is None or field is None:
            column = self._ours[sheet].columns.get(header)
            return header if column is None else column.key
        return recognise(map(str, frame.columns), [field], sheet).get(field.name, header)

    def raw(self) -> RawBook:
        """Give the book with everything that was taken over."""
        tables = {name: self._table(name, frame) for name, frame in self._frames.items()}
        return replace(self._raw, accounts=tables.pop(ACCOUNTS.name), tables=tables)

    def _table(self, name: str, frame: pd.DataFrame) -> RawTable:
        known = self._tables.get(name)
        if known is None:
            return RawTable(f"copies, sheet {name}", frame, range(2, len(frame) + 2))
        numbers = [*known.row_numbers, *range(len(known.row_numbers) + 2, len(frame) + 2)]
        return replace(known, frame=frame, row_numbers=numbers[: len(frame)])
