"""A mail server for tests, in a process of its own: `smtp_server.py FOLDER MODE [CERTIFICATE KEY]`; prints its port.

MODE is `starttls` (which signs people in), `tls` or `plain`. Every message is a file `RECIPIENT.NUMBER.eml` in FOLDER
before the server answers. What the recipient's name begins with decides what happens to a message:

- `busy`: 451 at the first try; `later`: 421, and the connection ends
- `never`: 550; `full`: 552 after the message
- `gone`: it is kept, and the connection ends without an answer
- `torn`: the connection ends when the message is announced, the first time
- `hasty`: 354, go ahead, before it is asked for; `early`: 250, done, in place of going ahead

What stands in the file `busy` of FOLDER happens to all who come: `GREETING 3` ends the first three connections with 421
in place of a greeting; likewise EHLO. STARTTLS and AUTH are refused with 454. SILENCE ends them without a word.
"""

import asyncio
import ssl
import sys
from base64 import b64encode
from itertools import count
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "ops", "correct horse battery staple"
MOST_BYTES = 50_000_000
BUSY, NOT_NOW = "421 4.3.2 Too busy", "454 4.7.0 Not now"


class Mailbox:
    """Keeps what arrives."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._numbers, self._tried = folder, count(1), set[str]()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd names it
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        first = address not in self._tried
        self._tried.add(address)
        if address.startswith("never"):
            return "550 5.1.1 No such person"
        if first and address.startswith("busy"):
            return "451 4.2.1 Busy, come again"
        if first and address.startswith(("later", "torn")):
            hang_up(server)
            return "421 4.3.2 Closing"
        envelope.rcpt_tos.append(address)
        return "354 Go ahead" if address.startswith("hasty") else "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        (address,) = envelope.rcpt_tos
        if address.startswith("full"):
            return "552 5.2.2 Mailbox full"
        number = next(self._numbers)
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        half = self._folder / f"{number}.part"
        half.write_bytes(content)
        half.rename(self._folder / f"{address}.{number}.eml")
        if address.startswith("gone"):
            hang_up(server)
        return "250 OK"


def hang_up(server: SMTP, *, at_once: bool = True) -> None:
    transport = server.transport
    if isinstance(transport, asyncio.Transport):
        transport.abort() if at_once else transport.close()


class Counting(SMTP):
    """Notes every connection, and is busy as often as it shall be."""

    folder = Path()

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - whatever it takes
        with (self.folder / "connections").open("a", encoding="utf-8") as noted:
            noted.write("x")
        super().__init__(*arguments, **options)
        self._busy_at, self._greeted = self._next_fault(), False

    def _next_fault(self) -> str:
        file = self.folder / "busy"
        stage, times = file.read_text(encoding="utf-8").split() if file.exists() else ("", "0")
        if times == "0":
            return ""
        file.write_text(f"{stage} {int(times) - 1}", encoding="utf-8")
        return stage

    async def push(self, status: Any) -> None:  # noqa: ANN401 - text or bytes
        greets, self._greeted = not self._greeted, True
        if not greets or self._busy_at not in {"GREETING", "SILENCE"}:
            await super().push(status)
            return
        if self._busy_at == "GREETING":
            await super().push(BUSY)
        hang_up(self, at_once=False)

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - aiosmtpd names it
        if self._busy_at == "EHLO":
            await self.push(BUSY)
            hang_up(self, at_once=False)
        else:
            await super().smtp_EHLO(hostname)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        early = [address for address in self.envelope.rcpt_tos if address.startswith("early")] if self.envelope else []
        await (self.push("250 Done") if early else super().smtp_DATA(arg))

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802
        await (self.push(NOT_NOW) if self._busy_at == "STARTTLS" else super().smtp_STARTTLS(arg))

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        await (self.push(NOT_NOW) if self._busy_at == "AUTH" else super().smtp_AUTH(arg))


def sign_in(_server: SMTP, _session: Session, _envelope: Envelope, _way: str, given: object) -> AuthResult:
    if not isinstance(given, LoginPassword):
        return AuthResult(success=False, handled=False)
    if (given.login, given.password) == (USER.encode(), PASSWORD.encode()):
        return AuthResult(success=True, handled=False)
    # It repeats what it was told, as a badly written one may.
    told = b64encode(given.login + b"\0" + given.password).decode()
    return AuthResult(success=False, handled=False, message=f"535 5.7.8 Not {given.password.decode()} ({told})")


async def serve(folder: Path, mode: str, certificate: list[str]) -> None:
    Counting.folder = folder
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH) if certificate else None
    if context is not None:
        context.load_cert_chain(*certificate)
    signing = {"authenticator": sign_in, "auth_required": True, "require_starttls": True} if mode == "starttls" else {}
    inner = context if mode == "starttls" else None
    mailbox = Mailbox(folder)

    def connection() -> SMTP:
        return Counting(mailbox, tls_context=inner, data_size_limit=MOST_BYTES, enable_SMTPUTF8=True, **signing)

    outer = context if mode == "tls" else None
    server = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", 0, ssl=outer)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 - whoever started it waits for that
    await server.serve_forever()


if __name__ == "__main__":
    where, how, *files = sys.argv[1:]
    asyncio.run(serve(Path(where), how, files))
