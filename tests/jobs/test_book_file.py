"""A scored book as a whole workbook: what people typed stays, results stand beside it."""

from datetime import date
from pathlib import Path

from kam_xl.jobs.book_file import book_content, write_book
from kam_xl.jobs.gather import Request
from kam_xl.jobs.score import Scored, score
from kam_xl.workbook.reading import read_book
from tests.cli.desk import HEADER, KEY, MODEL, csv_of, workbook
from tests.cli.desk import write_book as write_accounts

AS_OF = date(2026, 3, 31)


def scored(source: Path, **asked: object) -> Scored:
    return score(Request(source=source, today=AS_OF, **asked))  # type: ignore[arg-type]


def test_cells_that_could_not_be_understood_stand_as_they_were_typed(tmp_path: Path) -> None:
    book = write_accounts(tmp_path, [(*KEY[:5], "lots", "9"), ("K2", "", "", "", "", "n/a", "")])
    write_book(scored(book), tmp_path / "book.xlsm")
    accounts = read_book(tmp_path / "book.xlsm").accounts.frame
    assert accounts[["Revenue 12m", "Relationship Health"]].iloc[0].to_list() == ["lots", "9"]
    again = scored(tmp_path / "book.xlsm")
    assert [issue.found for issue in again.issues] == ["“9”", "“lots”"]


def test_further_columns_come_along(tmp_path: Path) -> None:
    book = write_accounts(tmp_path, [(*KEY, "007")], (*HEADER, "CRM Code"))
    write_book(scored(book), tmp_path / "book.xlsm")
    assert read_book(tmp_path / "book.xlsm").accounts.frame["CRM Code"].to_list() == ["007"]


def test_what_kam_xl_fills_in_is_not_written_as_if_typed(tmp_path: Path) -> None:
    book = write_accounts(tmp_path, [("K1", "DE", "90")], ("Account ID", "Country", "Revenue 12m"))
    (row,) = book_content(scored(book, served="DE", home_offset_hours=1.0)).tables["Accounts"]
    assert {"region_served", "utc_offset_hours", "time_zone_gap_hours"} & {*row} == set()


def test_settings_hold_what_the_run_took_as_given_but_no_day_that_is_only_today(tmp_path: Path) -> None:
    book = write_accounts(tmp_path)
    given = book_content(scored(book, as_of=AS_OF, served="DE,AT", home_offset_hours=-8.0)).settings
    assert {name: given[name] for name in ("as_of", "served_countries", "home_utc_offset")} == {
        "as_of": AS_OF,
        "served_countries": "AT, DE",
        "home_utc_offset": -8.0,
    }
    blank = book_content(scored(book)).settings
    assert [blank[name] for name in ("as_of", "served_countries", "home_utc_offset")] == [None, None, None]


def test_the_state_of_the_run_stands_on_start(tmp_path: Path) -> None:
    fine = book_content(scored(write_accounts(tmp_path))).status
    odd = book_content(scored(write_accounts(tmp_path, [("K1", "", "", "", "", "lots", "")]))).status
    assert (fine.last_run, fine.result, [*fine.problems]) == (
        "As of 2026-03-31", "4 accounts: 2 Key, 0 Major, 1 Standard, 1 Unscored.", [],
    )  # fmt: skip
    assert [problem.partition(". ")[0] for problem in odd.problems] == [
        "1 account has no manager and reaches nobody: K1",
        "1 issue in the data; press Score to list them here.",
    ]


def test_settings_that_cannot_be_understood_are_issues(tmp_path: Path) -> None:
    accounts: list[list[object]] = [[*HEADER], [*KEY]]
    settings: list[list[object]] = [["Setting", "Value"], ["As Of", "soon"], ["Home UTC Offset", "CET"]]
    book = workbook(tmp_path / "book.xlsx", Accounts=accounts, Settings=settings)
    (tmp_path / "book.model.toml").write_text(MODEL, encoding="utf-8")
    found = scored(book)
    assert [str(issue).partition(";")[0] for issue in found.gathered.issues] == [
        "book.xlsx, sheet Settings, column “As Of”: unreadable date: found “soon”",
        "book.xlsx, sheet Settings, column “Home UTC Offset”: unreadable number: found “CET”",
    ]
    assert found.gathered.basis.as_of == AS_OF


def test_the_offset_of_an_account_managers_office_counts_before_the_head_offices(tmp_path: Path) -> None:
    book = write_accounts(
        tmp_path, [("K1", "Jo", "JP"), ("K2", "Kim", "JP")], ("Account ID", "Account Manager", "Country")
    )
    (tmp_path / "accounts.team.csv").write_text("Account Manager,UTC Offset Hours\nJo,8\nKim,\n", encoding="utf-8")
    accounts = scored(book, home_offset_hours=1.0).book.accounts
    assert [account.values["time_zone_gap_hours"] for account in accounts] == [1.0, 8.0]


def test_a_stream_is_scored_like_its_file(tmp_path: Path) -> None:
    book = write_accounts(tmp_path)
    with book.open("rb") as stream:
        result = score(Request(source=stream, today=AS_OF, model=tmp_path / "accounts.model.toml"))
    assert result.counts == scored(book).counts
    assert csv_of() == book.read_text(encoding="utf-8")
