"""No law is empty: each one notices a fault that is planted for it in the engine."""

from collections.abc import Callable, Iterator
from itertools import count
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, settings

from kam_xl.scoring import assessment, cells, row, table
from kam_xl.scoring.row import compile_row
from kam_xl.scoring.scales import Curve
from tests.properties import test_laws, test_three_readings

Numbers = Any
Law = Callable[[], None]
Plant = Callable[[pytest.MonkeyPatch], None]

SOON = settings(max_examples=400, derandomize=True, deadline=None, phases=[Phase.generate])
LAWS: dict[str, Law] = {
    name: law
    for laws in (test_laws, test_three_readings)
    for name, law in vars(laws).items()
    if name.startswith("test_")
}
FAULTS: dict[str, Plant] = {}
"""A fault for each law, by the law's name."""


def fault_for(law: str) -> Callable[[Plant], Plant]:
    def keep(plant: Plant) -> Plant:
        FAULTS[law] = plant
        return plant

    return keep


def replaced(room: ModuleType | type, name: str, fault: Callable[[Callable[..., Any]], Callable[..., Any]]) -> Plant:
    def plant(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(room, name, fault(getattr(room, name)))

    return plant


@fault_for("test_bounded")
def some_weight_is_left_out_of_the_total(patch: pytest.MonkeyPatch) -> None:
    replaced(table, "axis_weights", lambda right: lambda model: [0.9 * each for each in right(model)])(patch)


@fault_for("test_contributions_add_up")
def contributions_are_shares_of_the_whole_weight(patch: pytest.MonkeyPatch) -> None:
    replaced(row, "_divisor", lambda _: lambda model, _ratings: model.total_weight())(patch)


@fault_for("test_monotone_along_monotone_curves")
def a_curve_falls_behind_its_last_point(patch: pytest.MonkeyPatch) -> None:
    def falling(right: Callable[..., Numbers]) -> Callable[..., Numbers]:
        return lambda curve, column: np.where(column.numbers > curve.points[-1][0], 0.0, right(curve, column))

    replaced(Curve, "rate_column", falling)(patch)


@fault_for("test_row_order_does_not_matter")
def an_unknown_rating_takes_the_one_above(patch: pytest.MonkeyPatch) -> None:
    def filled(right: Callable[..., Numbers]) -> Callable[..., Numbers]:
        return lambda curve, column: pd.Series(right(curve, column)).ffill().to_numpy(copy=True)

    replaced(Curve, "rate_column", filled)(patch)


def _adding(weight_of: Callable[[float], float], is_known: Callable[[Numbers], Numbers]) -> Callable[..., None]:
    def add(ratings: Numbers, weight: float, known: Numbers, points: Numbers) -> None:
        known += weight_of(weight) * is_known(ratings)
        points += weight_of(weight) * np.where(is_known(ratings), np.nan_to_num(ratings, nan=100.0), 0.0)

    return add


@fault_for("test_scaling_all_weights_changes_nothing")
def a_weight_below_one_counts_for_nothing(patch: pytest.MonkeyPatch) -> None:
    replaced(table, "_add", lambda _: _adding(lambda weight: weight if weight >= 1 else 0.0, np.isfinite))(patch)


@fault_for("test_splitting_a_criterion_in_two_halves_changes_nothing")
def weights_are_rounded_up(patch: pytest.MonkeyPatch) -> None:
    replaced(table, "_add", lambda _: _adding(np.ceil, np.isfinite))(patch)


@fault_for("test_a_better_rating_never_lowers_the_score")
def a_rating_of_zero_counts_as_unknown(patch: pytest.MonkeyPatch) -> None:
    replaced(table, "_add", lambda _: _adding(float, lambda ratings: ratings > 0))(patch)


@fault_for("test_the_score_lies_within_its_range")
def an_unknown_rating_counts_as_fifty_in_the_lowest_score(patch: pytest.MonkeyPatch) -> None:
    def summed(right: Callable[..., None]) -> Callable[..., None]:
        def sum_block(model: object, known: object, points: object, rows: slice, scores: Any) -> None:  # noqa: ANN401
            right(model, known, points, rows, scores)
            scores.score_low[rows] += 50.0 * (1.0 - scores.coverage[rows])

        return sum_block

    replaced(table, "_sum_block", summed)(patch)


@fault_for("test_the_same_inputs_never_flip_a_tier")
def every_second_run_remembers_the_first(patch: pytest.MonkeyPatch) -> None:
    runs = count()

    def remembering(right: Callable[..., Numbers]) -> Callable[..., Numbers]:
        def computed_tiers(*given: object) -> Numbers:
            tiers = right(*given)
            return np.where(tiers == "Standard", "Major", tiers) if next(runs) % 2 else tiers

        return computed_tiers

    replaced(assessment, "computed_tiers", remembering)(patch)


@fault_for("test_tiers_settle_at_once")
def hysteresis_works_against_who_is_key(patch: pytest.MonkeyPatch) -> None:
    replaced(
        table,
        "_key_thresholds",
        lambda right: lambda rules, previous: 2 * rules.key_score - right(rules, previous),
    )(patch)


@fault_for("test_every_key_account_is_strategic_and_ranked")
def two_quadrants_have_each_others_names(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(table, "QUADRANTS", ("Star", "Strategic", "Status", "Streamline"))


@fault_for("test_an_unknown_gate_never_passes")
def an_unknown_gate_passes(patch: pytest.MonkeyPatch) -> None:
    def lenient(right: Callable[..., Any]) -> Callable[..., Any]:
        def test_gates(*given: object) -> table.TableGates:
            tested = right(*given)
            return table.TableGates(tested.passes | ~tested.known, tested.known)

        return test_gates

    replaced(assessment, "test_gates", lenient)(patch)


@fault_for("test_the_table_agrees_with_a_naive_reading")
def an_unknown_rating_slips_through_as_the_best(patch: pytest.MonkeyPatch) -> None:
    replaced(table, "_add", lambda _: _adding(float, lambda ratings: np.ones(len(ratings), dtype=bool)))(patch)


@fault_for("test_the_row_agrees_with_a_naive_reading")
def the_row_takes_one_axis_for_the_other(patch: pytest.MonkeyPatch) -> None:
    replaced(row, "axis_weights", lambda right: lambda model: right(model)[::-1])(patch)


@fault_for("test_a_row_of_raw_cells_agrees_with_a_naive_reading")
def texts_of_raw_cells_are_compared_as_written(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(cells, "comparable", str.strip)


@fault_for("test_the_explanation_agrees_with_a_naive_reading")
def an_unknown_criterion_contributes_nothing_rather_than_being_blank(patch: pytest.MonkeyPatch) -> None:
    replaced(row, "_contribution", lambda right: lambda *given: right(*given) or 0.0)(patch)


@pytest.fixture(autouse=True)
def _leave_nothing_compiled() -> Iterator[None]:
    yield
    compile_row.cache_clear()
    cells.compile_cells.cache_clear()


@pytest.mark.parametrize("name", LAWS)
def test_a_law_notices_the_fault_planted_for_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    law = LAWS[name]
    monkeypatch.setattr(law, "_hypothesis_internal_use_settings", SOON)
    FAULTS[name](monkeypatch)
    with pytest.raises(AssertionError):
        law()


def test_no_fault_is_planted_for_a_law_that_is_gone() -> None:
    assert FAULTS.keys() == LAWS.keys()
