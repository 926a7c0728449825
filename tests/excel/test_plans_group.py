"""The buttons of the group Plans."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from kam_xl.excel import button
from kam_xl.excel.macros.plans_group import (
    check_templates,
    open_plans,
    plans_for_all,
    plans_for_key,
    plans_for_key_and_major,
    plans_for_selected,
)
from kam_xl.jobs.templates import export_templates
from tests.excel.fake_excel import FakeApp, FakeBook


def _plans(folder: Path) -> list[str]:
    """Give the plans in a folder by account id and format, such as "A1.html"."""
    plans = [path for path in (folder / "plans").glob("*") if path.suffix in {".html", ".docx"}]
    return sorted(path.stem[-3:-1] + path.suffix for path in plans)


def test_plans_of_key_and_major_are_written_beside_the_workbook(book: FakeBook, book_path: Path) -> None:
    plans_for_key_and_major()

    assert _plans(book_path.parent) == ["A1.docx", "A1.html"]
    assert book.said("KamResult") == f"Plans: 2 written, 0 unchanged. They are in {book_path.parent / 'plans'}."
    assert "Key Accounts: plans 1 of 1; Esc stops" in book.app.bar
    assert book.app.is_as_before


@pytest.mark.usefixtures("pages_alone")
def test_plans_of_key_accounts_are_those_alone(book: FakeBook, book_path: Path) -> None:
    plans_for_key()

    assert book.said("KamLastRun").startswith("Plans for Key accounts, 20")
    assert _plans(book_path.parent) == ["A1.html"]


@pytest.mark.usefixtures("pages_alone")
def test_plans_of_all_accounts_are_of_all(book: FakeBook, book_path: Path) -> None:
    plans_for_all()

    assert _plans(book_path.parent) == ["A1.html", "A2.html", "A3.html"]
    assert [bar for bar in book.app.bar if "of 3" in str(bar)] == [
        f"Key Accounts: plans {done} of 3; Esc stops" for done in (1, 2, 3)
    ]


@pytest.mark.usefixtures("pages_alone")
def test_plans_of_selected_rows_are_of_those_that_are_shown(book: FakeBook, book_path: Path) -> None:
    book.select("Accounts", 6, 7, 8)
    book.hidden_rows.add(7)

    plans_for_selected()

    assert _plans(book_path.parent) == ["A1.html", "A3.html"]


@pytest.mark.usefixtures("pages_alone")
def test_a_selected_id_that_no_account_has_is_told(book: FakeBook, book_path: Path) -> None:
    book.write("Stakeholders", 6, book.table("Stakeholders").range.rows[0].index("Account ID") + 1, "A99")
    book.select("Stakeholders", 6)

    plans_for_selected()

    assert _plans(book_path.parent) == []
    assert "There is no account with the id “A99” on Accounts." in book.said("KamProblem")


@pytest.mark.usefixtures("pages_alone")
def test_no_account_of_the_wanted_tier_is_told(book: FakeBook, book_path: Path) -> None:
    book.type("Region Served", 6, False)  # noqa: FBT003 - what a person types

    plans_for_key()

    assert book.said("KamResult").startswith("No plan was written: no account is Key. 3 accounts: 0 Key")
    assert not (book_path.parent / "plans").exists()


@pytest.mark.usefixtures("pages_alone")
def test_plans_go_where_settings_say(book: FakeBook, book_path: Path, tmp_path: Path) -> None:
    row = next(row for row in range(6, 30) if book.read("Settings", row, 1) == "Output Folder")
    book.write("Settings", row, 2, str(tmp_path / "elsewhere"))

    plans_for_key()

    assert len(_plans(tmp_path / "elsewhere")) == 1
    assert not (book_path.parent / "plans").exists()


@pytest.mark.usefixtures("pages_alone")
def test_a_workbook_in_the_cloud_needs_a_full_path_for_files(
    open_in_excel: Callable[..., FakeBook], book_path: Path, tmp_path: Path
) -> None:
    book = open_in_excel(book_path, "https://example.sharepoint.com/Our accounts.xlsm")
    plans_for_key()
    refused = book.said("KamProblem")
    row = next(row for row in range(6, 30) if book.read("Settings", row, 1) == "Output Folder")
    book.write("Settings", row, 2, str(tmp_path / "elsewhere"))

    plans_for_key()

    assert "has no folder on this computer (it is at https://example.sharepoint.com/Our accounts.xlsm)" in refused
    assert "write a full path beside Output Folder on Settings" in refused
    assert len(_plans(tmp_path / "elsewhere")) == 1


class _User32:
    """The keyboard and windows of Windows: Esc is pressed at the second look, while some process is in front."""

    def __init__(self, in_front: int) -> None:
        self._in_front = in_front
        self._looks = iter([0, 0x8001, 0, 0])

    def GetAsyncKeyState(self, key: int) -> int:  # noqa: N802 - Windows calls it so
        assert key == 0x1B
        return next(self._looks)

    def GetForegroundWindow(self) -> int:  # noqa: N802 - Windows calls it so
        return 99

    def GetWindowThreadProcessId(self, window: int, process: SimpleNamespace) -> int:  # noqa: N802 - Windows calls it so
        assert window == 99
        process._obj.value = self._in_front  # noqa: SLF001 - what byref points at
        return 1


@pytest.mark.usefixtures("pages_alone")
def test_esc_stops_between_two_accounts_and_what_is_done_is_complete(
    book: FakeBook, book_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(button, "keyboard", lambda: _User32(FakeApp.pid))

    plans_for_all()

    assert _plans(book_path.parent) == ["A1.html"]
    assert book.said("KamResult") == "Stopped by Esc: plans 1 of 3 done; what is done is complete."
    assert book.app.is_as_before

    monkeypatch.setattr(button, "keyboard", lambda: None)
    plans_for_all()
    assert book.said("KamResult").startswith("Plans: 2 written, 1 unchanged.")


@pytest.mark.usefixtures("pages_alone")
def test_esc_in_another_program_does_not_stop(book: FakeBook, book_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(button, "keyboard", lambda: _User32(in_front=1))

    plans_for_all()

    assert _plans(book_path.parent) == ["A1.html", "A2.html", "A3.html"]
    assert book.said("KamResult").startswith("Plans: 3 written")


@pytest.mark.usefixtures("pages_alone")
def test_the_folder_is_shown_once_there_is_one(book: FakeBook, book_path: Path, shown_folders: list[str]) -> None:
    open_plans()
    plans_for_key()
    open_plans()

    assert shown_folders == [str(book_path.parent), str(book_path.parent / "plans")]
    assert book.said("KamResult") == f"The plans are in {book_path.parent / 'plans'}."


def test_an_output_folder_that_does_not_exist_is_not_shown(
    book: FakeBook, shown_folders: list[str], tmp_path: Path
) -> None:
    row = next(row for row in range(6, 30) if book.read("Settings", row, 1) == "Output Folder")
    book.write("Settings", row, 2, str(tmp_path / "none"))

    open_plans()

    assert shown_folders == []
    assert book.said("KamResult") == f"There is no folder {tmp_path / 'none'} yet. Generate plans makes it."


def test_own_templates_are_checked_and_every_fault_is_told(book: FakeBook, book_path: Path) -> None:
    folder = book_path.parent / "templates"
    export_templates(folder)
    for file in folder.glob("plan*"):
        if file.name != "plan-key.html":
            file.unlink()
    (folder / "plan-key.html").write_text("{{ no_such_name }} and {{ account.nothing_like_it }}", encoding="utf-8")
    (folder / "messages" / "manager.txt").write_text("{% for %}", encoding="utf-8")
    (folder / "messages" / "manager.html").write_text("{{ managr }}", encoding="utf-8")

    check_templates()

    assert book.said("KamResult") == "Not done."
    assert "no_such_name" in book.said("KamProblem")
    assert "manager.txt" in book.said("KamProblem")
    assert "there is no “managr” in a message" in book.said("KamProblem")


def test_without_own_templates_those_that_ship_are_checked(book: FakeBook) -> None:
    check_templates()

    assert book.said("KamResult") == (
        "13 templates of plans, portfolios and messages: all sound (those that ship; you have none of your own)."
    )


def test_templates_of_messages_alone_are_enough(book: FakeBook, book_path: Path) -> None:
    own = book_path.parent / "templates" / "messages"
    own.mkdir(parents=True)
    (own / "manager.subject.txt").write_text("Your accounts", encoding="utf-8")

    check_templates()

    assert book.said("KamResult").startswith("1 template of plans, portfolios and messages: all sound (yours in ")
