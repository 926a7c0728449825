"""A reason is one sentence for every tier, true to the last digit shown."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_xl.scoring.model import Model
from kam_xl.scoring.reason import below, below_share, obstacles
from kam_xl.scoring.row import gate_outcomes, score_values
from kam_xl.scoring.tiers import HeadCuts, Standing
from tests.builders import assessed, criterion, model_of

BOTH = model_of(
    criterion("A"), criterion("R", "relationship"),
    gates=[{"label": "Region served", "field": "served", "is": True}, {"label": "Orders", "field": "n", "at_least": 2}],
)  # fmt: skip
PLAIN = model_of(criterion("A"))
IN_HEAD, OUTSIDE = HeadCuts(5, 5), HeadCuts(1e9, 1e9)
PASSING: dict[str, object] = {"served": True, "n": 2}


def reason_of(model: Model, cells: dict[str, object], cuts: HeadCuts = OUTSIDE, previous: str | None = None) -> str:
    before = {} if previous is None else {"A0": previous}
    return assessed([{"revenue_12m": 9} | cells], model, before, cuts).reason(0)


LOW = "attractiveness 10.0 < 50"
REASONS: list[tuple[Model, dict[str, object], HeadCuts, str | None, str]] = [
    (
        BOTH, {"A": 80, "R": 76} | PASSING, OUTSIDE, None,
        "Key: score 78.0, attractiveness 80.0, relationship 76.0; all gates passed",
    ),
    (PLAIN, {"A": 70}, IN_HEAD, None, "Key: score 70.0, attractiveness 70.0"),
    (PLAIN, {"A": 66}, OUTSIDE, "Key", "Key: score 66.0 < 70, kept above 65 since it was Key, attractiveness 66.0"),
    (PLAIN, {"A": 69.96}, OUTSIDE, "Key", "Key: score 69.96 < 70, kept above 65 since it was Key, attractiveness 70.0"),
    (PLAIN, {"A": 69.96}, OUTSIDE, None, "Standard, not Key: score 69.96 < 70"),
    (PLAIN, {"A": 72}, OUTSIDE, "Major", "Standard, not Key: score 72.0 < 75 (70 + 5 to become Key)"),
    (PLAIN, {"A": 60}, OUTSIDE, "Key", "Standard, not Key: score 60.0 < 65"),
    (
        BOTH, {"A": 100, "R": 41.2, "served": "no", "n": 2}, IN_HEAD, None,
        "Major by revenue, not Key: Region served: no; relationship 41.2 < 50",
    ),
    (
        BOTH, {"A": 10, "R": 20, "n": 1}, OUTSIDE, None,
        f"Standard, not Key: Region served: not known; Orders: 1 < 2; score 15.0 < 70; {LOW}; relationship 20.0 < 50",
    ),
    (PLAIN, {"A": None}, IN_HEAD, None, "Major by revenue; not scored, coverage 0.00 < 0.6"),
    (PLAIN, {"A": None}, OUTSIDE, None, "Unscored: coverage 0.00 < 0.6"),
    (
        PLAIN, {"A": 10}, HeadCuts(), None,
        f"Standard, not Key: score 10.0 < 70; {LOW}; the head of the book is not known",
    ),
    (PLAIN, {"A": None}, HeadCuts(), None, "Unscored: coverage 0.00 < 0.6; the head of the book is not known"),
    (PLAIN, {"A": 80}, HeadCuts(), None, "Key: score 80.0, attractiveness 80.0"),
    (
        model_of(criterion("A", weight=9), criterion("R", "relationship")), {"A": 100, "R": None}, OUTSIDE, None,
        "Standard, not Key: relationship not known",
    ),
    (
        model_of(criterion("A"), head={"caveat": "order data only; no judgements yet"}), {"A": 10}, OUTSIDE, None,
        f"Standard, not Key: score 10.0 < 70; {LOW} (order data only; no judgements yet)",
    ),
    (
        model_of(criterion("A"), tiers={"major_min_revenue": 9}), {"A": 10}, HeadCuts(), None,
        f"Major by revenue, not Key: score 10.0 < 70; {LOW}; the head of the book is not known",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("model", "cells", "cuts", "previous", "reason"), REASONS)
def test_a_reason_says_why(
    model: Model, cells: dict[str, object], cuts: HeadCuts, previous: str | None, reason: str
) -> None:
    assert reason_of(model, cells, cuts, previous) == reason


def test_gates_that_pass_are_no_obstacle() -> None:
    model = replace(BOTH, gates=(*BOTH.gates, BOTH.gates[0]))
    inputs = assessed([{"served": True, "n": 1}], model).inputs(0)
    standing = Standing(score_values(model, inputs), gate_outcomes(model, inputs), None, None)
    assert obstacles(model, standing) == ["Orders: 1 < 2", "not scored, coverage 0.00 < 0.6"]


def test_an_override_is_told_with_what_the_tier_would_be() -> None:
    override: dict[str, object] = {
        "override_tier": "Key", "override_reason": "Group decision", "override_by": "Mara",
        "override_until": date(2026, 12, 31),
    }  # fmt: skip
    given_by = "Key by override of Mara until 2026-12-31 (Group decision)"
    assert reason_of(PLAIN, {"A": 10} | override) == f"{given_by}; else Standard, not Key: score 10.0 < 70; {LOW}"


@given(limit=st.integers(1, 100), gap=st.floats(1.1e-9, 1))
def test_a_number_shown_below_a_limit_is_below_it(limit: int, gap: float) -> None:
    value, bound = below(limit - gap, limit).split(" < ")
    assert float(value) < float(bound) == limit
    share, bound = below_share((limit - gap) / 100, limit / 100).split(" < ")
    assert float(share) < float(bound)


def test_shares_are_shown_with_two_decimals_at_least() -> None:
    assert below_share(0.4, 0.6) == "0.40 < 0.6"
    assert below_share(0.5999, 0.6) == "0.5999 < 0.6"
