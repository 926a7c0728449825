"""The plan and the record of an installation; what it installs for real is tried on a Windows (tests/hosts)."""

import json
import sys
import zipfile
from importlib.metadata import PackagePath
from pathlib import Path
from typing import Any

import pytest

from kam_xl import __version__
from kam_xl.errors import HostError, SourceError, TargetError
from kam_xl.jobs import install as job
from kam_xl.jobs import own_wheel as packing
from kam_xl.jobs.install import Installation, install, installation, refuse_other_systems, refuse_store_python
from kam_xl.jobs.machine import environment_folder, interpreter_in

STEPS = ["environment", "packages", "kam-xl", "check"]


class Programs:
    """Takes the place of pip and the new Python, and can fail."""

    def __init__(self, wanted: Installation) -> None:
        self.wanted = wanted
        self.commands: list[list[str]] = []
        self.fails_at = ""

    def run(self, command: list[str], _: object) -> None:
        self.commands.append(command)
        if self.fails_at and self.fails_at in command:
            raise HostError("the network went away")


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    """Give an installation whose programs are not run; the environment itself is made for real."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    (wheels / f"kam_xl-{__version__}-py3-none-any.whl").touch()
    wanted = installation(tmp_path / "python", wheels)
    made = Programs(wanted)
    monkeypatch.setattr(job, "_run", made.run)
    # Where Windows would have put it.
    interpreter_in(wanted.folder).parent.mkdir(parents=True)
    interpreter_in(wanted.folder).touch()
    return made


def _done(wanted: Installation) -> list[str]:
    done: list[str] = json.loads((wanted.folder / "kam-xl.json").read_text())["done"]
    return done


def _keep_interpreter(monkeypatch: pytest.MonkeyPatch, wanted: Installation) -> None:
    """Make the environment as Windows does, where the program lies in Scripts."""
    make = job._make_environment  # noqa: SLF001 - its counterpart on Windows

    def made(here: Installation) -> None:
        make(here)
        interpreter_in(wanted.folder).parent.mkdir(parents=True, exist_ok=True)
        interpreter_in(wanted.folder).touch()

    monkeypatch.setattr(job, "_make_environment", made)


def test_every_step_is_done_once_and_by_hash_without_a_network(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    _keep_interpreter(monkeypatch, programs.wanted)
    said: list[str] = []

    install(programs.wanted, said.append)
    first = len(programs.commands)
    install(programs.wanted, said.append)

    packages, kam_xl, check = programs.commands
    assert {"--require-hashes", "--no-index", "--only-binary=:all:"} <= set(packages)
    assert kam_xl[-1].endswith(f"kam_xl-{__version__}-py3-none-any.whl")
    assert check[0] == str(programs.wanted.interpreter)
    assert (first, len(programs.commands), _done(programs.wanted)) == (3, 3, STEPS)
    assert said[-1] == "Asking the new Python for its functions: done already."


def test_an_interrupted_installation_goes_on_with_the_step_that_failed(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    _keep_interpreter(monkeypatch, programs.wanted)
    programs.fails_at = "--require-hashes"
    with pytest.raises(HostError, match="the network went away"):
        install(programs.wanted, lambda _: None)
    assert _done(programs.wanted) == ["environment"]
    programs.fails_at = ""
    said: list[str] = []

    install(programs.wanted, said.append)

    assert said[0].endswith("done already.")
    assert _done(programs.wanted) == STEPS


def test_another_version_is_installed_anew(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    _keep_interpreter(monkeypatch, programs.wanted)
    install(programs.wanted, lambda _: None)
    monkeypatch.setattr(job, "__version__", "9.9.9")
    (programs.wanted.wheels or Path()).joinpath("kam_xl-9.9.9-py3-none-any.whl").touch()

    install(programs.wanted, lambda _: None)

    assert len(programs.commands) == 6


def test_files_that_excel_holds_are_not_replaced(programs: Programs) -> None:
    # What cannot be opened for writing stands for what another program holds: a folder is such a thing everywhere.
    (programs.wanted.folder / "xlwings64-0.37.8.dll").mkdir()

    with pytest.raises(TargetError, match="Close Excel"):
        install(programs.wanted, lambda _: None)
    assert programs.commands == []


def test_a_program_that_fails_is_quoted_with_its_last_lines() -> None:
    heard: list[str] = []

    with pytest.raises(HostError, match=r"goes on with it when you run it again\. python\S* said:\n  no such wheel"):
        job._run([sys.executable, "-c", "print('no such wheel'); raise SystemExit(3)"], heard.append)  # noqa: SLF001

    assert heard == ["no such wheel"]


def test_of_pip_only_the_packages_are_told() -> None:
    said: list[str] = []
    tell: Any = job._packages_only(said.append)  # noqa: SLF001

    for line in (
        "Looking in links: x",
        "Collecting numpy==2.4.6 (from -r lock)",
        "Installing collected packages: numpy",
    ):
        tell(line)

    assert said == ["  numpy 2.4.6"]


def test_where_pip_is_missing_uv_installs_and_without_both_it_is_said(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "find_spec", lambda _: None)
    monkeypatch.setattr(job, "which", lambda _: "/usr/bin/uv")
    assert job._installer(programs.wanted)[:3] == ["/usr/bin/uv", "pip", "install"]  # noqa: SLF001

    monkeypatch.setattr(job, "which", lambda _: None)
    with pytest.raises(HostError, match="ensurepip"):
        job._installer(programs.wanted)  # noqa: SLF001


def test_it_goes_where_every_workbook_looks_unless_told_otherwise(tmp_path: Path) -> None:
    usual = installation(None, None)

    assert (usual.folder, usual.is_usual) == (environment_folder(), True)
    assert usual.interpreter.parts[-3:] == ("python", "Scripts", "python.exe")
    assert not installation(tmp_path, None).is_usual


def test_a_folder_without_packages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no packages"):
        installation(None, tmp_path)


@pytest.mark.parametrize(("system", "instead"), [("Darwin", "On a Mac"), ("Linux", "LibreOffice")])
def test_other_systems_are_told_what_to_do_instead(system: str, instead: str) -> None:
    with pytest.raises(HostError, match=instead):
        refuse_other_systems(system)


def test_windows_is_fine_but_not_a_python_of_its_store() -> None:
    refuse_other_systems("Windows")
    refuse_store_python(r"C:\Python313\python.exe")
    with pytest.raises(HostError, match="winget"):
        refuse_store_python(r"C:\Users\ana\AppData\Local\Microsoft\WindowsApps\python.exe")


# --- the wheel -------------------------------------------------------------------------------------------------------


def test_a_checkout_has_no_wheel_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(HostError, match="runs from a checkout"):
        packing.own_wheel(tmp_path)


def test_an_installed_kam_xl_is_packed_as_it_came(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    contents = {
        "kam_xl/__init__.py": "",
        "kam_xl/__pycache__/__init__.cpython-311.pyc": "",
        "kam_xl-0.1.0.dist-info/METADATA": "Name: kam-xl",
        "kam_xl-0.1.0.dist-info/RECORD": "",
        "kam_xl-0.1.0.dist-info/INSTALLER": "pip",
        "../../bin/kam": "",
    }
    monkeypatch.setattr(packing, "distribution", lambda _: _Distribution(site, contents))

    wheel = packing.own_wheel(tmp_path)

    with zipfile.ZipFile(wheel) as archive:
        kept = ["kam_xl/__init__.py", "kam_xl-0.1.0.dist-info/METADATA", "kam_xl-0.1.0.dist-info/RECORD"]
        assert archive.namelist() == kept
        assert archive.read(kept[-1]).decode().splitlines() == [f"{name},," for name in kept]


class _Distribution:
    """An installed package."""

    def __init__(self, site: Path, contents: dict[str, str]) -> None:
        self.files = [PackagePath(name) for name in contents]
        self._site = site
        for file, content in zip(self.files, contents.values(), strict=True):
            file.dist = self  # type: ignore[assignment]
            file.hash = None
            self.locate_file(file).parent.mkdir(parents=True, exist_ok=True)
            self.locate_file(file).write_text(content)

    def locate_file(self, file: PackagePath) -> Path:
        return self._site.joinpath(*file.parts)
