"""The doctor on machines and workbooks that tests describe, since what he looks for is there on Windows only."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from kam_xl import __version__
from kam_xl.errors import SourceError
from kam_xl.jobs import machine
from kam_xl.jobs.doctor import Finding, examine, judge
from kam_xl.jobs.machine import (
    BookFile,
    Environment,
    Machine,
    TrustedLocation,
    excel_bits,
    look_at_book,
    look_at_environment,
    look_at_machine,
    macros_forbidden,
    trusted_locations,
)
from kam_xl.shipped import shipped
from kam_xl.workbook.layout import XLWINGS_VERSION

VERSIONS = MappingProxyType({"kam-xl": __version__, "xlwings": XLWINGS_VERSION, "pywin32": "312"})
SOUND = Environment(
    Path("C:/Users/ana/AppData/Local/kam-xl/python/Scripts/python.exe"),
    exists=True,
    versions=VERSIONS,
    dlls=frozenset({f"xlwings64-{XLWINGS_VERSION}.dll", f"xlwings32-{XLWINGS_VERSION}.dll"}),
)
WINDOWS = Machine(
    system="Windows",
    python="3.13.1",
    interpreter=Path("C:/Python313/python.exe"),
    python_bits=64,
    excel_bits=64,
    macros_forbidden=False,
    trusted=(TrustedLocation(r"C:\Work", with_subfolders=True),),
    cloud_folders=(r"C:\Users\ana\OneDrive",),
    log_folder=Path("C:/logs"),
    log_writable=True,
    ours=SOUND,
)
BOOK = BookFile(
    path=Path(r"C:\Work\2026\Our accounts.xlsm"),
    settings=MappingProxyType(
        {
            "INTERPRETER_WIN": r"%LOCALAPPDATA%\kam-xl\python\Scripts\python.exe",
            "UDF MODULES": "kam_xl.excel.udfs",
            "USE UDF SERVER": "True",
            "ADD_WORKBOOK_TO_PYTHONPATH": "False",
            "KAM_XL VERSION": __version__,
            "XLWINGS VERSION": XLWINGS_VERSION,
        }
    ),
    connected=SOUND,
    from_internet=False,
    writable=True,
    folder_writable=True,
    open_elsewhere=False,
)


def _told(machine: Machine, book: BookFile | None = None) -> dict[str, Finding]:
    """Give what is not all right, by its subject."""
    return {finding.subject: finding for finding in judge(machine, book) if finding.level != "ok"}


def test_a_sound_machine_with_a_sound_workbook_gives_no_cause() -> None:
    findings = judge(WINDOWS, BOOK)

    assert {finding.level for finding in findings} == {"ok"}
    assert {"Python", "Excel", "Macros", "kam-xl", "xlwings", "Log", "Place", "Trust", "Connection"} <= {
        finding.subject for finding in findings
    }


ENVIRONMENTS: dict[str, tuple[dict[str, Any], str]] = {
    "Python for Excel": ({"exists": False}, "there is none"),
    "kam-xl": ({"versions": {**VERSIONS, "kam-xl": "0.0.1"}}, "0.0.1"),
    "xlwings": ({"versions": {**VERSIONS, "xlwings": "0.30.0"}}, f"where {XLWINGS_VERSION} is needed"),
    "pywin32": ({"versions": {"kam-xl": __version__, "xlwings": XLWINGS_VERSION}}, "missing"),
    "Library for Excel": ({"dlls": frozenset({"xlwings64-0.30.0.dll"})}, "found: xlwings64-0.30.0.dll"),
}


@pytest.mark.parametrize("subject", ENVIRONMENTS)
def test_each_fault_of_the_python_for_excel_is_a_problem_with_its_remedy(subject: str) -> None:
    changes, expected = ENVIRONMENTS[subject]

    told = _told(replace(WINDOWS, ours=replace(SOUND, **changes)))

    assert list(told) == [subject]
    assert (told[subject].level, "kam install" in told[subject].remedy) == ("problem", True)
    assert expected in told[subject].found


MACHINES: dict[str, tuple[dict[str, Any], str, str]] = {
    "Python": ({"interpreter": Path("C:/Program Files/WindowsApps/Python/python.exe")}, "problem", "Store"),
    "Excel": ({"excel_bits": None}, "note", "no installation"),
    "Macros": ({"macros_forbidden": True}, "problem", "no macros"),
    "Log": ({"log_writable": False}, "note", "cannot be written"),
}


@pytest.mark.parametrize("subject", MACHINES)
def test_each_fault_of_the_machine_is_told_with_what_to_do(subject: str) -> None:
    changes, level, expected = MACHINES[subject]

    told = _told(replace(WINDOWS, **changes))

    assert [(found.subject, found.level) for found in told.values()] == [(subject, level)]
    assert expected in told[subject].found
    assert told[subject].remedy


def test_a_32_bit_excel_needs_its_own_library() -> None:
    only_64 = replace(SOUND, dlls=frozenset({f"xlwings64-{XLWINGS_VERSION}.dll"}))

    told = _told(replace(WINDOWS, excel_bits=32, ours=only_64))

    assert told["Library for Excel"].found.startswith(f"xlwings32-{XLWINGS_VERSION}.dll is missing")


BOOKS: dict[str, tuple[dict[str, Any], str, str]] = {
    "no macros": ({"path": Path(r"C:\Work\accounts.xlsx")}, "Workbook", "problem"),
    "read-only": ({"writable": False}, "Write access", "problem"),
    "a folder that takes no files": ({"folder_writable": False}, "Write access", "problem"),
    "open elsewhere": ({"open_elsewhere": True}, "In use", "note"),
    "not trusted": ({"path": Path(r"D:\new\accounts.xlsm")}, "Trust", "note"),
    "blocked": ({"path": Path(r"D:\new\accounts.xlsm"), "from_internet": True}, "Trust", "problem"),
    "not connected": ({"connected": None}, "Connection", "problem"),
    "another server": ({"settings": {**BOOK.settings, "DEBUG UDFS": "True"}}, "Settings", "problem"),
    "no server": ({"settings": {**BOOK.settings, "USE UDF SERVER": "False"}}, "Settings", "problem"),
    "no sheet of settings": ({"settings": {}}, "Settings", "problem"),
    "older macros": ({"settings": {**BOOK.settings, "KAM_XL VERSION": "0.0.1"}}, "Versions", "problem"),
    "another library": ({"settings": {**BOOK.settings, "XLWINGS VERSION": "0.30.0"}}, "Versions", "problem"),
}


@pytest.mark.parametrize("case", BOOKS)
def test_each_fault_of_a_workbook_is_told_with_what_to_do(case: str) -> None:
    changes, subject, level = BOOKS[case]

    found = _told(WINDOWS, replace(BOOK, **changes))[subject]

    assert found.level == level
    assert found.remedy


def test_a_workbook_in_a_folder_of_onedrive_is_pointed_at() -> None:
    book = replace(BOOK, path=Path(r"C:\Users\ana\OneDrive\KAM\accounts.xlsm"))

    assert "OneDrive" in _told(WINDOWS, book)["Place"].found


def test_a_mark_from_the_internet_does_no_harm_in_a_trusted_location() -> None:
    assert _told(WINDOWS, replace(BOOK, from_internet=True)) == {}


def test_a_workbook_with_a_python_of_its_own_is_judged_by_that_one() -> None:
    own = replace(SOUND, interpreter=Path("C:/kam-xl/Scripts/python.exe"))
    nothing_installed = replace(WINDOWS, ours=replace(SOUND, exists=False))

    told = _told(nothing_installed, replace(BOOK, connected=own))

    assert list(told) == ["Connection"]
    assert told["Connection"].level == "note"


def test_other_systems_are_told_what_works_there() -> None:
    mac = _told(replace(WINDOWS, system="Darwin"))

    assert list(mac) == ["Excel"]
    assert "this is macOS" in mac["Excel"].found
    assert "kam run" in mac["Excel"].remedy


# --- looking -------------------------------------------------------------------------------------------------------


@dataclass
class FakeRegistry:
    """A registry with a few keys."""

    content: Mapping[str, Mapping[str, object]]

    def values(self, key: str) -> Mapping[str, object]:
        return self.content.get(key, {})

    def keys(self, key: str) -> list[str]:
        return [name.removeprefix(f"{key}\\") for name in self.content if name.rpartition("\\")[0] == key]


SECURITY = r"Software\Microsoft\Office\16.0\Excel\Security"
POLICY = r"Software\Policies\Microsoft\Office\16.0\Excel\Security"


@pytest.mark.parametrize(("said", "bits"), [("x86", 32), ("x64", 64), ("arm", None)])
def test_excel_s_bits_are_those_of_the_office_that_is_installed(said: str, bits: int | None) -> None:
    clicked = {r"HKLM\Software\Microsoft\Office\ClickToRun\Configuration": {"Platform": said}}
    installed = {r"HKLM\Software\Microsoft\Office\16.0\Outlook": {"Bitness": said}}

    assert [excel_bits(FakeRegistry(content)) for content in (clicked, installed, {})] == [bits, bits, None]


def test_what_the_company_says_of_macros_goes_before_what_the_person_says() -> None:
    person = {f"HKCU\\{SECURITY}": {"VBAWarnings": 4}}
    company = {f"HKCU\\{POLICY}": {"VBAWarnings": 2}}

    assert macros_forbidden(FakeRegistry(person))
    assert not macros_forbidden(FakeRegistry({**person, **company}))
    assert not macros_forbidden(FakeRegistry({}))


def test_trusted_locations_are_those_with_a_path() -> None:
    place = f"HKCU\\{SECURITY}\\Trusted Locations"
    registry = FakeRegistry(
        {
            f"{place}\\Location0": {"Path": r"C:\Work", "AllowSubFolders": 1},
            f"{place}\\Location1": {"Description": "left over"},
            f"HKCU\\{POLICY}\\Trusted Locations\\Location0": {"Path": r"\\server\kam"},
        }
    )

    assert list(trusted_locations(registry)) == [
        TrustedLocation(r"\\server\kam", with_subfolders=False),
        TrustedLocation(r"C:\Work", with_subfolders=True),
    ]


def test_an_environment_is_looked_at_without_running_it(tmp_path: Path) -> None:
    packages = tmp_path / "Lib" / "site-packages"
    for name in ("kam_xl-0.1.0.dist-info", "pywin32-312.dist-info", "no package"):
        (packages / name).mkdir(parents=True)
    (tmp_path / "Scripts").mkdir()
    (tmp_path / "Scripts" / "python.exe").touch()
    (tmp_path / "xlwings64-0.37.8.dll").touch()

    found = look_at_environment(tmp_path / "Scripts" / "python.exe")

    assert found.exists
    assert found.versions == {"kam-xl": "0.1.0", "pywin32": "312"}
    assert found.dlls == {"xlwings64-0.37.8.dll"}


def test_a_mark_of_the_web_is_read_where_windows_keeps_it(tmp_path: Path) -> None:
    book = tmp_path / "KeyAccounts.xlsm"
    book.write_bytes(shipped("workbook", "KeyAccounts.xlsm").read_bytes())
    before = look_at_book(book).from_internet
    # Where Windows keeps a second stream of the file, other systems see a file of that name.
    (tmp_path / "KeyAccounts.xlsm:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")

    assert (before, look_at_book(book).from_internet) == (False, True)


def test_a_file_that_somebody_has_open_is_seen_by_the_file_that_excel_leaves_beside_it(tmp_path: Path) -> None:
    book = tmp_path / "KeyAccounts.xlsm"
    book.write_bytes(shipped("workbook", "KeyAccounts.xlsm").read_bytes())
    (tmp_path / "~$KeyAccounts.xlsm").touch()

    assert look_at_book(book).open_elsewhere


def test_a_folder_that_takes_no_files_is_found_out_by_trying(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = tmp_path / "KeyAccounts.xlsm"
    book.write_bytes(shipped("workbook", "KeyAccounts.xlsm").read_bytes())
    takes_files = look_at_book(book).folder_writable

    def refuse(**_: object) -> None:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(machine, "TemporaryFile", refuse)

    assert (takes_files, look_at_book(book).folder_writable) == (True, False)
    assert list(tmp_path.iterdir()) == [book]


def test_this_machine_can_be_looked_at() -> None:
    here = look_at_machine()

    assert here.python_bits in {32, 64}
    assert here.trusted == ()


def test_a_missing_workbook_is_refused_and_one_in_the_cloud_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no such file"):
        examine(tmp_path / "nowhere.xlsm")

    told = [finding for finding in examine(Path("never saved.xlsm")) if finding.level == "problem"]

    assert [finding.subject for finding in told] == ["Place"]
