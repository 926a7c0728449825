"""Scales mean the same for a value, in the row kernel and for a column."""

from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_xl.accounts.column_reading import read_column
from kam_xl.accounts.columns import NumberColumn
from kam_xl.accounts.conventions import NEUTRAL
from kam_xl.accounts.conversion import read_as
from kam_xl.accounts.schema import Kind
from kam_xl.scoring import model as model_room
from kam_xl.scoring import model_schema as schema_room
from kam_xl.scoring.faults import Faults
from kam_xl.scoring.model_schema import model_schema
from kam_xl.scoring.model_toml import model_from_toml, model_to_toml
from kam_xl.scoring.row import compile_row, score_values
from kam_xl.scoring.scales import SCALES, Curve, Levels, Scale
from kam_xl.scoring.to_key import to_key
from tests.builders import assessed, criterion, model_of, plain_model
from tests.scoring.json_schema import accepts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from kam_xl.accounts.columns import Column
    from kam_xl.accounts.rows import Value

RISING = Curve(((0.0, 0.0), (50.0, 60.0), (250.0, 100.0)))


def everywhere(scale: Scale, values: "Sequence[Value]") -> list[list[float | None]]:
    """Rate by value, by row kernel and by column."""
    rated = {"id": "own", "axis": "attractiveness", "field": "Own", "weight": 1, scale.key: scale.plain()}
    model = model_of(rated, head={"min_coverage": 0})
    by_row = [score_values(model, {("Own", scale.reads): value}).score for value in values]
    cells = pd.Series(list[Any](values), dtype=object)
    column, _ = read_column(cells, scale.reads, partial(read_as, kind=scale.reads, conventions=NEUTRAL))
    by_column = [None if np.isnan(rating) else float(rating) for rating in scale.rate_column(column)]
    return [[scale.rate(value) for value in values], by_row, by_column]


def assert_everywhere(scale: Scale, values: "Sequence[Value]", expected: list[float | None]) -> None:
    for ratings in everywhere(scale, values):
        assert ratings == expected


def test_a_curve_interpolates_and_is_flat_outside() -> None:
    values: list[Value] = [-1e15, -1.0, 0.0, 25.0, 50.0, 150.0, 250.0, 251.0, 1e15, None]
    assert_everywhere(RISING, values, [0, 0, 0, 30, 60, 80, 100, 100, 100, None])


@pytest.mark.parametrize("points", [[[-1e15, 0.0], [1e15, 100.0]], [[0.0, 0.0], [1e-9, 100.0]]])
def test_a_curve_may_reach_its_bounds(points: list[list[float]]) -> None:
    faults = Faults()
    curve = Curve.parse(points, "curve", faults)
    assert (curve and curve.plain(), faults) == (points, [])


def test_a_curve_may_go_down_up_and_stay_level() -> None:
    curve = Curve(((0.0, 100.0), (10.0, 0.0), (20.0, 0.0), (30.0, 50.0)))
    assert_everywhere(curve, [-5.0, 5.0, 10.0, 15.0, 20.0, 25.0, 40.0], [100, 50, 0, 0, 0, 25, 50])


def test_a_level_curve_rates_every_known_number_alike() -> None:
    assert_everywhere(Curve(((0.0, 40.0), (1.0, 40.0))), [-7.0, 0.5, 9.0, None], [40, 40, 40, None])


def test_a_curve_with_very_many_points_still_compiles() -> None:
    steps = 5_000
    curve = Curve(tuple((float(x), 100.0 * x / steps) for x in range(steps + 1)))
    for ratings in everywhere(curve, [-1.0, 0.0, 1_250.5, 5_000.0, 6_000.0]):
        assert ratings == pytest.approx([0, 0, 25.01, 100, 100], abs=1e-12)


@given(
    points=st.lists(
        st.tuples(st.integers(-50, 50), st.integers(0, 100)), min_size=2, max_size=6, unique_by=lambda p: p[0]
    ),
    values=st.lists(st.floats(-60, 60), min_size=1, max_size=9),
)
def test_a_curve_agrees_with_numpy_everywhere(points: list[tuple[int, int]], values: list[float]) -> None:
    ordered = sorted(points)
    expected = np.interp(values, [x for x, _ in ordered], [y for _, y in ordered])
    for ratings in everywhere(Curve(tuple((float(x), float(y)) for x, y in ordered)), values):
        assert ratings == pytest.approx(expected.tolist(), abs=1e-9)


@pytest.mark.parametrize(("ratings", "bound"), [((0.0, 100.0), 100.0), ((100.0, 0.0), 0.0)])
def test_a_score_of_a_table_cannot_leave_its_bounds_by_rounding(ratings: tuple[float, float], bound: float) -> None:
    curve = Curve(((-0.6, ratings[0]), (0.0, ratings[1])))
    beyond = float(curve.rate_column(NumberColumn(np.zeros(1)))[0])
    assert abs(beyond - 50) > 50
    scores = assessed([{"Own": 0}], model_of(criterion("Own", curve=curve.plain()))).scores_of(0)
    assert [scores.score, scores.score_low, scores.score_high, scores.attractiveness] == [bound] * 4


def test_nothing_but_a_number_is_rated_by_a_curve() -> None:
    assert [RISING.rate(value) for value in (None, float("nan"), "50", True)] == [None, None, None, RISING.rate(1.0)]


def test_levels_are_looked_up_whatever_their_case_and_blanks() -> None:
    levels = Levels((("Key  Account", 100.0), ("NEW", 40.0), ("3", 7.0)))
    assert levels.reads is Kind.TEXT
    values: list[Value] = ["key account", " KEY\u00a0ACCOUNT", "new", "3", "other", None]
    assert_everywhere(levels, values, [100, 100, 40, 7, None, None])


def test_levels_of_true_and_false_rate_booleans() -> None:
    levels = Levels((("TRUE", 80.0), ("false", 5.0)))
    assert levels.reads is Kind.BOOLEAN
    assert_everywhere(levels, [True, False, None], [80, 5, None])


def test_a_lone_true_leaves_false_unrated() -> None:
    assert_everywhere(Levels((("true", 80.0),)), [True, False, None], [80, None, None])


def test_levels_with_another_word_beside_true_rate_texts() -> None:
    levels = Levels((("true", 80.0), ("maybe", 5.0)))
    assert levels.reads is Kind.TEXT
    assert_everywhere(levels, ["true", "maybe", "false"], [80, 5, None])


def test_levels_are_trimmed_so_that_nothing_is_lost_on_a_sheet() -> None:
    assert Levels.parse({" A": 1, "b\u00a0": 2}, "", Faults()) == Levels((("A", 1.0), ("b", 2.0)))


@pytest.mark.parametrize("scale", [RISING, Levels((("A", 1.0), ("b c", 2.0)))])
def test_a_scale_survives_its_toml_and_its_sheet(scale: Scale) -> None:
    faults = Faults()
    assert type(scale).parse(scale.plain(), "", faults) == scale
    assert type(scale).parse(type(scale).from_pairs(scale.pairs()), "", faults) == scale
    assert faults == []


def test_a_level_written_twice_on_a_sheet_stays_visible() -> None:
    faults = Faults()
    assert Levels.parse(Levels.from_pairs([("A", 1), ("A", 2)]), "levels", faults) is None
    assert faults == ["levels: found “A and A ”; allowed: levels that differ in more than case or blanks. Keep one."]


@dataclass(frozen=True, slots=True)
class Step(Scale):
    """A third kind of scale, as somebody could add it: 100 from a threshold on, else 0."""

    threshold: float
    key = "step"
    meaning = "Full marks from this number on."

    @property
    def reads(self) -> Kind:
        return Kind.NUMBER

    @classmethod
    def parse(cls, raw: object, place: str, faults: Faults) -> Self | None:
        if isinstance(raw, int | float):
            return cls(float(raw))
        faults.note(place, raw, "a number", "Write a number.")
        return None

    @classmethod
    def schema(cls) -> dict[str, Any]:
        return {"type": "number"}

    def plain(self) -> float:
        return self.threshold

    def pairs(self) -> list[tuple[str | float, float]]:
        return [(self.threshold, 100.0)]

    @classmethod
    def from_pairs(cls, pairs: "Sequence[tuple[object, object]]") -> object:
        return pairs[0][0]

    def rate(self, value: object) -> float | None:
        return (100.0 if value >= self.threshold else 0.0) if isinstance(value, int | float) else None

    def source(self, value: str, rating: str, constant: "Callable[[object], str]") -> list[str]:  # noqa: ARG002
        return [f"{rating} = 100.0 if {value} >= {self.threshold!r} else 0.0"]

    def rate_column(self, column: "Column") -> "npt.NDArray[np.float64]":
        from kam_xl.accounts.columns import numbers_of

        values = numbers_of(column, len(column))
        return np.where(np.isnan(values), np.nan, 100.0 * (values >= self.threshold))


@pytest.fixture
def _with_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add the one line that `SCALES` needs; modules hold it by name."""
    for room in (model_room, schema_room):
        monkeypatch.setattr(room, "SCALES", MappingProxyType({**SCALES, Step.key: Step}))


@pytest.mark.usefixtures("_with_steps")
def test_a_further_kind_of_scale_is_one_class_and_one_line() -> None:
    model = model_of(criterion("Own", step=10), criterion("Own", "relationship"))
    assert_everywhere(Step(10.0), [9.9, 10.0, None], [0, 100, None])
    assessment = assessed([{"Own": 10}, {"Own": 9}, {"Own": None}], model)
    assert [assessment.result(i).score for i in range(3)] == [55.0, 4.5, None]
    assert [line.rating for line in assessment.explanation(1).lines] == [0.0, 9.0]
    assert model_from_toml(model_to_toml(model)) == model
    assert to_key(model, {("Own", Kind.NUMBER): 9.0}).singles[0].after == 50.0


@pytest.mark.usefixtures("_with_steps")
@pytest.mark.parametrize(("step", "accepted"), [(10, True), ("ten", False)])
def test_editors_know_a_further_kind_of_scale(step: object, *, accepted: bool) -> None:
    schema = model_schema()
    assert accepts(schema, plain_model(criterion("Own", step=step))) == accepted
    assert schema["properties"]["criteria"]["items"]["properties"]["step"]["description"] == Step.meaning


def test_points_on_one_straight_line_cost_one_comparison() -> None:
    judgement = Curve(((1.0, 0.0), (2.0, 25.0), (3.0, 50.0), (4.0, 75.0), (5.0, 100.0), (6.0, 100.0)))
    assert judgement.source("v", "r", str) == [
        "if v < 1.0: r = 0.0",
        "elif v < 5.0: r = 0.0 + (v - 1.0) * 25.0",
        "elif v < 6.0: r = 100.0 + (v - 5.0) * 0.0",
        "else: r = 100.0",
    ]
    assert_everywhere(judgement, [0.0, 1.0, 1.5, 2.0, 4.5, 5.0, 5.5, 7.0], [0, 0, 12.5, 25, 87.5, 100, 100, 100])


def test_the_compiled_function_can_be_read() -> None:
    model = model_of(criterion("Own", curve=[[0, 0], [10, 100]]), criterion("status", weight=2, levels={"New": 40}))
    kernel = compile_row(model)
    assert kernel.inputs == (("Own", Kind.NUMBER), ("status", Kind.TEXT))
    assert kernel.source.splitlines()[:9] == [
        "def score(v0, v1):",
        "    ka = pa = kr = pr = 0.0",
        "    if v0 is not None:",
        "        if v0 < 0.0: r = 0.0",
        "        elif v0 < 10.0: r = 0.0 + (v0 - 0.0) * 10.0",
        "        else: r = 100.0",
        "        if r is not None: ka += 1.0; pa += 1.0 * r",
        "    if v1 is not None:",
        "        r = c0.get(v1)",
    ]
