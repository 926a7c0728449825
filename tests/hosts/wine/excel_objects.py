"""Objects of Excel over COM, as far as xlwings asks for them: a real workbook file behind Excel's names.

What a workbook holds, and what a person sees of it, is that of the fake Excel which the other tests use as well.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import pythoncom
import pywintypes
import winerror
from win32com.server import util
from win32com.server.exception import COMException
from win32com.server.policy import DynamicPolicy

from tests.excel.fake_excel import FakeBook

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.excel.fake_excel import FakeSheet, FakeTable

# Excel's own ids: xlwings knows a range by it.
_INTERFACES = {
    "Range": "{00020846-0000-0000-C000-000000000046}",
    "Workbook": "{000208DA-0000-0000-C000-000000000046}",
    "Worksheet": "{000208D8-0000-0000-C000-000000000046}",
    "Application": "{000208D5-0000-0000-C000-000000000046}",
    "Other": "{0002AAAB-0000-0000-C000-000000000046}",
}
_LIBRARY = "{0002AAAA-0000-0000-C000-000000000046}"
_CALCULATION = {-4105: "automatic", -4135: "manual"}
_UNKNOWN_MEMBER = 3


@lru_cache(maxsize=1)
def _type_library() -> Any:  # noqa: ANN401 - a COM object
    """Give a type library that names Excel's interfaces; it says nothing of what they can do."""
    file = Path(os.environ["TEMP"], f"excel-{os.getpid()}.tlb")
    library = pythoncom.CreateTypeLib2(3, str(file))  # 3: of a 64-bit Windows
    library.SetName("Excel")
    library.SetGuid(pywintypes.IID(_LIBRARY))
    for name, iid in _INTERFACES.items():
        interface = library.CreateTypeInfo(name, pythoncom.TKIND_DISPATCH)
        interface.SetGuid(pywintypes.IID(iid))
        interface.LayOut()
    library.SaveAllChanges()
    return pythoncom.LoadTypeLib(str(file))


class _Policy(DynamicPolicy):  # type: ignore[misc]
    """Answers by the names of an object's attributes, and tells of what kind the object is."""

    def _GetTypeInfoCount_(self) -> int:  # noqa: N802 - pywin32 asks by this name
        return 1

    def _GetTypeInfo_(self, _index: int, _locale: int) -> tuple[int, Any]:  # noqa: N802 - pywin32 asks by this name
        iid = pywintypes.IID(_INTERFACES[self._obj_.interface])
        return winerror.S_OK, _type_library().GetTypeInfoOfGuid(iid)


class ExcelObject:
    """An object of Excel: its attributes by Excel's names, `ListObjects` being `list_objects`."""

    interface: ClassVar[str] = "Other"

    @property
    def com(self) -> Any:  # noqa: ANN401
        """Give what another process can call."""
        return util.wrap(self, usePolicy=_Policy)

    def _dynamic_(self, name: str, _locale: int, flags: int, arguments: Sequence[Any]) -> Any:  # noqa: ANN401
        member = {"_value_": "item", "_NewEnum": "_each"}.get(name) or re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
        if not hasattr(self, member):
            # xlwings tries again for ever where Excel does not know a name; a test must not hang.
            sys.stderr.write(f"{type(self).__name__}.{name} is asked for, and this Excel does not have it\n")
            sys.stderr.flush()
            os._exit(_UNKNOWN_MEMBER)
        if flags & (pythoncom.DISPATCH_PROPERTYPUT | pythoncom.DISPATCH_PROPERTYPUTREF):
            setattr(self, member, _received(arguments[0]))
            return None
        found = getattr(self, member)
        return _sent(_called(found, arguments) if callable(found) else found)


def _called(method: Callable[..., object], arguments: Sequence[Any]) -> object:
    try:
        signature(method).bind(*arguments)
    except TypeError as error:
        # What late binding expects of a method that it took for a property.
        raise COMException(scode=winerror.DISP_E_BADPARAMCOUNT) from error
    return method(*(util.unwrap(argument) if _is_ours(argument) else argument for argument in arguments))


def _is_ours(argument: object) -> bool:
    return type(argument) is pythoncom.TypeIIDs[pythoncom.IID_IDispatch]


def _sent(value: object) -> Any:  # noqa: ANN401
    if isinstance(value, ExcelObject):
        return value.com
    if isinstance(value, list | tuple):
        # A bare tuple would be taken for an answer with arguments that are given back.
        return (tuple(tuple(_cell_sent(cell) for cell in row) for row in value),)
    return _cell_sent(value)


def _cell_sent(value: object) -> object:
    return datetime.combine(value, time()) if isinstance(value, date) and not isinstance(value, datetime) else value


def _received(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, tuple):
        return [[_cell_received(cell) for cell in row] for row in value]
    return _cell_received(value)


def _cell_received(value: object) -> object:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


# --- cells -----------------------------------------------------------------------------------------------------------


class Cells(Protocol):
    """What stands behind a range."""

    value: Any

    @property
    def row(self) -> int:
        """Say the first row."""

    @property
    def column(self) -> int:
        """Say the first column."""

    @property
    def shape(self) -> tuple[int, int]:
        """Count rows and columns."""


@dataclass
class LooseCells:
    """Cells that stand nowhere, as the argument of a function."""

    value: list[list[Any]]
    row: int = 1
    column: int = 1

    @property
    def shape(self) -> tuple[int, int]:
        """Count rows and columns."""
        return len(self.value), len(self.value[0])


class Number(ExcelObject):
    """The rows or columns of a range, or the members of a collection, of which only the number counts."""

    def __init__(self, count: int) -> None:
        """Keep how many."""
        self.count = count


class Nowhere(ExcelObject):
    """The sheet, the workbook and the Excel of cells that stand nowhere."""

    name, hwnd = "Nowhere", 0
    parent = property(lambda self: self)
    application = property(lambda self: self)


class Range(ExcelObject):
    """Some cells."""

    interface = "Range"

    def __init__(self, behind: Cells, sheet: Worksheet | Nowhere | None = None) -> None:
        """Keep the cells, and their sheet if they have one."""
        self.behind = behind
        self.worksheet_ = sheet or Nowhere()

    row = property(lambda self: self.behind.row)
    column = property(lambda self: self.behind.column)
    rows = property(lambda self: Number(self.behind.shape[0]))
    columns = property(lambda self: Number(self.behind.shape[1]))
    count = property(lambda self: self.behind.shape[0] * self.behind.shape[1])
    worksheet = property(lambda self: self.worksheet_)

    @property
    def value(self) -> object:
        """Give the value, or rows of values."""
        found = self.behind.value
        return found[0][0] if isinstance(found, list) and self.behind.shape == (1, 1) else found

    @value.setter
    def value(self, value: object) -> None:
        self.behind.value = value

    value2 = value
    formula = property(lambda self: self.behind.formula, lambda self, text: setattr(self.behind, "formula", text))
    row_height = property(lambda self: self.behind.row_height)
    merge_cells = property(lambda self: self.behind.merge_cells)

    def item(self, row: float | None = None, column: float = 1) -> object:
        """Give one cell, counted from the first; without a place, what a range stands for where a value is wanted."""
        if row is None or not isinstance(self.worksheet, Worksheet):
            return self.value
        return self.worksheet.cells(self.behind.row + row - 1, self.behind.column + column - 1)


# --- a workbook ------------------------------------------------------------------------------------------------------


class Collection(ExcelObject):
    """Objects by name and by place."""

    def __init__(self, members: Sequence[ExcelObject]) -> None:
        """Keep them in their order."""
        self.members = members

    count = property(lambda self: len(self.members))
    _each = property(lambda self: util.NewEnum([member.com for member in self.members]))

    def item(self, key: str | float) -> ExcelObject:
        """Find one."""
        if isinstance(key, str):
            found = [member for member in self.members if getattr(member, "name") == key]  # noqa: B009 - all have one
            if not found:
                raise COMException(desc=f"no {key}", scode=winerror.DISP_E_EXCEPTION)
            return found[0]
        return self.members[int(key) - 1]


class Name(ExcelObject):
    """A defined name."""

    def __init__(self, book: Workbook, name: str) -> None:
        """Keep its name."""
        self.book, self.name = book, name

    @property
    def refers_to_range(self) -> Range:
        """Give the cells it names."""
        place = self.book.file.place(self.name)
        return Range(place, Worksheet(self.book, place.sheet))


class ListObject(ExcelObject):
    """A table."""

    def __init__(self, sheet: Worksheet, table: FakeTable) -> None:
        """Keep the table."""
        self.parent, self.behind, self.name = sheet, table, table.name

    range = property(lambda self: Range(self.behind.range, self.parent))
    show_totals = property(
        lambda self: self.behind.show_totals, lambda self, value: setattr(self.behind, "show_totals", value)
    )

    def resize(self, cells: Any) -> None:  # noqa: ANN401 - a range
        """Let the table cover other cells."""
        self.behind.resize(cells.behind)


class Worksheet(ExcelObject):
    """A sheet."""

    interface = "Worksheet"

    def __init__(self, book: Workbook, behind: FakeSheet) -> None:
        """Keep the sheet."""
        self.parent, self.behind, self.name = book, behind, behind.name

    protect_contents = property(lambda self: self.name in self.parent.file.protected)
    used_range = property(lambda self: Range(self.behind.used_range, self))
    list_objects = property(lambda self: Collection([ListObject(self, table) for table in self.behind.tables]))

    def cells(self, row: float, column: float) -> Range:
        """Give one cell."""
        return Range(self.behind.range((int(row), int(column))), self)

    def range(self, first: Range, last: Range | None = None) -> Range:
        """Give the cells from one to another."""
        ends = [(end.behind.row, end.behind.column) for end in (first, last or first)]
        return Range(self.behind.range(*ends), self)


class Application(ExcelObject):
    """Excel itself."""

    interface = "Application"

    def __init__(self, book: Workbook) -> None:
        """Keep the workbook."""
        self.book = book
        self.behind = book.file.app

    hwnd = property(lambda _: 0)

    @property
    def calculation(self) -> int:
        """Say whether Excel calculates by itself."""
        return next(code for code, name in _CALCULATION.items() if name == self.behind.calculation)

    @calculation.setter
    def calculation(self, code: int) -> None:
        self.behind.calculation = _CALCULATION[code]


def _of_application(name: str) -> property:
    return property(lambda self: getattr(self.behind, name), lambda self, value: setattr(self.behind, name, value))


for _name in ("screen_updating", "enable_events", "display_alerts", "status_bar"):
    setattr(Application, _name, _of_application(_name))


class Workbook(ExcelObject):
    """An open workbook."""

    interface = "Workbook"

    def __init__(self, path: Path) -> None:
        """Open the file."""
        self.file = FakeBook(path)
        self.name, self.full_name = self.file.name, self.file.fullname
        self.read_only = False
        self.application = Application(self)

    @property
    def worksheets(self) -> Collection:
        """Give the sheets."""
        return Collection([Worksheet(self, sheet) for sheet in self.file.sheets])

    sheets = worksheets

    @property
    def names(self) -> Collection:
        """Give the defined names."""
        return Collection([Name(self, name) for name in self.file.defined()])
