"""Drafts as .eml files: they work on any machine, and nothing leaves it before a person presses Send."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from kam_xl.errors import TargetError
from kam_xl.sharing.mime import mime_bytes
from kam_xl.sharing.transports.transport import Delivery
from kam_xl.workbook.files import atomic_write

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from kam_xl.sharing.message import Message

_MARK = b"X-Kam-Draft: "
"""The first line of a draft: the fingerprint of all that follows, which no longer fits once a person has edited it."""


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
        """Write one draft in place of an earlier one of that name, unless a person has edited it.

        Raises:
            TargetError: The file cannot be written.
        """
        target = self.folder / f"{name}.eml"
        if is_edited(target):
            return Delivery("drafted", str(target), kept=_kept(target.name))
        atomic_write(target, lambda path: path.write_bytes(draft_bytes(message)))
        return Delivery("drafted", str(target))


def draft_bytes(message: Message) -> bytes:
    """Write a message as a draft: `X-Unsent: 1` opens it for editing; the same message gives the same bytes."""
    draft = mime_bytes(message, {"X-Unsent": "1"})
    return _marked(draft) + draft


def is_edited(draft: Path) -> bool:
    """Tell whether something else than a draft stands there as it was written.

    Raises:
        TargetError: The file cannot be read.
    """
    if not draft.is_file():
        return False
    try:
        mark, _, rest = draft.read_bytes().partition(b"\r\n")
    except OSError as error:
        remedy = "Close the program that has it open, or move it away."
        raise TargetError(
            f"{draft} stands where a draft belongs and cannot be read: {error.strerror}. {remedy}"
        ) from error
    return mark + b"\r\n" != _marked(rest)


def _marked(draft: bytes) -> bytes:
    return _MARK + hashlib.sha256(draft).hexdigest().encode() + b"\r\n"


def _kept(name: str) -> str:
    return f"{name} was edited and stays as it is. Move it away and share again for a new draft."
