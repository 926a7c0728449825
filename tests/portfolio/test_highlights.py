"""What a run says of a book beside its figures."""

from datetime import date
from typing import Any

from kam_xl.portfolio.highlights import Highlights, Move, Unknown, highlights
from kam_xl.portfolio.movers import movements
from tests.portfolio.test_movers import BASIS, MODEL, _book, _row, _snapshot
from tests.sharing.books import STRONG, account, scored_book


def test_without_a_snapshot_nobody_moved_and_no_day_is_named() -> None:
    found = highlights(scored_book([account("A1", **STRONG)]), None, [])

    assert found == Highlights(since=None, moves=[], unknown=[], attention=[])


def test_a_move_says_tier_points_and_the_criterion_that_moved_most() -> None:
    then = [_row("A"), _row("B"), _row("C")]
    now = [_row("A", strategic_fit=5, Seats="6,5"), _row("B", Seats="5,5"), _row("C", strategic_fit=None, Seats=None)]
    book = _book(now)

    found = highlights(book, movements(book, _snapshot(then)), [])

    assert (found.since, BASIS.as_of, MODEL.total_weight()) == (date(2026, 3, 31), date(2026, 4, 30), 2)
    assert found.moves == [
        Move("A", "Standard → Key", 32.5, "Strategic fit +25.0"),
        Move("C", "Standard → Unscored", None, ""),
        Move("B", "Standard", 2.5, "Seats +2.5"),
    ]


def test_unknown_criteria_name_the_columns_to_fill_in() -> None:
    rows = [account("A1", **{**STRONG, "strategic_fit": None}), account("A2", **STRONG)]

    assert highlights(scored_book(rows), None, []).unknown == [
        Unknown(criterion="Strategic fit", accounts=1, share=0.5, points=20.0, remedy="Strategic Fit")
    ]


def test_what_needs_attention_follows_what_stands_in_the_way() -> None:
    tables: dict[str, list[dict[str, Any]]] = {
        "Actions": [{"account_id": "A1", "action": "a", "due": date(2026, 3, 30), "done": None}],
        "Objectives": [],
    }
    rows = [account("A1", **STRONG), *(account(f"A{number}") for number in range(2, 7))]

    found = highlights(scored_book(rows, tables=tables), None, ["A finding."])

    assert found.attention[:3] == [
        "A finding.",
        "1 action is overdue, the longest by 1 day (Account A1). Do it, or move its date on Actions.",
        "1 key account has no objective: Account A1.",
    ]
    assert found.attention[-1] == (
        "5 accounts have no score, because too little is known: Account A2, Account A3, Account A4 and 2 more. "
        "See Reason on Accounts."
    )
