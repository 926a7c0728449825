"""What an account's purchases say about it: revenue and orders of two years, its history, who sold and how it stands.

Source:
    The rules for order exports in the scoring contract of kam-xl.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum

from kam_xl.accounts.importing.periods import Period, Span, year_until
from kam_xl.accounts.importing.purchases import Purchase, sums

ALL_TIME_HEADER = "Revenue All Time"
"""The header of a column beyond the schema: revenue as far back as the export goes, up to the as-of date."""

MONEY_DECIMALS = 6
"""Further decimals of a sum of money are noise of binary fractions."""

SHARE_DECIMALS = 4
"""The decimals to which an estimated share is worth writing."""


@dataclass(frozen=True, slots=True)
class Years:
    """The two years that are measured, and what may be said about them.

    Attributes:
        last: The 12 calendar months up to the as-of date.
        prior: The 12 before.
        span: The days the export covers; None without any purchase.
        accept_part_year: Whether a year that the export covers in part may be measured nevertheless.
    """

    last: Period
    prior: Period
    span: Span | None
    accept_part_year: bool

    def covers(self, year: Period) -> bool:
        """Tell whether the export covers a year in full."""
        return self.span is not None and self.span.covers(year)

    def measures(self, year: Period) -> bool:
        """Tell whether figures of a year are given at all."""
        return self.accept_part_year or self.covers(year)

    def remarks(self) -> list[str]:
        """Flag the figures of a year that is measured although the export covers it in part."""
        if not self.accept_part_year:
            return []
        years = (("12m figures", self.last), ("Revenue Prior 12m", self.prior))
        return [f"{what} of a part year (orders {self.span})" for what, year in years if not self.covers(year)]


def years_until(as_of: date, span: Span | None, *, accept_part_year: bool = False) -> Years:
    """Give the two years that end with the as-of date."""
    last = year_until(as_of)
    return Years(last, year_until(last.after), span, accept_part_year)


@dataclass(frozen=True, slots=True)
class Measures:
    """What the purchases of one account say; None is unknown.

    Attributes:
        revenue_12m: Revenue of the last 12 months, in currency.
        revenue_prior_12m: Revenue of the 12 months before.
        revenue_all_time: Revenue up to the as-of date.
        recurring_share: An estimate, 0–1.
        orders_12m: Orders of the last 12 months.
        order_months_12m: Calendar months with an order in the last 12.
        last_order: The day of the last order.
        customer_since: The day of the first order.
        present_at_start: Whether the customer may have bought before the export starts.
        status: Prospect, New, Active or Lapsed.
        seller: The id of the employee who sold most.
    """

    revenue_12m: float | None
    revenue_prior_12m: float | None
    revenue_all_time: float
    recurring_share: float | None
    orders_12m: int | None
    order_months_12m: int | None
    last_order: date | None
    customer_since: date | None
    present_at_start: bool
    status: str | None
    seller: str | None


def measure(purchases: Sequence[Purchase], years: Years) -> Measures:
    """Measure one account.

    Every purchase counts for revenue; only those of more than 0 count as orders, since a credit note or a free sample
    is no sign of a customer. Purchases after the as-of date must have been left out.

    Args:
        purchases: All purchases of the account, in any order; none for an account that never bought.
        years: The two years.
    """
    orders = [purchase for purchase in purchases if purchase.revenue > 0]
    last_year = [purchase for purchase in purchases if purchase.day in years.last]
    last_orders = [order for order in orders if order.day in years.last]
    since = min((order.day for order in orders), default=None)
    known = years.measures(years.last)
    present_at_start = since is not None and years.span is not None and since in years.span.start
    return Measures(
        revenue_12m=_revenue(last_year) if known else None,
        revenue_prior_12m=_revenue_of(purchases, years.prior) if years.measures(years.prior) else None,
        revenue_all_time=_revenue(purchases),
        recurring_share=recurring_share(last_year) if known else None,
        orders_12m=len(last_orders) if known else None,
        order_months_12m=len({order.day.month for order in last_orders}) if known else None,
        last_order=max((order.day for order in orders), default=None),
        customer_since=since,
        present_at_start=present_at_start,
        status=_status(orders, last_orders, years, present_at_start=present_at_start),
        seller=best_seller(last_year) or best_seller(purchases),
    )


def _revenue(purchases: Sequence[Purchase]) -> float:
    return round(fsum(purchase.revenue for purchase in purchases), MONEY_DECIMALS)


def _revenue_of(purchases: Sequence[Purchase], year: Period) -> float:
    return _revenue([purchase for purchase in purchases if purchase.day in year])


def recurring_share(purchases: Sequence[Purchase]) -> float | None:
    """Estimate the share of a year's revenue that returns: 1 − best calendar month/revenue.

    A one-off gives 0. The two parts of the month in which the year starts and ends count as one month.

    Args:
        purchases: The purchases of 12 calendar months.

    Returns:
        The share, 0–1; None without revenue.

    >>> spring = [Purchase("A1", date(2025, month, 1), 100.0) for month in (3, 4, 5, 6)]
    >>> recurring_share(spring), recurring_share(spring[:1])
    (0.75, 0.0)
    """
    by_month = sums((purchase.day.month, purchase.revenue) for purchase in purchases)
    revenue = fsum(purchase.revenue for purchase in purchases)
    if revenue <= 0:
        return None
    return round(min(max(1 - max(by_month.values()) / revenue, 0.0), 1.0), SHARE_DECIMALS)


def best_seller(purchases: Sequence[Purchase]) -> str | None:
    """Give the id of the employee with most revenue; of several equal ones the id that sorts first.

    >>> best_seller([Purchase("A1", date(2025, 3, 1), 50.0, "7"), Purchase("A1", date(2025, 4, 1), 50.0, "4")])
    '4'
    """
    revenues = sums((purchase.seller, purchase.revenue) for purchase in purchases)
    return min(revenues, key=lambda seller: (-revenues[seller], seller), default=None)


def _status(
    orders: Sequence[Purchase], last_orders: Sequence[Purchase], years: Years, *, present_at_start: bool
) -> str | None:
    if not orders:
        return "Prospect"
    if not years.measures(years.last):
        return None
    if not last_orders:
        return "Lapsed"
    return "New" if len(last_orders) == len(orders) and not present_at_start else "Active"


def by_account(purchases: Sequence[Purchase], as_of: date) -> dict[str, list[Purchase]]:
    """Group the purchases up to the as-of date by account."""
    groups: dict[str, list[Purchase]] = defaultdict(list)
    for purchase in purchases:
        if purchase.day <= as_of:
            groups[purchase.account_id].append(purchase)
    return dict(groups)
