"""Drive LibreOffice for a test: commands come as lines of JSON, and so do the calls that macros make to Python.

Run by a Python that has LibreOffice's bridge `uno`, which need not be the Python of the test:

    libreoffice_driver.py PIPE

It is answered by `tests.hosts.libreoffice`.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any, NoReturn

import uno
import unohelper
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.script import XInvocation
from com.sun.star.uno import RuntimeException

PATIENCE_SECONDS = 60
ALWAYS_EXECUTE_MACROS = 4


def say(message: dict[str, object]) -> None:
    """Send one line to the test."""
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def hear() -> Any:  # noqa: ANN401 - whatever the test says
    """Wait for one line of the test."""
    return json.loads(sys.stdin.readline())


def plain(value: object) -> object:
    """Give what a macro handed over as JSON can hold it; an object, such as the workbook, becomes null."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value if isinstance(value, (str, int, float, bool)) else None


class Python(unohelper.Base, XInvocation):  # type: ignore[misc]
    """What macros take for xlwings' Python: hands every call to the test and gives back its answer."""

    # LibreOffice decides what the methods below are called.

    def invoke(
        self, name: str, arguments: tuple[object, ...], _positions: object, _changed: object
    ) -> tuple[object, tuple[()], tuple[()]]:
        """Hand over a call."""
        say({"call": name, "arguments": plain(arguments)})
        reply = hear()
        if "error" in reply:
            raise RuntimeException(reply["error"], self)
        return reply["answer"], (), ()

    def getIntrospection(self) -> None:  # noqa: N802
        """Tell nothing about itself."""

    def setValue(self, name: str, _value: object) -> NoReturn:  # noqa: N802
        """Have no property."""
        raise RuntimeException(name, self)

    def getValue(self, name: str) -> NoReturn:  # noqa: N802
        """Have no property."""
        raise RuntimeException(name, self)

    def hasMethod(self, name: str) -> bool:  # noqa: N802
        """Know what xlwings' object knows and the workbook uses."""
        return name == "CallUDF"

    def hasProperty(self, _name: str) -> bool:  # noqa: N802
        """Have no property."""
        return False


def reach(pipe: str) -> Any:  # noqa: ANN401 - LibreOffice has no types
    """Wait until a LibreOffice that was just started answers."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


class Office:
    """A running LibreOffice with workbooks open; what it does, it does with the one in front."""

    def __init__(self, pipe: str) -> None:
        """Wait until it answers."""
        context = reach(pipe)
        self._desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self._books: list[Any] = []
        self._book: Any = None
        self._python = Python()

    def open(self, url: str) -> None:
        """Open a workbook with its macros; those before are closed."""
        self.close()
        self.open_beside(url)

    def open_beside(self, url: str) -> None:
        """Open a workbook beside the others."""
        option = PropertyValue()
        option.Name, option.Value = "MacroExecutionMode", ALWAYS_EXECUTE_MACROS
        self._books.append(self._desktop.loadComponentFromURL(url, "_blank", 0, (option,)))
        self.turn_to(len(self._books) - 1)

    def turn_to(self, number: int) -> None:
        """Bring an open workbook to the front."""
        self._book = self._books[number]

    def save(self, url: str) -> None:
        """Save the workbook in front as a person does who keeps to Excel's format."""
        option = PropertyValue()
        option.Name, option.Value = "FilterName", "Calc MS Excel 2007 XML"
        self._book.storeToURL(url, (option,))

    def close(self) -> None:
        """Close all workbooks without saving them."""
        for book in self._books:
            book.close(False)  # noqa: FBT003 - LibreOffice knows no names of arguments
        self._books, self._book = [], None

    def quit(self) -> None:
        """End LibreOffice."""
        self.close()
        self._desktop.terminate()

    def connect(self) -> None:
        """Let macros find Python."""
        self._macro("xlwings.ConnectPython")(self._python)

    def run(self, macro: str) -> None:
        """Run a macro without arguments."""
        self._macro(macro)()

    def press(self, macro: str) -> None:
        """Run a macro as the ribbon does, with the button; any object takes its place."""
        self._macro(macro)(self._book)

    def _macro(self, name: str) -> Callable[..., object]:
        address = f"vnd.sun.star.script:VBAProject.{name}?language=Basic&location=document"
        script = self._book.getScriptProvider().getScript(address)
        return lambda *arguments: script.invoke(arguments, (), ())

    def calculate(self) -> None:
        """Calculate every formula anew."""
        self._book.calculateAll()

    def settle(self) -> None:
        """Calculate what has to be."""
        self._book.calculate()

    def automatic_off(self) -> None:
        """Let formulas be calculated only when asked for."""
        self._book.enableAutomaticCalculation(False)  # noqa: FBT003 - LibreOffice knows no names of arguments

    def automatic_on(self) -> None:
        """Let formulas be calculated at once."""
        self._book.enableAutomaticCalculation(True)  # noqa: FBT003 - LibreOffice knows no names of arguments

    def show(self, sheet: str, address: str) -> str | float:
        """Give what a cell shows: a number as it is, anything else as text."""
        return shown(self._cells(sheet, address))

    def show_named(self, name: str) -> str | float:
        """Give what a cell with a name shows."""
        return shown(self._book.NamedRanges.getByName(name).getReferredCells().getCellByPosition(0, 0))

    def show_all(self, sheet: str, address: str) -> list[list[str | float]]:
        """Give what cells show."""
        cells = self._cells(sheet, address)
        rows, columns = range(cells.Rows.Count), range(cells.Columns.Count)
        return [[shown(cells.getCellByPosition(column, row)) for column in columns] for row in rows]

    def numbers(self, sheet: str, address: str) -> Any:  # noqa: ANN401 - LibreOffice has no types
        """Give very many numbers."""
        return self._cells(sheet, address).getDataArray()

    def write(self, sheet: str, address: str, value: str | float) -> None:
        """Write a number or a text into a cell."""
        cell = self._cells(sheet, address)
        if isinstance(value, str):
            cell.String = value
        else:
            cell.Value = value

    def write_all(self, sheet: str, address: str, rows: list[list[str | float]]) -> None:
        """Write numbers and texts into cells."""
        self._cells(sheet, address).setDataArray(tuple(map(tuple, rows)))

    def formula(self, sheet: str, address: str, text: str) -> None:
        """Write a formula into a cell."""
        self._cells(sheet, address).Formula = text

    def write_formulas(self, sheet: str, address: str, rows: list[list[str]]) -> None:
        """Write formulas into cells."""
        self._cells(sheet, address).setFormulaArray(tuple(map(tuple, rows)))

    def spill(self, sheet: str, address: str, text: str) -> None:
        """Write a formula that gives many values into cells for all of them."""
        self._cells(sheet, address).ArrayFormula = text

    def sort(self, sheet: str, address: str, column: int) -> None:
        """Sort rows by a column, largest first."""
        field = uno.createUnoStruct("com.sun.star.table.TableSortField")
        field.Field, field.IsAscending = column, False
        fields = PropertyValue()
        fields.Name, fields.Value = "SortFields", uno.Any("[]com.sun.star.table.TableSortField", (field,))
        uno.invoke(self._cells(sheet, address), "sort", ((fields,),))

    def insert_row(self, sheet: str, number: int) -> None:
        """Insert a blank row before one, counted from 1."""
        self._sheet(sheet).Rows.insertByIndex(number - 1, 1)

    def add_sheet(self, name: str) -> None:
        """Add a sheet behind the others."""
        self._book.Sheets.insertNewByName(name, self._book.Sheets.Count)

    def remove_sheet(self, name: str) -> None:
        """Remove a sheet with all that is on it."""
        self._book.Sheets.removeByName(name)

    def rename_sheet(self, name: str, other: str) -> None:
        """Give a sheet another name."""
        self._sheet(name).Name = other

    def _cells(self, sheet: str, address: str) -> Any:  # noqa: ANN401 - LibreOffice has no types
        return self._sheet(sheet).getCellRangeByName(address)

    def _sheet(self, name: str) -> Any:  # noqa: ANN401 - LibreOffice has no types
        return self._book.Sheets.getByName(name)


def shown(cell: Any) -> str | float:  # noqa: ANN401 - LibreOffice has no types
    """Give what a cell shows: a number as it is, anything else as text."""
    number = cell.Type.value == "VALUE" or (cell.Type.value == "FORMULA" and cell.FormulaResultType2 == 1)
    what: str | float = cell.Value if number else cell.String
    return what


def serve(office: Office) -> None:
    """Do what the test asks until it has no more to ask."""
    say({"result": None})
    for line in iter(sys.stdin.readline, ""):
        command = json.loads(line)
        try:
            say({"result": getattr(office, command["do"])(*command["arguments"])})
        except Exception as error:  # noqa: BLE001 - the test must hear of it, and goes on
            say({"failed": f"{type(error).__name__}: {error}"})
        if command["do"] == "quit":
            return


if __name__ == "__main__":
    serve(Office(sys.argv[1]))
