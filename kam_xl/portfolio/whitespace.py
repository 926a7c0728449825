"""What is left to win: account by product, and what each gap could bring in a year."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import median, quantiles
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

SIZE_BANDS = ("small", "medium", "large")
"""Thirds of the book by revenue."""

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


@dataclass(frozen=True)
class Whitespace:
    """What the products of a whole book say of each other.

    Attributes:
        products: The names of all products, as they first stand on Products.
        spend: What owners buy of a product, by product, industry and size band.
        bands: Each account's size band, by its id; accounts without revenue have none.
    """

    products: tuple[str, ...]
    spend: Mapping[tuple[str, str, str], tuple[float, ...]]
    bands: Mapping[str, str]

    def potential(self, account: ScoredAccount, row: Row) -> Potential:
        """Estimate what an open product could bring at an account in a year.

        Known spend comes first: category spend less our revenue. Without it, the median spend of owners in the same
        industry and size band, less our revenue, where there are at least three. Nothing is below 0.

        Args:
            account: The account.
            row: Its row of Products.
        """
        ours = _number(row.get("revenue_12m")) or 0.0
        wallet = _number(row.get("category_spend"))
        if wallet is not None:
            return Potential(max(wallet - ours, 0.0), "wallet")
        owners = self.spend.get(self._peers_of(account, row), ())
        if len(owners) < FEWEST_OWNERS:
            return _UNKNOWN
        return Potential(max(median(owners) - ours, 0.0), "estimate", len(owners))

    def _peers_of(self, account: ScoredAccount, row: Row) -> tuple[str, str, str]:
        return _text(row.get("product")), _industry(account), self.bands.get(account.account_id, "")


def whitespace_of(book: ScoredBook) -> Whitespace:
    """Learn from the products of a book what owners buy."""
    bands = size_bands(book.accounts)
    accounts = {account.account_id: account for account in book.accounts}
    spend: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    products: dict[str, None] = {}
    for row in book.tables.get(PRODUCTS.name, ()):
        name = _text(row.get("product"))
        if name:
            products.setdefault(name)
        account, revenue = accounts.get(_text(row.get("account_id"))), _number(row.get("revenue_12m"))
        if account is None or row.get("state") != "Owned" or revenue is None or revenue <= 0:
            continue
        industry, band = _industry(account), bands.get(account.account_id)
        if name and industry and band:
            spend[name, industry, band].append(revenue)
    return Whitespace(tuple(products), {peers: tuple(owners) for peers, owners in spend.items()}, bands)


def size_bands(accounts: Iterable[ScoredAccount]) -> dict[str, str]:
    """Sort accounts into thirds by their revenue of the last 12 months.

    Returns:
        small, medium or large by account id; accounts with no revenue above 0 are left out. A revenue on a cut is in
        the larger band.
    """
    known = {account.account_id: _number(account.values.get("revenue_12m")) for account in accounts}
    revenues = {account_id: revenue for account_id, revenue in known.items() if revenue is not None and revenue > 0}
    if not revenues:
        return {}
    cuts = quantiles(revenues.values(), n=len(SIZE_BANDS), method="inclusive") if len(revenues) > 1 else []
    return {account_id: SIZE_BANDS[sum(revenue >= cut for cut in cuts)] for account_id, revenue in revenues.items()}


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
