"""A plain accounts file may have its team beside it."""

from pathlib import Path

import pytest

from kam_xl.errors import TableError
from kam_xl.workbook.reading import read_book, team_beside


def accounts_file(folder: Path, team: str | None) -> Path:
    path = folder / "accounts.csv"
    path.write_text("Account ID,Account Manager\nA1,Ada\n", encoding="utf-8")
    if team is not None:
        team_beside(path).write_text(team, encoding="utf-8")
    return path


def test_the_team_beside_an_accounts_file_belongs_to_the_book(tmp_path: Path) -> None:
    book = read_book(accounts_file(tmp_path, "Account Manager,Manager\nAda,Bo\n"))
    assert book.tables["Team"].source == "accounts.team.csv"
    assert book.tables["Team"].frame.to_dict("records") == [{"Account Manager": "Ada", "Manager": "Bo"}]


def test_without_a_team_the_book_holds_accounts_alone(tmp_path: Path) -> None:
    assert read_book(accounts_file(tmp_path, None)).tables == {}


def test_what_is_odd_in_the_team_is_an_issue_of_the_book(tmp_path: Path) -> None:
    book = read_book(accounts_file(tmp_path, "Account Manager,Manager\nAda\n"))
    assert [issue.place.source for issue in book.issues] == ["accounts.team.csv"]


def test_a_team_that_cannot_be_understood_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"accounts\.team\.csv"):
        read_book(accounts_file(tmp_path, "Name,Manager\nAda,Bo\n"))
