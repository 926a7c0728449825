"""The mapping of an export: what it may say, and every fault at once."""

import tomllib
from datetime import date
from importlib.resources import files

import pytest

from kam_xl.accounts.importing.mapping import ExportMapping, Revenue, Where
from kam_xl.accounts.importing.mapping_file import parse_mapping
from kam_xl.errors import SourceError

SMALL = """
[customers]
file = "customers.csv"
id = "Nr"

[orders]
file = "orders.csv"
customer = "CustomerNr"
date = "Date"
revenue = "Net"
"""


def parsed(toml: str) -> ExportMapping:
    return parse_mapping(tomllib.loads(toml), "own.toml")


def faults(toml: str) -> list[str]:
    with pytest.raises(SourceError) as caught:
        parsed(toml)
    return list(caught.value.problems)


def test_customers_and_orders_with_an_amount_are_enough() -> None:
    mapping = parsed(SMALL)
    assert (mapping.name, mapping.locale, mapping.lines, mapping.employees) == ("export", None, None, None)
    assert mapping.customers.columns == ("Nr",)
    assert mapping.orders.columns == ("CustomerNr", "Date", "Net")


def test_the_preset_names_every_part_of_northwind() -> None:
    text = files("kam_xl.accounts").joinpath("presets", "northwind.toml").read_text(encoding="utf-8")
    mapping = parsed(text)
    assert mapping.name == "Northwind"
    assert mapping.customers.columns == ("customerID", "companyName", "country", "city")
    assert mapping.orders.columns == ("orderID", "customerID", "orderDate", "employeeID", "shipCountry")
    assert mapping.lines
    assert mapping.lines.columns == ("orderID", "unitPrice", "quantity", "discount")
    assert mapping.employees
    assert mapping.employees.columns == ("employeeID", "firstName", "lastName", "reportsTo")


def test_everything_that_may_be_said_is_understood() -> None:
    mapping = parsed("""
        [mapping]
        name = "ERP"
        locale = "de_DE"
        [customers]
        file = "erp.xlsx"
        sheet = "Kunden"
        id = "Nr"
        account = "Name"
        industry = "Branche"
        keep = "Ort"
        [orders]
        file = "erp.xlsx"
        sheet = "Aufträge"
        id = "Beleg"
        customer = "Kunde"
        date = "Datum"
        seller = "Vertreter"
        country = "Land"
        complete_from = 2023-01-01
        complete_to = 2025-03-31T00:00:00
        [lines]
        file = "zeilen.csv"
        order = "Beleg"
        revenue = { unit_price = "Preis", quantity = "Menge" }
        [employees]
        file = "personal.csv"
        id = "Nr"
        name = "Name"
        superior = "Chef"
        email = "Mail"
        utc_offset_hours = "UTC"
    """)
    assert mapping.locale == "de_DE"
    assert mapping.customers.where == Where("erp.xlsx", "Kunden")
    assert str(mapping.customers.where) == "erp.xlsx, sheet Kunden"
    assert mapping.customers.fields == {"account": "Name", "industry": "Branche"}
    assert mapping.customers.keep == ("Ort",)
    assert (mapping.orders.complete_from, mapping.orders.complete_to) == (date(2023, 1, 1), date(2025, 3, 31))
    assert mapping.lines
    assert mapping.lines.revenue == Revenue(unit_price="Preis", quantity="Menge")
    assert mapping.employees
    assert mapping.employees.columns == ("Nr", "Name", "Chef", "Mail", "UTC")


def test_an_empty_mapping_names_both_missing_sections() -> None:
    assert faults("") == [
        "own.toml: the section [customers] is missing; add it with its file and columns.",
        "own.toml: the section [orders] is missing; add it with its file and columns.",
    ]


def test_every_fault_is_named_at_once() -> None:
    found = faults("""
        shops = 1
        [mapping]
        name = ""
        [customers]
        file = "../customers.csv"
        account = 7
        revenue_12m = "Net"
        keep = ["City", "Import Note", "revenue 12m"]
        [orders]
        file = "orders.csv"
        customer = "CustomerNr"
        date = "Date"
        complete_from = "2024-01-01"
        revenue = { price = "P" }
        colour = "Red"
        [employees]
        file = "staff.csv"
        id = "Nr"
    """)
    assert found == [
        "own.toml: [mapping] name: found ''; allowed: a text in quotes.",
        (
            "own.toml: [customers] file: found '../customers.csv'; allowed: a file's name without its folder; name the "
            "folder on the command line."
        ),
        "own.toml: [customers] id: found nothing; allowed: the name of a column or file in quotes.",
        "own.toml: [customers] account: found 7; allowed: a text in quotes.",
        (
            "own.toml: [customers] keep: found 'Import Note'; allowed: columns that Accounts does not have; map this "
            "one to its field, or leave it."
        ),
        (
            "own.toml: [customers] keep: found 'revenue 12m'; allowed: columns that Accounts does not have; map this "
            "one to its field, or leave it."
        ),
        (
            "own.toml: [orders] revenue: found {'price': 'P'}; allowed: the column of an amount in quotes, or "
            '{ unit_price = "…", quantity = "…", discount = "…" }, in which discount may be absent.'
        ),
        "own.toml: [orders] complete_from: found '2024-01-01'; allowed: a date without quotes, such as 2024-01-31.",
        'own.toml: [employees] name: found nothing; allowed: a column in quotes, or several: ["First", "Last"].',
        (
            "own.toml: [customers]: the key “revenue_12m” is not allowed, since it is worked out from the orders; "
            "remove it."
        ),
        (
            "own.toml: [orders]: the key “colour” is not known; allowed: file, sheet, id, customer, date, seller, "
            "country, revenue, complete_from, complete_to. Correct or remove it."
        ),
        (
            "own.toml: the section [shops] is not known; allowed: mapping, customers, orders, lines, employees. "
            "Correct or remove it."
        ),
    ]


def test_revenue_must_be_said_somewhere() -> None:
    assert faults(SMALL.replace('revenue = "Net"', "")) == [
        (
            "own.toml: revenue must be said exactly once, in [orders] if each order has an amount, or in [lines]; "
            "found nowhere."
        )
    ]


def test_revenue_of_orders_and_of_lines_would_count_twice() -> None:
    assert faults(SMALL + '[lines]\nfile = "lines.csv"\norder = "Order"\nrevenue = "Amount"') == [
        "own.toml: [lines] needs the orders' ids; say in [orders] which column holds them: id = “…”.",
        (
            "own.toml: revenue must be said exactly once, in [orders] if each order has an amount, or in [lines]; "
            "found twice."
        ),
    ]


def test_lines_must_say_their_revenue() -> None:
    toml = SMALL.replace('revenue = "Net"', 'id = "Order"') + '[lines]\nfile = "lines.csv"\norder = "Order"'
    assert faults(toml) == [
        (
            "own.toml: [lines] revenue: found nothing; allowed: the column of an amount in quotes, or "
            '{ unit_price = "…", quantity = "…", discount = "…" }, in which discount may be absent.'
        )
    ]


def test_a_section_must_be_a_section() -> None:
    assert faults('lines = "lines.csv"' + SMALL) == [
        "own.toml: [lines] must be a section with keys; found 'lines.csv'.",
        "own.toml: [lines] needs the orders' ids; say in [orders] which column holds them: id = “…”.",
        (
            "own.toml: revenue must be said exactly once, in [orders] if each order has an amount, or in [lines]; "
            "found twice."
        ),
    ]
    assert faults('orders = "orders.csv"\n[customers]\nfile = "c.csv"\nid = "Nr"') == [
        "own.toml: [orders] must be a section with keys; found 'orders.csv'."
    ]


@pytest.mark.parametrize("file", ["a/b.csv", "a\\b.csv", "C:b.csv"])
def test_a_file_name_leads_out_of_no_folder(file: str) -> None:
    assert len(faults(SMALL.replace('"orders.csv"', f"'{file}'"))) == 1


def test_names_of_several_columns_must_be_texts() -> None:
    toml = SMALL + '[employees]\nfile = "staff.csv"\nid = "Nr"\nname = ["First", 2]'
    assert faults(toml) == [
        'own.toml: [employees] name: found [\'First\', 2]; allowed: a column in quotes, or several: ["First", "Last"].'
    ]
