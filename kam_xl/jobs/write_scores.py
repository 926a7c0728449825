"""Writing scored accounts: as a table, or as a whole workbook."""

import sys
from pathlib import Path

from kam_xl.jobs.book_file import write_book
from kam_xl.jobs.score import Progress, Scored
from kam_xl.workbook.writing import write_table


def write_scores(scored: Scored, target: Path, progress: Progress = lambda _: None) -> None:
    """Write the accounts with their results.

    Args:
        scored: The scored book.
        target: .csv, .xlsx or .parquet for the table, a new .xlsm for a whole workbook, - for csv on standard output.
        progress: Called as the accounts are worked through.

    Raises:
        TargetError: The target cannot be written, or is a workbook that exists.
    """
    if target.suffix.lower() == ".xlsm":
        write_book(scored, target)
        progress(len(scored.assessment.accounts))
        return
    destination = sys.stdout.buffer if str(target) == "-" else target
    write_table(destination, scored.table(progress), conventions=scored.gathered.basis.conventions)
