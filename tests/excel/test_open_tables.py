"""Tables of the open workbook in the shapes that people leave them in, and what happens when Excel says no."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kam_xl.excel.at_work import kept_still
from kam_xl.excel.changes import Changes, Formula, all_or_nothing, as_typed, reason_of
from kam_xl.excel.macros.data_group import check_data
from kam_xl.excel.macros.score_group import explain_account, score_accounts, take_snapshot
from kam_xl.excel.open_table import OpenTable
from kam_xl.excel.told_once import told_once
from tests.excel.fake_excel import ExcelError, FakeBook


def _table(book: FakeBook, name: str) -> OpenTable:
    return OpenTable(book.table(name), book.name)  # type: ignore[arg-type]


def _fail_after(act: Callable[[Changes], None]) -> None:
    def act_and_fail() -> None:
        with all_or_nothing() as changes:
            act(changes)
            raise KeyError

    with pytest.raises(KeyError):
        act_and_fail()


@pytest.fixture
def still(book: FakeBook) -> FakeBook:
    book.app.screen_updating = book.app.enable_events = book.app.display_alerts = False
    book.app.calculation = "manual"
    return book


def test_a_row_of_totals_is_no_account_and_stays_below_the_rows_that_are_added(still: FakeBook) -> None:
    team: Any = still.table("Team")
    team.show_totals = True
    last = team.range.last[0]
    still.write("Team", last, 1, "Total")

    with all_or_nothing() as changes:
        rows = _table(still, "Team").append([{"Account Manager": "Bo"}, {"Account Manager": "Cy"}], changes)

    assert [row for row, _ in _table(still, "Team").rows() if row in rows] == rows
    assert team.show_totals
    assert [name for name in still.column("Account Manager", "Team") if name in {"Bo", "Cy"}] == ["Bo", "Cy"]


def test_a_table_that_grew_shrinks_again_when_its_change_is_taken_back(still: FakeBook) -> None:
    before, last = still.everything(), still.table("Accounts").range.last

    def grow(changes: Changes) -> None:
        table = _table(still, "Accounts")
        table.add_columns(["Loyalty", "Shelf"], changes, before=["Override Tier"])
        table.add_columns(["Last Of All"], changes)
        table.append([{"Account ID": "B1", "Loyalty": "gold"}], changes)

    _fail_after(grow)

    assert still.everything() == before
    assert still.table("Accounts").range.last == last


def test_what_stands_below_a_table_is_not_written_over(book: FakeBook) -> None:
    below = book.table("History").range.last[0] + 1
    book.write("History", below, 3, "a note of mine")
    before = book.everything()

    take_snapshot()

    assert f"row {below}: something stands below the table History" in book.said("KamProblem")
    assert book.everything() == before


def test_only_the_cells_that_are_given_are_written(still: FakeBook) -> None:
    before = still.everything()

    with all_or_nothing() as changes:
        _table(still, "Accounts").write({(6, "status"): "Lost", (8, "Status"): "Lost", (7, "No such"): 1.0}, changes)

    changed = {place: cell for place, cell in still.everything().items() if before.get(place) != cell}
    assert list(changed.values()) == ["Lost", "Lost"]


def test_what_cannot_be_taken_back_is_in_the_log_and_the_rest_is_taken_back(still: FakeBook, log_folder: Path) -> None:
    def change(changes: Changes) -> None:
        _table(still, "Accounts").write({(6, "Status"): "Lost"}, changes)
        changes.note(lambda: 1 / 0)

    _fail_after(change)

    assert still.column("Status")[0] == "Active"
    assert "A change could not be taken back" in (log_folder / "excel.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-", "@SUM", "007", "3/4", "TRUE", "#N/A", "May 5", "'quoted"])
def test_a_text_stays_a_text_whatever_excel_might_take_it_for(still: FakeBook, text: str) -> None:
    with all_or_nothing() as changes:
        _table(still, "Accounts").write({(6, "Industry"): text}, changes)

    assert (as_typed(text), still.kept("Accounts", 6, 4)) == (f"'{text}", text)
    assert still.kept_book["Accounts"].cell(6, 4).data_type == "s"


def test_a_formula_of_ours_is_one() -> None:
    assert as_typed(Formula("=1+1")) == "=1+1"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ExcelError("You cannot change part of an array."), "You cannot change part of an array."),
        (ValueError("first line\nTraceback (most recent call last):"), "first line"),
        (ValueError(), "ValueError"),
    ],
)
def test_the_reason_of_an_error_is_one_line(error: Exception, reason: str) -> None:
    assert reason_of(error) == reason


def test_a_workbook_whose_structure_is_protected_gets_no_sheet(book: FakeBook, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_name: str) -> None:
        raise ExcelError("The workbook is protected and cannot be changed.")

    monkeypatch.setattr(book, "add_sheet", refuse)
    book.select("Accounts", 6)

    explain_account()

    assert "Excel did not let the sheet Explanation be added (The workbook is protected" in book.said("KamProblem")
    assert "Unprotect the workbook" in book.said("KamProblem")


def test_an_excel_that_tells_one_area_alone_gives_its_accounts(book: FakeBook) -> None:
    book.select("Accounts", 7)
    assert book.app.selection is not None
    book.app.selection.api = None

    explain_account()

    assert book.report("Explanation")[0][0] == "Explanation: Casa Verde (A2)"


def test_an_excel_that_refuses_a_setting_works_all_the_same(log_folder: Path) -> None:
    class Stubborn(SimpleNamespace):
        def __setattr__(self, name: str, value: object) -> None:
            if name == "calculation":
                raise ExcelError("Unable to set the Calculation property")
            super().__setattr__(name, value)

    app: Any = Stubborn(screen_updating=True, enable_events=True, display_alerts=True, status_bar=False)
    with kept_still(app, "working"):
        during = (app.screen_updating, app.enable_events, app.display_alerts, app.status_bar)

    assert during == (False, False, False, "working")
    assert (app.screen_updating, app.enable_events, app.display_alerts, app.status_bar) == (True, True, True, False)
    assert "did not take calculation" in (log_folder / "excel.log").read_text(encoding="utf-8")


def test_who_cannot_be_remembered_is_asked_again(tmp_path: Path, state_folder: Path, log_folder: Path) -> None:
    state_folder.write_text("a file where a folder belongs", encoding="utf-8")
    answers = iter([True, True])

    for _ in range(2):
        assert told_once("topic", lambda: next(answers))

    assert list(answers) == []
    assert "could not be written" in (log_folder / "excel.log").read_text(encoding="utf-8")
    assert tmp_path.exists()


def test_names_that_were_deleted_are_left_out(book: FakeBook) -> None:
    for name in ("KamResult", "KamGaps"):
        del book.kept_book.defined_names[name]

    score_accounts()

    assert book.column("Tier") == ["Key", "Standard", "Unscored"]
    assert book.said("KamLastRun").startswith("Score, 20")


def test_a_history_with_a_day_that_nobody_can_read_keeps_it(book: FakeBook) -> None:
    book.write("History", 6, 1, "some day in spring")
    book.write("History", 6, 2, "A1")

    take_snapshot()
    take_snapshot()

    assert [str(day) for day in book.column("As Of", "History")][:4] == ["some day in spring", *["2026-03-31"] * 3]


def test_issues_outside_a_row_are_listed_by_their_place(book: FakeBook) -> None:
    row = next(row for row in range(6, 30) if book.read("Settings", row, 1) == "As Of")
    book.write("Settings", row, 2, "soon")

    check_data()

    assert any("sheet Settings" in str(cells[0]) and "soon" in str(cells[4]) for cells in book.report("Issues"))
