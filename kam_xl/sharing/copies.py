"""Making manager copies: open or encrypted, on one processor or on all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kam_xl.processors import in_order
from kam_xl.sharing.sending import reason_of
from kam_xl.workbook.manager_copy import manager_copy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kam_xl.portfolio.book import ScoredBook
    from kam_xl.portfolio.recipients import Recipient


@dataclass(frozen=True, slots=True)
class MadeCopy:
    """A copy that was made.

    Attributes:
        content: What it holds, before encryption.
        file: What goes into its file.
    """

    content: bytes
    file: bytes


@dataclass(frozen=True, slots=True)
class WantedCopy:
    """A copy to be made.

    Attributes:
        part: What it shows.
        recipient: Whose it is.
    """

    part: ScoredBook
    recipient: Recipient


@dataclass(frozen=True, slots=True)
class CopyMaker:
    """Make the copies of a book.

    Attributes:
        seal: Encrypts a copy; None leaves it open.
    """

    seal: Callable[[bytes], bytes] | None = None

    def make_all(self, wanted: Sequence[WantedCopy], workers: int) -> Iterator[MadeCopy | str]:
        """Make copies, in their order; one that cannot be made is the reason why, in words.

        Args:
            wanted: What to make.
            workers: How many processors to use; more than one pays from a few hundred accounts on.
        """
        return in_order(self.attempt, wanted, min(workers, len(wanted)))

    def attempt(self, wanted: WantedCopy) -> MadeCopy | str:
        """Make one copy, or say why it cannot be made."""
        try:
            return self.make(wanted)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one manager, the others get theirs
            return reason_of(error)

    def make(self, wanted: WantedCopy) -> MadeCopy:
        """Make one copy.

        Raises:
            KamError: It cannot be encrypted.
        """
        content = manager_copy(wanted.part, wanted.recipient)
        return MadeCopy(content, content if self.seal is None else self.seal(content))
