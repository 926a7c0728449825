"""What every way of bringing messages out can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from types import TracebackType

    from kam_xl.sharing.message import Message


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message.

    Attributes:
        state: "drafted" if a person still presses Send, "sent" if it is on its way.
        place: Where it is, such as the file of a draft; empty if nobody can look there.
    """

    state: str
    place: str


class Transport(Protocol):
    """Bring messages out, one after the other, between entering and leaving it.

    A transport keeps a connection open for a whole run; one that needs none does nothing on entering and leaving.
    """

    def __enter__(self) -> Self:
        """Make ready.

        Raises:
            KamError: It cannot be used at all; no message was brought out.
        """
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish."""
        ...

    def deliver(self, message: Message, name: str) -> Delivery:
        """Bring one message out.

        Args:
            message: The message.
            name: A safe file name of this message's own, without an ending.

        Raises:
            KamError: This message was not brought out; the others can be.
        """
        ...
