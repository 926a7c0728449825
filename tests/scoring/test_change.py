"""The change of a score is explained criterion by criterion, split into what the model and what the values brought."""

from math import fsum
from typing import Any

import pytest
from hypothesis import given

from kam_xl.accounts.rows import Value
from kam_xl.scoring.change import CriterionChange, score_change
from kam_xl.scoring.model import Model
from kam_xl.scoring.row import Inputs, score_values
from tests.builders import criterion, model_of
from tests.scoring.any_model import inputs_of, models, values

FIT = criterion("strategic_fit", curve=[[1, 0], [5, 100]])


def _read(row: dict[str, Value], *models: Model) -> Inputs:
    return {use: value for model in models for use, value in inputs_of(model, row).items()}


def test_each_part_is_the_mean_of_both_orders() -> None:
    """With weights 1:1 and then 3:1, ratings 50 and 40 and then 100 and 40."""
    old = model_of(FIT, criterion("recurring_share", "relationship", curve=[[0, 0], [1, 100]]))
    new = model_of(FIT | {"weight": 3}, criterion("recurring_share", "relationship", curve=[[0, 0], [1, 100]]))
    then = _read({"strategic_fit": 3.0, "recurring_share": 0.4}, old, new)
    now = _read({"strategic_fit": 5.0, "recurring_share": 0.4}, old, new)

    change = score_change((old, then), (new, now))

    assert change is not None
    assert (change.before, change.after) == (45.0, 85.0)
    assert change.lines == (
        CriterionChange(new.criteria[0], 3.0, 5.0, by_model=(12.5 + 25.0) / 2, by_value=(25.0 + 37.5) / 2),
        CriterionChange(new.criteria[1], 0.4, 0.4, by_model=-10.0, by_value=0.0),
    )
    assert (change.by_model, change.by_value) == (8.75, 31.25)
    assert [line.points for line in change.lines] == [50.0, -10.0]


@given(models("Old"), models("New"), values(), values())
def test_the_parts_add_up_to_the_change_of_the_score(
    old: Model, new: Model, then: dict[str, Value], now: dict[str, Value]
) -> None:
    change = score_change((old, _read(then, old, new)), (new, _read(now, old, new)))

    first, last = score_values(old, inputs_of(old, then)).score, score_values(new, inputs_of(new, now)).score
    if first is None or last is None:
        assert change is None
    else:
        assert change is not None
        assert (change.before, change.after) == (first, last)
        assert fsum(line.points for line in change.lines) == pytest.approx(last - first, abs=1e-9)
        assert change.by_model + change.by_value == pytest.approx(last - first, abs=1e-9)


@given(models(), values(), values())
def test_without_a_change_of_the_model_the_values_brought_everything(
    model: Model, then: dict[str, Value], now: dict[str, Value]
) -> None:
    change = score_change((model, inputs_of(model, then)), (model, inputs_of(model, now)))

    assert change is None or [line.by_model for line in change.lines] == [0.0] * len(model.criteria)


@given(models("Old"), models("New"), values())
def test_without_a_change_of_the_values_the_model_brought_everything(
    old: Model, new: Model, row: dict[str, Value]
) -> None:
    inputs = _read(row, old, new)

    change = score_change((old, inputs), (new, inputs))

    assert change is None or {line.by_value for line in change.lines} == {0.0}


@given(models("Old"), models("New"), values(), values())
def test_the_way_back_is_the_same_with_the_opposite_sign(
    old: Model, new: Model, then: dict[str, Value], now: dict[str, Value]
) -> None:
    first, last = (old, _read(then, old, new)), (new, _read(now, old, new))

    forth, back = score_change(first, last), score_change(last, first)

    assert (forth is None) == (back is None)
    if forth is not None and back is not None:
        points = {line.criterion.id: -line.points for line in back.lines}
        assert {line.criterion.id: line.points for line in forth.lines} == pytest.approx(points, abs=1e-9)


def test_criteria_that_came_and_went_are_told_apart_by_their_ids() -> None:
    old = model_of(FIT, criterion("culture_fit", curve=[[1, 0], [5, 100]]))
    new = model_of(criterion("Seats", curve=[[0, 0], [10, 100]]), FIT)
    row: dict[str, Value] = {"strategic_fit": 3.0, "culture_fit": 5.0, "Seats": 10.0}

    change = score_change((old, _read(row, old, new)), (new, _read(row, old, new)))

    assert change is not None
    assert [(line.criterion.field, line.before, line.after, line.points) for line in change.lines] == [
        ("Seats", None, 10.0, 50.0),
        ("strategic_fit", 3.0, 3.0, 0.0),
        ("culture_fit", 5.0, None, -50.0),
    ]


def test_the_mixed_terms_count_what_is_known_however_little() -> None:
    """Of the new model a tenth was known then, less than it takes for a score: fit alone contributed 50."""
    old, new = model_of(FIT), model_of(FIT, criterion("Seats", weight=9, curve=[[0, 0], [10, 100]]))
    then, now = _read({"strategic_fit": 3.0}, old, new), _read({"strategic_fit": 3.0, "Seats": 10.0}, old, new)

    change = score_change((old, then), (new, now))

    assert change is not None
    assert [(line.by_model, line.by_value) for line in change.lines] == [(-22.5, -22.5), (45.0, 45.0)]


@pytest.mark.parametrize("days", [({}, {"strategic_fit": 3.0}), ({"strategic_fit": 3.0}, {})])
def test_without_a_score_then_or_now_there_is_no_change_to_explain(days: tuple[Any, Any]) -> None:
    model = model_of(FIT)

    assert score_change(*((model, inputs_of(model, day)) for day in days)) is None
