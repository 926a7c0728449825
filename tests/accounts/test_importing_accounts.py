"""Accounts from an export with the traps of a real one: tests/fixtures/northwind_like."""

import csv
import tomllib
from dataclasses import replace
from datetime import date
from importlib.resources import files
from math import fsum
from pathlib import Path

import pytest

from kam_xl.accounts.basis import Basis
from kam_xl.accounts.importing.accounts import Export, Imported, import_accounts
from kam_xl.accounts.importing.mapping import CustomersMapping, ExportMapping, OrdersMapping, Revenue, Where
from kam_xl.accounts.importing.mapping_file import parse_mapping
from kam_xl.accounts.issues import Issue, Place
from kam_xl.accounts.rows import Row
from kam_xl.accounts.schema import FIELDS
from kam_xl.errors import TableError
from kam_xl.portfolio.pareto import pareto
from tests.accounts.importing_tables import table

FIXTURE = Path(__file__).parents[1] / "fixtures" / "northwind_like"
AS_OF = date(2025, 3, 31)


def mapping() -> ExportMapping:
    preset = files("kam_xl.accounts").joinpath("presets", "northwind.toml").read_text(encoding="utf-8")
    return parse_mapping(tomllib.loads(preset.replace('# email = "email"', 'email = "email"')), "northwind.toml")


def export() -> Export:
    tables = {}
    for name, encoding in (
        ("customers", "cp1252"),
        ("orders", "utf-8"),
        ("order_details", "utf-8"),
        ("employees", "utf-8"),
    ):
        with (FIXTURE / f"{name}.csv").open(encoding=encoding, newline="") as file:
            header, *rows = csv.reader(file)
        columns = dict(zip(header, zip(*rows, strict=True), strict=True))
        tables[name] = table(columns, f"{name}.csv")
    return Export(tables["customers"], tables["orders"], tables["order_details"], tables["employees"])


def imported(*, as_of: date = AS_OF, accept_part_year: bool = False, served: frozenset[str] | None = None) -> Imported:
    return import_accounts(mapping(), export(), Basis(as_of, served=served), accept_part_year=accept_part_year)


@pytest.fixture(scope="module")
def plain() -> Imported:
    return imported()


def account(found: Imported, account_id: str) -> Row:
    return next(row for row in found.accounts if row["account_id"] == account_id)


def column(found: Imported, name: str) -> dict[object, object]:
    return {row["account_id"]: row[name] for row in found.accounts}


def test_every_customer_becomes_an_account_with_every_column_of_the_sheet(plain: Imported) -> None:
    assert [row["account_id"] for row in plain.accounts] == [f"K0{number}" for number in range(1, 9)]
    names = [*(field.name for field in FIELDS), "city", "Revenue All Time", "Import Note"]
    assert [list(row) for row in plain.accounts] == [names] * 8


def test_names_keep_their_accents_and_quotes_and_may_be_null(plain: Imported) -> None:
    assert column(plain, "account") == {
        "K01": "Café Zürich AG",
        "K02": "Bäckerei Öztürk GmbH",
        "K03": "Señor Pan S.L.",
        "K04": "Nulle Part SARL",
        "K05": "Smørrebrød ApS",
        "K06": "NULL",
        "K07": "Gida Istanbul",
        "K08": 'O\'Brien, "Sons" & Co',
    }


def test_unknown_marks_elsewhere_mean_unknown(plain: Imported) -> None:
    assert (account(plain, "K06")["country"], account(plain, "K06")["city"]) == (None, None)


def test_revenue_of_the_last_year_is_exact_for_every_account(plain: Imported) -> None:
    revenues = {"K01": 4000.0, "K02": 400.0, "K03": 500.0, "K04": 0.0, "K05": 0.0, "K06": 200.0, "K07": 150.0}
    assert column(plain, "revenue_12m") == {**revenues, "K08": 184.9815}


def test_totals_and_head_of_both_windows_are_those_of_the_order_lines(plain: Imported) -> None:
    last = pareto(measures.revenue_12m for measures in plain.measures.values())
    ever = pareto(measures.revenue_all_time for measures in plain.measures.values())
    assert (len(last.revenues), last.total, last.head()) == (6, 5434.9815, 2)
    assert (len(ever.revenues), ever.total, ever.head()) == (7, 8234.9815, 2)


def test_orders_after_the_as_of_date_do_not_count(plain: Imported) -> None:
    assert plain.later_orders == 1
    later = imported(as_of=date(2025, 4, 15))
    assert (later.later_orders, account(later, "K02")["revenue_12m"]) == (0, 480.0)


def test_the_year_before_is_unknown_since_the_export_starts_within_it(plain: Imported) -> None:
    assert set(column(plain, "revenue_prior_12m").values()) == {None}


def test_an_accepted_part_year_is_measured_and_flagged() -> None:
    found = imported(accept_part_year=True)
    assert column(found, "revenue_prior_12m") == {
        "K01": 2000.0, "K02": 400.0, "K03": 0.0, "K04": 0.0, "K05": 300.0, "K06": 100.0, "K07": 0.0, "K08": 0.0,
    }  # fmt: skip
    assert str(account(found, "K01")["Import Note"]).endswith(
        "; Revenue Prior 12m of a part year (orders 2023-09-04 to 2025-04-15)"
    )


def test_the_status_tells_prospects_new_active_and_lapsed_accounts(plain: Imported) -> None:
    assert column(plain, "status") == {
        "K01": "Active", "K02": "Active", "K03": "New", "K04": "Prospect", "K05": "Lapsed", "K06": "Active",
        "K07": "New", "K08": "New",
    }  # fmt: skip


def test_recurring_share_orders_and_months_follow_from_the_orders(plain: Imported) -> None:
    assert account(plain, "K01")["recurring_share"] == 0.55
    assert account(plain, "K02")["recurring_share"] == 0.0
    assert account(plain, "K04")["recurring_share"] is None
    assert [account(plain, key)["orders_12m"] for key in ("K01", "K04", "K08")] == [3, 0, 1]
    assert account(plain, "K01")["order_months_12m"] == 3
    assert account(plain, "K01")["last_order"] == date(2025, 2, 3)


def test_customers_present_at_the_start_are_customers_since_at_least_then(plain: Imported) -> None:
    assert account(plain, "K02")["customer_since"] == date(2023, 10, 2)
    assert "Customer Since = 2023-10-02 (at least)" in str(account(plain, "K02")["Import Note"])
    assert str(account(plain, "K05")["Import Note"]).endswith("Customer Since = 2023-12-15")


def test_the_note_says_what_was_written_and_how_sure_it_is(plain: Imported) -> None:
    assert account(plain, "K01")["Import Note"] == (
        "Import 2025-03-31: Account = Café Zürich AG; Country = Switzerland; Account Manager = Zoë Meyer (1); "
        "Region Served = TRUE (delivered to in the last 12 months); Status = Active; "
        "Customer Since = 2023-09-04 (at least); Recurring Share = 0.55 (estimate)"
    )


def test_the_account_manager_is_who_sold_most_in_the_last_year_else_ever(plain: Imported) -> None:
    assert column(plain, "account_manager") == {
        "K01": "Zoë Meyer (1)", "K02": "José García", "K03": None, "K04": None, "K05": "José García",
        "K06": "Zoë Meyer (4)", "K07": "Zoë Meyer (4)", "K08": "Zoë Meyer (1)",
    }  # fmt: skip


def test_the_team_holds_account_managers_with_their_superior_as_manager(plain: Imported) -> None:
    assert [(row["account_manager"], row["manager"], row["manager_email"]) for row in plain.team] == [
        ("Zoë Meyer (1)", "Åsa Lindqvist", "asa.lindqvist@example.com"),
        ("José García", "Åsa Lindqvist", "asa.lindqvist@example.com"),
        ("Zoë Meyer (4)", "Zoë Meyer (4)", None),
    ]


def test_a_region_is_served_where_something_was_delivered_to_in_the_last_year(plain: Imported) -> None:
    assert column(plain, "region_served") == {
        "K01": True, "K02": True, "K03": True, "K04": None, "K05": None, "K06": None, "K07": True, "K08": True,
    }  # fmt: skip


def test_a_list_of_served_countries_decides_over_deliveries() -> None:
    found = imported(served=frozenset({"CH", "FR"}))
    assert column(found, "region_served") == {
        "K01": True, "K02": False, "K03": False, "K04": True, "K05": False, "K06": None, "K07": False, "K08": False,
    }  # fmt: skip


def test_every_trap_of_the_export_is_an_issue_with_its_place(plain: Imported) -> None:
    assert [(issue.kind, issue.place.source, issue.place.row, issue.found) for issue in plain.issues] == [
        ("unknown employee", "employees.csv", 5, "“9”"),
        ("unknown customer", "orders.csv", 16, "“K99”"),
        ("missing value", "orders.csv", 17, "“NULL”"),
        ("unknown order", "order_details.csv", 22, "“9999”"),
        ("unreadable number", "order_details.csv", 20, "“two”"),
        ("discount out of range", "order_details.csv", 21, "“15”"),
        ("order without lines", "orders.csv", 19, "“1018”"),
        ("order without lines", "orders.csv", 20, "“1019”"),
        ("order without lines", "orders.csv", 21, "“1020”"),
        ("unknown employee", "orders.csv", 19, "“7”"),
    ]


def test_what_reading_found_odd_in_a_table_is_passed_on() -> None:
    odd = Issue("short row", Place("orders.csv", 7), "4 cells", "5 cells", "Look at it.")
    tables = export()
    tables = replace(tables, orders=replace(tables.orders, issues=(odd,)))
    assert import_accounts(mapping(), tables, Basis(AS_OF)).issues[0] == odd


def test_all_missing_columns_of_all_tables_are_named_at_once() -> None:
    tables = replace(export(), customers=table({"id": []}, "customers.csv"), lines=table({"Nr": []}, "lines.csv"))
    with pytest.raises(TableError) as caught:
        import_accounts(mapping(), tables, Basis(AS_OF))
    assert [problem.partition(";")[0] for problem in caught.value.problems] == [
        "customers.csv: there is no column “customerID”",
        "customers.csv: there is no column “companyName”",
        "customers.csv: there is no column “country”",
        "customers.csv: there is no column “city”",
        "lines.csv: there is no column “orderID”",
        "lines.csv: there is no column “unitPrice”",
        "lines.csv: there is no column “quantity”",
        "lines.csv: there is no column “discount”",
    ]


SMALL = ExportMapping(
    name="small",
    locale=None,
    customers=CustomersMapping(
        Where("c.csv"), "Nr", {"account_manager": "Owner", "customer_since": "Since", "status": "State"}
    ),
    orders=OrdersMapping(Where("o.csv"), customer="Nr", day="Day", seller="Rep", revenue=Revenue(amount="Net")),
)


def test_what_the_customers_table_says_comes_before_what_the_orders_tell() -> None:
    customers = table(
        {"Nr": ["1", "2"], "Owner": ["Ada", "NULL "], "Since": ["2001-01-01", ""], "State": ["partner", ""]}
    )
    orders = table({"Nr": ["1", "2"], "Day": ["2024-04-02", "2025-03-30"], "Rep": ["Bo", "Bo"], "Net": [10, 20]})
    found = import_accounts(SMALL, Export(customers, orders), Basis(AS_OF))
    assert [(row["account_manager"], row["customer_since"], row["status"]) for row in found.accounts] == [
        ("Ada", date(2001, 1, 1), "Partner"),
        ("NULL", date(2025, 3, 30), "New"),
    ]
    assert list(found.team) == [{"account_manager": "Ada"}, {"account_manager": "NULL"}]
    assert "(at least)" not in str(found.accounts[0]["Import Note"])


def test_an_owner_given_as_an_employees_id_gets_the_employees_name() -> None:
    full = mapping()
    owners = replace(full, customers=replace(full.customers, fields={"account_manager": "segment"}))
    tables = export()
    frame = tables.customers.frame.assign(segment=["3", "Ada", "", "", "", "", "", ""])
    found = import_accounts(owners, replace(tables, customers=replace(tables.customers, frame=frame)), Basis(AS_OF))
    assert [row["account_manager"] for row in found.accounts][:3] == ["Åsa Lindqvist", "Ada", None]
    assert [row["account_manager"] for row in found.team] == [
        "Zoë Meyer (1)",
        "José García",
        "Åsa Lindqvist",
        "Zoë Meyer (4)",
        "Ada",
    ]


def test_an_export_without_orders_gives_prospects_of_whom_nothing_else_is_known() -> None:
    customers = table({"Nr": ["1"], "Owner": [None], "Since": [None], "State": [None]})
    orders = table({"Nr": [], "Day": [], "Rep": [], "Net": []})
    found = import_accounts(SMALL, Export(customers, orders), Basis(AS_OF))
    assert (found.accounts[0]["status"], found.accounts[0]["revenue_12m"], found.team) == ("Prospect", None, ())
    assert found.accounts[0]["Import Note"] == "Import 2025-03-31: Status = Prospect"


def test_the_order_of_rows_changes_no_figure(plain: Imported) -> None:
    tables = export()
    assert tables.lines
    backwards = [
        replace(part, frame=part.frame.iloc[::-1].reset_index(drop=True)) for part in (tables.orders, tables.lines)
    ]
    found = import_accounts(mapping(), replace(tables, orders=backwards[0], lines=backwards[1]), Basis(AS_OF))
    assert found.accounts == plain.accounts
    assert fsum(m.revenue_all_time for m in found.measures.values()) == 8234.9815
