"""A file appears whole or not at all."""

import sys
from pathlib import Path

import pytest

from kam_xl.errors import TargetError
from kam_xl.workbook.files import atomic_write


def _write(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_stands_alone_in_its_folder(tmp_path: Path) -> None:
    atomic_write(tmp_path / "scores.csv", lambda path: _write("new", path))
    assert _names(tmp_path) == ["scores.csv"]
    assert (tmp_path / "scores.csv").read_text(encoding="utf-8") == "new"


def test_missing_folders_are_made(tmp_path: Path) -> None:
    atomic_write(tmp_path / "out" / "plans" / "a.html", lambda path: _write("plan", path))
    assert (tmp_path / "out" / "plans" / "a.html").read_text(encoding="utf-8") == "plan"


def test_the_writer_sees_the_targets_own_name(tmp_path: Path) -> None:
    atomic_write(tmp_path / "scores.xlsx", lambda path: _write(path.name, path))
    assert (tmp_path / "scores.xlsx").read_text(encoding="utf-8") == "scores.xlsx"


def test_a_writer_that_fails_half_way_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "scores.csv"
    _write("old", target)

    def fail_half_way(path: Path) -> None:
        _write("ne", path)
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        atomic_write(target, fail_half_way)
    assert _names(tmp_path) == ["scores.csv"]
    assert target.read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(28, "No space left on device"), "No space left on device. Choose another place, or free space there."),
        (
            PermissionError(13, "Permission denied"),
            "Permission denied. Close it if another program has it open, or choose a folder you may write to.",
        ),
    ],
)
def test_what_the_system_refuses_is_a_target_error_that_says_what_to_do(
    tmp_path: Path, error: OSError, message: str
) -> None:
    def be_refused(_path: Path) -> None:
        raise error

    with pytest.raises(TargetError) as caught:
        atomic_write(tmp_path / "scores.csv", be_refused)
    assert str(caught.value) == f"{tmp_path / 'scores.csv'} could not be written: {message}"
    assert _names(tmp_path) == []


def test_a_file_where_a_folder_is_needed_is_a_target_error(tmp_path: Path) -> None:
    _write("a file", tmp_path / "out")
    with pytest.raises(TargetError, match=r"scores\.csv could not be written"):
        atomic_write(tmp_path / "out" / "scores.csv", lambda path: _write("x", path))


def test_a_folder_as_target_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match="is a folder; a file's name is needed"):
        atomic_write(tmp_path, lambda path: _write("x", path))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such permissions")
def test_an_existing_files_permissions_are_kept(tmp_path: Path) -> None:
    target = tmp_path / "scores.csv"
    _write("old", target)
    target.chmod(0o640)
    atomic_write(target, lambda path: _write("new", path))
    assert target.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such permissions")
def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    _write("beside", tmp_path / "beside.csv")
    atomic_write(tmp_path / "scores.csv", lambda path: _write("new", path))
    assert (tmp_path / "scores.csv").stat().st_mode == (tmp_path / "beside.csv").stat().st_mode


@pytest.mark.skipif(sys.platform == "win32", reason="making links needs rights there")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    _write("old", tmp_path / "real.csv")
    link = tmp_path / "link.csv"
    link.symlink_to("real.csv")
    atomic_write(link, lambda path: _write("new", path))
    assert link.is_symlink()
    assert (tmp_path / "real.csv").read_text(encoding="utf-8") == "new"
