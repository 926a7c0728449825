"""Classic Outlook on Windows, driven through COM: drafts in its Drafts folder, or messages sent from it."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, ClassVar, Self

from kam_xl.errors import HostError
from kam_xl.sharing.transports.transport import Delivery, FateUnknownError, NotDeliveredError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from kam_xl.sharing.message import Message

_MAIL_ITEM = 0
"""olMailItem"""

_CONTENT_ID = "http://schemas.microsoft.com/mapi/proptag/0x3712001F"
"""PR_ATTACH_CONTENT_ID, by which HTML shows a picture."""

_CONNECTION_LOST = frozenset({-2147023170, -2147023174, -2147417848})
"""RPC_S_CALL_FAILED, RPC_S_SERVER_UNAVAILABLE and RPC_E_DISCONNECTED: whether the call was obeyed is unknown."""


@dataclass
class OutlookTransport:
    """Write drafts with Outlook, or send with it.

    Attributes:
        send: Whether messages leave; otherwise they are drafts.
    """

    send: bool = False
    name: ClassVar[str] = "outlook"
    once: ClassVar[bool] = True
    _outlook: Any = field(default=None, init=False, repr=False)

    def __enter__(self) -> Self:
        """Find Outlook, or start it.

        Raises:
            HostError: There is no classic Outlook here.
        """
        if os.name != "nt":
            raise HostError("Only classic Outlook on Windows can be driven. Take drafts as files: --by eml.")
        try:
            # Late-bound: no cache of type libraries to go stale.
            self._outlook = import_module("win32com.client.dynamic").Dispatch("Outlook.Application")
        except Exception as error:
            raise HostError(
                f"Outlook does not answer ({_said(error)}). The new Outlook cannot be driven; "
                "switch to classic Outlook, or take drafts as files: --by eml."
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of it; it stays open for the person."""
        self._outlook = None

    def deliver(self, message: Message, name: str) -> Delivery:  # noqa: ARG002 - Outlook needs no file name
        """Write one draft, or send one message.

        Raises:
            FateUnknownError: Outlook ended while it was sending.
            NotDeliveredError: Outlook refuses it, or it has no recipient.
        """
        if self.send and message.to is None:
            raise NotDeliveredError("It has no recipient. Correct Manager Email on Accounts or Team.")
        with TemporaryDirectory(prefix="kam-xl-") as folder, _refusals():
            item = self._item(message, Path(folder))
            item.Save()
        if not self.send:
            return Delivery("drafted", "Drafts in Outlook")
        self._let_go(item)
        return Delivery("sent", "")

    def _item(self, message: Message, folder: Path) -> Any:  # noqa: ANN401 - COM knows no types
        item = self._outlook.CreateItem(_MAIL_ITEM)
        item.Subject = message.subject
        item.HTMLBody = message.html
        if message.to is not None:
            # Outlook reads several recipients out of one text; a name could bring one.
            item.To = message.to.addr_spec
        for file in (*message.attachments, *message.pictures):
            path = folder / file.name
            path.write_bytes(file.content)
            added = item.Attachments.Add(str(path))
            if file in message.pictures:
                added.PropertyAccessor.SetProperty(_CONTENT_ID, file.name)
        return item

    @staticmethod
    def _let_go(item: Any) -> None:  # noqa: ANN401 - COM knows no types
        try:
            item.Send()
        except Exception as error:
            if getattr(error, "hresult", None) in _CONNECTION_LOST:
                raise FateUnknownError(
                    "Outlook ended while it was sending. Look into Sent Items and Outbox."
                ) from error
            raise NotDeliveredError(f"Outlook refused to send it: {_said(error)}. It is in Drafts.") from error


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        raise NotDeliveredError(f"Outlook refused it: {_said(error)}.") from error


def _said(error: Exception) -> str:
    """Give what COM says of an error: the program's own words, else those of Windows."""
    details = getattr(error, "excepinfo", None)
    if details and len(details) > 2 and details[2]:  # noqa: PLR2004 - the third of them is the description
        return _one_line(details[2])
    return _one_line(getattr(error, "strerror", None) or error)


def _one_line(text: object) -> str:
    return " ".join(str(text).split())[:300].rstrip(".")
