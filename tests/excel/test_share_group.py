"""The buttons of the group Share."""

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
    assert "Key Accounts: accounts shared 2 of 3; Esc stops" in book.app.bar


def test_a_preview_shows_who_would_receive_what_and_writes_no_file(book: FakeBook, book_path: Path) -> None:
    before = set(book_path.parent.iterdir())

    preview_messages()

    rows = book.report("Messages")
    (lee,) = (row for row in rows if row[0] == "Kim Lee")
    assert lee[1:3] == ["kim.lee@example.com", 2]
    assert lee[4] == f"Kim Lee {AS_OF}.xlsx"
    assert ["Atlas", "A3"] in [row[:2] for row in rows]
    assert book.said("KamResult").startswith("1 message would be drafted; the sheet Messages shows them. 1 account")
    assert {path for path in book_path.parent.iterdir() if path.name != "log"} == before


def test_what_a_customer_wrote_is_shown_and_never_calculated(book: FakeBook) -> None:
    preview_messages()

    cells = [cell for row in book.kept_book["Messages"].iter_rows() for cell in row]
    assert any("=Nordlicht" in str(cell.value) for cell in cells)
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []


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
