"""What a message to a manager says: the variables of its templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kam_xl.plans.content.cells import day, number, printable, text
from kam_xl.plans.content.quantities import Money, Points, Share, money, points
from kam_xl.portfolio.digest import digest

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from kam_xl.portfolio.book import ScoredAccount, ScoredBook
    from kam_xl.portfolio.digest import Change, Gap, Lack, Overdue
    from kam_xl.portfolio.movers import Movements
    from kam_xl.portfolio.recipients import Recipient
    from kam_xl.sharing.message import Attachment


@dataclass(frozen=True, slots=True)
class AccountNews:
    """One account.

    Attributes:
        name: Its name.
        id: Its id.
        tier: Its tier.
        score: Its score.
        revenue_12m: What it bought in the last 12 months.
        account_manager: Who looks after it.
        reason: Why it has its tier, in one sentence.
        causes: What moved it since the last snapshot, the largest part first; empty if it was not in it.
        new: Whether it is Key and was not in the last snapshot.
        overridden: Whether a person gave it its tier.
    """

    name: str
    id: str
    tier: str
    score: Points | None
    revenue_12m: Money | None
    account_manager: str | None
    reason: str
    causes: str
    new: bool
    overridden: bool


@dataclass(frozen=True, slots=True)
class MoverNews:
    """An account whose score or tier moved, and that is neither new among the key accounts nor lost to them.

    Attributes:
        name: Its name.
        reason: What moved it, the largest part first.
    """

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class OverdueNews:
    """An action that is overdue.

    Attributes:
        account: The account's name.
        action: What should have been done.
        owner: Who should have.
        due: By when.
        days: Days since then.
    """

    account: str
    action: str | None
    owner: str | None
    due: date | None
    days: int


@dataclass(frozen=True, slots=True)
class GapNews:
    """A criterion that is unknown for some accounts.

    Attributes:
        label: What people call it.
        accounts: The accounts' names.
        swing: The points by which it could move each score.
    """

    label: str
    accounts: tuple[str, ...]
    swing: Points


@dataclass(frozen=True, slots=True)
class LackNews:
    """Something that key accounts lack.

    Attributes:
        what: What, such as "objective".
        accounts: The accounts' names.
    """

    what: str
    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What the files of a message are.

    Attributes:
        whole_book: Whether the copy holds the accounts of all managers.
        sealed: Whether it opens with a password only.
        workbook: The name of the workbook itself, if it goes with the message; empty otherwise.
    """

    whole_book: bool = False
    sealed: bool = False
    workbook: str = ""


OWN_COPY = Enclosed()
"""The manager's own accounts, open."""


@dataclass(frozen=True, slots=True)
class News:
    """Everything a message can say; every attribute is a variable of the templates.

    Attributes:
        manager: The recipient's name.
        company: The company's name.
        as_of: The day the accounts were scored for.
        model: The name of the scoring model.
        accounts: How many accounts the manager has.
        tiers: The number of accounts of every tier, best first.
        revenue_12m: What all of them bought in the last 12 months.
        share_of_key: The key accounts' part of that.
        key: The key accounts, best first.
        since: The day of the snapshot that `new`, `lost_key` and `moved` look back at; None if there is none.
        lost_key: Accounts that were Key then and are not.
        moved: Other accounts that moved, tiers first.
        overdue: Actions overdue, longest first.
        lacks: What key accounts lack.
        unscored: Names of the accounts of which too little is known for a score.
        gaps: Unknown criteria, those first that could move most.
        attachments: The names of the files that go with the message.
        enclosed: What these files are.
        picture: The name of the picture of the accounts that the HTML can show as `cid:`; empty if there is none.
    """

    manager: str
    company: str | None
    as_of: date
    model: str
    accounts: int
    tiers: tuple[tuple[str, int], ...]
    revenue_12m: Money
    share_of_key: Share | None
    key: tuple[AccountNews, ...]
    since: date | None
    lost_key: tuple[AccountNews, ...]
    moved: tuple[MoverNews, ...]
    overdue: tuple[OverdueNews, ...]
    lacks: tuple[LackNews, ...]
    unscored: tuple[str, ...]
    gaps: tuple[GapNews, ...]
    attachments: tuple[str, ...]
    enclosed: Enclosed
    picture: str


def gather_news(  # noqa: PLR0913, PLR0917 - what there is to say, and what goes with it
    part: ScoredBook,
    recipient: Recipient,
    attachments: Sequence[Attachment],
    enclosed: Enclosed = OWN_COPY,
    picture: str = "",
    movements: Movements | None = None,
) -> News:
    """Gather what a message says.

    Args:
        part: The manager's own part of the book.
        recipient: The manager.
        attachments: What goes with the message.
        enclosed: What these files are.
        picture: The name of the picture of the accounts; empty if there is none.
        movements: Who moved in the whole book; only the manager's own accounts are told.
    """
    facts = digest(part)
    new = {account.account_id for account in facts.change.new_key} if facts.change else set()
    causes = _causes(facts.change, movements)
    return News(
        manager=printable(recipient.name),
        company=text(part.settings, "company"),
        as_of=part.basis.as_of,
        model=part.model.name,
        accounts=len(part.accounts),
        tiers=tuple(facts.by_tier.items()),
        revenue_12m=Money(facts.revenue_12m),
        share_of_key=_share(facts.key, facts.revenue_12m),
        key=tuple(_account(account, causes, new) for account in facts.key),
        since=facts.change.since if facts.change else movements.since if movements else None,
        lost_key=tuple(_account(account, causes) for account in facts.change.lost_key) if facts.change else (),
        moved=tuple(_moved(part, facts.change, movements)),
        overdue=tuple(map(_overdue, facts.overdue)),
        lacks=tuple(map(_lack, facts.lacks)),
        unscored=_names(account for account in part.accounts if account.result.score is None),
        gaps=tuple(map(_gap, facts.gaps)),
        attachments=tuple(attachment.name for attachment in attachments),
        enclosed=enclosed,
        picture=picture,
    )


def _share(key: Sequence[ScoredAccount], total: float) -> Share | None:
    bought = sum(number(account.values, "revenue_12m") or 0.0 for account in key)
    return Share(bought / total) if total > 0 else None


def _account(account: ScoredAccount, causes: Mapping[str, str], new: Container[str] = ()) -> AccountNews:
    return AccountNews(
        name=printable(account.name),
        id=printable(account.account_id),
        tier=account.result.tier,
        score=points(account.result.score),
        revenue_12m=money(number(account.values, "revenue_12m")),
        account_manager=text(account.values, "account_manager"),
        reason=printable(account.result.reason),
        causes=printable(causes.get(account.account_id, "")),
        new=account.account_id in new,
        overridden=account.result.tier != account.result.computed_tier,
    )


def _causes(change: Change | None, movements: Movements | None) -> Mapping[str, str]:
    told = {account.account_id for account in (*change.new_key, *change.lost_key)} if change else set()
    moved = movements.moved if movements else ()
    return {mover.account.account_id: mover.causes() for mover in moved if mover.account.account_id in told}


def _moved(part: ScoredBook, change: Change | None, movements: Movements | None) -> Iterator[MoverNews]:
    told = {account.account_id for account in (*change.new_key, *change.lost_key)} if change else set()
    own = {account.account_id for account in part.accounts} - told
    for mover in movements.moved if movements else ():
        if mover.account.account_id in own:
            yield MoverNews(printable(mover.account.name), printable(mover.reason()))


def _overdue(overdue: Overdue) -> OverdueNews:
    action = overdue.action
    return OverdueNews(
        printable(overdue.account.name), text(action, "action"), text(action, "owner"), day(action, "due"), overdue.days
    )


def _lack(lack: Lack) -> LackNews:
    return LackNews(lack.what, _names(lack.accounts))


def _gap(gap: Gap) -> GapNews:
    return GapNews(gap.criterion.label, _names(gap.accounts), Points(gap.swing))


def _names(accounts: Iterable[ScoredAccount]) -> tuple[str, ...]:
    return tuple(printable(account.name) for account in accounts)
