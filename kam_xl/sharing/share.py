"""Sharing a book: every manager's own copy, and a message that brings it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING

from kam_xl.plans.content.cells import text
from kam_xl.portfolio.part import parts, without_manager
from kam_xl.sharing.addresses import UnusableAddressError, is_allowed, read_address, read_domains
from kam_xl.sharing.compose import compose_for_part, letterhead
from kam_xl.sharing.copies import CopyMaker, WantedCopy
from kam_xl.sharing.folder import SharedFolder
from kam_xl.sharing.message import Attachment, StoredFile
from kam_xl.sharing.news import Enclosed
from kam_xl.sharing.outbox import Entry, State, message_id, no_outbox
from kam_xl.sharing.report import SharedCopy, ShareReport, Trouble
from kam_xl.sharing.sending import AT_ONCE, Ready, entered, reason_of, send_all
from kam_xl.workbook.file_names import distinct_file_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.headerregistry import Address
    from pathlib import Path

    from kam_xl.portfolio.book import ScoredAccount, ScoredBook
    from kam_xl.portfolio.movers import Movements
    from kam_xl.portfolio.recipients import Recipient
    from kam_xl.sharing.compose import MessageTemplates
    from kam_xl.sharing.copies import MadeCopy
    from kam_xl.sharing.enclosed_plans import PlanMaker
    from kam_xl.sharing.message import Message
    from kam_xl.sharing.outbox import Outbox
    from kam_xl.sharing.sending import Outcome, Patience
    from kam_xl.sharing.transports import Transport


@dataclass(frozen=True, slots=True)
class Manner:
    """How a book is shared.

    Attributes:
        outbox: Where the state of every message is kept.
        patience: How long faults that pass are waited out.
        seal: Encrypts a copy; None leaves it open.
        everyone_sees_all: Whether every copy holds the whole book.
        workbook: The workbook itself, attached to every message; None for none.
        allowed: Addresses that may receive theirs though they are outside the allowed domains.
        largest_bytes: No message may be larger than this where one is sent.
        workers: How many processors make copies.
        movements: Who moved since the previous snapshot, for the messages; None without one.
        plans: Makes the plans that go with each message; None for none.
    """

    outbox: Outbox = field(default_factory=no_outbox)
    patience: Patience = AT_ONCE
    seal: Callable[[bytes], bytes] | None = None
    everyone_sees_all: bool = False
    workbook: Path | None = None
    allowed: frozenset[str] = frozenset()
    largest_bytes: int = 25_000_000
    workers: int = 1
    movements: Movements | None = None
    plans: PlanMaker | None = None

    def check(self, book: ScoredBook) -> None:
        """Read what the plans of a book need.

        Raises:
            TemplateError: A template of the plans cannot be used.
        """
        if self.plans is not None:
            self.plans.check(book)


def share_book(  # noqa: PLR0913, PLR0917 - what, where to, by which way, in whose words, and how
    book: ScoredBook,
    target: Path,
    transport: Transport,
    templates: MessageTemplates,
    progress: Callable[[int], object] = lambda _: None,
    manner: Manner | None = None,
) -> ShareReport:
    """Write every manager's own copy into a folder, then bring all of them out with a message each.

    What goes wrong with one manager is reported and stops nobody else's copy. Every message stands in the outbox
    before the first one leaves.

    Args:
        book: The whole scored book.
        target: The folder of the copies; it is made if it is missing.
        transport: How messages leave.
        templates: Where the templates of the messages lie.
        progress: Called after each manager with the number of accounts dealt with; in the end with those that have
            none, so that the numbers add up to the accounts of the book.
        manner: How it is shared; None for open copies of the own accounts, with no outbox.

    Raises:
        TemplateError: A template of the messages or plans is missing or not written as one; nothing was written.
        KamError: The transport or the outbox cannot be used at all; nothing was written.
    """
    templates.check()
    orphans = without_manager(book)
    used = manner or Manner()
    used.check(book)
    with used.outbox, entered(transport, used.patience):
        round_ = _Round(book, SharedFolder(target), transport, templates, used)
        round_.prepare_all(progress)
        round_.send()
    progress(len(orphans))
    return round_.report(orphans)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What sharing would do.

    Attributes:
        messages: The messages with their attachments' places, managers sorted by name.
        alone: The names of those that an earlier run has brought out, so that they would stay alone.
        report: What would go wrong.
    """

    messages: tuple[Ready, ...]
    alone: frozenset[str]
    report: ShareReport


def rehearse_share(
    book: ScoredBook, target: Path, transport: Transport, templates: MessageTemplates, manner: Manner
) -> Rehearsal:
    """Write the copies and compose every message, and bring none out.

    Args:
        book: The whole scored book.
        target: The folder of the copies.
        transport: How messages would leave; it is not entered.
        templates: Where the templates of the messages lie.
        manner: How the book would be shared; its outbox is open, and must not be the real one.

    Raises:
        TemplateError: A template of the messages is missing or not written as one; nothing was written.
    """
    templates.check()
    manner.check(book)
    round_ = _Round(book, SharedFolder(target), transport, templates, manner)
    round_.prepare_all(lambda _: None)
    ready = tuple(round_.ready)
    alone = frozenset(each.name for each in ready if each.entry.stays_alone(transport.name, once=transport.once))
    return Rehearsal(ready, alone, round_.report(without_manager(book)))


@dataclass
class _Round:
    """One manager after the other, and what became of each."""

    book: ScoredBook
    folder: SharedFolder
    transport: Transport
    templates: MessageTemplates
    manner: Manner
    copies: dict[str, SharedCopy] = field(default_factory=dict)
    ready: list[Ready] = field(default_factory=list)
    without_address: list[Recipient] = field(default_factory=list)
    unusable: list[Trouble] = field(default_factory=list)
    refused: list[Trouble] = field(default_factory=list)
    failed: list[Trouble] = field(default_factory=list)
    unknown: list[Trouble] = field(default_factory=list)
    kept: list[Trouble] = field(default_factory=list)

    def __post_init__(self) -> None:
        stated = text(self.book.settings, "allowed_mail_domains")
        self._allowed = None if stated is None else read_domains(stated)
        workbook = self.manner.workbook
        self._workbook = () if workbook is None else (StoredFile(workbook.name, workbook),)
        self._enclosed = Enclosed(
            whole_book=self.manner.everyone_sees_all,
            sealed=self.manner.seal is not None,
            workbook=workbook.name if workbook else "",
        )
        sender = text(self.book.settings, "mail_from")
        if sender and (reason := _unusable(sender)):
            self.unusable.append(Trouble("", _not_an_address("Mail From on Settings", sender, reason)))

    def prepare_all(self, progress: Callable[[int], object]) -> None:
        shares = parts(self.book)
        names = distinct_file_names([f"{recipient.name} {self.book.basis.as_of}" for recipient in shares], "manager")
        wanted = [WantedCopy(self._shown(part), recipient) for recipient, part in shares.items()]
        made = CopyMaker(self.manner.seal).make_all(wanted, self.manner.workers)
        for (recipient, part), name, copy in zip(shares.items(), names, made, strict=True):
            self._prepare(recipient, part, name, copy)
            progress(len(part.accounts))
        self.folder.close()

    def _shown(self, part: ScoredBook) -> ScoredBook:
        return replace(self.book, settings=part.settings, issues=()) if self.manner.everyone_sees_all else part

    def _prepare(self, recipient: Recipient, part: ScoredBook, name: str, made: MadeCopy | str) -> None:
        if isinstance(made, str):
            self.failed.append(Trouble(recipient.name, made))
            return
        file = f"{name}.xlsx"
        try:
            copy = self._put(recipient, file, made.file, "Bring home what was typed there with `kam collect`.")
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one manager, the others get theirs
            self.failed.append(Trouble(recipient.name, reason_of(error)))
            return
        self.copies[name] = SharedCopy(recipient, copy.path, len(part.accounts), None)
        if self._may_receive(recipient):
            self._compose(recipient, part, Attachment(file, made.content), name)

    def _put(self, recipient: Recipient, name: str, content: bytes, remedy: str = "") -> StoredFile:
        """Put a file into the folder; what a person has edited there stays, and is told."""
        standing = self.folder.put(name, content)
        if standing.kept:
            self.kept.append(Trouble(recipient.name, f"{standing.kept} {remedy}".rstrip()))
        return StoredFile(PurePath(name).name, standing.path)

    def _compose(self, recipient: Recipient, part: ScoredBook, copy: Attachment, name: str) -> None:
        try:
            plans = self._plans(recipient, part, name)
            files = (copy, *(file.read() for file in (*plans, *self._workbook)))
            head = letterhead(self.book, recipient)
            message = compose_for_part(part, head, files, self.templates, self._enclosed, self.manner.movements)
        except Exception as error:  # noqa: BLE001 - as above
            self.failed.append(Trouble(recipient.name, reason_of(error)))
            return
        self._note(recipient, message, name, plans)

    def _plans(self, recipient: Recipient, part: ScoredBook, name: str) -> tuple[StoredFile, ...]:
        maker = self.manner.plans
        return () if maker is None else maker.make(part, self.book, name, partial(self._put, recipient))

    def _note(self, recipient: Recipient, message: Message, name: str, plans: tuple[StoredFile, ...]) -> None:
        """Put a message into the outbox, before any of them leaves."""
        address = message.to.addr_spec if message.to else ""
        known_by = message_id(recipient.name, address, message)
        entry = self.manner.outbox.prepare(Entry(known_by, recipient.name, address, message.day))
        if self.transport.once and (reason := _too_large(message, self.manner.largest_bytes)):
            self.manner.outbox.settle(known_by, State.FAILED, reason=reason)
            self.failed.append(Trouble(recipient.name, reason))
            return
        files = (StoredFile(f"{name}.xlsx", self.copies[name].path), *plans, *self._workbook)
        self.ready.append(Ready(replace(message, attachments=(), identity=known_by), files, name, entry))

    def send(self) -> None:
        outcomes = send_all(self.ready, self.transport, self.manner.outbox, self.manner.patience)
        for ready in self.ready:
            self._settle(ready, outcomes[ready.name])

    def _settle(self, ready: Ready, outcome: Outcome) -> None:
        copy = self.copies[ready.name]
        if outcome.state is State.FAILED:
            self.failed.append(Trouble(copy.recipient.name, outcome.reason))
            return
        self.copies[ready.name] = replace(copy, delivery=outcome)
        if outcome.state is State.UNKNOWN:
            self.unknown.append(Trouble(copy.recipient.name, _unknown(outcome.reason, ready.entry.id)))
        if outcome.kept:
            self.kept.append(Trouble(copy.recipient.name, outcome.kept))

    def _may_receive(self, recipient: Recipient) -> bool:
        if not recipient.email:
            self.without_address.append(recipient)
            return True
        if reason := _unusable(recipient.email):
            self.unusable.append(Trouble(recipient.name, _not_an_address("Manager Email", recipient.email, reason)))
            return True
        address = read_address(recipient.email)
        if self._allowed is None or is_allowed(address, self._allowed):
            return True
        if address.addr_spec.lower() in self.manner.allowed:
            return True
        self.refused.append(Trouble(recipient.name, _outside(recipient.email, address, self._allowed)))
        return False

    def report(self, orphans: tuple[ScoredAccount, ...]) -> ShareReport:
        return ShareReport(
            copies=tuple(self.copies.values()),
            without_manager=orphans,
            without_address=tuple(self.without_address),
            unusable=tuple(self.unusable),
            refused=tuple(self.refused),
            failed=tuple(self.failed),
            unknown=tuple(self.unknown),
            kept=tuple(self.kept),
            warnings=tuple(self._warnings()),
        )

    def _warnings(self) -> Iterator[str]:
        everybody = f"all {len(self.book.accounts):,} accounts, whoever receives it"
        if self.manner.everyone_sees_all and self.copies:
            yield f"Every copy holds {everybody}."
        if self.manner.workbook is not None and self.ready:
            name, messages = self.manner.workbook.name, len(self.ready)
            yield (
                f"{name} goes with {messages} {'message' if messages == 1 else 'messages'} and holds {everybody}. "
                "Many mail gateways refuse .xlsm, and macros are blocked where it arrives."
            )


def _too_large(message: Message, largest: int) -> str:
    # Base64 writes three bytes as four, and ends its lines.
    size = len(message.text) + len(message.html) + sum(len(file.content) for file in message.attachments) * 1.37
    if size <= largest:
        return ""
    return (
        f"The message would have {size / 1e6:.1f} MB; {largest / 1e6:g} MB are allowed. Allow more with --largest-mb."
    )


def _unknown(reason: str, known_by: str) -> str:
    return f"{reason} It is not sent again unless you say so: `kam outbox retry BOOK {known_by}`."


def _unusable(address: str) -> str | None:
    try:
        read_address(address)
    except UnusableAddressError as error:
        return str(error)
    return None


def _not_an_address(where: str, found: str, reason: str) -> str:
    return f"{where}: found {found!r}, which is no mail address: {reason}. Correct it; until then the draft lacks it."


def _outside(typed: str, address: Address, allowed: frozenset[str]) -> str:
    # A domain that only looks like an allowed one is told apart by the name that mail servers know.
    meant = "" if address.domain.lower() in typed.lower() else f" ({address.addr_spec})"
    domains = ", ".join(sorted(allowed)) or "none that can be read"
    return (
        f"{typed}{meant} is outside the Allowed Mail Domains ({domains}), so there is no message. "
        "Add the domain on Settings, or correct the address."
    )
