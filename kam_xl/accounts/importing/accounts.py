"""The accounts of an export: one per customer, filled in as far as customers and orders tell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kam_xl.accounts.basis import Basis
from kam_xl.accounts.book import RawTable
from kam_xl.accounts.importing.cells import Columns, missing_columns
from kam_xl.accounts.importing.employees import Employee, read_employees, team_rows
from kam_xl.accounts.importing.mapping import CUSTOMER_FIELDS, CustomersMapping, ExportMapping
from kam_xl.accounts.importing.measures import ALL_TIME_HEADER, Measures, Years, by_account, measure, years_until
from kam_xl.accounts.importing.notes import HEADER, write_note
from kam_xl.accounts.importing.periods import span_of
from kam_xl.accounts.importing.purchases import Purchase, read_purchases
from kam_xl.accounts.importing.regions import region_served
from kam_xl.accounts.issues import Issue
from kam_xl.accounts.rows import Row, Value
from kam_xl.accounts.schema import ALL_FIELDS, FIELDS
from kam_xl.errors import TableError


@dataclass(frozen=True, slots=True)
class Export:
    """The tables of an export, as they were read.

    Attributes:
        customers: The customers.
        orders: Their orders.
        lines: The lines of the orders; None if the mapping has none.
        employees: Who sold; None if the mapping has none.
    """

    customers: RawTable
    orders: RawTable
    lines: RawTable | None = None
    employees: RawTable | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an export gives.

    Attributes:
        accounts: One row per customer in the order of the export, with every field of Accounts; further columns by
            header, the import note last.
        team: One row of Team per account manager, by field name.
        measures: What the purchases say, by account id.
        years: The two years measured.
        later_orders: How many orders after the as-of date do not count.
        issues: What in the export could not be understood.
    """

    accounts: tuple[Row, ...]
    team: tuple[Row, ...]
    measures: Mapping[str, Measures]
    years: Years
    later_orders: int
    issues: tuple[Issue, ...]


def import_accounts(
    mapping: ExportMapping, export: Export, basis: Basis, *, accept_part_year: bool = False
) -> Imported:
    """Turn an export into accounts and a team.

    Args:
        mapping: Which column holds what.
        export: The tables.
        basis: The as-of date, the served countries if listed, and how texts write numbers and dates.
        accept_part_year: Whether a year that the export covers in part is measured, and flagged, instead of unknown.

    Raises:
        TableError: Columns that the mapping names are missing, or customers' ids are blank or stand twice.
    """
    _refuse_missing_columns(mapping, export)
    tables_read = (export.customers, export.orders, export.lines, export.employees)
    issues = [issue for table in tables_read if table is not None for issue in table.issues]
    tables = _Tables(export, basis, issues)
    customers = _customers(mapping.customers, tables.customers)
    employees = read_employees(mapping.employees, tables.employees) if mapping.employees and tables.employees else None
    lines = (mapping.lines, tables.lines) if mapping.lines and tables.lines else None
    purchases = read_purchases(mapping.orders, tables.orders, customers, employees, lines)
    span = span_of((purchase.day for purchase in purchases), mapping.orders.complete_from, mapping.orders.complete_to)
    years = years_until(basis.as_of, span, accept_part_year=accept_part_year)
    bought = by_account(purchases, basis.as_of)
    measures = {account_id: measure(bought.get(account_id, ()), years) for account_id in customers}
    served = _Served(basis.served, frozenset(_delivered(bought, customers, years)))
    accounts = tuple(
        _account(mapped, measures[account_id], employees or {}, served, years)
        for account_id, mapped in customers.items()
    )
    return Imported(
        accounts=accounts,
        team=tuple(_team(accounts, employees or {})),
        measures=measures,
        years=years,
        later_orders=sum(1 for purchase in purchases if purchase.day > basis.as_of),
        issues=tuple(issues),
    )


def _refuse_missing_columns(mapping: ExportMapping, export: Export) -> None:
    parts = (
        (mapping.customers, export.customers),
        (mapping.orders, export.orders),
        (mapping.lines, export.lines),
        (mapping.employees, export.employees),
    )
    problems = [
        problem
        for part, table in parts
        if part is not None and table is not None
        for problem in missing_columns(table, part.columns)
    ]
    if problems:
        raise TableError(problems)


class _Tables:
    """The tables of an export, ready to be read column by column."""

    def __init__(self, export: Export, basis: Basis, issues: list[Issue]) -> None:
        self.customers = Columns(export.customers, basis.conventions, issues)
        self.orders = Columns(export.orders, basis.conventions, issues)
        self.lines = None if export.lines is None else Columns(export.lines, basis.conventions, issues)
        self.employees = None if export.employees is None else Columns(export.employees, basis.conventions, issues)


def _customers(mapping: CustomersMapping, table: Columns) -> dict[str, dict[str, Value]]:
    """Read the mapped values of each customer by id: account fields by name, columns to keep by header."""
    columns: dict[str, Sequence[Value]] = {"account_id": table.unique_ids(mapping.id)}
    columns |= {name: table.fields(column, ALL_FIELDS[name]) for name, column in mapping.fields.items()}
    columns |= {column: table.texts(column) for column in mapping.keep}
    rows = (dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True))
    return {str(row["account_id"]): row for row in rows}


@dataclass(frozen=True, slots=True)
class _Served:
    """Which regions we serve: by a list if there is one, else by deliveries."""

    listed: frozenset[str] | None
    delivered: frozenset[str]

    def region_of(self, mapped: Mapping[str, Value]) -> bool | None:
        return region_served(_text(mapped.get("country")), self.listed, self.delivered)


def _delivered(
    bought: Mapping[str, Sequence[Purchase]], customers: Mapping[str, Mapping[str, Value]], years: Years
) -> Iterator[str]:
    for account_id, purchases in bought.items():
        own_country = _text(customers[account_id].get("country"))
        for purchase in purchases:
            country = purchase.country or own_country
            if country and purchase.revenue > 0 and purchase.day in years.last:
                yield country


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def _account(mapped: Row, measures: Measures, employees: Mapping[str, Employee], served: _Served, years: Years) -> Row:
    worked_out = _worked_out(measures, employees) | {"region_served": served.region_of(mapped)}
    known: dict[str, Value] = {name: value for name, value in mapped.items() if value is not None}
    if "account_manager" in known:
        known["account_manager"] = _name_of(str(known["account_manager"]), employees)
    blank = dict.fromkeys([*(field.name for field in FIELDS), *mapped])
    row = {**blank, **worked_out, **known, ALL_TIME_HEADER: measures.revenue_all_time}
    written = {name: row[name] for name in NOTED_FIELDS}
    doubts = {name: doubt for name, doubt in _doubts(measures).items() if name not in known}
    return {**row, HEADER: write_note(years.last.until, written, doubts, years.remarks())}


NOTED_FIELDS = (*CUSTOMER_FIELDS, "recurring_share")
"""The fields that a person may type over: the note remembers what the import wrote into them."""


def _worked_out(measures: Measures, employees: Mapping[str, Employee]) -> dict[str, Value]:
    return {
        "account_manager": measures.seller and _name_of(measures.seller, employees),
        "status": measures.status,
        "customer_since": measures.customer_since,
        "revenue_12m": measures.revenue_12m,
        "revenue_prior_12m": measures.revenue_prior_12m,
        "recurring_share": measures.recurring_share,
        "orders_12m": measures.orders_12m,
        "order_months_12m": measures.order_months_12m,
        "last_order": measures.last_order,
    }


def _doubts(measures: Measures) -> dict[str, str]:
    doubts = {"recurring_share": "estimate", "region_served": "delivered to in the last 12 months"}
    return doubts | ({"customer_since": "at least"} if measures.present_at_start else {})


def _name_of(employee: str, employees: Mapping[str, Employee]) -> str:
    return employees[employee].name if employee in employees else employee


def _team(accounts: Sequence[Row], employees: Mapping[str, Employee]) -> Iterator[Row]:
    names = {_text(row["account_manager"]) for row in accounts} - {None}
    members = [employee for employee in employees.values() if employee.name in names]
    yield from team_rows(members, employees)
    for name in sorted(filter(None, names - {member.name for member in members})):
        yield {"account_manager": name}
