from datetime import date

import pytest

from kam_xl.sharing.message import Attachment, Message


def message(subject: str = "Your accounts", *attachments: Attachment) -> Message:
    return Message(subject, "text", "<p>html</p>", None, None, date(2026, 3, 31), attachments)


@pytest.mark.parametrize("break_", ["\n", "\r", "\r\n", "\x0b", "\x00", "\u2028", "\u2029", "\x85"])
def test_a_line_break_in_a_header_is_refused(break_: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        message(f"Your accounts{break_}Bcc: eve@example.com")
    with pytest.raises(ValueError, match="one line"):
        message("Your accounts", Attachment(f"a{break_}b.xlsx", b""))


@pytest.mark.parametrize("name", ["../a.xlsx", "a/b.xlsx", "C:\\a.xlsx"])
def test_an_attachment_that_names_a_folder_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="folder"):
        message("Your accounts", Attachment(name, b""))
