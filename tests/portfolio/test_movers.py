"""Who moved since the last snapshot, and why."""

from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from kam_xl.accounts.basis import Basis
from kam_xl.accounts.conventions import Conventions
from kam_xl.portfolio.book import ScoredAccount, ScoredBook
from kam_xl.portfolio.history import Snapshot, latest_snapshot, snapshot_rows
from kam_xl.portfolio.movers import Movements, movements, mover_of
from kam_xl.scoring.assessment import assess
from kam_xl.scoring.model import Model
from kam_xl.scoring.tiers import HeadCuts
from tests.builders import criterion, model_of, raw_table, understood

MARCH, APRIL = date(2026, 3, 31), date(2026, 4, 30)
BASIS = Basis(APRIL, conventions=Conventions(decimal=",", group="."))

FIT = criterion("strategic_fit", curve=[[1, 0], [5, 100]], label="Strategic fit")
SEATS = criterion("Seats", "relationship", curve=[[0, 0], [10, 100]], label="Seats")
SERVED = {"id": "served", "label": "Region served", "field": "region_served", "is": True}
MODEL = model_of(FIT, SEATS, gates=[SERVED], tiers={"key_score": 60, "hysteresis": 0})

Rows = Sequence[Mapping[str, object]]


def _row(account_id: str, **more: object) -> dict[str, object]:
    return {"account_id": account_id, "strategic_fit": 3, "Seats": "5,0", "region_served": "yes"} | more


def _book(rows: Rows, model: Model = MODEL, previous: Mapping[str, str] | None = None) -> ScoredBook:
    verdict = assess(model, understood(raw_table(rows), model, BASIS), APRIL, previous, HeadCuts(1_000.0, 900.0))
    accounts = tuple(
        ScoredAccount(verdict.accounts.row(i), frozenset(), verdict.result(i), verdict.explanation(i))
        for i in range(len(rows))
    )
    return ScoredBook(BASIS, model, accounts, {}, {}, verdict.cuts, ())


def _snapshot(rows: Rows, model: Model = MODEL) -> Snapshot:
    verdict = assess(model, understood(raw_table(rows), model, BASIS), MARCH, None, HeadCuts(1_000.0, 900.0))
    history, kept = snapshot_rows(verdict, MARCH)
    snapshot, _ = latest_snapshot(history, [kept], APRIL)
    assert snapshot is not None
    return snapshot


def _movements(then: Rows, now: Rows, least_points: float = 1.0) -> Movements:
    return movements(_book(now), _snapshot(then), least_points)


def _sentences(found: Movements) -> list[list[str]]:
    return [mover.reason().split(". ") for mover in found.moved]


def test_a_moved_tier_is_told_with_the_criteria_that_moved_it_and_why_it_is_this_one() -> None:
    found = _movements([_row("A")], [_row("A", strategic_fit=5, Seats="6,5")])

    assert _sentences(found) == [
        [
            "Standard → Key, score 50.0 → 82.5: Strategic fit +25.0 (3 → 5), Seats +7.5 (5 → 6.5)",
            "Key: score 82.5, attractiveness 100.0, relationship 65.0; all gates passed",
        ]
    ]
    assert (found.since, found.moved[0].points) == (MARCH, 32.5)


def test_a_gate_that_closed_is_told() -> None:
    found = _movements([_row("A", strategic_fit=5)], [_row("A", strategic_fit=5, region_served=None)])

    assert _sentences(found) == [
        [
            "Key → Standard, score 75.0 → 75.0; Region served: yes → unknown, unknown",
            "Standard, not Key: Region served: not known",
        ]
    ]


def test_a_gate_that_opened_is_told() -> None:
    found = _movements([_row("A", strategic_fit=5, region_served="no")], [_row("A", strategic_fit=5)])

    assert _sentences(found)[0][0] == "Standard → Key, score 75.0 → 75.0; Region served: no → yes, passes"


def test_revenue_is_told_where_it_decides() -> None:
    found = _movements([_row("A", revenue_12m=2_000.5)], [_row("A", revenue_12m=800)])

    assert _sentences(found)[0][0] == "Major → Standard, score 50.0 → 50.0; revenue 2,000.5 → 800"


def test_revenue_that_did_not_change_is_not_told() -> None:
    found = _movements([_row("A", revenue_12m=2_000)], [_row("A", revenue_12m=2_000, Seats="7,5")])

    assert _sentences(found)[0][0] == "Major → Key, score 50.0 → 62.5: Seats +12.5 (5 → 7.5)"


def test_a_score_that_hardly_moved_is_left_out_unless_asked_for() -> None:
    then, now = [_row("A"), _row("B")], [_row("A", Seats="5,1"), _row("B", Seats="5,3")]

    assert [mover.account.account_id for mover in _movements(then, now).moved] == ["B"]
    assert [mover.account.account_id for mover in _movements(then, now, least_points=0).moved] == ["B", "A"]


def test_other_tiers_come_first_then_the_farthest_moves_then_ids() -> None:
    then = [_row(name) for name in "ABCDE"]
    now = [_row("A", Seats="0"), _row("B", Seats="9"), _row("C", Seats="0"), _row("D", Seats="2"), _row("E")]

    found = _movements(then, now)

    assert [mover.account.account_id for mover in found.moved] == ["B", "A", "C", "D"]


UNSCORED: Mapping[str, object] = {"strategic_fit": None, "Seats": None}


@pytest.mark.parametrize(
    ("then", "now", "told"),
    [
        (UNSCORED, {}, "Unscored → Standard, score none → 50.0"),
        ({}, UNSCORED, "Standard → Unscored, score 50.0 → none"),
    ],
)
def test_a_score_that_came_or_went_is_told(then: Mapping[str, object], now: Mapping[str, object], told: str) -> None:
    found = _movements([_row("A", **then)], [_row("A", **now)])

    assert _sentences(found)[0][0] == told
    assert found.moved[0].points is None


def test_a_score_that_came_is_told_even_where_the_tier_stayed() -> None:
    rich = {"revenue_12m": 5_000}

    found = _movements([_row("A", **UNSCORED, **rich)], [_row("A", **rich)], least_points=99)

    assert _sentences(found) == [["score none → 50.0"]]


def test_accounts_that_stayed_as_they_were_are_left_out() -> None:
    found = _movements([_row("A"), _row("B", **UNSCORED)], [_row("A"), _row("B", **UNSCORED)])

    assert (found.moved, found.came, found.gone) == ((), (), ())


def test_one_account_is_compared_with_itself_whether_it_moved_or_not() -> None:
    book, snapshot = _book([_row("A"), _row("B", Seats="7,5"), _row("C")]), _snapshot([_row("A"), _row("B")])

    movers = [mover_of(book, snapshot, account) for account in book.accounts]

    assert [mover and mover.reason() for mover in movers] == [
        "score 50.0 → 50.0",
        _sentences(movements(book, snapshot))[0][0] + ". " + str(book.accounts[1].result.reason),
        None,
    ]


def test_accounts_that_came_and_went_are_told_apart() -> None:
    found = _movements([_row("A"), _row("B")], [_row("C"), _row("A")])

    assert [account.account_id for account in found.came] == ["C"]
    assert [row["account_id"] for row in found.gone] == ["B"]


def test_a_changed_model_is_told_apart_from_changed_values() -> None:
    new = model_of(FIT | {"weight": 3}, SEATS, gates=[SERVED], tiers={"key_score": 90, "hysteresis": 0})
    then, now = [_row("A", strategic_fit=5, Seats="0")], [_row("A", strategic_fit=5, Seats="0")]

    found = movements(_book(now, new), _snapshot(then))

    assert _sentences(found) == [["score 50.0 → 75.0: Strategic fit +25.0 (model +25.0)"]]


def test_an_override_moves_the_tier_and_its_author_is_told() -> None:
    override = {
        "override_tier": "Key", "override_reason": "board", "override_by": "CEO", "override_until": "2026-12-31",
    }  # fmt: skip

    found = _movements([_row("A")], [_row("A", **override)])

    assert _sentences(found) == [
        [
            "Standard → Key, score 50.0 → 50.0",
            "Key by override of CEO until 2026-12-31 (board); else Standard, not Key: score 50.0 < 60",
        ]
    ]


def test_causes_leave_out_what_stands_beside_them_and_sum_up_the_small_ones() -> None:
    small = [criterion(name, curve=[[0, 0], [10, 100]], label=name) for name in ("A", "B", "C", "D", "E")]
    model = model_of(*small)
    then, now = dict.fromkeys("ABCDE", "5,0"), {"A": "3,0", "B": "8,0", "C": "6,0", "D": "5,5", "E": "5,2"}

    found = movements(_book([_row("X", **now)], model), _snapshot([_row("X", **then)], model), 0)

    assert [mover.causes() for mover in found.moved] == ["B +6.0 (5 → 8), A −4.0 (5 → 3), C +2.0 (5 → 6), others +1.4"]


def test_causes_of_a_tier_that_a_person_gave_begin_with_that_person() -> None:
    override = {
        "override_tier": "Key", "override_reason": "board", "override_by": "CEO", "override_until": "2026-12-31",
    }  # fmt: skip

    found = _movements([_row("A")], [_row("A", Seats="5,5", **override)])

    assert [mover.causes() for mover in found.moved] == [
        "Key by override of CEO until 2026-12-31 (board); else Standard, not Key: score 52.5 < 60; Seats +2.5 (5 → 5.5)"
    ]


def test_a_tier_that_moved_though_nothing_else_did_says_why_it_is_this_one() -> None:
    strict = model_of(FIT, SEATS, gates=[SERVED], tiers={"key_score": 90, "hysteresis": 0})
    then, now = [_row("A", strategic_fit=5)], [_row("A", strategic_fit=5)]

    found = movements(_book(now, strict), _snapshot(then))

    assert [mover.causes() for mover in found.moved] == ["Standard, not Key: score 75.0 < 90"]


def test_shares_are_told_in_percent() -> None:
    model = model_of(criterion("recurring_share", curve=[[0, 0], [1, 100]], label="Recurring"))
    then, now = [_row("A", recurring_share="0,405")], [_row("A", recurring_share="0,6")]

    found = movements(_book(now, model), _snapshot(then, model))

    assert [mover.causes() for mover in found.moved] == ["Recurring +19.5 (40.5% → 60%)"]


def test_levels_are_told_by_their_words() -> None:
    model = model_of(criterion("status", levels={"Partner": 100, "New": 40}, label="Status"))

    found = movements(_book([_row("A", status="Partner")], model), _snapshot([_row("A", status="New")], model))

    assert _sentences(found)[0][0] == "Standard → Key, score 40.0 → 100.0: Status +60.0 (New → Partner)"
