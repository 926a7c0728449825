"""LibreOffice, started and ended by a test, running the workbook's own macros."""

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import uuid4

DRIVER = Path(__file__).with_name("libreoffice_driver.py")

_SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "0"),
    ("Calc/Filter/Import/VBA", "Load", "true"),
    ("Calc/Filter/Import/VBA", "Executable", "true"),
    ("Calc/Formula/Load", "OOXMLRecalcMode", "0"),
)
"""Macros allowed, VBA read, every formula calculated when a workbook is opened."""

Call = tuple[str, str, list[Any]]
"""Module, function and arguments of a call that a macro made to Python."""


@dataclass
class LibreOffice:
    """A running LibreOffice.

    Attributes:
        driver: The process that drives it.
        functions: What answers calls, by module and name; a call that nothing answers fails.
        calls: Every call that was made since the workbook was opened.
    """

    driver: "subprocess.Popen[str]"
    functions: Mapping[tuple[str, str], Callable[..., object]] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    def open(
        self, book: Path, functions: Mapping[tuple[str, str], Callable[..., object]] = MappingProxyType({})
    ) -> None:
        """Open a workbook; macros do not find Python yet."""
        self.functions = functions
        self.ask("open", book.as_uri())
        self.calls.clear()

    def connect(self) -> None:
        self.ask("connect")

    def run(self, macro: str) -> None:
        self.ask("run", macro)

    def press(self, macro: str) -> None:
        self.ask("press", macro)

    def calculate(self) -> None:
        """Calculate everything, and let the workbook show what it shows after a calculation.

        LibreOffice does not tell a hidden workbook that it has calculated, as Excel does.
        """
        self.ask("calculate")
        self.run("KamCalculation.AfterCalculation")

    def settle(self) -> None:
        """Calculate what has to be, and let the workbook show what it shows after a calculation."""
        self.ask("settle")
        self.run("KamCalculation.AfterCalculation")

    def show(self, sheet: str, address: str) -> Any:  # noqa: ANN401 - a cell shows numbers or texts
        return self.ask("show", sheet, address)

    def show_column(self, sheet: str, address: str) -> list[Any]:
        return [row[0] for row in self.ask("show_all", sheet, address)]

    def write(self, sheet: str, address: str, value: str | float) -> None:
        self.ask("write", sheet, address, value)

    def formula(self, sheet: str, address: str, text: str) -> None:
        self.ask("formula", sheet, address, text)

    @property
    def sizes(self) -> list[tuple[str, int]]:
        """Give what was asked in every call, and about how many rows of accounts."""
        return [(name, len(given[0])) for _, name, given in self.calls]

    def ask(self, command: str, *arguments: object) -> Any:  # noqa: ANN401 - whatever LibreOffice has to say
        """Let LibreOffice do something, and answer the calls its macros make meanwhile."""
        self._say({"do": command, "arguments": arguments})
        while "call" in (message := self.hear()):
            self._say(self._reply(message["arguments"]))
        assert "failed" not in message, message["failed"]
        return message["result"]

    def _reply(self, arguments: list[Any]) -> dict[str, Any]:
        module, name, given, *_ = arguments
        self.calls.append((module, name, given))
        try:
            answer = self.functions[module, name](*given)
        except Exception as error:  # noqa: BLE001 - as a dying server's, it travels to the macro
            return {"error": f"{error!r}\nTraceback (most recent call last):"}
        return {"answer": answer}

    def _say(self, message: Mapping[str, object]) -> None:
        assert self.driver.stdin is not None
        self.driver.stdin.write(json.dumps(message) + "\n")
        self.driver.stdin.flush()

    def hear(self) -> dict[str, Any]:
        """Wait for the next message of the driver."""
        assert self.driver.stdout is not None
        line = self.driver.stdout.readline()
        assert line, "LibreOffice has ended"
        message: dict[str, Any] = json.loads(line)
        return message


@contextmanager
def started(soffice: Path, python: Path, folder: Path) -> Iterator[LibreOffice]:
    """Start LibreOffice with a profile of its own, and end it.

    Args:
        soffice: The program.
        python: A Python that has the bridge `uno`.
        folder: Where the profile goes.
    """
    profile, pipe = _profile(folder / "profile"), f"kam-xl-{uuid4().hex}"
    options = [f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo", "--nodefault"]
    quiet = subprocess.DEVNULL
    office = subprocess.Popen([soffice, *options, f"--accept=pipe,name={pipe};urp;"], stdout=quiet, stderr=quiet)
    driver = subprocess.Popen([python, DRIVER, pipe], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        host = LibreOffice(driver)
        host.hear()
        yield host
        host.ask("quit")
    finally:
        _end(driver)
        _end(office)


def _profile(place: Path) -> Path:
    items = (
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    (place / "user").mkdir(parents=True)
    (place / "user" / "registrymodifications.xcu").write_text(
        f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{"".join(items)}</oor:items>', encoding="utf-8"
    )
    return place


def _end(process: "subprocess.Popen[Any]") -> None:
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
