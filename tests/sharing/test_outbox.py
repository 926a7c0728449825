"""The outbox keeps what became of every message, whatever happens to the program."""

import os
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kam_xl.errors import SourceError, TargetError
from kam_xl.sharing.message import Attachment, Message
from kam_xl.sharing.outbox import Entry, Outbox, State, message_id, read_outbox
from kam_xl.sharing.sending import Patience, Ready, send_all
from kam_xl.sharing.transports import Delivery, EmlDrafts
from kam_xl.sharing.transports.transport import TryAgainError

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
DAY = date(2026, 3, 31)
ROOT = Path(__file__).parents[2]


def opened(file: Path | None) -> Outbox:
    return Outbox(file, lambda: NOW)


def entry(name: str) -> Entry:
    return Entry(name, f"Manager {name}", f"{name}@example.com", DAY)


def message(**changes: object) -> Message:
    parts: dict[str, object] = {
        "subject": "s", "text": "t", "html": "h", "to": None, "sender": None, "day": DAY,
        "attachments": (Attachment("a.xlsx", b"1"),),
    }  # fmt: skip
    return Message(**{**parts, **changes})  # type: ignore[arg-type]


def test_a_message_is_the_same_as_long_as_manager_address_day_and_content_are() -> None:
    known = message_id("Ann", "ann@example.com", message())
    assert known == message_id("Ann", "ann@example.com", message())
    others = [
        message_id("Bo", "ann@example.com", message()),
        message_id("Ann", "bo@example.com", message()),
        *(
            message_id("Ann", "ann@example.com", message(**{part: value}))
            for part, value in {
                "subject": "x", "text": "x", "html": "x", "day": date(2026, 4, 1),
                "attachments": (Attachment("a.xlsx", b"2"),),
            }.items()
        ),
        message_id("Ann", "ann@example.com", message(subject="st", text="")),
    ]  # fmt: skip
    assert len({known, *others}) == len(others) + 1


def test_a_state_stays_until_it_changes_and_a_known_message_keeps_its_own(tmp_path: Path) -> None:
    file = tmp_path / "outbox.sqlite"
    with opened(file) as outbox:
        outbox.prepare(entry("a"))
        outbox.begin("a", "smtp")
        outbox.settle("a", State.SENT)
    with opened(file) as outbox:
        assert outbox.prepare(entry("a")).state is State.SENT
    (kept,) = read_outbox(file)
    assert (kept.id, kept.manager, kept.address, kept.as_of) == ("a", "Manager a", "a@example.com", DAY)
    assert (kept.state, kept.way, kept.tries, kept.changed) == (State.SENT, "smtp", 1, NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["outbox.sqlite"]


def test_only_one_run_at_a_time_may_share_a_book(tmp_path: Path) -> None:
    file = tmp_path / "outbox.sqlite"
    with opened(file) as outbox:
        outbox.prepare(entry("a"))
        with pytest.raises(TargetError, match="another run is sharing this book"), opened(file):
            pass
        with pytest.raises(SourceError, match="another run is sharing this book"):
            read_outbox(file)
    assert len(read_outbox(file)) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_run_leaves_what_it_was_sending_unknown(tmp_path: Path) -> None:
    file = tmp_path / "outbox.sqlite"
    program = (
        "import os, signal; from pathlib import Path; from tests.sharing.test_outbox import *;"
        f"outbox = opened(Path({str(file)!r})); outbox.__enter__();"
        "outbox.prepare(entry('a')); outbox.prepare(entry('b')); outbox.begin('b', 'smtp');"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False, env=os.environ)
    assert killed.returncode == -signal.SIGKILL
    said = {each.id: (each.state, each.reason[:55]) for each in read_outbox(file)}
    assert said == {
        "a": (State.PREPARED, ""),
        "b": (State.SENDING, "The run that was sending it has ended, or is still at w"),
    }
    with opened(file) as outbox:
        assert [(each.id, each.state) for each in outbox.entries()] == [("a", State.PREPARED), ("b", State.UNKNOWN)]


def test_what_is_no_outbox_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "outbox.sqlite"
    with pytest.raises(SourceError, match="there is no outbox"):
        read_outbox(file)
    file.write_text("no database at all, but a text of some length" * 50, encoding="utf-8")
    with pytest.raises(SourceError, match="cannot be used as an outbox"):
        read_outbox(file)
    with pytest.raises(TargetError, match="cannot be used as an outbox"), opened(file):
        pass


def test_an_outbox_that_says_what_cannot_be_is_refused_when_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "outbox.sqlite"
    with opened(file) as outbox:
        outbox.prepare(entry("a"))
    with sqlite3.connect(file) as plain:
        plain.execute("UPDATE messages SET state = 'lost'")
    plain.close()
    with pytest.raises(SourceError, match="cannot be used as an outbox"):
        read_outbox(file)


def test_reading_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "outbox.sqlite"
    with opened(file) as outbox:
        outbox.prepare(entry("a"))
        outbox.begin("a", "smtp")
    before = file.read_bytes()
    assert read_outbox(file)[0].state is State.SENDING
    assert file.read_bytes() == before
    with sqlite3.connect(file) as plain:
        assert plain.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    plain.close()


@pytest.mark.parametrize(
    ("turn", "asked", "chance", "expected"),
    [
        (1, None, 0.5, 2.0),
        (1, None, 0.0, 1.0),
        (3, None, 1.0, 12.0),
        (9, None, 0.5, 60.0),
        (1, 7.0, 0.5, 7.0),
        (1, 300.0, 0.5, 300.0),
    ],
)
def test_waits_double_with_chance_and_obey_who_asks_for_more(
    turn: int, asked: float | None, chance: float, expected: float
) -> None:
    assert Patience(lambda _: None, lambda: chance).wait_seconds(turn, asked) == expected


class Busy(EmlDrafts):
    """A service that asks for some patience."""

    def __init__(self, folder: Path, asked_seconds: float) -> None:
        super().__init__(folder)
        self.asked_seconds, self.tries = asked_seconds, 0

    def deliver(self, message: Message, name: str) -> Delivery:
        self.tries += 1
        raise TryAgainError(f"{name} {message.subject}: busy.", self.asked_seconds)


@pytest.mark.parametrize(
    ("asked", "waits", "reason"),
    [
        (600.0, [600.0, 600.0, 600.0], "Ann s: busy."),
        (86_400.0, [], "Ann s: busy. It asks to wait 1,440 minutes. Share again after that."),
    ],
)
def test_who_asks_for_more_than_ten_minutes_is_not_waited_for_and_the_message_says_so(
    tmp_path: Path, asked: float, waits: list[float], reason: str
) -> None:
    busy, waited = Busy(tmp_path, asked), list[float]()
    with opened(None) as outbox:
        known = outbox.prepare(entry("a"))
        waiting = Ready(message(attachments=(), identity="a"), (), "Ann", known)
        outcomes = send_all([waiting], busy, outbox, Patience(waited.append, lambda: 0.5))
    assert (outcomes["Ann"].state, outcomes["Ann"].reason) == (State.FAILED, reason)
    assert (waited, busy.tries) == (waits, len(waits) + 1)
