"""The workbook as it is built: the same bytes every time, readable by others, saying what it was given."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import FileFormat, OpenXmlValidator
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from kam_xl.accounts.rows import Row
from kam_xl.accounts.tables import TABLES
from kam_xl.errors import TargetError
from kam_xl.shipped import shipped
from kam_xl.workbook.builder import build_fresh_workbook, build_workbook
from kam_xl.workbook.content import Status, WorkbookContent
from kam_xl.workbook.layout import LAST_RUN_CELL, PROBLEM_CELL, RESULT_CELL, SHEETS
from kam_xl.workbook.model_sheet import HEADERS
from kam_xl.workbook.package import add_interface
from kam_xl.workbook.pages import tables as table_pages
from kam_xl.workbook.pages.tables import SCORE_FORMULA
from kam_xl.workbook.reading import read_book

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

ACCOUNTS: tuple[Row, ...] = (
    {
        "account_id": "007",
        "account": '=HYPERLINK("https://example.com")',
        "country": "NA",
        "region_served": True,
        "customer_since": date(2019, 2, 28),
        "revenue_12m": 0.1 + 0.2,
        "Region\nCode": "@north",
        "score": 81.5,
        "tier": "Key",
        "coverage": 0.75,
        "rank": 1,
        "reason": "Key.",
    },
    {
        "account_id": "8",
        "account": "-1+1",
        "revenue_12m": 20_000.0,
        "score": None,
        "tier": "Major",
        "Region\nCode": None,
    },
)


@pytest.fixture
def content(default_plain: dict[str, Any]) -> WorkbookContent:
    return WorkbookContent(
        model=default_plain,
        tables={"Accounts": ACCOUNTS, "Team": ({"account_manager": "Ana Pires", "capacity": 3.0},)},
        settings={"company": "Nordwind", "currency": "EUR", "as_of": date(2026, 3, 31), "head_cut": 12.5},
        status=Status("As of 2026-03-31", "2 accounts: 1 Key, 1 Major.", ("1 account has no manager: 8.",)),
    )


@pytest.fixture
def filled(content: WorkbookContent, tmp_path: Path) -> Path:
    book = tmp_path / "filled.xlsm"
    build_workbook(book, content)
    return book


def _parts(book: Path) -> dict[str, bytes]:
    with ZipFile(book) as package:
        return {name: package.read(name) for name in package.namelist()}


def _column(book: Workbook, header: str, sheet: str = "Accounts") -> list[object]:
    headers = [cell.value for cell in book[sheet][5]]
    return [row[headers.index(header)] for row in book[sheet].iter_rows(min_row=6, values_only=True)]


def test_building_twice_gives_the_same_bytes(
    default_plain: dict[str, Any], content: WorkbookContent, tmp_path: Path
) -> None:
    first, second = tmp_path / "a" / "book.xlsm", tmp_path / "b" / "book.xlsm"

    for target in (first, second):
        build_fresh_workbook(target, default_plain)
    fresh = first.read_bytes(), second.read_bytes()
    for target in (first, second):
        build_workbook(target, content)

    assert fresh[0] == fresh[1]
    assert first.read_bytes() == second.read_bytes()


def test_the_committed_workbook_is_what_its_sources_give(default_plain: dict[str, Any], tmp_path: Path) -> None:
    # Part by part: another zlib would pack the same parts into other bytes.
    built = tmp_path / "KeyAccounts.xlsm"
    build_fresh_workbook(built, default_plain)

    expected, actual = _parts(built), _parts(shipped("workbook", "KeyAccounts.xlsm"))

    assert list(expected) == list(actual)
    assert [name for name in expected if expected[name] != actual[name]] == [], "run `kam workbook build` and commit"


@pytest.mark.parametrize("name", ["KeyAccounts.xlsm", "filled.xlsm"])
def test_every_table_stands_on_the_sheet_it_is_named_after(name: str, filled: Path) -> None:
    book = load_workbook(filled if name == filled.name else shipped("workbook", name))

    tables = {sheet.title: list(sheet.tables) for sheet in book if sheet.tables}

    assert tables == {
        **{spec: [spec] for spec in TABLES},
        "Model": ["Criteria", "Scales", "Gates", "Model", "Tiers"],
        "Settings": ["Settings"],
    }
    assert {name: tuple(_table_headers(book["Model"], name)) for name in HEADERS} == dict(HEADERS)


def _table_headers(sheet: Worksheet, table: str) -> Sequence[str]:
    return [column.name for column in sheet.tables[table].tableColumns]


def test_sheets_stand_in_their_order_and_xlwings_settings_come_last() -> None:
    book = CalamineWorkbook.from_path(shipped("workbook", "KeyAccounts.xlsm"))

    assert book.sheet_names == [sheet.name for sheet in SHEETS]
    assert book.sheet_names[-1] == "xlwings.conf"
    hidden = [sheet.name for sheet in book.sheets_metadata if sheet.visible is not SheetVisibleEnum.Visible]
    assert hidden == ["Models", "xlwings.conf"]


def test_xlwings_settings_begin_in_the_first_cell_and_have_no_gap() -> None:
    book = CalamineWorkbook.from_path(shipped("workbook", "KeyAccounts.xlsm"))

    keys = [row[0] for row in book.get_sheet_by_name("xlwings.conf").to_python(skip_empty_area=False)]

    settings = ["INTERPRETER_WIN", "ADD_WORKBOOK_TO_PYTHONPATH", "UDF MODULES", "USE UDF SERVER"]
    assert keys == [*settings, "KAM_XL VERSION", "XLWINGS VERSION"]


def test_sheets_and_workbook_have_the_code_names_of_their_modules() -> None:
    parts = _parts(shipped("workbook", "KeyAccounts.xlsm"))
    sheets = [parts[f"xl/worksheets/sheet{number}.xml"].decode() for number in range(1, len(SHEETS) + 1)]

    assert 'codeName="ThisWorkbook"' in parts["xl/workbook.xml"].decode()
    assert [re.findall(r'codeName="(\w+)"', xml) for xml in sheets] == [[sheet.code_name] for sheet in SHEETS]


def test_a_score_is_a_function_that_shows_the_score_it_has(filled: Path) -> None:
    assert _column(load_workbook(filled), "Score") == [SCORE_FORMULA, SCORE_FORMULA]
    assert _column(load_workbook(filled, data_only=True), "Score") == [81.5, "#N/A"]


def test_a_fresh_workbook_has_one_blank_account_whose_score_shows_nothing() -> None:
    book = load_workbook(shipped("workbook", "KeyAccounts.xlsm"), data_only=True)

    assert _column(book, "Account ID") == [None]
    assert _column(book, "Score") in ([None], [""])


def test_nothing_is_calculated_when_the_workbook_is_opened(filled: Path) -> None:
    workbook = _parts(filled)["xl/workbook.xml"].decode()

    assert re.findall(r"<calcPr[^>]*>", workbook) == ['<calcPr calcId="191029"/>']


def test_texts_stay_texts_whatever_they_begin_with(filled: Path) -> None:
    book = load_workbook(filled)

    cells = [row[1] for row in book["Accounts"].iter_rows(min_row=6)]

    assert [(cell.value, cell.data_type) for cell in cells] == [
        ('=HYPERLINK("https://example.com")', "s"),
        ("-1+1", "s"),
    ]
    assert _column(book, "Account ID") == ["007", "8"]
    assert _column(book, "Region Code") == ["@north", None]


def test_values_are_written_as_what_they_are_with_every_digit(filled: Path) -> None:
    book = load_workbook(filled)

    first = {header: _column(book, header)[0] for header in ("Revenue 12m", "Region Served", "Coverage", "Rank")}

    assert first == {"Revenue 12m": 0.1 + 0.2, "Region Served": True, "Coverage": 0.75, "Rank": 1}
    assert str(_column(book, "Customer Since")[0]).startswith("2019-02-28")


def test_a_row_is_as_high_as_its_longest_text_needs(default_plain: dict[str, Any], tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    notes: list[Row] = [
        {"account_id": "8", "section": "Review", "text": "short"},
        {"account_id": "8", "section": "Priorities", "text": "x" * 200},
        {"account_id": "8", "section": "The one ask", "text": "one\ntwo"},
        {"account_id": "8", "section": "Competitors", "text": "x" * 30_000},
    ]
    build_workbook(book, WorkbookContent(model=default_plain, tables={"Notes": notes}))

    heights = load_workbook(book)["Notes"].row_dimensions

    assert [heights[row].height for row in (6, 7, 8, 9)] == [None, 45.75, 30.75, 390.75]


def test_columns_beyond_the_schema_stand_where_the_score_reads_them(filled: Path) -> None:
    headers = [cell.value for cell in load_workbook(filled)["Accounts"][5]]

    assert headers.index("Account ID") < headers.index("Region Code") < headers.index("Override Until")
    assert headers.index("Override Until") < headers.index("Score")


def test_days_in_a_column_beyond_the_schema_stay_days(default_plain: dict[str, Any], tmp_path: Path) -> None:
    rows: list[Row] = [{"account_id": "8", "Own Day": date(2026, 3, 31), "Own Word": "x"}, {"account_id": "9"}]
    build_workbook(tmp_path / "book.xlsx", WorkbookContent(model=default_plain, tables={"Accounts": rows}))

    accounts = read_book(tmp_path / "book.xlsx").accounts.frame

    assert [str(day) for day in accounts["Own Day"]] == ["2026-03-31", ""]


def test_start_says_what_happened_in_cells_with_names(filled: Path) -> None:
    book = load_workbook(filled)

    said = {}
    for name in (LAST_RUN_CELL, RESULT_CELL, PROBLEM_CELL):
        ((sheet, cell),) = book.defined_names[name].destinations
        said[name] = book[sheet][cell.replace("$", "")].value

    assert said == {
        "KamLastRun": "As of 2026-03-31",
        "KamResult": "2 accounts: 1 Key, 1 Major.",
        "KamProblem": "1 account has no manager: 8.",
    }


def test_a_workbook_without_macros_has_values_and_no_trace_of_them(content: WorkbookContent, tmp_path: Path) -> None:
    target = tmp_path / "filled.xlsx"
    build_workbook(target, content)

    parts = _parts(target)

    assert _column(load_workbook(target), "Score") == [81.5, None]
    assert [name for name in parts if "vba" in name or "customUI" in name] == []
    assert b"KAM_SCORE" not in b"".join(parts.values())
    assert "xlwings.conf" not in load_workbook(target).sheetnames


@pytest.mark.parametrize("name", ["KeyAccounts.xlsm", "filled.xlsm"])
def test_the_package_is_valid_open_xml(name: str, filled: Path) -> None:
    book = filled if name == filled.name else shipped("workbook", name)

    result = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365).validate(book)

    assert [str(error) for error in result.errors] == []


def test_more_rows_than_a_sheet_has_are_refused(
    content: WorkbookContent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_pages, "MOST_ROWS", 6)

    with pytest.raises(TargetError) as refusal:
        build_workbook(tmp_path / "book.xlsm", content)

    assert refusal.value.problems == (
        "Sheet Accounts: 2 rows; a sheet of Excel has room for 1. Write a .csv or .parquet file instead.",
    )
    assert list(tmp_path.iterdir()) == []


def test_a_package_that_is_written_otherwise_than_expected_is_not_patched_blindly(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsm"
    with ZipFile(book, "w") as package:
        package.writestr("_rels/.rels", "<Relations/>")
    before = book.read_bytes()

    with pytest.raises(ValueError, match=r"_rels/.rels holds no </Relationships>"):
        add_interface(book, b"<customUI/>")

    assert book.read_bytes() == before


def test_no_list_of_choices_is_longer_than_excel_allows() -> None:
    sheets = [xml.decode() for name, xml in _parts(shipped("workbook", "KeyAccounts.xlsm")).items() if "sheet" in name]

    lists = [text for xml in sheets for text in re.findall(r'type="list".*?<formula1>"(.*?)"</formula1>', xml)]

    assert len(lists) == 15
    assert max(map(len, lists)) <= 255
