"""Reading a book of accounts, or any table, from a file or stream."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from pathlib import Path
from typing import BinaryIO, TypeGuard

from kam_xl.accounts.book import RawBook, RawTable
from kam_xl.accounts.tables import ACCOUNTS, TEAM, TableSpec
from kam_xl.errors import SourceError, TableError
from kam_xl.workbook.reading_csv import read_csv
from kam_xl.workbook.reading_excel import read_excel_book, read_excel_table
from kam_xl.workbook.reading_parquet import read_parquet

_STEPS = logging.getLogger(__name__)

STREAM_NAME = "standard input"
"""What messages call a stream."""

ENDINGS = (".csv", ".xlsx", ".xlsm", ".parquet")
"""The endings of files that can be read."""

_OTHER_OFFICE_ENDINGS = (".xls", ".xlsb", ".ods", ".numbers")

Source = Path | BinaryIO
"""A file by its path, or an open stream of csv."""


def read_book(source: Source, *, sheet: str | None = None) -> RawBook:
    """Read accounts and what stands beside them, raw.

    A file that holds one table may have its team beside it, see `team_beside`.

    Args:
        source: A .csv, .xlsx, .xlsm or .parquet file by its ending, or a stream of csv.
        sheet: The sheet of a workbook that holds the accounts; None finds it, see
            `read_excel_book`.

    Raises:
        SourceError: The file cannot be read: missing, a folder, empty, password-protected, damaged, of another kind,
            or without such a sheet.
        TableError: There is no header row with Account ID, a header stands twice, rows are broken, or there is no
            account; every problem of the file is listed.
        ModelError: The Model sheet is the only problem.
    """
    with system_errors_explained(source):
        if _is_workbook(source):
            book = read_excel_book(source, sheet)
        else:
            book = _plain_book(_read_plain(source, sheet, ACCOUNTS), _read_team_beside(source))
    if book.accounts.frame.empty:
        raise TableError(
            f"{book.accounts.source} holds no account: nothing stands below the headers. Fill in at least one row."
        )
    return book


def team_beside(accounts: Path) -> Path:
    """Give the place of the team that belongs to an accounts file: `accounts.team.csv` for `accounts.csv`."""
    return accounts.with_name(f"{accounts.stem}.team.csv")


def _read_team_beside(source: Source) -> RawTable | None:
    if not isinstance(source, Path) or not team_beside(source).is_file():
        return None
    return _read_plain(team_beside(source), None, TEAM)


def _plain_book(accounts: RawTable, team: RawTable | None) -> RawBook:
    if team is None:
        return RawBook(accounts, issues=accounts.issues)
    return RawBook(accounts, {TEAM.name: team}, issues=(*accounts.issues, *team.issues))


def read_table(source: Source, *, sheet: str | None = None) -> RawTable:
    """Read one table whose columns are not known beforehand, such as the orders of an export.

    Args:
        source: A .csv, .xlsx, .xlsm or .parquet file by its ending, or a stream of csv.
        sheet: The sheet of a workbook; None takes the first visible one.

    Returns:
        The table, which may have no rows.

    Raises:
        SourceError: The file cannot be read.
        TableError: There is no header row, a header stands twice, or rows are broken.
    """
    with system_errors_explained(source):
        return read_excel_table(source, sheet) if _is_workbook(source) else _read_plain(source, sheet, None)


def _is_workbook(source: Source) -> TypeGuard[Path]:
    return isinstance(source, Path) and source.suffix.lower() in {".xlsx", ".xlsm"}


def _read_plain(source: Source, sheet: str | None, spec: TableSpec | None) -> RawTable:
    name = source.name if isinstance(source, Path) else STREAM_NAME
    if sheet is not None:
        raise SourceError(f"{name} is no workbook and has no sheet “{sheet}”. Leave out the sheet, or name a workbook.")
    if not isinstance(source, Path):
        return read_csv(source.read(), name, spec)
    ending = source.suffix.lower()
    if ending not in ENDINGS:
        raise SourceError(_unknown_ending(source))
    return read_parquet(source, spec) if ending == ".parquet" else read_csv(source.read_bytes(), name, spec)


def _unknown_ending(path: Path) -> str:
    if path.suffix.lower() in _OTHER_OFFICE_ENDINGS:
        return f"{path.name}: {path.suffix} files cannot be read. Open it in its program and save it as .xlsx."
    found = f"the ending {path.suffix}" if path.suffix else "no ending"
    return f"{path.name} has {found}; files that can be read end in {', '.join(ENDINGS)}. Rename or export it as such."


# --- what the system says --------------------------------------------------------------------------------------------


@contextmanager
def system_errors_explained(source: Source) -> Iterator[None]:
    """Say in words what to do if the system cannot read a file.

    Raises:
        SourceError: It cannot.
    """
    if isinstance(source, Path) and source.is_dir():
        raise SourceError(f"{source} is a folder; a file is needed. {_files_inside(source)}")
    try:
        yield
        _STEPS.debug("read %s", source if isinstance(source, Path) else STREAM_NAME)
    except FileNotFoundError as error:
        raise SourceError(_missing(Path(str(source)))) from error
    except PermissionError as error:
        raise SourceError(
            f"{source} may not be read ({error.strerror}). Close it if another program has locked it, or ask its owner."
        ) from error
    except OSError as error:
        raise SourceError(
            f"{source} could not be read: {error.strerror or error}. Copy it to another place."
        ) from error


def _readable_files(folder: Path) -> list[str]:
    files: list[str] = []
    with suppress(OSError):
        files = sorted(path.name for path in folder.iterdir() if path.suffix.lower() in ENDINGS)
    return files


def _files_inside(folder: Path) -> str:
    files = _readable_files(folder)
    return f"Name one of its files, such as {folder / files[0]}." if files else "It holds no file that can be read."


def _missing(path: Path) -> str:
    folder = path.absolute().parent
    if not folder.is_dir():
        return f"{path} does not exist: there is no folder {folder}. Correct the path."
    near = get_close_matches(path.name, _readable_files(folder), n=1)
    remedy = f"Did you mean {near[0]}?" if near else "Correct the name or the folder."
    return f"{path} does not exist: {folder} holds no such file. {remedy}"
