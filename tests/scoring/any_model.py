"""Strategies for random models over a handful of fields, and for the values they read."""

from typing import Any

from hypothesis import strategies as st

from kam_xl.accounts.conventions import NEUTRAL
from kam_xl.accounts.conversion import read_as
from kam_xl.accounts.rows import Value
from kam_xl.scoring.model import Model, parse_model
from kam_xl.scoring.row import Inputs

RATINGS = st.sampled_from([0.0, 12.5, 20.0, 30.0, 40.0, 55.0, 60.0, 75.0, 90.0, 100.0])
WORDS = {"status": ["Partner", "Active", "New", "Lapsed", "Prospect"], "Class": ["A", "B", "C+"]}
NUMBERS: dict[str, list[float]] = {
    "strategic_fit": [1, 2, 3, 4, 5],
    "order_months_12m": [0, 1, 3, 6, 11, 12],
    "orders_12m": [0, 1, 2, 5, 10, 40],
    "recurring_share": [0, 0.1, 0.25, 0.5, 0.8, 1],
    "expected_growth_12m": [-10_000, 0, 5_000, 61_237.42, 100_000, 300_000],
    "revenue_12m": [0, 1_000, 25_000, 250_000],
    "revenue_change_12m": [-4_000, 0, 1_500, 30_000],
    "Seats": [-3, 0, 4.5, 20, 90],
}
BOOLEANS = ["region_served", "Framework"]
AXES = st.sampled_from(["attractiveness", "relationship"])


@st.composite
def _scales(draw: st.DrawFn) -> dict[str, Any]:
    field = draw(st.sampled_from([*NUMBERS, *NUMBERS, *WORDS, *BOOLEANS]))
    if field in NUMBERS:
        xs = draw(st.lists(st.sampled_from(NUMBERS[field]), min_size=2, max_size=4, unique=True))
        return {"field": field, "curve": [[x, draw(RATINGS)] for x in sorted(xs)]}
    words = draw(st.lists(st.sampled_from(WORDS.get(field, ["true", "false"])), min_size=1, unique=True))
    return {"field": field, "levels": {word: draw(RATINGS) for word in words}}


@st.composite
def _gates(draw: st.DrawFn) -> dict[str, Any]:
    field = draw(st.sampled_from([*NUMBERS, *WORDS, *BOOLEANS]))
    if field in NUMBERS:
        key = draw(st.sampled_from(["at_least", "at_most"]))
        return {"field": field, key: draw(st.sampled_from(NUMBERS[field]))}
    if field in WORDS:
        return {
            "field": field,
            "one_of": draw(st.lists(st.sampled_from(WORDS[field]), min_size=1, max_size=2, unique=True)),
        }
    return {"field": field, "is": draw(st.booleans())}


@st.composite
def models(draw: st.DrawFn, name: str = "Any model") -> Model:
    criteria = [
        {"id": f"c{i}", "axis": draw(AXES), "weight": draw(st.sampled_from([0.0, 1.0, 5.0, 7.5, 12.0]))} | scale
        for i, scale in enumerate(draw(st.lists(_scales(), min_size=1, max_size=4)))
    ]
    criteria.append({"id": "sure", "axis": draw(AXES), "weight": 3.0} | draw(_scales()))
    gates = [{"id": f"g{i}"} | gate for i, gate in enumerate(draw(st.lists(_gates(), max_size=2)))]
    head = {
        "name": name,
        "missing": draw(st.sampled_from(["renormalise", "zero"])),
        "min_coverage": draw(st.sampled_from([0.0, 0.3, 0.6])),
    }
    tiers = {
        "key_score": draw(st.sampled_from([30.0, 55.0, 70.0])),
        "key_axis_floor": draw(st.sampled_from([0.0, 30.0, 50.0])),
        "hysteresis": draw(st.sampled_from([0.0, 5.0])),
    }
    return parse_model({"model": head, "criteria": criteria, "gates": gates, "tiers": tiers})


KNOWN: dict[str, list[Value]] = {
    **{field: [float(number) for number in numbers] for field, numbers in NUMBERS.items()},
    **{field: list(words) for field, words in WORDS.items()},
    **{field: [True, False] for field in BOOLEANS},
    "revenue_prior_12m": [0.0, 900.0, 20_000.0],
}


def values() -> st.SearchStrategy[dict[str, Value]]:
    """Draw an account's understood values by field; any may be unknown."""
    return st.fixed_dictionaries({field: st.sampled_from([*known, None]) for field, known in KNOWN.items()})


def inputs_of(model: Model, row: dict[str, Value]) -> Inputs:
    """Give what a model reads of an account."""
    return {(field, kind): read_as(row.get(field), kind, NEUTRAL) for field, kind in model.uses()}
