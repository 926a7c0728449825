"""Messages as MIME, read back by Python's own email package, which also helps to write them.

`tests/hosts/test_mail_parser.py` reads them with a parser that shares nothing with it.
"""

from contextlib import suppress
from datetime import date
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_xl.sharing.addresses import read_address
from kam_xl.sharing.compose import named_address
from kam_xl.sharing.message import Attachment, Message
from kam_xl.sharing.mime import mime_bytes


def message(**changes: object) -> Message:
    parts: dict[str, object] = {
        "subject": "Your accounts", "text": "text\n", "html": "<p>html</p>\n", "to": read_address("ann@example.com"),
        "sender": read_address("ops@example.com"), "day": date(2026, 3, 31),
    }  # fmt: skip
    return Message(**{**parts, **changes})  # type: ignore[arg-type]


def parsed(content: bytes) -> EmailMessage:
    found = message_from_bytes(content, policy=policy.default)
    assert isinstance(found, EmailMessage)
    assert [part.defects for part in found.walk()] == [[] for _ in found.walk()]
    return found


@given(sizes=st.lists(st.integers(0, 400), max_size=3), text=st.text(max_size=60), same=st.booleans())
def test_every_attachment_comes_back_byte_by_byte_whatever_its_size(sizes: list[int], text: str, *, same: bool) -> None:
    files = tuple(Attachment("a.bin" if same else f"{i}.bin", bytes([i]) * size) for i, size in enumerate(sizes))
    clean = "".join(sign for sign in text if sign.isprintable())
    written = mime_bytes(message(attachments=files, text=f"{clean}\n"))
    found = parsed(written)
    assert [part.get_content() for part in found.iter_attachments()] == [file.content for file in files]
    body = found.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == f"{clean}\n"
    assert max(map(len, written.split(b"\r\n"))) <= 998


def test_thirty_megabytes_come_back() -> None:
    content = bytes(range(256)) * 117_188
    found = parsed(mime_bytes(message(attachments=(Attachment("large.xlsx", content),))))
    (attached,) = found.iter_attachments()
    assert attached.get_content() == content


@pytest.mark.parametrize(
    "name",
    [
        "Lee, Ann",
        'Ann "Bo" Lee',
        "O'Neil; Ann",
        "Ann <ann@evil.example>",
        "Jörg Müller",
        "日本 太郎",
        "Ann\\Lee",
        "(Ann)",
    ],
)
def test_names_with_every_sign_stay_names(name: str) -> None:
    to = named_address("ann@straße.de", name)
    found = parsed(mime_bytes(message(to=to)))
    (address,) = found["To"].addresses
    assert (address.display_name, address.addr_spec) == (to.display_name, "ann@xn--strae-oqa.de")
    assert len(found.get_all("To", [])) == 1


@pytest.mark.parametrize("sign", ["\n", "\r", "\r\nBcc: eve@example.com\r\n", "\u2028", "\x00", "\x85"])
def test_nothing_smuggles_in_a_header(sign: str) -> None:
    with pytest.raises(ValueError, match="header holds one line"):
        message(subject=f"a{sign}b")
    with pytest.raises(ValueError, match="header holds one line"):
        message(attachments=(Attachment(f"a{sign}b.xlsx", b""),))
    found = parsed(mime_bytes(message(to=named_address("ann@example.com", f"Ann{sign}Lee"))))
    assert found["Bcc"] is None
    assert [address.addr_spec for address in found["To"].addresses] == ["ann@example.com"]


@pytest.mark.parametrize(
    "encoded", ["=?utf-8?q?a=0D=0ABcc:_eve@example.com?=", "=?utf-8?b?YQ0KQmNjOiBldmVAZXhhbXBsZS5jb20=?="]
)
def test_what_looks_like_an_encoded_word_is_never_decoded(encoded: str) -> None:
    shown = encoded.replace("=?", "= ?")
    files = (Attachment(f"{encoded}.xlsx", b""),)
    to = named_address("ann@example.com", f"Ann {encoded}")
    sender = Address(encoded, "ops", "example.com")
    found = parsed(mime_bytes(message(subject=f"Hi {encoded}", to=to, sender=sender, attachments=files)))
    (attached,) = found.iter_attachments()
    assert found["Bcc"] is None
    assert found["Subject"] == f"Hi {shown}"
    assert [address.display_name for address in found["To"].addresses] == [f"Ann {shown}"]
    assert [address.display_name for address in found["From"].addresses] == [shown]
    assert attached.get_filename() == f"{shown}.xlsx"


def test_an_address_that_python_would_decode_brings_no_header() -> None:
    smuggling = message(to=Address("", "=?utf-8?q?a=0D=0ABcc=3A_eve=40example.com?=", "example.com"))
    # Newer Pythons encode it again.
    with suppress(ValueError):
        assert parsed(mime_bytes(smuggling))["Bcc"] is None


def test_a_line_of_the_text_cannot_end_the_message_or_open_a_part() -> None:
    written = mime_bytes(message(text=".\n--=_boundary\nFrom here\n"))
    body = parsed(written).get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == ".\n--=_boundary\nFrom here\n"


def test_a_picture_is_shown_by_its_name() -> None:
    picture = Attachment("portfolio.png", b"png", "image/png")
    found = parsed(mime_bytes(message(html='<img src="cid:portfolio.png">', pictures=(picture,))))
    (shown,) = (part for part in found.walk() if part.get_content_type() == "image/png")
    assert (shown["Content-ID"], shown.get_content()) == ("<portfolio.png>", b"png")
    assert list(found.iter_attachments()) == []


def test_international_addresses_ask_for_a_server_that_knows_them() -> None:
    written = mime_bytes(message(to=Address("", "jörg", "xn--strae-oqa.de")))
    assert "jörg@xn--strae-oqa.de".encode() in written
