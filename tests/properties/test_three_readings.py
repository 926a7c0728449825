"""The row kernel, the table kernel and a naive reading of the contract say the same of every book."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kam_xl.accounts.basis import Basis
from kam_xl.scoring.cells import compile_cells
from kam_xl.scoring.model import parse_model
from kam_xl.scoring.results import Scores
from kam_xl.scoring.row import compile_row, gate_outcomes, score_values
from kam_xl.scoring.tiers import Standing, computed_tier, quadrant
from tests.properties.readings import DTYPES, NUMBERS, assessment_of, near
from tests.properties.strategies import books, plain_models, worlds
from tests.scoring import naive
from tests.scoring.naive import World

VERDICTS = ("quadrant", "tier", "computed_tier", "in_head", "rank")


def differences(expected: Mapping[str, Any], actual: object) -> list[str]:
    wrong = [name for name in NUMBERS if not near(expected[name], getattr(actual, name))]
    return [*wrong, *(name for name in VERDICTS if hasattr(actual, name) and expected[name] != getattr(actual, name))]


@given(plain=plain_models(), rows=books(), world=worlds(), dtype=st.sampled_from(DTYPES))
def test_the_table_agrees_with_a_naive_reading(
    plain: dict[str, Any], rows: list[dict[str, object]], world: World, dtype: str
) -> None:
    """Row = table = native formula = big engine, given the cuts."""
    assessment = assessment_of(plain, rows, world, dtype)
    for position, expected in enumerate(naive.assess(plain, rows, world)):
        assert differences(expected, assessment.result(position)) == []


@given(plain=plain_models(), rows=books(most=3), world=worlds())
def test_the_row_agrees_with_a_naive_reading(
    plain: dict[str, Any], rows: list[dict[str, object]], world: World
) -> None:
    """Row = table = native formula = big engine, given the cuts."""
    assessment = assessment_of(plain, rows, world)
    for position, expected in enumerate(naive.assess(plain, rows, world)):
        inputs = assessment.inputs(position)
        scores = score_values(assessment.model, inputs)
        assert differences(expected, scores) == []
        outcomes = gate_outcomes(assessment.model, inputs)
        assert [outcome.state for outcome in outcomes] == expected["gates"]
        revenue = None if expected["revenue"] is None else float(expected["revenue"])
        standing = Standing(scores, outcomes, revenue, assessment.previous[position])
        assert computed_tier(assessment.model, standing, assessment.cuts) == expected["computed_tier"]
        assert quadrant(assessment.model, scores) == expected["quadrant"]


@given(plain=plain_models(), rows=books(most=3), world=worlds())
def test_a_row_of_raw_cells_agrees_with_a_naive_reading(
    plain: dict[str, Any], rows: list[dict[str, object]], world: World
) -> None:
    """Row = table = native formula = big engine, given the cuts."""
    model, basis = parse_model(plain), Basis(world.as_of, world.home, world.served)
    for row, expected in zip(rows, naive.assess(plain, rows, replace(world, date_1904=False)), strict=True):
        home = (world.manager_offsets or {}).get(str(row.get("account_manager")))
        reader = compile_cells(model, tuple(row), basis, home)
        # Excel knows no whole numbers.
        in_excel = [float(cell) if type(cell) is int else cell for cell in row.values()]
        for cells in (tuple(row.values()), in_excel):
            assert differences(expected, Scores(*compile_row(model).score(*reader.read(cells)))) == []


@given(plain=plain_models(), rows=books(most=3), world=worlds())
def test_the_explanation_agrees_with_a_naive_reading(
    plain: dict[str, Any], rows: list[dict[str, object]], world: World
) -> None:
    """Contributions add up to s; unknown: blank in renormalise, 0 in zero; blank where there is no score."""
    assessment = assessment_of(plain, rows, world)
    for position, expected in enumerate(naive.assess(plain, rows, world)):
        lines = assessment.explanation(position).lines
        assert all(near(rating, line.rating) for rating, line in zip(expected["ratings"], lines, strict=True))
        contributions = zip(expected["contributions"], lines, strict=True)
        assert all(near(contribution, line.contribution) for contribution, line in contributions)
