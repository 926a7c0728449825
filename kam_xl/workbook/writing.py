"""Writing tables to files and streams."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kam_xl.accounts.conventions import NEUTRAL, Conventions
from kam_xl.accounts.tables import ACCOUNTS
from kam_xl.errors import TargetError
from kam_xl.workbook.files import atomic_write
from kam_xl.workbook.writing_csv import write_csv
from kam_xl.workbook.writing_excel import write_excel
from kam_xl.workbook.writing_parquet import write_parquet

if TYPE_CHECKING:
    import pandas as pd

ENDINGS = (".csv", ".xlsx", ".parquet")
"""The endings of files that a table can be written to."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Tells Excel that a csv is UTF-8; programs at the other end of a pipe expect none."""


def write_table(
    target: Path | BinaryIO, frame: "pd.DataFrame", *, sheet: str = ACCOUNTS.name, conventions: Conventions = NEUTRAL
) -> None:
    """Write a table to a .csv, .xlsx or .parquet file by its ending, or as csv to a stream.

    The same table always gives the same bytes. Unknown is empty. In .xlsx and .parquet, texts in known columns become
    the numbers, dates and booleans they say, and stay texts where they say none; in .csv every text stays as it was,
    with an apostrophe before it where a spreadsheet would run it as a formula.

    Args:
        target: Where to; a file that is there already is replaced, a failed writing leaves it as it was.
        frame: The table; a missing value, and an infinite one, is unknown.
        sheet: What the sheet and its Excel table are called in .xlsx.
        conventions: How texts write numbers and dates.

    Raises:
        TargetError: The target has another ending, may not be written, or cannot hold the table.
    """
    if not isinstance(target, Path):
        write_csv(target, frame)
        return
    write_tables(target, {sheet: frame}, conventions=conventions)


def write_tables(target: Path, frames: Mapping[str, "pd.DataFrame"], *, conventions: Conventions = NEUTRAL) -> None:
    """Write several tables as the sheets of one .xlsx; a file of another ending holds one table.

    Args:
        target: Where to.
        frames: The tables by the names of their sheets.
        conventions: How texts write numbers and dates.

    Raises:
        TargetError: As for `write_table`, or the target can hold one table only.
    """
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        raise TargetError(_no_table_file(target))
    if ending == ".xlsx":
        atomic_write(target, lambda path: write_excel(path, frames, conventions, target.name))
        return
    if len(frames) != 1:
        raise TargetError(
            f"{target}: a {ending} file holds one table, and there are {len(frames)}: {', '.join(frames)}. "
            "Choose a name that ends in .xlsx."
        )
    (frame,) = frames.values()
    if ending == ".parquet":
        atomic_write(target, lambda path: write_parquet(path, frame, conventions))
    else:
        atomic_write(target, lambda path: _write_csv_file(path, frame))


def _no_table_file(target: Path) -> str:
    if target.suffix.lower() == ".xlsm" and target.exists():
        return f"{target} exists, and kam-xl never writes over a workbook with macros. Choose a new name."
    found = f"the ending {target.suffix}" if target.suffix else "no ending"
    return f"{target} has {found}; tables are written to files that end in {', '.join(ENDINGS)}. Choose one of these."


def _write_csv_file(path: Path, frame: "pd.DataFrame") -> None:
    with path.open("wb") as file:
        file.write(BYTE_ORDER_MARK)
        write_csv(file, frame)
