"""What a function says to its cells: values, or a text that the workbook turns into a real error of Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kam_xl.errors import KamError
from kam_xl.excel.log import log_file, log_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

UNKNOWN = "#N/A"
REFUSED = "#VALUE!"

Answers = list[list[Any]]
"""A row of headings, then rows of values; or a single text that begins with `REFUSED`."""


def answers(question: str, headings: Sequence[str], ask: Callable[[], Iterable[Sequence[object]]]) -> Answers:
    """Ask for rows of values on behalf of cells; never raise, for Excel would show a traceback.

    Args:
        question: What is asked, for the log.
        headings: What each value is. They also make sure that Excel is given a table, however few values there are.
        ask: Gives the values, None for unknown.

    Returns:
        The headings and the values, `#N/A` for unknown; or `#VALUE!`, a blank and every reason, one a line, where the
        functions were used wrongly or failed.
    """
    try:
        rows = [[UNKNOWN if value is None else value for value in row] for row in ask()]
    except KamError as error:
        log_problem(f"{question}: {error}")
        return [[f"{REFUSED} {error}"]]
    except Exception as error:  # noqa: BLE001 - whatever it is, a cell can only show an error
        log_problem(f"{question}: {error!r}", error)
        return [[f"{REFUSED} kam-xl failed ({type(error).__name__}); {log_file()} says where."]]
    return [list(headings), *rows]
