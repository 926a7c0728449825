"""What a manager should know first: tiers, what changed, what is overdue, what is missing."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import fsum

from kam_xl.accounts.rows import Row, Value
from kam_xl.accounts.tables import ACTIONS, HISTORY, OBJECTIVES, STAKEHOLDERS
from kam_xl.portfolio.book import ScoredAccount, ScoredBook
from kam_xl.scoring.model import Criterion
from kam_xl.scoring.results import ALL_TIERS


@dataclass(frozen=True, slots=True)
class Overdue:
    """An action that should be done by now.

    Attributes:
        account: The account.
        action: The row of Actions.
        days: Days since it was due, at least 1.
    """

    account: ScoredAccount
    action: Row
    days: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A criterion that is unknown for some accounts.

    Attributes:
        criterion: The criterion.
        accounts: Whom it is unknown for, in sheet order.
        swing: Points by which it could move one account's score, 0–100.
    """

    criterion: Criterion
    accounts: tuple[ScoredAccount, ...]
    swing: float


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that every key account should have and some have not.

    Attributes:
        what: What is lacking, such as "objective".
        accounts: The key accounts without one.
    """

    what: str
    accounts: tuple[ScoredAccount, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of the tiers since the last snapshot.

    Attributes:
        since: The day of the snapshot.
        new_key: Accounts that are Key and were not, or were not there.
        lost_key: Accounts that were Key and are not.
    """

    since: date
    new_key: tuple[ScoredAccount, ...]
    lost_key: tuple[ScoredAccount, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """The first things to know about a book or a part of it.

    Attributes:
        by_tier: The number of accounts of every tier, best first, none left out.
        revenue_12m: The sum of the known revenue, in currency.
        key: The key accounts, best rank first, those without a rank last.
        change: What changed since the last snapshot; None if there is none before the as-of date.
        overdue: Actions overdue on the as-of date, longest first.
        gaps: Unknown criteria, those first that could move most points over all accounts.
        lacks: What key accounts lack; empty kinds are left out.
    """

    by_tier: Mapping[str, int]
    revenue_12m: float
    key: tuple[ScoredAccount, ...]
    change: Change | None
    overdue: tuple[Overdue, ...]
    gaps: tuple[Gap, ...]
    lacks: tuple[Lack, ...]


def digest(book: ScoredBook) -> Digest:
    """Gather the first things to know about a book."""
    counts = Counter(account.result.tier for account in book.accounts)
    revenues = (account.values.get("revenue_12m") for account in book.accounts)
    return Digest(
        by_tier={tier: counts[tier] for tier in ALL_TIERS},
        revenue_12m=fsum(revenue for revenue in revenues if isinstance(revenue, int | float)),
        key=key_accounts(book.accounts),
        change=_change(book),
        overdue=_overdue(book),
        gaps=_gaps(book),
        lacks=_lacks(book),
    )


def scoreless(accounts: Iterable[ScoredAccount]) -> tuple[ScoredAccount, ...]:
    """Give the accounts of which too little is known for a score, those first that have no tier either."""
    found = [account for account in accounts if account.result.score is None]
    return tuple(sorted(found, key=lambda account: account.result.tier != "Unscored"))


def by_standing(accounts: Iterable[ScoredAccount]) -> tuple[ScoredAccount, ...]:
    """Sort accounts for reading: by tier, best first, then by rank; those without a rank last, by their id."""
    return tuple(sorted(accounts, key=_standing))


def key_accounts(accounts: Iterable[ScoredAccount]) -> tuple[ScoredAccount, ...]:
    """Give the key accounts, best rank first."""
    return by_standing(account for account in accounts if account.result.tier == "Key")


def _standing(account: ScoredAccount) -> tuple[int, float, str]:
    rank = account.result.rank
    return ALL_TIERS.index(account.result.tier), float("inf") if rank is None else rank, account.account_id


def _change(book: ScoredBook) -> Change | None:
    earlier = [row for row in book.tables.get(HISTORY.name, ()) if _before(row.get("as_of"), book.basis.as_of)]
    if not earlier:
        return None
    since = max(day for row in earlier if isinstance(day := row["as_of"], date))
    was_key = {row.get("account_id") for row in earlier if row["as_of"] == since and row.get("tier") == "Key"}
    is_key = key_accounts(book.accounts)
    return Change(
        since,
        tuple(account for account in is_key if account.account_id not in was_key),
        tuple(each for each in book.accounts if each.account_id in was_key and each.result.tier != "Key"),
    )


def _before(day: Value, limit: date) -> bool:
    return isinstance(day, date) and day < limit


def _overdue(book: ScoredBook) -> tuple[Overdue, ...]:
    found = [
        Overdue(account, action, (book.basis.as_of - due).days)
        for account in book.accounts
        for action in book.details(ACTIONS.name, account)
        if isinstance(due := action.get("due"), date) and due < book.basis.as_of and is_open(action)
    ]
    return tuple(sorted(found, key=lambda overdue: -overdue.days))


def is_open(action: Row) -> bool:
    """Tell whether an action is still to be done."""
    return action.get("done") is None


def _gaps(book: ScoredBook) -> tuple[Gap, ...]:
    total = book.model.total_weight()
    missing: list[list[ScoredAccount]] = [[] for _ in book.model.criteria]
    for account in book.accounts:
        for accounts, line in zip(missing, account.explanation.lines, strict=True):
            if line.rating is None:
                accounts.append(account)
    gaps = [
        Gap(criterion, tuple(accounts), 100 * criterion.weight / total)
        for criterion, accounts in zip(book.model.criteria, missing, strict=True)
        if accounts and criterion.weight > 0
    ]
    return tuple(sorted(gaps, key=lambda gap: -gap.swing * len(gap.accounts)))


def _lacks(book: ScoredBook) -> tuple[Lack, ...]:
    wanted: tuple[tuple[str, str, Callable[[Row], bool]], ...] = (
        ("objective", OBJECTIVES.name, lambda _: True),
        ("open action", ACTIONS.name, is_open),
        ("stakeholder", STAKEHOLDERS.name, lambda _: True),
    )
    lacks = [
        Lack(what, tuple(account for account in key_accounts(book.accounts) if not _has(book, sheet, account, counts)))
        for what, sheet, counts in wanted
        if sheet in book.tables
    ]
    return tuple(lack for lack in lacks if lack.accounts)


def _has(book: ScoredBook, sheet: str, account: ScoredAccount, counts: Callable[[Row], bool]) -> bool:
    return any(counts(row) for row in book.details(sheet, account))
