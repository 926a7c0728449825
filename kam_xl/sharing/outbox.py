"""The outbox: what became of every message, so that nobody is forgotten and nobody is written to twice.

```
prepared ──► sending ──► sent        a transport sends
    │           │ └────► failed      it surely did not leave; the next share tries again
    │           └──────► unknown     it may have left: reported, and never sent again unless a person says so
    └─────────────────► drafted      a person presses Send
```
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from kam_xl.errors import SourceError, TargetError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path
    from types import TracebackType

    from kam_xl.sharing.message import Message


_NEVER = datetime.min.replace(tzinfo=UTC)

_UNDER_WAY = (
    "The run that was sending it has ended, or is still at work. If it has ended, ask the recipient; "
    "`kam outbox retry BOOK ID` lets the next share send it again."
)
"""What stands in the outbox while a message leaves: what a person reads after the program was killed."""


class State(StrEnum):
    """What became of a message."""

    PREPARED = "prepared"
    DRAFTED = "drafted"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Entry:
    """A message in the outbox.

    Attributes:
        id: What it is known by: 12 hexadecimal digits.
        manager: To whom it goes.
        address: Where it goes; empty for a draft without recipient.
        as_of: The day of its scores.
        state: What became of it.
        way: The transport that it was last given to.
        tries: How often it was tried to bring it out.
        place: Where it is, such as the file of a draft.
        reason: Why it failed, why nobody knows, or which edited draft stays.
        changed: When its state changed.
    """

    id: str
    manager: str
    address: str
    as_of: date
    state: State = State.PREPARED
    way: str = ""
    tries: int = 0
    place: str = ""
    reason: str = ""
    changed: datetime = _NEVER

    def stays_alone(self, way: str, *, once: bool) -> bool:
        """Tell whether a transport must leave it alone.

        Args:
            way: The transport.
            once: Whether bringing the message out twice would make a second one of it.
        """
        if self.state in {State.SENT, State.UNKNOWN}:
            return True
        return once and self.state is State.DRAFTED and self.way == way


def no_outbox() -> Outbox:
    """Give an outbox that remembers nothing, for drafts that a person has before their eyes."""
    return Outbox(None, lambda: _NEVER)


def message_id(manager: str, address: str, message: Message) -> str:
    """Give what a message is known by: the same manager, day and content give the same id.

    Args:
        manager: The manager's name.
        address: The manager's address.
        message: The message, its attachments not yet encrypted, since encryption differs each time.
    """
    known = hashlib.sha256()
    texts = (manager, address, message.day.isoformat(), message.subject, message.text, message.html)
    parts = [text.encode() for text in texts]
    for file in message.attachments:
        parts += [file.name.encode(), file.content]
    for part in parts:
        known.update(len(part).to_bytes(8, "big") + part)
    return known.hexdigest()[:12]


_TABLE = """
CREATE TABLE IF NOT EXISTS messages (
    id TEXT PRIMARY KEY, manager TEXT NOT NULL, address TEXT NOT NULL, as_of TEXT NOT NULL, state TEXT NOT NULL,
    way TEXT NOT NULL, tries INTEGER NOT NULL, place TEXT NOT NULL, reason TEXT NOT NULL, changed TEXT NOT NULL
) STRICT
"""

_COLUMNS = "id, manager, address, as_of, state, way, tries, place, reason, changed"


class Outbox:
    """A file that holds the state of every message; one run at a time may write to it.

    Every change is on the disk before the next step is taken.
    """

    def __init__(self, file: Path | None, now: Callable[[], datetime]) -> None:
        """Name the file, None to remember nothing, and the clock."""
        self._file, self._now = file, now
        self._database: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        """Open it, for this run alone; messages that an earlier run was just sending are unknown from now on.

        Raises:
            TargetError: It cannot be written, is no outbox, or another run has it.
        """
        try:
            self._database = self._opened()
        except (sqlite3.Error, OSError) as error:
            raise TargetError(_unusable(self._file, error)) from error
        self._settle()
        return self

    def _opened(self) -> sqlite3.Connection:
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._file or ":memory:", timeout=1, isolation_level=None)
        try:
            database.execute("PRAGMA locking_mode=EXCLUSIVE")
            # One wait for the disk at every change, not three; locked for one run it works on shared drives too.
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=FULL")
            database.execute("BEGIN EXCLUSIVE")
            database.execute(_TABLE)
            database.execute("COMMIT")
        except sqlite3.Error:
            database.close()
            raise
        return database

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        if self._database is not None:
            # Leaves one file, which every program can read.
            self._database.execute("PRAGMA journal_mode=DELETE")
            self._database.close()
            self._database = None

    @property
    def _open(self) -> sqlite3.Connection:
        if self._database is None:
            raise RuntimeError("The outbox is not open.")
        return self._database

    def _settle(self) -> None:
        reason = "The run that was sending it ended without an answer of the server."
        self._open.execute(
            "UPDATE messages SET state = ?, reason = ?, changed = ? WHERE state = ?",
            (State.UNKNOWN, reason, self._moment(), State.SENDING),
        )

    def _moment(self) -> str:
        return self._now().astimezone(UTC).isoformat(timespec="seconds")

    def prepare(self, entry: Entry) -> Entry:
        """Note a message that is ready; one that is known already keeps its state. Give what is known of it."""
        values = (entry.id, entry.manager, entry.address, entry.as_of.isoformat(), entry.state, "", 0, "", "")
        self._open.execute(
            f"INSERT INTO messages ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",  # noqa: S608 - our own names
            (*values, self._moment()),
        )
        return next(iter(self._select("WHERE id = ?", (entry.id,))))

    def begin(self, known_by: str, way: str) -> None:
        """Note that a message is about to leave."""
        self._open.execute(
            "UPDATE messages SET state = ?, way = ?, tries = tries + 1, reason = ?, changed = ? WHERE id = ?",
            (State.SENDING, way, _UNDER_WAY, self._moment(), known_by),
        )

    def settle(self, known_by: str, state: State, place: str = "", reason: str = "", way: str = "") -> None:
        """Note what became of a message; by which transport, if nobody has noted its beginning."""
        self._open.execute(
            "UPDATE messages SET state = ?, place = ?, reason = ?, changed = ?, "
            "way = coalesce(nullif(?, ''), way), tries = tries + (? <> '') WHERE id = ?",
            (state, place, reason, self._moment(), way, way, known_by),
        )

    def recall(self, entries: Iterable[Entry]) -> None:
        """Take over what another outbox knows."""
        for entry in entries:
            self.prepare(entry)
            self._open.execute(
                "UPDATE messages SET way = ?, tries = ? WHERE id = ?", (entry.way, entry.tries, entry.id)
            )
            self.settle(entry.id, entry.state, entry.place, entry.reason)

    def entries(self) -> list[Entry]:
        """Give every message, the newest day first, then by manager."""
        return self._select("ORDER BY as_of DESC, manager, address, id")

    def _select(self, how: str, values: Sequence[str] = ()) -> list[Entry]:
        rows = self._open.execute(f"SELECT {_COLUMNS} FROM messages {how}", values)  # noqa: S608 - our own texts
        return [_entry(row) for row in rows]

    def retry(self, ids: Iterable[str]) -> None:
        """Let the next share send messages again whose fate is unknown, or that failed.

        Raises:
            SourceError: Some are not there, or have another state; nothing was changed.
        """
        chosen = self._chosen(ids)
        refused = [entry for entry in chosen if entry.state not in {State.UNKNOWN, State.FAILED}]
        if refused:
            raise SourceError(
                f"{entry.id} ({entry.manager}) is {entry.state}; only failed and unknown messages can be tried again. "
                "To send it once more, forget it."
                for entry in refused
            )
        for entry in chosen:
            self.settle(entry.id, State.PREPARED)

    def forget(self, ids: Iterable[str]) -> None:
        """Remove messages from the outbox: the next share takes them for new ones.

        Raises:
            SourceError: Some are not there; nothing was changed.
        """
        for entry in self._chosen(ids):
            self._open.execute("DELETE FROM messages WHERE id = ?", (entry.id,))

    def _chosen(self, ids: Iterable[str]) -> list[Entry]:
        known = {entry.id: entry for entry in self.entries()}
        wanted = list(ids)
        missing = [each for each in wanted if each not in known]
        if missing:
            raise SourceError(
                f"No message {each} is in the outbox. `kam outbox list BOOK` shows them." for each in missing
            )
        return [known[each] for each in wanted]


def read_outbox(file: Path) -> list[Entry]:
    """Read an outbox, changing nothing.

    Raises:
        SourceError: There is none, or another run has it.
    """
    if not file.exists():
        raise SourceError(f"{file}: there is no outbox. `kam share` begins one.")
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=1)) as database:
            order = "ORDER BY as_of DESC, manager, address, id"
            return [_entry(row) for row in database.execute(f"SELECT {_COLUMNS} FROM messages {order}")]  # noqa: S608 - our own texts
    except (sqlite3.Error, ValueError, TypeError) as error:
        raise SourceError(_unusable(file, error)) from error


def _entry(row: tuple[str, str, str, str, str, str, int, str, str, str]) -> Entry:
    known_by, manager, address, as_of, state, way, tries, place, reason, changed = row
    day, moment = date.fromisoformat(as_of), datetime.fromisoformat(changed)
    return Entry(known_by, manager, address, day, State(state), way, tries, place, reason, moment)


def _unusable(file: Path | None, error: Exception) -> str:
    if "locked" in str(error):
        return f"{file} is in use: another run is sharing this book. Wait until it has ended."
    return f"{file} cannot be used as an outbox ({error}). Name another file with --outbox."
