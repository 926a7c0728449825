"""Workbooks, as people keep them."""

import subprocess
from datetime import date, datetime
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.worksheet.table import Table

from kam_xl.accounts.book import RawTable
from kam_xl.workbook.model_sheet import model_cells
from kam_xl.workbook.reading import read_book, read_table
from tests.workbook.workbooks import ACCOUNTS, repack, save_workbook


def _cells(table: RawTable) -> dict[str, list[object]]:
    return {str(header): table.frame[header].tolist() for header in table.frame}


def test_cells_keep_their_kind(tmp_path: Path) -> None:
    row = ["007", "Alder", 1.5, True, date(2024, 1, 31), datetime(2024, 1, 31, 13, 5)]  # noqa: DTZ001 - as in Excel
    path = save_workbook(tmp_path / "a.xlsx", {"Accounts": [["Account ID", "A", "B", "C", "D", "E"], row]})
    table = read_book(path).accounts
    assert table.frame.iloc[0].tolist() == row
    assert table.source == "a.xlsx, sheet Accounts"


def test_error_cells_are_kept_as_found(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Accounts")
        sheet.write_row(0, 0, ["Account ID", "Revenue 12m", "Growth", "Note"])
        sheet.write_string(1, 0, "A1")
        sheet.write_formula(1, 1, "=NA()", None, "#N/A")
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
        sheet.write_string(1, 3, '<c t="e">')
    assert read_book(path).accounts.frame.iloc[0].tolist() == ["A1", "#N/A", "#DIV/0!", '<c t="e">']


def test_formulas_give_the_value_they_show_also_where_excel_shares_one_formula(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Accounts")
        sheet.write_row(0, 0, ["Account ID", "Double"])
        for row in (1, 2):
            sheet.write_string(row, 0, f"A{row}")
            sheet.write_formula(row, 1, f"=2*{row}", None, 2 * row)
    shared = {
        b"<f>2*1</f>": b'<f t="shared" ref="B2:B3" si="0">2*1</f>',
        b"<f>2*2</f>": b'<f t="shared" si="0"/>',
    }
    repack(path, "xl/worksheets/sheet1.xml", shared)
    assert _cells(read_book(path).accounts)["Double"] == [2, 4]


def test_dates_of_an_old_mac_workbook_are_the_dates_it_shows(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Account ID", "Last Order", "Serial"], ["A1", date(2024, 1, 31), 43859]]
    table = read_book(save_workbook(tmp_path / "a.xlsx", {"Accounts": rows}, date_1904=True)).accounts
    assert table.frame.iloc[0].tolist() == ["A1", date(2024, 1, 31), 43859]
    assert table.date_1904


def test_rows_are_numbered_as_excel_does_and_blank_ones_left_out(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Key accounts 2024"],
        [],
        [None, "Account ID", "Account"],
        [None, "A1", "Alder"],
        [None, " "],
        [None, "A2"],
    ]
    table = read_book(save_workbook(tmp_path / "a.xlsx", {"Accounts": rows})).accounts
    assert _cells(table) == {"Account ID": ["A1", "A2"], "Account": ["Alder", ""]}
    assert list(table.row_numbers) == [4, 6]


# --- which sheet -----------------------------------------------------------------------------------------------------


def test_the_sheet_accounts_is_found_whatever_else_looks_like_it(tmp_path: Path) -> None:
    path = save_workbook(tmp_path / "a.xlsx", {"Old": [["Account ID"], ["X"]], "ACCOUNTS": ACCOUNTS})
    assert _cells(read_book(path).accounts)["Account ID"] == ["A1", "A2"]


def test_the_table_accounts_counts_more_than_the_sheet_accounts(tmp_path: Path) -> None:
    sheets = {"Accounts": [["Account ID"], ["X"]], "Data": ACCOUNTS}
    path = save_workbook(tmp_path / "a.xlsx", sheets, tables={"Accounts": "Data!A1:B3"})
    assert read_book(path).accounts.source == "a.xlsx, sheet Data"


def test_an_only_sheet_may_have_any_name(tmp_path: Path) -> None:
    path = save_workbook(tmp_path / "a.xlsx", {"Export (3)": ACCOUNTS})
    assert _cells(read_book(path).accounts)["Account ID"] == ["A1", "A2"]


def test_else_the_first_visible_sheet_with_the_header_is_taken(tmp_path: Path) -> None:
    sheets = {
        "Archive": [["Account ID"], ["X"]],
        "Cover": [["Hello"]],
        "CRM": ACCOUNTS,
        "Copy": [["Account ID"], ["Y"]],
    }
    path = save_workbook(tmp_path / "a.xlsx", sheets, hidden=["Archive"])
    assert read_book(path).accounts.source == "a.xlsx, sheet CRM"


def test_a_sheet_that_is_named_is_taken(tmp_path: Path) -> None:
    sheets = {"Accounts": ACCOUNTS, "Archive": [["Account ID"], ["X"]]}
    path = save_workbook(tmp_path / "a.xlsx", sheets, tables={"Accounts": "Accounts!A1:B3"})
    assert _cells(read_book(path, sheet="archive").accounts) == {"Account ID": ["X"]}
    assert _cells(read_book(path, sheet="Accounts").accounts)["Account ID"] == ["A1", "A2"]


# --- Excel tables ----------------------------------------------------------------------------------------------------

_ROWS_AROUND_A_TABLE = [
    ["Our accounts", None, None, "Legend"],
    [None, "Account ID", "Account", "Key", "not part of it"],
    [None, "A1", "Alder"],
    [None, "A2", "Birch"],
]


def test_what_stands_around_an_excel_table_is_not_read(tmp_path: Path) -> None:
    path = save_workbook(
        tmp_path / "a.xlsx",
        {"Accounts": [*_ROWS_AROUND_A_TABLE, [], [None, "Source: CRM"]]},
        tables={"Accounts": "Accounts!B2:C4"},
    )
    book = read_book(path)
    assert _cells(book.accounts) == {"Account ID": ["A1", "A2"], "Account": ["Alder", "Birch"]}
    assert list(book.accounts.row_numbers) == [3, 4]
    assert list(book.issues) == []


def test_rows_that_touch_a_table_from_below_are_reported(tmp_path: Path) -> None:
    rows = [*_ROWS_AROUND_A_TABLE, [None, "A3", "Cedar"], [None, "A4", "Dogwood"]]
    path = save_workbook(tmp_path / "a.xlsx", {"Accounts": rows}, tables={"Accounts": "Accounts!B2:C4"})
    book = read_book(path)
    assert _cells(book.accounts)["Account ID"] == ["A1", "A2"]
    assert [str(issue) for issue in book.issues] == [
        (
            "a.xlsx, sheet Accounts, row 5: rows below the table: found 2 filled rows that touch the table from below; "
            "allowed: rows inside the table Accounts. "
            "They were not read: drag the lower right corner of the table over them."
        )
    ]


def test_a_totals_row_is_neither_an_account_nor_an_issue(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        columns = [{"header": "Account ID", "total_string": "Total"}, {"header": "Revenue", "total_function": "sum"}]
        table = {"name": "Accounts", "total_row": True, "columns": columns, "data": [["A1", 1], ["A2", 2]]}
        book.add_worksheet("Accounts").add_table("A1:B4", table)
    read = read_book(path)
    assert _cells(read.accounts) == {"Account ID": ["A1", "A2"], "Revenue": [1, 2]}
    assert list(read.issues) == []


def test_a_table_without_header_row_is_read_as_a_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Data")
        sheet.write_row("A1", ["Account ID", "Account"])
        sheet.add_table("A2:B3", {"name": "Accounts", "header_row": False, "data": [["A1", "Alder"], ["A2", "Birch"]]})
    assert _cells(read_book(path).accounts)["Account"] == ["Alder", "Birch"]


def test_tables_are_found_in_workbooks_of_other_programs(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Data"
    for row in [["note"], ["Account ID", "Account"], ["A1", "Alder"]]:
        sheet.append(row)
    sheet.add_table(Table(displayName="Accounts", ref="A2:B3"))
    book.create_sheet("Other")
    book.save(path)
    assert _cells(read_book(path).accounts) == {"Account ID": ["A1"], "Account": ["Alder"]}


def test_a_workbook_saved_by_libreoffice_is_read(tmp_path: Path, require_host: object) -> None:
    path = save_workbook(
        tmp_path / "a.xlsx",
        {"Cover": [["Hi"]], "Accounts": _ROWS_AROUND_A_TABLE},
        tables={"Accounts": "Accounts!B2:C4"},
    )
    soffice = require_host("soffice")  # type: ignore[operator]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", tmp_path / "lo", path]
    subprocess.run(command, check=True, capture_output=True)
    table = read_book(tmp_path / "lo" / "a.xlsx").accounts
    assert _cells(table)["Account ID"] == ["A1", "A2"]
    assert list(table.row_numbers) == [3, 4]


def test_merged_cells_are_reported_since_only_the_first_holds_the_value(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Accounts")
        sheet.merge_range("A1:B1", "A merged title")
        sheet.write_row("A2", ["Account ID", "Account Manager"])
        sheet.write_column("A3", ["A1", "A2"])
        sheet.merge_range("B3:B4", "Ann")
    read = read_book(path)
    assert _cells(read.accounts)["Account Manager"] == ["Ann", ""]
    assert [str(issue) for issue in read.issues] == [
        (
            "a.xlsx, sheet Accounts, row 3: merged cells: found B3:B4; allowed: one value in each cell. "
            "All but the first count as blank: unmerge them and fill in each."
        )
    ]


# --- beside accounts -------------------------------------------------------------------------------------------------


def test_the_other_tables_are_read_by_their_names_hidden_ones_too(tmp_path: Path) -> None:
    sheets = {
        "Accounts": ACCOUNTS,
        "Team": [["Who is who"], ["Account Manager", "Email"], ["Ann", "ann@example.com"]],
        "Models": [["Model Hash", "Model"], ["abc", "[model]"]],
        "Risks": [["Account ID", "Risk"]],
        "My notes": [["anything"]],
    }
    book = read_book(save_workbook(tmp_path / "a.xlsx", sheets, hidden=["Models"]))
    assert {name: _cells(table) for name, table in book.tables.items()} == {
        "Team": {"Account Manager": ["Ann"], "Email": ["ann@example.com"]},
        "Models": {"Model Hash": ["abc"], "Model": ["[model]"]},
        "Risks": {"Account ID": [], "Risk": []},
    }
    assert list(book.tables["Team"].row_numbers) == [3]
    assert list(book.issues) == []


def test_a_sheet_that_only_shares_its_name_with_a_table_is_left_out_with_an_issue(tmp_path: Path) -> None:
    sheets = {"Accounts": ACCOUNTS, "Notes": [["Remember the milk"]]}
    book = read_book(save_workbook(tmp_path / "a.xlsx", sheets))
    assert dict(book.tables) == {}
    assert [str(issue) for issue in book.issues] == [
        (
            "a.xlsx, sheet Notes: table left out: found no header row that kam-xl knows; "
            "allowed: a header row with Account ID and Section among its first rows. "
            "Correct the headers; or rename the sheet if it is not meant as Notes."
        )
    ]


def test_settings_are_labels_with_their_value_beside_them(tmp_path: Path) -> None:
    settings: list[list[object]] = [
        ["Settings"],
        ["Setting", "Value", "Meaning"],
        ["Company", "Acme", "Your company's name"],
        [None, "fiscal year start", 4],
        ["AS OF", date(2024, 5, 31)],
        ["Currency", None],
        ["Locale"],
        [],
        ["Curency", "EUR"],
    ]
    book = read_book(save_workbook(tmp_path / "a.xlsx", {"Accounts": ACCOUNTS, "Settings": settings}))
    assert dict(book.settings) == {"company": "Acme", "fiscal_year_start": 4, "as_of": date(2024, 5, 31)}
    assert [str(issue) for issue in book.issues] == [
        (
            "a.xlsx, sheet Settings, row 9: unknown setting: found “Curency”; allowed: the names of settings. "
            "Write Currency if that is meant; it was not read."
        )
    ]


def test_the_model_sheet_is_read_as_its_toml_would_be(tmp_path: Path, default_plain: dict[str, object]) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Accounts").add_table(
            "A1:A2", {"name": "Accounts", "columns": [{"header": "Account ID"}], "data": [["A1"]]}
        )
        sheet = book.add_worksheet("Model")
        row = 3
        for name, (header, *cells) in model_cells(default_plain).items():
            table = {"name": name, "columns": [{"header": str(text)} for text in header], "data": cells}
            sheet.add_table(row, 0, row + len(cells), len(header) - 1, table)
            row += len(cells) + 4
    assert read_book(path).model == default_plain


def test_a_sheet_named_model_without_the_models_tables_is_no_model(tmp_path: Path) -> None:
    path = save_workbook(tmp_path / "a.xlsx", {"Accounts": ACCOUNTS, "Model": [["T", "1908"]]})
    assert read_book(path).model is None


# --- tables of unknown columns ---------------------------------------------------------------------------------------


def test_a_table_of_unknown_columns_is_the_first_visible_sheet_or_the_one_named(tmp_path: Path) -> None:
    sheets: dict[str, list[list[object]]] = {
        "Lists": [["x"]],
        "Orders": [[], ["order", "total"], [10248, 440.0]],
        "Lines": [["line"], [1]],
    }
    path = save_workbook(tmp_path / "a.xlsx", sheets, hidden=["Lists"])
    assert _cells(read_table(path)) == {"order": [10248], "total": [440.0]}
    assert _cells(read_table(path, sheet="Lines")) == {"line": [1]}
