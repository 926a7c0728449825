"""A desk with a small book on it, and `kam` to run there: scores that can be worked out in one's head."""

from collections.abc import Iterable
from pathlib import Path

import openpyxl
import pandas as pd
from click.testing import CliRunner, Result

from kam_xl.cli import main
from kam_xl.workbook.reading import read_book

MODEL = """\
[model]
name = "Half and half"

[[criteria]]
id = "revenue"
label = "Revenue"
axis = "attractiveness"
field = "revenue_12m"
weight = 1
curve = [[0, 0], [100, 100]]

[[criteria]]
id = "health"
label = "Health"
axis = "relationship"
field = "relationship_health"
weight = 1
curve = [[1, 0], [5, 100]]
"""
"""Half revenue, half health: a revenue of 72 and a health of 4 give (72 + 75)/2 = 73.5."""

HEADER = ("Account ID", "Account", "Account Manager", "Manager", "Manager Email", "Revenue 12m", "Relationship Health")
KEY = ("K1", "Zoë & Co", "Jo", "Åsa", "asa@example.com", "90", "5")
NEAR = ("K2", "Nearly Ltd", "Jo", "Åsa", "asa@example.com", "69", "4")
STANDARD = ("K3", "Small Shop", "Kim", "Sam", "sam@example.com", "20", "2")
UNSCORED = ("K4", "Nobody's", "Kim", "Sam", "sam@example.com", "", "")
ROWS = (KEY, NEAR, STANDARD, UNSCORED)
TIERS = {"K1": "Key", "K2": "Key", "K3": "Standard", "K4": "Unscored"}

CLOSE = [("K1", "69", "4"), ("K2", "57", "4"), ("K3", "69", "4"), ("K4", "900", "1")]
"""Scores of 72, 66, 72 and 50; Key wants 70, 75 where the tier was another, 65 where it was Key. K4 is the head."""

SHORT = ("Account ID", "Revenue 12m", "Relationship Health")
HELD = {"K1": "Standard", "K2": "Key", "K3": "Key", "K4": "Major"}
"""The tiers of the same, after a month in which K1 was Standard and K2 Key."""

AS_OF = ("--as-of", "2026-03-31")


def kam(*arguments: object, stdin: bytes | None = None, terminal: bool = False) -> Result:
    """Run `kam` with these arguments; as in a terminal, or with its output going elsewhere."""
    env = {"COLUMNS": "120", "FORCE_COLOR": "1" if terminal else None, "TTY_COMPATIBLE": None}
    return CliRunner(env=env).invoke(main, [*map(str, arguments)], input=stdin)


def csv_of(rows: Iterable[Iterable[str]] = ROWS, header: Iterable[str] = HEADER, separator: str = ",") -> str:
    """Give a table as csv."""
    return "".join(separator.join(cells) + "\n" for cells in (header, *rows))


def write_book(folder: Path, rows: Iterable[Iterable[str]] = ROWS, header: Iterable[str] = HEADER) -> Path:
    """Write accounts.csv with its model beside it."""
    path = folder / "accounts.csv"
    path.write_text(csv_of(rows, header), encoding="utf-8")
    (folder / "accounts.model.toml").write_text(MODEL, encoding="utf-8")
    return path


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    """Write a workbook with these sheets."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def accounts_of(path: Path) -> pd.DataFrame:
    """Read the accounts of a result, by their id."""
    return read_book(path).accounts.frame.set_index("Account ID")


def tiers_of(path: Path) -> dict[str, str]:
    """Give the tiers of a result by account id."""
    return {str(name): str(tier) for name, tier in accounts_of(path)["Tier"].items()}


def files_in(folder: Path) -> dict[str, bytes]:
    """Give every file of a folder with its bytes, to see what a command left behind."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
