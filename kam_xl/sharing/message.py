"""A message as it is sent: who, what, and what is attached."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from email.headerregistry import Address

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    """

    subject: str
    text: str
    html: str
    to: Address | None
    sender: Address | None
    day: date
    attachments: tuple[Attachment, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what could smuggle in a header or a folder.

        Raises:
            ValueError: The subject or a file name holds a line break or another control character, or a file name a
                folder.
        """
        for what in (self.subject, *(attachment.name for attachment in self.attachments)):
            if any(unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} for sign in what):
                raise ValueError(f"A line break or control character in {what!r}; a header holds one line.")
        for attachment in self.attachments:
            if {"/", "\\"} & set(attachment.name):
                raise ValueError(f"The attachment {attachment.name!r} names a folder; a file name is allowed.")
