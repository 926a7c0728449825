"""What every way of bringing messages out can do, and how it says that it could not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

from kam_xl.errors import HostError

if TYPE_CHECKING:
    from types import TracebackType

    from kam_xl.sharing.message import Message


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message.

    Attributes:
        state: "drafted" if a person still presses Send, "sent" if it is on its way.
        place: Where it is, such as the file of a draft; empty if nobody can look there.
        kept: Which draft a person has edited, so that this one stands beside it; empty for none.
    """

    state: str
    place: str
    kept: str = ""


class NotDeliveredError(HostError):
    """A message surely did not leave."""


class TryAgainError(NotDeliveredError):
    """A message surely did not leave now, and may leave later.

    Attributes:
        wait_seconds: How long the other side asks to wait; None if it does not say.
    """

    def __init__(self, problem: str, wait_seconds: float | None = None) -> None:
        """Keep what was said."""
        super().__init__(problem)
        self.wait_seconds = wait_seconds


class FateUnknownError(HostError):
    """A message may have left or not: nobody can tell from here."""


class Transport(Protocol):
    """Bring messages out, one after the other, between entering and leaving it.

    A transport keeps a connection open for a whole run; one that needs none does nothing on entering and leaving.
    """

    @property
    def name(self) -> str:
        """Give the word by which a person chooses it."""
        ...

    @property
    def once(self) -> bool:
        """Tell whether bringing a message out twice would make a second one of it."""
        ...

    def __enter__(self) -> Self:
        """Make ready.

        Raises:
            TryAgainError: It cannot be used now; no message was brought out.
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
            FateUnknownError: It may have left or not.
            TryAgainError: It did not leave, and may leave later.
            KamError: It did not leave; the others can.
        """
        ...
