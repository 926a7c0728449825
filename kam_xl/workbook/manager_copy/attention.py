"""What needs the manager's attention, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.portfolio.digest import scoreless
from kam_xl.portfolio.wording import beside_a_tier, counted
from kam_xl.workbook.day_words import day_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kam_xl.portfolio.book import ScoredAccount, ScoredBook
    from kam_xl.portfolio.digest import Change, Digest, Gap, Overdue

_NAMED = 4
"""How many accounts a sentence names before it counts the rest."""

_LISTED = 8
"""How many sentences there are of one kind before the rest is counted."""


def points_of_attention(book: ScoredBook, facts: Digest, language: str) -> Iterator[tuple[str, str]]:
    """Give what needs attention: its kind and a sentence, the most urgent first; days as the language writes them."""
    if facts.change is not None:
        yield from _changed(facts.change, language)
    yield from _limited("Overdue", [_overdue(overdue) for overdue in facts.overdue], "actions")
    for lack in facts.lacks:
        yield "Missing", f"{_count(lack.accounts, 'key account')} without {lack.what}: {_sentence_end(lack.accounts)}"
    unscored = scoreless(book.accounts)
    if unscored:
        have = counted(len(unscored), "account has", "accounts have")
        tiered = beside_a_tier([account.result.tier for account in unscored])
        yield "No score", f"{have} no score, because too little is known{tiered}: {_sentence_end(unscored)}"
    yield from _limited("Unknown", [_gap(gap) for gap in facts.gaps], "criteria")


def _changed(change: Change, language: str) -> Iterator[tuple[str, str]]:
    since = day_in_words(change.since, language)
    if change.new_key:
        yield "New key", f"Key now and not on {since}: {_sentence_end(change.new_key)}"
    if change.lost_key:
        yield "Lost key", f"Key on {since} and not now: {_sentence_end(change.lost_key)}"


def _limited(kind: str, sentences: Sequence[str], what: str) -> Iterator[tuple[str, str]]:
    for sentence in sentences[:_LISTED]:
        yield kind, sentence
    if len(sentences) > _LISTED:
        yield kind, f"… and {len(sentences) - _LISTED} more {what}."


def _overdue(overdue: Overdue) -> str:
    owner = overdue.action.get("owner") or "nobody named"
    days = "1 day" if overdue.days == 1 else f"{overdue.days} days"
    return f"{overdue.account.name}: {overdue.action.get('action') or 'an action'} ({owner}), {days} overdue."


def _gap(gap: Gap) -> str:
    whom = f"{_count(gap.accounts, 'account')}: {named(gap.accounts)}"
    return f"{gap.criterion.label} of {whom}; up to {gap.swing:.3g} points of each score."


def _count(accounts: Sequence[ScoredAccount], noun: str) -> str:
    return f"{len(accounts)} {noun}{'' if len(accounts) == 1 else 's'}"


def _sentence_end(accounts: Sequence[ScoredAccount]) -> str:
    # A company's name may end with a full stop of its own.
    return f"{named(accounts).removesuffix('.')}."


def named(accounts: Sequence[ScoredAccount]) -> str:
    """Name the first accounts and count the rest."""
    names = [account.name for account in accounts[:_NAMED]]
    rest = len(accounts) - len(names)
    return ", ".join(names) + (f" and {rest} more" if rest else "")
