"""A model is read whole or refused with every fault."""

import tomllib
from copy import deepcopy
from dataclasses import fields
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given

from kam_xl.accounts.schema import Kind
from kam_xl.errors import ModelError
from kam_xl.scoring.model import TierRules, model_hash, model_plain, parse_model
from kam_xl.scoring.scales import Curve, Levels
from tests.builders import criterion, model_of, plain_model
from tests.properties.strategies import plain_models

MINIMAL = plain_model(criterion("Own", weight=3))


def faults_of(plain: Any) -> list[str]:  # noqa: ANN401 - a wrong model may be anything
    with pytest.raises(ModelError) as refused:
        parse_model(plain)
    return list(refused.value.problems)


def with_(*path: str | int, value: object) -> dict[str, Any]:
    """Give the minimal model with one value changed."""
    plain: Any = deepcopy(MINIMAL)
    part = plain
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    return dict(plain)


def without(*path: str | int) -> dict[str, Any]:
    plain: Any = deepcopy(MINIMAL)
    part = plain
    for key in path[:-1]:
        part = part[key]
    del part[path[-1]]
    return dict(plain)


def test_absent_keys_take_the_values_of_the_contract() -> None:
    model = parse_model({"model": {"name": "Bare"}, "criteria": [criterion("Own")]})
    assert (model.description, model.version, model.caveat, model.gates) == ("", "", "", ())
    assert (model.missing, model.min_coverage) == ("renormalise", 0.6)
    assert model.tiers == TierRules(70.0, 50.0, 5.0, 0.80, 0.40, 0.05, None)
    assert model.criteria[0].label == "Own attractiveness"


def test_a_field_may_be_written_as_its_header() -> None:
    model = model_of(criterion("Revenue 12M"), criterion("own Column"), gates=[{"field": "Region served", "is": True}])
    assert [one.field for one in model.criteria] == ["revenue_12m", "own Column"]
    assert model.gates[0].field == "region_served"


def test_what_a_model_reads_is_told_once_in_its_order() -> None:
    model = model_of(
        criterion("status", levels={"New": 1}), criterion("Own"), criterion("Own", "relationship"),
        criterion("Own", id="flag", levels={"true": 1}),
        gates=[{"field": "Own", "at_least": 1}, {"field": "status", "is": True}],
    )  # fmt: skip
    assert model.uses() == (
        ("status", Kind.TEXT), ("Own", Kind.NUMBER), ("Own", Kind.BOOLEAN), ("status", Kind.BOOLEAN),
    )  # fmt: skip
    assert (model.total_weight(), model.total_weight("attractiveness"), model.total_weight("relationship")) == (4, 3, 1)


def told(place: str, found: str, allowed: str, remedy: str) -> str:
    return f"Model: {place}: found {found}; allowed: {allowed}. {remedy}"


FAULTS: dict[str, tuple[object, list[str]]] = {
    "no table": (
        [],
        [
            told(
                "model file",
                "[]",
                "a table of keys and values",
                "Write the keys model, criteria, gates, tiers below it.",
            ),
            told("[model], name", "nothing", "a text", "Give name a text."),
            told("criteria", "nothing", "at least one [[criteria]]", "Add a criterion."),
        ],
    ),
    "unknown part": (
        MINIMAL | {"criterion": []},
        [told("model file, key criterion", "“criterion”", "model, criteria, gates, tiers", "Did you mean criteria?")],
    ),
    "unknown key": (
        with_("model", "colour", value="red"),
        [
            told(
                "[model], key colour",
                "“colour”",
                "name, description, version, missing, min_coverage, caveat",
                "Remove it.",
            )
        ],
    ),
    "key that is no text": (
        with_("model", 7, value="red"),
        [told("[model], key 7", "“7”", "name, description, version, missing, min_coverage, caveat", "Remove it.")],
    ),
    "name missing": (without("model", "name"), [told("[model], name", "nothing", "a text", "Give name a text.")]),
    "name blank": (with_("model", "name", value=" "), [told("[model], name", "“ ”", "a text", "Give name a text.")]),
    "version number": (
        with_("model", "version", value=1.5),
        [told("[model], version", "1.5", "a text", "Give version a text.")],
    ),
    "missing mode": (
        with_("model", "missing", value="skip"),
        [told("[model], missing", "“skip”", "renormalise or zero", "Write one of these words as missing.")],
    ),
    "missing mode of no text": (
        with_("model", "missing", value=["zero"]),
        [told("[model], missing", "['zero']", "renormalise or zero", "Write one of these words as missing.")],
    ),
    "coverage below": (
        with_("model", "min_coverage", value=-0.1),
        [told("[model], min_coverage", "-0.1", "a number from 0 to 1", "Correct min_coverage.")],
    ),
    "coverage above": (
        with_("model", "min_coverage", value=1.01),
        [told("[model], min_coverage", "1.01", "a number from 0 to 1", "Correct min_coverage.")],
    ),
    "coverage true": (
        with_("model", "min_coverage", value=True),
        [told("[model], min_coverage", "true", "a number from 0 to 1", "Correct min_coverage.")],
    ),
    "no criteria": (
        MINIMAL | {"criteria": []},
        [told("criteria", "nothing", "at least one [[criteria]]", "Add a criterion.")],
    ),
    "criteria no list": (
        MINIMAL | {"criteria": 5},
        [
            told("criteria", "5", "a list of tables", "Write one table per criterion."),
            told("criteria", "nothing", "at least one [[criteria]]", "Add a criterion."),
        ],
    ),
    "criterion no table": (
        MINIMAL | {"criteria": ["x"]},
        [
            told(
                "criterion 1",
                "“x”",
                "a table of keys and values",
                "Write the keys id, label, axis, field, weight, curve, levels below it.",
            ),
            told("criterion 1, id", "nothing", "a text", "Give id a text."),
            told("criterion 1, axis", "nothing", "attractiveness or relationship", "Write one of these words as axis."),
            told("criterion 1, field", "nothing", "a text", "Give field a text."),
            told("criterion 1, weight", "nothing", "a number from 0 to 1,000,000,000", "Correct weight."),
            told("criterion 1", "nothing", "exactly one of curve, levels", "Keep or add exactly one."),
        ],
    ),
    "unknown axis": (
        with_("criteria", 0, "axis", value="fit"),
        [
            told(
                "criterion 1 (Own attractiveness), axis",
                "“fit”",
                "attractiveness or relationship",
                "Write one of these words as axis.",
            ),
        ],
    ),
    "misspelt key": (
        with_("criteria", 0, "wieght", value=1),
        [
            told(
                "criterion 1 (Own attractiveness), key wieght",
                "“wieght”",
                "id, label, axis, field, weight, curve, levels",
                "Did you mean weight?",
            ),
        ],
    ),
    "both scales": (
        with_("criteria", 0, "levels", value={"A": 1}),
        [
            told(
                "criterion 1 (Own attractiveness)",
                "“curve and levels”",
                "exactly one of curve, levels",
                "Keep or add exactly one.",
            ),
        ],
    ),
    "weight negative": (
        with_("criteria", 0, "weight", value=-1),
        [told("criterion 1 (Own attractiveness), weight", "-1", "a number from 0 to 1,000,000,000", "Correct weight.")],
    ),
    "weight infinite": (
        with_("criteria", 0, "weight", value=float("inf")),
        [
            told(
                "criterion 1 (Own attractiveness), weight", "inf", "a number from 0 to 1,000,000,000", "Correct weight."
            )
        ],
    ),
    "weight beyond any float": (
        with_("criteria", 0, "weight", value=10**400),
        [
            told(
                "criterion 1 (Own attractiveness), weight",
                f"{10**400}",
                "a number from 0 to 1,000,000,000",
                "Correct weight.",
            )
        ],
    ),
    "no weight at all": (
        with_("criteria", 0, "weight", value=0),
        [
            told(
                "criteria", "“no weight above 0”", "a sum of weights above 0", "Give at least one criterion a weight."
            ),
        ],
    ),
    "rates a result": (
        with_("criteria", 0, "field", value="Computed Tier"),
        [
            told(
                "criterion 1 (Own attractiveness), field",
                "“Computed Tier”",
                "any column but those that scoring writes",
                "Take what the result is worked out from.",
            ),
        ],
    ),
    "same id": (
        MINIMAL | {"criteria": [criterion("Own", id="a"), criterion("Own", id="a "), criterion("Own", id="a")]},
        [told("criterion a", "“3 with this id”", "one", "Give each criterion its own id.")],
    ),
    "gate without test": (
        MINIMAL | {"gates": [{"id": "g", "field": "Own"}]},
        [told("gate 1 (g)", "nothing", "exactly one of is, at_least, at_most, one_of", "Keep or add exactly one.")],
    ),
    "gate with two tests": (
        MINIMAL | {"gates": [{"id": "g", "field": "Own", "is": True, "at_least": 1}]},
        [
            told(
                "gate 1 (g)",
                "“is and at_least”",
                "exactly one of is, at_least, at_most, one_of",
                "Keep or add exactly one.",
            )
        ],
    ),
    "same gate id": (
        MINIMAL | {"gates": [{"id": "g", "field": "Own", "is": True}, {"id": "g", "field": "Own", "is": False}]},
        [told("gate g", "“2 with this id”", "one", "Give each gate its own id.")],
    ),
    "gates of a result": (
        MINIMAL | {"gates": [{"id": "g", "field": "rank", "at_most": 3}]},
        [
            told(
                "gate 1 (g), field",
                "“rank”",
                "any column but those that scoring writes",
                "Take what the result is worked out from.",
            ),
        ],
    ),
    "is of a word": (
        MINIMAL | {"gates": [{"id": "g", "field": "Own", "is": "true"}]},
        [told("gate 1 (g), is", "“true”", "true or false", "Write true or false, without quotes.")],
    ),
    "threshold of a word": (
        MINIMAL | {"gates": [{"id": "g", "field": "Own", "at_most": "2"}]},
        [told("gate 1 (g), at_most", "“2”", "a number", "Write a number, without quotes.")],
    ),
    "threshold infinite": (
        MINIMAL | {"gates": [{"id": "g", "field": "Own", "at_least": float("nan")}]},
        [told("gate 1 (g), at_least", "nan", "a number", "Write a number, without quotes.")],
    ),
    "tiers no table": (
        MINIMAL | {"tiers": 70},
        [
            told(
                "[tiers]",
                "70",
                "a table of keys and values",
                f"Write the keys {', '.join(field.name for field in fields(TierRules))} below it.",
            ),
        ],
    ),
    "tiers out of bounds": (
        MINIMAL
        | {
            "tiers": {
                "key_score": 101,
                "key_axis_floor": -1,
                "hysteresis": "5",
                "major_revenue_share": 1.5,
                "major_max_share_of_accounts": 2,
                "major_hysteresis": -0.5,
                "major_min_revenue": -1,
            }
        },
        [
            told("[tiers], key_score", "101", "a number from 0 to 100", "Correct key_score."),
            told("[tiers], key_axis_floor", "-1", "a number from 0 to 100", "Correct key_axis_floor."),
            told("[tiers], hysteresis", "“5”", "a number from 0 to 100", "Correct hysteresis."),
            told("[tiers], major_revenue_share", "1.5", "a number from 0 to 1", "Correct major_revenue_share."),
            told(
                "[tiers], major_max_share_of_accounts",
                "2",
                "a number from 0 to 1",
                "Correct major_max_share_of_accounts.",
            ),
            told("[tiers], major_hysteresis", "-0.5", "a number from 0 to 1", "Correct major_hysteresis."),
            told(
                "[tiers], major_min_revenue",
                "-1",
                "a number from 0 to 1,000,000,000,000,000",
                "Correct major_min_revenue.",
            ),
        ],
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_told_with_its_place_and_remedy(case: str) -> None:
    plain, faults = FAULTS[case]
    assert faults_of(plain) == faults


POINT = "allowed: [value up to 1,000,000,000,000,000 in size, rating from 0 to 100]. Correct the point."
CURVE_FAULTS: dict[str, tuple[object, list[str]]] = {
    "no list": (5, [": found 5; allowed: at least two points [value, rating]. Add points, lowest value first."]),
    "one point": (
        [[0, 0]],
        [": found [[0, 0]]; allowed: at least two points [value, rating]. Add points, lowest value first."],
    ),
    "every wrong point": (
        [[0, 0], [1], [2, 101], "xy", [3, -1], [True, 5], [2e15, 5], [4, 4], [float("nan"), 3]],
        [
            f", point {i}: found {found}; {POINT}"
            for i, found in (
                (2, "[1]"), (3, "[2, 101]"), (4, "“xy”"), (5, "[3, -1]"), (6, "[True, 5]"),
                (7, "[2000000000000000.0, 5]"), (9, "[nan, 3]"),
            )
        ],
    ),
    "equal and falling values": (
        [[0, 0], [0, 5], [2, 6], [1, 7], [1 + 1e-10, 8], [1_234_567, 9], [5, 0]],
        [
            ", point 2: found 0.0; allowed: a value above 0. Sort the points by rising value.",
            ", point 4: found 1.0; allowed: a value above 2. Sort the points by rising value.",
            ", point 5: found 1.0000000001; allowed: a value above 1. Sort the points by rising value.",
            ", point 7: found 5.0; allowed: a value above 1,234,567. Sort the points by rising value.",
        ],
    ),
    "wrong point between": (
        [[5, 0], "x", [4, 0], [3, 0]],
        [
            f", point 2: found “x”; {POINT}",
            ", point 4: found 3.0; allowed: a value above 4. Sort the points by rising value.",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CURVE_FAULTS)
def test_a_wrong_curve_is_told_point_by_point(case: str) -> None:
    curve, faults = CURVE_FAULTS[case]
    plain = with_("criteria", 0, "curve", value=curve)
    assert faults_of(plain) == [f"Model: criterion 1 (Own attractiveness), curve{fault}" for fault in faults]


LEVEL = "allowed: a word that is no unknown mark. Rename the level; an unknown value is never rated."
SOME = "allowed: at least one level = rating. Write levels such as { High = 100, Low = 0 }."
LEVELS_FAULTS: dict[str, tuple[object, list[str]]] = {
    "none": ({}, [f": found {{}}; {SOME}"]),
    "no table": ("A", [f": found “A”; {SOME}"]),
    "unknown marks": (
        {" ": 1, "n/a": 2, "#x": 3, "NULL": 4, 5: 5},
        [f", level {level}: found {found}; {LEVEL}" for level, found in (
            (" ", "“ ”"), ("n/a", "“n/a”"), ("#x", "“#x”"), ("NULL", "“NULL”"), (5, "5"),
        )],
    ),
    "ratings": (
        {"A": -1, "B": 101, "C": "5", "D": None, "E": True},
        [f", level {level}: found {found}; allowed: a rating from 0 to 100. Correct the rating." for level, found in (
            ("A", -1), ("B", 101), ("C", "“5”"), ("D", "nothing"), ("E", "true"),
        )],
    ),
    "not distinct": (
        {"Key Account": 1, "key  account": 2, "KEY\u00a0ACCOUNT": 3, "B": 4},
        [f": found “Key Account and {other}”; allowed: levels that differ in more than case or blanks. Keep one."
         for other in ("key  account", "KEY\u00a0ACCOUNT")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LEVELS_FAULTS)
def test_wrong_levels_are_told_level_by_level(case: str) -> None:
    levels, faults = LEVELS_FAULTS[case]
    plain = plain_model(criterion("Own", levels=levels))
    assert faults_of(plain) == [f"Model: criterion 1 (Own attractiveness), levels{fault}" for fault in faults]


@pytest.mark.parametrize("words", [[], ["New", "n/a"], ["New", 5], "New", [" "]])
def test_a_wrong_list_of_words_is_refused(words: object) -> None:
    shown = f"“{words}”" if isinstance(words, str) else str(words)
    remedy = 'Write a list such as ["New", "Active"].'
    assert faults_of(plain_model(criterion("Own"), gates=[{"field": "status", "one_of": words}])) == [
        told("gate 1 (gate 0), one_of", shown, "a list of words, none an unknown mark", remedy)
    ]


def test_all_faults_are_told_at_once() -> None:
    plain = {
        "model": {"name": "", "missing": "no", "colour": 1},
        "criteria": [criterion("Own", "fit", -1, curve=[]), criterion("Own", levels={"A": 200})],
        "gates": [{"id": "g", "field": "", "is": 1}],
        "tiers": {"key_score": 200, "keys": 1},
        "more": {},
    }
    places = [fault.split(": found")[0] for fault in faults_of(plain)]
    assert places == [
        "Model: model file, key more",
        "Model: [model], key colour",
        "Model: [model], name",
        "Model: [model], missing",
        "Model: criterion 1 (Own fit), axis",
        "Model: criterion 1 (Own fit), weight",
        "Model: criterion 1 (Own fit), curve",
        "Model: criterion 2 (Own attractiveness), levels, level A",
        "Model: gate 1 (g), field",
        "Model: gate 1 (g), is",
        "Model: [tiers], key keys",
        "Model: [tiers], key_score",
    ]


@given(plain=plain_models())
def test_a_model_survives_the_way_to_plain_and_back(plain: dict[str, Any]) -> None:
    model = parse_model(plain)
    assert parse_model(model_plain(model)) == model
    assert model_hash(parse_model(model_plain(model))) == model_hash(model)


def test_plain_models_are_shaped_like_their_toml() -> None:
    text = """
        [model]
        name = "M"
        caveat = "order data only"
        [[criteria]]
        id = "a"
        axis = "relationship"
        field = "status"
        weight = 2
        levels = { Active = 75, New = 40 }
        [[gates]]
        id = "g"
        field = "status"
        one_of = ["Active", "New"]
        [tiers]
        major_min_revenue = 5
    """
    assert model_plain(parse_model(tomllib.loads(text))) == {
        "model": {"name": "M", "missing": "renormalise", "min_coverage": 0.6, "caveat": "order data only"},
        "criteria": [
            {"id": "a", "label": "a", "axis": "relationship", "field": "status", "weight": 2.0,
             "levels": {"Active": 75.0, "New": 40.0}},
        ],
        "gates": [{"id": "g", "label": "g", "field": "status", "one_of": ["Active", "New"]}],
        "tiers": {
            "key_score": 70.0, "key_axis_floor": 50.0, "hysteresis": 5.0, "major_revenue_share": 0.8,
            "major_max_share_of_accounts": 0.4, "major_hysteresis": 0.05, "major_min_revenue": 5.0,
        },
    }  # fmt: skip


def test_a_hash_names_what_a_model_says_and_not_how_it_is_laid_out() -> None:
    one = model_of(criterion("Own"), tiers={"key_score": 70})
    assert model_hash(one) == model_hash(model_of(criterion("Own"), tiers={"key_score": 70.0, "hysteresis": 5}))
    assert model_hash(one) != model_hash(model_of(criterion("Own"), tiers={"key_score": 71}))
    # Snapshots keep hashes for years: they may never change for an unchanged model, whatever alphabet it is written in.
    assert model_hash(model_of(criterion("Größe"))) == "34fe07dacc2d711a"


SHIPPED_WEIGHTS = {"default": (60.0, 40.0), "starter": (60.0, 40.0)}


@pytest.mark.parametrize("name", SHIPPED_WEIGHTS)
def test_shipped_models_are_right_and_weigh_a_hundred(name: str) -> None:
    model = parse_model(
        tomllib.loads((files("kam_xl.scoring") / "models" / f"{name}.toml").read_text(encoding="utf-8"))
    )
    assert (model.total_weight("attractiveness"), model.total_weight("relationship")) == SHIPPED_WEIGHTS[name]
    assert {type(one.scale) for one in model.criteria} == {Curve, Levels}
