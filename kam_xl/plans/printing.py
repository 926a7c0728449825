"""Printing many plans: one after the other, or several at once on as many processors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from itertools import tee
from typing import TYPE_CHECKING

from kam_xl.plans.press import Press
from kam_xl.processors import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from kam_xl.plans.press import Content


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
    wanted, composed = tee(orders)
    pieces = ((_composed(order), order.ending) for order in composed)
    printed = in_order(partial(_print_there, press.folders), pieces, workers, alone=partial(_print, press))
    yield from zip(wanted, printed, strict=True)


def _composed(order: Order) -> Content | Unprinted:
    try:
        return order.compose()
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one account, the others get their plans
        return _unprinted(error)


def _print_there(folders: tuple[Path, ...], piece: tuple[Content | Unprinted, str]) -> Printed:
    return _print(_press(folders), piece)


@cache
def _press(folders: tuple[Path, ...]) -> Press:
    """Keep the templates of a process ready."""
    return Press(folders)


def _print(press: Press, piece: tuple[Content | Unprinted, str]) -> Printed:
    content, ending = piece
    if isinstance(content, Unprinted):
        return content
    try:
        return press.render(content, ending)
    except Exception as error:  # noqa: BLE001 - as above
        return _unprinted(error)


def _unprinted(error: Exception) -> Unprinted:
    return Unprinted(str(error) or type(error).__name__)
