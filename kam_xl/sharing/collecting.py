"""Bringing home what managers typed into their copies: compared cell by cell, merged, and never guessed."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from itertools import chain, count, takewhile
from typing import TYPE_CHECKING

from kam_xl.accounts.conventions import NEUTRAL
from kam_xl.accounts.tables import ACCOUNTS, DETAIL_TABLES
from kam_xl.errors import SourceError
from kam_xl.portfolio.wording import counted
from kam_xl.workbook.excel_package import is_sealed
from kam_xl.workbook.manager_copy.returned import read_returned
from kam_xl.workbook.manager_copy.sent import (
    AS_OF,
    BLANK,
    MODEL,
    fingerprint,
    meant,
    numbered,
    plain_text,
    row_name,
)
from kam_xl.workbook.reading import system_errors_explained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from kam_xl.accounts.conventions import Conventions
    from kam_xl.portfolio.recipients import Recipient
    from kam_xl.workbook.manager_copy.returned import Record, ReturnedCopy
    from kam_xl.workbook.manager_copy.sent import SentColumn, SentTable

_SPECS = {spec.name: spec for spec in (ACCOUNTS, *DETAIL_TABLES)}
_ACCOUNT_ID = "Account ID"


def read_copy(path: Path, unseal: Callable[[bytes, str], bytes] | None = None) -> ReturnedCopy:
    """Read a copy that came back.

    Args:
        path: Its file.
        unseal: Decrypts what a file holds, told the file's name; None if no password is known.

    Raises:
        KamError: It is no manager copy, or cannot be read.
    """
    with system_errors_explained(path):
        content = path.read_bytes()
    if not is_sealed(content):
        return read_returned(path, content)
    if unseal is None:
        raise SourceError(f"{path.name} opens with a password only. Say where it is: --password-from env.")
    return read_returned(path, unseal(content, path.name))


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that a manager has changed and nobody else.

    Attributes:
        sheet: Its sheet.
        row: What its row is known by.
        header: Its column.
        value: What the manager typed, as the column is meant; None for nothing.
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

    def prints(self) -> dict[str, str]:
        """Give the fingerprints of its cells."""
        return {header: fingerprint(cell) for header, cell in self.cells.items()}


@dataclass(frozen=True, slots=True)
class Collected:
    """What came home.

    Attributes:
        changes: Cells that can be taken over.
        additions: Rows that can be taken over.
        conflicts: What a person must decide: one sentence each. The book stays as it is there.
        notes: What a person should know of the copies and need not act on.
        origins: Whose each copy is, by its own words, and how many differences it brings: one sentence each.
    """

    changes: tuple[Change, ...]
    additions: tuple[Addition, ...]
    conflicts: tuple[str, ...]
    notes: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OurBook:
    """The book that copies are compared with.

    Attributes:
        name: What messages call it.
        tables: What a copy of it as it is now would hold.
        state: From which state of it that copy would be made.
        owners: To whom each account would be sent, by its id; what a manager types about others' accounts is a
            conflict, for who sends a copy back may have made it up. None if copies held the whole book, and everybody
            may type anywhere.
        conventions: How texts write numbers and dates.
    """

    name: str
    tables: Mapping[str, SentTable]
    state: Mapping[str, str]
    owners: Mapping[str, Recipient] | None
    conventions: Conventions = NEUTRAL


def collect(copies: Sequence[ReturnedCopy], ours: OurBook) -> Collected:
    """Find out what managers have changed, and what of it the book can take over.

    A cell is taken over if the book still holds there what was sent, and the account is the manager's. A row is taken
    over if its account is one of the copy's and of the book's. A row that a manager has removed stays in the book.
    Whose a copy is stands in the copy, where anybody may have written it: who sent the file is for a person to check.

    Args:
        copies: The copies that came back.
        ours: The book.

    Raises:
        SourceError: A copy is one of another book: it shares no account with this one.
    """
    _refuse_foreign(copies, ours)
    changes: dict[tuple[str, str, str], list[Change]] = defaultdict(list)
    additions: dict[tuple[str, str], list[Addition]] = defaultdict(list)
    conflicts: list[str] = []
    origins: list[str] = []
    for copy in copies:
        conflicts += copy.odd
        comparison = _Comparison(copy, ours)
        changed, added = list(comparison.changes()), list(comparison.additions())
        for change in changed:
            changes[change.sheet, change.row, change.header].append(change)
        for addition in added:
            additions[addition.sheet, addition.row].append(addition)
        conflicts += comparison.conflicts
        origins.append(_origin(copy, ours, len(changed) + len(added)))
    kept_changes = tuple(_agreed(changes.values(), conflicts))
    kept_additions = tuple(_agreed_rows(additions.values(), conflicts))
    return Collected(kept_changes, kept_additions, tuple(conflicts), tuple(_notes(copies, ours)), tuple(origins))


def _refuse_foreign(copies: Sequence[ReturnedCopy], ours: OurBook) -> None:
    known = ours.tables[ACCOUNTS.name].rows.keys()
    foreign = [copy for copy in copies if (own := copy.sent[ACCOUNTS.name].rows.keys()) and not own & known]
    if foreign:
        raise SourceError(
            f"{copy.name} is a copy of another book: none of its accounts is in {ours.name}. Name the book that was "
            "shared."
            for copy in foreign
        )


def _origin(copy: ReturnedCopy, ours: OurBook, differences: int) -> str:
    brings = f"{copy.name}, the copy of {_called(copy.recipient)}: {counted(differences, 'difference', 'differences')}"
    sent, owners = copy.sent[ACCOUNTS.name].rows, ours.owners or {}
    foreign = sum(account in owners and not _is_of(copy, owners[account]) for account in sent)
    told = f" Somebody else's in {ours.name}: {foreign:,} of its {counted(len(sent), 'account', 'accounts')}."
    return f"{brings}.{told if foreign else ''}"


def _is_of(copy: ReturnedCopy, owner: Recipient | None) -> bool:
    return owner is not None and owner.identity == copy.recipient.identity


def _called(recipient: Recipient) -> str:
    name = recipient.name or "nobody"
    return f"{name} ({recipient.email})" if recipient.email else name


def _notes(copies: Sequence[ReturnedCopy], ours: OurBook) -> Iterator[str]:
    for copy in copies:
        sent, now = (state.get(AS_OF, "") for state in (copy.state, ours.state))
        if sent != now:
            yield f"{copy.name} was sent as of {sent or 'another day'}; {ours.name} is as of {now}."
        if copy.state.get(MODEL, "") != ours.state.get(MODEL, ""):
            yield f"{copy.name} was sent with another model than {ours.name} has now. What was typed counts as well."


class _Comparison:
    """One copy beside the book."""

    def __init__(self, copy: ReturnedCopy, ours: OurBook) -> None:
        self._copy, self._ours = copy, ours
        self._rows = {sheet: dict(self._recognised(sheet, records)) for sheet, records in copy.rows.items()}
        self._held_rows: dict[tuple[str, str], set[frozenset[tuple[str, str]]]] = {}
        self.conflicts: list[str] = []

    # --- which row is which ---

    def _recognised(self, sheet: str, records: Sequence[Record]) -> Iterator[tuple[str, Record]]:
        """Know rows again by their keys; of several with the same, first those that say what was sent."""
        alike: dict[str, list[Record]] = defaultdict(list)
        for record in records:
            alike[self._name(sheet, record)].append(record)
        for name, group in alike.items():
            yield from self._told_apart(self._copy.sent[sheet], name, group)

    def _told_apart(self, sent: SentTable, name: str, group: Sequence[Record]) -> Iterator[tuple[str, Record]]:
        places: dict[Sequence[str], deque[int]] = defaultdict(deque)
        for place, record in enumerate(group):
            places[self._prints(sent, record)].append(place)
        rest, changed = dict(enumerate(group)), []
        for known in _family(name, sent):
            if same := places.get(sent.rows[known]):
                yield known, rest.pop(same.popleft())
            else:
                changed.append(known)
        new = (each for number in count(1) if (each := numbered(name, number)) not in sent.rows)
        yield from zip(chain(changed, new), rest.values(), strict=False)

    def _prints(self, sent: SentTable, record: Record) -> tuple[str, ...]:
        return tuple(fingerprint(self._meant(record, column)) for column in sent.columns.values())

    def _meant(self, record: Record, column: SentColumn) -> object:
        return meant(record.get(column.header), column.kind, self._ours.conventions)

    # --- cells ---

    def changes(self) -> Iterator[Change]:
        for sheet, there in self._rows.items():
            for row in self._copy.sent[sheet].rows:
                if row in there:
                    yield from self._changes_in(sheet, row, there[row])
                else:
                    self.conflicts.append(f"{self._where(sheet, row)} was removed. It stays in the book.")

    def _changes_in(self, sheet: str, row: str, record: Record) -> Iterator[Change]:
        sent = self._copy.sent[sheet]
        for column, sent_print in zip(sent.columns.values(), sent.rows[row], strict=True):
            if column.header not in record:
                continue
            change = Change(sheet, row, column.header, self._meant(record, column), self._copy.name)
            if fingerprint(change.value) == sent_print:
                continue
            problem = self._problem(change, sent_print, record)
            if problem is None:
                yield change
            elif problem:
                self.conflicts.append(f"{self._where(sheet, row)}, {column.header}: {problem}")

    def _problem(self, change: Change, sent_print: str, record: Record) -> str | None:
        """Say what keeps the book from taking a cell over; "" if the book holds that already, None if nothing does."""
        ours = self._ours.tables[change.sheet].print_of(change.row, change.header)
        if ours == fingerprint(change.value):
            return ""
        typed = f"“{plain_text(change.value) or 'nothing'}” was typed, and"
        if plain_text(record[change.header]) in _ERRORS:
            return f"{plain_text(record[change.header])} stands there. The book keeps what it has."
        if ours is None:
            return f"{typed} it is no longer in the book."
        if (foreign := self._foreign(record)) is not None:
            return f"{typed} the account is {foreign}."
        return None if ours == sent_print else f"{typed} it has changed in the book too."

    def _foreign(self, cells: Mapping[str, object]) -> str | None:
        """Say whose the account of some cells is, if it is not the manager's whose copy this is."""
        if self._ours.owners is None:
            return None
        owner = self._ours.owners.get(row_name([cells.get(_ACCOUNT_ID)]))
        if _is_of(self._copy, owner):
            return None
        return f"of {'nobody' if owner is None else _called(owner)}, not of {_called(self._copy.recipient)}"

    # --- rows ---

    def additions(self) -> Iterator[Addition]:
        for sheet, rows in self._rows.items():
            sent = self._copy.sent[sheet]
            for row, record in rows.items():
                typed = {column.header: self._meant(record, column) for column in sent.columns.values()}
                cells = {header: value for header, value in typed.items() if value is not None}
                if row in sent.rows or not cells:
                    continue
                addition = Addition(sheet, row, cells, self._copy.name)
                problem = self._problem_of_row(addition)
                if problem is None:
                    yield addition
                elif problem:
                    self.conflicts.append(f"{self._where(sheet, row)} {problem}")

    def _problem_of_row(self, addition: Addition) -> str | None:
        """Say what keeps the book from taking a row over; "" if the book holds it already, None if nothing does."""
        table, name = self._ours.tables[addition.sheet], self._name(addition.sheet, addition.cells)
        if frozenset(addition.prints().items()) in self._held(addition.sheet, name):
            return ""
        if addition.sheet == ACCOUNTS.name:
            return "is a new account. Add it to the book yourself."
        whole_key = all(plain_text(addition.cells.get(key.header)) for key in _SPECS[addition.sheet].keys)
        if whole_key and name in table.rows:
            return "is new, and the book has another row of that key by now. It stays out."
        return self._problem_of_account(addition)

    def _held(self, sheet: str, name: str) -> set[frozenset[tuple[str, str]]]:
        """Give the fingerprints of the book's rows of a name, blank cells left out; taken once, for many may be new."""
        if (sheet, name) not in self._held_rows:
            table = self._ours.tables[sheet]
            held = {frozenset(_filled(table.prints(row)).items()) for row in _family(name, table)}
            self._held_rows[sheet, name] = held
        return self._held_rows[sheet, name]

    def _problem_of_account(self, addition: Addition) -> str | None:
        account = row_name([addition.cells.get(_ACCOUNT_ID)])
        if account not in self._copy.sent[ACCOUNTS.name].rows:
            return "is of no account of this copy. It stays out."
        if account not in self._ours.tables[ACCOUNTS.name].rows:
            return "is of an account that is no longer in the book. It stays out."
        foreign = self._foreign(addition.cells)
        return None if foreign is None else f"is new, and the account is {foreign}. It stays out."

    def _name(self, sheet: str, cells: Mapping[str, object]) -> str:
        return row_name([cells.get(key.header) for key in _SPECS[sheet].keys])

    def _where(self, sheet: str, row: str) -> str:
        return f"{self._copy.name}, {sheet}, {row.strip(' ¦') or 'a row without a key'}"


_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})


def _family(name: str, table: SentTable) -> list[str]:
    """Give the rows of a table that share a name, as they are numbered."""
    return list(takewhile(table.rows.__contains__, (numbered(name, number) for number in count(1))))


def _filled(prints: Mapping[str, str]) -> dict[str, str]:
    return {header: found for header, found in prints.items() if found != BLANK}


# --- several copies --------------------------------------------------------------------------------------------------


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
        if all(each.prints() == group[0].prints() for each in group):
            yield group[0]
            continue
        copies = " and ".join(each.copy for each in group)
        conflicts.append(f"{group[0].sheet}, {group[0].row}: {copies} have added different rows.")
