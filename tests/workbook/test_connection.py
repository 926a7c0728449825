"""Telling a workbook where Python is: in a copy, and nothing else of it changes."""

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from kam_xl.errors import SourceError
from kam_xl.shipped import shipped
from kam_xl.workbook.connection import INTERPRETER, read_connection, write_interpreter

PLACE = r"D:\Über uns & Co\python.exe"


def test_a_copy_finds_another_python_and_is_otherwise_the_same_to_the_byte(tmp_path: Path) -> None:
    source, target = shipped("workbook", "KeyAccounts.xlsm"), tmp_path / "copy.xlsm"

    write_interpreter(source, target, PLACE)

    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target) as after:
        assert before.namelist() == after.namelist()
        changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
    assert len(changed) == 1
    assert read_connection(target) == {**read_connection(source), INTERPRETER: PLACE}


def test_a_workbook_that_another_program_saved_can_be_told_too(tmp_path: Path) -> None:
    source, target = tmp_path / "saved.xlsx", tmp_path / "copy.xlsx"
    book = Workbook()
    sheet = book.create_sheet("xlwings.conf")
    for row in (["UDF MODULES", "kam_xl.excel.udfs"], [INTERPRETER, "python"]):
        sheet.append(row)
    book.save(source)

    write_interpreter(source, target, PLACE)

    assert read_connection(target) == {"UDF MODULES": "kam_xl.excel.udfs", INTERPRETER: PLACE}


def test_an_empty_cell_beside_the_setting_is_filled(tmp_path: Path) -> None:
    source, target = tmp_path / "empty.xlsx", tmp_path / "copy.xlsx"
    book = Workbook()
    book.create_sheet("xlwings.conf").append([INTERPRETER.lower()])
    book.save(source)

    write_interpreter(source, target, PLACE)

    assert read_connection(target)[INTERPRETER] == PLACE


@pytest.mark.parametrize("sheet", ["Sheet1", "xlwings.conf"])
def test_a_workbook_without_the_setting_is_refused_and_nothing_is_written(tmp_path: Path, sheet: str) -> None:
    source, target = tmp_path / "other.xlsx", tmp_path / "copy.xlsx"
    book = Workbook()
    book.create_sheet(sheet).append(["UDF MODULES", "kam_xl.excel.udfs"])
    book.save(source)

    with pytest.raises(SourceError, match=r"other\.xlsx: the sheet xlwings\.conf with the setting INTERPRETER_WIN"):
        write_interpreter(source, target, PLACE)
    assert not target.exists()


def test_a_workbook_without_that_sheet_has_no_settings(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "other.xlsx")

    assert read_connection(tmp_path / "other.xlsx") == {}
