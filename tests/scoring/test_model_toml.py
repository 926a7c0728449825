"""A model becomes TOML text that people read, and comes back unchanged."""

from importlib.resources import files
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kam_xl.accounts.coercion import comparable, is_unknown
from kam_xl.errors import ModelError
from kam_xl.scoring.model import Model, model_hash, parse_model
from kam_xl.scoring.model_toml import model_from_toml, model_to_toml, plain_from_toml, toml_value
from tests.scoring.any_model import models

TEXT = """\
[model]
name = "Two lines\\nand a \\"quote\\""
missing = "renormalise"
min_coverage = 0.6

[[criteria]]
id = "growth"
label = "Growth"
axis = "attractiveness"
field = "expected_growth_12m"
weight = 12.5
curve = [[0, 0], [0.5, 60], [250000, 100]]

[[criteria]]
id = "status"
label = "Status"
axis = "relationship"
field = "status"
weight = 8
levels = { Partner = 100, "Very active" = 75 }

[[gates]]
id = "region"
label = "We serve the region"
field = "region_served"
is = true

[[gates]]
id = "living"
label = "Living"
field = "status"
one_of = ["Partner", "Very active"]

[tiers]
key_score = 70
key_axis_floor = 50
hysteresis = 5
major_revenue_share = 0.8
major_max_share_of_accounts = 0.4
major_hysteresis = 0.05
"""


def test_a_model_is_written_as_people_write_it() -> None:
    assert model_to_toml(model_from_toml(TEXT)) == TEXT


@pytest.mark.parametrize("name", ["default", "starter"])
def test_a_shipped_model_comes_back_unchanged(name: str) -> None:
    shipped = model_from_toml(files("kam_xl.scoring").joinpath("models", f"{name}.toml").read_text(encoding="utf-8"))

    assert model_from_toml(model_to_toml(shipped)) == shipped


@given(models())
def test_every_model_comes_back_unchanged(model: Model) -> None:
    assert model_from_toml(model_to_toml(model)) == model


texts = st.text(min_size=1).filter(lambda text: bool(text.strip()))
numbers = st.floats(allow_nan=False, allow_infinity=False)
levels = st.dictionaries(
    st.text(min_size=1).filter(lambda text: not is_unknown(text)), st.floats(0, 100), min_size=1, max_size=4
).filter(lambda ratings: len({comparable(level) for level in ratings}) == len(ratings))


def test_whole_numbers_lose_their_point_as_long_as_every_reader_holds_them() -> None:
    assert [toml_value(number) for number in (7.0, 999_999_999_999_999.0, 1e15, -0.0, 0.5)] == [
        "7", "999999999999999", "1000000000000000.0", "-0.0", "0.5",
    ]  # fmt: skip


@given(texts, levels, numbers)
@example("plain", {"a": 0.0, "b": -0.0}, -0.0)
@example("plain", {"a": 1.0}, 1e300)
@example("plain", {"a": 1.0}, 1e15)
def test_whatever_stands_in_a_model_survives(text: str, ratings: dict[str, float], threshold: float) -> None:
    criterion = {"id": "c", "label": text, "axis": "attractiveness", "field": text, "weight": 1, "levels": ratings}
    gate = {"id": "g", "field": "seats", "at_least": threshold}
    model = parse_model({"model": {"name": text}, "criteria": [criterion], "gates": [gate]})

    back = model_from_toml(model_to_toml(model))

    assert (back, model_hash(back)) == (model, model_hash(model))


@pytest.mark.parametrize("text", ["[model", "a = 1\na = 2", "x = " + "[" * 100_000, "x = " + "9" * 5_000])
def test_what_is_no_toml_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(ModelError) as refusal:
        plain_from_toml(text, "sheet Models")

    assert [problem.split("(")[0] for problem in refusal.value.problems] == ["sheet Models: found no TOML "]


def test_a_model_that_is_no_toml_is_refused_with_its_source() -> None:
    with pytest.raises(ModelError, match=r"^book\.xlsx, sheet Models: found no TOML"):
        model_from_toml("[model", "book.xlsx, sheet Models")

    with pytest.raises(ModelError, match=r"^model file: found no TOML"):
        model_from_toml("[model")

    with pytest.raises(ModelError, match=r"^model file: found no TOML"):
        plain_from_toml("[model")


def test_a_model_with_faults_is_refused_with_all_of_them() -> None:
    with pytest.raises(ModelError) as refusal:
        model_from_toml('[model]\nname = ""\n[tiers]\nkey_score = 101\n')

    faults: Any = [problem.split(":")[1].strip() for problem in refusal.value.problems]
    assert faults == ["[model], name", "criteria", "[tiers], key_score"]
