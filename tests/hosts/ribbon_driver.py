"""Drive LibreOffice as `libreoffice_driver` does, and let the test read and write cells while a macro waits for Python.

A button's macro runs in the test and works on the workbook that LibreOffice has open, as over COM it would on Excel's:

    ribbon_driver.py PIPE
"""

import sys
from typing import TYPE_CHECKING, Any

import uno  # noqa: F401 - makes the package `com` importable
from com.sun.star.uno import RuntimeException

if TYPE_CHECKING:
    from tests.hosts import libreoffice_driver as driver
else:
    # Started as a program, it finds the other beside itself.
    import libreoffice_driver as driver

Block = tuple[int, int, int, int]
"""First and last row and column of some cells, counted from 1."""


class Python(driver.Python):
    """What macros take for xlwings' Python: whatever the test asks for meanwhile is done before its answer is taken."""

    def __init__(self, office: "Office") -> None:
        """Keep whom to ask."""
        super().__init__()
        self._office = office

    def invoke(
        self, name: str, arguments: tuple[object, ...], _positions: object, _changed: object
    ) -> tuple[object, tuple[()], tuple[()]]:
        """Hand over a call, and do what the test asks for until it answers."""
        driver.say({"call": name, "arguments": driver.plain(arguments)})
        while "do" in (message := driver.hear()):
            driver.say({"result": getattr(self._office, message["do"])(*message["arguments"])})
        if "error" in message:
            raise RuntimeException(message["error"], self)
        return message["answer"], (), ()


class Office(driver.Office):
    """A running LibreOffice whose cells are read and written in blocks."""

    def __init__(self, pipe: str) -> None:
        """Wait until it answers."""
        super().__init__(pipe)
        self._python = Python(self)

    def values(self, sheet: str, *block: int) -> Any:  # noqa: ANN401 - whatever cells show
        """Give what a block of cells shows."""
        return self._block(sheet, block).getDataArray()

    def formulas(self, sheet: str, *block: int) -> Any:  # noqa: ANN401 - texts
        """Give what stands in a block of cells, formulas as they are."""
        return self._block(sheet, block).getFormulaArray()

    def put(self, sheet: str, row: int, column: int, value: str | float | None) -> None:
        """Write into a cell: a number, a text after an apostrophe, a formula, or nothing."""
        cell = self._sheet(sheet).getCellByPosition(column - 1, row - 1)
        if isinstance(value, str) and value.startswith("="):
            cell.Formula = value
        elif isinstance(value, (int, float)):
            cell.Value = value
        else:
            cell.String = (value or "").removeprefix("'")

    def add_sheet(self, name: str) -> None:
        """Add a sheet behind the others."""
        self._book.Sheets.insertNewByName(name, self._book.Sheets.Count)

    def clear(self, sheet: str) -> None:
        """Empty a sheet."""
        self._sheet(sheet).clearContents(1 | 2 | 4 | 16)

    def active_sheet(self) -> str:
        """Give the name of the sheet in front."""
        name: str = self._book.CurrentController.ActiveSheet.Name
        return name

    def calculates(self) -> bool:
        """Tell whether formulas follow each change."""
        automatic: bool = self._book.isAutomaticCalculationEnabled()
        return automatic

    def _block(self, sheet: str, block: tuple[int, ...]) -> Any:  # noqa: ANN401 - LibreOffice has no types
        top, left, bottom, right = (place - 1 for place in block)
        return self._sheet(sheet).getCellRangeByPosition(left, top, right, bottom)

    def _sheet(self, name: str) -> Any:  # noqa: ANN401 - LibreOffice has no types
        return self._book.Sheets.getByName(name)


if __name__ == "__main__":
    driver.serve(Office(sys.argv[1]))
