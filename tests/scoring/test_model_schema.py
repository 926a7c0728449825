"""The JSON Schema of a model accepts and refuses what the parser accepts and refuses."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given

from kam_xl.errors import ModelError
from kam_xl.scoring.gates import GATE_TESTS
from kam_xl.scoring.model import Model, model_plain, parse_model
from kam_xl.scoring.model_schema import model_schema
from kam_xl.scoring.scales import SCALES
from tests.scoring.any_model import models
from tests.scoring.json_schema import accepts

HEAD = {"name": "M", "description": "", "version": "1", "missing": "zero", "min_coverage": 0.5, "caveat": "-"}
CURVE = {"label": "C", "axis": "attractiveness", "field": "revenue_12m", "weight": 1, "curve": [[0, 0], [9, 50]]}
LEVELS = {"label": "L", "axis": "relationship", "field": "Own", "weight": 2, "levels": {"A": 10, "B": 20}}
PLAIN: Mapping[str, Any] = {
    "model": HEAD,
    "criteria": [{"id": "c"} | CURVE, {"id": "l"} | LEVELS],
    "gates": [
        {"id": "i", "label": "I", "field": "region_served", "is": True},
        {"id": "m", "label": "M", "field": "orders_12m", "at_most": 5},
        {"id": "a", "label": "A", "field": "Own Number", "at_least": -5.5},
        {"id": "o", "label": "O", "field": "status", "one_of": ["New", "Active"]},
    ],
    "tiers": {
        "key_score": 70, "key_axis_floor": 50, "hysteresis": 5, "major_revenue_share": 0.8,
        "major_max_share_of_accounts": 0.4, "major_hysteresis": 0.05, "major_min_revenue": 1e6,
    },
}  # fmt: skip

Path = tuple[str | int, ...]


def _parses(plain: Mapping[str, Any]) -> bool:
    try:
        parse_model(plain)
    except ModelError:
        return False
    return True


def _with(path: Path, value: object) -> dict[str, Any]:
    changed = deepcopy(dict(PLAIN))
    part: Any = changed
    for step in path[:-1]:
        part = part[step]
    if value is ABSENT:
        del part[path[-1]]
    else:
        part[path[-1]] = value
    return changed


ABSENT = object()
TEXTS = ("", " ", "x", "n/a", " NULL ", "#REF", "NaN", "INF", "NA", "zero", "relationship", "Revenue 12m", "Score Low")
NUMBERS = (0, 1, -1, 0.5, 1.5, 99.5, 100, 100.5, 1e9, 1e9 + 1, 1e15, 2e15)
CURVES: tuple[object, ...] = (
    [[0, 0]], [[0, 0], [1, 101]], [[0, -1], [1, 1]], [[-2e15, 0], [1, 1]], [[0, 0, 0], [1, 1, 1]], [[0], [1]],
    [[0, 0], [1, 1], [2, 0]], [[0, 0], ["1", 1]],
)  # fmt: skip
LISTS: tuple[object, ...] = ([], [1], ["A"], ["n/a"], ["#"], ["A", 1])
TABLES: tuple[object, ...] = ({}, {"A": 50}, {"A": 101}, {"A": "50"}, {"n/a": 5}, {" ": 5}, {"name": "x"})
ODD: tuple[object, ...] = (ABSENT, True, *TEXTS, *NUMBERS, *CURVES, *LISTS, *TABLES)


def _paths(part: object, path: Path = ()) -> Iterator[Path]:
    inside = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for step, value in inside:
        yield (*path, step)
        yield from _paths(value, (*path, step))


CHANGES = [(path, value) for path in _paths(dict(PLAIN)) for value in ODD]


@pytest.fixture
def schema() -> dict[str, Any]:
    return model_schema()


def test_the_model_that_is_changed_below_is_accepted(schema: dict[str, Any]) -> None:
    assert accepts(schema, PLAIN)
    assert _parses(PLAIN)


def test_whatever_a_key_holds_schema_and_parser_agree(schema: dict[str, Any]) -> None:
    changed = [(path, value, _with(path, value)) for path, value in CHANGES]

    differing = [(path, value) for path, value, plain in changed if accepts(schema, plain) != _parses(plain)]

    # A schema cannot compare one point with the next.
    unsorted = [(path, value) for path, value in differing if "curve" in path and len(path) >= 4]
    assert [change for change in differing if change not in unsorted] == []
    assert all(accepts(schema, _with(path, value)) for path, value in unsorted)
    assert len(changed) > 2_000


@pytest.mark.parametrize("place", [(), ("model",), ("criteria", 0), ("gates", 0), ("tiers",)])
def test_an_unknown_key_is_refused(schema: dict[str, Any], place: Path) -> None:
    plain = _with((*place, "weigth"), 1)

    assert (accepts(schema, plain), _parses(plain)) == (False, False)


@pytest.mark.parametrize("key", ["tiers", "gates"])
def test_what_may_be_left_out_may(schema: dict[str, Any], key: str) -> None:
    plain = _with((key,), ABSENT)

    assert (accepts(schema, plain), _parses(plain)) == (True, True)


@pytest.mark.parametrize(("place", "more"), [(("criteria", 0, "levels"), {"A": 1}), (("gates", 0, "at_least"), 3)])
def test_two_scales_or_two_tests_are_refused(schema: dict[str, Any], place: Path, more: object) -> None:
    plain = _with(place, more)

    assert (accepts(schema, plain), _parses(plain)) == (False, False)


@given(models())
def test_every_model_is_accepted(model: Model) -> None:
    assert accepts(model_schema(), model_plain(model))


@pytest.mark.parametrize("name", ["default", "starter"])
def test_the_shipped_models_are_accepted(schema: dict[str, Any], name: str) -> None:
    text = files("kam_xl.scoring").joinpath("models", f"{name}.toml").read_text(encoding="utf-8")

    assert accepts(schema, tomllib.loads(text))


def test_every_key_is_explained(schema: dict[str, Any]) -> None:
    parts = schema["properties"]
    tables = [parts["model"], parts["criteria"]["items"], parts["gates"]["items"], parts["tiers"]]
    keys = {key: schema for table in tables for key, schema in table["properties"].items()}

    assert [key for key, schema in keys.items() if not schema.get("description")] == []
    assert {*SCALES, *GATE_TESTS} <= keys.keys()


def _defaults(schema: dict[str, Any], part: str) -> dict[str, Any]:
    keys = schema["properties"][part]["properties"]
    return {key: described["default"] for key, described in keys.items() if "default" in described}


def test_what_an_absent_key_means_is_said(schema: dict[str, Any]) -> None:
    empty = parse_model({"model": {"name": "x"}, "criteria": PLAIN["criteria"]})

    tiers, head = _defaults(schema, "tiers"), _defaults(schema, "model")

    assert tiers == {key: getattr(empty.tiers, key) for key in PLAIN["tiers"] if key != "major_min_revenue"}
    assert head == {"missing": empty.missing, "min_coverage": empty.min_coverage}


def test_the_schema_says_what_it_is(schema: dict[str, Any]) -> None:
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert schema["title"] == "kam-xl scoring model"


def test_the_schema_is_json(schema: dict[str, Any]) -> None:
    assert json.loads(json.dumps(schema)) == schema


def test_the_schema_that_ships_is_the_one_the_definitions_give() -> None:
    shipped = files("kam_xl.scoring").joinpath("models", "model.schema.json").read_text(encoding="utf-8")
    expected = json.dumps(model_schema(), indent=2, ensure_ascii=False) + "\n"
    assert expected == shipped, "run `kam model schema > kam_xl/scoring/models/model.schema.json`"
