"""What each account manager looks after, all tiers and revenue, against capacity."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import fsum, inf
from typing import TYPE_CHECKING

from kam_xl.accounts.names import name_key
from kam_xl.portfolio.load import capacity_of, written_names

if TYPE_CHECKING:
    from kam_xl.portfolio.book import ScoredAccount, ScoredBook


@dataclass(frozen=True, slots=True)
class Workload:
    """What one account manager looks after.

    Attributes:
        account_manager: The name as on Team, else as on Accounts; None for accounts that nobody looks after.
        key: Key accounts.
        major: Major accounts.
        others: All others.
        revenue_12m: The sum of the known revenue, in currency.
        capacity: How many key accounts the person can serve; None where there is nobody.
    """

    account_manager: str | None
    key: int
    major: int
    others: int
    revenue_12m: float
    capacity: float | None

    @property
    def accounts(self) -> int:
        """Give the number of all accounts."""
        return self.key + self.major + self.others

    @property
    def too_much(self) -> bool:
        """Tell whether there are more key accounts than the person can serve."""
        return self.capacity is not None and self.key > self.capacity


def workloads(book: ScoredBook) -> tuple[Workload, ...]:
    """Say what each account manager looks after.

    Returns:
        Everybody on Accounts or Team, the fullest first as key accounts per capacity, ties by name; accounts that
        nobody looks after last.
    """
    held: dict[str | None, list[ScoredAccount]] = defaultdict(list)
    for account in book.accounts:
        owner = account.values.get("account_manager")
        held[None if owner is None else name_key(str(owner))].append(account)
    owners = (str(account.values["account_manager"]) for key in held if key for account in held[key][:1])
    people = [_load(book, name, held[key]) for key, name in written_names(owners, book.team).items()]
    nobody = [_load(book, None, held[None])] if None in held else []
    return (*sorted(people, key=_order), *nobody)


def _load(book: ScoredBook, name: str | None, accounts: list[ScoredAccount]) -> Workload:
    tiers = [account.result.tier for account in accounts]
    revenues = (account.values.get("revenue_12m") for account in accounts)
    key, major = tiers.count("Key"), tiers.count("Major")
    return Workload(
        account_manager=name,
        key=key,
        major=major,
        others=len(tiers) - key - major,
        revenue_12m=fsum(revenue for revenue in revenues if isinstance(revenue, int | float)),
        capacity=None if name is None else capacity_of(book.team.get(name, {})),
    )


def _order(load: Workload) -> tuple[float, str]:
    return -_fullness(load), load.account_manager or ""


def _fullness(load: Workload) -> float:
    if not load.key:
        return 0.0
    return load.key / load.capacity if load.capacity else inf
