from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from kam_xl.accounts.rows import Value
from kam_xl.workbook.cells import cell_text, put, table_headers

HOSTILE = [
    '=HYPERLINK("http://x","y")', "+1+1", "-2", "@SUM(1)", "\t=1", "'=1", "{=1}", "http://example.com", "mailto:a@b.c",
    "<r>", "<r><t>forged</t></r>", "<r></si><si></r>", "</t>&amp;", "#N/A", " ",
]  # fmt: skip


def written(folder: Path, values: list[Value]) -> list[tuple[str, object]]:
    target = folder / "cells.xlsx"
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        for row, value in enumerate(values):
            put(sheet, row, 0, value)
    read = openpyxl.load_workbook(target).worksheets[0]
    return [(cell.data_type, cell.value) for (cell,) in read.iter_rows(max_row=len(values), max_col=1)]


def test_a_text_stays_the_same_text_whatever_it_says(tmp_path: Path) -> None:
    assert written(tmp_path, [*HOSTILE]) == [("s", text) for text in HOSTILE]


@pytest.mark.parametrize(("text", "kept"), [("\ud800", "\ufffd"), ("\ufffe", "\ufffd")])
def test_signs_that_xml_refuses_are_replaced(text: str, kept: str, tmp_path: Path) -> None:
    assert written(tmp_path, [text]) == [("s", kept)]


def test_values_keep_their_kind(tmp_path: Path) -> None:
    values: list[Value] = [True, 0.5, date(2026, 3, 31), date(1850, 1, 2), None, float("inf")]
    kinds = [kind for kind, _ in written(tmp_path, values)]
    assert kinds == ["b", "n", "n", "s", "n", "n"]


@given(st.text(max_size=50).map(lambda text: text * 1_000))
def test_a_text_fits_into_a_cell(text: str) -> None:
    assert len(cell_text(text).encode("utf-16-le")) <= 2 * 32_767


@given(st.lists(st.text(max_size=5) | st.sampled_from(["İ", "i̇", "Straße", "STRASSE", "a" * 300]), max_size=8))
def test_headers_of_a_table_are_distinct_lines(headers: list[str]) -> None:
    made = table_headers(headers)
    assert len({header.lower() for header in made}) == len(headers)
    assert all(0 < len(header) <= 255 and header == " ".join(header.split()) for header in made)
