"""The buttons of the group Share."""

from collections.abc import Callable
from pathlib import Path

from python_calamine import CalamineWorkbook

from kam_xl.excel.macros.share_group import draft_messages, preview_messages, save_manager_copy
from tests.excel.conftest import AS_OF
from tests.excel.fake_excel import FakeBook


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "managers").glob("*") if path.suffix in {".xlsx", ".eml"})


def test_drafts_bring_each_manager_their_copy_and_nothing_is_sent(book: FakeBook, book_path: Path) -> None:
    draft_messages()

    assert _files(book_path.parent) == [f"Kim Lee {AS_OF}.eml", f"Kim Lee {AS_OF}.xlsx"]
    assert "nothing was sent" in book.said("KamResult")
    assert "Accounts without a manager: Atlas (A3)" in book.said("KamProblem")
    assert "Key Accounts: accounts in copies 2 of 3; Esc stops" in book.app.bar


def test_a_preview_shows_every_message_and_drafts_none(
    book: FakeBook, book_path: Path, shown_folders: list[str]
) -> None:
    preview_messages()

    (page,) = shown_folders
    assert "kim.lee@example.com" in Path(page).read_text(encoding="utf-8")
    assert _files(book_path.parent) == []
    assert Path(page).with_name(f"Kim Lee {AS_OF}.xlsx").exists()
    assert book.said("KamResult").startswith("1 message would be drafted; ")
    assert "Accounts without a manager: Atlas (A3)" in book.said("KamProblem")


def test_drafts_of_a_workbook_in_the_cloud_keep_their_outbox_beside_them(
    open_in_excel: Callable[..., FakeBook], book_path: Path, tmp_path: Path
) -> None:
    book = open_in_excel(book_path, "https://example.sharepoint.com/Our accounts.xlsm")
    row = next(row for row in range(6, 30) if book.read("Settings", row, 1) == "Output Folder")
    book.write("Settings", row, 2, str(tmp_path / "elsewhere"))

    draft_messages()

    assert _files(tmp_path / "elsewhere") == [f"Kim Lee {AS_OF}.eml", f"Kim Lee {AS_OF}.xlsx"]
    assert (tmp_path / "elsewhere" / "managers" / "outbox.sqlite").exists()


def test_the_copy_of_the_selected_accounts_manager_is_saved_without_a_message(book: FakeBook, book_path: Path) -> None:
    book.select("Accounts", 7)

    save_manager_copy()

    assert _files(book_path.parent) == [f"Kim Lee {AS_OF}.xlsx"]
    copy = CalamineWorkbook.from_path(book_path.parent / "managers" / f"Kim Lee {AS_OF}.xlsx")
    cells = {str(cell) for row in copy.get_sheet_by_name("Accounts").to_python() for cell in row}
    assert {"A1", "A2"} <= cells
    assert "A3" not in cells


def test_an_account_without_manager_has_no_copy_to_save(book: FakeBook, book_path: Path) -> None:
    book.select("Accounts", 8)

    save_manager_copy()

    assert "No manager receives A3. Name one beside the account on Accounts, or on Team." in book.said("KamProblem")
    assert _files(book_path.parent) == []
