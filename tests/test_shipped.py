from pathlib import Path

import pytest

from kam_xl import shipped as module
from kam_xl.shipped import shipped


def test_a_checkout_keeps_shipped_files_beside_the_package() -> None:
    assert shipped("templates").parent == Path(module.__file__).parents[1]


def test_an_installed_package_carries_them_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PACKAGE", tmp_path)
    carried = tmp_path / "_shipped" / "templates" / "plan.html"
    carried.parent.mkdir(parents=True)
    carried.touch()
    assert shipped("templates", "plan.html") == carried


def test_a_missing_file_says_how_to_get_it_back() -> None:
    with pytest.raises(FileNotFoundError, match=r"^workbook/No\.xlsm is missing from .*: install kam-xl again"):
        shipped("workbook", "No.xlsm")
