"""Purchases: who bought for how much on which day, from orders and their lines."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from math import fsum
from typing import TypeVar

from kam_xl.accounts.importing.cells import Columns
from kam_xl.accounts.importing.mapping import LinesMapping, OrdersMapping, Revenue

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Purchase:
    """One order.

    Attributes:
        account_id: Who bought.
        day: When it was ordered.
        revenue: In currency; negative for a credit note.
        seller: The id of the employee who sold; None if not known.
        country: The country delivered to, as written; None if not known.
    """

    account_id: str
    day: date
    revenue: float
    seller: str | None = None
    country: str | None = None


def read_purchases(
    mapping: OrdersMapping,
    orders: Columns,
    customers: Collection[str],
    employees: Collection[str] | None,
    lines: tuple[LinesMapping, Columns] | None,
) -> list[Purchase]:
    """Read the purchases of an export.

    An order is left out, with an issue, if its customer, date or revenue is not known; a line if its order or revenue
    is not known. Where the orders carry the revenue, rows with the same order id are one order.

    Args:
        mapping: The columns of the orders.
        orders: The orders.
        customers: The ids of the customers.
        employees: The ids of the employees; None if the export has none, and then any seller will do.
        lines: The columns and the table of the order lines; None if the orders carry the revenue.

    Returns:
        In the order of the table.
    """
    ids = orders.names(mapping.id)
    rows = zip(
        ids,
        orders.references(mapping.customer, customers, "customer", needed=True),
        orders.days(mapping.day, needed=True),
        _revenues_by_lines(mapping, orders, ids, lines) if lines else _revenues(mapping.revenue or Revenue(), orders),
        _sellers(mapping, orders, employees),
        orders.texts(mapping.country),
        strict=True,
    )
    known = [
        (order, Purchase(customer, day, revenue, seller, country))
        for order, customer, day, revenue, seller, country in rows
        if customer is not None and day is not None and revenue is not None
    ]
    return [purchase for _, purchase in known] if lines else _joined(known)


def _sellers(mapping: OrdersMapping, orders: Columns, employees: Collection[str] | None) -> list[str | None]:
    if employees is None:
        return orders.texts(mapping.seller)
    return orders.references(mapping.seller, employees, "employee")


def _revenues(revenue: Revenue, table: Columns) -> list[float | None]:
    if revenue.amount is not None:
        return table.numbers(revenue.amount, needed=True)
    prices = table.numbers(revenue.unit_price, needed=True)
    quantities = table.numbers(revenue.quantity, needed=True)
    discounts = table.discounts(revenue.discount)
    return [
        None if price is None or quantity is None or discount is None else price * quantity * (1 - discount)
        for price, quantity, discount in zip(prices, quantities, discounts, strict=True)
    ]


def _revenues_by_lines(
    mapping: OrdersMapping, orders: Columns, ids: list[str | None], lines: tuple[LinesMapping, Columns]
) -> list[float | None]:
    columns, table = lines
    references = table.references(columns.order, frozenset(filter(None, ids)), "order", needed=True)
    by_order = sums(zip(references, _revenues(columns.revenue, table), strict=True))
    revenues: list[float | None] = []
    for position, order in enumerate(ids):
        # Taken out, so that an order that stands twice does not count twice.
        revenues.append(by_order.pop(order, None) if order else None)
        if revenues[-1] is None:
            orders.leave_out(position, mapping.id, "order without lines", "an id that stands once and has order lines")
    return revenues


def sums(pairs: Iterable[tuple[T | None, float | None]]) -> dict[T, float]:
    """Add up amounts by key, exactly, so that their order does not matter; pairs with an unknown are left out."""
    groups: dict[T, list[float]] = defaultdict(list)
    for key, amount in pairs:
        if key is not None and amount is not None:
            groups[key].append(amount)
    return {key: fsum(amounts) for key, amounts in groups.items()}


def _joined(rows: list[tuple[str | None, Purchase]]) -> list[Purchase]:
    revenues = sums((order, purchase.revenue) for order, purchase in rows)
    first_rows: dict[object, Purchase] = {}
    for position, (order, purchase) in enumerate(rows):
        if order is None:
            first_rows[position] = purchase
        elif order not in first_rows:
            first_rows[order] = replace(purchase, revenue=revenues[order])
    return list(first_rows.values())
