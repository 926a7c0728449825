"""The part of a book that is one manager's: everything a copy or message may be made from, and nothing else."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kam_xl.accounts.names import name_key
from kam_xl.accounts.rows import Row
from kam_xl.accounts.tables import DETAIL_TABLES, HISTORY, TEAM
from kam_xl.portfolio.book import ScoredAccount, ScoredBook
from kam_xl.portfolio.recipients import Recipient

if TYPE_CHECKING:
    from kam_xl.accounts.rows import Value

_SHARED_SETTINGS = (
    "company", "currency", "fiscal_year_start", "as_of", "home_utc_offset", "locale", "head_cut", "head_keep",
)  # fmt: skip
"""Settings that say nothing of other managers, of addresses or of a person's folders."""


def parts(book: ScoredBook) -> Mapping[Recipient, ScoredBook]:
    """Divide a book among its managers.

    Managers are the same if name and address are; upper and lower case do not count. An account whose manager has no
    address goes to the manager of that name who has one, if there is exactly one; otherwise to one without address,
    so that no account reaches a namesake.

    Returns:
        Each manager's own part, managers sorted by name and address; accounts without a manager are in none.
    """
    owned: dict[Recipient, list[ScoredAccount]] = defaultdict(list)
    for account, recipient in _owned(book):
        owned[recipient].append(account)
    distinct = sorted(owned, key=lambda recipient: (recipient.name, recipient.email or ""))
    return {recipient: _part(book, recipient, owned[recipient]) for recipient in distinct}


def owners(book: ScoredBook) -> Mapping[str, Recipient]:
    """Give whose part each account is in, by its id; an account without a manager is absent."""
    return {account.account_id: recipient for account, recipient in _owned(book)}


def without_manager(book: ScoredBook) -> tuple[ScoredAccount, ...]:
    """Give the accounts that no manager receives, in sheet order."""
    return tuple(account for account in book.accounts if book.recipient_of(account) is None)


def _owned(book: ScoredBook) -> list[tuple[ScoredAccount, Recipient]]:
    """Give every account that somebody receives, in sheet order, with its recipient in one spelling each."""
    stated = [(account, book.recipient_of(account)) for account in book.accounts]
    known = [(account, recipient) for account, recipient in stated if recipient is not None]
    spellings: dict[tuple[str, str], Recipient] = {}
    for _, recipient in sorted(known, key=lambda owned: (owned[1].email or "", owned[1].name)):
        spellings.setdefault(recipient.identity, recipient)
    return [(account, _resolved(recipient, spellings)) for account, recipient in known]


def _resolved(recipient: Recipient, spellings: Mapping[tuple[str, str], Recipient]) -> Recipient:
    if recipient.email is None:
        own = name_key(recipient.name)
        namesakes = [known for (name, email), known in spellings.items() if name == own and email]
        if len(namesakes) == 1:
            return namesakes[0]
    return spellings[recipient.identity]


def _part(book: ScoredBook, recipient: Recipient, own: Sequence[ScoredAccount]) -> ScoredBook:
    ids = {account.account_id for account in own}
    return replace(
        book,
        accounts=tuple(_without_foreign_parent(account, ids) for account in own),
        tables=dict(_own_tables(book, recipient, own, ids)),
        settings={name: book.settings[name] for name in _SHARED_SETTINGS if name in book.settings},
        issues=(),
    )


def _without_foreign_parent(account: ScoredAccount, own_ids: set[str]) -> ScoredAccount:
    parent = account.values.get("parent_account_id")
    if parent is None or parent in own_ids:
        return account
    return replace(account, values={**account.values, "parent_account_id": None})


def _own_tables(
    book: ScoredBook, recipient: Recipient, own: Iterable[ScoredAccount], ids: set[str]
) -> Iterator[tuple[str, tuple[Row, ...]]]:
    serving = {name_key(str(account.values.get("account_manager") or "")) for account in own} - {""}
    if TEAM.name in book.tables:
        members = (row for row in book.tables[TEAM.name] if name_key(str(row.get("account_manager"))) in serving)
        yield TEAM.name, tuple(_own_manager_only(row, recipient) for row in members)
    for spec in (*DETAIL_TABLES, HISTORY):
        if spec.name in book.tables:
            yield spec.name, tuple(row for row in book.tables[spec.name] if row.get("account_id") in ids)


def _own_manager_only(row: Row, recipient: Recipient) -> Row:
    if name_key(str(row.get("manager"))) == name_key(recipient.name):
        return row
    hidden: dict[str, Value] = {name: None for name in ("manager", "manager_email") if name in row}
    return {**row, **hidden}
