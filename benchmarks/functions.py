"""Ask for 10,000 scores in one call and in one call a cell, through xlwings' own server code; and what imports cost.

The server runs in this process, behind stand-ins for the modules of Windows: what is not counted here is the way over
COM, which `functions_under_wine.py` measures. The other way is the kindest of its kind: its function knows the model
beforehand, and only the row travels.
"""

import os
import statistics
import subprocess
import sys
from datetime import date
from typing import Any

from measuring import report, take_turns

from kam_xl.accounts.one_row import SCHEMA_ORDER
from kam_xl.jobs.shipped_models import shipped_model
from kam_xl.scoring.model import model_plain
from kam_xl.workbook.model_sheet import model_cells
from tests.hosts.xlwings_server import server

CELLS = 10_000
ROUNDS = 9
ACCOUNT: dict[str, object] = {
    "Account ID": "A", "Account": "Nordlicht", "Status": "Active", "Customer Since": 42_000.0,
    "Relationship Health": 4.0, "Culture Fit": 3.0, "Strategic Fit": 5.0, "Brand Reach": 3.0, "Referrals 12m": 2.0,
    "Revenue 12m": 100_000.0, "Revenue Prior 12m": 80_000.0, "Expected Growth 12m": 80_000.0, "Recurring Share": 0.55,
    "Orders 12m": 9.0, "Gross Margin": 0.31, "UTC Offset Hours": 1.0, "Region Served": True,
}  # fmt: skip


class CountedServer:
    """xlwings' server, counting calls."""

    def __init__(self) -> None:
        """Start it in this process."""
        self._python = server()
        self.calls = 0

    def call(self, module: str, function: str, *arguments: object) -> Any:  # noqa: ANN401 - what Excel would be given
        """Call a function as the workbook's macros do."""
        self.calls += 1
        return self._python.CallUDF(module, function, arguments, None, None)


def _rows() -> tuple[tuple[object, ...], ...]:
    account = tuple(ACCOUNT.get(header) for header in SCHEMA_ORDER)
    return tuple((f"A{number}", *account[1:]) for number in range(CELLS))


def _sheets() -> tuple[tuple[tuple[object, ...], ...], ...]:
    tables = model_cells(model_plain(shipped_model("default")))
    model: list[tuple[object, ...]] = []
    for name, table in tables.items():
        model += [(name,), *map(tuple, table)]
    settings = (
        ("Setting", "Value"),
        ("As Of", (date(2026, 6, 30) - date(1899, 12, 30)).days + 0.0),
        ("Home UTC Offset", 1.0),
    )
    return tuple(model), settings, (("Account Manager",),)


def measure_calls() -> None:
    """Check that both ways agree, then time them and count their calls."""
    excel, rows, sheets = CountedServer(), _rows(), _sheets()

    def together() -> list[float]:
        return [row[0] for row in excel.call("kam_xl.excel.udfs", "scores", rows, (SCHEMA_ORDER,), *sheets)[1:]]

    def one_by_one() -> list[float]:
        return [excel.call("measuring.one_cell", "score_one", (row,)) for row in rows]

    assert len(together()) == len(one_by_one()) == CELLS
    counts = {}
    for name, way in (("one call", together), ("one call a cell", one_by_one)):
        excel.calls = 0
        way()
        counts[name] = excel.calls
    times = take_turns({"one call": together, "one call a cell": one_by_one}, rounds=ROUNDS)
    report(f"{CELLS:,} scores through xlwings' server code (calls: {counts})", times, "one call", "ms")


def processor_seconds(program: str) -> float:
    """Give the processor time of a run of Python, its own and the system's on its behalf."""
    before = os.times()
    subprocess.run([sys.executable, "-c", program], check=True)
    after = os.times()
    return (after.children_user - before.children_user) + (after.children_system - before.children_system)


def measure_imports() -> None:
    """Compare `import kam_xl.excel.udfs` with `import xlwings`, run by run in turn."""
    theirs: list[float] = []
    ours: list[float] = []
    for _ in range(ROUNDS):
        theirs.append(processor_seconds("import xlwings"))
        ours.append(processor_seconds("import kam_xl.excel.udfs"))
    more = [100 * (our / their - 1) for our, their in zip(ours, theirs, strict=True)]
    print("\nStarting the server (processor time)")
    print(f"  {'import xlwings':42} {statistics.median(theirs):10.3f} s")
    print(f"  {'import kam_xl.excel.udfs':42} {statistics.median(ours):10.3f} s")
    print(f"  more: {statistics.median(more):.1f} % ({min(more):.1f} to {max(more):.1f} %)")


if __name__ == "__main__":
    measure_imports()
    measure_calls()
