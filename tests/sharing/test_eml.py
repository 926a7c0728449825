import email
import email.policy
from datetime import date
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from pathlib import Path

import pytest

from kam_xl.errors import TargetError
from kam_xl.sharing.message import XLSX, Attachment, Message
from kam_xl.sharing.transports import Delivery, EmlDrafts
from kam_xl.sharing.transports.eml import draft_bytes

NOT_SEEN = {"Content-Type", "MIME-Version"}
ANN = Address("Lee, Ann “Annie”", "ann", "example.com")


def message(**changes: object) -> Message:
    parts: dict[str, object] = {
        "subject": "Ihre Großkunden: 3 überfällig",
        "text": "Grüße\nZeile 2\n",
        "html": "<p>Grüße &amp; more</p>\n",
        "to": ANN,
        "sender": Address("Sales", "sales", "example.com"),
        "day": date(2026, 3, 31),
        "attachments": (Attachment("Müller & Söhne 2026-03-31.xlsx", b"PK\x03\x04" + bytes(range(256))),),
    }
    return Message(**{**parts, **changes})  # type: ignore[arg-type]


def parsed(raw: bytes) -> EmailMessage:
    read = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    assert [part.defects for part in read.walk()] == [[] for _ in read.walk()]
    return read


def lines(part: MIMEPart) -> str:
    """Give a text part with the line ends of Python."""
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_draft_reads_back_as_it_was_written() -> None:
    read = parsed(draft_bytes(message()))
    assert {name: str(value) for name, value in read.items() if name not in NOT_SEEN} == {
        "Subject": "Ihre Großkunden: 3 überfällig",
        "From": "Sales <sales@example.com>",
        "To": '"Lee, Ann “Annie”" <ann@example.com>',
        "Date": "Tue, 31 Mar 2026 12:00:00 +0000",
        "X-Unsent": "1",
    }
    text, html = read.get_body(("plain",)), read.get_body(("html",))
    assert text is not None
    assert html is not None
    assert (lines(text), lines(html)) == ("Grüße\nZeile 2\n", "<p>Grüße &amp; more</p>\n")
    (attached,) = read.iter_attachments()
    assert attached.get_filename() == "Müller & Söhne 2026-03-31.xlsx"
    assert attached.get_content_type() == XLSX
    assert attached.get_content() == b"PK\x03\x04" + bytes(range(256))


def test_text_and_html_are_alternatives_beside_the_attachment() -> None:
    kinds = [part.get_content_type() for part in parsed(draft_bytes(message())).walk()]
    assert kinds == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", XLSX]


def test_the_same_message_gives_the_same_bytes_in_lines_ended_as_mail_ends_them() -> None:
    raw = draft_bytes(message())
    assert raw == draft_bytes(message())
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.splitlines()) <= 998


def test_without_recipient_and_sender_these_headers_are_left_to_a_person() -> None:
    read = parsed(draft_bytes(message(to=None, sender=None)))
    assert (read["To"], read["From"], read["X-Unsent"]) == (None, None, "1")


def test_a_name_in_another_script_before_the_at_sign_is_written_in_utf8() -> None:
    raw = draft_bytes(message(to=Address("Jörg", "jörg", "xn--strae-oqa.de")))
    assert "To: Jörg <jörg@xn--strae-oqa.de>".encode() in raw


def test_an_ascii_address_needs_nothing_but_ascii() -> None:
    assert draft_bytes(message()).isascii()


def test_nobody_can_write_a_boundary_into_a_text() -> None:
    first = draft_bytes(message())
    boundary = parsed(first).get_boundary()
    text = f"--{boundary}\nContent-Type: text/html\n\n<p>forged</p>\n--{boundary}--\n"
    read = parsed(draft_bytes(message(text=text)))
    body = read.get_body(("plain",))
    assert body is not None
    assert lines(body) == text
    assert len(list(read.iter_attachments())) == 1


def test_a_large_attachment_and_a_long_line_arrive_whole() -> None:
    content = bytes(range(256)) * 4 * 1024 * 30
    read = parsed(
        draft_bytes(message(text="x" * 5_000, attachments=(Attachment("a.bin", content, "application/zip"),)))
    )
    (attached,) = read.iter_attachments()
    assert attached.get_content() == content


def test_a_draft_lies_in_the_folder_under_its_name(tmp_path: Path) -> None:
    with EmlDrafts(tmp_path / "managers") as transport:
        delivery = transport.deliver(message(), "Ann Lee 2026-03-31")
    target = tmp_path / "managers" / "Ann Lee 2026-03-31.eml"
    assert delivery == Delivery("drafted", str(target))
    assert target.read_bytes() == draft_bytes(message())


def test_an_earlier_draft_makes_room_unless_somebody_has_edited_it(tmp_path: Path) -> None:
    target, beside = tmp_path / "Ann.eml", tmp_path / "Ann (new).eml"
    for text in ("first\n", "second\n"):
        assert delivered(tmp_path, text) == Delivery("drafted", str(target))
        assert target.read_bytes() == draft_bytes(message(text=text))
    target.write_bytes(b"mine")
    for text in ("third\n", "fourth\n"):
        kept = "Ann.eml was edited and stays as it is; the new version is Ann (new).eml."
        assert delivered(tmp_path, text) == Delivery("drafted", str(beside), kept)
        assert (target.read_bytes(), beside.read_bytes()) == (b"mine", draft_bytes(message(text=text)))
    target.unlink()
    delivered(tmp_path, "fifth\n")
    assert (target.read_bytes(), beside.exists()) == (draft_bytes(message(text="fifth\n")), False)


def test_where_both_versions_were_edited_nothing_is_written_and_that_is_said(tmp_path: Path) -> None:
    delivered(tmp_path, "first\n")
    for name in ("Ann.eml", "Ann (new).eml"):
        (tmp_path / name).write_bytes(b"mine")
    with pytest.raises(TargetError, match=r"Ann\.eml and the new version beside it were edited and stay as they are"):
        delivered(tmp_path, "second\n")
    assert [(tmp_path / name).read_bytes() for name in ("Ann.eml", "Ann (new).eml")] == [b"mine", b"mine"]


def delivered(folder: Path, text: str) -> Delivery:
    with EmlDrafts(folder) as transport:
        return transport.deliver(message(text=text), "Ann")


def test_a_draft_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    (tmp_path / "Ann.eml").mkdir()
    with EmlDrafts(tmp_path) as transport, pytest.raises(TargetError, match="Is a directory"):
        transport.deliver(message(), "Ann")
