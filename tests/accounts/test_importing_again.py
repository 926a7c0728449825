"""Importing again into a book in which people have typed."""

from collections.abc import Mapping
from datetime import date

import pytest

from kam_xl.accounts.conventions import Conventions
from kam_xl.accounts.importing.again import Difference, Merged, fresh, merge_accounts, merge_team
from kam_xl.accounts.importing.notes import read_note, shown, write_note
from kam_xl.accounts.rows import Row, Value
from kam_xl.accounts.tables import ACCOUNTS
from kam_xl.errors import TableError
from tests.accounts.importing_tables import table

NOTE = "Import 2024-03-31: Account = Acme; Status = Active; Customer Since = 2020-01-01 (at least)"


def exported(account_id: str = "A1", **values: Value) -> Row:
    fields: dict[str, Value] = {"account_id": account_id, "strategic_fit": None, "revenue_12m": 100.0}
    return fields | values | {"Import Note": "Import 2025-03-31: …"}


def merged(book: Mapping[str, object], *accounts: Row, conventions: Conventions | None = None) -> Merged:
    cells = {header: cell if isinstance(cell, list) else [cell] for header, cell in book.items()}
    return merge_accounts(table(cells, "book.csv"), accounts, conventions or Conventions())


def test_measured_figures_are_replaced_and_reported() -> None:
    found = merged({"Account ID": "A1", "Revenue 12m": "80"}, exported())
    assert found.rows[0]["Revenue 12m"] == 100.0
    assert found.replaced == (Difference("A1", "Revenue 12m", "80", "100"),)


def test_a_figure_that_is_the_same_is_neither_touched_nor_reported() -> None:
    found = merged({"Account ID": "A1", "Revenue 12m": "100.00", "Import Note": "Import 2025-03-31: …"}, exported())
    assert (found.rows[0]["Revenue 12m"], found.replaced) == ("100.00", ())


def test_a_cell_that_still_holds_what_the_import_wrote_is_replaced() -> None:
    found = merged({"Account ID": "A1", "Status": "Active", "Import Note": NOTE}, exported(status="Lapsed"))
    assert found.rows[0]["Status"] == "Lapsed"
    assert found.kept == ()


def test_a_cell_that_a_person_typed_over_stays_and_is_reported() -> None:
    found = merged({"Account ID": "A1", "Status": "Partner", "Import Note": NOTE}, exported(status="Lapsed"))
    assert found.rows[0]["Status"] == "Partner"
    assert found.kept == (Difference("A1", "Status", "Partner", "Lapsed"),)


def test_a_typed_cell_stays_at_every_further_import() -> None:
    note = write_note(date(2025, 3, 31), {"status": "Lapsed"}, {})
    found = merged({"Account ID": "A1", "Status": "Partner", "Import Note": note}, exported(status="Active"))
    assert found.rows[0]["Status"] == "Partner"


def test_a_cell_is_recognised_as_imported_also_as_a_date_in_a_workbook() -> None:
    book = {"Account ID": "A1", "Customer Since": date(2020, 1, 1), "Import Note": NOTE}
    found = merged(book, exported(customer_since=date(2019, 5, 5)))
    assert found.rows[0]["Customer Since"] == date(2019, 5, 5)


def test_what_the_export_no_longer_knows_is_blanked_only_where_the_import_wrote_it() -> None:
    book = {"Account ID": ["A1", "A2"], "Status": ["Active", "Partner"], "Import Note": [NOTE, NOTE]}
    found = merged(book, exported("A1", status=None), exported("A2", status=None))
    assert [row["Status"] for row in found.rows] == [None, "Partner"]
    assert found.kept == ()


def test_without_a_note_every_filled_cell_counts_as_typed_and_blank_ones_are_filled_in() -> None:
    book = {"Account ID": "A1", "Account": "Acme (old)", "Country": " "}
    found = merged(book, exported(account="Acme", country="DE"))
    assert (found.rows[0]["Account"], found.rows[0]["Country"]) == ("Acme (old)", "DE")
    assert found.kept == (Difference("A1", "Account", "Acme (old)", "Acme"),)


def test_judgements_and_columns_of_ones_own_are_never_touched() -> None:
    book = {"Account ID": "A1", "Strategic Fit": "=1+1", "Visit rhythm": "monthly", "Brand Reach": 4}
    found = merged(book, exported())
    assert {header: found.rows[0][header] for header in book} == {**book}


def test_results_of_scoring_no_longer_fit_and_are_blanked() -> None:
    found = merged({"Account ID": "A1", "Score": 71.5, "Tier": "Key", "Reason": "Key"}, exported())
    assert [found.rows[0][header] for header in ("Score", "Tier", "Reason")] == [None, None, None]


def test_new_accounts_come_last_and_vanished_ones_stay() -> None:
    book = {"Account ID": ["A9", "A1"], "Revenue 12m": [5, 80]}
    found = merged(book, exported("A2", city="Oslo"), exported("A1"))
    assert [row["Account ID"] for row in found.rows] == ["A9", "A1", "A2"]
    assert (found.added, found.vanished) == (("A2",), ("A9",))
    assert (found.rows[0]["Revenue 12m"], found.rows[2]["Revenue 12m"]) == (5, 100.0)


def test_new_columns_stand_behind_those_of_the_book_and_blank_ones_are_not_added() -> None:
    found = merged({"account_id": "A1", "Mine": 1}, exported(status="New"))
    assert found.headers == ("account_id", "Mine", "Revenue 12m", "Status", "Import Note")


def test_a_cell_that_cannot_be_read_was_typed() -> None:
    found = merged({"Account ID": "A1", "Customer Since": "spring 2020"}, exported(customer_since=date(2020, 4, 1)))
    assert found.rows[0]["Customer Since"] == "spring 2020"


def test_texts_of_a_local_book_are_written_neutrally_so_that_old_and_new_cells_agree() -> None:
    german = Conventions(",", ".", day_first=True)
    book = {
        "Account ID": "A1",
        "Expected Growth 12m": "1.234,5",
        "Customer Since": "03.04.2020",
        "Gross Margin": "viel",
    }
    row = merged(book, exported(), conventions=german).rows[0]
    assert [row[header] for header in book] == ["A1", 1234.5, date(2020, 4, 3), "viel"]


def test_a_book_without_unique_account_ids_is_refused() -> None:
    with pytest.raises(TableError, match="the id “A1” stands in rows 2, 3"):
        merged({"Account ID": ["A1", "A1"]}, exported())
    with pytest.raises(TableError, match=r"there is no column “Account ID”; found Customer\."):
        merged({"Customer": "A1"}, exported())


def test_a_team_is_only_completed() -> None:
    book = table({"Account Manager": ["Ada", "Cy"], "Manager": ["Bo", ""], "Capacity": [4, 3]})
    export: list[Row] = [
        {"account_manager": "Ada", "manager": "Di", "email": "ada@example.com"},
        {"account_manager": "Eve", "manager": "Di"},
    ]
    found = merge_team(book, export)
    assert found.rows == (
        {"Account Manager": "Ada", "Manager": "Bo", "Capacity": 4, "Email": "ada@example.com"},
        {"Account Manager": "Cy", "Manager": "", "Capacity": 3, "Email": None},
        {"Account Manager": "Eve", "Manager": "Di", "Capacity": None, "Email": None},
    )
    assert found.kept == (Difference("Ada", "Manager", "Bo", "Di"),)
    assert (found.added, found.vanished) == (("Eve",), ("Cy",))


def test_a_note_gives_back_what_it_was_told() -> None:
    values: dict[str, Value] = {
        "account": "Fish; chips (Hove) = Ltd",
        "region_served": True,
        "status": None,
        "customer_since": date(2020, 1, 1),
        "recurring_share": 0.25,
    }
    note = write_note(date(2025, 3, 31), values, {"customer_since": "at least"}, ["a remark = none"])
    assert read_note(note) == {name: shown(value) for name, value in values.items() if value is not None}


@pytest.mark.parametrize("note", [None, "", "my own words", "Import 2025-03-31: "])
def test_no_note_remembers_nothing(note: str | None) -> None:
    assert read_note(note) == {}


def test_a_table_of_its_own_has_every_typed_column_and_those_the_export_adds() -> None:
    found = fresh(ACCOUNTS, [exported(city="Oslo")])
    assert found.headers[:2] == ("Account ID", "Account")
    assert found.headers[-2:] == ("city", "Import Note")
    assert {"Score", "Tier"}.isdisjoint(found.headers)
    assert (found.rows[0]["Account ID"], found.rows[0]["city"], found.rows[0]["Account"]) == ("A1", "Oslo", None)
    assert found.added == ("A1",)
