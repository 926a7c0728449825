"""What templates are tried with: plans, portfolios and messages of the sample."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from kam_xl.accounts.tables import OBJECTIVES
from kam_xl.jobs.demo import score_sample
from kam_xl.plans.content.customer import compose_customer_plan
from kam_xl.plans.content.plan import compose_plan
from kam_xl.plans.content.portfolio import compose_portfolio
from kam_xl.portfolio.recipients import Recipient
from kam_xl.sharing.message import Attachment
from kam_xl.sharing.news import Enclosed, gather_news
from kam_xl.sharing.picture import NAME

if TYPE_CHECKING:
    from kam_xl.jobs.score import Scored
    from kam_xl.plans.press import Content
    from kam_xl.portfolio.book import ScoredAccount, ScoredBook
    from kam_xl.sharing.news import News

ANY_DAY = date(2026, 1, 1)
"""The day of the sample where the sample itself named none; it does."""


@cache
def _sample() -> Scored:
    return score_sample(ANY_DAY)


@cache
def example_plans() -> tuple[Content, ...]:
    """Compose plans of the sample: the key account of which most is known, and the account of which least is.

    After them come the portfolio of all accounts, and that of a book without any.
    """
    book = _sample().book
    plans = [compose(book, each) for compose in (compose_plan, compose_customer_plan) for each in (_best(), _least())]
    nothing = replace(book, accounts=(), tables={})
    return (*plans, compose_portfolio(book), compose_portfolio(nothing, "Nobody"))


def example_news() -> tuple[News, News]:
    """Compose messages of the sample: to a manager to whom everything can be said, and to one with nothing to say.

    The first receives the whole sample, in which a key account lacks an objective; the second has one account, of
    which least is known.
    """
    book, least = _sample().book, _least()
    bare = replace(book, accounts=(least,), tables={}, settings={})
    nothing = gather_news(bare, Recipient(least.name, None), ())
    return _everything(book), replace(nothing, key=(), unscored=(), gaps=())


def _everything(book: ScoredBook) -> News:
    best = _best().account_id
    objectives = tuple(row for row in book.tables[OBJECTIVES.name] if row["account_id"] != best)
    files = [Attachment(name, b"") for name in ("Katrin Osterkamp 2026-06-30.xlsx", "KeyAccounts.xlsm")]
    return gather_news(
        replace(book, tables={**book.tables, OBJECTIVES.name: objectives}),
        Recipient("Katrin Osterkamp", "katrin.osterkamp@wendelin.example.com"),
        files,
        Enclosed(whole_book=True, sealed=True, workbook=files[-1].name),
        NAME,
        _sample().movements,
    )


def _best() -> ScoredAccount:
    return max(_sample().book.accounts, key=lambda account: (account.result.tier == "Key", _known(account)))


def _least() -> ScoredAccount:
    return min(_sample().book.accounts, key=_known)


def _known(account: ScoredAccount) -> int:
    book = _sample().book
    return sum(len(book.details(sheet, account)) for sheet in book.tables)
