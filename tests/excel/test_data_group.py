"""The buttons of the group Data."""

from pathlib import Path
from typing import Any

import pytest

from kam_xl.excel.macros.data_group import check_data, import_accounts
from tests.excel.fake_excel import FakeBook

MAPPING = """
[mapping]
name = "Our shop"

[customers]
file = "customers.csv"
id = "Number"
keep = ["Loyalty Card"]
account = "Name"
country = "Land"

[orders]
file = "orders.csv"
id = "Order"
customer = "Number"
date = "Day"
revenue = "Amount"
"""
CUSTOMERS = "Number,Name,Land,Loyalty Card\nA1,Nordlicht GmbH,DE,gold\n007,Bond & Co,GB,\n"
ORDERS = """Order,Number,Day,Amount
1,A1,2024-04-02,100
2,A1,2025-06-01,900
3,007,2025-07-01,50
4,007,2026-03-30,25
"""


@pytest.fixture
def export(tmp_path: Path) -> dict[str, Path]:
    folder = tmp_path / "export"
    folder.mkdir()
    files = {"customers.csv": CUSTOMERS, "orders.csv": ORDERS, "shop.toml": MAPPING}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return {name: folder / name for name in files}


def _accounts(book: FakeBook) -> list[dict[str, Any]]:
    headers, *rows = book.table("Accounts").range.rows
    return [dict(zip(headers, row, strict=True)) for row in rows]


def _choose(book: FakeBook, export: dict[str, Path], *names: str) -> None:
    book.app.chosen = tuple(str(export[name]) for name in names)


def test_an_import_adds_accounts_updates_figures_and_scores(book: FakeBook, export: dict[str, Path]) -> None:
    _choose(book, export, "customers.csv", "orders.csv", "shop.toml")

    import_accounts()

    rows = _accounts(book)
    assert [row["Account ID"] for row in rows] == ["A1", "A2", "A3", "007"]
    assert rows[0]["Revenue 12m"] == 900.0
    assert rows[3]["Revenue 12m"] == 75.0
    assert [row["Tier"] for row in rows] == ["Standard", "Major", "Unscored", "Unscored"]
    assert "Our shop: 2 customers; 1 accounts added" in book.said("KamResult")


def test_an_import_leaves_what_was_typed(book: FakeBook, export: dict[str, Path]) -> None:
    _choose(book, export, "customers.csv", "orders.csv", "shop.toml")

    import_accounts()

    assert _accounts(book)[0]["Account"] == "=Nordlicht"
    assert "A1, Account: you typed =Nordlicht, the export says Nordlicht GmbH; yours stays." in book.said("KamProblem")


def test_importing_again_changes_nothing_but_what_the_export_changed(book: FakeBook, export: dict[str, Path]) -> None:
    _choose(book, export, "customers.csv", "orders.csv", "shop.toml")
    import_accounts()
    once = book.everything()

    import_accounts()
    assert book.everything() == once

    export["orders.csv"].write_text(ORDERS + "5,007,2026-03-30,25\n", encoding="utf-8")
    import_accounts()
    changed = {place for place, cell in book.everything().items() if once.get(place) != cell}
    assert {place[0] for place in changed} <= {"Accounts", "Settings"}
    assert _accounts(book)[3]["Revenue 12m"] == 100.0


def test_new_columns_stand_among_those_that_a_criterion_may_read(book: FakeBook, export: dict[str, Path]) -> None:
    _choose(book, export, "customers.csv", "orders.csv", "shop.toml")

    import_accounts()

    headers = book.table("Accounts").range.rows[0]
    assert headers.index("Loyalty Card") < headers.index("Import Note") < headers.index("Override Tier")
    assert [row["Loyalty Card"] for row in _accounts(book)] == ["gold", None, None, None]


def test_the_formula_of_the_table_reaches_new_accounts(book: FakeBook, export: dict[str, Path]) -> None:
    _choose(book, export, "customers.csv", "orders.csv", "shop.toml")

    import_accounts()

    place = book.table("Accounts").range
    column = place.column + place.rows[0].index("Score")
    assert book.kept("Accounts", 9, column) == book.kept("Accounts", 8, column)
    assert str(book.kept("Accounts", 9, column)).startswith("=")


def test_a_mapping_in_the_folder_of_the_export_is_found(book: FakeBook, export: dict[str, Path]) -> None:
    _choose(book, export, "customers.csv", "orders.csv")

    import_accounts()

    assert "Our shop: 2 customers" in book.said("KamResult")


def test_an_import_without_a_mapping_says_how_to_get_one(book: FakeBook, export: dict[str, Path]) -> None:
    export["shop.toml"].unlink()
    before = book.everything()
    _choose(book, export, "customers.csv", "orders.csv")

    import_accounts()

    assert "Choose one .toml together with the files; `kam import --preset northwind" in book.said("KamProblem")
    assert book.everything() == before


def test_who_chooses_no_file_imports_nothing(book: FakeBook) -> None:
    before = book.everything()

    import_accounts()

    assert book.everything() == before
    assert book.said("KamResult") == "Nothing was imported: no file was chosen."


def test_an_import_that_excel_refuses_halfway_is_taken_back(book: FakeBook, export: dict[str, Path]) -> None:
    before, place = book.everything(), book.table("Accounts").range.last
    book.refuses = lambda sheet, _row, _column: sheet == "Settings"
    _choose(book, export, "customers.csv", "orders.csv", "shop.toml")

    import_accounts()

    assert book.said("KamResult") == "Not done."
    assert book.everything() == before
    assert book.table("Accounts").range.last == place


# --- Check data ---


def test_every_cell_that_cannot_be_understood_is_listed_with_a_way_to_it(book: FakeBook) -> None:
    book.type("Gross Margin", 6, "about half")
    book.type("Customer Since", 8, "long ago")

    check_data()

    rows = book.report("Issues")
    listed = [row for row in rows if row[1] in {"Gross Margin", "Customer Since"}]
    assert [(row[1], row[2], row[4]) for row in listed] == [
        ("Customer Since", "A3", "“long ago”"),
        ("Gross Margin", "A1", "“about half”"),
    ]
    headers = book.table("Accounts").range.rows[0]
    from openpyxl.utils import get_column_letter

    address = f"{get_column_letter(headers.index('Gross Margin') + 1)}6"
    assert listed[1][0] == f'=HYPERLINK("#\'Accounts\'!{address}","Accounts, {address}")'
    assert book.said("KamResult").startswith("2 issues; the sheet Issues lists them.")


def test_data_without_issues_makes_no_sheet(book: FakeBook) -> None:
    check_data()

    found = book.said("KamResult")
    assert (found == "Every cell of 3 accounts was understood.") == ("Issues" not in book.kept_book.sheetnames)


def test_what_a_file_brought_is_shown_and_never_calculated(book: FakeBook) -> None:
    book.type("Gross Margin", 6, "'=1+1")

    check_data()

    cells = [cell for row in book.kept_book["Issues"].iter_rows() for cell in row]
    assert any("=1+1" in str(cell.value) for cell in cells)
    assert {str(cell.value).partition("(")[0] for cell in cells if cell.data_type == "f"} == {"=HYPERLINK"}
