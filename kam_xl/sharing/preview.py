"""A page that shows everything that would leave: each message as its reader sees it, and what goes with it."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kam_xl.sharing.message import Message, StoredFile
    from kam_xl.sharing.share import Rehearsal


@dataclass(frozen=True, slots=True)
class _Shown:
    to: str
    sender: str
    subject: str
    html: str
    text: str
    files: tuple[tuple[str, str, str], ...]
    state: str


def preview_page(rehearsal: Rehearsal, sends: bool) -> str:  # noqa: FBT001 - sent or drafted
    """Write the page; it needs no network, and runs nothing that a message holds.

    Args:
        rehearsal: What would leave.
        sends: Whether messages would be sent at once, not drafted.
    """
    shown = [
        _shown(each.message, each.files, "left alone: done earlier" if each.name in rehearsal.alone else "")
        for each in rehearsal.messages
    ]
    page = files("kam_xl.sharing").joinpath("preview.html").read_text(encoding="utf-8")
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(page)
    verb = "sent" if sends else "drafted"
    return template.render(messages=shown, problems=(*rehearsal.report.warnings, *rehearsal.report.problems), verb=verb)


def _shown(message: Message, attached: Iterable[StoredFile], state: str) -> _Shown:
    return _Shown(
        to=str(message.to) if message.to else "",
        sender=str(message.sender) if message.sender else "",
        subject=message.subject,
        html=with_pictures(message),
        text=message.text,
        files=tuple((file.name, file.path.resolve().as_uri(), _size(file.path.stat().st_size)) for file in attached),
        state=state,
    )


def with_pictures(message: Message) -> str:
    """Give the HTML of a message with its pictures inside, for programs that have the HTML alone."""
    html = message.html
    for picture in message.pictures:
        data = f"data:{picture.media_type};base64,{b64encode(picture.content).decode()}"
        html = html.replace(f"cid:{picture.name}", data)
    return html


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"  # noqa: PLR2004 - a million
