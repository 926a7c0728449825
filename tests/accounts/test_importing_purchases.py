"""Purchases from orders and their lines."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kam_xl.accounts.importing.employees import Employee, read_employees, superior_of, team_rows
from kam_xl.accounts.importing.mapping import EmployeesMapping, LinesMapping, OrdersMapping, Revenue, Where
from kam_xl.accounts.importing.purchases import Purchase, read_purchases, sums
from kam_xl.accounts.issues import Issue
from tests.accounts.importing_tables import columns_of

FILE = Where("orders.csv")
AMOUNTS = OrdersMapping(FILE, customer="Customer", day="Date", revenue=Revenue(amount="Net"))
WITH_LINES = OrdersMapping(FILE, customer="Customer", day="Date", id="Order")
LINES = LinesMapping(FILE, order="Order", revenue=Revenue(unit_price="Price", quantity="Pieces", discount="Off"))
Table = Mapping[str, Sequence[object]]
DAY = date(2025, 3, 1)


def read(mapping: OrdersMapping, orders: Table, lines: Table | None = None) -> tuple[list[Purchase], list[Issue]]:
    columns, issues = columns_of(orders)
    line_columns, line_issues = columns_of(lines or {})
    purchases = read_purchases(mapping, columns, {"K01", "K02"}, None, (LINES, line_columns) if lines else None)
    return purchases, [*line_issues, *issues]


def test_orders_may_carry_their_amount() -> None:
    assert read(AMOUNTS, {"Customer": ["K01", "K02"], "Date": ["2025-03-01"] * 2, "Net": ["10.50", "(3)"]}) == (
        [Purchase("K01", DAY, 10.5), Purchase("K02", DAY, -3.0)],
        [],
    )


def test_orders_may_carry_price_and_quantity() -> None:
    mapping = replace(AMOUNTS, revenue=Revenue(unit_price="Price", quantity="Pieces"))
    orders: Table = {"Customer": ["K01"], "Date": ["2025-03-01"], "Price": ["2.5"], "Pieces": [4]}
    assert read(mapping, orders) == ([Purchase("K01", DAY, 10.0)], [])


def test_orders_without_customer_date_or_amount_are_left_out_with_an_issue_each() -> None:
    purchases, issues = read(
        AMOUNTS,
        {
            "Customer": ["K99", "K01", "K01", "NULL", "K02"],
            "Date": ["2025-03-01", "NULL", "2025-03-01", "2025-03-01", "2025-03-01"],
            "Net": ["1", "2", "three", "4", "5"],
        },
    )
    assert purchases == [Purchase("K02", DAY, 5.0)]
    assert [(issue.kind, issue.place.row, issue.place.column) for issue in issues] == [
        ("unknown customer", 2, "Customer"),
        ("missing value", 5, "Customer"),
        ("missing value", 3, "Date"),
        ("unreadable number", 4, "Net"),
    ]


def test_rows_with_the_same_order_id_are_one_order_where_orders_carry_the_revenue() -> None:
    mapping = replace(AMOUNTS, id="Order")
    orders: Table = {
        "Order": ["A", "B", "A", "", ""],
        "Customer": ["K01", "K02", "K01", "K01", "K01"],
        "Date": ["2025-03-01"] * 5,
        "Net": [1, 2, 4, 8, 16],
    }
    assert [purchase.revenue for purchase in read(mapping, orders)[0]] == [5.0, 2.0, 8.0, 16.0]


def test_lines_make_the_revenue_of_their_order() -> None:
    purchases, issues = read(
        WITH_LINES,
        {"Order": ["A", "B"], "Customer": ["K01", "K02"], "Date": ["2025-03-01", "2025-03-01"]},
        {"Order": ["A", "B", "A"], "Price": ["10", "8", "2.50"], "Pieces": [1, 2, 4], "Off": ["0", "50 %", None]},
    )
    assert purchases == [Purchase("K01", DAY, 20.0), Purchase("K02", DAY, 8.0)]
    assert issues == []


def test_lines_without_an_order_and_orders_without_lines_are_left_out() -> None:
    purchases, issues = read(
        WITH_LINES,
        {"Order": ["A", "B", "", "C"], "Customer": ["K01"] * 4, "Date": ["2025-03-01"] * 4},
        {"Order": ["A", "Z", "C"], "Price": ["10", "8", "8"], "Pieces": [1, 2, "two"], "Off": [0, 0, 0]},
    )
    assert purchases == [Purchase("K01", DAY, 10.0)]
    assert [(issue.kind, issue.place.row, issue.place.column, issue.found) for issue in issues] == [
        ("unknown order", 3, "Order", "“Z”"),
        ("unreadable number", 4, "Pieces", "“two”"),
        ("order without lines", 3, "Order", "“B”"),
        ("order without lines", 4, "Order", "“”"),
        ("order without lines", 5, "Order", "“C”"),
    ]


def test_an_order_that_stands_twice_counts_once() -> None:
    purchases, issues = read(
        WITH_LINES,
        {"Order": ["A", "A"], "Customer": ["K01", "K01"], "Date": ["2025-03-01"] * 2},
        {"Order": ["A"], "Price": ["10"], "Pieces": [1], "Off": [0]},
    )
    assert purchases == [Purchase("K01", DAY, 10.0)]
    assert [(issue.kind, issue.place.row, issue.allowed) for issue in issues] == [
        ("order without lines", 3, "an id that stands once and has order lines")
    ]


def test_without_employees_any_seller_will_do() -> None:
    mapping = replace(AMOUNTS, seller="Rep", country="Land")
    orders: Table = {
        "Customer": ["K01", "K01"], "Date": ["2025-03-01"] * 2, "Net": [1, 2],
        "Rep": ["Åsa", "NULL"], "Land": ["NULL", "Norge"],
    }  # fmt: skip
    assert read(mapping, orders)[0] == [
        Purchase("K01", DAY, 1.0, seller="Åsa"),
        Purchase("K01", DAY, 2.0, country="Norge"),
    ]


@given(st.lists(st.floats(-1e12, 1e12), max_size=20), st.randoms())
def test_sums_do_not_depend_on_the_order_of_rows(amounts: list[float], random: st.DataObject) -> None:
    shuffled = list(amounts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert sums(("K01", amount) for amount in amounts) == sums(("K01", amount) for amount in shuffled)


def test_sums_leave_out_what_is_unknown() -> None:
    assert sums([("a", 0.1), ("a", 0.2), (None, 1.0), ("a", None), ("b", None)]) == {"a": 0.30000000000000004}


def employees(**columns: Sequence[object]) -> tuple[dict[str, Employee], list[Issue]]:
    table, issues = columns_of(columns)
    mapping = EmployeesMapping(
        FILE, id="Nr", name=("First", "Last"), superior="Boss", email="Mail", utc_offset_hours="UTC"
    )
    return read_employees(mapping, table), issues


def test_employees_have_a_name_a_superior_an_address_and_an_office() -> None:
    found, issues = employees(
        Nr=["1", "2"], First=["Åsa", "Null"], Last=["Lindqvist", None], Boss=["2", "NULL"],
        Mail=["asa@example.com", "NULL"], UTC=["1", None],
    )  # fmt: skip
    assert found == {"1": Employee("1", "Åsa Lindqvist", "2", "asa@example.com", 1.0), "2": Employee("2", "Null")}
    assert issues == []


def test_employees_of_the_same_name_are_told_apart_by_their_id() -> None:
    found, _ = employees(
        Nr=["1", "2", "3"], First=["Zoë", "Zoë", ""], Last=["Meyer", "Meyer", ""],
        Boss=[None] * 3, Mail=[None] * 3, UTC=[None] * 3,
    )  # fmt: skip
    assert [employee.name for employee in found.values()] == ["Zoë Meyer (1)", "Zoë Meyer (2)", "3"]


def test_employees_without_an_id_of_their_own_are_left_out() -> None:
    found, issues = employees(
        Nr=["1", "1", ""], First=["A", "B", "C"], Last=[""] * 3,
        Boss=["9", None, None], Mail=[None] * 3, UTC=["99", None, None],
    )  # fmt: skip
    assert [employee.name for employee in found.values()] == ["A"]
    assert [(issue.kind, issue.place.row, issue.place.column) for issue in issues] == [
        ("unknown employee", 2, "Boss"),
        ("out of range", 2, "UTC"),
        ("no or repeated employee id", 3, "Nr"),
        ("no or repeated employee id", 4, "Nr"),
    ]


def test_a_person_without_a_superior_is_their_own_manager() -> None:
    boss, seller = Employee("3", "Åsa", email="asa@example.com"), Employee("1", "Zoë", superior="3")
    everybody = {"1": seller, "3": boss}
    assert superior_of(boss, everybody) == boss
    assert team_rows([seller, boss], everybody) == [
        {
            "account_manager": "Zoë",
            "email": None,
            "manager": "Åsa",
            "manager_email": "asa@example.com",
            "utc_offset_hours": None,
        },
        {
            "account_manager": "Åsa",
            "email": "asa@example.com",
            "manager": "Åsa",
            "manager_email": "asa@example.com",
            "utc_offset_hours": None,
        },
    ]
