"""`kam snapshot`: what a book was on a day, once a day."""

from pathlib import Path

import pytest

from tests.cli.desk import AS_OF, CLOSE, HELD, KEY, MODEL, SHORT, files_in, kam, tiers_of, write_book

JANUARY, FEBRUARY = ("--as-of", "2026-01-31"), ("--as-of", "2026-02-28")


@pytest.mark.parametrize("name", ["history.csv", "history.parquet"])
def test_a_day_is_kept_once(book: Path, tmp_path: Path, name: str) -> None:
    history = tmp_path / "kept" / name
    results = [kam("snapshot", book, "-o", history, *day) for day in (FEBRUARY, JANUARY, FEBRUARY)]
    before = files_in(tmp_path / "kept")
    results.append(kam("snapshot", book, "-o", history, *JANUARY))
    assert [result.exit_code for result in results] == [0, 0, 0, 0]
    assert [result.stderr.splitlines()[2] for result in results] == [
        f"{history} holds 1 snapshot: 2026-02-28.",
        *[f"{history} holds 2 snapshots: 2026-01-31, 2026-02-28."] * 3,
    ]
    assert files_in(tmp_path / "kept") == before
    assert {*before} == {name.replace(".", ".models."), name}


def test_a_new_workbook_holds_the_book_with_its_history(book: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "january.xlsm", tmp_path / "february.xlsm"
    kam("snapshot", book, "-o", first, *JANUARY)
    result = kam("snapshot", first, "-o", second, *FEBRUARY)
    assert result.stderr.splitlines()[2] == f"{second} holds 2 snapshots: 2026-01-31, 2026-02-28."
    assert tiers_of(second) == tiers_of(first)


def test_a_history_holds_tiers_against_trifles_by_itself(tmp_path: Path) -> None:
    (tmp_path / "before").mkdir()
    before = write_book(tmp_path / "before", [("K1", "1", "1"), ("K2", "90", "5")], SHORT)
    now = write_book(tmp_path, CLOSE, SHORT)
    history = tmp_path / "history.csv"
    kam("snapshot", before, "-o", history, *FEBRUARY)
    kam("snapshot", now, "-o", history, *AS_OF)
    again = files_in(tmp_path)
    kam("snapshot", now, "-o", history, *AS_OF)
    assert files_in(tmp_path) == again
    march = [line.split(",") for line in history.read_text(encoding="utf-8-sig").splitlines()]
    tier = march[0].index("Computed Tier")
    assert {row[1]: row[tier] for row in march if row[0] == "2026-03-31"} == HELD


def test_another_previous_file_counts_before_the_history(tmp_path: Path) -> None:
    now = write_book(tmp_path, CLOSE, SHORT)
    (tmp_path / "previous.csv").write_text("Account ID,Computed Tier\nK3,Standard\n", encoding="utf-8")
    history = tmp_path / "history.csv"
    kam("snapshot", now, "-o", history, *FEBRUARY)
    result = kam("snapshot", now, "-o", history, "--previous", tmp_path / "previous.csv", *AS_OF)
    assert "4 accounts: 1 Key, 1 Major, 2 Standard, 0 Unscored." in result.stderr


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("history.xlsx", "a history is a .csv, a .parquet or a new .xlsm. Choose one of these endings."),
        ("history", "a history is a .csv, a .parquet or a new .xlsm. Choose one of these endings."),
        ("accounts.csv", "this is no History: missing As Of. Choose the file of an earlier snapshot."),
        ("book.xlsm", "this workbook exists already, and the command line never changes a workbook in place."),
    ],
)
def test_what_is_no_history_is_refused_and_left_as_it_is(book: Path, tmp_path: Path, name: str, said: str) -> None:
    kam("new", tmp_path / "book.xlsm")
    before = files_in(tmp_path)
    result = kam("snapshot", book, "-o", tmp_path / name, *AS_OF)
    assert (result.exit_code, result.stderr.startswith(f"Error: {tmp_path / name}: {said}")) == (2, True)
    assert files_in(tmp_path) == before


def test_a_history_with_cells_that_cannot_be_understood_is_refused_lest_they_be_lost(
    book: Path, tmp_path: Path
) -> None:
    history = tmp_path / "history.csv"
    kam("snapshot", book, "-o", history, *FEBRUARY)
    edited = (
        history.read_text(encoding="utf-8-sig").replace("2026-02-28,K1", "03/04/2026,K1").replace(",Standard,", ",Std,")
    )
    history.write_text(edited, encoding="utf-8")
    result = kam("snapshot", book, "-o", history, *AS_OF)
    assert (result.exit_code, history.read_text(encoding="utf-8")) == (2, edited)
    assert [line.partition("; allowed")[0] for line in result.stderr.splitlines()] == [
        "Error: history.csv, row 2, column “As Of”: ambiguous date: found “03/04/2026”",
        "Error: history.csv, row 4, column “Tier”: unknown choice: found “Std”",
    ]


def test_a_history_without_its_models_is_refused(book: Path, tmp_path: Path) -> None:
    kam("snapshot", book, "-o", tmp_path / "history.csv", *FEBRUARY)
    (tmp_path / "history.models.csv").unlink()
    result = kam("snapshot", book, "-o", tmp_path / "history.csv", *AS_OF)
    assert (result.exit_code, "is a history whose models are missing" in result.stderr) == (2, True)


def test_issues_and_findings_are_told(tmp_path: Path) -> None:
    book = write_book(tmp_path, [KEY, ("K9", "Lost", "", "", "", "lots", "")])
    result = kam("snapshot", book, "-o", tmp_path / "history.csv", "--issues", tmp_path / "issues.json", *AS_OF)
    assert result.exit_code == 1
    assert "! 1 account has no manager and reaches nobody: K9. " in result.stderr
    assert "“lots”" in (tmp_path / "issues.json").read_text(encoding="utf-8")


def test_a_snapshot_of_another_model_is_told_and_counts_as_none(book: Path, tmp_path: Path) -> None:
    kam("snapshot", book, "-o", tmp_path / "history.csv", *FEBRUARY)
    (tmp_path / "accounts.model.toml").write_text(MODEL.replace("Half and half", "Other"), encoding="utf-8")
    result = kam("snapshot", book, "-o", tmp_path / "history.csv", *AS_OF)
    assert (result.exit_code, "snapshot of another model" in result.stderr) == (1, True)
