"""Drafts and messages through a service that follows the documentation of Microsoft Graph, in another process."""

import json
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from kam_xl.errors import HostError
from kam_xl.plans.templates import template_folders
from kam_xl.sharing.addresses import read_address
from kam_xl.sharing.compose import MessageTemplates
from kam_xl.sharing.message import XLSX, Attachment, Message
from kam_xl.sharing.outbox import Outbox, State, read_outbox
from kam_xl.sharing.report import ShareReport
from kam_xl.sharing.sending import Patience
from kam_xl.sharing.share import Manner, share_book
from kam_xl.sharing.transports.graph import GraphTransport
from tests.hosts.mail_host import NOON
from tests.sharing.books import STRONG, account, scored_book

pytestmark = pytest.mark.xdist_group("graph")


@dataclass(frozen=True)
class GraphHost:
    folder: Path
    service: str

    def transport(self, token: Callable[[bool], str] | None = None, *, send: bool = True) -> GraphTransport:
        return GraphTransport(token or Tokens(), send, self.service)

    def requests(self) -> list[tuple[str, str]]:
        log = self.folder / "requests.jsonl"
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        return [(line["way"], line["path"].removeprefix("/v1.0/me")) for line in map(json.loads, lines)]

    def sent(self) -> list[dict[str, Any]]:
        files = sorted(self.folder.glob("sent.*.json"), key=lambda file: int(file.name.split(".")[1]))
        return [json.loads(file.read_text(encoding="utf-8")) for file in files]

    def recipients(self) -> list[str]:
        return sorted(message["toRecipients"][0]["emailAddress"]["address"] for message in self.sent())


@dataclass
class Tokens:
    """Gives tokens; the first may have expired."""

    first: str = "fresh"
    asked: list[bool] = field(default_factory=list)

    def __call__(self, anew: bool) -> str:  # noqa: FBT001 - as the transport asks
        self.asked.append(anew)
        return "fresh" if anew else self.first


@pytest.fixture
def host(tmp_path: Path) -> Iterator[GraphHost]:
    with graph_host(tmp_path / "service") as running:
        yield running


@contextmanager
def graph_host(folder: Path) -> Iterator[GraphHost]:
    """Run a service until the block ends."""
    folder.mkdir()
    program = Path(__file__).with_name("graph_service.py")
    with subprocess.Popen([sys.executable, program, folder], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield GraphHost(folder, f"http://127.0.0.1:{int(process.stdout.readline())}/v1.0")
        finally:
            process.kill()


def message(address: str = "ann@example.com", content: bytes = b"x", pictures: tuple[Attachment, ...] = ()) -> Message:
    return Message(
        "Your accounts", "text", "<p>html</p>", read_address(f"Ann Lee <{address}>"), read_address("ops@example.com"),
        NOON.date(), (Attachment("Ann.xlsx", content),), pictures, identity="abc123",
    )  # fmt: skip


def share(host: GraphHost, folder: Path, *addresses: str, waits: list[float] | None = None) -> ShareReport:
    rows = [
        account(f"A{i}", **STRONG, manager=f"Manager {i}", manager_email=address) for i, address in enumerate(addresses)
    ]
    noted = [] if waits is None else waits
    manner = Manner(Outbox(folder / "outbox.sqlite", lambda: NOON), Patience(noted.append, lambda: 0.5))
    templates = MessageTemplates(template_folders())
    return share_book(scored_book(rows), folder / "copies", host.transport(), templates, manner=manner)


def test_a_small_message_leaves_in_one_post(host: GraphHost) -> None:
    with host.transport() as transport:
        assert transport.deliver(message(), "Ann").state == "sent"
    assert host.requests() == [("POST", "/sendMail")]
    (sent,) = host.sent()
    assert sent["toRecipients"] == [{"emailAddress": {"address": "ann@example.com", "name": "Ann Lee"}}]
    assert (sent["subject"], sent["body"]) == ("Your accounts", {"contentType": "HTML", "content": "<p>html</p>"})
    assert sent["internetMessageId"] == "<abc123@example.com>"
    assert [(file["name"], file["contentType"], file["contentBytes"]) for file in sent["attachments"]] == [
        ("Ann.xlsx", XLSX, "eA==")
    ]


def test_a_large_attachment_travels_in_pieces_through_an_upload_session(host: GraphHost) -> None:
    content = bytes(range(256)) * 40_000
    with host.transport() as transport:
        transport.deliver(message(content=content), "Ann")
    ways = [way for way, _ in host.requests()]
    assert ways == ["POST", "POST", "PUT", "PUT", "PUT", "PUT", "POST"]
    (sent,) = host.sent()
    assert sent["attachments"] == [{"name": "Ann.xlsx", "size": len(content), "sum": sum(content)}]


def test_drafts_stay_in_the_mailbox_and_pictures_are_shown_inline(host: GraphHost) -> None:
    picture = Attachment("portfolio.png", b"png", "image/png")
    with host.transport(send=False) as transport:
        delivery = transport.deliver(message(pictures=(picture,)), "Ann")
    assert (delivery.state, host.sent()) == ("drafted", [])
    assert [place.rsplit("/", 1)[1] for _, place in host.requests()] == ["messages", "attachments", "attachments"]


def test_an_expired_token_is_renewed_once(host: GraphHost) -> None:
    tokens = Tokens("old")
    with host.transport(tokens) as transport:
        transport.deliver(message(), "Ann")
    assert (tokens.asked, len(host.sent())) == ([False, True], 1)


def test_a_busy_service_is_given_the_time_it_asks_for_and_refusals_are_named(host: GraphHost, tmp_path: Path) -> None:
    waits: list[float] = []
    report = share(host, tmp_path, "busy@example.com", "never@example.com", "ann@example.com", waits=waits)
    assert waits == [7.0]
    assert host.recipients() == ["ann@example.com", "busy@example.com"]
    assert [str(trouble) for trouble in report.failed] == [
        "Manager 1: Microsoft 365 answered 400 ErrorInvalidRecipients: ErrorInvalidRecipients."
    ]


def test_a_message_without_an_answer_is_unknown_and_left_alone(host: GraphHost, tmp_path: Path) -> None:
    for _ in range(2):
        report = share(host, tmp_path, "gone@example.com", "broken@example.com")
        assert [trouble.manager for trouble in report.unknown] == ["Manager 0", "Manager 1"]
    assert host.recipients() == ["gone@example.com"]
    assert {entry.state for entry in read_outbox(tmp_path / "outbox.sqlite")} == {State.UNKNOWN}


def test_nobody_who_signs_in_means_nothing_is_written(host: GraphHost, tmp_path: Path) -> None:
    def nobody(anew: bool) -> str:  # noqa: FBT001 - as the transport asks
        raise HostError(f"Nobody signed in ({anew}).")

    templates = MessageTemplates(template_folders())
    book = scored_book([account("A1", manager_email="ann@example.com")])
    transport = GraphTransport(nobody, send=True, service=host.service)
    with pytest.raises(HostError, match="Nobody signed in"):
        share_book(book, tmp_path / "copies", transport, templates)
    assert not (tmp_path / "copies").exists()


def test_the_token_is_in_no_error_and_no_record() -> None:
    nowhere = GraphTransport(lambda _anew: "secret-token", send=True, service="http://127.0.0.1:9/v1.0")
    with nowhere as transport, pytest.raises(HostError) as caught:
        transport.deliver(message(), "Ann")
    shown = "".join(traceback.format_exception(caught.value))
    assert "secret-token" not in f"{shown}{caught.value!r}{caught.value.__cause__!r}{nowhere!r}"
