"""The laws of the scoring contract, each over random models and dirty books."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_xl.scoring.assessment import Assessment
from kam_xl.scoring.results import Result
from tests.properties.readings import NUMBERS, assessment_of, near
from tests.properties.strategies import AS_OF, books, curves, plain_models, worlds
from tests.scoring.naive import World

Book = list[dict[str, object]]
Plain = dict[str, Any]

TODAY = World(as_of=AS_OF)


def results(assessment: Assessment) -> dict[str, Result]:
    ids = assessment.accounts.texts("account_id")
    return {str(account_id): assessment.result(position) for position, account_id in enumerate(ids)}


def assert_same(expected: Mapping[str, Result], actual: Mapping[str, Result]) -> None:
    """Compare numbers as the engines must agree, and everything that is no number exactly."""
    assert list(expected) == list(actual)
    for account_id, one in expected.items():
        other = actual[account_id]
        for name in NUMBERS:
            assert near(getattr(one, name), getattr(other, name), 1e-9)
        assert verdict(other) == verdict(one)


def verdict(result: Result) -> tuple[object, ...]:
    return result.tier, result.computed_tier, result.quadrant, result.in_head, result.rank


@given(plain=plain_models(), rows=books(), world=worlds())
def test_bounded(plain: Plain, rows: Book, world: World) -> None:
    """Bounded."""
    scores = assessment_of(plain, rows, world).scores
    for name in NUMBERS:
        numbers = getattr(scores, name)
        known = numbers[~np.isnan(numbers)]
        assert ((known >= 0) & (known <= (1 if name == "coverage" else 100))).all()


@given(plain=plain_models(), rows=books(most=4), world=worlds())
def test_contributions_add_up(plain: Plain, rows: Book, world: World) -> None:
    """Contributions add up."""
    assessment = assessment_of(plain, rows, world)
    for position in range(len(rows)):
        contributions = [line.contribution for line in assessment.explanation(position).lines]
        known = [contribution for contribution in contributions if contribution is not None]
        score = assessment.result(position).score
        assert (known == []) if score is None else (sum(known) == pytest.approx(score, abs=1e-9))


@given(plain=plain_models(), rows=books(most=1), data=st.data())
def test_monotone_along_monotone_curves(plain: Plain, rows: Book, data: st.DataObject) -> None:
    """Monotone along monotone curves."""
    points = data.draw(curves("Rated"))
    rising = [[x, y] for (x, _), y in zip(points, sorted(y for _, y in points), strict=True)]
    plain["criteria"].append({"id": "rated", "axis": "attractiveness", "field": "Rated", "weight": 7, "curve": rising})
    values = sorted(data.draw(st.lists(st.floats(-5, 15), min_size=2, max_size=9)))
    book: Book = [rows[0] | {"account_id": f"A{i}", "Rated": value} for i, value in enumerate(values)]
    scores = assessment_of(plain, book, TODAY).scores
    for name in NUMBERS:
        numbers = getattr(scores, name)
        assert np.isnan(numbers).all() or (np.diff(numbers) >= -1e-9).all()


@given(plain=plain_models(), rows=books(), world=worlds(), data=st.data())
def test_row_order_does_not_matter(plain: Plain, rows: Book, world: World, data: st.DataObject) -> None:
    """Row order does not matter."""
    expected = results(assessment_of(plain, rows, world))
    actual = results(assessment_of(plain, data.draw(st.permutations(rows)), world))
    assert {account_id: actual[account_id] for account_id in expected} == expected


@given(plain=plain_models(), rows=books(), world=worlds(), factor=st.sampled_from([1e-3, 0.1, 3, 7.7, 1e6]))
def test_scaling_all_weights_changes_nothing(plain: Plain, rows: Book, world: World, factor: float) -> None:
    """Scaling all weights changes nothing, the tier included."""
    scaled = [criterion | {"weight": criterion["weight"] * factor} for criterion in plain["criteria"]]
    expected = results(assessment_of(plain, rows, world))
    assert_same(expected, results(assessment_of(plain | {"criteria": scaled}, rows, world)))


@given(plain=plain_models(), rows=books(), world=worlds(), data=st.data())
def test_splitting_a_criterion_in_two_halves_changes_nothing(
    plain: Plain, rows: Book, world: World, data: st.DataObject
) -> None:
    """Splitting a criterion in two halves changes nothing."""
    criteria = plain["criteria"]
    split = data.draw(st.sampled_from(criteria))
    half = split | {"weight": split["weight"] / 2}
    halves = [criterion if criterion is not split else half for criterion in criteria] + [half | {"id": "other half"}]
    expected = results(assessment_of(plain, rows, world))
    assert_same(expected, results(assessment_of(plain | {"criteria": halves}, rows, world)))


@given(plain=plain_models(), rows=books(most=1), ratings=st.lists(st.integers(0, 100), min_size=2, max_size=2))
def test_a_better_rating_never_lowers_the_score(plain: Plain, rows: Book, ratings: list[int]) -> None:
    """A better rating never lowers the score."""
    levels = dict(zip(("worse", "better"), sorted(ratings), strict=True))
    plain["criteria"].append({"id": "c", "axis": "relationship", "field": "Rated", "weight": 3, "levels": levels})
    book: Book = [rows[0] | {"account_id": level, "Rated": level} for level in levels]
    worse, better = results(assessment_of(plain, book, TODAY)).values()
    for name in NUMBERS:
        low, high = getattr(worse, name), getattr(better, name)
        assert (high is None) if low is None else (high >= low - 1e-9)


@given(plain=plain_models(), rows=books(), world=worlds())
def test_the_score_lies_within_its_range(plain: Plain, rows: Book, world: World) -> None:
    """score_low ≤ s ≤ score_high."""
    for result in results(assessment_of(plain, rows, world)).values():
        assert result.score_low <= result.score_high + 1e-9
        assert result.score is None or result.score_low - 1e-9 <= result.score <= result.score_high + 1e-9


@given(plain=plain_models(), rows=books(), world=worlds())
def test_the_same_inputs_never_flip_a_tier(plain: Plain, rows: Book, world: World) -> None:
    """The same data, model, cuts and previous tier never flip a tier."""
    first = results(assessment_of(plain, rows, world))
    assert results(assessment_of(plain, rows, world)) == first


@given(plain=plain_models(), rows=books(), world=worlds())
def test_tiers_settle_at_once(plain: Plain, rows: Book, world: World) -> None:
    """The same data, model, cuts and previous tier never flip a tier: not even once the tier itself is the previous."""
    world = replace(world, cuts=None)
    first = results(assessment_of(plain, rows, world))
    settled = replace(world, previous={account_id: result.computed_tier for account_id, result in first.items()})
    second = results(assessment_of(plain, rows, settled))
    assert {i: result.computed_tier for i, result in second.items()} == dict(settled.previous or {})


@given(plain=plain_models(), rows=books(), world=worlds())
def test_every_key_account_is_strategic_and_ranked(plain: Plain, rows: Book, world: World) -> None:
    """Quadrant: cut = key_axis_floor, so every Key is Strategic (blank where an axis does not apply)."""
    both = len({criterion["axis"] for criterion in plain["criteria"] if criterion["weight"] > 0}) == 2
    for result in results(assessment_of(plain, rows, world)).values():
        if result.computed_tier == "Key":
            assert result.quadrant == ("Strategic" if both else None)
            assert result.rank is not None


@given(plain=plain_models(), rows=books(), world=worlds())
def test_an_unknown_gate_never_passes(plain: Plain, rows: Book, world: World) -> None:
    """Gate: passes, fails, unknown; unknown does not pass and says so."""
    plain["gates"] = [*plain.get("gates", []), {"id": "blind", "label": "Nobody knows", "field": "Nowhere", "is": True}]
    for result in results(assessment_of(plain, rows, world)).values():
        assert result.computed_tier != "Key"
        assert result.computed_tier == "Unscored" or result.score is None or "Nobody knows: not known" in result.reason
