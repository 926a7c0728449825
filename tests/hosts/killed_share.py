"""A share that is killed: `killed_share.py FOLDER PORT CERTIFICATE POINT`.

A point is a place and how often it is reached before the end comes: `prepare:3`, `data:12`. The places, in the order in
which a message passes them:

- `connect`: connecting, encrypting and signing in
- `prepare`: a message is noted in the outbox
- `begin`: it is about to leave
- `data`: half of its content is out
- `dot`: all of it is out, and the server has not answered
- `commit`: the server has answered, and nobody has noted it
"""

import os
import signal
import smtplib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kam_xl.plans.templates import template_folders
from kam_xl.sharing.compose import MessageTemplates
from kam_xl.sharing.outbox import Outbox
from kam_xl.sharing.report import ShareReport
from kam_xl.sharing.sending import Patience
from kam_xl.sharing.share import Manner, share_book
from kam_xl.sharing.transports.smtp import MailServer, SmtpTransport
from tests.hosts.mail_host import NOON, password
from tests.hosts.smtp_server import USER
from tests.sharing.books import STRONG, account, scored_book

MANAGERS = 20 if os.environ.get("KAM_SOAK") else 6


def addresses(point: str) -> list[str]:
    return [f"m{number:02}@{point.replace(':', '-')}.example" for number in range(MANAGERS)]


def share(folder: Path, server: MailServer, point: str) -> ShareReport:
    rows = [
        account(f"A{number}", **STRONG, manager=f"Manager {number:02}", manager_email=address)
        for number, address in enumerate(addresses(point))
    ]
    book = scored_book(rows, settings={"mail_from": "ops@example.com"})
    manner = Manner(Outbox(folder / "outbox.sqlite", lambda: NOON), Patience(lambda _: None, lambda: 0.5))
    templates = MessageTemplates(template_folders())
    return share_book(book, folder / "copies", SmtpTransport(server, lambda: NOON), templates, manner=manner)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def half_out(connection: smtplib.SMTP, content: bytes | str) -> None:
    if len(content) > 1000:  # commands are shorter
        assert connection.sock is not None
        half = content[: len(content) // 2]
        connection.sock.sendall(half.encode() if isinstance(half, str) else half)


PLACES: dict[str, tuple[Any, str, Callable[..., bool]]] = {
    "connect": (smtplib.SMTP, "docmd", lambda _self, command, *_: command in {"STARTTLS", "AUTH"}),
    "prepare": (Outbox, "prepare", lambda *_: True),
    "begin": (Outbox, "begin", lambda *_: True),
    "data": (smtplib.SMTP, "send", lambda _self, content: len(content) > 1000),
    "dot": (smtplib.SMTP, "getreply", lambda connection: getattr(connection, "all_out", False)),
    "commit": (Outbox, "settle", lambda *_, **__: True),
}
"""What is called at each place, and which of the calls count."""


def kill_at(point: str) -> None:
    """Let the process be killed, without a last word, when a place is reached for the last time allowed."""
    place, _, count = point.partition(":")
    owner, name, counts = PLACES[place]
    kept, left = getattr(owner, name), [int(count)]

    def killing(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - whatever it takes
        if counts(*arguments, **options):
            left[0] -= 1
            if left[0] < 0:
                if place == "data":
                    half_out(*arguments)
                die()
        return kept(*arguments, **options)

    setattr(owner, name, killing)


def note_the_last_dot() -> None:
    kept = smtplib.SMTP.send

    def send(connection: Any, content: Any) -> None:  # noqa: ANN401 - whatever it takes
        kept(connection, content)
        connection.all_out = content == b"\r\n.\r\n"

    smtplib.SMTP.send = send  # type: ignore[assignment, method-assign]


if __name__ == "__main__":
    target, port, certificate, end = sys.argv[1:]
    note_the_last_dot()
    kill_at(end)
    share(Path(target), MailServer("localhost", int(port), "starttls", USER, password, certificate), end)
