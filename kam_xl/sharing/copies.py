"""Making manager copies as files: each whole or not at all, open or encrypted."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kam_xl.sharing.sending import reason_of
from kam_xl.workbook.files import atomic_write
from kam_xl.workbook.manager_copy import write_manager_copy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kam_xl.portfolio.book import ScoredBook
    from kam_xl.portfolio.recipients import Recipient


@dataclass(frozen=True, slots=True)
class MadeCopy:
    """A copy that was written.

    Attributes:
        path: Where it is.
        content: What it holds, before encryption.
    """

    path: Path
    content: bytes


@dataclass(frozen=True, slots=True)
class WantedCopy:
    """A copy to be made.

    Attributes:
        part: What it shows.
        recipient: Whose it is.
        name: A safe file name of its own, without an ending.
    """

    part: ScoredBook
    recipient: Recipient
    name: str


@dataclass(frozen=True, slots=True)
class CopyMaker:
    """Make the copies of a book.

    Attributes:
        target: The folder.
        seal: Encrypts a copy; None leaves it open.
    """

    target: Path
    seal: Callable[[bytes], bytes] | None = None

    def make_all(self, wanted: Sequence[WantedCopy], workers: int) -> Iterator[MadeCopy | str]:
        """Make copies, in their order; one that cannot be made is the reason why, in words.

        Args:
            wanted: What to make.
            workers: How many processors to use; more than one pays from a few hundred accounts on.
        """
        if workers < 2 or len(wanted) < 2:  # noqa: PLR2004 - one needs no company
            yield from map(self.attempt, wanted)
            return
        # A fresh interpreter each: what was imported before may not survive a fork.
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            yield from pool.map(self.attempt, wanted)

    def attempt(self, wanted: WantedCopy) -> MadeCopy | str:
        """Make one copy, or say why it cannot be made."""
        try:
            return self.make(wanted.part, wanted.recipient, wanted.name)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one manager, the others get theirs
            return reason_of(error)

    def make(self, part: ScoredBook, recipient: Recipient, name: str) -> MadeCopy:
        """Make one copy.

        Raises:
            KamError: It cannot be written or encrypted.
        """
        path = self.target / f"{name}.xlsx"
        if self.seal is None:
            write_manager_copy(path, part, recipient)
            return MadeCopy(path, path.read_bytes())
        content = _plain_content(part, recipient)
        sealed = self.seal(content)
        atomic_write(path, lambda draft: draft.write_bytes(sealed))
        return MadeCopy(path, content)


def _plain_content(part: ScoredBook, recipient: Recipient) -> bytes:
    # Nobody else may read this folder, and it is gone when the copy is encrypted.
    with TemporaryDirectory(prefix="kam-xl-") as folder:
        plain = Path(folder) / "copy.xlsx"
        write_manager_copy(plain, part, recipient)
        return plain.read_bytes()
