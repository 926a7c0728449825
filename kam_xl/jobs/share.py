"""The use case of sharing: every manager's copy with a message that brings it, drafted, sent or rehearsed."""

from __future__ import annotations

import os
import random
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kam_xl.errors import SourceError
from kam_xl.jobs.plan import own_templates
from kam_xl.plans.shelf import refuse_links
from kam_xl.plans.templates import template_folders
from kam_xl.sharing.addresses import UnusableAddressError, read_address
from kam_xl.sharing.compose import MessageTemplates
from kam_xl.sharing.outbox import Outbox, read_outbox
from kam_xl.sharing.preview import preview_page
from kam_xl.sharing.sealing import sealing
from kam_xl.sharing.sending import Patience
from kam_xl.sharing.share import Manner, rehearse_share, share_book
from kam_xl.sharing.transports.eml import EmlDrafts
from kam_xl.workbook.files import atomic_write

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.headerregistry import Address

    from kam_xl.jobs.score import Progress, Scored
    from kam_xl.portfolio.book import ScoredBook
    from kam_xl.sharing.enclosed_plans import PlanMaker
    from kam_xl.sharing.report import ShareReport
    from kam_xl.sharing.share import Rehearsal
    from kam_xl.sharing.transports import Transport
    from kam_xl.sharing.transports.smtp import MailServer

_WORTH_COMPANY = 1_000
"""From so many accounts on, all processors make copies: a process takes a second to begin."""

PREVIEW, PREVIEW_PAGE = "preview", "preview.html"
"""The folder of a rehearsal among the copies, and the page in it that shows what would leave."""

OUTBOX = "outbox.sqlite"
"""The outbox in a folder of copies, where it cannot or shall not be beside the book."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRequest:
    """How a person wants a book to be shared.

    Attributes:
        target: The folder of the copies.
        way: How messages leave: eml, outlook, smtp or graph.
        send: Whether messages leave at once.
        outbox: The outbox; None for the one beside the book.
        everyone_sees_all: Whether every copy holds the whole book.
        attach_workbook: Whether the workbook itself goes too.
        plans: The format in which plans of the key accounts go too; None for no plans.
        copy_password: Gives the password of the copies; None leaves them open.
        allowed: Addresses outside the allowed domains that may receive theirs.
        largest_mb: No message that is sent may be larger.
        sender: Who sends the messages, in place of Mail From on Settings; None for the one there.
        server: The mail server; needed for smtp alone.
        token: Signs in to Microsoft 365; needed for graph alone.
    """

    target: Path
    way: str = "eml"
    send: bool = False
    outbox: Path | None = None
    everyone_sees_all: bool = False
    attach_workbook: bool = False
    plans: str | None = None
    copy_password: Callable[[], str] | None = field(default=None, repr=False)
    allowed: tuple[str, ...] = ()
    largest_mb: float = 25.0
    sender: str | None = None
    server: MailServer | None = None
    token: Callable[[bool], str] | None = field(default=None, repr=False)


def outbox_of(source: Path | None, target: Path) -> Path:
    """Say where the outbox of a book is: beside it, or in the folder of the copies if it was no file."""
    return target / OUTBOX if source is None else source.with_name(f"{source.stem}.outbox.sqlite")


def share(scored: Scored, request: ShareRequest, progress: Progress = lambda _: None) -> ShareReport:
    """Write manager copies of a scored book, and bring each out with a message.

    Raises:
        TemplateError: A template of the messages cannot be used.
        SourceError: What was asked for does not fit together.
        TargetError: The folder or the outbox cannot be written.
        HostError: The server, Outlook or Microsoft 365 cannot be used; nothing was sent.
    """
    transport = _transport(request)
    file = _outbox_file(scored, request)
    book = _book(scored, request)
    manner = _manner(scored, request, Outbox(file, now))
    return share_book(book, request.target, transport, message_templates(scored), progress, manner)


def message_templates(scored: Scored) -> MessageTemplates:
    """Give the templates of messages: the team's own, else those that ship.

    Raises:
        TemplateError: The folder of the team's own templates does not exist.
    """
    return MessageTemplates(template_folders(own_templates(scored)))


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What sharing would do.

    Attributes:
        rehearsal: The messages, and what would go wrong.
        page: The page that shows them; None if nobody asked for it.
    """

    rehearsal: Rehearsal
    page: Path | None


def rehearse(scored: Scored, request: ShareRequest, *, with_page: bool) -> Rehearsed:
    """Compose everything that would leave and bring nothing out; the outbox stays as it is.

    Args:
        scored: The scored book.
        request: How it would be shared; no server is asked.
        with_page: Whether to write the copies and a page that shows all of it, into a folder of their own; otherwise
            no file is written.

    Raises:
        KamError: As for `share`.
    """
    transport = _transport(request)
    file = _outbox_file(scored, request)
    book = _book(scored, request)
    if with_page:
        refuse_links(request.target, f"{PREVIEW}/{PREVIEW_PAGE}")
    with TemporaryDirectory(prefix="kam-xl-") as folder, Outbox(None, now) as outbox:
        if file.exists():
            outbox.recall(read_outbox(file))
        target = request.target / PREVIEW if with_page else Path(folder)
        manner = _manner(scored, request, outbox, sealed=with_page)
        found = rehearse_share(book, target, transport, message_templates(scored), manner)
    page = target / PREVIEW_PAGE if with_page else None
    if page is not None:
        text = preview_page(found, request.send)
        atomic_write(page, lambda path: path.write_text(text, encoding="utf-8"))
    return Rehearsed(found, page)


def _outbox_file(scored: Scored, request: ShareRequest) -> Path:
    file = request.outbox or outbox_of(scored.gathered.source, request.target)
    if file.parent == request.target:
        refuse_links(request.target, file.name)
    return file


def now() -> datetime:
    """Read the clock."""
    return datetime.now(tz=UTC)


def _book(scored: Scored, request: ShareRequest) -> ScoredBook:
    if request.sender is None:
        return scored.book
    _read_option("--from", request.sender)
    return replace(scored.book, settings={**scored.book.settings, "mail_from": request.sender})


def _manner(scored: Scored, request: ShareRequest, outbox: Outbox, *, sealed: bool = True) -> Manner:
    workbook = scored.gathered.source if request.attach_workbook else None
    if request.attach_workbook and (workbook is None or workbook.suffix.lower() not in {".xlsx", ".xlsm"}):
        raise SourceError("--attach-workbook needs a workbook as SOURCE (.xlsx or .xlsm).")
    plans = _plans(scored, request)
    chance = random.Random().random  # noqa: S311 - waits, no secrets
    return Manner(
        outbox=outbox,
        patience=Patience(time.sleep, chance),
        seal=_seal(request, sealed=sealed),
        everyone_sees_all=request.everyone_sees_all,
        workbook=workbook,
        allowed=frozenset(map(_plain_address, request.allowed)),
        largest_bytes=int(request.largest_mb * 1e6),
        workers=_workers(scored),
        movements=scored.movements,
        plans=plans,
    )


def _plans(scored: Scored, request: ShareRequest) -> PlanMaker | None:
    if request.plans is None:
        return None
    if request.copy_password is not None:
        raise SourceError("Plans cannot be encrypted. Leave out --plans or --password-from.")
    from kam_xl.sharing.enclosed_plans import PlanMaker

    return PlanMaker(request.plans, template_folders(own_templates(scored)))


def _workers(scored: Scored) -> int:
    return (os.cpu_count() or 1) if len(scored.gathered.accounts) >= _WORTH_COMPANY else 1


def _seal(request: ShareRequest, *, sealed: bool) -> Callable[[bytes], bytes] | None:
    if request.copy_password is None:
        return None
    # Copies that nobody will see need no password, and nobody is asked for one.
    return sealing(request.copy_password()) if sealed else lambda content: content


def _plain_address(typed: str) -> str:
    return _read_option("--allow", typed).addr_spec.lower()


def _read_option(option: str, typed: str) -> Address:
    try:
        return read_address(typed)
    except UnusableAddressError as error:
        raise SourceError(f"{option} {typed}: {error}. Write one address, such as ann@example.com.") from error


def _transport(request: ShareRequest) -> Transport:
    if request.way == "eml":
        if request.send:
            raise SourceError("Drafts in files are sent by a person. To send at once, say --by smtp, outlook or graph.")
        return EmlDrafts(request.target)
    if request.way == "outlook":
        from kam_xl.sharing.transports.outlook import OutlookTransport

        return OutlookTransport(request.send)
    return _by_graph(request) if request.way == "graph" else _by_smtp(request)


def _by_smtp(request: ShareRequest) -> Transport:
    from kam_xl.sharing.transports.smtp import SmtpTransport

    if not request.send:
        raise SourceError("A mail server keeps no drafts. Look with --dry-run --preview; then add --send.")
    if request.server is None:
        raise SourceError("Which mail server? Name it with --smtp-server, such as --smtp-server smtp.example.com.")
    return SmtpTransport(request.server, now)


def _by_graph(request: ShareRequest) -> Transport:
    from kam_xl.sharing.transports.graph import GraphTransport

    if request.token is None:
        raise SourceError(
            "Microsoft 365 knows programs by an id. Say it with --graph-client-id; your administrator has it."
        )
    return GraphTransport(request.token, request.send)
