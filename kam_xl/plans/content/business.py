"""The business with the account: revenue against target, products, whitespace."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import TYPE_CHECKING

from kam_xl.accounts.importing.notes import HEADER as IMPORT_NOTE
from kam_xl.accounts.importing.periods import year_until
from kam_xl.plans.content.cells import day, number, text
from kam_xl.plans.content.quantities import Money, Share, money, share
from kam_xl.portfolio.plays import ranked_plays

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kam_xl.accounts.rows import Row
    from kam_xl.portfolio import plays
    from kam_xl.portfolio.book import ScoredAccount, ScoredBook
    from kam_xl.portfolio.whitespace import Whitespace


@dataclass(frozen=True, slots=True)
class Revenue:
    """Revenue and where it should go.

    Attributes:
        last_12m: What they bought in the last 12 months.
        prior_12m: What they bought in the 12 months before.
        change: The difference.
        growth: The difference as a share of the earlier one; None if that was not above 0.
        prior_since: The day from which the earlier 12 months are known, if they are not whole: growth is then too high.
        expected_growth: Realistic extra revenue in the next fiscal year.
        year: The fiscal year of the as-of date, named after the year in which it ends.
        target: What that year should bring.
        gap: Target less the last 12 months; below 0 it is exceeded.
        attained: The last 12 months as a share of the target; None if that is not above 0.
        retained: The last 12 months as a share of the 12 months before; None if that was not above 0.
        recurring: The part that returns without a new sale.
        orders_12m: Orders in the last 12 months.
        margin: The gross margin.
        wallet: What the account spends on our categories with everybody, where it is known.
        share_of_wallet: Our part of that; None if nothing is spent.
    """

    last_12m: Money | None
    prior_12m: Money | None
    change: Money | None
    growth: Share | None
    prior_since: date | None
    expected_growth: Money | None
    year: str
    target: Money | None
    gap: Money | None
    attained: Share | None
    retained: Share | None
    recurring: Share | None
    orders_12m: float | None
    margin: Share | None
    wallet: Money | None
    share_of_wallet: Share | None


@dataclass(frozen=True, slots=True)
class Contract:
    """The contract to renew next.

    Attributes:
        product: What it covers.
        end: Its last day.
        days_left: Days from the as-of date to its end; below 0 it has ended.
    """

    product: str | None
    end: date
    days_left: int


@dataclass(frozen=True, slots=True)
class Target:
    """What a year should bring.

    Attributes:
        year: The fiscal year, named after the year in which it ends.
        revenue: What they should buy in it.
        growth: Against the year before, which for the first one is the last 12 months; None if that is not above 0.
        margin: The gross margin it should have.
        share_of_wallet: Our part of what they spend.
    """

    year: str
    revenue: Money | None
    growth: Share | None
    margin: Share | None
    share_of_wallet: Share | None


@dataclass(frozen=True, slots=True)
class Product:
    """A product or product group at the account.

    Attributes:
        name: What it is called.
        state: Owned, Pipeline, Gap, Not eligible or Competitor.
        revenue_12m: Our revenue with it.
        category_spend: What the account spends on it with everybody.
        share_of_wallet: Our part of that; None if nothing is spent.
        competitor: Who else supplies it.
        contract_end: When the contract ends.
    """

    name: str | None
    state: str | None
    revenue_12m: Money | None
    category_spend: Money | None
    share_of_wallet: Share | None
    competitor: str | None
    contract_end: date | None


@dataclass(frozen=True, slots=True)
class Play:
    """Something to win at the account.

    Attributes:
        product: What could be sold.
        state: Gap, Pipeline or Competitor.
        competitor: Who supplies it today.
        value: What it could bring in a year.
        basis: What the value rests on; empty without one.
        estimated: Whether the value is taken from other accounts.
        likelihood: How likely it is won, by its state; a convention to put plays in order.
        expected: Value × likelihood.
    """

    product: str | None
    state: str
    competitor: str | None
    value: Money | None
    basis: str
    estimated: bool
    likelihood: Share
    expected: Money | None


def compose_revenue(
    book: ScoredBook, account: ScoredAccount, targets: Sequence[Target], products: Sequence[Product] = ()
) -> Revenue:
    """Set the last 12 months against the target of the running fiscal year."""
    values = account.values
    last, growth_pct = number(values, "revenue_12m"), number(values, "growth_pct")
    year = fiscal_year(book.basis.as_of, number(book.settings, "fiscal_year_start"))
    target = next((target.revenue for target in targets if target.year == year and target.revenue), None)
    wanted = target.amount if target else None
    wallet, ours = _wallet(products)
    return Revenue(
        last_12m=money(last),
        prior_12m=money(number(values, "revenue_prior_12m")),
        change=money(number(values, "revenue_change_12m")),
        growth=None if growth_pct is None else Share(growth_pct / 100),
        prior_since=prior_since(values, book.basis.as_of),
        expected_growth=money(number(values, "expected_growth_12m")),
        year=year,
        target=target,
        gap=None if wanted is None or last is None else Money(wanted - last),
        attained=_part(last, wanted),
        retained=_part(last, number(values, "revenue_prior_12m")),
        recurring=share(number(values, "recurring_share")),
        orders_12m=number(values, "orders_12m"),
        margin=share(number(values, "gross_margin")),
        wallet=money(wallet),
        share_of_wallet=_part(ours, wallet),
    )


def _wallet(products: Sequence[Product]) -> tuple[float | None, float]:
    """Add up what is spent on the products whose spend is known, with everybody and with us."""
    known = [(each.category_spend.amount, each.revenue_12m) for each in products if each.category_spend is not None]
    ours = fsum(revenue.amount for _, revenue in known if revenue is not None)
    return (fsum(spend for spend, _ in known) if known else None), ours


_PART_YEAR = re.compile(r"Revenue Prior 12m of a part year \(orders (\d{4}-\d\d-\d\d) ")


def prior_since(values: Row, as_of: date) -> date | None:
    """Give the day from which the 12 months before the last are known, if only a part of them is.

    They are a part where the account first bought within them, or where an import says that its orders begin there.
    """
    prior = year_until(year_until(as_of).after)
    noted = _PART_YEAR.search(text(values, IMPORT_NOTE) or "")
    starts = [day(values, "customer_since"), date.fromisoformat(noted[1]) if noted else None]
    within = [start for start in starts if start is not None and start in prior]
    return max(within, default=None)


def fiscal_year(as_of: date, first_month: float | None) -> str:
    """Name the fiscal year of a day after the calendar year in which it ends; without a first month it is January.

    >>> from datetime import date
    >>> fiscal_year(date(2026, 7, 1), 7), fiscal_year(date(2026, 6, 30), 7), fiscal_year(date(2026, 7, 1), None)
    ('2027', '2026', '2026')
    """
    start = int(first_month or 1)
    return str(as_of.year + (1 < start <= as_of.month))


def compose_targets(rows: Sequence[Row], last_12m: float | None = None) -> tuple[Target, ...]:
    """List the targets by year; rows without a year are left out, since nothing can be said of them.

    Args:
        rows: The account's rows of Targets.
        last_12m: Its revenue, against which the first target grows.
    """
    dated = [(year, row) for row in rows if (year := number(row, "year")) is not None]
    ordered = [(f"{year:.0f}", row) for year, row in sorted(dated, key=lambda each: round(each[0]))]
    wanted = [number(row, "revenue_target") for _, row in ordered]
    before = [last_12m, *wanted]
    return tuple(
        _target(row, year, _growth(*each)) for (year, row), *each in zip(ordered, wanted, before, strict=False)
    )


def _growth(wanted: float | None, before: float | None) -> Share | None:
    attained = _part(wanted, before)
    return attained and Share(attained.part - 1)


def _target(row: Row, year: str, growth: Share | None) -> Target:
    return Target(
        year,
        money(number(row, "revenue_target")),
        growth,
        share(number(row, "margin_target")),
        share(number(row, "share_of_wallet_target")),
    )


def compose_products(rows: Sequence[Row]) -> tuple[Product, ...]:
    """List the products in sheet order."""
    return tuple(_product(row) for row in rows)


def _product(row: Row) -> Product:
    revenue, spend = number(row, "revenue_12m"), number(row, "category_spend")
    return Product(
        name=text(row, "product"),
        state=text(row, "state"),
        revenue_12m=money(revenue),
        category_spend=money(spend),
        share_of_wallet=_part(revenue, spend),
        competitor=text(row, "competitor"),
        contract_end=day(row, "contract_end"),
    )


def compose_whitespace(account: ScoredAccount, rows: Sequence[Row], whitespace: Whitespace) -> tuple[Play, ...]:
    """List what is left to win by value × likelihood, unknown values last; ties in sheet order."""
    return tuple(_play(play) for play in ranked_plays(account, rows, whitespace))


def _play(play: plays.Play) -> Play:
    potential = play.potential
    return Play(
        product=text(play.row, "product"),
        state=text(play.row, "state") or "",
        competitor=text(play.row, "competitor"),
        value=money(potential.value),
        basis=_BASIS[potential.basis].format(potential.owners) if potential.basis else "",
        estimated=potential.basis == "estimate",
        likelihood=Share(play.likelihood),
        expected=money(play.expected),
    )


_BASIS = {
    "wallet": "what they spend on it elsewhere",
    "estimate": "estimate: the median of {} owners of their industry and size",
}


def next_contract(products: Sequence[Product], as_of: date) -> Contract | None:
    """Find the contract that ends next; if every one has ended, the one that ended last."""
    dated = [(product.contract_end, product.name) for product in products if product.contract_end is not None]
    if not dated:
        return None
    running = [contract for contract in dated if contract[0] >= as_of]
    end, name = min(running, key=_end) if running else max(dated, key=_end)
    return Contract(name, end, (end - as_of).days)


def _end(contract: tuple[date, str | None]) -> date:
    return contract[0]


def _part(part: float | None, whole: float | None) -> Share | None:
    return None if part is None or whole is None or whole <= 0 else Share(part / whole)
