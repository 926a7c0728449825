import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.packaging.conftest import Installation, build_wheel

pytestmark = pytest.mark.xdist_group("packaging")

SLOW_TO_IMPORT = {"jinja2", "numpy", "openpyxl", "pandas", "xlsxwriter", "xlwings"}


def test_building_again_gives_the_same_bytes(wheel: Path, pytestconfig: pytest.Config, tmp_path: Path) -> None:
    assert build_wheel(pytestconfig.rootpath, tmp_path).read_bytes() == wheel.read_bytes()


@pytest.mark.parametrize("folder", ["sample", "templates", "workbook"])
def test_the_wheel_carries_what_users_copy_and_edit(wheel: Path, pytestconfig: pytest.Config, folder: str) -> None:
    kept = subprocess.run(
        ["git", "ls-files", folder], cwd=pytestconfig.rootpath, check=True, capture_output=True, text=True
    ).stdout.split()
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in kept if f"kam_xl/_shipped/{name}" not in names] == []
    assert kept != []


def test_the_demo_runs_from_any_folder(installation: Installation, tmp_path: Path) -> None:
    done = installation.run("kam", "demo", "-o", "out", cwd=tmp_path)
    assert (done.returncode in {0, 1}, "Traceback" in done.stderr) == (True, False), done.stderr
    out = tmp_path / "out"
    made = {pattern: bool(list(out.glob(pattern))) for pattern in ("plans/*.html", "plans/*.docx", "managers/*.eml")}
    assert made == dict.fromkeys(made, True)
    assert (out / "KeyAccounts-demo.xlsm").is_file()
    assert (out / "summary.txt").is_file()


def test_help_comes_without_loading_what_is_slow(installation: Installation, tmp_path: Path) -> None:
    shown = installation.run("python", "-X", "importtime", "-m", "kam_xl", "--help", cwd=tmp_path)
    assert shown.returncode == 0
    assert "Usage: " in shown.stdout
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in shown.stderr.splitlines()}
    assert "kam_xl" in imported
    assert imported & SLOW_TO_IMPORT == set()


def test_importing_the_package_loads_nothing_else_of_it(installation: Installation, tmp_path: Path) -> None:
    program = "import sys, kam_xl; print([name for name in sys.modules if name.startswith(('kam_xl', 'pandas'))])"
    assert installation.run("python", "-c", program, cwd=tmp_path).stdout == "['kam_xl']\n"
