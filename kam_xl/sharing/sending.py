"""Sending messages: each exactly once, again after a fault that passes, and one bad address stops nobody else."""

from __future__ import annotations

import logging
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kam_xl.errors import KamError
from kam_xl.sharing.outbox import State
from kam_xl.sharing.transports.transport import FateUnknownError, TryAgainError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kam_xl.sharing.message import Message, StoredFile
    from kam_xl.sharing.outbox import Entry, Outbox
    from kam_xl.sharing.transports import Transport

_STEPS = logging.getLogger(__name__)
"""Messages are told by their ids, as in `kam outbox list`: names, addresses and contents stay out of what is pasted."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how long faults that pass are waited out.

    Attributes:
        tries: How often a message is tried, at least once.
        first_wait_seconds: About how long the first wait is; each further one is twice as long.
        longest_wait_seconds: No wait is longer, unless the other side asks for more.
        longest_asked_seconds: Who asks for more than this is not waited for: a later run tries again.
        sleep: Waits so many seconds.
        chance: Gives a random number from 0 to 1, so that many programs do not come back at the same moment.
    """

    sleep: Callable[[float], object]
    chance: Callable[[], float]
    tries: int = 4
    first_wait_seconds: float = 2.0
    longest_wait_seconds: float = 60.0
    longest_asked_seconds: float = 600.0

    def wait_seconds(self, turn: int, asked: float | None) -> float:
        """Give how long to wait after a turn, the first being 1: at least what the other side asked for."""
        planned = self.first_wait_seconds * 2.0 ** (turn - 1) * (0.5 + self.chance())
        return min(max(planned, asked or 0.0), max(self.longest_wait_seconds, asked or 0.0))

    def is_over(self, turn: int, error: TryAgainError) -> bool:
        """Tell whether a fault in a turn, the first being 1, is not waited out any more."""
        return turn == self.tries or (error.wait_seconds or 0.0) > self.longest_asked_seconds

    def wait(self, turn: int, asked: float | None) -> None:
        """Wait after a turn, the first being 1."""
        seconds = self.wait_seconds(turn, asked)
        _STEPS.debug("waiting %.1f seconds, then try %d of %d", seconds, turn + 1, self.tries)
        self.sleep(seconds)


AT_ONCE = Patience(sleep=lambda _: None, chance=lambda: 0.5, tries=1)
"""No patience: for drafts, which meet no fault that passes."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A message that is ready to leave.

    Attributes:
        message: The message without its attachments, which would fill the memory.
        files: Its attachments.
        name: A safe file name of its own.
        entry: What the outbox says of it.
    """

    message: Message
    files: tuple[StoredFile, ...]
    name: str
    entry: Entry

    def whole(self) -> Message:
        """Give the message with its attachments."""
        return replace(self.message, attachments=tuple(file.read() for file in self.files))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message.

    Attributes:
        state: Its state now.
        place: Where it is, such as the file of a draft.
        reason: Why it failed, why nobody knows, or which edited draft stays.
        again: Whether an earlier run has brought it out, and this one left it alone.
    """

    state: State
    place: str = ""
    reason: str = ""
    again: bool = False

    @property
    def kept(self) -> str:
        """Say which draft a person has edited, so that this one stands beside it; empty for none."""
        return self.reason if self.state is State.DRAFTED else ""

    @property
    def said(self) -> str:
        """Give its state in words."""
        return f"{self.state} earlier" if self.again else str(self.state)


@contextmanager
def entered(transport: Transport, patience: Patience) -> Iterator[None]:
    """Make a transport ready, and finish it in the end; a fault that passes is waited out.

    Raises:
        KamError: It cannot be used at all, or not now; no message was brought out.
    """
    with ExitStack() as stack:
        _enter(transport, patience, stack)
        yield


def _enter(transport: Transport, patience: Patience, stack: ExitStack) -> None:
    for number in range(1, patience.tries + 1):
        try:
            stack.enter_context(transport)
        except TryAgainError as error:
            if patience.is_over(number, error):
                raise
            patience.wait(number, error.wait_seconds)
        else:
            return


def send_all(ready: Sequence[Ready], transport: Transport, outbox: Outbox, patience: Patience) -> dict[str, Outcome]:
    """Bring messages out, one after the other; those that the outbox knows as sent or unknown stay alone.

    A message whose fault may pass is tried again after all others had their turn.

    Args:
        ready: The messages.
        transport: How they leave; it was entered.
        outbox: Where their states are kept.
        patience: How long faults that pass are waited out.

    Returns:
        What became of each, by the message's name.
    """
    alone = [each for each in ready if each.entry.stays_alone(transport.name, once=transport.once)]
    outcomes = {each.name: Outcome(each.entry.state, each.entry.place, each.entry.reason, again=True) for each in alone}
    waiting = [each for each in ready if each.name not in outcomes]
    for number in range(1, patience.tries + 1):
        turn = _Turn(transport, outbox, patience, number)
        outcomes |= turn.send(waiting)
        waiting = [each for each in waiting if each.name not in outcomes]
        if not waiting:
            break
        patience.wait(number, turn.asked_seconds)
    return outcomes


@dataclass
class _Turn:
    transport: Transport
    outbox: Outbox
    patience: Patience
    number: int
    asked_seconds: float | None = None

    def send(self, waiting: Iterable[Ready]) -> dict[str, Outcome]:
        found = {each.name: self._send(each) for each in waiting}
        return {name: outcome for name, outcome in found.items() if outcome is not None}

    def _send(self, ready: Ready) -> Outcome | None:
        """Try once; None if it is worth another try."""
        known_by = ready.message.identity
        try:
            message = ready.whole()
            # A draft in a file is written again and again; nothing of it can be unknown.
            if self.transport.once:
                self.outbox.begin(known_by, self.transport.name)
            _STEPS.debug("message %s: given to %s", known_by, self.transport.name)
            delivery = self.transport.deliver(message, ready.name)
        except TryAgainError as error:
            return self._put_off(known_by, error)
        except FateUnknownError as error:
            return self._settle(known_by, Outcome(State.UNKNOWN, reason=reason_of(error)))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one message, the others leave
            return self._settle(known_by, Outcome(State.FAILED, reason=reason_of(error)))
        return self._settle(known_by, Outcome(State(delivery.state), delivery.place, delivery.kept))

    def _put_off(self, known_by: str, error: TryAgainError) -> Outcome | None:
        if self.patience.is_over(self.number, error):
            return self._settle(known_by, Outcome(State.FAILED, reason=self._given_up(error)))
        self.asked_seconds = max(self.asked_seconds or 0.0, error.wait_seconds or 0.0) or None
        self.outbox.settle(known_by, State.PREPARED, reason=reason_of(error))
        _STEPS.debug("message %s: did not leave now", known_by)
        return None

    def _given_up(self, error: TryAgainError) -> str:
        asked = error.wait_seconds or 0.0
        if asked <= self.patience.longest_asked_seconds:
            return reason_of(error)
        return f"{reason_of(error)} It asks to wait {asked / 60:,.0f} minutes. Share again after that."

    def _settle(self, known_by: str, outcome: Outcome) -> Outcome:
        # What was not begun, as nothing of it can be unknown, is counted here.
        way = "" if self.transport.once else self.transport.name
        self.outbox.settle(known_by, outcome.state, outcome.place, outcome.reason, way)
        _STEPS.debug("message %s: %s", known_by, outcome.state)
        return outcome


def reason_of(error: Exception) -> str:
    """Say in one line what went wrong."""
    return " ".join(error.problems) if isinstance(error, KamError) else f"{type(error).__name__}: {error}"
