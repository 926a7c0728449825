"""The use case of the outbox: what became of every message; which to send again, which to forget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.errors import SourceError
from kam_xl.jobs.share import now
from kam_xl.sharing.outbox import Outbox, read_outbox

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kam_xl.sharing.outbox import Entry

_ENDING = ".sqlite"


def find_outbox(book: Path) -> Path:
    """Find the outbox of a book, or take an outbox for itself.

    Raises:
        SourceError: There is none.
    """
    file = book if book.suffix == _ENDING else book.with_name(f"{book.stem}.outbox{_ENDING}")
    if not file.exists():
        raise SourceError(f"{file}: there is no outbox. `kam share` begins one.")
    return file


def list_outbox(book: Path) -> list[Entry]:
    """Give every message of a book's outbox, the newest day first.

    Raises:
        SourceError: There is no outbox, or another run has it.
    """
    return read_outbox(find_outbox(book))


def retry_messages(book: Path, ids: Sequence[str]) -> None:
    """Let the next share send messages again that failed, or whose fate is unknown.

    Raises:
        SourceError: Some are not there, or were sent.
        TargetError: Another run has the outbox.
    """
    with Outbox(find_outbox(book), now) as outbox:
        outbox.retry(ids)


def forget_messages(book: Path, ids: Sequence[str]) -> None:
    """Remove messages from the outbox: the next share takes them for new ones.

    Raises:
        SourceError: Some are not there.
        TargetError: Another run has the outbox.
    """
    with Outbox(find_outbox(book), now) as outbox:
        outbox.forget(ids)
