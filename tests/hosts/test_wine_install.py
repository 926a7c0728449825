"""`kam install` and `kam doctor` on a Windows, from the wheel that users get; and Excel's way to the Python made."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kam_xl import __version__
from kam_xl.workbook.connection import INTERPRETER, read_connection
from tests.hosts.wine import runtime
from tests.hosts.wine.build import ROOT
from tests.hosts.wine.excel import started
from tests.hosts.wine.windows import Windows, windows_path

pytestmark = pytest.mark.xdist_group("wine")

SECURITY = r"HKCU\Software\Microsoft\Office\16.0\Excel\Security\Trusted Locations\Location9"
CLICK_TO_RUN = r"HKLM\Software\Microsoft\Office\ClickToRun\Configuration"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install kam-xl from its wheel into a folder."""
    wheels, site = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("site")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", wheels], cwd=ROOT, check=True)
    (wheel,) = wheels.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    return site


class Desk:
    """A person at a Windows, who has kam-xl in one Python and an Excel that needs another."""

    def __init__(self, windows: Windows, site: Path) -> None:
        self.windows = windows
        self.site = site
        self.folder = windows.folder / "installed"

    @property
    def interpreter(self) -> Path:
        return self.folder / "Scripts" / "python.exe"

    @property
    def record(self) -> Path:
        return self.folder / "kam-xl.json"

    def done(self) -> list[str]:
        """Give the steps that are done."""
        if not self.record.exists():
            return []
        steps: list[str] = json.loads(self.record.read_text(encoding="utf-8"))["done"]
        return steps

    def install(self, *options: object) -> "subprocess.CompletedProcess[str]":
        places = ("--folder", windows_path(self.folder), "--wheels", windows_path(self.windows.wheels))
        return self.kam(self.windows.interpreter, "install", *places, *options, PYTHONPATH=str(windows_path(self.site)))

    def kam(self, interpreter: Path, *words: object, **environment: str) -> "subprocess.CompletedProcess[str]":
        return self.windows.run(interpreter, "-m", "kam_xl", *words, **environment)


@pytest.fixture(scope="module")
def desk(windows: Windows, site: Path) -> Desk:
    """Let the packages of Excel's Python be installed, once for all runs of the tests: that takes a minute.

    The last step asks the new Python for its functions, which Wine cannot answer before its runtime is completed: the
    run stops there, as one that was interrupted.
    """
    desk = Desk(windows, site)
    if "kam-xl" not in desk.done():
        shutil.rmtree(desk.folder, ignore_errors=True)
        stopped = desk.install()
        assert stopped.returncode == 2, stopped.stdout + stopped.stderr
        runtime.complete(desk.folder / "Lib" / "site-packages", windows.system)
    return desk


@pytest.fixture(scope="module")
def workbook(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the kam-xl of this checkout, and write a workbook that is connected with it."""
    made = json.loads(desk.record.read_text(encoding="utf-8"))
    desk.record.write_text(json.dumps({**made, "done": ["environment", "packages"]}), encoding="utf-8")
    target = tmp_path_factory.mktemp("book") / "Our accounts.xlsm"

    done = desk.install("-o", windows_path(target))

    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert [line for line in said.splitlines() if line.endswith(("done already.", "…"))] == [
        f"Making an environment in {windows_path(desk.folder)}: done already.",
        "Installing what Excel needs, each package by its hash: done already.",
        f"Installing kam-xl {__version__} …",
        "Asking the new Python for its functions …",
    ]
    return target


def test_an_interrupted_installation_goes_on_and_writes_a_connected_workbook(desk: Desk, workbook: Path) -> None:
    assert read_connection(workbook)[INTERPRETER] == str(windows_path(desk.interpreter))
    assert desk.done() == ["environment", "packages", "kam-xl", "check"]


def test_the_environment_holds_what_excel_needs_compiled_and_nothing_of_the_extras(desk: Desk, workbook: Path) -> None:
    packages = desk.folder / "Lib" / "site-packages"
    names = {path.name.partition("-")[0] for path in packages.glob("*.dist-info")}

    assert workbook.exists()
    assert {"kam_xl", "xlwings", "pywin32", "pandas"} <= names
    assert names.isdisjoint({"pip", "setuptools", "pyarrow", "typst", "keyring", "msal", "requests", "pyopenvba"})
    assert list((packages / "kam_xl" / "excel" / "__pycache__").glob("udfs.*.pyc")) != []
    assert (desk.folder / "xlwings64-0.37.8.dll").exists()


def test_a_workbook_is_never_changed_in_place(desk: Desk, workbook: Path) -> None:
    before = workbook.read_bytes()

    refused = desk.install(windows_path(workbook), "-o", windows_path(workbook))

    assert (refused.returncode, workbook.read_bytes()) == (2, before)
    assert "exists already" in refused.stderr


def test_excel_reaches_the_functions_through_the_python_that_was_installed(
    desk: Desk, workbook: Path, windows: Windows
) -> None:
    assert workbook.exists()
    with started(windows, desk.interpreter) as excel:
        place = Path(excel.ask("evaluate", "__import__('kam_xl').__file__").replace("\\", "/"))

        answer = excel.call("scores", [["A1"]], "", "", "", "")

    assert place.parts[-4:-2] == ("Lib", "site-packages")
    assert answer.startswith("#VALUE! sheet Model")


def test_the_doctor_finds_a_sound_connection_and_what_windows_says_of_excel(
    desk: Desk, workbook: Path, windows: Windows
) -> None:
    folder = str(windows_path(workbook.parent))
    windows.run("reg", "add", SECURITY, "/v", "Path", "/d", folder, "/f")
    windows.run("reg", "add", CLICK_TO_RUN, "/v", "Platform", "/d", "x64", "/f")

    done = desk.kam(desk.interpreter, "doctor", windows_path(workbook), "--json")

    findings = {finding["subject"]: finding for finding in json.loads(done.stdout)}
    assert [finding for finding in findings.values() if finding["level"] == "problem"] == []
    assert done.returncode == 0
    assert findings["Excel"]["found"] == "64 bit."
    assert findings["Trust"]["found"] == "it lies in a trusted location: macros run."
    assert findings["Library for Excel"]["found"] == "xlwings64-0.37.8.dll is in its place."
    assert str(windows_path(desk.interpreter)) in findings["Connection"]["found"]
