"""A stand-in for Excel that a Windows Python runs: requests come as lines of JSON, answers go back the same way.

Real are the xlwings DLL, the server that it starts and COM between them; only Excel is not. What VBA would do, this
does: the command that starts the server, and the types in which cells travel, are those of xlwings.bas and of Excel.
"""

import ctypes
import json
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import pythoncom
import pywintypes
import win32com.client
import winerror

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.hosts.wine import excel_objects

ERRORS = {"#N/A": 2042, "#VALUE!": 2015, "#DIV/0!": 2007, "#NAME?": 2029, "#REF!": 2023, "#NUM!": 2036, "#NULL!": 2000}
_ERROR_CODES = -2146828288
ACTIVATE, KILL = 1, -1


class _Variant(ctypes.Structure):
    """A VARIANT as the DLL fills it."""

    _fields_ = [("kind", ctypes.c_ushort), ("reserved", ctypes.c_ushort * 3), ("content", ctypes.c_void_p * 2)]


class Python:
    """The connection that VBA calls XLPy."""

    def __init__(self, dll: str, command: str) -> None:
        """Load the DLL; nothing is started yet."""
        self._activate = ctypes.WinDLL(dll).XLPyDLLActivateAuto  # type: ignore[attr-defined]
        self._activate.argtypes = [ctypes.POINTER(_Variant), ctypes.c_char_p, ctypes.c_long]
        self._activate.restype = ctypes.c_long
        self._command = command.encode("mbcs")
        self._server: Any = None

    @property
    def server(self) -> Any:  # noqa: ANN401 - a COM object
        """Give the server, started if there is none."""
        if self._server is None:
            answer = _Variant()
            self._ask_dll(answer, ACTIVATE)
            found = pythoncom.ObjectFromAddress(answer.content[0], pythoncom.IID_IDispatch)
            self._server = win32com.client.dynamic.Dispatch(found)
        return self._server

    def forget(self) -> None:
        """Let go of the server, as VBA does after an error; Excel's DLL may still remember it."""
        self._server = None

    def kill(self) -> None:
        """End the server, as KillPy does."""
        self._server = None
        self._ask_dll(_Variant(), KILL)

    def _ask_dll(self, answer: _Variant, mode: int) -> None:
        if code := self._activate(ctypes.byref(answer), self._command, mode):
            raise OSError(code, ctypes.wstring_at(answer.content[0]) if answer.kind == pythoncom.VT_BSTR else "")


def command(interpreter: str, search_path: str) -> str:
    """Compose what XLPyCommand of xlwings.bas composes for a workbook that keeps its folder out of Python's path."""
    paths = f"False;;;;;;{search_path}".replace("\\", "\\\\").replace("'", "\\'")
    code = (
        f'import sys, os;import xlwings.utils;xlwings.utils.prepare_sys_path(\\"{paths}\\");'
        "import xlwings; xlwings.serve('$(CLSID)')"
    )
    return f'cmd.exe  /K ""{interpreter}" -B -c "{code}""'


# --- cells, there and back -------------------------------------------------------------------------------------------


def as_excel(value: Any) -> Any:  # noqa: ANN401, PLR0911 - one kind of cell a line
    """Give a value the type in which Excel hands it to VBA.

    Args:
        value: A text, number, truth value, None for a blank, rows of these, or one of `{"error": "#N/A"}`,
            `{"missing": true}`, `{"date": 46000.5}`, `{"range": rows}`.
    """
    if value is None:
        return win32com.client.VARIANT(pythoncom.VT_EMPTY, None)
    if isinstance(value, list):
        rows = tuple(tuple(as_excel(cell) for cell in row) for row in value)
        return win32com.client.VARIANT(pythoncom.VT_ARRAY | pythoncom.VT_VARIANT, rows)
    if not isinstance(value, dict):
        return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
    ((kind, content),) = value.items()
    if kind == "error":
        return win32com.client.VARIANT(pythoncom.VT_ERROR, _ERROR_CODES + ERRORS[content])
    if kind == "missing":
        return win32com.client.VARIANT(pythoncom.VT_ERROR, winerror.DISP_E_PARAMNOTFOUND)
    if kind == "date":
        return win32com.client.VARIANT(pythoncom.VT_DATE, datetime(1899, 12, 30) + timedelta(days=content))  # noqa: DTZ001 - cells know no zone
    return excel_objects.Range(excel_objects.LooseCells(content)).com


def as_json(answer: Any) -> Any:  # noqa: ANN401 - whatever the server gives
    """Give an answer a form that JSON knows."""
    if isinstance(answer, tuple):
        return [as_json(part) for part in answer]
    if isinstance(answer, datetime):
        return {"date": answer.isoformat()}
    return answer


_REVOKE = """
import sys, pythoncom
frame = sys._getframe()
while "revokeId" not in frame.f_locals:
    frame = frame.f_back
pythoncom.CoRevokeClassObject(frame.f_locals["revokeId"])
"""
"""Windows forgets where a process that died was to be found; Wine 8 does not, so that is done before it dies."""

_SOMEBODY = """
import win32api
win32api.MessageBox = lambda window, text, title, kind=0: 6 if kind & 4 else 1
"""
"""Without a screen Wine shows no message: this says OK, and to a question Yes."""


# --- requests --------------------------------------------------------------------------------------------------------


class Excel:
    """What a test can ask for."""

    def __init__(self, dll: str, interpreter: str, search_path: str) -> None:
        """Keep the way to Python."""
        self._python = Python(dll, command(interpreter, search_path))
        self._books: dict[str, excel_objects.Workbook] = {}
        self._kept: dict[str, Any] = {}

    def keep(self, name: str, value: Any) -> None:  # noqa: ANN401 - see as_excel
        """Keep an argument under a name, to hand it over without reading it anew."""
        self._kept[name] = as_excel(value)

    def call(self, module: str, function: str, arguments: list[Any], book: str = "") -> Any:  # noqa: ANN401
        """Call a function as `XLPy.CallUDF(module, function, Array(…), ThisWorkbook, Empty)`."""
        given = tuple(self._argument(argument) for argument in arguments)
        this = self._books[book].com if book else None
        return as_json(self._python.server.CallUDF(module, function, given, this, pythoncom.Empty))

    def _argument(self, argument: Any) -> Any:  # noqa: ANN401
        if isinstance(argument, dict) and "kept" in argument:
            return self._kept[argument["kept"]]
        return as_excel(argument)

    def time(self, module: str, function: str, arguments: list[Any], repeat: int) -> list[float]:
        """Measure calls in seconds."""
        given = tuple(self._argument(argument) for argument in arguments)
        call, seconds = self._python.server.CallUDF, []
        for _ in range(repeat):
            start = perf_counter()
            call(module, function, given, None, pythoncom.Empty)
            seconds.append(perf_counter() - start)
        return seconds

    def evaluate(self, expression: str) -> str:
        """Evaluate an expression in the server."""
        server = self._python.server
        return str(server.Str(server.Eval(expression)))

    def forget(self) -> None:
        """Let go of the connection, as VBA does after a call that failed."""
        self._python.forget()

    def crash(self) -> None:
        """End the server's process at once; the connection does not know yet."""
        process = int(self.evaluate("__import__('os').getpid()"))
        self._python.server.Exec(_REVOKE)
        os.kill(process, 9)

    def open(self, path: str) -> None:
        """Open a workbook, so that it can be handed to macros; messages find somebody who says yes."""
        self._books[path] = excel_objects.Workbook(Path(path))
        self._python.server.Exec(_SOMEBODY)

    def cell(self, book: str, name: str) -> Any:  # noqa: ANN401
        """Read a named cell."""
        return self._books[book].file.said(name)

    def column(self, book: str, header: str) -> Any:  # noqa: ANN401
        """Read a column of Accounts."""
        return self._books[book].file.column(header)

    def is_as_before(self, book: str) -> bool:
        """Say whether the macros left Excel as they found it."""
        return self._books[book].file.app.is_as_before


@contextmanager
def _answers_only() -> Iterator[Callable[[object], None]]:
    """Keep standard output for answers: whatever else is printed goes to standard error."""
    out = sys.stdout
    sys.stdout = sys.stderr

    def answer(value: object) -> None:
        out.write(json.dumps(value) + "\n")
        out.flush()

    yield answer


def _answer(excel: Excel, request: str) -> dict[str, Any]:
    verb, *arguments = json.loads(request)
    try:
        return {"answer": getattr(excel, verb)(*arguments)}
    except pywintypes.com_error as error:
        description = error.excepinfo[2] if error.excepinfo else error.strerror
        return {"failed": description or error.strerror, "code": error.hresult}
    except OSError as error:
        return {"failed": str(error), "code": error.errno}


def main() -> None:
    """Answer request after request until there are no more."""
    warnings.simplefilter("ignore")
    excel = Excel(*sys.argv[1:])
    with _answers_only() as answer:
        for request in sys.stdin:
            answer(_answer(excel, request))


if __name__ == "__main__":
    main()
