"""The buttons of the ribbon, on a real workbook behind a stand-in for Excel."""

from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings

from kam_xl.excel import macros
from kam_xl.excel.macros import email_managers, generate_plans, score
from kam_xl.jobs.gather import Request
from kam_xl.jobs.score import score as score_file
from kam_xl.workbook.pages.tables import SCORE_FORMULA
from tests.excel.conftest import AS_OF
from tests.excel.fake_excel import FakeBook

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning"),
    pytest.mark.usefixtures("log_folder"),
]


@pytest.fixture
def open_in_excel(monkeypatch: pytest.MonkeyPatch) -> Callable[..., FakeBook]:
    def show(path: Path, fullname: str | None = None) -> FakeBook:
        book = FakeBook(path, fullname)
        monkeypatch.setattr(xlwings.Book, "caller", lambda: book)
        return book

    return show


def test_score_writes_what_the_command_line_would(open_in_excel: Callable[..., FakeBook], book_path: Path) -> None:
    book = open_in_excel(book_path)
    expected = [account.result for account in score_file(Request(source=book_path, today=AS_OF)).book.accounts]

    score()

    assert book.column("Tier") == [result.tier for result in expected] == ["Key", "Standard", "Unscored"]
    assert book.column("Reason") == [result.reason for result in expected]
    assert book.column("Rank") == [result.rank for result in expected]
    assert book.column("Coverage") == [result.coverage for result in expected]


def _accounts(book: FakeBook) -> list[list[object]]:
    return [[book.kept("Accounts", row, column) for column in range(1, 32)] for row in range(6, 9)]


def test_score_touches_no_typed_cell_and_no_formula(open_in_excel: Callable[..., FakeBook], book_path: Path) -> None:
    book = open_in_excel(book_path)
    before = _accounts(book)

    score()

    assert [row[:31] for row in _accounts(book)] == before
    assert [row[30] for row in before] == [SCORE_FORMULA] * 3


def test_score_writes_the_cuts_and_says_on_start_what_came_out(
    open_in_excel: Callable[..., FakeBook], book_path: Path
) -> None:
    book = open_in_excel(book_path)

    score()

    settings = {book.read("Settings", row, 1): book.read("Settings", row, 2) for row in range(6, 19)}
    assert settings["Head Cut"] == score_file(Request(source=book_path, today=AS_OF)).assessment.cuts.cut
    assert settings["Company"] == "Nordwind"
    assert book.said("KamResult") == "3 accounts: 1 Key, 0 Major, 1 Standard, 1 Unscored."
    assert str(book.said("KamLastRun")).startswith("Score, 20")
    assert book.app.bar == [False, "Key Accounts: Score …", False]
    assert book.app.alerts == []


def test_a_refused_model_is_said_on_start_and_nothing_is_written(
    open_in_excel: Callable[..., FakeBook], book_path: Path
) -> None:
    book = open_in_excel(book_path)
    book.write("Model", 6, 5, "heavy")

    score()

    assert book.column("Tier") == [None, None, None]
    assert "weight: found “heavy”" in str(book.said("KamProblem"))
    assert book.said("KamResult") == "Not done."
    assert book.app.alerts[0].startswith("Score was not done.\n\n")
    assert book.app.status_bar is False


def test_an_error_of_ours_leaves_the_workbook_usable_and_its_traceback_in_the_log(
    open_in_excel: Callable[..., FakeBook], book_path: Path, log_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = open_in_excel(book_path)
    monkeypatch.setattr(macros, "_scored", lambda _: 1 / 0)

    score()

    assert "kam-xl failed (ZeroDivisionError: division by zero)" in str(book.said("KamProblem"))
    assert "Traceback" not in book.app.alerts[0]
    assert "Traceback" in (log_folder / "excel.log").read_text(encoding="utf-8")
    assert book.app.status_bar is False


def test_a_table_that_was_deleted_is_named(open_in_excel: Callable[..., FakeBook], book_path: Path) -> None:
    book = open_in_excel(book_path)
    book.delete_table("Accounts")

    score()

    assert str(book.said("KamProblem")).startswith("Our accounts.xlsm: the table Accounts is missing.")


def test_score_works_without_settings_and_without_a_column_of_results(
    open_in_excel: Callable[..., FakeBook], book_path: Path
) -> None:
    book = open_in_excel(book_path)
    book.delete_table("Settings")
    book.rename_header("Reason", "Our own column")

    score()

    assert book.column("Tier") == ["Key", "Standard", "Unscored"]
    assert book.column("Our own column") == [None, None, None]


def test_plans_are_written_beside_the_workbook(open_in_excel: Callable[..., FakeBook], book_path: Path) -> None:
    book = open_in_excel(book_path)

    generate_plans()

    plans = sorted(path.name for path in (book_path.parent / "plans").iterdir() if path.suffix in {".html", ".docx"})
    assert len(plans) == 2
    assert book.said("KamResult") == f"Plans: 2 written, 0 unchanged. They are in {book_path.parent / 'plans'}."
    assert "Key Accounts: plan 1 of 1" in book.app.bar


def test_templates_beside_the_workbook_count(open_in_excel: Callable[..., FakeBook], book_path: Path) -> None:
    open_in_excel(book_path)
    own = book_path.parent / "templates"
    own.mkdir()
    (own / "plan.html").write_text("<p>Our own plan</p>", encoding="utf-8")

    generate_plans()

    (page,) = (book_path.parent / "plans").glob("*.html")
    assert page.read_text(encoding="utf-8").strip() == "<p>Our own plan</p>"


def test_the_output_folder_of_settings_is_seen_from_the_workbook(
    open_in_excel: Callable[..., FakeBook], book_path: Path
) -> None:
    book = open_in_excel(book_path)
    row = next(row for row in range(6, 19) if book.read("Settings", row, 1) == "Output Folder")
    book.write("Settings", row, 2, "for managers")

    email_managers()

    folder = book_path.parent / "for managers" / "managers"
    assert {path.suffix for path in folder.iterdir()} == {".xlsx", ".eml"}
    assert str(book.said("KamResult")).startswith("Manager copies: 1 written. Messages: 1 drafted.")
    assert str(book.said("KamResult")).endswith(f"They are in {folder}; nothing was sent.")
    assert book.said("KamProblem") == ("Accounts without a manager: Atlas (A3). Name one on Accounts or Team.")


def test_a_workbook_in_the_cloud_is_asked_to_come_to_this_computer(
    open_in_excel: Callable[..., FakeBook], book_path: Path
) -> None:
    book = open_in_excel(book_path, "https://example.sharepoint.com/Our accounts.xlsm")

    generate_plans()

    assert "has no folder on this computer (it is at https://example.sharepoint.com" in str(book.said("KamProblem"))
    assert not (book_path.parent / "plans").exists()


def test_a_workbook_in_the_cloud_can_be_scored_all_the_same(
    open_in_excel: Callable[..., FakeBook], book_path: Path
) -> None:
    book = open_in_excel(book_path, "https://example.sharepoint.com/Our accounts.xlsm")

    score()

    assert book.column("Tier") == ["Key", "Standard", "Unscored"]
