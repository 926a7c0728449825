"""The real Outlook transport in a real Windows Python, with a COM server registered as Outlook.Application."""

import json
import platform
from pathlib import Path
from typing import Any

import pytest

from kam_xl.errors import HostError
from kam_xl.sharing.transports.outlook import OutlookTransport
from tests.hosts.wine.windows import Windows, windows_path

pytestmark = pytest.mark.xdist_group("wine")

HERE = Path(__file__).parent / "wine"
CONTENT_ID = "http://schemas.microsoft.com/mapi/proptag/0x3712001F"


@pytest.fixture(scope="module")
def told(windows: Windows) -> list[list[Any]]:
    """Give Outlook messages, and give what the transport said of each."""
    for record in records(windows):
        record.unlink()
    registered = windows.run(windows.interpreter, "-u", windows_path(HERE / "outlook_server.py"), "register")
    assert registered.returncode == 0, registered.stderr
    done = windows.run(windows.interpreter, "-u", windows_path(HERE / "outlook_sender.py"), LC_ALL="C.UTF-8")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def records(windows: Windows, state: str = "*") -> list[Path]:
    return sorted((windows.folder / "prefix" / "drive_c" / "outlook").glob(f"*.{state}.json"))


def test_drafts_stay_messages_leave_and_what_outlook_says_is_told(told: list[list[Any]]) -> None:
    assert told == [
        [False, "zoe", "drafted"],
        [False, None, "drafted"],
        [True, "zoe", "sent"],
        [
            True,
            "never",
            "NotDeliveredError: Outlook refused to send it: Not allowed. It is in Drafts.",
        ],
        [True, None, "NotDeliveredError: It has no recipient. Correct Manager Email on Accounts or Team."],
        [True, "ends", "FateUnknownError: Outlook ended while it was sending. Look into Sent Items and Outbox."],
    ]


def test_outlook_is_told_the_whole_message(told: list[list[Any]], windows: Windows) -> None:
    (sent,) = (json.loads(record.read_text(encoding="utf-8")) for record in records(windows, "sent"))
    picture = {"name": "portfolio.png", "content": b"png".hex(), CONTENT_ID: "portfolio.png"}
    assert sent == {
        "to": ["zoe@example.com"],
        "subject": "Ihre Konten – 3 key",
        "html": '<p>Grüße</p><img src="cid:portfolio.png">',
        "files": [{"name": "Zoë 2026-03-31.xlsx", "content": bytes(range(256)).hex()}, picture],
    }
    saved = [json.loads(record.read_text(encoding="utf-8"))["to"] for record in records(windows, "saved")]
    assert sorted(saved) == [[], ["ends@example.com"], ["never@example.com"], ["zoe@example.com"], ["zoe@example.com"]]
    assert len(told) == 6


@pytest.mark.skipif(platform.system() == "Windows", reason="Windows may have an Outlook")
def test_where_there_is_no_outlook_the_way_out_is_named() -> None:
    with pytest.raises(HostError, match="--by eml"), OutlookTransport():
        pass
