"""A button of the ribbon: it works on the open workbook, and whatever happens, Start says so and Excel stays usable."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from platform import python_version
from typing import TYPE_CHECKING

from kam_xl.errors import KamError
from kam_xl.excel.at_work import AtWork, StoppedError, kept_still, keyboard
from kam_xl.excel.changes import reason_of
from kam_xl.excel.host import calling_book, today
from kam_xl.excel.log import log_file, log_problem
from kam_xl.excel.open_book import OpenBook
from kam_xl.workbook.layout import LAST_RUN_CELL, PROBLEM_CELL, PYTHON_CELL, RESULT_CELL

if TYPE_CHECKING:
    from collections.abc import Callable

SHOWN_PROBLEMS = 12
"""Problems that are shown after a button did its work; the line below them says how many more there are."""

SHOWN_FAULTS = 60
"""The same for what kept a button from doing it: a person must see every fault of a model."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a button did.

    Attributes:
        result: What came out, in one or two sentences.
        problems: What a person should look at, one sentence each.
        message: What is said in a message as well; empty for none.
    """

    result: str
    problems: tuple[str, ...] = ()
    message: str = ""


def press(button: str, act: Callable[[OpenBook, AtWork], Outcome]) -> None:
    """Act for a button.

    Args:
        button: What the button is called.
        act: Does the work.
    """
    book = OpenBook(calling_book())
    with kept_still(book.book.app, f"Key Accounts: {button} …"):
        message = _try(book, button, act)
    if message:
        book.say(message)


def _try(book: OpenBook, button: str, act: Callable[[OpenBook, AtWork], Outcome]) -> str:
    """Act, show on Start what came of it, and give what is to be said in a message."""
    try:
        outcome = act(book, AtWork(book.book.app, keyboard()))
    except StoppedError as stopped:
        _show(book, button, str(stopped))
    except KamError as error:
        log_problem(f"{button}: {error}")
        return _show_failure(book, button, error.problems)
    except Exception as error:  # noqa: BLE001 - a traceback helps nobody who presses a button
        log_problem(f"{button}: {error!r}", error)
        failure = f"kam-xl failed ({type(error).__name__}: {reason_of(error)}); {log_file()} says where."
        return _show_failure(book, button, (failure,))
    else:
        _show(book, button, outcome.result, (*outcome.problems, *_read_only(book)))
        return outcome.message
    return ""


def _show_failure(book: OpenBook, button: str, problems: tuple[str, ...]) -> str:
    _show(book, button, "Not done.", problems, SHOWN_FAULTS)
    return f"{button} was not done.\n\n{_shown(problems, SHOWN_PROBLEMS)}"


def _show(book: OpenBook, button: str, result: str, problems: tuple[str, ...] = (), most: int = SHOWN_PROBLEMS) -> None:
    python = f"Python {python_version()} answers ({sys.executable})."
    shown = {LAST_RUN_CELL: f"{button}, {today()}", RESULT_CELL: result, PROBLEM_CELL: _shown(problems, most)}
    book.show({**shown, PYTHON_CELL: python})


def _shown(problems: tuple[str, ...], most: int) -> str:
    more = len(problems) - most
    lines = problems[:most]
    return "\n".join(lines if more <= 0 else (*lines, f"… and {more} more"))


def _read_only(book: OpenBook) -> tuple[str, ...]:
    if not book.is_read_only:
        return ()
    return (f"{book.name} is open read-only: save it under another name to keep what stands in it now.",)
