from datetime import date
from typing import Any

from kam_xl.portfolio.digest import Change, Lack, Overdue, by_standing, digest
from tests.sharing.books import STRONG, account, scored_book


def test_accounts_are_counted_by_tier_and_their_known_revenue_summed() -> None:
    found = digest(scored_book([account("A1", **STRONG), account("A2", revenue_12m=1_000.0), account("A3")]))
    assert dict(found.by_tier) == {"Key": 1, "Major": 0, "Standard": 0, "Unscored": 2}
    assert found.revenue_12m == 301_000.0
    assert [each.account_id for each in found.key] == ["A1"]


def test_actions_are_overdue_from_the_day_after_they_were_due_until_they_are_done() -> None:
    actions: list[dict[str, Any]] = [
        {"account_id": "A1", "action": "a", "due": date(2026, 3, 30)},
        {"account_id": "A1", "action": "b", "due": date(2026, 3, 31)},
        {"account_id": "A2", "action": "c", "due": date(2025, 12, 31), "done": None},
        {"account_id": "A2", "action": "d", "due": date(2025, 12, 1), "done": date(2026, 1, 1)},
        {"account_id": "A2", "action": "e", "due": None},
    ]
    book = scored_book([account("A1"), account("A2")], tables={"Actions": actions})
    first, second = book.accounts
    assert digest(book).overdue == (Overdue(second, actions[2], 90), Overdue(first, actions[0], 1))


def test_gaps_are_sorted_by_the_points_they_could_move_in_all() -> None:
    rows = [
        account("A1", **{**STRONG, "strategic_fit": None}),
        account("A2", **{**STRONG, "strategic_fit": None, "status": "?"}),
    ]
    gaps = digest(scored_book(rows)).gaps
    assert [(gap.criterion.id, [each.account_id for each in gap.accounts], gap.swing) for gap in gaps] == [
        ("fit", ["A1", "A2"], 20.0),
        ("status", ["A2"], 30.0),
    ]


def test_key_accounts_lack_what_a_sheet_of_the_book_does_not_say_of_them() -> None:
    tables: dict[str, list[dict[str, Any]]] = {
        "Objectives": [{"account_id": "A2", "objective": "Grow"}],
        "Actions": [{"account_id": "A1", "done": date(2026, 1, 1)}, {"account_id": "A2", "done": None}],
    }
    book = scored_book([account("A1", **STRONG), account("A2", **STRONG), account("A3")], tables=tables)
    a1 = book.accounts[0]
    assert digest(book).lacks == (Lack("objective", (a1,)), Lack("open action", (a1,)))


def test_change_looks_back_at_the_latest_snapshot_before_the_as_of_date() -> None:
    history = [
        {"as_of": date(2025, 9, 30), "account_id": "A1", "tier": "Key"},
        {"as_of": date(2025, 12, 31), "account_id": "A1", "tier": "Standard"},
        {"as_of": date(2025, 12, 31), "account_id": "A2", "tier": "Key"},
        {"as_of": date(2025, 12, 31), "account_id": "A3", "tier": "Key"},
        {"as_of": date(2026, 3, 31), "account_id": "A1", "tier": "Key"},
    ]
    book = scored_book(
        [account("A1", **STRONG), account("A2", **STRONG), account("A3"), account("A4", **STRONG)],
        tables={"History": history},
    )
    a1, _, a3, a4 = book.accounts
    change = digest(book).change
    assert change == Change(date(2025, 12, 31), (a1, a4), (a3,))


def test_without_an_earlier_snapshot_nothing_is_said_of_changes() -> None:
    history = [{"as_of": date(2026, 3, 31), "account_id": "A1", "tier": "Key"}]
    assert digest(scored_book([account("A1", **STRONG)], tables={"History": history})).change is None


def test_standing_is_by_tier_then_rank_then_id() -> None:
    weaker = {**STRONG, "expected_growth_12m": 120_000.0}
    rows = [
        account("B"),
        account("A"),
        account("K2", **weaker),
        account("K1", **STRONG),
        account("M", revenue_12m=10_000_000.0),
    ]
    assert [each.account_id for each in by_standing(scored_book(rows).accounts)] == ["K1", "K2", "M", "A", "B"]
