"""The use case of the demo: fill a workbook with the portfolio that ships, then do the whole path on it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kam_xl.accounts.book import RawTable
from kam_xl.accounts.tables import HISTORY, MODELS
from kam_xl.jobs.book_file import build_book
from kam_xl.jobs.gather import Request, understand
from kam_xl.jobs.run import run
from kam_xl.jobs.sample import as_last_quarter, read_sample
from kam_xl.jobs.score import score_gathered
from kam_xl.jobs.snapshot import frame_of
from kam_xl.portfolio.history import snapshot_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from kam_xl.accounts.rows import Row
    from kam_xl.accounts.tables import TableSpec
    from kam_xl.jobs.run import RunReport, ShowProgress
    from kam_xl.jobs.score import Scored

BOOK_NAME = "KeyAccounts-demo.xlsm"


def demo(target: Path, today: date, show_progress: ShowProgress) -> RunReport:
    """Write the demo workbook into a folder, and beside it everything a run writes.

    The portfolio has an as-of date of its own, so that the demo is the same on every day.

    Raises:
        TargetError: The folder cannot be written.
    """
    book = target / BOOK_NAME
    scored = score_sample(today)
    with show_progress("Writing the workbook", 1) as progress:
        build_book(scored, book)
        progress(1)
    return run(Request(source=book, today=today), target, show_progress)


def score_sample(today: date) -> Scored:
    """Score the portfolio that ships, with a snapshot of the quarter before in its History."""
    sample, folder = read_sample()
    request = Request(source=folder / "accounts.csv", today=today)
    earlier = score_gathered(understand(as_last_quarter(sample), request))
    snapshot, model = snapshot_rows(earlier.assessment, earlier.gathered.basis.as_of)
    past = {HISTORY.name: _table(HISTORY, snapshot), MODELS.name: _table(MODELS, [model])}
    return score_gathered(understand(replace(sample, tables={**sample.tables, **past}), request))


def _table(spec: TableSpec, rows: Sequence[Row]) -> RawTable:
    return RawTable(f"the snapshot, sheet {spec.name}", frame_of(spec, rows), range(2, len(rows) + 2))
