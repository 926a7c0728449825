"""Scoring the open workbook: what most buttons begin with, and what Score writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.excel.host import today

if TYPE_CHECKING:
    from pathlib import Path

    from kam_xl.excel.changes import Changes
    from kam_xl.excel.open_book import OpenBook
    from kam_xl.jobs.score import Scored


def scored_book(book: OpenBook) -> Scored:
    """Score the workbook as it stands now, saved or not.

    Raises:
        KamError: It cannot be scored; every problem is listed.
    """
    from kam_xl.jobs.gather import Request, understand
    from kam_xl.jobs.score import score_gathered

    return score_gathered(understand(book.read(), Request(source=book.source, today=today())))


def problems_of(scored: Scored, book: OpenBook) -> tuple[str, ...]:
    """Say what a person should look at: findings first, then what could not be understood, each kind once."""
    from kam_xl.accounts.issues import summarise

    return (*book.other_accounts(), *scored.findings, *summarise(scored.issues))


def write_results(scored: Scored, book: OpenBook, changes: Changes) -> None:
    """Write results as values where no formula of the table works them out, the cuts, and the news of the Dashboard.

    Raises:
        HostError: Excel does not let a sheet be changed.
    """
    from kam_xl.accounts.schema import OUTPUT_FIELDS
    from kam_xl.jobs.highlights import highlight_cells

    results = [account.result for account in scored.book.accounts]
    rows = scored.gathered.raw.accounts.row_numbers
    calculated = book.accounts.calculated_headers()
    for field in OUTPUT_FIELDS:
        if field.header not in calculated:
            book.accounts.write_column(field.header, rows, [getattr(each, field.name) for each in results], changes)
    cuts = scored.assessment.cuts
    book.write_settings({"Head Cut": cuts.cut, "Head Keep": cuts.keep}, changes)
    for name, rows_of_cells in highlight_cells(scored).items():
        book.write_named(name, rows_of_cells, changes)


def output_folder(book: OpenBook) -> Path:
    """Give the output folder of Settings, seen from the workbook; without one, the workbook's own.

    Raises:
        HostError: The workbook has no folder on this computer, and Settings names none in full.
    """
    from pathlib import Path

    setting = book.settings().get("output_folder")
    if setting is not None and Path(str(setting)).is_absolute():
        return Path(str(setting))
    return book.path.parent / str(setting or "")
