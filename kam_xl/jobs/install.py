"""Making the Python that answers Excel: an environment of its own, small, locked, compiled, and known to the workbook.

Each step is recorded when it is done: a run that was interrupted goes on where it stopped.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, TypeAlias

from kam_xl import __version__
from kam_xl.errors import HostError, SourceError, TargetError
from kam_xl.jobs.book_file import new_book, refuse_existing
from kam_xl.jobs.lean_lock import lean_lock
from kam_xl.jobs.machine import environment_folder, interpreter_in
from kam_xl.jobs.own_wheel import own_wheel
from kam_xl.shipped import shipped
from kam_xl.workbook.connection import write_interpreter
from kam_xl.workbook.files import atomic_write

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Report: TypeAlias = "Callable[[str], object]"
"""Is told what is being done, a line at a time."""

_RECORD = "kam-xl.json"
_LAST_LINES = 8


@dataclass(frozen=True, slots=True)
class Installation:
    """What shall be installed where.

    Attributes:
        folder: The folder of the environment.
        wheels: A folder of packages to install from without a network; None asks the package index.
    """

    folder: Path
    wheels: Path | None = None

    @property
    def interpreter(self) -> Path:
        """Give the program that Excel will start."""
        return interpreter_in(self.folder)

    @property
    def is_usual(self) -> bool:
        """Say whether it is where every workbook looks for it."""
        return self.folder == environment_folder()


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes:
        name: What the record calls it.
        doing: What is said while it is done.
        do: Does it.
    """

    name: str
    doing: str
    do: Callable[[], object]


def refuse_other_systems(system: str) -> None:
    """Refuse to install where Excel cannot call Python.

    Args:
        system: Windows, Darwin or Linux.

    Raises:
        HostError: It is not Windows; the message says what works there.
    """
    if system == "Darwin":
        raise HostError(
            "On a Mac, Excel cannot call Python functions, so there is nothing to install. Use the command line "
            "instead: `kam run KeyAccounts.xlsm -o results` scores, writes plans and manager copies."
        )
    if system != "Windows":
        raise HostError(
            f"Excel runs on Windows; this is {system}, so there is nothing to install. Use the command line instead: "
            "`kam run KeyAccounts.xlsm -o results`. LibreOffice opens what it writes."
        )


def refuse_store_python(interpreter: str) -> None:
    """Refuse a Python from the Microsoft Store: what it writes into a person's own folder, Excel does not see.

    Raises:
        HostError: It is one.
    """
    if "WindowsApps" in interpreter:
        raise HostError(
            f"{interpreter} comes from the Microsoft Store, which hides what it installs from Excel. Install Python "
            "from python.org or with `winget install Python.Python.3.13`, kam-xl into that one, and run this again."
        )


def installation(folder: Path | None, wheels: Path | None) -> Installation:
    """Decide what to install where.

    Raises:
        SourceError: The folder of packages is missing, or holds none.
    """
    if wheels is not None and not any(wheels.glob("*.whl")):
        raise SourceError(f"{wheels}: no packages (.whl) are there. Fetch them as docs/installing.md says.")
    wanted = (folder or environment_folder()).absolute()
    return Installation(wanted, wheels.absolute() if wheels else None)


def steps(wanted: Installation, report: Report) -> tuple[Step, ...]:
    """List what is to be done, in its order."""
    return (
        Step("environment", f"Making an environment in {wanted.folder}", partial(_make_environment, wanted)),
        Step("packages", "Installing what Excel needs, each package by its hash", partial(_packages, wanted, report)),
        Step("kam-xl", f"Installing kam-xl {__version__}", partial(_kam_xl, wanted, report)),
        Step("check", "Asking the new Python for its functions", partial(_check, wanted)),
    )


def install(wanted: Installation, report: Report) -> None:
    """Do every step that is not done yet.

    Raises:
        HostError: A step failed; the message says why. The next run goes on with it.
        TargetError: The folder cannot be written, or Excel holds files in it open.
    """
    fingerprint = _fingerprint()
    done = _done(wanted, fingerprint)
    if not done:
        _refuse_while_in_use(wanted)
    for step in steps(wanted, report):
        if step.name in done:
            report(f"{step.doing}: done already.")
            continue
        report(f"{step.doing} …")
        step.do()
        done = (*done, step.name)
        _record(wanted, fingerprint, done)


def write_connected_book(wanted: Installation, source: Path | None, target: Path) -> None:
    """Write a copy of a workbook, or a fresh one, that finds this Python.

    Raises:
        SourceError: The workbook cannot be told where Python is.
        TargetError: The target exists, is no .xlsm, or cannot be written.
    """
    if source is None and wanted.is_usual:
        new_book(target)
        return
    refuse_existing(target)
    write_interpreter(source or shipped("workbook", "KeyAccounts.xlsm"), target, str(wanted.interpreter))


# --- the record ------------------------------------------------------------------------------------------------------


def _fingerprint() -> str:
    """Say what an environment was made of: of something else, it is made anew."""
    return sha256(f"{__version__} {sys.version} {sys.base_prefix} {_lock()}".encode()).hexdigest()


def _done(wanted: Installation, fingerprint: str) -> tuple[str, ...]:
    try:
        record = json.loads((wanted.folder / _RECORD).read_text(encoding="utf-8"))
        return tuple(record["done"]) if record["fingerprint"] == fingerprint and wanted.interpreter.exists() else ()
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def _record(wanted: Installation, fingerprint: str, done: Sequence[str]) -> None:
    text = json.dumps({"fingerprint": fingerprint, "done": done})
    atomic_write(wanted.folder / _RECORD, lambda path: path.write_text(text, encoding="utf-8"))


# --- the steps -------------------------------------------------------------------------------------------------------


def _refuse_while_in_use(wanted: Installation) -> None:
    """Refuse to replace files that Excel has loaded; Windows would leave the environment half replaced."""
    for library in wanted.folder.glob("xlwings*.dll"):
        try:
            library.open("ab").close()
        except OSError as error:
            raise TargetError(f"{library} is in use. Close Excel, then run `kam install` again.") from error


def _make_environment(wanted: Installation) -> None:
    import venv

    try:
        venv.EnvBuilder(clear=wanted.folder.exists(), with_pip=False).create(wanted.folder)
    except OSError as error:
        raise TargetError(
            f"{wanted.folder} could not be made: {error.strerror or error}. Close Excel if it is open, or name another "
            "place with --folder."
        ) from error


def _packages(wanted: Installation, report: Report) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lock = Path(folder) / "requirements.lock"
        lock.write_text(_lock(), encoding="utf-8")
        _pip(wanted, report, "--require-hashes", "--only-binary=:all:", "--requirement", str(lock))


def _kam_xl(wanted: Installation, report: Report) -> None:
    with tempfile.TemporaryDirectory() as folder:
        wheel = _given_wheel(wanted) or own_wheel(Path(folder))
        _pip(wanted, report, "--no-deps", "--no-index", "--force-reinstall", str(wheel))


def _check(wanted: Installation) -> None:
    _run([str(wanted.interpreter), "-B", "-c", "import xlwings, kam_xl.excel.udfs"], lambda _: None)


def _lock() -> str:
    text = shipped("requirements.lock").read_text(encoding="utf-8")
    return lean_lock(text, distribution("kam-xl").requires or ())


def _given_wheel(wanted: Installation) -> Path | None:
    if wanted.wheels is None:
        return None
    return next(iter(sorted(wanted.wheels.glob(f"kam_xl-{__version__}-*.whl"))), None)


# --- programs --------------------------------------------------------------------------------------------------------


def _pip(wanted: Installation, report: Report, *arguments: str) -> None:
    """Install into the environment with whatever installs here; the environment itself stays without it."""
    offline = () if wanted.wheels is None else ("--no-index", "--find-links", str(wanted.wheels))
    _run([*_installer(wanted), *offline, *arguments], _packages_only(report))


def _installer(wanted: Installation) -> list[str]:
    python = str(wanted.interpreter)
    if find_spec("pip"):
        options = ("--disable-pip-version-check", "--no-input")
        return [sys.executable, "-m", "pip", "--python", python, "install", *options]
    if uv := which("uv"):
        return [uv, "pip", "install", "--python", python, "--compile-bytecode"]
    raise HostError(
        f"Neither pip nor uv is there to install packages with ({sys.executable}). Run `python -m ensurepip`, then "
        "this again."
    )


def _packages_only(report: Report) -> Report:
    def told(line: str) -> None:
        if line.startswith("Collecting "):
            report("  " + line.removeprefix("Collecting ").partition(" ")[0].replace("==", " "))

    return told


def _run(command: Sequence[str], report: Report) -> None:
    """Run a program to its end and pass on what it says.

    Raises:
        HostError: It failed; its last lines say why.
    """
    lines: list[str] = []
    with subprocess.Popen(  # noqa: S603 - pip, uv and the Python just made, by their full paths
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, errors="replace"
    ) as process:
        for line in process.stdout or ():
            lines.append(line.rstrip())
            report(lines[-1])
    if process.returncode:
        said = "\n  ".join(line for line in lines[-_LAST_LINES:] if line)
        raise HostError(
            f"This step failed, and `kam install` goes on with it when you run it again. {Path(command[0]).name} "
            f"said:\n  {said}"
        )
