"""What `kam --debug` tells: the steps that were done, and where in the program an error arose.

Only what messages say anyway is told, never the values of variables, which may be passwords.
"""

from __future__ import annotations

import logging
import platform
import sys
import traceback
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from kam_xl import __version__
from kam_xl.cli.output import say

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Teller(logging.Handler):
    """Tells each step on standard error, with the seconds since the start."""

    def __init__(self) -> None:
        super().__init__()
        self._start = monotonic()

    def emit(self, record: logging.LogRecord) -> None:
        say(f"[{monotonic() - self._start:7.3f} s] {record.getMessage()}")


@contextmanager
def steps_told() -> Iterator[None]:
    """Tell the steps of kam-xl while the block runs; what the libraries below it log stays unheard."""
    python = f"Python {platform.python_version()} ({sys.maxsize.bit_length() + 1} bit)"
    say(f"kam-xl {__version__}, {python}, {platform.platform()}")
    steps, teller = logging.getLogger("kam_xl"), _Teller()
    before = steps.level
    steps.addHandler(teller)
    steps.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        steps.removeHandler(teller)
        steps.setLevel(before)


def tell_where(error: BaseException) -> None:
    """Tell where an error arose, with the errors that led to it; values of variables are left out."""
    say("".join(traceback.format_exception(error)).rstrip())
