"""Printing many plans: one after the other, or several at once on as many processors."""

from __future__ import annotations

from collections import deque
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from typing import TYPE_CHECKING

from kam_xl.plans.press import Press

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from kam_xl.plans.press import Content

_AHEAD = 4
"""How many documents for each processor may wait for their turn: memory does not grow with the number of plans."""


@dataclass(frozen=True, slots=True)
class Order:
    """A document that is wanted.

    Attributes:
        account_id: The account's id; empty for a page over many.
        whose: The account's name, or whose page it is.
        ending: The format.
        file_name: The name of its file.
        compose: Says what it says.
    """

    account_id: str
    whose: str
    ending: str
    file_name: str
    compose: Callable[[], Content]


@dataclass(frozen=True, slots=True)
class Unprinted:
    """A document that could not be printed.

    Attributes:
        reason: What went wrong, and what to do.
    """

    reason: str


Printed = bytes | Unprinted


def print_all(orders: Iterable[Order], press: Press, workers: int = 1) -> Iterator[tuple[Order, Printed]]:
    """Print documents, and give each in the order in which they were wanted.

    What is wrong with one concerns no other.

    Args:
        orders: What is wanted; no more of it is composed than the processors can take.
        press: Prints, or tells others which templates to print by.
        workers: How many processors to use; more than one pays from some hundred documents on.
    """
    if workers < 2:  # noqa: PLR2004 - one needs no company
        yield from ((order, _attempt(order.compose, press, order.ending)) for order in orders)
        return
    waiting: deque[tuple[Order, Future[Printed]]] = deque()
    # A fresh interpreter each: what was imported before may not survive a fork.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for order in orders:
            waiting.append((order, _begun(order, press, pool)))
            if len(waiting) > workers * _AHEAD:
                yield _ended(*waiting.popleft(), press)
        while waiting:
            yield _ended(*waiting.popleft(), press)


def _begun(order: Order, press: Press, pool: ProcessPoolExecutor) -> Future[Printed]:
    try:
        return pool.submit(_print, press.folders, order.compose(), order.ending)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one account, the others get their plans
        failed: Future[Printed] = Future()
        failed.set_exception(error)
        return failed


def _ended(order: Order, begun: Future[Printed], press: Press) -> tuple[Order, Printed]:
    try:
        return order, begun.result()
    except BrokenExecutor:  # the system has ended a process: this one goes on alone
        return order, _attempt(order.compose, press, order.ending)
    except Exception as error:  # noqa: BLE001 - as above
        return order, _unprinted(error)


def _print(folders: tuple[Path, ...], content: Content, ending: str) -> Printed:
    return _attempt(lambda: content, _press(folders), ending)


@cache
def _press(folders: tuple[Path, ...]) -> Press:
    """Keep the templates of a process ready."""
    return Press(folders)


def _attempt(compose: Callable[[], Content], press: Press, ending: str) -> Printed:
    try:
        return press.render(compose(), ending)
    except Exception as error:  # noqa: BLE001 - as above
        return _unprinted(error)


def _unprinted(error: Exception) -> Unprinted:
    return Unprinted(str(error) or type(error).__name__)
