from dataclasses import replace
from datetime import date

from kam_xl.accounts.rows import Row
from kam_xl.plans.content.background import Background
from kam_xl.plans.content.quantities import Amount, Money, Points, Share, measured
from kam_xl.plans.content.standing import (
    compose_breakdown,
    compose_data_gaps,
    compose_gates,
    compose_health,
    compose_score,
    compose_to_become_key,
    compose_to_stay_key,
    latest_snapshot,
)
from kam_xl.portfolio.ways import ways_in_words
from kam_xl.scoring.model import model_hash
from kam_xl.scoring.reading import read_inputs
from kam_xl.scoring.to_key import to_key
from tests.plans.books import AS_OF, MODEL, account, book, full_account, major_account


def history(*rows: Row) -> tuple[Row, ...]:
    return tuple({"account_id": "C-0417", **row} for row in rows)


def test_the_score_is_set_against_the_latest_earlier_snapshot() -> None:
    known = replace(full_account(), result=replace(full_account().result, score=80.0, relationship=60.0))
    rows = history(
        {
            "as_of": date(2026, 4, 1),
            "score": 75.0,
            "relationship": 66.0,
            "tier": "Major",
            "model_hash": model_hash(MODEL),
        },
        {"as_of": date(2026, 1, 1), "score": 10.0},
        {"as_of": AS_OF, "score": 80.0},
        {"as_of": None, "score": 1.0},
    )
    scored = book(known, History=rows)
    score = compose_score(Background(scored), known)
    assert (score.change, score.previous and score.previous.as_of) == (Points(5.0), date(2026, 4, 1))
    assert compose_health(known, score.previous).trend == Points(-6.0)


def test_of_two_snapshots_on_one_day_the_lower_row_counts() -> None:
    rows = history({"as_of": date(2026, 4, 1), "tier": "Key"}, {"as_of": date(2026, 4, 1), "tier": "Major"})
    known = full_account()
    found = latest_snapshot(Background(book(known, History=rows)), known)
    assert found is not None
    assert (found.tier, found.same_model, found.score) == ("Major", False, None)


def test_a_first_plan_has_no_change() -> None:
    known = full_account()
    score = compose_score(Background(book(known)), known)
    assert (score.previous, score.change, compose_health(known, None).trend) == (None, None, None)


def test_the_breakdown_adds_up_to_the_score() -> None:
    known = full_account()
    lines = compose_breakdown(book(known), known)
    assert round(sum(line.points.points for line in lines if line.points), 9) == round(known.result.score or 0, 9)
    assert round(sum(line.weight.part for line in lines), 9) == 1


def test_values_have_the_unit_that_the_schema_says() -> None:
    cases = {
        "revenue_12m": Money(12.0), "gross_margin": Share(12.0), "growth_pct": Share(0.12),
        "tenure_years": Amount(12.0, "years"), "culture_fit": Amount(12.0, "of 5"),
        "orders_12m": 12.0, "Own column": 12.0,
    }  # fmt: skip
    assert {field: measured(field, 12.0) for field in cases} == cases
    assert [measured("status", value) for value in ("Active", " ", True, AS_OF, None)] == [
        "Active",
        None,
        True,
        AS_OF,
        None,
    ]


def test_data_gaps_come_by_their_swing_and_name_the_cell_to_fill() -> None:
    unknown = account()
    gaps = compose_data_gaps(book(unknown), unknown)
    assert [gap.swing.points for gap in gaps] == [18, 12, 12, 12, 10, 8, 6, 6, 6, 6, 4]
    typed = {gap.label: gap.column for gap in gaps}
    assert (typed["Years together"], typed["Time zone gap"]) == ("Customer Since", "UTC Offset Hours")
    assert typed["Revenue potential"] == "Expected Growth 12m"


def test_what_is_known_is_no_data_gap() -> None:
    known = full_account()
    assert compose_data_gaps(book(known), known) == ()


def test_gates_say_what_they_found() -> None:
    assert [(gate.state, gate.value) for gate in compose_gates(full_account())] == [
        ("passes", True), ("passes", "Partner"), ("passes", 41.0),
    ]  # fmt: skip
    assert [gate.state for gate in compose_gates(account())] == ["unknown"] * 3


def test_a_major_account_learns_what_would_make_it_key() -> None:
    major = major_account()
    found = compose_to_become_key(book(major), major)
    assert found is not None
    assert found.ways == ways_in_words(to_key(MODEL, read_inputs(major.values, MODEL), None, major.values))
    assert found.ways[0] == "Recurring Share: 0.40 → 0.5248"
    assert found.obstacles == ("score 67.8 < 70",)


def test_a_key_account_by_decision_learns_what_the_model_would_want() -> None:
    major = major_account()
    decided = replace(major, result=replace(major.result, tier="Key"))
    assert compose_to_become_key(book(decided), decided) == compose_to_become_key(book(major), major)


def test_a_key_account_learns_what_keeps_it_so() -> None:
    known = full_account()
    found = compose_to_stay_key(book(known), known)
    assert found is not None
    score, rules = known.result.score, MODEL.tiers
    assert score is not None
    assert (found.score, found.above) == (Points(65.0), Points(score - (rules.key_score - rules.hysteresis)))
    assert (found.axis, found.gates) == (Points(50.0), True)


def test_one_axis_alone_has_no_other_to_reach() -> None:
    known = full_account()
    one = replace(MODEL, criteria=tuple(replace(each, axis="relationship") for each in MODEL.criteria))
    found = compose_to_stay_key(replace(book(known), model=one), known)
    assert found is not None
    assert found.axis is None


def test_nothing_keeps_an_account_key_that_the_model_does_not_call_so() -> None:
    major = major_account()
    decided = replace(major, result=replace(major.result, tier="Key"))
    assert [compose_to_stay_key(book(each), each) for each in (major, decided, account())] == [None] * 3


def test_nothing_makes_an_account_key_that_is_or_that_nobody_works_on() -> None:
    known, major = full_account(), major_account()
    standard = replace(major, result=replace(major.result, tier="Standard", computed_tier="Standard"))
    assert [compose_to_become_key(book(each), each) for each in (known, standard)] == [None, None]
