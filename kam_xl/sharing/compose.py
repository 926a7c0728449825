"""Composing a message: the manager's own part of the book, said by templates."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, fields
from email.headerregistry import Address
from typing import TYPE_CHECKING

from kam_xl.errors import TemplateError
from kam_xl.plans.content.cells import text
from kam_xl.plans.content.plan import DEFAULT_LANGUAGE
from kam_xl.plans.templates import faults_named, find_template, render, sandbox
from kam_xl.plans.wording import Wording
from kam_xl.sharing.addresses import UnusableAddressError, read_address
from kam_xl.sharing.message import Message
from kam_xl.sharing.news import OWN_COPY, gather_news
from kam_xl.sharing.picture import portfolio_picture

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jinja2 import Environment, Template

    from kam_xl.portfolio.book import ScoredBook
    from kam_xl.portfolio.movers import Movements
    from kam_xl.portfolio.recipients import Recipient
    from kam_xl.sharing.message import Attachment
    from kam_xl.sharing.news import Enclosed, News

_STEPS = logging.getLogger(__name__)

MESSAGES = "messages"
"""Where the templates of messages lie in a template folder."""

SUBJECT, TEXT, HTML = (f"{MESSAGES}/manager{ending}" for ending in (".subject.txt", ".txt", ".html"))
"""The templates of a message."""

NOT_KNOWN = "not known"
"""What a message says where a template asks for something unknown."""


@dataclass(frozen=True, slots=True)
class MessageTemplates:
    """The templates of messages; one is made ready at its first use and kept.

    Attributes:
        folders: Where they are looked for, the first folder first, as `kam_xl.plans.templates.template_folders` gives
            them.
    """

    folders: tuple[Path, ...]
    _ready: dict[tuple[str, Wording], Template] = field(default_factory=dict, compare=False, repr=False)

    def check(self) -> None:
        """Read every template.

        Raises:
            TemplateError: Some are missing or not written as templates; all of them are named.
        """
        problems: list[str] = []
        for name in (SUBJECT, TEXT, HTML):
            try:
                self._read(name, Wording(DEFAULT_LANGUAGE))
            except TemplateError as error:
                problems.extend(error.problems)
        if problems:
            raise TemplateError(problems)

    def say(self, name: str, news: News, wording: Wording) -> str:
        """Fill one of the templates in.

        Raises:
            TemplateError: It is missing, cannot be used, or writes without end.
        """
        template = self._read(name, wording)
        with faults_named(find_template([name], self.folders)):
            return render(template, variables_in(news))

    def _read(self, name: str, wording: Wording) -> Template:
        if (name, wording) not in self._ready:
            self._ready[name, wording] = self._made_ready(name, wording)
        return self._ready[name, wording]

    def _made_ready(self, name: str, wording: Wording) -> Template:
        file = find_template([name], self.folders)
        with faults_named(file):
            template = message_environment(name, self.folders, wording).get_template(name)
        _STEPS.debug("made %s ready for %s", file, wording.language)
        return template


def message_environment(name: str, folders: Sequence[Path], wording: Wording) -> Environment:
    """Set up the sandbox in which a template of messages runs; only HTML escapes texts."""
    environment = sandbox(folders, wording, NOT_KNOWN)
    return environment.overlay(autoescape=name.endswith(".html"), trim_blocks=True, lstrip_blocks=True)


def variables_in(news: News) -> dict[str, object]:
    """Give what a message says as the variables of its templates."""
    return {each.name: getattr(news, each.name) for each in fields(news)}


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes to whom, and how.

    Attributes:
        recipient: The manager.
        sender: Who sends it; None if nobody said, or if what they said is no address.
        wording: How quantities are written in the manager's language.
    """

    recipient: Recipient
    sender: Address | None
    wording: Wording


def letterhead(book: ScoredBook, recipient: Recipient) -> Letterhead:
    """Find out who writes to a manager, and in which language: the manager's own on Team, else the book's."""
    member = book.team.get(recipient.name, {})
    language = text(member, "language") or text(book.settings, "locale") or DEFAULT_LANGUAGE
    sender = _usable(text(book.settings, "mail_from"))
    return Letterhead(recipient, sender, Wording(language, text(book.settings, "currency")))


def compose_for_part(  # noqa: PLR0913, PLR0917 - what it is about, who writes to whom, and what goes with it
    part: ScoredBook,
    head: Letterhead,
    attachments: Sequence[Attachment],
    templates: MessageTemplates,
    enclosed: Enclosed = OWN_COPY,
    movements: Movements | None = None,
) -> Message:
    """Compose the message to one manager: the body itself says what counts.

    Line breaks that names bring into the subject become blanks. An address that cannot be used is left out, so that
    a person fills it in.

    Args:
        part: The manager's own part of the book.
        head: Who writes to whom, and how.
        attachments: What goes with it.
        templates: Where its templates lie.
        enclosed: What the attachments are.
        movements: Who moved in the whole book; only the manager's own accounts are told.

    Raises:
        TemplateError: A template cannot be used.
    """
    picture = portfolio_picture(part)
    news = gather_news(part, head.recipient, attachments, enclosed, picture.name if picture else "", movements)
    return Message(
        subject=" ".join(templates.say(SUBJECT, news, head.wording).split()),
        text=templates.say(TEXT, news, head.wording),
        html=templates.say(HTML, news, head.wording),
        to=_usable(head.recipient.email, head.recipient.name),
        sender=head.sender,
        day=part.basis.as_of,
        attachments=tuple(attachments),
        pictures=(picture,) if picture else (),
    )


def _usable(address: str | None, name: str = "") -> Address | None:
    try:
        return named_address(address, name) if address else None
    except UnusableAddressError:
        return None


def named_address(address: str, name: str) -> Address:
    """Understand an address, and give it the name unless it brings one.

    Raises:
        UnusableAddressError: It is no address.
    """
    found = read_address(address)
    shown = found.display_name or " ".join("".join(sign for sign in name if sign.isprintable()).split())
    return Address(shown, found.username, found.domain)
