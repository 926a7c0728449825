"""A service as Microsoft Graph is documented for mail, in a process of its own: `graph_service.py FOLDER`.

Documented in https://learn.microsoft.com/graph/api/: user-sendmail, user-post-messages, message-post-attachments,
attachment-createuploadsession, message-send, message-delete; throttling and error answers as in "Microsoft Graph error
responses" and "throttling guidance". It prints its port; every request becomes a line of FOLDER/requests.jsonl, and
what was sent or drafted a file.

What the recipient's name begins with decides what happens: `busy` 429 with Retry-After the first time, `never` 400,
`gone` the connection ends after the message was taken, `broken` 504, `torn` the connection ends while a file is
uploaded; the first time only, `cut` the connection ends while a file is uploaded and when the draft is removed, `slow`
429 when an upload is announced, `blank` an answer without an address for it, `mute` the connection ends after a draft
was written, `jam` 429 while it travels, `lost` its session is over, `aging` the token expires in
between. A token that does not begin with "fresh" has expired, and the answer says which. The address of an upload
holds UPLOAD_SECRET.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any

MOST_IN_ONE_POST = 4_000_000
UPLOAD_UNIT = 320 * 1024
UPLOAD_SECRET = "tempauth-of-one-upload"  # noqa: S105 - the test's own
Json = dict[str, Any]


class Mailbox:
    """What the mailbox holds."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.numbers, self.met = folder, count(1), set[tuple[str, str]]()
        self.drafts: dict[str, Json] = {}
        self.uploads: dict[str, tuple[str, Json, bytearray]] = {}

    def keep(self, kind: str, message: Json) -> None:
        number = next(self.numbers)
        half = self.folder / f"{number}.part"
        half.write_text(json.dumps(message), encoding="utf-8")
        half.rename(self.folder / f"{kind}.{number}.json")


class Service(BaseHTTPRequestHandler):
    """Answers requests."""

    protocol_version = "HTTP/1.1"
    mailbox: Mailbox

    def do_POST(self) -> None:
        content = self._content()
        if not self._may_enter():
            return
        place = self.path.removeprefix("/v1.0/me")
        if len(content) > MOST_IN_ONE_POST:
            self._refuse(413, "RequestEntityTooLarge")
        elif place == "/sendMail":
            self._send(json.loads(content)["message"])
        elif place == "/messages":
            self._draft(json.loads(content))
        else:
            self._of_draft(place.split("/")[2:], content)

    def do_PUT(self) -> None:
        content = self._content()
        session, _, secret = self.path.rsplit("/", 1)[1].partition("?tempauth=")
        draft, described, so_far = self.mailbox.uploads[session]
        address = self._goes_to(draft)
        if address.startswith("torn") or self._first(address, "cut", "PUT"):
            self._hang_up()
            return
        if self._first(address, "jam"):
            self._throttle(3)
            return
        if self._first(address, "lost"):
            self._refuse(404, "ErrorItemNotFound")
            return
        first, last, size = (int(part) for part in self.headers["Content-Range"][6:].replace("/", "-").split("-"))
        whole_units = (last + 1 - first) % UPLOAD_UNIT == 0 or last + 1 == size
        fits = (
            secret == UPLOAD_SECRET
            and first == len(so_far)
            and len(content) == last + 1 - first <= MOST_IN_ONE_POST
            and whole_units
        )
        if self.headers["Authorization"] is not None or not fits:
            self._refuse(400, "InvalidRequest")
            return
        so_far += content
        if last + 1 < size:
            self._answer(200, {"nextExpectedRanges": [f"{last + 1}-{size - 1}"]})
            return
        attached = {"name": described["name"], "size": len(so_far), "sum": sum(so_far)}
        self.mailbox.drafts[draft].setdefault("attachments", []).append(attached)
        self._answer(201, None)

    def do_DELETE(self) -> None:
        self._content()
        draft = self.path.rsplit("/", 1)[1]
        if self._first(self._goes_to(draft), "cut", "DELETE"):
            self._hang_up()
            return
        self.mailbox.drafts.pop(draft)
        self._answer(204, None)

    def _content(self) -> bytes:
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        noted = {"way": self.command, "path": self.path, "bytes": len(content)}
        with (self.mailbox.folder / "requests.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(noted) + "\n")
        return content

    def _may_enter(self) -> bool:
        given = self.headers["Authorization"] or ""
        if given.startswith("Bearer fresh"):
            return True
        self._refuse(401, f"InvalidAuthenticationToken {given}")
        return False

    def _draft(self, message: Json) -> None:
        known_by = f"AAMk{next(self.mailbox.numbers)}"
        self.mailbox.drafts[known_by] = message
        if self._first(self._goes_to(known_by), "mute"):
            self._hang_up()
            return
        self._answer(201, {"id": known_by, "isDraft": True})

    def _of_draft(self, words: list[str], content: bytes) -> None:
        known_by, *what = words
        if what == ["attachments"]:
            self.mailbox.drafts[known_by].setdefault("attachments", []).append(json.loads(content))
            self._answer(201, {"id": "1"})
        elif what == ["attachments", "createUploadSession"] and self._first(self._goes_to(known_by), "slow"):
            self._throttle(5)
        elif what == ["attachments", "createUploadSession"] and self._first(self._goes_to(known_by), "blank"):
            self._answer(201, {})
        elif what == ["attachments", "createUploadSession"] and self._first(self._goes_to(known_by), "aging"):
            self._refuse(401, "InvalidAuthenticationToken")
        elif what == ["attachments", "createUploadSession"]:
            session = f"session{next(self.mailbox.numbers)}"
            item = json.loads(content)["AttachmentItem"]
            self.mailbox.uploads[session] = (known_by, item, bytearray())
            url = f"http://{self.headers['Host']}/uploads/{session}?tempauth={UPLOAD_SECRET}"
            self._answer(201, {"uploadUrl": url})
        elif what == ["send"]:
            self._send(self.mailbox.drafts[known_by])

    def _send(self, message: Json) -> None:
        address = message["toRecipients"][0]["emailAddress"]["address"]
        if address.startswith("never"):
            self._refuse(400, "ErrorInvalidRecipients")
        elif self._first(address, "busy"):
            self._throttle(7)
        elif address.startswith("broken"):
            self._refuse(504, "GatewayTimeout")
        else:
            self.mailbox.keep("sent", message)
            if address.startswith("gone"):
                self._hang_up()
            else:
                self._answer(202, None)

    def _goes_to(self, draft: str) -> str:
        address: str = self.mailbox.drafts[draft]["toRecipients"][0]["emailAddress"]["address"]
        return address

    def _first(self, address: str, word: str, what: str = "") -> bool:
        """Tell whether something meets an address that begins with a word for the first time."""
        if not address.startswith(word) or (address, what) in self.mailbox.met:
            return False
        self.mailbox.met.add((address, what))
        return True

    def _throttle(self, seconds: int) -> None:
        self._answer(429, {"error": {"code": "TooManyRequests", "message": "Wait."}}, {"Retry-After": str(seconds)})

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _refuse(self, status: int, code: str) -> None:
        self._answer(status, {"error": {"code": code, "message": f"{code}."}})

    def _answer(self, status: int, content: Json | None, headers: dict[str, str] | None = None) -> None:
        written = b"" if content is None else json.dumps(content).encode()
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(written))} | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(written)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    Service.mailbox = Mailbox(Path(sys.argv[1]))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    print(server.server_address[1], flush=True)  # noqa: T201 - whoever started it waits for that
    server.serve_forever()
