from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_xl.workbook.file_names import distinct_file_names, safe_file_name


@given(st.text())
def test_a_safe_name_is_one_part_of_a_path_on_every_system(text: str) -> None:
    name = safe_file_name(text)
    assert Path(name).parts == (name,)
    assert PureWindowsPath(name).parts == (name,)
    assert name.split(".")[0].strip().upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT9", "CONIN$"}
    assert name == name.strip(". ")
    assert len(name.encode()) <= 121


@given(st.lists(st.text(alphabet="aAäÄ.() 2", max_size=6), max_size=12))
def test_distinct_names_differ_where_case_does_not_count(texts: list[str]) -> None:
    names = distinct_file_names(texts)
    assert len(names) == len(texts)
    assert len({name.casefold() for name in names}) == len(texts)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Windows\\win.ini", "C-Windows-win.ini"),
        ("Anna\u202efdp.exe", "Annafdp.exe"),
        ("Anna\r\nBcc: x", "Anna Bcc- x"),
        ("LPT1", "_LPT1"),
        ("com1 .x", "_com1 .x"),
        ("Łódź 日本", "Łódź 日本"),
        ("\u0041\u030a", "\u00c5"),
        ("\udcff", "unnamed"),
        ("-rf", "rf"),
    ],
)
def test_hostile_and_foreign_names(text: str, name: str) -> None:
    assert safe_file_name(text) == name


def test_a_long_name_is_cut_between_letters() -> None:
    assert safe_file_name("ä" * 500) == "ä" * 60
