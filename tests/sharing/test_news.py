"""What a message says of accounts that became key, or are no longer."""

from dataclasses import replace
from typing import TYPE_CHECKING

from kam_xl.portfolio.movers import movements
from kam_xl.portfolio.recipients import Recipient
from kam_xl.sharing.news import News, gather_news
from tests.portfolio.test_movers import MARCH, Rows, _book, _row, _snapshot

if TYPE_CHECKING:
    from kam_xl.accounts.rows import Value

STRONG = {"strategic_fit": 5, "Seats": "6,5"}


def _news(then: Rows, now: Rows, tier_before: str) -> News:
    history: dict[str, Value] = {"as_of": MARCH, "account_id": "A", "tier": tier_before}
    book = replace(_book(now), tables={"History": (history,)})
    return gather_news(book, Recipient("Mara Voss", None), [], movements=movements(book, _snapshot(then)))


def test_a_new_key_account_says_what_moved_it() -> None:
    news = _news([_row("A")], [_row("A", **STRONG)], "Standard")

    assert [(each.new, each.causes) for each in news.key] == [
        (True, "Strategic fit +25.0 (3 → 5), Seats +7.5 (5 → 6.5)")
    ]
    assert news.moved == ()


def test_a_key_account_that_stayed_key_says_nothing_of_the_kind() -> None:
    news = _news([_row("A", **STRONG)], [_row("A", strategic_fit=5)], "Key")

    assert [(each.new, each.causes) for each in news.key] == [(False, "")]


def test_a_key_account_that_was_lost_says_what_moved_it() -> None:
    news = _news([_row("A", **STRONG)], [_row("A")], "Key")

    assert [each.causes for each in news.lost_key] == ["Strategic fit −25.0 (5 → 3), Seats −7.5 (6.5 → 5)"]
