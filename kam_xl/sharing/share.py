"""Sharing a book: every manager's own copy, and a message that brings it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kam_xl.errors import KamError
from kam_xl.plans.content.cells import text
from kam_xl.portfolio.part import parts, without_manager
from kam_xl.sharing.addresses import UnusableAddressError, is_allowed, read_address, read_domains
from kam_xl.sharing.compose import compose_for_part, letterhead
from kam_xl.sharing.message import Attachment
from kam_xl.workbook.file_names import distinct_file_names
from kam_xl.workbook.manager_copy import write_part

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from kam_xl.portfolio.book import ScoredAccount, ScoredBook
    from kam_xl.portfolio.recipients import Recipient
    from kam_xl.sharing.compose import MessageTemplates
    from kam_xl.sharing.transports import Delivery, Transport

_NAMED = 5
"""How many accounts or managers a sentence names before it counts the rest."""


@dataclass(frozen=True, slots=True)
class SharedCopy:
    """A manager copy that was written.

    Attributes:
        recipient: Whose it is.
        path: Where it is.
        accounts: How many accounts it holds.
        delivery: What became of its message; None if there is none.
    """

    recipient: Recipient
    path: Path
    accounts: int
    delivery: Delivery | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that went wrong with one manager.

    Attributes:
        manager: The manager's name; empty for what concerns all.
        reason: What is wrong, and what to do.
    """

    manager: str
    reason: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.manager}: {self.reason}" if self.manager else self.reason


@dataclass(frozen=True, slots=True)
class ShareReport:
    """What became of every account and every manager.

    Attributes:
        copies: The copies written, managers sorted by name.
        without_manager: Accounts that reach nobody, in sheet order.
        without_address: Managers without an address; their drafts have no recipient.
        unusable: Managers whose address is none; their drafts have no recipient either. Also a sender that is none.
        refused: Managers outside the allowed domains; they have a copy, and no message.
        failed: Managers whose copy or message could not be made or brought out.
    """

    copies: tuple[SharedCopy, ...]
    without_manager: tuple[ScoredAccount, ...]
    without_address: tuple[Recipient, ...]
    unusable: tuple[Trouble, ...]
    refused: tuple[Trouble, ...]
    failed: tuple[Trouble, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """Say everything that did not go well, what concerns most accounts first."""
        return (*self.nobody, *map(str, (*self.unusable, *self.refused, *self.failed)))

    @property
    def nobody(self) -> tuple[str, ...]:
        """Say which accounts reach nobody, and which drafts have no recipient because no address is known."""
        accounts = [f"{account.name} ({account.account_id})" for account in self.without_manager]
        managers = [recipient.name for recipient in self.without_address]
        return (
            *_sentence("Accounts without a manager", accounts, "Name one on Accounts or Team."),
            *_sentence("Managers without an address", managers, "Add Manager Email on Team."),
        )

    def lines(self) -> tuple[str, ...]:
        """Say what was done and what went wrong on the way; what `nobody` says is left out."""
        troubles = [f"! {trouble}" for trouble in (*self.failed, *self.refused, *self.unusable)]
        states = [copy.delivery.state for copy in self.copies if copy.delivery is not None]
        messages = ", ".join(f"{states.count(state)} {state}" for state in sorted(set(states))) or "none"
        return (*troubles, f"Manager copies: {len(self.copies)} written. Messages: {messages}.")


def _sentence(what: str, names: Sequence[str], remedy: str) -> list[str]:
    if not names:
        return []
    more = len(names) - _NAMED
    named = ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    return [f"{what}: {named}. {remedy}"]


def share_book(
    book: ScoredBook,
    target: Path,
    transport: Transport,
    templates: MessageTemplates,
    progress: Callable[[int], object] = lambda _: None,
) -> ShareReport:
    """Write every manager's own copy into a folder and bring it out with a message.

    What goes wrong with one manager is reported and stops nobody else's copy.

    Args:
        book: The whole scored book.
        target: The folder of the copies; it is made if it is missing.
        transport: How messages leave.
        templates: Where the templates of the messages lie.
        progress: Called after each manager with the number of accounts dealt with; in the end with those that have
            none, so that the numbers add up to the accounts of the book.

    Raises:
        TemplateError: A template of the messages is missing or not written as one; nothing was written.
        KamError: The transport cannot be used at all; nothing was written.
    """
    templates.check()
    orphans = without_manager(book)
    with transport:
        round_ = _Round(book, target, transport, templates)
        shares = parts(book)
        names = distinct_file_names([f"{recipient.name} {book.basis.as_of}" for recipient in shares], "manager")
        for (recipient, part), name in zip(shares.items(), names, strict=True):
            round_.share(recipient, part, name)
            progress(len(part.accounts))
    progress(len(orphans))
    return round_.report(orphans)


@dataclass
class _Round:
    """One manager after the other, and what became of each."""

    book: ScoredBook
    target: Path
    transport: Transport
    templates: MessageTemplates
    copies: list[SharedCopy] = field(default_factory=list)
    without_address: list[Recipient] = field(default_factory=list)
    unusable: list[Trouble] = field(default_factory=list)
    refused: list[Trouble] = field(default_factory=list)
    failed: list[Trouble] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._allowed = read_domains(text(self.book.settings, "allowed_mail_domains") or "")
        sender = text(self.book.settings, "mail_from")
        if sender and (reason := _unusable(sender)):
            self.unusable.append(Trouble("", _not_an_address("Mail From on Settings", sender, reason)))

    def share(self, recipient: Recipient, part: ScoredBook, name: str) -> None:
        path = self.target / f"{name}.xlsx"
        try:
            write_part(path, part, recipient)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one manager, the others get theirs
            self.failed.append(Trouble(recipient.name, _reason(error)))
            return
        delivery = self._bring_out(recipient, part, path) if self._may_receive(recipient) else None
        self.copies.append(SharedCopy(recipient, path, len(part.accounts), delivery))

    def _bring_out(self, recipient: Recipient, part: ScoredBook, copy: Path) -> Delivery | None:
        try:
            attachment = Attachment(copy.name, copy.read_bytes())
            message = compose_for_part(part, letterhead(self.book, recipient), [attachment], self.templates)
            return self.transport.deliver(message, copy.stem)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one manager, the others get theirs
            self.failed.append(Trouble(recipient.name, _reason(error)))
            return None

    def _may_receive(self, recipient: Recipient) -> bool:
        if not recipient.email:
            self.without_address.append(recipient)
            return True
        if reason := _unusable(recipient.email):
            self.unusable.append(Trouble(recipient.name, _not_an_address("Manager Email", recipient.email, reason)))
            return True
        if not self._allowed or is_allowed(read_address(recipient.email), self._allowed):
            return True
        self.refused.append(Trouble(recipient.name, _outside(recipient.email, self._allowed)))
        return False

    def report(self, orphans: tuple[ScoredAccount, ...]) -> ShareReport:
        return ShareReport(
            copies=tuple(self.copies),
            without_manager=orphans,
            without_address=tuple(self.without_address),
            unusable=tuple(self.unusable),
            refused=tuple(self.refused),
            failed=tuple(self.failed),
        )


def _unusable(address: str) -> str | None:
    try:
        read_address(address)
    except UnusableAddressError as error:
        return str(error)
    return None


def _not_an_address(where: str, found: str, reason: str) -> str:
    return f"{where}: found {found!r}, which is no mail address: {reason}. Correct it; until then the draft lacks it."


def _outside(address: str, allowed: frozenset[str]) -> str:
    return (
        f"{address} is outside the Allowed Mail Domains ({', '.join(sorted(allowed))}), so there is no message. "
        "Add the domain on Settings, or correct the address."
    )


def _reason(error: Exception) -> str:
    return " ".join(error.problems) if isinstance(error, KamError) else f"{type(error).__name__}: {error}"
