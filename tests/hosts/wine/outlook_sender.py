"""Messages given to Outlook by the real transport, in a Windows Python: prints what became of each as JSON."""

import json
import sys
from datetime import date
from email.headerregistry import Address
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from kam_xl.errors import KamError
from kam_xl.sharing.message import Attachment, Message
from kam_xl.sharing.transports.outlook import OutlookTransport


def message(user: str | None) -> Message:
    name = "Zoë O'Neil, Sales; eve@evil.example" if user == "zoe" else ""
    to = None if user is None else Address(name, user, "example.com")
    return Message(
        "Ihre Konten – 3 key", "text", '<p>Grüße</p><img src="cid:portfolio.png">', to, None, date(2026, 3, 31),
        (Attachment("Zoë 2026-03-31.xlsx", bytes(range(256))),),
        (Attachment("portfolio.png", b"png", "image/png"),),
    )  # fmt: skip


def main() -> None:
    for send, user in ((False, "zoe"), (False, None), (True, "zoe"), (True, "never"), (True, None), (True, "ends")):
        try:
            with OutlookTransport(send) as transport:
                told = transport.deliver(message(user), "name").state
        except KamError as error:
            told = f"{type(error).__name__}: {' '.join(error.problems)}"
        print(json.dumps([send, user, told]), flush=True)  # noqa: T201 - whoever started it reads that


if __name__ == "__main__":
    main()
