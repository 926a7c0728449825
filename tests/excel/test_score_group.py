"""The buttons of the group Score."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kam_xl.excel.macros.score_group import calibrate_model, explain_account, score_accounts, take_snapshot
from kam_xl.jobs.gather import Request
from kam_xl.jobs.highlights import highlight_cells
from kam_xl.jobs.score import score as score_file
from kam_xl.workbook.pages.tables import SCORE_FORMULA
from tests.excel.conftest import ACCOUNTS, AS_OF
from tests.excel.fake_excel import FakeBook

FIRST_ROW = 6


def _typed_cells(book: FakeBook) -> list[list[object]]:
    headers = book.table("Accounts").range.rows[0]
    width = headers.index("Score") + 1
    return [[book.kept("Accounts", row, column) for column in range(1, width + 1)] for row in range(6, 9)]


# --- Score ---


def test_score_writes_what_the_command_line_would(book: FakeBook, book_path: Path) -> None:
    expected = [account.result for account in score_file(Request(source=book_path, today=AS_OF)).book.accounts]

    score_accounts()

    assert book.column("Tier") == [result.tier for result in expected] == ["Key", "Standard", "Unscored"]
    assert book.column("Reason") == [result.reason for result in expected]
    assert book.column("Rank") == [result.rank for result in expected]
    assert book.column("Coverage") == [result.coverage for result in expected]


def test_score_touches_no_typed_cell_and_no_formula(book: FakeBook) -> None:
    before = _typed_cells(book)

    score_accounts()

    assert _typed_cells(book) == before
    assert [row[-1] for row in before] == [SCORE_FORMULA] * 3


def test_score_leaves_a_formula_alone_that_stands_where_it_writes_values(book: FakeBook) -> None:
    for row in range(FIRST_ROW, FIRST_ROW + 3):
        book.type("Rank", row, f"=ROW()-{row}")

    score_accounts()

    place = book.table("Accounts").range
    column = place.column + place.rows[0].index("Rank")
    assert [book.kept("Accounts", row, column) for row in (6, 7, 8)] == [f"=ROW()-{row}" for row in (6, 7, 8)]
    assert book.column("Tier") == ["Key", "Standard", "Unscored"]


def test_score_writes_the_cuts_and_says_on_start_what_came_out(book: FakeBook, book_path: Path) -> None:
    score_accounts()

    settings = {book.read("Settings", row, 1): book.read("Settings", row, 2) for row in range(6, 19)}
    assert settings["Head Cut"] == score_file(Request(source=book_path, today=AS_OF)).assessment.cuts.cut
    assert settings["Company"] == "Nordwind"
    assert book.said("KamResult") == "3 accounts: 1 Key, 0 Major, 1 Standard, 1 Unscored."
    assert book.said("KamLastRun").startswith("Score, 20")
    assert book.app.bar == [False, "Key Accounts: Score …", False]
    assert book.app.alerts == []


def test_score_brings_the_news_of_the_dashboard_up_to_date(book: FakeBook, book_path: Path) -> None:
    expected = highlight_cells(score_file(Request(source=book_path, today=AS_OF)))["KamGaps"]

    score_accounts()

    assert book.said("KamGaps") == [[None if cell == "" else cell for cell in row] for row in expected]


def test_score_asks_once_because_it_cannot_be_undone(book: FakeBook) -> None:
    score_accounts()
    score_accounts()

    assert len(book.app.questions) == 1
    assert "Undo cannot take that back" in book.app.questions[0]


def test_who_does_not_want_to_score_is_asked_again(book: FakeBook) -> None:
    book.app.answer = "no"
    before = book.everything()

    score_accounts()
    score_accounts()

    assert len(book.app.questions) == 2
    assert book.everything() == before
    assert book.said("KamResult") == "Nothing was scored: you chose not to."


def test_a_score_that_excel_refuses_halfway_is_taken_back(book: FakeBook) -> None:
    before = book.everything()
    book.refuses = lambda sheet, row, _column: sheet == "Settings" and row > FIRST_ROW

    score_accounts()

    assert book.everything() == before
    assert "Excel did not let the sheet Settings be changed (You cannot change part of an array.)" in book.said(
        "KamProblem"
    )
    assert book.app.is_as_before


def test_a_protected_sheet_is_told_before_anything_is_written(book: FakeBook) -> None:
    book.protected.add("Accounts")
    before = book.everything()

    score_accounts()

    assert book.everything() == before
    assert "The sheet Accounts is protected, so nothing was written. Unprotect it" in book.said("KamProblem")


def test_a_second_table_with_accounts_is_told(book: FakeBook) -> None:
    for column, header in enumerate(("Account ID", "Account", "Account Manager"), start=20):
        book.write("Team", 5, column, header)
    from openpyxl.worksheet.table import Table

    book.kept_book["Team"].tables.add(Table(displayName="More", ref="T5:V6"))

    score_accounts()

    assert "The table More on the sheet Team has the columns of accounts too" in book.said("KamProblem")


def test_a_header_that_stands_twice_is_told(book: FakeBook) -> None:
    book.rename_header("Culture Fit", "Strategic Fit")

    score_accounts()

    assert "2 columns stand for Strategic Fit" in book.said("KamProblem")


def test_score_works_without_settings_and_without_a_column_of_results(book: FakeBook) -> None:
    book.delete_table("Settings")
    book.rename_header("Reason", "Our own column")

    score_accounts()

    assert book.column("Tier") == ["Key", "Standard", "Unscored"]
    assert book.column("Our own column") == [None, None, None]


# --- Explain ---


def test_explain_shows_the_points_of_the_selected_account(book: FakeBook, book_path: Path) -> None:
    expected = score_file(Request(source=book_path, today=AS_OF)).book.accounts[1]
    book.select("Accounts", FIRST_ROW + 1)

    explain_account()

    rows = book.report("Explanation")
    assert rows[0][0] == "Explanation: Casa Verde (A2)"
    points = {row[0]: row[4] for row in rows if isinstance(row[4], float)}
    lines = expected.explanation.lines
    assert points == {line.criterion.label: line.contribution for line in lines if line.contribution is not None}
    assert str(rows[1][0]).startswith(f"{expected.result.reason}. It is number ")
    assert book.active == "Explanation"
    assert any(str(row[0]).startswith("To become Key") for row in rows)


def test_explain_writes_over_the_explanation_before(book: FakeBook) -> None:
    book.select("Accounts", FIRST_ROW)
    explain_account()
    book.select("Accounts", FIRST_ROW + 2)

    explain_account()

    assert book.report("Explanation")[0][0] == "Explanation: Atlas (A3)"
    assert not any("Nordlicht" in str(cell) for row in book.report("Explanation") for cell in row)


def test_explain_works_from_every_sheet_with_account_ids(book: FakeBook) -> None:
    headers = book.table("Stakeholders").range.rows[0]
    book.write("Stakeholders", FIRST_ROW, headers.index("Account ID") + 1, "A3")
    book.select("Stakeholders", FIRST_ROW)

    explain_account()

    assert book.report("Explanation")[0][0] == "Explanation: Atlas (A3)"


def test_explain_without_a_selected_account_says_what_to_select(book: FakeBook) -> None:
    book.select("Start", 1)

    explain_account()

    assert "Click a row of the sheet Accounts" in book.said("KamProblem")
    assert "Explanation" not in book.kept_book.sheetnames


def test_explain_never_writes_over_a_sheet_of_the_persons_own(book: FakeBook) -> None:
    for each in book.books:
        each.create_sheet("Explanation")["A1"] = "My notes"
    book.select("Accounts", FIRST_ROW)

    explain_account()

    assert book.report("Explanation") == [["My notes"]]
    assert "The sheet Explanation is your own" in book.said("KamProblem")


# --- Calibrate ---


@pytest.fixture
def many_accounts(book: FakeBook) -> FakeBook:
    """Give the workbook with enough accounts to bend a curve by."""
    place = book.table("Accounts").range
    headers = place.rows[0]
    for offset in range(9):
        row = FIRST_ROW + 3 + offset
        for name, value in (("Account ID", f"B{offset}"), ("Account", f"No. {offset}"), ("Status", "Active")):
            book.write("Accounts", row, headers.index(name) + 1, value)
        for name in ("Revenue 12m", "Expected Growth 12m"):
            book.write("Accounts", row, headers.index(name) + 1, 1000.0 * (offset + 1))
    book.kept_book["Accounts"].tables["Accounts"].ref = place.sheet.cells.tables["Accounts"].ref.replace("8", "17")
    return book


def _scales(book: FakeBook) -> list[list[Any]]:
    return [row for row in book.table("Scales").range.rows[1:] if row[0] is not None]


def test_calibrate_writes_the_proposal_that_was_accepted(many_accounts: FakeBook) -> None:
    book = many_accounts
    before = _scales(book)
    criteria = [[book.kept("Model", row, column) for column in range(1, 7)] for row in range(1, 60)]

    calibrate_model()

    after = _scales(book)
    bent = {row[0] for row in after if row not in before}
    assert "revenue_potential" in bent
    assert [row for row in after if row[0] not in bent] == [row for row in before if row[0] not in bent]
    assert [[book.kept("Model", row, column) for column in range(1, 7)] for row in range(1, 60)] == criteria
    assert "new: 0 → 0" in book.app.questions[0]
    assert "curves were calibrated" in book.said("KamResult")


def test_calibrate_changes_nothing_that_was_declined(many_accounts: FakeBook) -> None:
    many_accounts.app.answer = "no"
    before = many_accounts.everything()

    calibrate_model()

    assert many_accounts.everything() == before
    assert many_accounts.said("KamResult") == "The model stays as it is: you declined the new curves."


def test_calibrate_says_why_there_is_nothing_to_propose(book: FakeBook) -> None:
    calibrate_model()

    assert book.app.questions == []
    assert "fewer than 5 accounts have a value above 0" in book.said("KamProblem")


# --- Snapshot ---


def _history(book: FakeBook) -> list[dict[str, Any]]:
    headers, *rows = book.table("History").range.rows
    return [dict(zip(headers, row, strict=True)) for row in rows if row[0] is not None]


def test_a_snapshot_is_added_with_its_model(book: FakeBook) -> None:
    take_snapshot()

    history = _history(book)
    assert [(row["As Of"], row["Account ID"], row["Tier"]) for row in history] == [
        (AS_OF, "A1", "Key"),
        (AS_OF, "A2", "Standard"),
        (AS_OF, "A3", "Unscored"),
    ]
    assert [row["Revenue 12m"] for row in history] == [account["revenue_12m"] for account in ACCOUNTS]
    models = [value for value in book.column("Model Hash", "Models") if value]
    assert models == [history[0]["Model Hash"]]
    assert 'name = "' in next(text for text in book.column("Model", "Models") if text)
    assert book.said("KamResult").startswith("The snapshot of 2026-03-31 was added to History. 3 accounts")


def test_a_snapshot_of_the_same_day_replaces_it_and_leaves_the_others(book: FakeBook) -> None:
    take_snapshot()
    as_of = next(row for row in range(6, 20) if book.read("Settings", row, 1) == "As Of")
    book.write("Settings", as_of, 2, date(2026, 6, 30))
    take_snapshot()
    first_day = [row for row in _history(book) if row["As Of"] == AS_OF]
    book.type("Status", FIRST_ROW, "Lost")

    take_snapshot()

    history = _history(book)
    assert [row for row in history if row["As Of"] == AS_OF] == first_day
    assert len(history) == 6
    assert len([value for value in book.column("Model Hash", "Models") if value]) == 1
    assert "replaces the one of the same day" in book.said("KamResult")


def test_a_snapshot_keeps_values_of_criteria_that_history_had_no_column_for(book: FakeBook) -> None:
    columns = set(book.table("History").range.rows[0])

    take_snapshot()

    added = set(book.table("History").range.rows[0]) - columns
    assert {"culture_fit", "brand_reach", "expected_growth_12m"} <= added
    assert book.column("culture_fit", "History")[:3] == [5.0, 5.0, None]


def test_a_snapshot_that_excel_refuses_halfway_is_taken_back(book: FakeBook) -> None:
    before, place = book.everything(), book.table("History").range.last
    book.refuses = lambda sheet, _row, _column: sheet == "Models"

    take_snapshot()

    assert book.everything() == before
    assert book.table("History").range.last == place


def test_a_snapshot_without_its_tables_is_refused(book: FakeBook) -> None:
    book.delete_table("Models")

    take_snapshot()

    assert "the table Models is missing, so no snapshot can be kept" in book.said("KamProblem")
