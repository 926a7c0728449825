"""Messages over a second mail server, exim4: what our transport sends arrives byte by byte, or it says why not."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest

from kam_xl.errors import HostError
from kam_xl.plans.templates import template_folders
from kam_xl.sharing.addresses import read_address
from kam_xl.sharing.compose import MessageTemplates
from kam_xl.sharing.message import Attachment, Message
from kam_xl.sharing.mime import mime_bytes
from kam_xl.sharing.outbox import Outbox, State, read_outbox
from kam_xl.sharing.report import ShareReport
from kam_xl.sharing.sending import AT_ONCE
from kam_xl.sharing.share import Manner, share_book
from kam_xl.sharing.transports.smtp import SmtpTransport
from tests.hosts.exim_host import EximHost, exim_host
from tests.hosts.mail_host import NOON
from tests.sharing.books import STRONG, account, scored_book

pytestmark = pytest.mark.xdist_group("smtp")


@pytest.fixture
def exim() -> Iterator[EximHost]:
    with exim_host() as running:
        yield running


def share(folder: Path, exim: EximHost, *addresses: str, **changes: object) -> ShareReport:
    rows = [
        account(f"A{i}", **STRONG, manager=f"Manager {i}", manager_email=address) for i, address in enumerate(addresses)
    ]
    book = scored_book(rows, settings={"mail_from": "Sales Ops <ops@example.com>"})
    manner = Manner(Outbox(folder / "outbox.sqlite", lambda: NOON), AT_ONCE)
    server = replace(exim.server, **changes)  # type: ignore[arg-type]
    transport = SmtpTransport(server, lambda: NOON)
    return share_book(book, folder / "copies", transport, MessageTemplates(template_folders()), manner=manner)


def states(folder: Path) -> dict[str, State]:
    return {entry.address: entry.state for entry in read_outbox(folder / "outbox.sqlite")}


def without_what_the_server_added(file: bytes) -> bytes:
    """Give what was sent: the server puts its own header above, and keeps files with the line ends of its system."""
    assert file.startswith(b"Received: from [127.0.0.1] (helo=localhost)\n")
    return file[file.index(b"\nSubject: ") + 1 :].replace(b"\n", b"\r\n")


def test_what_is_sent_arrives_byte_by_byte(exim: EximHost) -> None:
    message = Message(
        "Größe, “quoted”", ".one dot\r\n..two\r\nFrom here", "<p>Größe</p>",
        read_address('"Müller, Jörg" <jörg.müller@one.example>'), read_address("Sales Ops <ops@example.com>"),
        NOON.date(), (Attachment("all bytes.bin", bytes(range(256)) * 8_000, "application/octet-stream"),),
        identity="known-by-this",
    )  # fmt: skip
    with SmtpTransport(exim.server, lambda: NOON) as transport:
        transport.deliver(message, "message")
    (arrived,) = exim.received(1)
    head = {"Date": format_datetime(NOON), "Message-ID": "<known-by-this@example.com>"}
    assert without_what_the_server_added(arrived) == mime_bytes(message, head) + b"\r\n"
    assert " P=utf8esmtpsa X=TLS1.3:" in exim.log()
    assert " A=plain:ops " in exim.log()


def test_a_shared_book_arrives_once_and_its_copies_open(exim: EximHost, tmp_path: Path) -> None:
    people = ("ann@one.example", "never@one.example", "ben@one.example")
    refused = "! Manager 1: The server refused it: 550 no such person."
    report = share(tmp_path, exim, *people)
    assert report.lines() == (refused, "Manager copies: 3 written. Messages: 2 sent.")
    assert states(tmp_path) == dict(zip(people, (State.SENT, State.FAILED, State.SENT), strict=True))
    arrived = {str(found["To"]): attached_copy(found) for found in map(parsed, exim.received(2))}
    assert arrived == {
        f"Manager {i} <{people[i]}>": (tmp_path / "copies" / f"Manager {i} 2026-03-31.xlsx").read_bytes()
        for i in (0, 2)
    }
    again = share(tmp_path, exim, *people)
    assert again.lines() == (refused, "Manager copies: 3 written. Messages: 2 sent earlier.")
    assert len(exim.received(2)) == 2


def test_a_wrong_password_is_named_and_nothing_is_sent(exim: EximHost, tmp_path: Path) -> None:
    with pytest.raises(HostError, match=r"refused the name or the password \(535\). Nothing was sent.") as caught:
        share(tmp_path, exim, "ann@one.example", password=lambda: "wrong-password")
    assert "authenticator failed" in exim.log()
    assert exim.received(0) == []
    assert not (tmp_path / "copies").exists()
    assert "wrong-password" not in str(caught.value)


def test_a_server_that_asks_for_a_name_refuses_messages_without_one(exim: EximHost, tmp_path: Path) -> None:
    report = share(tmp_path, exim, "ann@one.example", user="")
    assert [trouble.reason for trouble in report.failed] == ["The server refused it: 550 sign in first."]
    assert states(tmp_path) == {"ann@one.example": State.FAILED}
    assert exim.received(0) == []


def parsed(file: bytes) -> EmailMessage:
    found = email.message_from_bytes(file, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def attached_copy(found: EmailMessage) -> bytes:
    (attached,) = found.iter_attachments()
    content: bytes = attached.get_content()
    return content
