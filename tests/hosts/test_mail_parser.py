"""Messages as a recipient's program understands them: read by postal-mime, which shares nothing with Python's email."""

import json
import subprocess
from collections.abc import Callable, Mapping
from datetime import date
from email.headerregistry import Address
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from kam_xl.plans.templates import template_folders
from kam_xl.sharing.addresses import read_address
from kam_xl.sharing.compose import MessageTemplates, named_address
from kam_xl.sharing.message import XLSX, Attachment, Message
from kam_xl.sharing.mime import mime_bytes
from kam_xl.sharing.share import share_book
from kam_xl.sharing.transports import EmlDrafts
from kam_xl.sharing.transports.eml import draft_bytes
from tests.sharing.books import STRONG, account, scored_book

PROGRAM = Path(__file__).with_name("node") / "read_mail.mjs"
MODULES = Path(__file__).parents[2] / ".cache" / "node" / "node_modules"
OPS = read_address("Sales Ops <ops@example.com>")

NAMES = {
    "plain": ("Ann Lee", "Ann Lee"),
    "comma": ("Lee, Ann", "Lee, Ann"),
    "quotes": ('Ann "Bo" Lee', 'Ann "Bo" Lee'),
    "semicolon": ("O'Neil; Ann", "O'Neil; Ann"),
    "another address": ("Ann <eve@evil.example>", "Ann <eve@evil.example>"),
    "two addresses": ("Ann, eve@evil.example", "Ann, eve@evil.example"),
    "backslash": ("Ann\\Lee", "Ann\\Lee"),
    "comment": ("(Ann)", "(Ann)"),
    "encoded already": ("=?utf-8?q?Ann?=", "= ?utf-8?q?Ann?="),
    "umlauts": ("Jörg Müller", "Jörg Müller"),
    "umlauts and a comma": ("Müller, Jörg", "Müller, Jörg"),
    "umlauts and another address": ("Jörg <eve@evil.example>", "Jörg <eve@evil.example>"),
    "Japanese": ("日本 太郎", "日本 太郎"),
    "emoji": ("Zoë 🦜👩🏽", "Zoë 🦜👩🏽"),
    "long": ("Maximiliane " * 9 + "Müller", "Maximiliane " * 9 + "Müller"),
}
"""What a manager is called, and what a mail program must show."""

SUBJECTS = {
    "short": "Your accounts",
    "long": "Your accounts: " + ", ".join(f"Account number {i}" for i in range(40)),
    "long and foreign": "Ihre Großkunden: " + ", ".join(f"Müller & Söhne {i}" for i in range(30)),
    "without a blank": "Ä" * 200,
    "emoji": "3 überfällig 🚩 – Ø 54,9 %",
    "encoded already": "=?utf-8?b?QmNjOiBldmU=?=",
}

FILES = {
    "plain": "Ann Lee 2026-03-31.xlsx",
    "umlauts": "Jörg Müller & Söhne 2026-03-31.xlsx",
    "quotes": 'Ann "Bo"; filename=evil.exe.xlsx',
    "Japanese": "日本 太郎 2026-03-31.xlsx",
    "emoji": "🦜 100 %.xlsx",
    "long": "Konten von " + "Maximiliane Müller " * 9 + ".xlsx",
    "apostrophes": "utf-8''O%27Neil.xlsx",
}

TEXT = "Grüße\n.\n..\nFrom here on\n--=_boundary\n" + "word " * 400 + "\n\ttab and blank \n"
HTML = "<p>Grüße &amp; more 🦜</p>\n<img src='cid:portfolio.png'>\n" + "<b>x</b>" * 300 + "\n"
PICTURE = Attachment("portfolio.png", bytes(range(256)) * 9, "image/png")
LARGE = bytes(range(256)) * 117_188


def message(**changes: object) -> Message:
    parts: dict[str, object] = {
        "subject": "Your accounts", "text": TEXT, "html": HTML, "to": read_address("ann@example.com"), "sender": OPS,
        "day": date(2026, 3, 31), "attachments": (Attachment("copy.xlsx", b"PK\r\n.\r\n"),), "pictures": (PICTURE,),
    }  # fmt: skip
    return Message(**{**parts, **changes})  # type: ignore[arg-type]


def messages() -> dict[str, bytes]:
    """Write every message as the real code does."""
    named = {f"name: {what}": message(to=named_address("ann@example.com", name)) for what, (name, _) in NAMES.items()}
    about = {f"subject: {what}": message(subject=subject) for what, subject in SUBJECTS.items()}
    attached = {
        f"file: {what}": message(attachments=(Attachment(name, name.encode()), Attachment("b.pdf", b"b", "a/pdf")))
        for what, name in FILES.items()
    }
    others = {
        "domain": message(to=read_address("Jörg <joerg@straße.de>")),
        "large": message(attachments=(Attachment("large.xlsx", LARGE),)),
        "nobody": message(to=None, sender=None),
        "empty": message(text="", html="", attachments=(), pictures=()),
    }
    drafts = {name: draft_bytes(each) for name, each in (named | about | attached | others).items()}
    sent = {"Date": "Wed, 01 Apr 2026 12:00:00 +0000", "Message-ID": "<4a030b836cdf@example.com>"}
    everywhere = message(to=Address("Jörg, Sales", "jörg", "xn--strae-oqa.de"), subject=SUBJECTS["long and foreign"])
    return drafts | {"sent": mime_bytes(message(), sent), "every script": mime_bytes(everywhere, sent)}


@pytest.fixture(scope="module")
def reader(require_host: Callable[[str], Path]) -> Callable[[Mapping[str, Path]], dict[str, Any]]:
    """Give what reads files with postal-mime."""
    if not (MODULES / "postal-mime").exists():
        pytest.skip("postal-mime is not there; `make test` brings it where it may")
    node = require_host("node")

    def read(files: Mapping[str, Path]) -> dict[str, Any]:
        task = json.dumps({name: str(file) for name, file in files.items()}).encode()
        done = subprocess.run([node, PROGRAM], cwd=MODULES.parent, input=task, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    return read


@pytest.fixture(scope="module")
def read(
    reader: Callable[[Mapping[str, Path]], dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """Give what stands in every message."""
    folder = tmp_path_factory.mktemp("mail")
    files = {}
    for number, (name, content) in enumerate(messages().items()):
        files[name] = folder / f"{number}.eml"
        files[name].write_bytes(content)
    return reader(files)


def described(file: Attachment, disposition: str = "attachment") -> dict[str, object]:
    return {
        "name": file.name if disposition == "attachment" else None,
        "mediaType": file.media_type,
        "disposition": disposition,
        "contentId": None if disposition == "attachment" else f"<{file.name}>",
        "sha256": sha256(file.content).hexdigest(),
    }


@pytest.mark.parametrize("what", NAMES)
def test_a_name_with_any_sign_stays_the_name_of_one_recipient(read: dict[str, Any], what: str) -> None:
    assert read[f"name: {what}"]["to"] == [[NAMES[what][1].strip(), "ann@example.com"]]
    assert read[f"name: {what}"]["from"] == ["Sales Ops", "ops@example.com"]
    assert [name for name, _ in read[f"name: {what}"]["headers"]] == [
        "Subject", "From", "To", "Date", "X-Unsent", "MIME-Version", "Content-Type",
    ]  # fmt: skip


@pytest.mark.parametrize("what", SUBJECTS)
def test_a_subject_of_any_length_and_script_comes_back(read: dict[str, Any], what: str) -> None:
    assert read[f"subject: {what}"]["subject"] == SUBJECTS[what].replace("=?", "= ?")


@pytest.mark.parametrize("what", FILES)
def test_files_keep_their_names_and_bytes(read: dict[str, Any], what: str) -> None:
    name = FILES[what]
    assert read[f"file: {what}"]["files"] == [
        described(PICTURE, "inline"),
        described(Attachment(name, name.encode())),
        described(Attachment("b.pdf", b"b", "a/pdf")),
    ]


def test_both_bodies_come_back_in_every_message(read: dict[str, Any]) -> None:
    # The parser adds to the line ends at the end.
    bodies = {(each["text"].rstrip("\n"), each["html"].rstrip("\n")) for name, each in read.items() if name != "empty"}
    assert bodies == {(TEXT.rstrip("\n"), HTML.rstrip("\n"))}
    assert (read["empty"]["text"].strip(), read["empty"]["html"].strip(), read["empty"]["files"]) == ("", "", [])


def test_thirty_megabytes_come_back(read: dict[str, Any]) -> None:
    assert read["large"]["files"] == [described(PICTURE, "inline"), described(Attachment("large.xlsx", LARGE))]


def test_domains_of_every_script_are_written_as_servers_know_them(read: dict[str, Any]) -> None:
    assert read["domain"]["to"] == [["Jörg", "joerg@xn--strae-oqa.de"]]


def test_addresses_of_every_script_are_written_as_they_are(read: dict[str, Any]) -> None:
    assert read["every script"]["to"] == [["Jörg, Sales", "jörg@xn--strae-oqa.de"]]
    assert read["every script"]["subject"] == SUBJECTS["long and foreign"]


def test_a_draft_opens_for_editing_and_a_sent_message_does_not(read: dict[str, Any]) -> None:
    assert dict(read["nobody"]["headers"])["X-Unsent"] == "1"
    assert (read["nobody"]["to"], read["nobody"]["from"]) == ([], None)
    assert "X-Unsent" not in dict(read["sent"]["headers"])
    assert (read["sent"]["messageId"], read["sent"]["date"]) == (
        "<4a030b836cdf@example.com>",
        "2026-04-01T12:00:00.000Z",
    )


def test_what_a_manager_receives_holds_their_copy_and_the_picture(
    reader: Callable[[Mapping[str, Path]], dict[str, Any]], tmp_path: Path
) -> None:
    rows = [account("A1", **STRONG, manager="Müller, Jörg 🦜", manager_email="joerg@straße.de")]
    book = scored_book(rows, settings={"mail_from": "Sales Ops <ops@example.com>"})
    share_book(book, tmp_path, EmlDrafts(tmp_path), MessageTemplates(template_folders()))
    (copy,), (draft,) = tmp_path.glob("*.xlsx"), tmp_path.glob("*.eml")
    found = reader({"draft": draft})["draft"]
    assert found["to"] == [["Müller, Jörg 🦜", "joerg@xn--strae-oqa.de"]]
    assert found["files"][-1] == described(Attachment(copy.name, copy.read_bytes(), XLSX))
    (shown,) = (file for file in found["files"] if file["disposition"] == "inline")
    assert f"cid:{shown['contentId'].strip('<>')}" in found["html"]
