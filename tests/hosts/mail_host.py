"""A mail server that runs beside the tests, and what it has received."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from kam_xl.sharing.transports.smtp import MailServer, SmtpTransport
from tests.hosts.certificates import write_certificate
from tests.hosts.smtp_server import PASSWORD, USER

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class MailHost:
    """A server.

    Attributes:
        folder: Where it keeps what it has received.
        server: How to reach it.
    """

    folder: Path
    server: MailServer

    def transport(self, **changes: object) -> SmtpTransport:
        return SmtpTransport(replace(self.server, **changes), lambda: NOON)  # type: ignore[arg-type]

    def received(self, part_of_address: str = "") -> list[str]:
        """Give the addresses of the messages that arrived, as often as one did."""
        names = (file.name.rsplit(".", 2)[0] for file in self.folder.glob("*.eml"))
        return sorted(name for name in names if part_of_address in name)

    def message_to(self, address: str) -> bytes:
        (file,) = self.folder.glob(f"{address}.*.eml")
        return file.read_bytes()

    def be_busy(self, stage: str, times: int) -> None:
        """Let the server refuse so many of those who come, at one stage of their coming."""
        (self.folder / "busy").write_text(f"{stage} {times}", encoding="utf-8")

    def connections(self) -> int:
        noted = self.folder / "connections"
        return len(noted.read_text(encoding="utf-8")) if noted.exists() else 0


@contextmanager
def mail_host(folder: Path, mode: str, name_in_certificate: str = "localhost") -> Iterator[MailHost]:
    """Run a server until the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    certificate, key = write_certificate(folder, name_in_certificate)
    program = Path(__file__).with_name("smtp_server.py")
    files = [] if mode == "plain" else [certificate, key]
    with subprocess.Popen(
        [sys.executable, program, folder, mode, *files], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            user = USER if mode == "starttls" else ""
            security = "tls" if mode == "tls" else "starttls"
            yield MailHost(folder, MailServer("localhost", port, security, user, password, str(certificate)))
        finally:
            process.kill()


def password() -> str:
    return PASSWORD


Waits = list[float]


def no_wait(waits: Waits) -> Callable[[float], None]:
    """Note a wait in place of waiting."""
    return waits.append
