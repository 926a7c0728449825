"""Sending through a mail server: encrypted, its certificate checked, every message over one connection."""

from __future__ import annotations

import logging
import smtplib
import ssl
from dataclasses import dataclass, field
from email.utils import format_datetime
from socket import IPPROTO_TCP, TCP_NODELAY
from typing import TYPE_CHECKING, ClassVar, NoReturn, Self

from kam_xl.errors import HostError
from kam_xl.sharing.mime import is_international, mime_bytes
from kam_xl.sharing.transports.transport import Delivery, FateUnknownError, NotDeliveredError, TryAgainError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from types import TracebackType

    from kam_xl.sharing.message import Message

_STEPS = logging.getLogger(__name__)

STARTTLS, TLS = "starttls", "tls"
PORTS = {STARTTLS: 587, TLS: 465}
"""Ports by the way in which the connection is encrypted, unless a person names one."""

_PATIENCE_SECONDS = 60.0
_PERMANENT = 500
_DONE, _FORWARDED, _GO_AHEAD = 250, 251, 354


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server that takes mail in.

    Attributes:
        host: Its name; its certificate must be for this name.
        port: Its port.
        security: "starttls" or "tls"; nothing is ever sent unencrypted.
        user: Whom to sign in as; empty for a server that asks for no name.
        password: Gives the password when it is needed; it is kept nowhere.
        certificates: A file of certificates to trust in place of the system's; empty for the system's.
    """

    host: str
    port: int
    security: str = STARTTLS
    user: str = ""
    password: Callable[[], str] = field(default=lambda: "", repr=False)
    certificates: str = ""


class _UnreachableError(TryAgainError):
    """Nothing answers where the server should be."""


@dataclass
class SmtpTransport:
    """Send every message through one server, over one connection as long as it lasts.

    Attributes:
        server: The server.
        now: The clock: what messages are dated.
    """

    server: MailServer
    now: Callable[[], datetime]
    name: ClassVar[str] = "smtp"
    once: ClassVar[bool] = True
    _connection: smtplib.SMTP | None = field(default=None, init=False, repr=False)

    def __enter__(self) -> Self:
        """Connect and sign in.

        Raises:
            TryAgainError: The server is busy; nothing was sent.
            HostError: The server cannot be reached, offers no encryption, shows a wrong certificate or refuses the name
                or password; nothing was sent.
        """
        try:
            self._connect()
        except _UnreachableError as error:
            # Where it never answered, its name is likely misspelt, and waiting would not help.
            raise HostError(error.problems) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Say goodbye."""
        connection = self._drop()
        if connection is not None:
            try:
                connection.quit()
            except OSError:
                connection.close()

    def deliver(self, message: Message, name: str) -> Delivery:  # noqa: ARG002 - a server needs no file name
        """Send one message.

        Raises:
            FateUnknownError: The connection ended after the message was out and before the server answered.
            TryAgainError: The server does not take it now, or the connection ended before the message was out.
            NotDeliveredError: The server refuses it for good, or it has no recipient or sender.
        """
        if message.to is None or message.sender is None:
            raise NotDeliveredError(_incomplete(message))
        content = mime_bytes(message, {"Date": format_datetime(self.now())} | self._message_id(message))
        connection = self._connection or self._connect()
        try:
            self._hand_over(connection, message, content)
        except smtplib.SMTPResponseException as error:
            _STEPS.debug("%s answered %d", self._name, error.smtp_code)
            self._reset(connection)
            _refuse(error)
        return Delivery("sent", "")

    @staticmethod
    def _message_id(message: Message) -> dict[str, str]:
        if message.sender is None or not message.identity:
            return {}
        return {"Message-ID": f"<{message.identity}@{message.sender.domain}>"}

    def _hand_over(self, connection: smtplib.SMTP, message: Message, content: bytes) -> None:
        try:
            self._announce(connection, message, len(content))
            # A line with one dot would end the message.
            connection.send(content.replace(b"\r\n.", b"\r\n.."))
        except smtplib.SMTPResponseException:
            raise
        except OSError as error:
            self._drop()
            raise TryAgainError(f"{self._name} ended the connection before the message was out.") from error
        self._finish(connection)

    def _announce(self, connection: smtplib.SMTP, message: Message, size: int) -> None:
        options = [f"SIZE={size}"] if connection.has_extn("size") else []
        if is_international(message):
            if not connection.has_extn("smtputf8"):
                raise NotDeliveredError(f"{self._name} knows addresses in Latin letters only (no SMTPUTF8).")
            options += ["SMTPUTF8", "BODY=8BITMIME"]
        sender, recipient = message.sender, message.to
        _expect({_DONE}, connection.mail(sender.addr_spec if sender else "", options))
        _expect({_DONE, _FORWARDED}, connection.rcpt(recipient.addr_spec if recipient else ""))
        _expect({_GO_AHEAD}, connection.docmd("DATA"))

    def _finish(self, connection: smtplib.SMTP) -> None:
        # From the last dot on, the server may have taken the message even if its answer never comes.
        try:
            connection.send(b"\r\n.\r\n")
            code, said = connection.getreply()
        except OSError as error:
            self._drop()
            raise FateUnknownError(
                f"{self._name} ended the connection after the message was out and before it answered. "
                "Ask the recipient, or who keeps the server's log."
            ) from error
        if code // 100 != 2:  # noqa: PLR2004 - 2xx means taken
            raise smtplib.SMTPResponseException(code, said)

    def _reset(self, connection: smtplib.SMTP) -> None:
        try:
            connection.rset()
        except OSError:
            self._drop()

    def _drop(self) -> smtplib.SMTP | None:
        connection, self._connection = self._connection, None
        return connection

    @property
    def _name(self) -> str:
        return f"{self.server.host}:{self.server.port}"

    def _connect(self) -> smtplib.SMTP:
        try:
            self._connection = self._signed_in()
        except ssl.SSLError as error:
            raise HostError(f"{self._name}: {_said_of_tls(error)} Nothing was sent.") from error
        except smtplib.SMTPResponseException as error:
            _refuse_all(self._name, error)
        except smtplib.SMTPNotSupportedError as error:
            raise HostError(
                f"{self._name} offers no encryption ({self.server.security}), so nothing was sent. "
                "Ask who runs it, or try the other --smtp-security."
            ) from error
        except smtplib.SMTPServerDisconnected as error:
            raise TryAgainError(
                f"{self._name} ended the connection before anything was said. Try again later."
            ) from error
        except OSError as error:
            raise _UnreachableError(f"{self._name} cannot be reached ({error}). Check its name and port.") from error
        return self._connection

    def _signed_in(self) -> smtplib.SMTP:
        trusted = ssl.create_default_context(cafile=self.server.certificates or None)
        connection = self._opened(trusted)
        try:
            if connection.sock is not None:
                # Otherwise the last dot of every message waits for an answer to what was before it.
                connection.sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
            if self.server.security == STARTTLS:
                connection.starttls(context=trusted)
            _STEPS.debug("connected to %s, encrypted", self._name)
            connection.ehlo_or_helo_if_needed()
            self._sign_in(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _sign_in(self, connection: smtplib.SMTP) -> None:
        if not self.server.user:
            return
        if not connection.has_extn("auth"):
            raise HostError(f"{self._name} takes no name and password. Leave --smtp-user out. Nothing was sent.")
        try:
            connection.login(self.server.user, self.server.password())
        except UnicodeEncodeError:
            # It names the letter; nothing of a password is told.
            raise HostError(
                f"{self._name} cannot be told a name or password with letters beyond A–Z, digits and signs of the "
                "English keyboard. Choose another one. Nothing was sent."
            ) from None
        _STEPS.debug("signed in to %s", self._name)

    def _opened(self, trusted: ssl.SSLContext) -> smtplib.SMTP:
        host, port = self.server.host, self.server.port
        if self.server.security == TLS:
            # The host's own name would tell the server where the sender works.
            return smtplib.SMTP_SSL(host, port, "localhost", timeout=_PATIENCE_SECONDS, context=trusted)
        return smtplib.SMTP(host, port, "localhost", timeout=_PATIENCE_SECONDS)


def _expect(codes: set[int], answer: tuple[int, bytes]) -> None:
    code, said = answer
    if code not in codes:
        raise smtplib.SMTPResponseException(code, said)


def _incomplete(message: Message) -> str:
    if message.to is None:
        return "It has no recipient. Correct Manager Email on Accounts or Team."
    return "It has no sender. Fill in Mail From on Settings, or name it with --from."


def _said(error: smtplib.SMTPResponseException) -> str:
    text = error.smtp_error if isinstance(error.smtp_error, str) else error.smtp_error.decode("utf-8", "replace")
    return f"{error.smtp_code} {' '.join(text.split())}"[:300]


def _refuse(error: smtplib.SMTPResponseException) -> NoReturn:
    if error.smtp_code >= _PERMANENT:
        raise NotDeliveredError(f"The server refused it: {_said(error)}.") from None
    raise TryAgainError(f"The server does not take it now: {_said(error)}.") from None


def _refuse_all(name: str, error: smtplib.SMTPResponseException) -> NoReturn:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        _refuse_name(name, error.smtp_code)
    if error.smtp_code >= _PERMANENT:
        raise HostError(f"{name} refused the connection: {_said(error)}. Nothing was sent.") from None
    raise TryAgainError(f"{name} is busy: {_said(error)}. Try again later.") from None


def _refuse_name(name: str, code: int) -> NoReturn:
    # What the server says is left out: it may repeat what it was told.
    if code < _PERMANENT:
        raise TryAgainError(f"{name} lets nobody sign in now ({code}). Try again later.") from None
    raise HostError(
        f"{name} refused the name or the password ({code}). Nothing was sent. "
        "Check --smtp-user and where the password comes from."
    ) from None


def _said_of_tls(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"its certificate cannot be trusted ({error.verify_message}). Write the name that stands in the "
            "certificate, or name your own authority's file with --smtp-certificates."
        )
    return f"the encrypted connection failed ({error.reason or error}). Try the other --smtp-security."
