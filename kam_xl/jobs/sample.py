"""The fictional portfolio that ships, one csv a table."""

from dataclasses import replace
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


def as_last_quarter(sample: RawBook) -> RawBook:
    """Give the portfolio as it was a quarter earlier: the same but for the cells that `last_quarter.csv` has."""
    earlier = read_table(shipped("sample") / "last_quarter.csv").frame.astype(object).set_index("Account ID")
    frame = sample.accounts.frame.astype(object).set_index("Account ID")
    frame.update(earlier.drop(columns="As Of").replace("", None))
    accounts = replace(sample.accounts, frame=frame.reset_index())
    return replace(sample, accounts=accounts, settings={**sample.settings, "as_of": earlier["As Of"].iloc[0]})
