"""Cells of an export: read with every doubt an issue."""

from datetime import date, datetime

import pytest

from kam_xl.accounts.conventions import Conventions
from kam_xl.accounts.importing.cells import missing_columns
from kam_xl.accounts.schema import ALL_FIELDS
from kam_xl.errors import TableError
from tests.accounts.importing_tables import columns_of, table


def test_headers_are_found_whatever_their_case_and_punctuation() -> None:
    columns, _ = columns_of({"Customer ID": ["K01"]})
    assert columns.names("customer_id") == ["K01"]


def test_a_column_that_is_not_mapped_is_unknown_throughout() -> None:
    columns, issues = columns_of({"Customer ID": ["K01", "K02"]})
    assert columns.texts(None) == [None, None]
    assert columns.numbers(None) == [None, None]
    assert issues == []


def test_names_may_be_null_but_texts_are_unknown_then() -> None:
    columns, _ = columns_of({"Name": ["NULL", " ", 12.0, None]})
    assert columns.names("Name") == ["NULL", None, "12", None]
    assert columns.texts("Name") == [None, None, "12", None]


def test_a_number_that_cannot_be_read_is_an_issue_with_its_place() -> None:
    columns, issues = columns_of({"Quantity": ["1,000", "two", "NULL"]})
    assert columns.numbers("Quantity") == [1000.0, None, None]
    assert [str(issue) for issue in issues] == [
        (
            "export.csv, row 3, column “Quantity”: unreadable number: found “two”; allowed: a number such as 1234.5, "
            "1,234.50, (12) or 12 %. Correct it in the export; until then it counts as unknown."
        )
    ]


def test_a_needed_number_must_not_be_blank_and_its_row_is_left_out() -> None:
    columns, issues = columns_of({"Quantity": ["1", None, "two"]})
    assert columns.numbers("Quantity", needed=True) == [1.0, None, None]
    assert [(issue.kind, issue.place.row, issue.found, issue.remedy) for issue in issues] == [
        ("missing value", 3, "“”", "Correct it in the export; until then the row is left out."),
        ("unreadable number", 4, "“two”", "Correct it in the export; until then the row is left out."),
    ]


def test_equal_cells_of_different_kinds_are_not_confused() -> None:
    columns, issues = columns_of({"Quantity": [1, True, "1", 1.0]})
    assert columns.numbers("Quantity") == [1.0, None, 1.0, 1.0]
    assert [issue.place.row for issue in issues] == [3]


def test_numbers_and_dates_follow_the_locale() -> None:
    german = Conventions(",", ".", day_first=True)
    columns, _ = columns_of({"Price": ["1.234,50"], "Day": ["03.04.2025"]}, german)
    assert columns.numbers("Price") == [1234.5]
    assert columns.days("Day") == [date(2025, 4, 3)]


def test_dates_are_read_from_text_and_cells_alike() -> None:
    columns, issues = columns_of(
        {"Day": ["1998-05-06 00:00:00.000", datetime.fromisoformat("1998-05-06T12:00"), 35921, "soon"]}
    )
    assert columns.days("Day", needed=True) == [date(1998, 5, 6)] * 3 + [None]
    assert [issue.kind for issue in issues] == ["unreadable date"]


def test_a_blank_discount_is_none_at_all() -> None:
    columns, issues = columns_of({"Discount": [0.15, "15 %", "", "NULL", None]})
    assert columns.discounts("Discount") == [0.15, 0.15, 0.0, 0.0, 0.0]
    assert columns.discounts(None) == [0.0] * 5
    assert issues == []


def test_a_discount_beyond_the_whole_price_is_refused() -> None:
    columns, issues = columns_of({"Discount": ["15", "-0.1", "1"]})
    assert columns.discounts("Discount") == [None, None, 1.0]
    assert [(issue.kind, issue.allowed) for issue in issues] == [
        ("discount out of range", "a share from 0 to 1, or from 0 % to 100 %")
    ] * 2


def test_a_reference_must_stand_elsewhere_or_be_unknown() -> None:
    columns, issues = columns_of({"Customer": ["K01", "K99", "NULL", "", 7.0]})
    assert columns.references("Customer", {"K01", "7"}, "customer") == ["K01", None, None, None, "7"]
    assert [(issue.kind, issue.found, issue.allowed) for issue in issues] == [
        ("unknown customer", "“K99”", "an id of the customers in the export")
    ]


def test_an_id_that_looks_like_an_unknown_mark_is_an_id_where_it_stands_elsewhere() -> None:
    columns, issues = columns_of({"Customer": ["NULL"]})
    assert columns.references("Customer", {"NULL"}, "customer", needed=True) == ["NULL"]
    assert issues == []


def test_values_of_account_fields_keep_to_their_range() -> None:
    columns, issues = columns_of({"Margin": ["0.35", "35"]})
    assert columns.fields("Margin", ALL_FIELDS["gross_margin"]) == [0.35, None]
    assert [issue.kind for issue in issues] == ["out of range"]


def test_blank_and_repeated_ids_are_refused_with_all_rows() -> None:
    columns, _ = columns_of({"Nr": ["K01", "", "K02", "K01", None, "K01"]})
    with pytest.raises(TableError) as caught:
        columns.unique_ids("Nr")
    assert caught.value.problems == (
        "export.csv, column “Nr”: the id “K01” stands in rows 2, 5, 7. Give each row an id of its own.",
        "export.csv, column “Nr”: the id is blank in rows 3, 6. Give each row an id of its own.",
    )


def test_every_column_that_is_missing_is_named() -> None:
    assert missing_columns(table({"Nr": ["1"], "Name": ["A"]}), ("nr", "City", "Country", "City")) == [
        "export.csv: there is no column “City”; found Nr, Name. Correct the mapping or the export.",
        "export.csv: there is no column “Country”; found Nr, Name. Correct the mapping or the export.",
    ]
