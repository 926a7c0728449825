"""Every test compiles its models anew: what another test left compiled could hide a fault."""

from kam_xl.scoring.cells import compile_cells
from kam_xl.scoring.row import compile_row


def pytest_runtest_setup() -> None:
    compile_cells.cache_clear()
    compile_row.cache_clear()
