"""Make manager copies beside bare XlsxWriter, and send messages beside the standard library: `share.py [MANAGERS]`.

Every copy has 200 accounts. The bare writer gets the cells that a copy holds, formulas with their values included, and
nothing else: no formats, tables, charts or checks. The mail server runs in another process and only reads; both ways
send the same attachment over one connection.
"""

import os
import resource
import socket
import ssl
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

import openpyxl
import xlsxwriter
from measuring import Times, report, take_turns

sys.path.insert(0, str(Path(__file__).parents[1]))

from kam_xl.accounts.basis import Basis
from kam_xl.accounts.book import RawTable
from kam_xl.accounts.understanding import understand_accounts
from kam_xl.jobs.shipped_models import shipped_model
from kam_xl.portfolio.book import ScoredAccount, ScoredBook
from kam_xl.portfolio.part import parts
from kam_xl.scoring.assessment import assess
from kam_xl.sharing.copies import CopyMaker, WantedCopy
from kam_xl.sharing.folder import SharedFolder
from kam_xl.sharing.message import Attachment, Message
from kam_xl.sharing.transports.smtp import MailServer, SmtpTransport
from tests.hosts.certificates import write_certificate

warnings.simplefilter("ignore")

AS_OF = date(2026, 3, 31)
ACCOUNTS_EACH = 200
MESSAGES, ATTACHED_BYTES = 200, 200_000
Cells = dict[str, list[tuple[int, int, Any, Any]]]


def book_of(managers: int) -> ScoredBook:
    """Score a book in which every manager has 200 accounts."""
    import pandas as pd

    chance = Random(7)  # noqa: S311 - figures to write, no secrets
    rows = [row(number, chance) for number in range(managers * ACCOUNTS_EACH)]
    model = shipped_model("default")
    raw = RawTable("accounts", pd.DataFrame(rows), range(2, len(rows) + 2))
    accounts = understand_accounts(raw, Basis(AS_OF), {}, model.uses())
    verdict = assess(model, accounts, AS_OF)
    scored = tuple(
        ScoredAccount(accounts.row(i), accounts.filled_fields(i), verdict.result(i), verdict.explanation(i))
        for i in range(len(rows))
    )
    return ScoredBook(Basis(AS_OF), model, scored, {}, {"currency": "EUR"}, verdict.cuts, ())


def row(number: int, chance: Random) -> dict[str, object]:
    """Give an account of which everything is known."""
    manager = number // ACCOUNTS_EACH
    marks = {
        name: chance.randint(1, 5) for name in ("relationship_health", "culture_fit", "strategic_fit", "brand_reach")
    }
    money = {
        name: round(chance.random() * 1e6, 2) for name in ("revenue_12m", "revenue_prior_12m", "expected_growth_12m")
    }
    return {
        "account_id": f"A{number:06}", "account": f"Account number {number}", "manager": f"Manager {manager:03}",
        "manager_email": f"m{manager}@example.com", "account_manager": f"KAM {number % 600}", "industry": "Steel",
        "country": "DE", "utc_offset_hours": 1.0, "region_served": chance.random() < 0.9, "status": "Active",
        "customer_since": "2015-01-01", "referrals_12m": chance.randint(0, 5), "orders_12m": 12,
        "order_months_12m": 9, "last_order": "2026-02-01", "recurring_share": 0.5, "gross_margin": 0.3,
        **marks, **money,
    }  # fmt: skip


def cells_of(copy: Path) -> Cells:
    """Read every cell of a copy: what stands in it, and the value of a formula."""
    formulas, values = openpyxl.load_workbook(copy), openpyxl.load_workbook(copy, data_only=True)
    return {
        sheet.title: [
            (cell.row - 1, cell.column - 1, cell.value, values[sheet.title].cell(cell.row, cell.column).value)
            for line in sheet.iter_rows()
            for cell in line
            if cell.value is not None
        ]
        for sheet in formulas
    }


def write_bare(target: Path, cells: Cells) -> None:
    """Write the same cells as the manual of XlsxWriter shows it."""
    with xlsxwriter.Workbook(target, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, content in cells.items():
            sheet = book.add_worksheet(name)
            for line, column, value, shown in content:
                if isinstance(value, str) and value.startswith("="):
                    sheet.write_formula(line, column, value, None, shown)
                else:
                    sheet.write(line, column, value)


def write_all_bare(folder: Path, cells: Cells, copies: int) -> None:
    """Write as many bare copies."""
    for number in range(copies):
        write_bare(folder / f"bare {number}.xlsx", cells)


def timed(work: Callable[[], object]) -> float:
    """Time one run, in seconds."""
    start = perf_counter()
    work()
    return perf_counter() - start


def write_ours(wanted: list[WantedCopy], folder: Path, workers: int) -> None:
    """Write copies into a folder, as sharing does."""
    shelf = SharedFolder(folder)
    for number, made in enumerate(CopyMaker().make_all(wanted, workers)):
        if isinstance(made, str):
            raise TypeError(made)
        shelf.put(f"copy {number}.xlsx", made.file)
    shelf.close()


def copies(managers: int, folder: Path) -> None:
    """Time the copies of a whole book: bare ones, ours on one processor, ours on all."""
    wanted = [WantedCopy(part, recipient) for recipient, part in parts(book_of(managers)).items()]
    write_ours(wanted[:1], folder, 1)
    (folder / "copy 0.xlsx").rename(folder / "first.xlsx")
    cells = cells_of(folder / "first.xlsx")
    before = memory()
    ways: dict[str, Callable[[], object]] = {
        "kam-xl, one processor": lambda: write_ours(wanted, folder, 1),
        "kam-xl": lambda: write_ours(wanted, folder, os.cpu_count() or 1),
        "XlsxWriter, the same cells": lambda: write_all_bare(folder, cells, managers),
    }
    times = Times({way: [timed(work)] for way, work in ways.items()})
    count = sum(map(len, cells.values()))
    report(
        f"{managers} copies of {ACCOUNTS_EACH} accounts, {count:,} cells each",
        times,
        "XlsxWriter, the same cells",
        unit="s",
    )
    print(f"  more memory at the end than after the first copy: {memory() - before:.0f} MB\n")


def memory() -> float:
    """Give the most memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


SINK = """
import socket, ssl, sys
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(sys.argv[1], sys.argv[2])
listening = socket.create_server(("127.0.0.1", 0))
print(listening.getsockname()[1], flush=True)
while True:
    plain, _ = listening.accept()
    with context.wrap_socket(plain, server_side=True) as peer:
        peer.sendall(b"220 sink\\r\\n")
        while line := peer.recv(65536):
            word = line[:4].upper()
            if word == b"DATA":
                peer.sendall(b"354 go\\r\\n")
                tail = b""
                while not tail.endswith(b"\\r\\n.\\r\\n"):
                    tail = (tail + peer.recv(1 << 20))[-5:]
            if word == b"QUIT":
                peer.sendall(b"221 bye\\r\\n")
                break
            peer.sendall(b"250 OK\\r\\n")
"""


@contextmanager
def sink(folder: Path) -> Iterator[MailServer]:
    """Run a server that reads messages and keeps none."""
    certificate, key = write_certificate(folder, "localhost")
    with subprocess.Popen([sys.executable, "-c", SINK, certificate, key], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield MailServer("localhost", int(process.stdout.readline()), "tls", certificates=str(certificate))
        finally:
            process.kill()


def message(content: bytes, number: int) -> Message:
    """Give a message like those to managers."""
    return Message(
        f"Your accounts: {number}", "Your accounts. " * 100, "<p>Your accounts.</p>" * 300,
        Address("Ann Lee", f"m{number}", "example.com"), Address("Sales Ops", "ops", "example.com"), AS_OF,
        (Attachment("copy.xlsx", content),), identity=f"{number:012}",
    )  # fmt: skip


def send_ours(server: MailServer, content: bytes) -> None:
    """Send through the transport."""
    with SmtpTransport(server, lambda: datetime(2026, 4, 1, tzinfo=UTC)) as transport:
        for number in range(MESSAGES):
            transport.deliver(message(content, number), "")


def send_theirs(server: MailServer, content: bytes) -> None:
    """Send as the manual of the email package shows it, over one connection."""
    from smtplib import SMTP_SSL

    context = ssl.create_default_context(cafile=server.certificates)
    with SMTP_SSL(server.host, server.port, context=context) as connection:
        assert connection.sock is not None
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for number in range(MESSAGES):
            ours = message(content, number)
            mail = EmailMessage()
            mail["Subject"], mail["From"], mail["To"] = ours.subject, ours.sender, ours.to
            mail.set_content(ours.text)
            mail.add_alternative(ours.html, subtype="html")
            mail.add_attachment(content, maintype="application", subtype="octet-stream", filename="copy.xlsx")
            connection.send_message(mail)


def messages(folder: Path) -> None:
    """Time building and sending."""
    content = Random(7).randbytes(ATTACHED_BYTES)  # noqa: S311 - bytes to send, no secrets
    with sink(folder) as server:
        ways: dict[str, Callable[[], object]] = {
            "EmailMessage, send_message": lambda: send_theirs(server, content),
            "kam-xl": lambda: send_ours(server, content),
        }
        times = take_turns(ways, rounds=3)
    title = f"{MESSAGES} messages with {ATTACHED_BYTES // 1000} kB attached, one encrypted connection"
    report(title, times, "EmailMessage, send_message")


def main() -> None:
    """Time both; 20 managers unless told otherwise."""
    managers = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder:
        messages(Path(folder))
        copies(managers, Path(folder))


if __name__ == "__main__":
    main()
