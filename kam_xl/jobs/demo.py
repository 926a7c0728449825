"""The use case of the demo: fill a workbook with the portfolio that ships, then do the whole path on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.jobs.book_file import build_book
from kam_xl.jobs.gather import Request, understand
from kam_xl.jobs.run import run
from kam_xl.jobs.sample import read_sample
from kam_xl.jobs.score import score_gathered

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from kam_xl.jobs.run import RunReport, ShowProgress

BOOK_NAME = "KeyAccounts-demo.xlsm"


def demo(target: Path, today: date, show_progress: ShowProgress) -> RunReport:
    """Write the demo workbook into a folder, and beside it everything a run writes.

    The portfolio has an as-of date of its own, so that the demo is the same on every day.

    Raises:
        TargetError: The folder cannot be written.
    """
    book = target / BOOK_NAME
    sample, folder = read_sample()
    scored = score_gathered(understand(sample, Request(source=folder / "accounts.csv", today=today)))
    with show_progress("Writing the workbook", 1) as progress:
        build_book(scored, book)
        progress(1)
    return run(Request(source=book, today=today), target, show_progress)
