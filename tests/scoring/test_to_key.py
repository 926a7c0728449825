"""What would make an account Key: one change, two, or what stands in the way."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import assume, given

from kam_xl.accounts.rows import Value
from kam_xl.accounts.schema import ALL_FIELDS
from kam_xl.scoring.model import Model
from kam_xl.scoring.moves import kind_of, moves_of
from kam_xl.scoring.reading import read_inputs, read_known
from kam_xl.scoring.row import gate_outcomes, score_values
from kam_xl.scoring.tiers import Standing, is_key
from kam_xl.scoring.to_key import FieldChange, ToKey, to_key
from tests.builders import criterion, model_of
from tests.scoring.any_model import models, values

Row = dict[str, Value]

FIT = criterion("strategic_fit", curve=[[1, 0], [5, 100]])
HEALTH = criterion("relationship_health", "relationship", curve=[[1, 0], [5, 100]])
GROWTH = criterion("expected_growth_12m", curve=[[0, 0], [50_000, 60], [250_000, 100]])
SERVED = {"id": "served", "label": "Region served", "field": "region_served", "is": True}


def _complete(row: Row) -> Row:
    """Work the revenue's change and growth out, as a run does."""
    now, prior = row.get("revenue_12m"), row.get("revenue_prior_12m")
    if not isinstance(now, float) or not isinstance(prior, float):
        return row | {"revenue_change_12m": None, "growth_pct": None}
    return row | {"revenue_change_12m": now - prior, "growth_pct": 100 * (now - prior) / prior if prior > 0 else None}


def _to_key(model: Model, row: Row, previous: str | None = None) -> ToKey:
    complete = _complete(row)
    return to_key(model, read_inputs(complete, model), previous, complete)


def _is_key(model: Model, row: Row, previous: str | None = None) -> bool:
    inputs = read_inputs(_complete(row), model)
    return is_key(model, Standing(score_values(model, inputs), gate_outcomes(model, inputs), None, previous))


def _plain(changes: tuple[FieldChange, ...]) -> dict[str, Value]:
    return {change.field: change.after for change in changes}


def test_an_account_that_is_key_needs_nothing() -> None:
    model = model_of(FIT)

    assert _to_key(model, {"strategic_fit": 4.0}) == ToKey(is_key=True)


def test_every_field_that_can_do_it_alone_is_given_with_its_smallest_change() -> None:
    model = model_of(FIT, HEALTH)

    found = _to_key(model, {"strategic_fit": 3.0, "relationship_health": 4.0})

    assert found == ToKey(
        is_key=False,
        singles=(
            FieldChange("strategic_fit", 3.0, 4.0, 0.25),
            FieldChange("relationship_health", 4.0, 5.0, 0.25),
        ),
        obstacles=("score 62.5 < 70",),
    )


def test_money_is_given_with_four_or_five_figures() -> None:
    """A rating of 70 needs 50,000 + 10/40 of the way to 250,000."""
    found = _to_key(model_of(GROWTH), {"expected_growth_12m": 12_345.67})

    assert _plain(found.singles) == {"expected_growth_12m": 100_000.0}


def test_a_share_is_given_with_four_decimals() -> None:
    model = model_of(criterion("recurring_share", curve=[[0, 0], [0.9, 100]]))

    assert _plain(_to_key(model, {"recurring_share": 0.1}).singles) == {"recurring_share": 0.63}
    assert _plain(_to_key(model, {"recurring_share": None}).singles) == {"recurring_share": 0.63}


def test_a_count_is_given_as_a_whole_number() -> None:
    model = model_of(criterion("referrals_12m", curve=[[0, 0], [9, 100]]))

    assert _plain(_to_key(model, {"referrals_12m": 0.0}).singles) == {"referrals_12m": 7.0}


def test_an_unknown_may_become_known() -> None:
    model = model_of(FIT, HEALTH, head={"min_coverage": 0.9})

    found = _to_key(model, {"strategic_fit": 4.0})

    assert found.singles == (FieldChange("relationship_health", None, 4.0, 0.75),)
    assert found.obstacles == ("not scored, coverage 0.50 < 0.9",)


def test_hysteresis_counts() -> None:
    model = model_of(criterion("Seats", curve=[[0, 0], [100, 100]]))
    row: Row = {"Seats": 50.0}

    needed = [_to_key(model, row, previous).singles[0].after for previous in (None, "Key", "Major", "Standard")]

    assert needed == [70.0, 65.0, 75.0, 75.0]


def test_what_an_account_was_decides_whether_it_is_key() -> None:
    model = model_of(criterion("Seats", curve=[[0, 0], [100, 100]]))

    assert _to_key(model, {"Seats": 67.0}, "Key") == ToKey(is_key=True)
    assert _to_key(model, {"Seats": 72.0}) == ToKey(is_key=True)
    assert _to_key(model, {"Seats": 72.0}, "Standard").obstacles == ("score 72.0 < 75 (70 + 5 to become Key)",)


def test_what_follows_from_revenue_is_no_matter_of_other_fields() -> None:
    model = model_of(
        criterion("Seats", curve=[[0, 0], [100, 100]]),
        criterion("revenue_change_12m", weight=0),
        tiers={"key_score": 70},
    )

    found = _to_key(model, {"Seats": 50.0, "revenue_12m": 9_000.0, "revenue_prior_12m": 9_000.0})

    assert found.singles == (FieldChange("Seats", 50.0, 70.0, 0.2),)


def test_a_gate_alone_is_opened() -> None:
    model = model_of(FIT, gates=[SERVED])

    assert _plain(_to_key(model, {"strategic_fit": 5.0, "region_served": None}).singles) == {"region_served": True}


def test_an_axis_floor_counts() -> None:
    model = model_of(FIT | {"weight": 9}, HEALTH, tiers={"key_axis_floor": 60})

    found = _to_key(model, {"strategic_fit": 5.0, "relationship_health": 1.0})

    assert _plain(found.singles) == {"relationship_health": 4.0}


def test_the_best_pair_is_found_where_no_single_change_does_it() -> None:
    model = model_of(FIT, HEALTH, gates=[SERVED])

    found = _to_key(model, {"strategic_fit": 3.0, "relationship_health": 4.0, "region_served": False})

    assert found.singles == ()
    assert found.pair == (
        FieldChange("strategic_fit", 3.0, 4.0, 0.25),
        FieldChange("region_served", before=False, after=True, size=1.0),
    )


def test_the_numbers_of_a_pair_are_brought_back_as_far_as_they_go() -> None:
    model = model_of(
        criterion("recurring_share", curve=[[0, 0], [1, 100]]),
        GROWTH | {"axis": "relationship"},
        tiers={"key_score": 60, "key_axis_floor": 62.225},
    )

    found = _to_key(model, {"recurring_share": 0.0, "expected_growth_12m": 0.0})

    assert _plain(found.pair) == {"recurring_share": 0.6223, "expected_growth_12m": 61_130.0}


def test_what_stands_in_the_way_is_said_where_nothing_small_helps() -> None:
    gates = [SERVED, SERVED | {"id": "b", "field": "Contract"}, SERVED | {"id": "c", "field": "Framework"}]

    found = _to_key(model_of(FIT, gates=gates), {"strategic_fit": 5.0})

    assert found == ToKey(is_key=False, obstacles=("Region served: not known",) * 3)


def test_what_is_derived_is_not_changed_itself() -> None:
    gate = {"id": "g", "label": "Still buying", "field": "days_since_last_order", "at_most": 180}
    model = model_of(FIT, gates=[gate])

    found = to_key(model, read_inputs({"strategic_fit": 5.0, "days_since_last_order": 200.0}, model))

    assert found == ToKey(is_key=False, obstacles=("Still buying: 200 > 180",))


def test_where_revenue_moves_its_change_moves_with_it() -> None:
    model = model_of(
        criterion("revenue_12m", curve=[[0, 0], [100_000, 100]]),
        criterion("revenue_change_12m", "relationship", curve=[[0, 0], [30_000, 100]]),
    )

    found = _to_key(model, {"revenue_12m": 50_000.0, "revenue_prior_12m": 50_000.0})

    # At 71,000 revenue rates 71 and its change of 21,000 rates 70; one step less, and the mean is below 70.
    assert _plain(found.singles) == {"revenue_12m": 70_770.0}


PEAK = {
    "revenue_change_12m": [[0, 0], [297, 0], [300, 100], [303, 0]],
    "growth_pct": [[0, 0], [29.7, 0], [30, 100], [30.2, 0]],
}


@pytest.mark.parametrize(
    ("derived", "prior", "after"), [("revenue_change_12m", 1_000.0, 1_299.4), ("growth_pct", 1.0, 1.2994)]
)
def test_a_narrow_peak_of_what_follows_from_revenue_is_seen(derived: str, prior: float, after: float) -> None:
    model = model_of(
        criterion("revenue_12m", curve=[[0, 100], [1, 100]]),
        criterion(derived, "relationship", curve=PEAK[derived]),
        tiers={"key_score": 90},
    )

    found = _to_key(model, {"revenue_12m": prior, "revenue_prior_12m": prior})

    assert _plain(found.singles) == {"revenue_12m": after}


def test_two_revenues_that_move_the_same_change_are_no_pair() -> None:
    """Each alone would leave the change below 0, both together would not."""
    gates = [
        {"field": "revenue_12m", "at_least": 100},
        {"field": "revenue_prior_12m", "at_most": 50},
        {"field": "revenue_change_12m", "at_most": 0},
    ]

    found = _to_key(
        model_of(FIT, gates=gates), {"strategic_fit": 5.0, "revenue_12m": 0.0, "revenue_prior_12m": 1_000.0}
    )

    assert (found.singles, found.pair) == ((), ())


def test_two_closed_gates_are_a_pair() -> None:
    gates = [SERVED, {"id": "orders", "field": "orders_12m", "at_least": 2}]

    found = _to_key(model_of(FIT, gates=gates), {"strategic_fit": 5.0, "orders_12m": 0.0})

    assert _plain(found.pair) == {"region_served": True, "orders_12m": 2.0}


def test_what_the_model_reads_is_enough_to_know() -> None:
    model = model_of(FIT)

    found = to_key(model, read_inputs({"strategic_fit": 3.0}, model))

    assert found.singles == (FieldChange("strategic_fit", 3.0, 4.0, 0.25),)


def test_a_field_read_in_another_kind_moves_in_its_own() -> None:
    model = model_of(criterion("strategic_fit", levels={"3": 40, "4": 80}))

    assert _to_key(model, {"strategic_fit": 3.0}).singles == (FieldChange("strategic_fit", 3.0, 4.0, 0.25),)


def _fields(model: Model) -> list[str]:
    fields = dict.fromkeys(field for field, _ in model.uses())
    return [field for field in fields if field not in ALL_FIELDS or not ALL_FIELDS[field].derived]


def _finest(model: Model, row: Row, field: str) -> list[tuple[float, Value]]:
    """Give every move of a field in its finest steps, by size."""
    moves = moves_of(model, field, read_known(row.get(field), kind_of(model, field)))
    found = {value: size for i in range(len(moves.targets)) for value, size in zip(*_closer(moves, i), strict=True)}
    return sorted(((size, value) for value, size in found.items()), key=lambda move: move[0])


def _closer(moves: Any, target: int) -> tuple[tuple[Value, ...], tuple[float, ...]]:  # noqa: ANN401
    closer = moves.closer(target)
    return closer.targets, closer.sizes


SMALL = ("strategic_fit", "order_months_12m", "orders_12m", "status", "Class", "region_served", "Framework")


@given(models(), values())
def test_no_smaller_single_change_makes_the_account_key(model: Model, row: Row) -> None:
    assume(not _is_key(model, row))

    found = _to_key(model, row)

    by_field = {change.field: change for change in found.singles}
    assert all(_is_key(model, row | {change.field: change.after}) for change in found.singles)
    for field in set(_fields(model)) & set(SMALL):
        enough = [size for size, value in _finest(model, row, field) if _is_key(model, row | {field: value})]
        assert (enough[0] if enough else None) == (by_field[field].size if field in by_field else None)


@given(models(), values())
def test_no_smaller_pair_makes_the_account_key(model: Model, row: Row) -> None:
    found = _to_key(model, row)
    assume(not found.is_key and not found.singles)

    assert not found.pair or _is_key(model, row | _plain(found.pair))
    smallest = sum(change.size for change in found.pair) if found.pair else float("inf")
    small = [(field, _finest(model, row, field)) for field in _fields(model) if field in SMALL]
    for (one, firsts), (other, seconds) in combinations(small, 2):
        for first, value in firsts:
            near = [move for move in seconds if first + move[0] < smallest - 1e-9]
            assert not any(_is_key(model, row | {one: value, other: another}) for _, another in near)


@given(models(), values())
def test_one_finest_step_less_does_not_make_the_account_key(model: Model, row: Row) -> None:
    for change in _to_key(model, row).singles:
        span = moves_of(model, change.field, change.before).span
        if span and isinstance(change.after, float):
            unit = 10.0**-span.decimals
            less = change.after + (unit if span.origin > change.after else -unit)
            assert abs(change.after - span.origin) <= unit or not _is_key(model, row | {change.field: less})


@pytest.mark.parametrize("previous", [None, "Key", "Standard"])
def test_the_same_account_gives_the_same_answer(previous: str | None) -> None:
    model = model_of(FIT, HEALTH, GROWTH, gates=[SERVED])
    row: Row = {"strategic_fit": 2.0, "relationship_health": 3.0, "expected_growth_12m": 8_000.0}

    assert _to_key(model, row, previous) == _to_key(model, row, previous)
