"""Csv as real exports write it."""

from io import BytesIO
from pathlib import Path

import pytest

from kam_xl.accounts.book import RawTable
from kam_xl.accounts.tables import ACCOUNTS
from kam_xl.workbook.reading import read_book, read_table
from kam_xl.workbook.reading_csv import read_csv


def _read(text: str, encoding: str = "utf-8") -> RawTable:
    return read_csv(text.encode(encoding), "crm.csv", ACCOUNTS)


def _cells(table: RawTable) -> dict[str, list[object]]:
    return {str(header): table.frame[header].tolist() for header in table.frame}


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_of_real_exports_are_recognised(separator: str) -> None:
    table = _read(separator.join(["Account ID", "Account"]) + "\n" + separator.join(["A1", "Alder"]) + "\n")
    assert _cells(table) == {"Account ID": ["A1"], "Account": ["Alder"]}


def test_decimal_commas_do_not_pass_for_separators() -> None:
    table = _read("Account ID;Revenue 12m;Margin\nA1;1,5;0,2\nA2;2,5;0,3\n")
    assert _cells(table) == {"Account ID": ["A1", "A2"], "Revenue 12m": ["1,5", "2,5"], "Margin": ["0,2", "0,3"]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_real_exports_are_recognised(encoding: str) -> None:
    table = _read("Account ID,Account\nA1,Königlich Essen – 5 €\n", encoding)
    assert _cells(table) == {"Account ID": ["A1"], "Account": ["Königlich Essen – 5 €"]}


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_both_orders_of_utf_16_are_read(mark: bytes) -> None:
    encoding = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    table = read_csv(mark + "Account ID\tAccount\nA1\tÖl\n".encode(encoding), "crm.csv", ACCOUNTS)
    assert _cells(table) == {"Account ID": ["A1"], "Account": ["Öl"]}


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_read(line_end: str) -> None:
    table = _read(line_end.join(["Account ID,Account", "A1,Alder", "A2,Birch", ""]))
    assert _cells(table) == {"Account ID": ["A1", "A2"], "Account": ["Alder", "Birch"]}


def test_every_cell_stays_the_text_it_was() -> None:
    table = _read("Account ID,Status,Revenue 12m\n007,NA,1e3\n008,NULL,#N/A\n")
    assert _cells(table) == {"Account ID": ["007", "008"], "Status": ["NA", "NULL"], "Revenue 12m": ["1e3", "#N/A"]}


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    table = _read('Account ID,Account\nA1,"two\nlines"\n\n,\nA2,Birch\n')
    assert _cells(table)["Account"] == ["two\nlines", "Birch"]
    assert list(table.row_numbers) == [2, 5]


def test_the_header_may_stand_below_a_title() -> None:
    table = _read('Accounts as of 31 May\n"All, with notes"\n\nAccount ID,Account\nA1,Alder\n')
    assert _cells(table) == {"Account ID": ["A1"], "Account": ["Alder"]}
    assert list(table.row_numbers) == [5]


def test_excels_separator_line_is_no_row() -> None:
    table = _read("sep=|\r\nAccount ID|Account\r\nA1|Alder, Inc.\r\n")
    assert _cells(table) == {"Account ID": ["A1"], "Account": ["Alder, Inc."]}
    assert list(table.row_numbers) == [2]


def test_columns_without_header_are_left_out_if_blank_and_named_by_their_letter_if_not() -> None:
    table = _read("Account ID,,Account,\nA1,,Alder,extra\n")
    assert _cells(table) == {"Account ID": ["A1"], "Account": ["Alder"], "Column D": ["extra"]}


def test_blank_cells_beyond_the_headers_do_no_harm() -> None:
    table = _read("Account ID,Account\nA1,Alder,,\nA2,Birch\n")
    assert _cells(table) == {"Account ID": ["A1", "A2"], "Account": ["Alder", "Birch"]}
    assert table.issues == ()


def test_a_row_that_misses_cells_is_read_and_reported() -> None:
    table = _read("Account ID,Account,Country\nA1,Alder,DE\nA2,Birch\nA3,Cedar,\n")
    assert _cells(table)["Country"] == ["DE", "", ""]
    assert [str(issue) for issue in table.issues] == [
        (
            "crm.csv, row 3: short row: found 2 cells; allowed: 3 cells, one for each header. "
            "The missing cells count as blank; if a text with a line break lost its quotes, export as .xlsx."
        )
    ]


def test_the_apostrophe_before_a_formula_text_is_taken_off_again() -> None:
    table = _read("Account ID,Account,'=Odd header\n'-A1,'=1+1,''@x\nA2,'s-Hertogenbosch,'5\n")
    assert _cells(table) == {
        "Account ID": ["-A1", "A2"],
        "Account": ["=1+1", "'s-Hertogenbosch"],
        "=Odd header": ["'@x", "'5"],
    }


def test_a_text_longer_than_any_cell_of_excel_is_read() -> None:
    table = _read(f"Account ID,Note,Country\nA1,{'x' * 200_000},\n")
    assert _cells(table) == {"Account ID": ["A1"], "Note": ["x" * 200_000], "Country": [""]}


def test_a_stream_is_read_as_csv() -> None:
    book = read_book(BytesIO(b"Account ID,Account\nA1,Alder\n"))
    assert _cells(book.accounts) == {"Account ID": ["A1"], "Account": ["Alder"]}
    assert book.accounts.source == "standard input"


def test_a_plain_export_has_accounts_alone_and_hands_on_its_issues(tmp_path: Path) -> None:
    (tmp_path / "CRM.CSV").write_bytes(b"Account ID,Account\nA1\n")
    book = read_book(tmp_path / "CRM.CSV")
    assert (dict(book.tables), dict(book.settings), book.model) == ({}, {}, None)
    assert [issue.kind for issue in book.issues] == ["short row"]


def test_a_table_of_unknown_columns_begins_with_its_first_filled_row(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(b"\n;;\norder;customer;total\n1;ALFKI;12,5\n")
    table = read_table(path)
    assert _cells(table) == {"order": ["1"], "customer": ["ALFKI"], "total": ["12,5"]}
    assert list(table.row_numbers) == [4]


def test_a_table_may_have_no_rows(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_bytes(b"order,customer\n")
    assert _cells(read_table(tmp_path / "orders.csv")) == {"order": [], "customer": []}
