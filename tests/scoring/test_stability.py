"""Stability: in how many draws of the weights does an account keep its tier?"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_xl.accounts.rows import Value
from kam_xl.scoring.assessment import assess
from kam_xl.scoring.model import Model
from kam_xl.scoring.stability import CONCENTRATION, draw_weights, stability
from kam_xl.scoring.tiers import HeadCuts
from tests.builders import AS_OF, assessed, criterion, model_of
from tests.scoring.any_model import models, values

FIT = criterion("strategic_fit", curve=[[1, 0], [5, 100]])
HEALTH = criterion("relationship_health", "relationship", curve=[[1, 0], [5, 100]])
MODEL = model_of(FIT, HEALTH, tiers={"key_score": 70, "key_axis_floor": 40, "hysteresis": 5})
CUTS = HeadCuts(1_000.0, 900.0)


def _share(fit: float | None, health: float | None, previous: str | None = None, key_score: float = 70.0) -> float:
    row = {"strategic_fit": fit, "relationship_health": health}
    model = replace(MODEL, tiers=replace(MODEL.tiers, key_score=key_score))
    book = assessed([row], model, previous={"A0": previous} if previous else {}, cuts=CUTS)
    return float(stability(book)[0])


@pytest.mark.parametrize(("fit", "health"), [(5, 5), (1, 1), (3, 3), (None, None)])
def test_a_tier_that_no_weights_can_change_stays_always(fit: float | None, health: float | None) -> None:
    assert _share(fit, health) == 1.0


def test_a_score_at_the_threshold_stays_about_half_the_time() -> None:
    """Ratings 100 and 50 reach 75 only where the first weighs at least half."""
    share = _share(5, 3, key_score=75.0)

    assert 0.45 < share < 0.55


def test_the_farther_from_the_threshold_the_steadier() -> None:
    shares = [_share(5, 3, key_score=limit) for limit in (75.0, 73.0, 71.0, 69.0, 67.0)]

    assert shares == sorted(shares)
    assert shares[0] < shares[-1]


def test_a_standard_account_near_the_threshold_is_unsteady() -> None:
    assert 0.5 < _share(5, 3, key_score=75.5) < 0.7


def _large(fit: float | None, health: float | None, key_score: float = 70.0) -> tuple[str, float]:
    row = {"strategic_fit": fit, "relationship_health": health, "revenue_12m": 5_000}
    book = assessed([row], replace(MODEL, tiers=replace(MODEL.tiers, key_score=key_score)), cuts=CUTS)
    return str(book.computed[0]), float(stability(book)[0])


def test_revenue_holds_a_major_account_whether_scored_or_not() -> None:
    assert _large(1, 1) == ("Major", 1.0)
    assert _large(None, None) == ("Major", 1.0)


def test_a_major_account_that_is_almost_key_is_unsteady() -> None:
    tier, share = _large(5, 3, key_score=75.5)

    assert (tier, 0.5 < share < 0.7) == ("Major", True)


def test_ratings_exactly_at_the_threshold_and_the_floor_reach_them_with_any_weights() -> None:
    model = model_of(FIT, HEALTH, tiers={"key_score": 75, "key_axis_floor": 75}, head={"min_coverage": 1.0})
    book = assessed([{"strategic_fit": 4, "relationship_health": 4}], model)

    assert (book.computed.tolist(), stability(book).tolist()) == (["Key"], [1.0])


def test_one_accounts_gate_is_not_anothers() -> None:
    model = model_of(FIT, gates=[{"field": "region_served", "is": True}], tiers={"key_axis_floor": 0})
    book = assessed([{"strategic_fit": 5, "region_served": served} for served in ("yes", "no")], model, cuts=CUTS)

    assert (book.computed.tolist(), stability(book).tolist()) == (["Key", "Standard"], [1.0, 1.0])


def test_an_account_of_which_nothing_is_known_stays_unscored_even_without_a_least_coverage() -> None:
    book = assessed([{"strategic_fit": None, "relationship_health": None}], replace(MODEL, min_coverage=0.0))

    assert (book.computed.tolist(), stability(book).tolist()) == (["Unscored"], [1.0])


@pytest.mark.parametrize(("missing", "tier"), [("renormalise", "Key"), ("zero", "Standard")])
def test_the_weight_of_an_unknown_is_shared_or_lost_as_the_model_says(missing: str, tier: str) -> None:
    model = model_of(
        FIT, HEALTH | {"weight": 0.5}, criterion("culture_fit"), head={"missing": missing, "min_coverage": 0.3}
    )
    book = assessed([{"strategic_fit": 5, "relationship_health": 5, "culture_fit": None}], model, cuts=CUTS)

    assert (book.computed.tolist(), stability(book).tolist()[0] > 0.95) == ([tier], True)


def test_hysteresis_makes_a_key_account_steadier() -> None:
    assert _share(5, 2.8, "Key") > _share(5, 2.8)


def _naive(model: Model, rows: list[dict[str, Value]], previous: dict[str, str], draws: int) -> list[float]:
    """Assess the book again with every drawn set of weights."""
    book = assessed(rows, model, previous=previous, cuts=CUTS)
    stays = []
    for weights in draw_weights(model, draws, 0).tolist():
        criteria = tuple(
            replace(criterion, weight=weight) for criterion, weight in zip(model.criteria, weights, strict=True)
        )
        drawn = assess(replace(model, criteria=criteria), book.accounts, AS_OF, previous, CUTS)
        stays.append(drawn.computed == book.computed)
    shares: list[float] = np.mean(stays, axis=0).tolist()
    return shares


@given(
    models(),
    st.lists(values(), min_size=1, max_size=4),
    st.dictionaries(st.sampled_from(["A0", "A1", "A2"]), st.sampled_from(["Key", "Major", "Standard"])),
)
def test_it_is_what_assessing_the_book_with_every_drawn_model_gives(
    model: Model, rows: list[dict[str, Value]], previous: dict[str, str]
) -> None:
    book = assessed(rows, model, previous=previous, cuts=CUTS)

    assert stability(book, draws=6).tolist() == _naive(model, rows, previous, draws=6)


def test_a_book_larger_than_one_block_is_the_same_account_by_account() -> None:
    rows = [{"strategic_fit": 1 + i % 5, "relationship_health": 3 + i % 3} for i in range(600)]
    book = assessed(rows, MODEL, cuts=CUTS)

    shares = stability(book, draws=50)

    assert shares[:15].tolist() * 40 == shares.tolist()


@pytest.mark.parametrize("wanted", [slice(3, 5), slice(500, 590), slice(0, 1), slice(None)])
def test_some_accounts_have_the_shares_that_they_have_among_all(wanted: slice) -> None:
    rows = [{"strategic_fit": 1 + i % 5, "relationship_health": 3 + i % 3} for i in range(600)]
    book = assessed(rows, MODEL, cuts=CUTS)

    assert stability(book, draws=50, accounts=wanted).tolist() == stability(book, draws=50)[wanted].tolist()


def test_the_same_seed_gives_the_same_shares_and_another_seed_others() -> None:
    book = assessed([{"strategic_fit": 5, "relationship_health": 2.6}], MODEL, cuts=CUTS)

    assert stability(book, seed=1).tolist() == stability(book, seed=1).tolist()
    assert stability(book, seed=1).tolist() != stability(book, seed=2).tolist()


def test_weights_are_drawn_around_the_models_and_zero_stays_zero() -> None:
    model = model_of(FIT | {"weight": 3}, HEALTH, criterion("culture_fit", weight=0))

    drawn = draw_weights(model, 20_000, 0)

    assert drawn.sum(axis=1) == pytest.approx(np.ones(20_000))
    assert drawn[:, 2].tolist() == [0.0] * 20_000
    assert drawn.mean(axis=0)[:2] == pytest.approx([0.75, 0.25], abs=0.002)
    # The variance of a Dirichlet's part p is p(1 − p)/(concentration + 1).
    assert drawn.var(axis=0)[:2] == pytest.approx([0.75 * 0.25 / (CONCENTRATION + 1)] * 2, rel=0.05)


def test_a_column_that_the_book_lacks_is_unknown_in_every_draw() -> None:
    model = model_of(FIT, criterion("Seats", "relationship"), head={"min_coverage": 0.9})
    book = assessed([{"strategic_fit": 3}], model, cuts=CUTS)

    assert (book.computed.tolist(), stability(book).tolist()) == (["Unscored"], [1.0])
