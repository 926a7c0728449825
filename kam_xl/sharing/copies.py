"""Making manager copies as files: each whole or not at all, open or encrypted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kam_xl.workbook.files import atomic_write
from kam_xl.workbook.manager_copy import write_part

if TYPE_CHECKING:
    from collections.abc import Callable

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
class CopyMaker:
    """Make the copies of a book.

    Attributes:
        book: The whole book.
        target: The folder.
        seal: Encrypts a copy; None leaves it open.
        everyone_sees_all: Whether each copy holds the whole book.
    """

    book: ScoredBook
    target: Path
    seal: Callable[[bytes], bytes] | None = None
    everyone_sees_all: bool = False

    def make(self, part: ScoredBook, recipient: Recipient, name: str) -> MadeCopy:
        """Make one manager's copy.

        Raises:
            KamError: It cannot be written or encrypted.
        """
        path = self.target / f"{name}.xlsx"
        shown = replace(self.book, settings=part.settings, issues=()) if self.everyone_sees_all else part
        if self.seal is None:
            write_part(path, shown, recipient)
            return MadeCopy(path, path.read_bytes())
        content = _plain_content(shown, recipient)
        sealed = self.seal(content)
        atomic_write(path, lambda draft: draft.write_bytes(sealed))
        return MadeCopy(path, content)


def _plain_content(part: ScoredBook, recipient: Recipient) -> bytes:
    # Nobody else may read this folder, and it is gone when the copy is encrypted.
    with TemporaryDirectory(prefix="kam-xl-") as folder:
        plain = Path(folder) / "copy.xlsx"
        write_part(plain, part, recipient)
        return plain.read_bytes()
