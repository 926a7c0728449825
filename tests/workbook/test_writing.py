"""Tables as files: harmless, whole, and the same bytes every time."""

import csv
import io
import sys
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_xl.accounts.conventions import Conventions
from kam_xl.errors import TargetError
from kam_xl.workbook import writing_excel
from kam_xl.workbook.formula_text import guarded, unguarded
from kam_xl.workbook.reading import read_book
from kam_xl.workbook.reading_csv import read_csv
from kam_xl.workbook.writing import write_table, write_tables

GERMAN = Conventions(decimal=",", group=".", day_first=True)


def _frame(columns: Mapping[str, Sequence[object]]) -> pd.DataFrame:
    return pd.DataFrame({header: pd.Series(list(cells), dtype=object) for header, cells in columns.items()})


def _csv(frame: pd.DataFrame) -> str:
    stream = io.BytesIO()
    write_table(stream, frame)
    return stream.getvalue().decode()


def _problem(target: Path, frame: pd.DataFrame) -> str:
    with pytest.raises(TargetError) as caught:
        write_table(target, frame)
    return str(caught.value)


SCORED = _frame(
    {
        "Account ID": ["A1", "A2"],
        "Revenue 12m": ["1,250.50", "n/a"],
        "Customer Since": [date(2024, 1, 31), None],
        "Score": [69.96, float("nan")],
        "Tier": ["Standard", "Unscored"],
    }
)


# --- csv -------------------------------------------------------------------------------------------------------------


def test_csv_says_every_value_so_that_it_can_be_read_back() -> None:
    frame = pd.DataFrame(
        {
            "text": ["a,b", 'say "hi"', "two\nlines", None],
            "number": [1250.0, 0.1, 1e22, float("nan")],
            "count": pd.array([3, None, 5, 6], dtype="Int64"),
            "flag": [True, False, True, False],
            "day": [date(2024, 1, 31), datetime(2024, 1, 31), datetime(2024, 1, 31, 13, 5), pd.NaT],  # noqa: DTZ001
            "beyond": [float("inf"), 1e15, -0.0, 123456789.125],
        }
    )
    assert _csv(frame) == (
        "text,number,count,flag,day,beyond\n"
        '"a,b",1250,3,TRUE,2024-01-31,\n'
        '"say ""hi""",0.1,,FALSE,2024-01-31,1000000000000000\n'
        '"two\nlines",1e+22,5,TRUE,2024-01-31 13:05:00,0\n'
        ",,6,FALSE,,123456789.125\n"
    )


def test_values_of_other_libraries_are_written_as_what_they_say() -> None:
    cells = [np.float64(0.5), np.int64(3), np.True_, time(13, 5), Decimal("1.50"), timedelta(hours=30)]
    assert _csv(_frame({"x": cells})).split("\n")[1:-1] == ["0.5", "3", "TRUE", "13:05:00", "1.50", '"1 day, 6:00:00"']


def test_csv_in_a_file_begins_with_the_mark_that_excel_needs_for_umlauts_and_in_a_stream_does_not(
    tmp_path: Path,
) -> None:
    frame = _frame({"Account": ["Müller"]})
    write_table(tmp_path / "out.csv", frame)
    assert (tmp_path / "out.csv").read_bytes() == b"\xef\xbb\xbfAccount\nM\xc3\xbcller\n"
    assert _csv(frame) == "Account\nMüller\n"


def test_a_stream_stays_open() -> None:
    stream = io.BytesIO()
    write_table(stream, SCORED)
    write_table(stream, SCORED)
    assert stream.getvalue().count(b"Account ID") == 2


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://example.com","click")',
        "+49 30 1234-5",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "\uff1d1+1",
        "- call back",
    ],
)
def test_csv_texts_that_a_spreadsheet_would_run_get_an_apostrophe(text: str) -> None:
    frame = _frame({"Account": [text], text: ["x"]})
    written = list(csv.reader(io.StringIO(_csv(frame), newline="")))
    assert written == [["Account", f"'{text}"], [f"'{text}", "x"]]
    assert read_csv(_csv(frame).encode(), "out.csv").frame.to_dict("list") == {"Account": [text], text.strip(): ["x"]}


@pytest.mark.parametrize("text", ["-12.5", "+3", "-1,234.50 EUR", "-€ 5", "-5 %", "-1e-7", "-", "+", "−", "a=b"])
def test_numbers_and_signs_are_no_formulas(text: str) -> None:
    assert list(csv.reader([_csv(_frame({"x": [text]})).split("\n")[1]])) == [[text]]


@given(st.text(alphabet=st.sampled_from(list("'=+-@\t\r\n\uff1d1a.,€ %"))))
def test_the_apostrophe_comes_and_goes_without_trace(text: str) -> None:
    """Whatever a text says, reading what was written gives the text again."""
    assert unguarded(guarded(text)) == text


@given(st.text(alphabet=st.sampled_from(list("'=+-@\t\r\n\uff1d1a.,€ %")), min_size=1))
def test_no_written_text_begins_a_formula_unless_it_is_a_number(text: str) -> None:
    """What begins with a sign of formulas after writing holds only digits, marks, blanks, signs and currencies."""
    written = guarded(text)
    assert written[0] not in "=@\t\r\n\uff1d"
    assert written[0] not in "+-" or "a" not in written


def test_a_million_rows_are_written_in_parts_and_none_is_lost() -> None:
    frame = pd.DataFrame({"n": range(100_001)})
    assert _csv(frame).split() == ["n", *map(str, range(100_001))]


# --- xlsx ------------------------------------------------------------------------------------------------------------


def test_texts_in_known_columns_become_what_they_say(tmp_path: Path) -> None:
    frame = _frame(
        {
            "account_id": ["007", "008"],
            "Revenue 12m": ["1.250,50", "viel"],
            "Customer Since": ["31.01.2024", "NULL"],
            "Region Served": ["ja", "vielleicht"],
            "Cost centre": ["0042", "1.5"],
        }
    )
    write_table(tmp_path / "out.xlsx", frame, conventions=GERMAN)
    read = read_book(tmp_path / "out.xlsx").accounts.frame
    assert read.to_dict("list") == {
        "account_id": ["007", "008"],
        "Revenue 12m": [1250.5, "viel"],
        "Customer Since": [date(2024, 1, 31), ""],
        "Region Served": [True, "vielleicht"],
        "Cost centre": ["0042", "1.5"],
    }


def test_a_workbook_shows_numbers_dates_and_shares_as_people_read_them(tmp_path: Path) -> None:
    frame = _frame(
        {
            "Account ID": ["A1"],
            "Revenue 12m": [1250.5],
            "Customer Since": [date(2024, 1, 31)],
            "Visited": [datetime(2024, 1, 31, 13, 5)],  # noqa: DTZ001 - as in Excel
            "Coverage": [0.87],
            "Score": [69.96],
        }
    )
    write_table(tmp_path / "out.xlsx", frame)
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["Accounts"]
    assert [cell.number_format for cell in sheet[2]] == [
        "General",
        "#,##0;[Red]-#,##0",
        "yyyy-mm-dd",
        "yyyy-mm-dd hh:mm",
        "0%",
        "0.0",
    ]


def test_moments_of_pandas_are_written_by_their_own_clock(tmp_path: Path) -> None:
    moments = pd.to_datetime(["2024-01-31 13:05", "2024-02-01 00:00"])
    frame = pd.DataFrame({"Account ID": ["A1", "A2"], "Visited": moments, "Seen": moments.tz_localize("Europe/Berlin")})
    write_table(tmp_path / "out.xlsx", frame)
    read = read_book(tmp_path / "out.xlsx").accounts.frame
    as_written = [datetime(2024, 1, 31, 13, 5), date(2024, 2, 1)]  # noqa: DTZ001 - as in Excel
    assert (read["Visited"].tolist(), read["Seen"].tolist()) == (as_written, as_written)


def test_a_sheet_is_an_excel_table_with_its_header_in_view(tmp_path: Path) -> None:
    write_table(tmp_path / "out.xlsx", SCORED, sheet="Team")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["Team"]
    assert [(table.name, table.ref) for table in sheet.tables.values()] == [("Team", "A1:E3")]
    assert sheet.freeze_panes == "B2"


def test_a_text_that_looks_like_a_formula_or_link_stays_a_text_even_when_edited(tmp_path: Path) -> None:
    texts = ["=1+1", "http://example.com", "{=1}", "@x", "-2", "<r>x</r>", "_x0041_", "a\x01b"]
    write_table(tmp_path / "out.xlsx", _frame({"Account ID": texts}))
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["Accounts"]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells] == [True, False, False, True, *[False] * 4]
    assert read_book(tmp_path / "out.xlsx").accounts.frame["Account ID"].tolist() == texts
    assert b"<f>" not in zipfile.ZipFile(tmp_path / "out.xlsx").read("xl/worksheets/sheet1.xml")


def test_headers_are_made_fit_for_an_excel_table(tmp_path: Path) -> None:
    write_table(tmp_path / "out.xlsx", _frame({"Account ID": ["A1"], "region": ["x"], "Region": ["y"], "a\nb": [1]}))
    assert list(read_book(tmp_path / "out.xlsx").accounts.frame) == ["Account ID", "region", "Region (2)", "a b"]


def test_a_table_without_rows_is_written(tmp_path: Path) -> None:
    write_table(tmp_path / "out.xlsx", SCORED.iloc[:0])
    assert [cell.value for cell in openpyxl.load_workbook(tmp_path / "out.xlsx")["Accounts"][1]] == list(SCORED)


def test_several_tables_share_a_workbook(tmp_path: Path) -> None:
    team = _frame({"Account Manager": ["Ann"], "Email": ["ann@example.com"]})
    write_tables(tmp_path / "out.xlsx", {"Accounts": SCORED, "Team": team})
    book = read_book(tmp_path / "out.xlsx")
    assert book.accounts.frame["Account ID"].tolist() == ["A1", "A2"]
    assert book.tables["Team"].frame.to_dict("list") == {"Account Manager": ["Ann"], "Email": ["ann@example.com"]}


def test_what_a_sheet_cannot_hold_is_refused_and_nothing_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = _frame({"Account ID": ["A1", "A2"], "Note": ["x" * 32_768, "😀" * 16_384], "More": ["x" * 32_767, "y"]})
    assert _problem(tmp_path / "out.xlsx", frame) == (
        "out.xlsx, sheet Accounts, B2 and B3: texts of more than the 32,767 characters that Excel holds in a cell. "
        "Shorten them, or write .csv."
    )
    monkeypatch.setattr(writing_excel, "MOST_ROWS", 1)
    assert _problem(tmp_path / "out.xlsx", frame) == (
        "out.xlsx, sheet Accounts: 2 rows and 3 columns; Excel holds 1 rows below the headers and 16,384 columns. "
        "Write .csv or .parquet."
    )
    assert list(tmp_path.iterdir()) == []


# --- parquet ---------------------------------------------------------------------------------------------------------


def test_parquet_columns_have_one_type_each(tmp_path: Path) -> None:
    frame = _frame(
        {
            "Account ID": ["007", "008"],
            "Revenue 12m": ["1,250.50", None],
            "Customer Since": ["2024-01-31", ""],
            "Visited": [datetime(2024, 1, 31, 13, 5), date(2024, 2, 1)],  # noqa: DTZ001 - as in Excel
            "Region Served": ["yes", "no"],
            "Orders 12m": ["3", "three"],
            "Empty": [None, float("nan")],
        }
    )
    write_table(tmp_path / "out.parquet", frame)
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.schema.types == [
        pa.string(),
        pa.float64(),
        pa.date32(),
        pa.timestamp("us"),
        pa.bool_(),
        pa.string(),
        pa.string(),
    ]
    assert [column.to_pylist() for column in table.columns] == [
        ["007", "008"],
        [1250.5, None],
        [date(2024, 1, 31), None],
        [datetime(2024, 1, 31, 13, 5), datetime(2024, 2, 1)],  # noqa: DTZ001 - as in Excel
        [True, False],
        ["3", "three"],
        [None, None],
    ]


def test_parquet_without_pyarrow_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    assert _problem(tmp_path / "out.parquet", SCORED) == (
        'out.parquet cannot be written yet. Parquet files need one more package: pip install "kam-xl[parquet]".'
    )


# --- every kind ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx", "out.PARQUET"])
def test_the_same_table_gives_the_same_bytes(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write_table(tmp_path / "first" / name, SCORED)
    monkeypatch.setattr("time.time", lambda: 4e9)
    write_table(tmp_path / "second" / name, SCORED)
    assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx", "out.parquet"])
def test_a_file_that_is_there_is_replaced(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"old")
    write_table(tmp_path / name, SCORED)
    assert read_book(tmp_path / name).accounts.frame["Tier"].tolist() == ["Standard", "Unscored"]


def test_a_workbook_with_macros_is_never_written_over(tmp_path: Path) -> None:
    target = tmp_path / "KeyAccounts.xlsm"
    target.write_bytes(b"precious")
    assert _problem(target, SCORED) == (
        f"{target} exists, and kam-xl never writes over a workbook with macros. Choose a new name."
    )
    assert target.read_bytes() == b"precious"


@pytest.mark.parametrize(
    ("name", "found"), [("out.xlsm", "the ending .xlsm"), ("out.txt", "the ending .txt"), ("out", "no ending")]
)
def test_an_ending_that_is_not_written(tmp_path: Path, name: str, found: str) -> None:
    assert _problem(tmp_path / name, SCORED) == (
        f"{tmp_path / name} has {found}; tables are written to files that end in .csv, .xlsx, .parquet. "
        "Choose one of these."
    )


def test_only_a_workbook_holds_several_tables(tmp_path: Path) -> None:
    with pytest.raises(TargetError) as caught:
        write_tables(tmp_path / "out.csv", {"Accounts": SCORED, "Team": SCORED})
    assert str(caught.value) == (
        f"{tmp_path / 'out.csv'}: a .csv file holds one table, and there are 2: Accounts, Team. "
        "Choose a name that ends in .xlsx."
    )
