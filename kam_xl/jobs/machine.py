"""What there is to know about a machine and a workbook on it before Excel and Python can work together.

Everything here is looked up, nothing judged: that is done in `doctor.py`, on Windows and, in tests, elsewhere.
"""

from __future__ import annotations

import os
import platform
import re
import struct
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_OFFICE = r"Software\Microsoft\Office"
_EXCEL_SECURITY = r"\16.0\Excel\Security"
_POLICIES = r"Software\Policies\Microsoft\Office"
_DIST_INFO = re.compile(r"(?P<name>[^-]+)-(?P<version>[^-]+)\.dist-info")
_ZONE = re.compile(r"ZoneId=(\d+)")
_INTERNET = 3


class Registry(Protocol):
    """The registry of Windows, as far as it is read."""

    def values(self, key: str) -> Mapping[str, object]:
        """Give the values of a key, which begins with HKCU or HKLM; none if it does not exist."""

    def keys(self, key: str) -> list[str]:
        """Give the names of the keys below a key."""


@dataclass(frozen=True, slots=True)
class Environment:
    """A Python and what is installed in it.

    Attributes:
        interpreter: The path of its python.exe.
        exists: Whether there is one.
        versions: The versions of its packages, by name.
        dlls: The libraries beside it that Excel loads, such as `xlwings64-0.37.8.dll`.
    """

    interpreter: Path
    exists: bool
    versions: Mapping[str, str]
    dlls: frozenset[str]


@dataclass(frozen=True, slots=True)
class TrustedLocation:
    """A folder whose workbooks may run macros without asking."""

    folder: str
    with_subfolders: bool


@dataclass(frozen=True, slots=True)
class Machine:
    """What counts of a machine.

    Attributes:
        system: Windows, Darwin or Linux.
        python: The version of Python that runs this.
        interpreter: Its program.
        python_bits: 32 or 64.
        excel_bits: 32 or 64; None if no Excel was found.
        macros_forbidden: Whether Excel is told to run no macros and not to ask.
        trusted: Excel's trusted locations.
        cloud_folders: The folders that OneDrive keeps in step.
        log_folder: Where the log goes.
        log_writable: Whether it can be written there.
        ours: The Python that `kam install` makes for Excel.
    """

    system: str
    python: str
    interpreter: Path
    python_bits: int
    excel_bits: int | None
    macros_forbidden: bool
    trusted: tuple[TrustedLocation, ...]
    cloud_folders: tuple[str, ...]
    log_folder: Path
    log_writable: bool
    ours: Environment


@dataclass(frozen=True, slots=True)
class BookFile:
    """What counts of a workbook.

    Attributes:
        path: Where it is.
        settings: What its sheet xlwings.conf says.
        connected: The Python it names; None if it names none.
        from_internet: Whether Windows marked it as coming from elsewhere.
        writable: Whether the file can be changed.
        folder_writable: Whether files can be written beside it.
        open_elsewhere: Whether somebody has it open.
    """

    path: Path
    settings: Mapping[str, str]
    connected: Environment | None
    from_internet: bool
    writable: bool
    folder_writable: bool
    open_elsewhere: bool


def environment_folder() -> Path:
    """Give the folder in which `kam install` makes the Python for Excel, each person's own."""
    from platformdirs import user_data_path

    return user_data_path("kam-xl", appauthor=False) / "python"


def interpreter_in(folder: Path) -> Path:
    """Give the program of an environment on Windows."""
    return folder / "Scripts" / "python.exe"


def look_at_machine(registry: Registry | None = None) -> Machine:
    """Look up what counts of this machine."""
    from platformdirs import user_log_path

    used = registry or system_registry()
    log_folder = user_log_path("kam-xl", appauthor=False)
    return Machine(
        system=platform.system(),
        python=platform.python_version(),
        interpreter=Path(sys.executable),
        python_bits=struct.calcsize("P") * 8,
        excel_bits=excel_bits(used),
        macros_forbidden=macros_forbidden(used),
        trusted=tuple(trusted_locations(used)),
        cloud_folders=tuple({os.environ[name] for name in os.environ if name.upper().startswith("ONEDRIVE")}),
        log_folder=log_folder,
        log_writable=_takes_files(log_folder),
        ours=look_at_environment(interpreter_in(environment_folder())),
    )


def look_at_environment(interpreter: Path) -> Environment:
    """Look up what is installed beside a python.exe, without running it."""
    homes = (interpreter.parent, interpreter.parent.parent)
    packages = [path.name for home in homes for path in (home / "Lib" / "site-packages").glob("*.dist-info")]
    found = [match for name in packages if (match := _DIST_INFO.fullmatch(name))]
    versions = {match["name"].lower().replace("_", "-"): match["version"] for match in found}
    dlls = frozenset(path.name for home in homes for path in home.glob("xlwings*.dll"))
    return Environment(interpreter, interpreter.is_file(), MappingProxyType(versions), dlls)


def look_at_book(book: Path) -> BookFile:
    """Look up what counts of a workbook.

    Raises:
        SourceError: It is no workbook, or damaged.
        FileNotFoundError: There is no such file.
    """
    from kam_xl.workbook.connection import INTERPRETER, read_connection

    settings = read_connection(book)
    named = os.path.expandvars(settings.get(INTERPRETER, ""))
    return BookFile(
        path=book.absolute(),
        settings=settings,
        connected=look_at_environment(Path(named)) if named else None,
        from_internet=_from_internet(book),
        writable=os.access(book, os.W_OK),
        folder_writable=_takes_files(book.absolute().parent),
        open_elsewhere=book.with_name(f"~${book.name}").exists(),
    )


# --- what Excel allows -----------------------------------------------------------------------------------------------


def excel_bits(registry: Registry) -> int | None:
    """Say for how many bits Excel was built; None if none is installed."""
    clicked = registry.values(rf"HKLM\{_OFFICE}\ClickToRun\Configuration").get("Platform")
    installed = registry.values(rf"HKLM\{_OFFICE}\16.0\Outlook").get("Bitness")
    bits = {"x86": 32, "x64": 64}
    return bits.get(str(clicked)) or bits.get(str(installed))


def macros_forbidden(registry: Registry) -> bool:
    """Say whether Excel runs no macros and does not ask; what the company says goes before what the person says."""
    places = (f"HKCU\\{_POLICIES}{_EXCEL_SECURITY}", f"HKCU\\{_OFFICE}{_EXCEL_SECURITY}")
    said = [values["VBAWarnings"] for place in places if "VBAWarnings" in (values := registry.values(place))]
    all_forbidden = 4
    return said[:1] == [all_forbidden]


def trusted_locations(registry: Registry) -> Iterator[TrustedLocation]:
    """Yield the folders whose workbooks may run macros without asking."""
    for root in (_POLICIES, _OFFICE):
        place = f"HKCU\\{root}{_EXCEL_SECURITY}\\Trusted Locations"
        for name in registry.keys(place):
            values = registry.values(f"{place}\\{name}")
            if values.get("Path"):
                folder = os.path.expandvars(str(values["Path"]))
                yield TrustedLocation(folder, with_subfolders=bool(values.get("AllowSubFolders")))


def _from_internet(book: Path) -> bool:
    """Say whether Windows marked a file as coming from elsewhere, in a stream of its own beside the content."""
    try:
        mark = Path(f"{book}:Zone.Identifier").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    zone = _ZONE.search(mark)
    return zone is not None and int(zone[1]) >= _INTERNET


def _takes_files(folder: Path) -> bool:
    """Say whether a folder, or the nearest one above it that exists, takes files.

    Windows only tells when it is tried; the file is gone at once.
    """
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        with TemporaryFile(dir=nearest):
            return True
    except OSError:
        return False


class _NoRegistry:
    """Stands for the registry where there is none."""

    def values(self, key: str) -> Mapping[str, object]:
        """Give nothing."""
        del key
        return {}

    def keys(self, key: str) -> list[str]:
        """Give nothing."""
        del key
        return []


def system_registry() -> Registry:
    """Give the registry of this system."""
    registry: Registry = _NoRegistry()
    if sys.platform == "win32":
        from kam_xl.jobs.windows_registry import WindowsRegistry

        registry = WindowsRegistry()
    return registry
