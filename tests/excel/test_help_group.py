"""The buttons of the group Help."""

import sys
from pathlib import Path

import xlwings

from kam_xl import __version__
from kam_xl.excel.macros import BUTTONS
from kam_xl.excel.macros.help_group import run_doctor, show_about, show_guide
from tests.excel.fake_excel import FakeBook


def test_the_guide_says_what_every_button_and_function_does(book: FakeBook) -> None:
    show_guide()

    rows = book.report("Guide")
    first_cells = [row[0] for row in rows]
    assert {"Score", "Explain", "Selected accounts", "Import", "Doctor", "KAM_SCORE"} <= set(first_cells)
    explained = [row[0] for row in rows if row[2] and row[2] not in {"What it does", "Gives"}]
    assert len(explained) == len(BUTTONS) + 2 + len([cell for cell in first_cells if str(cell).startswith("KAM_")])
    assert ["KAM_SCORE", "=KAM_SCORE(row, [headers], [model])"] in [row[:2] for row in rows]
    assert book.active == "Guide"


def test_about_names_the_versions_and_the_log_file(book: FakeBook) -> None:
    show_about()

    (message,) = book.app.alerts
    assert f"kam-xl {__version__}, xlwings {xlwings.__version__}, Python 3." in message
    assert sys.executable in message
    assert "excel.log" in message


def test_the_doctor_tells_every_finding_and_where_files_go(book: FakeBook, book_path: Path) -> None:
    run_doctor()

    (message,) = book.app.alerts
    assert "kam-xl: " in message
    assert f"Output folder: {book_path.parent}." in message
    assert "looked at" in book.said("KamResult")
