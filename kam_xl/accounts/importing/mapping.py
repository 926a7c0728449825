"""The mapping: which file and column of another system's export holds what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kam_xl.accounts.schema import FIELDS

MEASURED = (
    "revenue_12m", "revenue_prior_12m", "recurring_share", "orders_12m", "order_months_12m", "last_order",
)  # fmt: skip
"""Fields that the import works out from the orders, so that no column of the customers can stand for them."""

CUSTOMER_FIELDS = tuple(field.name for field in FIELDS if field.name not in {"account_id", *MEASURED})
"""Fields that columns of the customers' file may fill."""


@dataclass(frozen=True, slots=True)
class Where:
    """Say where a table of the export lies.

    Attributes:
        file: The file's name, without its folder.
        sheet: The sheet of a workbook; None for its first, and for text files.
    """

    file: str
    sheet: str | None = None

    def __str__(self) -> str:
        """Name the table in one phrase."""
        return self.file if self.sheet is None else f"{self.file}, sheet {self.sheet}"


@dataclass(frozen=True, slots=True)
class Revenue:
    """Say how a row's revenue is worked out: an amount, or unit price × quantity × (1 − discount).

    Attributes:
        amount: The column of the amount in currency; None if it is worked out.
        unit_price: The column of the price of one unit, in currency.
        quantity: The column of the number of units; negative for returns.
        discount: The column of the discount as a share (0.15 or 15 %); None if there is none.
    """

    amount: str | None = None
    unit_price: str | None = None
    quantity: str | None = None
    discount: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Give the columns it needs."""
        columns = (self.amount, self.unit_price, self.quantity, self.discount)
        return tuple(column for column in columns if column is not None)


@dataclass(frozen=True, slots=True)
class CustomersMapping:
    """Name the columns of the customers; one row becomes one account.

    Attributes:
        where: The table.
        id: The column of the customer's id.
        fields: The column by the name of the account field it fills.
        keep: Further columns to carry into the accounts as they are.
    """

    where: Where
    id: str
    fields: Mapping[str, str] = field(default_factory=dict)
    keep: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Give the columns it needs."""
        return (self.id, *self.fields.values(), *self.keep)


@dataclass(frozen=True, slots=True)
class OrdersMapping:
    """Name the columns of the orders.

    Attributes:
        where: The table.
        customer: The column of the customer's id.
        day: The column of the order's date.
        id: The column of the order's id; None if there are no order lines.
        seller: The column of the id of the employee who sold; None if not known.
        country: The column of the country delivered to; None takes the customer's.
        revenue: How the order's revenue is worked out; None if its lines carry it.
        complete_from: The first day the export is complete for; None takes the first order's.
        complete_to: The last such day; None takes the last order's.
    """

    where: Where
    customer: str
    day: str
    id: str | None = None
    seller: str | None = None
    country: str | None = None
    revenue: Revenue | None = None
    complete_from: date | None = None
    complete_to: date | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Give the columns it needs."""
        named = (self.id, self.customer, self.day, self.seller, self.country)
        return (*(column for column in named if column is not None), *(self.revenue.columns if self.revenue else ()))


@dataclass(frozen=True, slots=True)
class LinesMapping:
    """Name the columns of the order lines.

    Attributes:
        where: The table.
        order: The column of the order's id.
        revenue: How a line's revenue is worked out.
    """

    where: Where
    order: str
    revenue: Revenue

    @property
    def columns(self) -> tuple[str, ...]:
        """Give the columns it needs."""
        return (self.order, *self.revenue.columns)


@dataclass(frozen=True, slots=True)
class EmployeesMapping:
    """Name the columns of the employees.

    Attributes:
        where: The table.
        id: The column of the employee's id.
        name: The columns that, joined by blanks, make the name.
        superior: The column of the superior's id; None if superiors are not known.
        email: The column of the mail address.
        utc_offset_hours: The column of the office's standard time, in hours from UTC.
    """

    where: Where
    id: str
    name: tuple[str, ...]
    superior: str | None = None
    email: str | None = None
    utc_offset_hours: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Give the columns it needs."""
        optional = (self.superior, self.email, self.utc_offset_hours)
        return (self.id, *self.name, *(column for column in optional if column is not None))


@dataclass(frozen=True, slots=True)
class ExportMapping:
    """Say how to read the export of one system.

    Attributes:
        name: The system, as reports name it.
        locale: How its texts write numbers and dates, such as `de_DE`; None for 1,234.5 and ISO dates.
        customers: The customers.
        orders: Their orders.
        lines: The lines of the orders; None if the orders carry the revenue.
        employees: Who sold; None if not known.
    """

    name: str
    locale: str | None
    customers: CustomersMapping
    orders: OrdersMapping
    lines: LinesMapping | None = None
    employees: EmployeesMapping | None = None
