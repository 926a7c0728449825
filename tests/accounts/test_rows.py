from datetime import date, datetime

import pandas as pd
import pytest

from kam_xl.accounts.book import RawTable
from kam_xl.accounts.conventions import NEUTRAL, conventions
from kam_xl.accounts.rows import plain_value, read_rows
from kam_xl.accounts.tables import NEEDS, NOTES, RISKS, TEAM
from kam_xl.errors import TableError

SHEET = "book.xlsx, sheet Needs"
NUMBER = "a number such as 1234.5, 1,234.50, (12) or 12 %"
CLEAR_DATE = "a date whose day and month can be told apart, such as 2024-05-31; or say the locale"


def table(columns: dict[str, list[object]], *, date_1904: bool = False) -> RawTable:
    frame = pd.DataFrame({header: pd.Series(cells, dtype=object) for header, cells in columns.items()})
    return RawTable(SHEET, frame, range(5, 5 + len(frame)), date_1904=date_1904)


def test_rows_are_typed_in_sheet_order_and_further_columns_kept() -> None:
    columns: dict[str, list[object]] = {
        "account id": [7.0, "NULL"],
        "Their Priority": ["2", 1],
        "SINCE": [45443, "n/a"],
        "Mood": ["#N/A", True],
    }
    rows, issues = read_rows(NEEDS, table(columns), NEUTRAL)
    assert rows == (
        {"account_id": "7", "their_priority": 2.0, "since": date(2024, 5, 31), "Mood": None},
        {"account_id": "NULL", "their_priority": 1.0, "since": None, "Mood": True},
    )
    assert issues == []


def test_every_cell_that_is_not_understood_is_an_issue_and_unknown() -> None:
    columns: dict[str, list[object]] = {
        "Account ID": ["A", "B"],
        "Their Priority": [4, "x"],
        "Since": ["03/04/2024", None],
    }
    rows, issues = read_rows(NEEDS, table(columns), NEUTRAL)
    assert [row["their_priority"] for row in rows] == [None, None]
    assert [(str(issue.place), issue.kind, issue.found, issue.allowed) for issue in issues] == [
        (f"{SHEET}, row 5, column “Their Priority”", "out of range", "“4”", "a number from 1 to 3"),
        (f"{SHEET}, row 6, column “Their Priority”", "unreadable number", "“x”", NUMBER),
        (f"{SHEET}, row 5, column “Since”", "ambiguous date", "“03/04/2024”", CLEAR_DATE),
    ]
    assert {issue.remedy for issue in issues} == {"Correct the cell; until then it counts as unknown."}


def test_the_locale_and_1904_count() -> None:
    columns: dict[str, list[object]] = {"Since": ["03/04/2024", 43981]}
    rows, _ = read_rows(NEEDS, table(columns, date_1904=True), conventions("de_DE"))
    assert [row["since"] for row in rows] == [date(2024, 4, 3), date(2024, 5, 31)]


def test_choices_are_given_as_the_schema_writes_them() -> None:
    columns: dict[str, list[object]] = {"Audience": ["customer ", "INTERNAL", None, "all"]}
    rows, issues = read_rows(NOTES, table(columns), NEUTRAL)
    assert [row["audience"] for row in rows] == ["Customer", "Internal", None, None]
    assert [(issue.kind, issue.allowed) for issue in issues] == [("unknown choice", "one of Internal, Customer")]


def test_a_table_without_columns_has_no_rows() -> None:
    assert read_rows(RISKS, table({}), NEUTRAL) == ((), [])


def test_two_columns_for_one_field_are_refused() -> None:
    with pytest.raises(TableError, match="“Email” and “email” both stand for email"):
        read_rows(TEAM, table({"Email": [], "email": []}), NEUTRAL)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("", None),
        (" NULL ", None),
        (pd.NA, None),
        (pd.NaT, None),
        (" text ", " text "),
        (True, True),
        (3, 3),
        (2.5, 2.5),
        (date(2024, 5, 31), date(2024, 5, 31)),
        (datetime(2024, 5, 31), date(2024, 5, 31)),  # noqa: DTZ001 - Excel knows no zones
        (datetime(2024, 5, 31, 8), datetime(2024, 5, 31, 8)),  # noqa: DTZ001 - Excel knows no zones
        (5j, "5j"),
    ],
)
def test_further_cells_are_kept_as_they_are(cell: object, value: object) -> None:
    kept = plain_value(cell)
    assert kept == value
    assert type(kept) is type(value)
