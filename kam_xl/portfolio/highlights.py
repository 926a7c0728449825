"""What a person should see of a scored book that no formula can tell: who moved, what is unknown, what needs care."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kam_xl.accounts.derive import sources_of
from kam_xl.accounts.schema import header_of
from kam_xl.portfolio.digest import digest, scoreless
from kam_xl.portfolio.movers import SHOWN_POINTS
from kam_xl.portfolio.wording import beside_a_tier, counted, named, signed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from kam_xl.portfolio.book import ScoredAccount, ScoredBook
    from kam_xl.portfolio.digest import Digest, Gap
    from kam_xl.portfolio.movers import Movements, Mover

MOST_NAMED = 3
"""How many accounts a sentence names before it only counts the others."""


@dataclass(frozen=True, slots=True)
class Move:
    """An account that moved since the last snapshot.

    Attributes:
        account: The account's name.
        tier: Its tier, or the tiers then and now.
        points: By how much its score rose; None if it had or has none.
        mostly: The criterion that moved most points, with them; empty where none did.
    """

    account: str
    tier: str
    points: float | None
    mostly: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A criterion that is unknown for some accounts.

    Attributes:
        criterion: What it is called.
        accounts: For how many accounts it is unknown.
        share: Their share of all accounts, 0–1.
        points: By how many points it could move each of their scores.
        remedy: Which columns to fill in.
    """

    criterion: str
    accounts: int
    share: float
    points: float
    remedy: str


@dataclass(frozen=True, slots=True)
class Highlights:
    """What a run says of a book beside its figures.

    Attributes:
        since: The day of the snapshot that movers are seen from; None if there is none.
        moves: Other tiers first, then by how far the score moved, farthest first.
        unknown: The criteria that could move most points over all accounts first.
        attention: One sentence each, most urgent first.
    """

    since: date | None = None
    moves: Sequence[Move] = ()
    unknown: Sequence[Unknown] = ()
    attention: Sequence[str] = ()


def highlights(book: ScoredBook, movements: Movements | None, findings: Sequence[str]) -> Highlights:
    """Gather them.

    Args:
        book: The scored book.
        movements: What became of it since the last snapshot; None without one.
        findings: What stands in its way, most urgent first.
    """
    facts = digest(book)
    return Highlights(
        since=movements.since if movements else None,
        moves=[_move(mover) for mover in movements.moved] if movements else [],
        unknown=[_unknown(gap, len(book.accounts)) for gap in facts.gaps],
        attention=[*findings, *_attention(book, facts)],
    )


def _move(mover: Mover) -> Move:
    now = mover.account.result.tier
    tier = f"{mover.tier_before} → {now}" if mover.tier_moved else now
    lines = mover.score.lines if mover.score else ()
    most = max(lines, key=lambda line: abs(line.points), default=None)
    mostly = f"{most.criterion.label} {signed(most.points)}" if most and abs(most.points) >= SHOWN_POINTS else ""
    return Move(mover.account.name, tier, mover.points, mostly)


def _unknown(gap: Gap, accounts: int) -> Unknown:
    columns = " and ".join(map(header_of, sources_of(gap.criterion.field)))
    return Unknown(gap.criterion.label, len(gap.accounts), len(gap.accounts) / accounts, gap.swing, columns)


def _attention(book: ScoredBook, facts: Digest) -> Iterator[str]:
    if facts.overdue:
        are, longest = counted(len(facts.overdue), "action is", "actions are"), facts.overdue[0]
        days = counted(longest.days, "day", "days")
        yield f"{are} overdue, the longest by {days} ({longest.account.name}). Do it, or move its date on Actions."
    for lack in facts.lacks:
        have = counted(len(lack.accounts), "key account has", "key accounts have")
        yield f"{have} no {lack.what}: {_named(lack.accounts)}"
    unscored = scoreless(book.accounts)
    if unscored:
        have = counted(len(unscored), "account has", "accounts have")
        tiered = beside_a_tier([account.result.tier for account in unscored])
        yield f"{have} no score, because too little is known{tiered}: {_named(unscored)} See Reason on Accounts."


def _named(accounts: Sequence[ScoredAccount]) -> str:
    # A company's name may end with a full stop of its own.
    return f"{named([account.name for account in accounts], MOST_NAMED).removesuffix('.')}."
