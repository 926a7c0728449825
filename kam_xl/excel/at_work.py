"""What Excel shows and hears while a button works: it keeps still, its status bar tells how far, Esc stops."""

from __future__ import annotations

import ctypes
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kam_xl.excel.log import log_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xlwings.main import App

ESCAPE_KEY = 0x1B
PRESSED = 0x8001
"""The bits that say of a key that it is down now, or was pressed since it was last asked for."""

_STILL = (("screen_updating", False), ("enable_events", False), ("display_alerts", False), ("calculation", "manual"))
"""How Excel keeps still.

Were cells calculated or events handled as results are written, Excel would call Python, which waits for Excel; without
alerts it does not complain that it waits for another program.
"""


class StoppedError(Exception):
    """Say that a person pressed Esc."""

    def __init__(self, what: str, done: int, total: int) -> None:
        """Say how far the work was: what was done is complete."""
        super().__init__(f"Stopped by Esc: {what} {done:,} of {total:,} done; what is done is complete.")


@contextmanager
def kept_still(app: App, doing: str) -> Iterator[None]:
    """Keep Excel still while its workbook is worked on, and put every setting back, whatever happens.

    Args:
        app: Excel.
        doing: What the status bar says meanwhile.
    """
    with ExitStack() as settings:
        for name, value in _STILL:
            settings.callback(_set, app, name, getattr(app, name, None))
            _set(app, name, value)
        settings.callback(_set, app, "status_bar", value=False)
        _set(app, "status_bar", doing)
        yield


def _set(app: App, name: str, value: object) -> None:
    try:
        setattr(app, name, value)
    except Exception as error:  # noqa: BLE001 - the other settings count all the same
        log_problem(f"Excel did not take {name} = {value!r}", error)


@dataclass(frozen=True)
class AtWork:
    """Excel while a button works.

    Attributes:
        app: Excel.
        user32: The library of Windows that knows keys and windows; None on other systems, where Esc does not stop.
    """

    app: App
    user32: Any

    def steps(self, what: str, total: int) -> Callable[[int], None]:
        """Give what is to be called after each step with the number of steps done: it shows them, and minds Esc.

        Args:
            what: What is counted, such as "plans".
            total: How many there are.

        Raises:
            StoppedError: On a call, if Esc was pressed while Excel was in front.
        """
        done = 0
        self._escape_pressed()  # forgets a key that closed a dialog before

        def show(steps: int) -> None:
            nonlocal done
            done += steps
            self.app.status_bar = f"Key Accounts: {what} {done:,} of {total:,}; Esc stops"
            if done < total and self._escape_pressed():
                raise StoppedError(what, done, total)

        return show

    def _escape_pressed(self) -> bool:
        if self.user32 is None or not self.user32.GetAsyncKeyState(ESCAPE_KEY) & PRESSED:
            return False
        return _process_in_front(self.user32) == self.app.pid


def _process_in_front(user32: Any) -> int:  # noqa: ANN401 - a library has no type
    process = ctypes.c_ulong()
    user32.GetWindowThreadProcessId(user32.GetForegroundWindow(), ctypes.byref(process))
    return process.value


def keyboard() -> Any:  # noqa: ANN401 - a library has no type
    """Give the library that knows keys and windows: what Excel does with Esc never reaches another process."""
    libraries = getattr(ctypes, "windll", None)
    return None if libraries is None else libraries.user32
