"""Score 10,000 cells over real COM: one call for all of them beside xlwings' way, one call a cell with a Range.

The other way is the kindest of its kind: its function knows the model beforehand, and only the row travels. It is timed
over fifty cells a round and counted up. Without Wine, nothing is measured.
"""

from __future__ import annotations

import shutil
import statistics
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineWorkbook

from kam_xl.shipped import shipped

if TYPE_CHECKING:
    from tests.hosts.wine.excel import Excel

ROOT = Path(__file__).parents[1]
CELLS = 10_000
CELLS_A_ROUND = 50
ROUNDS = 5

_EPOCH = date(1899, 12, 30)


def _value2(cell: object) -> object:
    if isinstance(cell, date):
        return (cell - _EPOCH) / timedelta(days=1)
    return None if cell == "" else cell


def _cells(sheet: str) -> list[list[Any]]:
    book = CalamineWorkbook.from_path(shipped("workbook", "KeyAccounts.xlsm"))
    return [[_value2(cell) for cell in row] for row in book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)]


def _account_rows() -> list[list[Any]]:
    """Give accounts as cells, in the order of the sheet Accounts: an id, a name and what is judged by most models."""
    account = [
        "A-1",
        "Nordlicht",
        "Ana Pires",
        "",
        "Active",
        "",
        "",
        42_000.0,
        100_000.0,
        80_000.0,
        250_000.0,
        0.8,
        12.0,
    ]
    return [[f"A-{number}", *account[1:]] for number in range(CELLS)]


def main() -> None:
    """Measure and print."""
    if shutil.which("wine") is None or shutil.which("x86_64-w64-mingw32-gcc") is None:
        print("10,000 cells over COM: not run: no Wine here")
        return
    from tests.hosts.wine.build import windows_for_one
    from tests.hosts.wine.excel import started

    with windows_for_one() as windows, started(windows, search=(ROOT, ROOT / "benchmarks")) as excel:
        _report(*_measured(excel))


def _measured(excel: Excel) -> tuple[list[float], list[float]]:
    """Give the seconds for all cells, together and one by one, of each round but the first."""
    rows = _account_rows()
    for name, value in (("rows", rows), *((name, _cells(name)) for name in ("Model", "Settings", "Team"))):
        excel.ask("keep", name, value)
    excel.ask("keep", "row", {"range": rows[:1]})
    ours = [{"kept": "rows"}, "", {"kept": "Model"}, {"kept": "Settings"}, {"kept": "Team"}]
    together, one_by_one = [], []
    for _ in range(ROUNDS + 1):
        together += excel.ask("time", "kam_xl.excel.udfs", "scores", ours, 1)
        seconds = excel.ask("time", "measuring.one_cell", "score_one", [{"kept": "row"}], CELLS_A_ROUND)
        one_by_one.append(sum(seconds) / CELLS_A_ROUND * CELLS)
    return together[1:], one_by_one[1:]


def _report(together: list[float], one_by_one: list[float]) -> None:
    ratios = [theirs / ours for ours, theirs in zip(together, one_by_one, strict=True)]
    print(f"\n{CELLS:,} cells over COM, Wine and a real server")
    print(f"  {'all rows in one call':42} {statistics.median(together):10.3f} s   calls: 1")
    print(f"  {'one call a cell, a Range each':42} {statistics.median(one_by_one):10.3f} s   calls: {CELLS:,}")
    print(f"  ratio {statistics.median(ratios):.0f} × ({min(ratios):.0f}–{max(ratios):.0f})")


if __name__ == "__main__":
    main()
