"""The differences between two models, in words."""

from typing import Any

from hypothesis import given

from kam_xl.scoring.model import Model, model_hash, parse_model
from kam_xl.scoring.model_diff import model_diff
from tests.builders import criterion, model_of
from tests.scoring.any_model import models

FIT = criterion("strategic_fit", id="fit", label="Fit", curve=[[1, 0], [5, 100]])
STATUS = criterion("status", "relationship", id="status", label="Status", levels={"New": 40, "Key partner": 100})
GATE: dict[str, Any] = {"id": "served", "label": "Served", "field": "region_served", "is": True}


def test_equal_models_have_no_difference() -> None:
    assert model_diff(model_of(FIT, STATUS, gates=[GATE]), model_of(FIT, STATUS, gates=[GATE])) == ()


def test_changed_keys_are_told_with_both_values() -> None:
    old = model_of(FIT, STATUS, gates=[GATE], tiers={"major_min_revenue": 5_000})
    new = model_of(
        FIT | {"weight": 2.5, "curve": [[1, 0], [4, 100]]},
        STATUS | {"levels": {"New": 40, "Key partner": 90}},
        gates=[GATE | {"is": False}],
        tiers={"key_score": 75},
        head={"name": "Other model", "caveat": "a try"},
    )

    assert model_diff(old, new) == (
        '[model], name: "Test model" → "Other model"',
        '[model], caveat: nothing → "a try"',
        "criterion fit, weight: 1 → 2.5",
        "criterion fit, curve: [[1, 0], [5, 100]] → [[1, 0], [4, 100]]",
        'criterion status, levels: { New = 40, "Key partner" = 100 } → { New = 40, "Key partner" = 90 }',
        "gate served, is: true → false",
        "[tiers], key_score: 70 → 75",
        "[tiers], major_min_revenue: 5000 → nothing",
    )


def test_another_kind_of_scale_is_told_as_one_gone_and_one_come() -> None:
    new = FIT | {"levels": {"5": 100}}
    del new["curve"]

    assert model_diff(model_of(FIT), model_of(new)) == (
        "criterion fit, curve: [[1, 0], [5, 100]] → nothing",
        "criterion fit, levels: nothing → { 5 = 100 }",
    )


def test_what_was_added_or_removed_is_told_in_full() -> None:
    other = {"id": "orders", "label": "Orders", "field": "orders_12m", "at_least": 2}
    old = model_of(criterion("culture_fit", id="c", label="C", curve=[[1, 0], [5, 9]]), gates=[GATE])
    new = model_of(criterion("Seats", "relationship", id="s", label="S", levels={"12": 9}), gates=[other])

    assert model_diff(old, new) == (
        'criterion s: added, label "S", axis "relationship", field "Seats", weight 1, levels { 12 = 9 }',
        'criterion c: removed, label "C", axis "attractiveness", field "culture_fit", weight 1, curve [[1, 0], [5, 9]]',
        'gate orders: added, label "Orders", field "orders_12m", at_least 2',
        'gate served: removed, label "Served", field "region_served", is true',
    )


def test_another_order_is_told() -> None:
    assert model_diff(model_of(FIT, STATUS), model_of(STATUS, FIT)) == ("criterion: another order, status, fit",)


def test_what_comes_between_makes_no_other_order() -> None:
    between = criterion("culture_fit") | {"id": "culture"}

    lines = model_diff(model_of(FIT, STATUS), model_of(FIT, between, STATUS))

    assert [line.split(",")[0] for line in lines] == ["criterion culture: added"]


@given(models(), models())
def test_there_is_a_difference_exactly_where_the_hash_differs(old: Model, new: Model) -> None:
    assert (model_diff(old, new) == ()) == (model_hash(old) == model_hash(new))
    assert model_diff(old, old) == ()


def test_levels_in_another_order_say_the_same() -> None:
    turned = STATUS | {"levels": {"Key partner": 100, "New": 40}}
    old, new = model_of(STATUS), model_of(turned)

    assert (model_diff(old, new), model_hash(new)) == ((), model_hash(old))
    assert parse_model({"model": {"name": "Test model"}, "criteria": [turned]}) == new
