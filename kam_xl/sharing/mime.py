"""A message in the form in which mail programs exchange it."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.headerregistry import Address

    from kam_xl.sharing.message import Attachment, Message

_NOON = 12
"""The hour at which a message of a day is dated; noon in UTC is that day nearly everywhere."""


def mime_message(message: Message) -> EmailMessage:
    """Give a message as MIME: text and HTML side by side, files attached; the same message gives the same bytes."""
    mail = EmailMessage(policy=_policy(message))
    mail["Subject"] = message.subject
    if message.sender is not None:
        mail["From"] = message.sender
    if message.to is not None:
        mail["To"] = message.to
    mail["Date"] = format_datetime(datetime(message.day.year, message.day.month, message.day.day, _NOON, tzinfo=UTC))
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    for attachment in message.attachments:
        _attach(mail, attachment)
    _fix_boundaries(mail, message)
    return mail


def _policy(message: Message) -> policy.EmailPolicy[EmailMessage]:
    people: tuple[Address | None, ...] = (message.to, message.sender)
    international = any(person is not None and not person.username.isascii() for person in people)
    # Bodies in seven bits pass every server, and end-to-end signatures, unchanged.
    return (policy.SMTPUTF8 if international else policy.SMTP).clone(cte_type="7bit")


def _attach(mail: EmailMessage, attachment: Attachment) -> None:
    main_type, subtype = attachment.media_type.split("/", 1)
    mail.add_attachment(attachment.content, maintype=main_type, subtype=subtype, filename=attachment.name)


def _fix_boundaries(mail: EmailMessage, message: Message) -> None:
    # Made of the content, so that the same message gives the same bytes and nobody can write a boundary into a cell.
    content = hashlib.sha256(f"{message.subject}\0{message.text}\0{message.html}".encode())
    for attachment in message.attachments:
        content.update(attachment.content)
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_{content.hexdigest()[:40]}_{number}")
