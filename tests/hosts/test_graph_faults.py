"""Faults on the way to Microsoft Graph: what surely did not leave is tried again, what may have left is unknown."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from socket import create_server, socket
from threading import Thread

import pytest
import requests

from kam_xl.errors import HostError
from kam_xl.sharing.transports.graph import GraphTransport
from kam_xl.sharing.transports.transport import FateUnknownError, NotDeliveredError, TryAgainError
from tests.hosts.certificates import write_certificate
from tests.hosts.test_graph import GraphHost, Tokens, graph_host, message, share

pytestmark = pytest.mark.xdist_group("graph")

LARGE = b"x" * 4_000_000
"""Of so many bytes a file travels in two pieces."""


@pytest.fixture
def service(tmp_path: Path) -> Iterator[GraphHost]:
    with graph_host(tmp_path / "service") as running:
        yield running


@contextmanager
def one_connection(serve: Callable[[socket], object]) -> Iterator[int]:
    """Take one connection and let it be served so; give the port."""
    with create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=lambda: serve(listening.accept()[0]))
        thread.start()
        yield int(listening.getsockname()[1])
        thread.join()


def send_to(service: str) -> None:
    with GraphTransport(Tokens(), send=True, service=service) as transport:
        transport.deliver(message(), "Ann")


# --- before anything is written --------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "http://nowhere.invalid"])
def test_where_nobody_answers_a_message_is_tried_again(address: str) -> None:
    with pytest.raises(TryAgainError, match=r"Microsoft 365 cannot be reached \(ConnectionError\)"):
        send_to(address)


def test_who_has_another_certificate_gets_no_message_and_it_is_tried_again(tmp_path: Path) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*write_certificate(tmp_path, "localhost"))

    def serve(connection: socket) -> None:
        with connection, suppress(ssl.SSLError):
            context.wrap_socket(connection, server_side=True)

    with one_connection(serve) as port, pytest.raises(TryAgainError, match="SSLError"):
        send_to(f"https://localhost:{port}")


def test_all_messages_are_tried_again_while_the_network_is_down_and_none_is_unknown(
    service: GraphHost, tmp_path: Path
) -> None:
    down = replace(service, service="http://127.0.0.1:9/v1.0")
    waits: list[float] = []
    report = share(down, tmp_path, "ann@example.com", "bob@example.com", waits=waits)
    assert ([trouble.manager for trouble in report.failed], report.unknown) == (["Manager 0", "Manager 1"], ())
    assert len(waits) > 1
    assert share(service, tmp_path, "ann@example.com", "bob@example.com").failed == ()
    assert service.recipients() == ["ann@example.com", "bob@example.com"]


def test_a_token_that_cannot_be_renewed_for_want_of_a_network_is_no_reason_to_give_up(service: GraphHost) -> None:
    def token(anew: bool) -> str:  # noqa: FBT001 - as the transport asks
        if anew:
            raise requests.ReadTimeout("POST /token?refresh_token=secret")
        return "old"

    with service.transport(token) as transport, pytest.raises(TryAgainError, match="to sign in") as caught:
        transport.deliver(message(), "Ann")
    assert "secret" not in str(caught.value)


def test_without_a_network_nobody_signs_in_and_the_reason_is_told() -> None:
    def token(anew: bool) -> str:  # noqa: FBT001 - as the transport asks
        raise requests.ConnectionError(f"{anew}")

    with pytest.raises(HostError, match="cannot be reached to sign in"), GraphTransport(token):
        pass


# --- after it was written --------------------------------------------------------------------------------------------


def test_a_connection_that_ends_after_the_request_was_written_leaves_the_fate_unknown() -> None:
    def serve(connection: socket) -> None:
        with connection:
            connection.recv(1 << 20)

    with one_connection(serve) as port, pytest.raises(FateUnknownError, match="Look into Sent Items"):
        send_to(f"http://127.0.0.1:{port}")


# --- while a file travels --------------------------------------------------------------------------------------------


def attempts(service: GraphHost, address: str) -> tuple[TryAgainError, list[str]]:
    """Deliver a message with a large file twice; give why it failed at first, and the ways of all requests."""
    with service.transport() as transport:
        with pytest.raises(TryAgainError) as caught:
            transport.deliver(message(address, LARGE), "Ann")
        assert service.sent() == []
        transport.deliver(message(address, LARGE), "Ann")
    (sent,) = service.sent()
    assert sent["attachments"] == [{"name": "Ann.xlsx", "size": len(LARGE), "sum": sum(LARGE)}]
    return caught.value, [way for way, _ in service.requests()]


WHOLE = ["POST", "POST", "PUT", "PUT", "POST"]
"""A draft, an upload that is announced, its pieces, and off it goes."""


def test_a_connection_lost_in_an_upload_is_tried_again_though_the_half_draft_cannot_be_removed(
    service: GraphHost,
) -> None:
    fault, ways = attempts(service, "cut@example.com")
    assert str(fault) == "Microsoft 365 cannot be reached (ConnectionError)."
    assert ways == ["POST", "POST", "PUT", "DELETE", *WHOLE]


def test_an_upload_whose_session_is_over_begins_anew(service: GraphHost) -> None:
    fault, ways = attempts(service, "lost@example.com")
    assert str(fault) == "Microsoft 365 answered 404 ErrorItemNotFound: ErrorItemNotFound."
    assert ways == ["POST", "POST", "PUT", "DELETE", *WHOLE]


@pytest.mark.parametrize(
    ("address", "seconds", "begun"), [("slow@example.com", 5, []), ("jam@example.com", 3, ["PUT"])]
)
def test_a_service_that_is_busy_during_an_upload_is_given_the_time_it_asks_for(
    service: GraphHost, address: str, seconds: float, begun: list[str]
) -> None:
    fault, ways = attempts(service, address)
    assert fault.wait_seconds == seconds
    assert ways == ["POST", "POST", *begun, "DELETE", *WHOLE]


def test_a_token_that_expires_between_draft_and_upload_is_renewed_and_the_upload_goes_on(service: GraphHost) -> None:
    tokens = Tokens()
    with service.transport(tokens) as transport:
        assert transport.deliver(message("aging@example.com", LARGE), "Ann").state == "sent"
    assert tokens.asked == [False, True]
    assert [way for way, _ in service.requests()] == ["POST", *WHOLE]


# --- drafts ----------------------------------------------------------------------------------------------------------


def test_a_draft_without_an_answer_is_not_written_again(service: GraphHost) -> None:
    with (
        service.transport(send=False) as transport,
        pytest.raises(FateUnknownError, match=r"^Microsoft 365 did not answer\. Look into Drafts\.$"),
    ):
        transport.deliver(message("mute@example.com"), "Ann")


def test_a_draft_that_only_carries_a_message_is_written_again_and_the_message_leaves_once(service: GraphHost) -> None:
    fault, ways = attempts(service, "mute@example.com")
    assert str(fault) == "Microsoft 365 cannot be reached (ConnectionError)."
    assert ways == ["POST", *WHOLE]


def test_an_upload_that_cannot_begin_leaves_no_half_draft(service: GraphHost) -> None:
    with (
        service.transport(send=False) as transport,
        pytest.raises(NotDeliveredError, match=r"^Microsoft 365 answered 201 without uploadUrl\.$"),
    ):
        transport.deliver(message("blank@example.com", LARGE), "Ann")
    assert [way for way, _ in service.requests()] == ["POST", "POST", "DELETE"]


def test_who_breaks_off_leaves_no_half_draft(service: GraphHost) -> None:
    def token(anew: bool) -> str:  # noqa: FBT001 - as the transport asks
        if anew:
            raise KeyboardInterrupt
        return "fresh"

    with service.transport(token, send=False) as transport, pytest.raises(KeyboardInterrupt):
        transport.deliver(message("aging@example.com", LARGE), "Ann")
    assert [way for way, _ in service.requests()] == ["POST", "POST", "DELETE"]
