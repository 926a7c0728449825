"""A message as it is sent: who, what, and what is attached."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from email.headerregistry import Address
from pathlib import Path, PurePath
from types import MappingProxyType

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_MEDIA_TYPES = MappingProxyType(
    {
        ".xlsx": XLSX,
        ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
        ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".pdf": "application/pdf",
        ".zip": "application/zip",
    }
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message.

    Attributes:
        name: Its file name, without a folder.
        content: Its bytes.
        media_type: What it is, such as `application/pdf`.
    """

    name: str
    content: bytes
    media_type: str = XLSX


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that goes with a message, while it lies on the disk.

    Attributes:
        name: Its file name for those who receive it.
        path: Where it lies.
    """

    name: str
    path: Path

    def read(self) -> Attachment:
        """Read it; what it is follows from the ending of its name."""
        return Attachment(self.name, self.path.read_bytes(), media_type(self.name))


def media_type(name: str) -> str:
    """Say what a file is by its ending.

    >>> media_type("Mara.xlsx") == XLSX, media_type("plans.zip"), media_type("notes.xyz")
    (True, 'application/zip', 'application/octet-stream')
    """
    return _MEDIA_TYPES.get(PurePath(name).suffix.lower(), "application/octet-stream")


@dataclass(frozen=True, slots=True)
class Message:
    """A message to one manager.

    Attributes:
        subject: One line.
        text: The body for readers without HTML.
        html: The body as HTML.
        to: The recipient; None for a draft in which a person fills it in.
        sender: Who sends it; None leaves it to the mail program.
        day: The day it is dated.
        attachments: What goes with it.
        pictures: What the HTML shows as `cid:` and the picture's name.
        identity: What it is known by in the outbox; empty for a draft that nobody keeps track of.
    """

    subject: str
    text: str
    html: str
    to: Address | None
    sender: Address | None
    day: date
    attachments: tuple[Attachment, ...] = ()
    pictures: tuple[Attachment, ...] = ()
    identity: str = ""

    def __post_init__(self) -> None:
        """Refuse what could smuggle in a header or a folder.

        Raises:
            ValueError: The subject or a file name holds a line break or another control character, or a file name a
                folder.
        """
        files = (*self.attachments, *self.pictures)
        for what in (self.subject, *(file.name for file in files)):
            if any(unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} for sign in what):
                raise ValueError(f"A line break or control character in {what!r}; a header holds one line.")
        for file in files:
            if {"/", "\\"} & set(file.name):
                raise ValueError(f"The attachment {file.name!r} names a folder; a file name is allowed.")
