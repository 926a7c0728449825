"""Drafts as .eml files: they work on any machine, and nothing leaves it before a person presses Send."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Self

from kam_xl.sharing.folder import SharedFolder
from kam_xl.sharing.mime import mime_bytes
from kam_xl.sharing.transports.transport import Delivery

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from kam_xl.sharing.message import Message


@dataclass
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

    @cached_property
    def _drafts(self) -> SharedFolder:
        return SharedFolder(self.folder)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Tidy what is noted of the drafts."""
        self._drafts.close()

    def deliver(self, message: Message, name: str) -> Delivery:
        """Write one draft in place of an earlier one of that name, or beside it if a person has edited it.

        Raises:
            TargetError: The file cannot be written.
        """
        draft = self._drafts.put(f"{name}.eml", draft_bytes(message))
        return Delivery("drafted", str(draft.path), draft.kept)


def draft_bytes(message: Message) -> bytes:
    """Write a message as a draft: `X-Unsent: 1` opens it for editing; the same message gives the same bytes."""
    return mime_bytes(message, {"X-Unsent": "1"})
