"""Why Excel and Python do not find each other, and what to do: a machine and a workbook judged, one finding each."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import PureWindowsPath
from typing import TYPE_CHECKING, Literal

from kam_xl import __version__
from kam_xl.errors import SourceError
from kam_xl.workbook.layout import XLWINGS_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kam_xl.jobs.machine import BookFile, Environment, Machine, Registry

Level = Literal["ok", "note", "problem"]

INSTALL = "Run `kam install` in a terminal; it makes the Python that Excel uses."
_STORE_PYTHON = "WindowsApps"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        level: `ok`; `note`, which may matter; `problem`, which keeps functions or buttons from working.
        subject: What was looked at, in one or two words.
        found: What was found.
        remedy: What to do; empty if nothing needs to be done.
    """

    level: Level
    subject: str
    found: str
    remedy: str = ""

    def __str__(self) -> str:
        """Say it in one or two sentences."""
        return f"{self.subject}: {self.found}" + (f" {self.remedy}" if self.remedy else "")

    def plain(self) -> dict[str, str]:
        """Give it as JSON writes it."""
        return asdict(self)


def examine(workbook: Path | None = None, registry: Registry | None = None) -> tuple[Finding, ...]:
    """Examine this machine and, if one is given, a workbook.

    Args:
        workbook: The workbook; a bare name, as Excel gives it for one that lies in a cloud folder, is told apart.
        registry: The registry of Windows; otherwise this machine's.

    Raises:
        SourceError: The workbook is missing, no workbook, or damaged.
    """
    from kam_xl.jobs.machine import look_at_book, look_at_machine

    machine = look_at_machine(registry)
    if workbook is None:
        return judge(machine)
    if not workbook.exists():
        if workbook.is_absolute() or workbook.parent.name:
            raise SourceError(f"{workbook}: there is no such file. Check the name and the folder.")
        return (*judge(machine), _no_place(workbook.name))
    return judge(machine, look_at_book(workbook))


def judge(machine: Machine, book: BookFile | None = None) -> tuple[Finding, ...]:
    """Judge what was looked up: first the machine, then the workbook on it."""
    if machine.system != "Windows":
        findings = list(_of_another_system(machine))
    else:
        connected = book.connected if book else None
        findings = list(_of_machine(machine, connected or machine.ours))
    if book is not None:
        findings += _of_book(machine, book)
    return tuple(findings)


# --- the machine -----------------------------------------------------------------------------------------------------


def _of_another_system(machine: Machine) -> Iterator[Finding]:
    name = {"Darwin": "macOS"}.get(machine.system, machine.system)
    yield Finding("ok", "kam-xl", f"{__version__} on Python {machine.python} ({machine.interpreter}).")
    yield Finding(
        "note",
        "Excel",
        f"functions and buttons need Excel on Windows; this is {name}.",
        "Everything else works here: `kam run KeyAccounts.xlsm -o results` scores, writes plans and manager copies.",
    )
    yield _log(machine)


def _of_machine(machine: Machine, environment: Environment) -> Iterator[Finding]:
    yield _running_python(machine)
    yield _excel(machine)
    yield _macros(machine)
    yield from _environment(machine, environment)
    yield _log(machine)


def _running_python(machine: Machine) -> Finding:
    found = f"{machine.python}, {machine.python_bits} bit ({machine.interpreter})."
    if _STORE_PYTHON in str(machine.interpreter):
        return Finding(
            "problem",
            "Python",
            f"{found} It comes from the Microsoft Store, which hides what it installs from Excel.",
            "Install Python from python.org or with `winget install Python.Python.3.13`, and kam-xl into that one.",
        )
    return Finding("ok", "Python", found)


def _excel(machine: Machine) -> Finding:
    if machine.excel_bits is None:
        return Finding(
            "note",
            "Excel",
            "no installation was found in the registry.",
            "Functions and buttons need Excel 2016 or later; without it, the command line does everything else.",
        )
    return Finding("ok", "Excel", f"{machine.excel_bits} bit.")


def _macros(machine: Machine) -> Finding:
    if machine.macros_forbidden:
        return Finding(
            "problem",
            "Macros",
            "Excel is told to run no macros and not to ask.",
            "File > Options > Trust Center > Macro Settings: disable with notification. If it is greyed, ask your "
            "administrator for a trusted location.",
        )
    return Finding("ok", "Macros", "Excel asks, or the workbook's folder decides.")


def _environment(machine: Machine, environment: Environment) -> Iterator[Finding]:
    """Judge the Python that answers Excel, without running it."""
    place = f"({environment.interpreter})"
    if not environment.exists:
        yield Finding("problem", "Python for Excel", f"there is none {place}.", INSTALL)
        return
    yield _version(environment, "kam-xl", __version__)
    yield _version(environment, "xlwings", XLWINGS_VERSION)
    if "pywin32" not in environment.versions:
        yield Finding("problem", "pywin32", f"it is missing {place}, and nothing reaches Excel without it.", INSTALL)
    yield from _library(machine, environment)


def _version(environment: Environment, package: str, wanted: str) -> Finding:
    found = environment.versions.get(package)
    if found == wanted:
        return Finding("ok", package, f"{found} ({environment.interpreter}).")
    return Finding(
        "problem",
        package,
        f"{found or 'not installed'} ({environment.interpreter}), where {wanted} is needed.",
        INSTALL,
    )


def _library(machine: Machine, environment: Environment) -> Iterator[Finding]:
    """Judge the library that Excel loads: its version is part of its name, and Excel's bits are."""
    for bits in (machine.excel_bits,) if machine.excel_bits else (64, 32):
        name = f"xlwings{bits}-{XLWINGS_VERSION}.dll"
        if name in environment.dlls:
            yield Finding("ok", "Library for Excel", f"{name} is in its place.")
        else:
            beside = ", ".join(sorted(environment.dlls)) or "none"
            found = f"{name} is missing beside {environment.interpreter}; found: {beside}."
            yield Finding("problem", "Library for Excel", found, INSTALL)


def _log(machine: Machine) -> Finding:
    if machine.log_writable:
        return Finding("ok", "Log", f"{machine.log_folder}.")
    return Finding("note", "Log", f"{machine.log_folder} cannot be written.", "Ask for write access to that folder.")


# --- the workbook ----------------------------------------------------------------------------------------------------


def _no_place(name: str) -> Finding:
    return Finding(
        "problem",
        "Place",
        f"{name} has no folder on this computer: it was never saved, or was opened from a cloud address.",
        "Save it into a local folder, or open it from the folder that OneDrive keeps in step.",
    )


def _of_book(machine: Machine, book: BookFile) -> Iterator[Finding]:
    if book.path.suffix.lower() != ".xlsm":
        yield Finding("problem", "Workbook", f"{book.path.name} holds no macros.", "Use a .xlsm: `kam new` writes one.")
        return
    yield from _access(book)
    if machine.system == "Windows":
        yield _place(machine, book)
        yield _trust(machine, book)
        yield _connection(machine, book)
    yield from _settings(book)
    yield from _book_versions(book)


def _access(book: BookFile) -> Iterator[Finding]:
    folder = book.path.parent
    if not book.writable:
        remedy = "Properties: take off Read-only; or copy it to a folder of yours."
        yield Finding("problem", "Write access", f"{book.path.name} is read-only.", remedy)
    elif not book.folder_writable:
        remedy = "Set Output Folder on the sheet Settings to a folder you may write to."
        yield Finding("problem", "Write access", f"nothing can be written into {folder}, where plans go.", remedy)
    else:
        yield Finding("ok", "Write access", f"{folder} takes files.")
    if book.open_elsewhere:
        yield Finding("note", "In use", f"{book.path.name} is open.", "What is not saved yet was not examined.")


def _place(machine: Machine, book: BookFile) -> Finding:
    cloud = [folder for folder in machine.cloud_folders if PureWindowsPath(book.path).is_relative_to(folder)]
    if not cloud:
        return Finding("ok", "Place", f"{book.path.parent}.")
    return Finding(
        "note",
        "Place",
        f"it lies in a folder of OneDrive ({cloud[0]}), and Excel may call it by a web address instead.",
        "If a button says that the workbook has no folder, set Output Folder on the sheet Settings to a local one.",
    )


def _trust(machine: Machine, book: BookFile) -> Finding:
    if _is_trusted(machine, book):
        return Finding("ok", "Trust", "it lies in a trusted location: macros run.")
    if book.from_internet:
        return Finding(
            "problem",
            "Trust",
            "Windows marked it as coming from elsewhere, so Excel blocks its macros.",
            "Right-click the file, Properties, Unblock; or move it to a trusted location.",
        )
    return Finding(
        "note",
        "Trust",
        "it does not lie in a trusted location, so Excel asks once whether to enable macros.",
        "Say yes; or add the folder: File > Options > Trust Center > Trusted Locations.",
    )


def _is_trusted(machine: Machine, book: BookFile) -> bool:
    folder = PureWindowsPath(book.path).parent
    return any(
        folder == PureWindowsPath(location.folder)
        or (location.with_subfolders and folder.is_relative_to(location.folder))
        for location in machine.trusted
    )


def _connection(machine: Machine, book: BookFile) -> Finding:
    if book.connected is None:
        remedy = "Write a copy that does: `kam install WORKBOOK -o NEW`."
        return Finding("problem", "Connection", "the workbook does not say which Python to use.", remedy)
    if PureWindowsPath(book.connected.interpreter) == PureWindowsPath(machine.ours.interpreter):
        return Finding("ok", "Connection", "the workbook uses the Python that `kam install` makes.")
    return Finding("note", "Connection", f"the workbook uses a Python of its own ({book.connected.interpreter}).")


_WANTED_SETTINGS = {"UDF MODULES": "kam_xl.excel.udfs", "USE UDF SERVER": "True", "ADD_WORKBOOK_TO_PYTHONPATH": "False"}


def _settings(book: BookFile) -> Iterator[Finding]:
    sheet = "sheet xlwings.conf"
    if not book.settings:
        remedy = "Take a fresh workbook (`kam new`), and copy your tables into it."
        yield Finding("problem", "Settings", f"the {sheet} is missing.", remedy)
        return
    wrong = {
        key: value for key, value in _WANTED_SETTINGS.items() if book.settings.get(key, "").lower() != value.lower()
    }
    for key, value in wrong.items():
        found = f"{key} is “{book.settings.get(key, '')}” on the {sheet}; it must be “{value}”."
        yield Finding("problem", "Settings", found, "Unhide the sheet and correct it.")
    if book.settings.get("DEBUG UDFS", "").lower() == "true":
        found = f"DEBUG UDFS is on: Excel waits for a server that somebody starts by hand ({sheet})."
        yield Finding("problem", "Settings", found, "Set it to False.")
    if not wrong:
        yield Finding("ok", "Settings", f"the {sheet} says what is needed.")


def _book_versions(book: BookFile) -> Iterator[Finding]:
    fresh = "Take a fresh workbook (`kam new`) and copy your tables into it, or install that version."
    for key, package, wanted in (
        ("KAM_XL VERSION", "kam-xl", __version__),
        ("XLWINGS VERSION", "xlwings", XLWINGS_VERSION),
    ):
        made_for = book.settings.get(key, "")
        if not re.fullmatch(r"[\w.+]+", made_for):
            yield Finding("note", "Versions", f"the workbook does not say for which {package} it was made.")
        elif made_for != wanted:
            found = f"the workbook's macros were made for {package} {made_for}; here is {wanted}."
            yield Finding("problem", "Versions", found, fresh)
        else:
            yield Finding("ok", "Versions", f"the workbook was made for {package} {made_for}.")
