"""`kam install` and `kam doctor` as they are typed."""

import json
import platform
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kam_xl.cli import main
from kam_xl.jobs import install as job
from kam_xl.jobs.install import Installation
from kam_xl.shipped import shipped
from kam_xl.workbook.connection import INTERPRETER, read_connection


def _kam(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def on_windows(monkeypatch: pytest.MonkeyPatch) -> list[Installation]:
    """Be on a Windows, where installing itself is only noted."""
    installed: list[Installation] = []
    monkeypatch.setattr(platform, "system", lambda: "Windows")
    monkeypatch.setattr(job, "install", lambda wanted, _: installed.append(wanted))
    return installed


def test_elsewhere_nothing_is_installed_and_it_is_said_what_works() -> None:
    done = _kam("install")

    assert done.exit_code == 2
    assert "kam run" in done.stderr


def test_a_dry_run_lists_the_steps_and_does_nothing(on_windows: list[Installation], tmp_path: Path) -> None:
    done = _kam("install", "--dry-run", "--folder", tmp_path / "python")

    assert (done.exit_code, on_windows, list(tmp_path.iterdir())) == (0, [], [])
    assert [line[:2] for line in done.stderr.splitlines()[:4]] == ["1.", "2.", "3.", "4."]
    assert "Nothing was done." in done.stderr


def test_a_python_elsewhere_comes_with_a_workbook_that_knows(on_windows: list[Installation], tmp_path: Path) -> None:
    ours = tmp_path / "ours.xlsm"
    ours.write_bytes(shipped("workbook", "KeyAccounts.xlsm").read_bytes())

    done = _kam("install", ours, "-o", tmp_path / "connected.xlsm", "--folder", tmp_path / "python")

    (wanted,) = on_windows
    assert done.exit_code == 0, done.output
    assert read_connection(tmp_path / "connected.xlsm")[INTERPRETER] == str(wanted.interpreter)
    assert "Unblock" in done.stderr


def test_in_the_usual_place_a_fresh_workbook_is_the_one_that_ships(
    on_windows: list[Installation], tmp_path: Path
) -> None:
    done = _kam("install", "-o", tmp_path / "fresh.xlsm")

    assert (done.exit_code, len(on_windows)) == (0, 1)
    assert (tmp_path / "fresh.xlsm").read_bytes() == shipped("workbook", "KeyAccounts.xlsm").read_bytes()


@pytest.mark.parametrize("elsewhere", [True, False])
def test_without_a_workbook_it_is_said_how_to_get_one(
    on_windows: list[Installation], tmp_path: Path, *, elsewhere: bool
) -> None:
    done = _kam("install", *(("--folder", tmp_path) if elsewhere else ()))

    assert len(on_windows) == 1
    assert ("-o KeyAccounts.xlsm" if elsewhere else "kam new KeyAccounts.xlsm") in done.stderr


def test_a_workbook_is_never_changed_in_place(on_windows: list[Installation], tmp_path: Path) -> None:
    book = tmp_path / "ours.xlsm"
    book.write_bytes(b"whatever it is")

    refused = [_kam("install", book), _kam("install", book, "-o", book), _kam("install", "none", "-o", "new.xlsm")]

    assert [done.exit_code for done in refused] == [2, 2, 2]
    assert (on_windows, book.read_bytes()) == ([], b"whatever it is")


def test_the_doctor_tells_what_to_do_below_each_finding_and_ends_with_1_for_a_problem(tmp_path: Path) -> None:
    book = tmp_path / "accounts.xlsm"
    book.write_bytes(shipped("workbook", "KeyAccounts.xlsm").read_bytes())
    wrong = tmp_path / "accounts.xlsx"
    wrong.write_bytes(book.read_bytes())

    sound, faulty = _kam("doctor", book), _kam("doctor", wrong)

    assert (sound.exit_code, faulty.exit_code) == (0, 1)
    assert "✗ Workbook: accounts.xlsx holds no macros.\n    → Use a .xlsm" in faulty.stdout


def test_the_doctor_speaks_json() -> None:
    findings = json.loads(_kam("doctor", "--json").stdout)

    assert {"level", "subject", "found", "remedy"} == set(findings[0])
    assert [finding["subject"] for finding in findings] == ["kam-xl", "Excel", "Log"]


def test_the_doctor_refuses_a_workbook_that_is_not_there(tmp_path: Path) -> None:
    done = _kam("doctor", tmp_path / "nowhere.xlsm")

    assert done.exit_code == 2
    assert "there is no such file" in done.stderr
