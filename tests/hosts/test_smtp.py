"""Messages over a real mail server in another process: each arrives once, or the outbox says why not."""

import email
import email.policy
import logging
import os
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from kam_xl.errors import HostError
from kam_xl.plans.templates import template_folders
from kam_xl.portfolio.book import ScoredBook
from kam_xl.sharing.addresses import read_address
from kam_xl.sharing.compose import MessageTemplates
from kam_xl.sharing.message import Attachment, Message
from kam_xl.sharing.outbox import Entry, Outbox, State, read_outbox
from kam_xl.sharing.report import ShareReport
from kam_xl.sharing.sending import Patience, Ready, send_all
from kam_xl.sharing.share import Manner, share_book
from kam_xl.sharing.transports import Transport
from tests.hosts.mail_host import NOON, MailHost, mail_host
from tests.hosts.smtp_server import PASSWORD
from tests.sharing.books import STRONG, account, scored_book

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*is not supported and will be removed"),
    pytest.mark.xdist_group("smtp"),
]
TEMPLATES = MessageTemplates(template_folders())


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailHost]:
    with mail_host(tmp_path_factory.mktemp("starttls"), "starttls") as running:
        yield running


def book(*addresses: str) -> ScoredBook:
    """Give a book in which every address is a manager's, with one account."""
    rows = [
        account(f"A{i}", **STRONG, manager=f"Manager {i:03}", manager_email=address)
        for i, address in enumerate(addresses)
    ]
    return scored_book(rows, settings={"mail_from": "Sales Ops <ops@example.com>"})


def share(scored: ScoredBook, folder: Path, transport: Transport, waits: list[float] | None = None) -> ShareReport:
    outbox = Outbox(folder / "outbox.sqlite", lambda: NOON)
    noted: list[float] = [] if waits is None else waits
    manner = Manner(outbox, Patience(noted.append, lambda: 0.5))
    return share_book(scored, folder / "copies", transport, TEMPLATES, manner=manner)


def states(folder: Path) -> dict[str, State]:
    return {entry.address: entry.state for entry in read_outbox(folder / "outbox.sqlite")}


def test_messages_arrive_whole_and_only_once(host: MailHost, tmp_path: Path) -> None:
    scored = book("ann@one.example", "jörg.müller@two.example")
    report = share(scored, tmp_path, host.transport())
    assert report.lines() == ("Manager copies: 2 written. Messages: 2 sent.",)
    again = share(scored, tmp_path, host.transport())
    assert again.lines() == ("Manager copies: 2 written. Messages: 2 sent earlier.",)
    assert host.received("one.example") + host.received("two.example") == ["ann@one.example", "jörg.müller@two.example"]
    found = email.message_from_bytes(host.message_to("ann@one.example"), policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    (attached,) = found.iter_attachments()
    assert (found["From"], found["To"]) == ("Sales Ops <ops@example.com>", "Manager 000 <ann@one.example>")
    assert (found["Date"], found["X-Unsent"]) == ("Wed, 01 Apr 2026 12:00:00 +0000", None)
    assert attached.get_content() == (tmp_path / "copies" / "Manager 000 2026-03-31.xlsx").read_bytes()
    known_by = {entry.address: entry.id for entry in read_outbox(tmp_path / "outbox.sqlite")}
    assert found["Message-ID"] == f"<{known_by['ann@one.example']}@example.com>"


@pytest.mark.parametrize(
    ("mode", "name", "changes", "said"),
    [
        ("plain", "localhost", {}, "offers no encryption"),
        ("starttls", "mail.example.com", {}, "certificate cannot be trusted"),
        ("starttls", "localhost", {"certificates": ""}, "certificate cannot be trusted"),
        ("tls", "mail.example.com", {}, "certificate cannot be trusted"),
        ("starttls", "localhost", {"security": "tls"}, "encrypted connection failed"),
        ("starttls", "localhost", {"password": lambda: "wrong-password"}, "refused the name or the password"),
        ("tls", "localhost", {"user": "ops"}, "takes no name and password"),
        ("starttls", "localhost", {"port": 9}, "cannot be reached"),
    ],
)
def test_a_server_that_cannot_be_trusted_gets_nothing(
    mode: str, name: str, changes: dict[str, object], said: str, tmp_path: Path
) -> None:
    with mail_host(tmp_path / "server", mode, name) as wrong:
        with pytest.raises(HostError, match=said) as caught:
            share(book("ann@example.com"), tmp_path, wrong.transport(**changes))
        assert wrong.received() == []
    assert not (tmp_path / "copies").exists()
    assert "wrong-password" not in str(caught.value)


@pytest.mark.parametrize("stage", ["GREETING", "SILENCE", "EHLO", "STARTTLS", "AUTH"])
def test_a_server_that_is_busy_before_the_first_message_is_waited_for(
    stage: str, host: MailHost, tmp_path: Path
) -> None:
    waits: list[float] = []
    host.be_busy(stage, 2)
    report = share(book(f"ann@{stage.lower()}.example"), tmp_path, host.transport(), waits)
    assert report.lines() == ("Manager copies: 1 written. Messages: 1 sent.",)
    assert (host.received(f"{stage.lower()}.example"), waits) == ([f"ann@{stage.lower()}.example"], [2.0, 4.0])


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("GREETING", "is busy: 421 4.3.2 Too busy. Try again later."),
        ("SILENCE", "ended the connection before anything was said. Try again later."),
        ("STARTTLS", "is busy: 454 4.7.0 Not now. Try again later."),
        ("AUTH", "lets nobody sign in now (454). Try again later."),
    ],
)
def test_a_server_that_stays_busy_is_told_after_four_tries(
    stage: str, said: str, host: MailHost, tmp_path: Path
) -> None:
    waits: list[float] = []
    host.be_busy(stage, 99)
    with pytest.raises(HostError) as caught:
        share(book("ann@staysbusy.example"), tmp_path, host.transport(), waits)
    host.be_busy(stage, 0)
    assert caught.value.problems == (f"localhost:{host.server.port} {said}",)
    assert (waits, host.received("staysbusy.example")) == ([2.0, 4.0, 8.0], [])


def test_tls_from_the_first_byte_works_too(tmp_path: Path) -> None:
    with mail_host(tmp_path / "server", "tls") as host:
        share(book("ann@example.com"), tmp_path, host.transport())
        assert host.received() == ["ann@example.com"]


def test_faults_that_pass_are_waited_out_and_others_named_while_everybody_else_receives(
    host: MailHost, tmp_path: Path
) -> None:
    waits: list[float] = []
    addresses = [
        "never@x.example",
        "busy@x.example",
        "later@x.example",
        "full@x.example",
        "torn@x.example",
        "ann@x.example",
    ]
    report = share(book(*addresses), tmp_path, host.transport(), waits)
    assert [(trouble.manager, trouble.reason) for trouble in report.failed] == [
        ("Manager 000", "The server refused it: 550 5.1.1 No such person."),
        ("Manager 003", "The server refused it: 552 5.2.2 Mailbox full."),
    ]
    assert host.received("x.example") == ["ann@x.example", "busy@x.example", "later@x.example", "torn@x.example"]
    assert waits == [2.0]
    assert sorted(states(tmp_path).items()) == [
        ("ann@x.example", State.SENT),
        ("busy@x.example", State.SENT),
        ("full@x.example", State.FAILED),
        ("later@x.example", State.SENT),
        ("never@x.example", State.FAILED),
        ("torn@x.example", State.SENT),
    ]


def test_no_message_leaves_after_an_answer_that_belongs_to_another_step(host: MailHost, tmp_path: Path) -> None:
    report = share(book("hasty@w.example", "early@w.example", "ann@w.example"), tmp_path, host.transport())
    assert [trouble.reason for trouble in report.failed] == [
        "The server does not take it now: 354 Go ahead.",
        "The server does not take it now: 250 Done.",
    ]
    assert host.received("w.example") == ["ann@w.example"]


def test_each_step_of_a_message_is_told_by_its_id_and_nobody_is_named(
    host: MailHost, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "kam_xl.sharing")
    share(book("never@v.example", "busy@v.example", "gone@v.example", "ann@v.example"), tmp_path, host.transport())
    known_by = {entry.address.partition("@")[0]: entry.id for entry in read_outbox(tmp_path / "outbox.sqlite")}
    told = [each.getMessage() for each in caplog.records if each.name.endswith((".sending", ".smtp"))]
    where = f"localhost:{host.server.port}"
    assert told == [
        f"connected to {where}, encrypted",
        f"signed in to {where}",
        f"message {known_by['never']}: given to smtp",
        f"{where} answered 550",
        f"message {known_by['never']}: failed",
        f"message {known_by['busy']}: given to smtp",
        f"{where} answered 451",
        f"message {known_by['busy']}: did not leave now",
        f"message {known_by['gone']}: given to smtp",
        f"message {known_by['gone']}: unknown",
        f"message {known_by['ann']}: given to smtp",
        f"connected to {where}, encrypted",
        f"signed in to {where}",
        f"message {known_by['ann']}: sent",
        "waiting 2.0 seconds, then try 2 of 4",
        f"message {known_by['busy']}: given to smtp",
        f"message {known_by['busy']}: sent",
    ]
    assert [word for word in ("v.example", "Manager 0", PASSWORD) if word in caplog.text] == []


def test_a_connection_that_ends_after_the_message_leaves_its_fate_unknown_until_a_person_decides(
    host: MailHost, tmp_path: Path
) -> None:
    scored = book("gone@y.example", "ann@y.example")
    report = share(scored, tmp_path, host.transport())
    (entry,) = (entry for entry in read_outbox(tmp_path / "outbox.sqlite") if entry.state is State.UNKNOWN)
    assert [trouble.manager for trouble in report.unknown] == ["Manager 000"]
    assert f"`kam outbox retry BOOK {entry.id}`" in report.unknown[0].reason
    share(scored, tmp_path, host.transport())
    assert host.received("y.example") == ["ann@y.example", "gone@y.example"]
    with Outbox(tmp_path / "outbox.sqlite", lambda: NOON) as outbox:
        outbox.retry([entry.id])
    share(scored, tmp_path, host.transport())
    assert host.received("y.example") == ["ann@y.example", "gone@y.example", "gone@y.example"]


def test_a_message_that_is_too_large_is_not_even_tried(host: MailHost, tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.sqlite", lambda: NOON)
    manner = Manner(outbox, Patience(lambda _: None, lambda: 0.5), largest_bytes=1000)
    report = share_book(book("large@z.example"), tmp_path / "copies", host.transport(), TEMPLATES, manner=manner)
    assert "MB are allowed" in report.failed[0].reason
    assert host.received("z.example") == []


def test_three_megabytes_arrive_byte_by_byte(host: MailHost) -> None:
    content = bytes(range(256)) * 11_719
    message = Message(
        "Large", ".one dot\r\n..two", "<p>.</p>", read_address("big@w.example"), read_address("o@example.com"),
        NOON.date(), (Attachment("large.bin", content, "application/octet-stream"),),
    )  # fmt: skip
    with host.transport() as transport:
        transport.deliver(message, "large")
    found = email.message_from_bytes(host.message_to("big@w.example"), policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    (attached,) = found.iter_attachments()
    body = found.get_body(("plain",))
    assert attached.get_content() == content
    assert body is not None
    assert body.get_content().splitlines() == [".one dot", "..two"]


MANY = 1000 if os.environ.get("KAM_SOAK") else 200


def test_many_messages_leave_over_one_connection(host: MailHost, tmp_path: Path) -> None:
    before = host.connections()
    with Outbox(tmp_path / "outbox.sqlite", lambda: NOON) as outbox, host.transport() as transport:
        ready = [small_message(i, outbox) for i in range(MANY)]
        outcomes = send_all(ready, transport, outbox, Patience(lambda _: None, lambda: 0.5))
    assert {outcome.state for outcome in outcomes.values()} == {State.SENT}
    assert host.received("many.example") == sorted(f"m{i}@many.example" for i in range(MANY))
    assert host.connections() - before == 1


def small_message(number: int, outbox: Outbox) -> Ready:
    address = f"m{number}@many.example"
    message = Message(
        f"Number {number}",
        "text",
        "<p>html</p>",
        read_address(address),
        read_address("ops@example.com"),
        NOON.date(),
        identity=address,
    )
    entry = outbox.prepare(Entry(address, address, address, NOON.date()))
    return Ready(message, (), address, entry)


def test_the_password_is_nowhere(host: MailHost, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    transport = host.transport()
    share(book("secret@v.example"), tmp_path, transport)
    written = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert PASSWORD.encode() not in written + host.message_to("secret@v.example")
    assert PASSWORD not in caplog.text + repr(transport) + repr(transport.server)
