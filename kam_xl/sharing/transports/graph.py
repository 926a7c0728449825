"""Microsoft 365 without Outlook: drafts or messages through Microsoft Graph."""

from __future__ import annotations

import logging
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass, field
from ssl import SSLCertVerificationError
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self

from kam_xl.errors import HostError
from kam_xl.sharing.transports.transport import Delivery, FateUnknownError, NotDeliveredError, TryAgainError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    import requests

    from kam_xl.sharing.message import Attachment, Message

_STEPS = logging.getLogger(__name__)

SERVICE = "https://graph.microsoft.com/v1.0"
"""Where Microsoft Graph is."""

_PATIENCE_SECONDS = 60.0
_PIECE = 10 * 320 * 1024
"""Large attachments travel in pieces, whose size must be a multiple of 320 KiB and less than 4 MiB."""

_UNAUTHORISED, _TOO_MANY, _UNAVAILABLE, _FAULTS, _ERRORS = 401, 429, 503, 500, 400


@dataclass
class GraphTransport:
    """Write drafts into a mailbox of Microsoft 365, or send from it.

    Attributes:
        token: Gives a token; told TRUE it gets a new one, since the last one has expired.
        send: Whether messages leave; otherwise they are drafts in the mailbox.
        service: Where Microsoft Graph is.
        one_post_bytes: A message or an attachment of fewer bytes travels in one post.
    """

    token: Callable[[bool], str] = field(repr=False)
    send: bool = False
    service: str = SERVICE
    one_post_bytes: int = 3_000_000
    name: ClassVar[str] = "graph"
    once: ClassVar[bool] = True
    _session: requests.Session | None = field(default=None, init=False, repr=False)

    def __enter__(self) -> Self:
        """Sign in.

        Raises:
            HostError: What speaks to it is not installed, or nobody signed in.
        """
        try:
            import requests
        except ImportError as error:
            raise HostError('Microsoft 365 needs the extra: pip install "kam-xl[graph]".') from error
        self._session = requests.Session()
        self._authorise(anew=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def deliver(self, message: Message, name: str) -> Delivery:  # noqa: ARG002 - a mailbox needs no file name
        """Write one draft, or send one message.

        Raises:
            FateUnknownError: The answer to the message, or to a draft that is to stay, never came.
            TryAgainError: The service is busy; it may say how long to wait.
            NotDeliveredError: The service refuses it for good, or it has no recipient.
        """
        if self.send and message.to is None:
            raise NotDeliveredError("It has no recipient. Correct Manager Email on Accounts or Team.")
        files = (*message.attachments, *message.pictures)
        small = sum(len(file.content) for file in files) * 4 / 3 + len(message.html) < self.one_post_bytes
        if self.send and small:
            whole = _described(message) | {"attachments": list(_enclosed(message))}
            self._post_once("/me/sendMail", {"message": whole, "saveToSentItems": True}, "Sent Items")
            return Delivery("sent", "")
        draft = self._draft(message)
        if not self.send:
            return Delivery("drafted", "Drafts in Microsoft 365")
        self._post_once(f"/me/messages/{draft}/send", None, "Sent Items")
        return Delivery("sent", "")

    def _draft(self, message: Message) -> str:
        import requests

        draft = self._begun(message)
        try:
            for file, plain in zip((*message.attachments, *message.pictures), _enclosed(message), strict=True):
                if len(file.content) < self.one_post_bytes:
                    self._post(f"/me/messages/{draft}/attachments", plain)
                else:
                    self._upload(draft, file)
        except BaseException:
            # Half a draft helps nobody; the fault is told in any case.
            with suppress(requests.RequestException):
                self._open.delete(f"{self.service}/me/messages/{draft}", timeout=_PATIENCE_SECONDS)
            raise
        return draft

    def _begun(self, message: Message) -> str:
        """Write a draft without its files, and give its id."""
        described = _described(message)
        # Where messages leave, one more draft is no second message.
        answer = (
            self._post("/me/messages", described) if self.send else self._post_once("/me/messages", described, "Drafts")
        )
        return _told("id", answer)

    def _upload(self, draft: str, file: Attachment) -> None:
        described = {"attachmentType": "file", "name": file.name, "size": len(file.content)}
        place = f"/me/messages/{draft}/attachments/createUploadSession"
        url = _told("uploadUrl", self._post(place, {"AttachmentItem": described}))
        for start in range(0, len(file.content), _PIECE):
            piece = file.content[start : start + _PIECE]
            reach = f"bytes {start}-{start + len(piece) - 1}/{len(file.content)}"
            # The address is a secret by itself, and refuses a token beside it.
            headers = {"Content-Range": reach, "Authorization": None, "Content-Type": "application/octet-stream"}
            self._put(url, piece, headers)

    def _put(self, url: str, piece: bytes, headers: dict[str, str | None]) -> None:
        try:
            self._ask("PUT", url, data=piece, headers=headers)
        except TryAgainError:
            raise
        except NotDeliveredError as error:
            # The session is over, or lost its place: a new one begins anew.
            raise TryAgainError(error.problems[0]) from None

    @property
    def _open(self) -> requests.Session:
        if self._session is None:
            raise RuntimeError("The transport was not entered.")
        return self._session

    def _authorise(self, *, anew: bool) -> None:
        import requests

        try:
            self._open.headers["Authorization"] = f"Bearer {self.token(anew)}"
        except requests.RequestException as error:
            raise TryAgainError(f"Microsoft 365 cannot be reached to sign in ({type(error).__name__}).") from None

    def _post(self, place: str, content: object) -> requests.Response:
        return self._ask("POST", self.service + place, json=content)

    def _post_once(self, place: str, content: object, box: str) -> requests.Response:
        """Post what must not be done twice: from here on its fate may be unknown until somebody looks into a box."""
        import requests

        try:
            return self._answered("POST", self.service + place, json=content)
        except FateUnknownError as error:
            raise FateUnknownError(f"{error.problems[0]} Look into {box}.") from None
        except requests.RequestException as error:
            if _never_left(error):
                raise _not_reached(error) from None
            raise FateUnknownError(f"Microsoft 365 did not answer. Look into {box}.") from None

    def _ask(self, way: str, url: str, **more: Any) -> requests.Response:  # noqa: ANN401 - as requests takes them
        import requests

        try:
            return self._answered(way, url, **more)
        except requests.RequestException as error:
            raise _not_reached(error) from None
        except FateUnknownError as error:
            raise TryAgainError(error.problems[0]) from error

    def _answered(self, way: str, url: str, **more: Any) -> requests.Response:  # noqa: ANN401 - as requests takes them
        answer = self._open.request(way, url, timeout=_PATIENCE_SECONDS, **more)
        if answer.status_code == _UNAUTHORISED and way == "POST":
            self._authorise(anew=True)
            answer = self._open.request(way, url, timeout=_PATIENCE_SECONDS, **more)
        _STEPS.debug("Microsoft 365 answered %s with %d", way, answer.status_code)
        if answer.status_code >= _ERRORS:
            _refuse(answer)
        return answer


def _not_reached(error: requests.RequestException) -> TryAgainError:
    # Its words quote headers and addresses, which hold secrets.
    return TryAgainError(f"Microsoft 365 cannot be reached ({type(error).__name__}).")


def _never_left(error: requests.RequestException) -> bool:
    """Tell whether a request surely was not written: its name was not found, or nobody took the connection."""
    import requests
    from urllib3.exceptions import NewConnectionError

    if isinstance(error, requests.ConnectTimeout | requests.exceptions.ProxyError):
        return True
    # What requests raises holds what urllib3 gave up with, and that holds why.
    why = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(why, NewConnectionError) or _has_wrong_certificate(why)


def _has_wrong_certificate(why: object) -> bool:
    return any(isinstance(part, SSLCertVerificationError) for part in getattr(why, "args", ()))


def _refuse(answer: requests.Response) -> NoReturn:
    said = f"Microsoft 365 answered {_said(answer)}"
    if answer.status_code in {_TOO_MANY, _UNAVAILABLE}:
        asked = answer.headers.get("Retry-After", "")
        raise TryAgainError(f"{said}.", float(asked) if asked.isdecimal() else None)
    if answer.status_code >= _FAULTS:
        raise FateUnknownError(f"{said}.")
    raise NotDeliveredError(f"{said}.")


def _told(what: str, answer: requests.Response) -> str:
    try:
        return str(answer.json()[what])
    except (ValueError, KeyError, TypeError):
        raise NotDeliveredError(f"Microsoft 365 answered {answer.status_code} without {what}.") from None


def _said(answer: requests.Response) -> str:
    if answer.status_code == _UNAUTHORISED:
        # What the service says of a token may quote it.
        return f"{answer.status_code}: who signed in may not do this, or no longer"
    try:
        error = answer.json()["error"]
        return f"{answer.status_code} {error['code']}: {error['message']}"[:300].rstrip(".")
    except (ValueError, KeyError, TypeError):
        return str(answer.status_code)


def _described(message: Message) -> dict[str, object]:
    described: dict[str, object] = {
        "subject": message.subject,
        "body": {"contentType": "HTML", "content": message.html},
    }
    if message.to is not None:
        address = {"address": message.to.addr_spec, "name": message.to.display_name}
        described["toRecipients"] = [{"emailAddress": address}]
    if message.sender is not None and message.identity:
        described["internetMessageId"] = f"<{message.identity}@{message.sender.domain}>"
    return described


def _enclosed(message: Message) -> Iterator[dict[str, object]]:
    for file in (*message.attachments, *message.pictures):
        inline = file in message.pictures
        yield {
            "@odata.type": "#microsoft.graph.fileAttachment",
            "name": file.name,
            "contentType": file.media_type,
            "contentBytes": b64encode(file.content).decode(),
            "isInline": inline,
            **({"contentId": file.name} if inline else {}),
        }
