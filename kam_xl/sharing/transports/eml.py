"""Drafts as .eml files: they work on any machine, and nothing leaves it before a person presses Send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from kam_xl.sharing.mime import mime_bytes
from kam_xl.sharing.transports.transport import Delivery
from kam_xl.workbook.files import atomic_write

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from kam_xl.sharing.message import Message


@dataclass(frozen=True, slots=True)
class EmlDrafts:
    """Write every message as a draft into a folder.

    Attributes:
        folder: The folder; it is made if it is missing.
    """

    folder: Path
    name: ClassVar[str] = "eml"
    once: ClassVar[bool] = False

    def __enter__(self) -> Self:
        """Make nothing ready: a folder is always open."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave everything as it is."""

    def deliver(self, message: Message, name: str) -> Delivery:
        """Write one draft; an earlier one of that name is replaced.

        Raises:
            TargetError: The file cannot be written.
        """
        target = self.folder / f"{name}.eml"
        atomic_write(target, lambda path: path.write_bytes(draft_bytes(message)))
        return Delivery("drafted", str(target))


def draft_bytes(message: Message) -> bytes:
    """Write a message as a draft: `X-Unsent: 1` opens it for editing; the same message gives the same bytes."""
    return mime_bytes(message, {"X-Unsent": "1"})
