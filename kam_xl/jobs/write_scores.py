"""Writing scored accounts: as a table, or as a whole workbook."""

import sys
from pathlib import Path

from kam_xl.errors import TargetError
from kam_xl.jobs.book_file import refuse_existing, write_book
from kam_xl.jobs.score import Progress, Scored
from kam_xl.workbook.writing import ENDINGS, write_table

STANDARD_OUTPUT = Path("-")


def check_scores_target(target: Path, source: Path | None) -> None:
    """Refuse a target before anything is read.

    Args:
        target: Where scores shall go.
        source: The file they come from; None for a stream.

    Raises:
        TargetError: The target has another ending, is the source itself, or is a workbook that exists.
    """
    if target == STANDARD_OUTPUT:
        return
    if target.suffix.lower() not in {*ENDINGS, ".xlsm"}:
        found = f"the ending {target.suffix}" if target.suffix else "no ending"
        raise TargetError(
            f"{target} has {found}; scores are written to .csv, .xlsx, a new .xlsm or .parquet. Choose one of these."
        )
    if source is not None and target.exists() and source.exists() and target.samefile(source):
        raise TargetError(f"{target} is what the scores are made from, and is never changed. Give another name.")
    if target.suffix.lower() == ".xlsm":
        refuse_existing(target)


def write_scores(scored: Scored, target: Path, progress: Progress = lambda _: None) -> None:
    """Write the accounts with their results.

    Args:
        scored: The scored book.
        target: .csv, .xlsx or .parquet for the table, a new .xlsm for a whole workbook, - for csv on standard output.
        progress: Called as the accounts are worked through.

    Raises:
        TargetError: The target cannot be written; see [`check_scores_target`][..check_scores_target].
    """
    check_scores_target(target, scored.gathered.source)
    if target.suffix.lower() == ".xlsm":
        write_book(scored, target)
        progress(len(scored.assessment.accounts))
        return
    destination = sys.stdout.buffer if target == STANDARD_OUTPUT else target
    write_table(destination, scored.table(progress), conventions=scored.gathered.basis.conventions)
