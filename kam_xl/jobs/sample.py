"""The fictional portfolio that ships, one csv a table."""

from pathlib import Path

from kam_xl.accounts.book import RawBook
from kam_xl.accounts.tables import ACCOUNTS, TABLES
from kam_xl.shipped import shipped
from kam_xl.workbook.reading import read_table


def read_sample() -> tuple[RawBook, Path]:
    """Read the portfolio as if it were one workbook, and give the folder it lies in."""
    folder = shipped("sample")
    tables = {name: read_table(path) for name in TABLES if (path := folder / f"{name.lower()}.csv").is_file()}
    settings = read_table(folder / "settings.csv").frame
    cells = dict(zip(settings.iloc[:, 0], settings.iloc[:, 1], strict=True))
    return RawBook(tables.pop(ACCOUNTS.name), tables, cells), folder
