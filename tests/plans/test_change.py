from dataclasses import replace
from datetime import date, time

import pytest

from kam_xl.accounts.rows import Row, Value
from kam_xl.plans.content.background import Background
from kam_xl.plans.content.change import Change, compose_change, compose_matrix, compose_trend
from kam_xl.plans.content.plan import compose_plan
from kam_xl.plans.content.quantities import Amount, Points
from kam_xl.portfolio.book import ScoredBook
from kam_xl.scoring.model import model_hash
from kam_xl.scoring.model_toml import model_to_toml
from tests.plans.books import AS_OF, MODEL, account, book, full_account, full_book

MODELS: tuple[Row, ...] = ({"model_hash": model_hash(MODEL), "model": model_to_toml(MODEL)},)


def past(as_of: date, score: float | None = 70.0, **cells: Value) -> Row:
    values = {name: value for name, value in full_account().values.items() if name not in {"account", "account_id"}}
    return {**values, "as_of": as_of, "account_id": "C-0417", "model_hash": model_hash(MODEL), "score": score, **cells}


def book_with(*history: Row, models: tuple[Row, ...] = MODELS) -> ScoredBook:
    scored = full_book()
    return replace(scored, tables={**scored.tables, "History": history, "Models": models})


def change(scored: ScoredBook) -> Change | None:
    return compose_change(Background(scored), scored.accounts[0])


def test_a_change_names_the_criterion_that_moved_the_score() -> None:
    found = change(book_with(past(date(2026, 4, 1), tier="Major", relationship_health=2.0)))
    assert found is not None
    assert (found.since, found.tier_before, found.score_before) == (date(2026, 4, 1), "Major", Points(70))
    (line,) = found.lines
    assert (line.label, line.before, line.after) == ("Relationship health", Amount(2, "of 5"), Amount(4, "of 5"))
    assert line.points.points > 0
    assert not line.model_changed


@pytest.mark.parametrize(
    "scored",
    [
        book_with(),
        book_with(past(AS_OF)),
        book_with(past(date(2026, 4, 1)), models=()),
        book_with(past(date(2026, 4, 1), account_id="other")),
    ],
    ids=["no snapshot", "none before today", "its model is lost", "not in it"],
)
def test_without_a_snapshot_to_compare_with_there_is_no_change(scored: ScoredBook) -> None:
    assert change(scored) is None


def test_a_trend_goes_from_the_oldest_snapshot_to_today() -> None:
    scored = book_with(past(date(2026, 4, 1), 80.0), past(date(2026, 2, 1), 75.0), past(date(2026, 3, 1), None))
    days = [(point.as_of, point.score) for point in compose_trend(scored, scored.accounts[0])]
    now = scored.accounts[0].result.score
    assert now is not None
    assert days == [(date(2026, 2, 1), Points(75)), (date(2026, 4, 1), Points(80)), (AS_OF, Points(now))]


def test_a_trend_needs_an_earlier_score_and_one_today() -> None:
    scored = book_with(past(date(2026, 3, 1), None), past(date(2027, 1, 1), 50.0))
    assert compose_trend(scored, scored.accounts[0]) == ()
    unscored = account("C-0417", tier="Unscored")
    assert compose_trend(book_with(past(date(2026, 3, 1))), unscored) == ()


def test_a_matrix_knows_where_the_account_stood_before() -> None:
    scored = book_with(past(date(2026, 4, 1), attractiveness=40.0, relationship=45.0))
    found = compose_matrix(scored, scored.accounts[0])
    assert found is not None
    assert (found.attractiveness_before, found.relationship_before) == (Points(40), Points(45))
    assert found.floor == Points(MODEL.tiers.key_axis_floor)
    assert compose_matrix(scored, account("T9")) is None


@pytest.mark.parametrize(
    ("team_offset", "home", "expected"),
    [(2.0, -5.0, (time(9), time(16))), (None, 2.0, (time(9), time(16))), (None, None, None)],
)
def test_common_hours_are_those_of_the_account_managers_office(
    team_offset: float | None, home: float | None, expected: tuple[time, time] | None
) -> None:
    known = account("A1", account_manager="Ann", utc_offset_hours=3.0)
    scored = book(known, Team=({"account_manager": "Ann", "utc_offset_hours": team_offset},))
    scored = replace(scored, basis=replace(scored.basis, home_offset_hours=home))
    found = compose_plan(scored, known).account.common_hours
    assert (found and (found.our_start, found.our_end)) == expected
