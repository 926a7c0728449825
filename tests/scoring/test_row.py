"""The row kernel: scores and explanations of one account's understood values."""

from kam_xl.accounts.schema import Kind
from kam_xl.scoring.results import Scores
from kam_xl.scoring.row import axis_weights, compile_row, explain, score_values
from tests.builders import criterion, model_of

A, R = ("A", Kind.NUMBER), ("R", Kind.NUMBER)
CRITERIA = (criterion("A", weight=30), criterion("R", "relationship", 10), criterion("B", weight=0))


def lines_of(missing: str, a: float | None, r: float | None) -> list[tuple[float | None, float | None]]:
    model = model_of(*CRITERIA, head={"missing": missing})
    inputs = {A: a, R: r}
    lines = explain(model, inputs, score_values(model, inputs)).lines
    return [(line.rating, line.contribution) for line in lines]


def test_scores_are_weighted_means() -> None:
    model = model_of(*CRITERIA)
    assert score_values(model, {A: 80.0, R: 40.0}) == Scores(70.0, 70.0, 70.0, 80.0, 40.0, 1.0)
    assert score_values(model, {A: 80.0}) == Scores(80.0, 60.0, 85.0, 80.0, None, 0.75)
    assert score_values(model, {}) == Scores(None, 0.0, 100.0, None, None, 0.0)


def test_a_coverage_that_just_reaches_the_least_one_is_enough() -> None:
    for least, score in ((0.75, 80.0), (0.75 + 0.9e-9, 80.0), (0.75 + 1.1e-9, None)):
        assert score_values(model_of(*CRITERIA, head={"min_coverage": least}), {A: 80.0}).score == score


def test_unknowns_that_count_as_nothing_pull_their_axis_down_too() -> None:
    axes = {"A": "attractiveness", "B": "attractiveness", "R": "relationship", "S": "relationship"}
    criteria = [criterion(name, axis, 3 if name in "AR" else 1) for name, axis in axes.items()]
    scores = score_values(model_of(*criteria, head={"missing": "zero"}), {A: 80.0, R: 40.0})
    assert (scores.score, scores.attractiveness, scores.relationship) == (45.0, 60.0, 30.0)


def test_texts_are_compared_by_the_row_too() -> None:
    model = model_of(criterion("status", levels={"Key Account": 80}))
    assert score_values(model, {("status", Kind.TEXT): " KEY  account"}).score == 80.0


def test_contributions_say_what_each_criterion_did() -> None:
    assert lines_of("renormalise", 80.0, 40.0) == [(80.0, 60.0), (40.0, 10.0), (None, None)]
    assert lines_of("renormalise", 80.0, None) == [(80.0, 80.0), (None, None), (None, None)]
    assert lines_of("zero", 80.0, None) == [(80.0, 60.0), (None, 0.0), (None, 0.0)]
    assert lines_of("zero", None, 40.0) == [(None, None), (40.0, None), (None, None)]


def test_an_explanation_holds_what_it_explains() -> None:
    model = model_of(*CRITERIA)
    lines = explain(model, {A: 80.0}, score_values(model, {A: 80.0})).lines
    assert [line.criterion for line in lines] == list(model.criteria)
    assert [line.value for line in lines] == [80.0, None, None]


def test_weights_are_summed_axis_by_axis() -> None:
    assert axis_weights(model_of(*CRITERIA)) == (30.0, 10.0)


def test_a_model_is_compiled_once() -> None:
    assert compile_row(model_of(*CRITERIA)) is compile_row(model_of(*CRITERIA))


def test_a_rating_cannot_leave_its_bounds_by_rounding() -> None:
    falling = model_of(criterion("A", curve=[[0.1, 100], [0.4, 0]]))
    rising = model_of(criterion("A", curve=[[0.1, 0], [0.4, 100]]))
    almost = 0.39999999999999997
    for model in (falling, rising):
        scores = score_values(model, {A: almost})
        numbers = (scores.score, scores.score_low, scores.score_high, scores.attractiveness)
        assert all(number is not None and 0.0 <= number <= 100.0 for number in numbers)
