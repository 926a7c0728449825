"""A message in the form in which mail programs exchange it."""

from __future__ import annotations

import hashlib
from binascii import b2a_base64
from datetime import UTC, datetime
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kam_xl.sharing.message import Message

_NOON = 12
"""The hour at which a draft of a day is dated; noon in UTC is that day nearly everywhere."""

_LINE = 76
"""The longest line of base64."""


def mime_bytes(message: Message, headers: Mapping[str, str] | None = None) -> bytes:
    """Write a message as MIME: text and HTML side by side, files attached; the same message gives the same bytes.

    The email package writes headers, bodies and the outline; what stands for an attachment in it is then replaced by
    the attachment, since the package takes ten times as long to encode one and copy it from form to form.

    Args:
        message: The message.
        headers: Further headers, such as `X-Unsent`; a Date takes the place of the message's own.
    """
    mail, stand_ins = _outline(message, headers or {})
    written = mail.as_bytes()
    for stand_in, content in stand_ins:
        written = written.replace(b2a_base64(stand_in, newline=False), _base64_lines(content), 1)
    return written


def is_international(message: Message) -> bool:
    """Tell whether an address of the message needs a server that knows every script."""
    people: tuple[Address | None, ...] = (message.to, message.sender)
    return any(person is not None and not person.username.isascii() for person in people)


def _outline(message: Message, headers: Mapping[str, str]) -> tuple[EmailMessage, list[tuple[bytes, bytes]]]:
    mail = EmailMessage(policy=_rules(international=is_international(message)))
    mail["Subject"] = _literal(message.subject)
    if message.sender is not None:
        mail["From"] = _literally_named(message.sender)
    if message.to is not None:
        mail["To"] = _literally_named(message.to)
    noon = datetime(message.day.year, message.day.month, message.day.day, _NOON, tzinfo=UTC)
    for name, value in ({"Date": format_datetime(noon)} | dict(headers)).items():
        mail[name] = value
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    key = _digest(message)
    _attach_pictures(mail, message)
    stand_ins = _attach_files(mail, message, key)
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        # Made of the content, so that the same message gives the same bytes and nobody can write one into a cell.
        part.set_boundary(f"=_{key}_{number}")
    return mail, stand_ins


def _attach_pictures(mail: EmailMessage, message: Message) -> None:
    page = mail.get_body(("html",))
    for picture in message.pictures:
        main_type, subtype = picture.media_type.split("/", 1)
        if page is not None:
            page.add_related(picture.content, main_type, subtype, cid=f"<{picture.name}>", disposition="inline")


def _attach_files(mail: EmailMessage, message: Message, key: str) -> list[tuple[bytes, bytes]]:
    stand_ins = []
    for number, attachment in enumerate(message.attachments):
        stand_in = f"{key}-{number:04}".encode()
        main_type, subtype = attachment.media_type.split("/", 1)
        mail.add_attachment(stand_in, maintype=main_type, subtype=subtype, filename=_literal(attachment.name))
        stand_ins.append((stand_in, attachment.content))
    return stand_ins


def _literally_named(person: Address) -> Address:
    return Address(_literal(person.display_name), person.username, person.domain)


def _literal(text: str) -> str:
    """Part what begins like an encoded word: programs would decode it, into other names, addresses or line breaks."""
    return text.replace("=?", "= ?")


class _Headers(HeaderRegistry):
    """What headers mean; those that come again, such as what a part is, are understood once."""

    def __init__(self) -> None:
        super().__init__()
        # The package makes a class anew for every header that it meets.
        self._class_of = cache(super().__getitem__)
        self._understood = lru_cache(maxsize=256)(super().__call__)

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - the package's own types
        return self._class_of(name)

    def __call__(self, name: str, value: Any) -> Any:  # noqa: ANN401 - the package's own types
        return self._understood(name, value) if isinstance(value, str) else super().__call__(name, value)


class _Rules(EmailPolicy):
    """How headers are written; none can begin another one."""

    def fold_binary(self, name: str, value: str) -> bytes:
        folded = super().fold_binary(name, value)
        line = folded.removesuffix(b"\r\n").replace(b"\r\n ", b"").replace(b"\r\n\t", b"")
        if b"\r" in line or b"\n" in line:
            raise ValueError(f"{name} would break its line; a header holds one line.")
        return folded


@cache
def _rules(*, international: bool) -> _Rules:
    # Bodies in seven bits pass every server, and end-to-end signatures, unchanged.
    return _Rules(linesep="\r\n", cte_type="7bit", utf8=international, header_factory=_Headers())


def _digest(message: Message) -> str:
    # Files cannot hold a boundary, since base64 has no _; only the texts count.
    texts = (message.subject, message.text, message.html, *(file.name for file in message.attachments))
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:40]


def _base64_lines(content: bytes) -> bytes:
    import numpy as np

    encoded = b2a_base64(content, newline=False)
    whole, rest = divmod(len(encoded), _LINE)
    lines = np.empty((whole, _LINE + 2), dtype=np.uint8)
    lines[:, :_LINE] = np.frombuffer(encoded, dtype=np.uint8, count=whole * _LINE).reshape(whole, _LINE)
    lines[:, _LINE:] = (13, 10)
    written = lines.tobytes() + encoded[len(encoded) - rest :]
    return written.removesuffix(b"\r\n")
