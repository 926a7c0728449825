"""The log file: what went wrong in Excel, in full, where a person who helps can find it."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_BYTES = 1_000_000
KEPT_FILES = 3


def log_file() -> Path:
    """Give the place of the log file."""
    from platformdirs import user_log_path

    return user_log_path("kam-xl", appauthor=False) / "excel.log"


def log_problem(problem: str, error: BaseException | None = None) -> None:
    """Write a problem to the log, with its traceback if it is an error of ours.

    The same text in a row is written once: a wrong model is one problem, though every cell has it. Where no log can be
    written, that is no reason to fail.
    """
    _logger().error(problem, exc_info=error)


class _NotTwiceInARow(logging.Filter):
    """Let a text through unless it was the last one."""

    def __init__(self) -> None:
        super().__init__()
        self._last = ""

    def filter(self, record: logging.LogRecord) -> bool:
        """Compare with the last text."""
        said, self._last = self._last, record.getMessage()
        return said != self._last


@lru_cache(maxsize=1)
def _logger() -> logging.Logger:
    from logging.handlers import RotatingFileHandler

    logger = logging.getLogger("kam_xl.excel")
    logger.propagate = False
    try:
        log_file().parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            log_file(), maxBytes=LARGEST_BYTES, backupCount=KEPT_FILES, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    handler.addFilter(_NotTwiceInARow())
    logger.addHandler(handler)
    return logger
