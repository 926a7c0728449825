"""What a function says to its cell: a value, or a text that the workbook turns into a real error of Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.errors import KamError
from kam_xl.excel.log import log_file, log_problem

if TYPE_CHECKING:
    from collections.abc import Callable

UNKNOWN = "#N/A"
REFUSED = "#VALUE!"


def answer(function: str, ask: Callable[[], float | None]) -> float | str:
    """Ask for a value on behalf of a cell; never raise, for Excel would show a traceback.

    Args:
        function: The function's name in cells, for the log.
        ask: Gives the value, None for unknown.

    Returns:
        The value; `#N/A` for unknown; `#VALUE!`, a blank and the reason where it was used wrongly or failed.
    """
    try:
        value = ask()
    except KamError as error:
        log_problem(f"{function}: {error}")
        return f"{REFUSED} {error.problems[0]}"
    except Exception as error:  # noqa: BLE001 - whatever it is, a cell can only show an error
        log_problem(f"{function}: {error!r}", error)
        return f"{REFUSED} kam-xl failed ({type(error).__name__}); {log_file()} says where."
    return UNKNOWN if value is None else value
