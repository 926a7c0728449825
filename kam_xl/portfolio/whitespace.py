"""What is left to win: account by product, and what each gap could bring in a year."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Literal

from kam_xl.accounts.tables import PRODUCTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kam_xl.accounts.rows import Row, Value
    from kam_xl.portfolio.book import ScoredAccount, ScoredBook

OPEN_STATES = ("Pipeline", "Gap", "Competitor")
"""States of a product that leave something to win."""

FEWEST_OWNERS = 3
"""A median of fewer is no estimate, and would tell one customer's spend in the plan of another."""

LIKE_SIZE = 3.0
"""Accounts are of like size if the larger one's revenue is at most so many times the other's."""

Basis = Literal["wallet", "estimate"]


@dataclass(frozen=True, slots=True)
class Potential:
    """What a gap could bring in a year.

    Attributes:
        value: In currency; None if nothing is known to judge it by.
        basis: "wallet" for what they spend on it elsewhere, "estimate" for the median of owners; None without value.
        owners: How many owners the estimate rests on; 0 for a wallet.
    """

    value: float | None
    basis: Basis | None
    owners: int = 0


_UNKNOWN = Potential(None, None)


@dataclass(frozen=True, slots=True)
class Owner:
    """What an account that owns a product spends on it.

    Attributes:
        revenue_12m: What it buys of everything, in currency.
        spend: What it buys of the product.
    """

    revenue_12m: float
    spend: float


@dataclass(frozen=True)
class Whitespace:
    """What the products of a whole book say of each other.

    Attributes:
        products: The names of all products, as they first stand on Products.
        owners: Who owns a product, by product and industry.
    """

    products: tuple[str, ...]
    owners: Mapping[tuple[str, str], tuple[Owner, ...]]

    def potential(self, account: ScoredAccount, row: Row) -> Potential:
        """Estimate what an open product could bring at an account in a year.

        Known spend comes first: category spend less our revenue. Without it, the median spend of owners in the same
        industry and of like size, less our revenue, where there are at least three. Like size is a revenue from a third
        of the account's to three times as much. Nothing is below 0.

        Args:
            account: The account.
            row: Its row of Products.
        """
        ours = _number(row.get("revenue_12m")) or 0.0
        wallet = _number(row.get("category_spend"))
        if wallet is not None:
            return Potential(max(wallet - ours, 0.0), "wallet")
        spends = self._spends_of_like(account, _text(row.get("product")))
        if len(spends) < FEWEST_OWNERS:
            return _UNKNOWN
        return Potential(max(median(spends) - ours, 0.0), "estimate", len(spends))

    def _spends_of_like(self, account: ScoredAccount, product: str) -> list[float]:
        revenue = _number(account.values.get("revenue_12m")) or 0.0
        owners = self.owners.get((product, _industry(account)), ())
        return [owner.spend for owner in owners if revenue / LIKE_SIZE <= owner.revenue_12m <= revenue * LIKE_SIZE]


def whitespace_of(book: ScoredBook) -> Whitespace:
    """Learn from the products of a book what owners buy."""
    rows = book.tables.get(PRODUCTS.name, ())
    accounts = {account.account_id: account for account in book.accounts}
    owners: dict[tuple[str, str], list[Owner]] = defaultdict(list)
    for row in rows:
        account, spend = accounts.get(_text(row.get("account_id"))), _number(row.get("revenue_12m"))
        if account is None or row.get("state") != "Owned" or spend is None or spend <= 0:
            continue
        revenue, industry = _number(account.values.get("revenue_12m")), _industry(account)
        if industry and revenue is not None and revenue > 0:
            owners[_text(row.get("product")), industry].append(Owner(revenue, spend))
    products = dict.fromkeys(name for row in rows if (name := _text(row.get("product"))))
    return Whitespace(tuple(products), {peers: tuple(found) for peers, found in owners.items()})


def penetration(products: Iterable[Row]) -> float | None:
    """Give the part of what an account could buy that it buys.

    Args:
        products: Its rows of Products.

    Returns:
        owned / (owned + pipeline + gap), 0–1; None if there is nothing of these.
    """
    states = [row.get("state") for row in products]
    owned = states.count("Owned")
    possible = owned + states.count("Pipeline") + states.count("Gap")
    return owned / possible if possible else None


def unlisted(whitespace: Whitespace, products: Sequence[Row]) -> tuple[str, ...]:
    """Name the products of the book of which nothing is said for an account."""
    listed = {_text(row.get("product")) for row in products}
    return tuple(name for name in whitespace.products if name not in listed)


def _industry(account: ScoredAccount) -> str:
    return _text(account.values.get("industry")).casefold()


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def _number(value: Value) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
