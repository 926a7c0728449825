"""The stand-in for Excel under Wine, as tests talk to it."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.hosts.wine.windows import Windows, windows_path

PROGRAM = Path(__file__).with_name("excel_program.py")
ROOT = PROGRAM.parents[3]
XLWINGS_DLL = "xlwings64-0.37.8.dll"


class CallFailedError(Exception):
    """The server or the DLL refused; the text is what VBA would find in Err.Description."""


class Excel:
    """A program that calls Python as Excel does."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, verb: str, *arguments: object) -> Any:  # noqa: ANN401 - whatever a cell may show
        """Ask the program for what a method of `excel_program.Excel` does."""
        answer = json.loads(self._exchange(json.dumps([verb, *arguments])))
        if "failed" in answer:
            raise CallFailedError(answer["failed"])
        return answer["answer"]

    def _exchange(self, request: str) -> str:
        process = self._process
        assert process.stdin
        assert process.stdout
        assert process.stderr
        with suppress(BrokenPipeError):
            process.stdin.write(request + "\n")
            process.stdin.flush()
        answer = process.stdout.readline()
        if not answer:
            raise EOFError(f"the stand-in for Excel has ended ({process.wait()}): {process.stderr.read()}")
        return answer

    def call(self, function: str, *arguments: object, module: str = "kam_xl.excel.udfs") -> Any:  # noqa: ANN401
        """Call a function of Python."""
        return self.ask("call", module, function, arguments)

    def press(self, macro: str, book: str) -> None:
        """Run what a button of the ribbon runs, for an open workbook."""
        self.ask("call", "kam_xl.excel.macros", macro, [], book)


@contextmanager
def started(windows: Windows, interpreter: Path | None = None, search: Sequence[Path] = (ROOT,)) -> Iterator[Excel]:
    """Start the stand-in, which starts the server at the first call; end both.

    Args:
        windows: Where it runs.
        interpreter: The python.exe of an environment in which kam-xl is installed; otherwise that of this Windows.
        search: Where the server looks for modules, if it is not such an environment.
    """
    search_path = "" if interpreter else ";".join(str(windows_path(folder)) for folder in search)
    places = (PROGRAM, windows.python / XLWINGS_DLL, interpreter or windows.interpreter)
    command = ["wine", str(windows.interpreter), "-u", *(str(windows_path(place)) for place in places), search_path]
    pipe, environment = subprocess.PIPE, dict(windows.environment)
    # In another folder than the checkout, which Python would look into first.
    with subprocess.Popen(
        command, cwd=windows.folder, env=environment, encoding="utf-8", stdin=pipe, stdout=pipe, stderr=pipe
    ) as process:
        try:
            yield Excel(process)
        finally:
            assert process.stdin
            with suppress(BrokenPipeError):
                process.stdin.close()
