"""Snapshots keep raw values, results and the whole model, and give the tiers that hysteresis looks at."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from kam_xl.accounts.conventions import Conventions
from kam_xl.accounts.rows import Row, read_rows
from kam_xl.accounts.schema import ALL_FIELDS, Kind, header_key
from kam_xl.accounts.tables import HISTORY
from kam_xl.portfolio.history import (
    Snapshot,
    latest_snapshot,
    previous_tiers,
    snapshot_rows,
    with_model,
    with_snapshot,
)
from kam_xl.scoring.model import Model, model_hash
from kam_xl.scoring.model_toml import model_from_toml, model_to_toml
from tests.builders import assessed, criterion, model_of, raw_table

MARCH, APRIL, MAY = date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)

MODEL = model_of(
    criterion("strategic_fit", curve=[[1, 0], [5, 100]]),
    criterion("Seats", "relationship", levels={"12": 90, "3": 40}),
    gates=[{"id": "served", "field": "region_served", "is": True}],
    tiers={"key_score": 60},
)

ACCOUNTS: Sequence[Mapping[str, object]] = [
    {"account_id": "A", "strategic_fit": 4, "seats": 12, "region_served": "yes", "revenue_12m": 900},
    {"account_id": "B", "strategic_fit": 2, "seats": 3, "region_served": "no", "revenue_12m": 100},
    {"account_id": "C", "strategic_fit": None, "seats": None, "region_served": None, "revenue_12m": None},
]


def _snapshot(as_of: date = MARCH, model: Model = MODEL) -> tuple[tuple[Row, ...], Row]:
    return snapshot_rows(assessed(ACCOUNTS, model), as_of)


def test_a_snapshot_keeps_results_and_the_raw_value_of_every_field_the_model_reads() -> None:
    rows, _ = _snapshot()

    assert rows[0] == {
        "as_of": MARCH, "account_id": "A", "model_hash": model_hash(MODEL), "score": 82.5, "attractiveness": 75.0,
        "relationship": 90.0, "coverage": 1.0, "tier": "Key", "computed_tier": "Key", "rank": 1.0,
        "revenue_12m": 900.0, "strategic_fit": 4.0, "Seats": "12", "region_served": True,
    }  # fmt: skip
    assert rows[2] == {
        "as_of": MARCH, "account_id": "C", "model_hash": model_hash(MODEL), "score": None, "attractiveness": None,
        "relationship": None, "coverage": 0.0, "tier": "Unscored", "computed_tier": "Unscored", "rank": None,
        "revenue_12m": None, "strategic_fit": None, "Seats": None, "region_served": None,
    }  # fmt: skip


def test_the_columns_of_a_snapshot_stand_in_the_order_of_the_sheet() -> None:
    rows, _ = _snapshot()

    names = [field.name for field in HISTORY.fields]
    assert list(rows[0])[: len(names)] == names


def test_a_snapshot_keeps_the_whole_model_and_not_its_hash_alone() -> None:
    _, kept = _snapshot()

    assert model_from_toml(str(kept["model"])) == MODEL
    assert kept["model_hash"] == model_hash(MODEL)


def test_a_column_that_the_book_lacks_is_kept_as_unknown() -> None:
    model = model_of(criterion("strategic_fit"), criterion("Seats"), criterion("culture_fit"))

    rows, _ = snapshot_rows(assessed([{"strategic_fit": 4}], model), MARCH)

    assert {name: rows[0][name] for name in ("strategic_fit", "Seats", "culture_fit")} == {
        "strategic_fit": 4.0,
        "Seats": None,
        "culture_fit": None,
    }


@pytest.mark.parametrize(
    ("scales", "kept"),
    [
        (({"curve": [[0, 0], [9, 100]]}, {"levels": {"7": 50}}), "7"),
        (({"levels": {"true": 50}}, {"curve": [[0, 0], [9, 100]]}), 1.0),
        (({"levels": {"true": 50}},), True),
    ],
)
def test_a_column_read_in_two_ways_is_kept_so_that_both_can_read_it_again(
    scales: tuple[dict[str, Any], ...], kept: object
) -> None:
    cell = "7" if kept == "7" else 1
    axes = ("attractiveness", "relationship")
    model = model_of(*(criterion("Flag", axis, **scale) for axis, scale in zip(axes, scales, strict=False)))

    rows, _ = snapshot_rows(assessed([{"Flag": cell}], model), MARCH)

    assert (rows[0]["Flag"], type(rows[0]["Flag"])) == (kept, type(kept))
    before = _latest(rows, model)
    again = before.accounts["A0"].inputs(model)
    assert again == assessed([{"Flag": cell}], model).inputs(0)


def _latest(rows: Sequence[Row], model: Model) -> Snapshot:
    models = [{"model_hash": model_hash(model), "model": model_to_toml(model)}]
    snapshot, issues = latest_snapshot(rows, models, MAY)
    assert issues == []
    assert snapshot is not None
    return snapshot


def test_taking_the_same_snapshot_again_changes_nothing() -> None:
    rows, _ = _snapshot()
    history = with_snapshot([], rows)

    assert with_snapshot(history, rows) == history


def test_a_snapshot_replaces_the_one_of_its_day_and_no_other() -> None:
    march, april = _snapshot(MARCH)[0], _snapshot(APRIL)[0]
    history = with_snapshot(with_snapshot([], april), march[:2])

    assert with_snapshot(history, march) == (*march, *april)


def test_rows_without_a_day_are_kept_last() -> None:
    undated: Row = {"as_of": None, "account_id": "A"}
    rows, _ = _snapshot()

    assert with_snapshot([undated], rows) == (*rows, undated)


def test_a_model_stands_there_once() -> None:
    first, other = {"model_hash": "1", "model": "x"}, {"model_hash": "2", "model": "y"}

    assert with_model(with_model([first], other), first) == (other, first)


def test_previous_tiers_are_the_computed_ones_of_the_latest_snapshot_before_the_day() -> None:
    march, model = _snapshot(MARCH)
    april = [{**row, "as_of": APRIL, "computed_tier": "Standard", "tier": "Key"} for row in march]
    history = with_snapshot(march, april)

    assert previous_tiers(history, [model], "Test model", MAY) == (dict.fromkeys("ABC", "Standard"), [])
    assert previous_tiers(history, [model], "Test model", APRIL) == ({"A": "Key", "B": "Standard"}, [])
    assert previous_tiers(history, [model], "Test model", MARCH) == ({}, [])


def test_no_history_is_no_issue() -> None:
    assert previous_tiers([], [], "Test model", MAY) == ({}, [])
    assert latest_snapshot([], [], MAY) == (None, [])


def test_a_snapshot_of_a_differently_named_model_counts_as_none_and_says_so() -> None:
    rows, model = _snapshot()

    tiers, issues = previous_tiers(rows, [model], "Starter model", MAY)

    assert tiers == {}
    assert [str(issue) for issue in issues] == [
        (
            "History, column “Model Hash”: snapshot of another model: found the snapshot of 2026-03-31, scored with "
            "the model “Test model”; allowed: a snapshot scored with “Starter model”. Its tiers count as none; "
            "snapshots taken from now on will count."
        )
    ]


def test_case_and_blanks_make_no_different_name() -> None:
    rows, model = _snapshot()

    assert previous_tiers(rows, [model], " test  MODEL", MAY)[1] == []


def test_a_version_of_the_same_name_counts() -> None:
    changed = model_of(criterion("strategic_fit", weight=2), head={"version": "2"})
    rows, model = _snapshot(model=changed)

    assert previous_tiers(rows, [model], "Test model", MAY)[0] == {"A": "Major", "B": "Standard"}


@pytest.mark.parametrize("text", [None, "no toml", "model = 3", "[model]\nname = 3", "a = 1"])
def test_a_snapshot_whose_model_is_lost_counts_as_none_and_says_so(text: str | None) -> None:
    rows, model = _snapshot()
    models = [] if text is None else [{**model, "model": text}]

    tiers, issues = previous_tiers(rows, models, "Test model", MAY)

    assert tiers == {}
    assert [issue.found for issue in issues] == [
        f"the snapshot of 2026-03-31, scored with a model that Models does not hold ({model_hash(MODEL)})"
    ]


def test_a_snapshot_without_a_hash_says_so() -> None:
    rows = [{**row, "model_hash": None} for row in _snapshot()[0]]

    _, issues = previous_tiers(rows, [], "Test model", MAY)

    assert [issue.found for issue in issues] == [
        "the snapshot of 2026-03-31, scored with a model that Models does not hold (no hash)"
    ]


def test_only_the_part_of_a_snapshot_with_the_same_model_counts() -> None:
    rows, model = _snapshot()
    other = model_of(criterion("strategic_fit"), head={"name": "Other"})
    mixed = [rows[0], {**rows[1], "model_hash": "other"}]
    models = [model, {"model_hash": "other", "model": model_to_toml(other)}]

    tiers, issues = previous_tiers(mixed, models, "Test model", MAY)

    assert (tiers, len(issues)) == ({"A": "Key"}, 1)


def test_an_account_that_stands_twice_in_a_snapshot_counts_as_not_in_it() -> None:
    rows, model = _snapshot()
    doubled = [*rows, {**rows[0], "computed_tier": "Standard"}]

    tiers, issues = previous_tiers(doubled, [model], "Test model", MAY)
    snapshot, same_issues = latest_snapshot(doubled, [model], MAY)

    assert tiers == {"B": "Standard"}
    assert [issue.found for issue in issues] == ["A on 2026-03-31"]
    assert same_issues == issues
    assert snapshot is not None
    assert list(snapshot.accounts) == ["B", "C"]


def test_rows_without_a_day_or_an_account_are_not_read() -> None:
    rows, model = _snapshot()
    damaged = [{**rows[0], "as_of": None}, {**rows[1], "account_id": None}]

    assert previous_tiers(damaged, [model], "Test model", MAY) == ({}, [])


def test_the_latest_snapshot_gives_back_what_every_account_was_scored_with() -> None:
    rows, model = _snapshot()
    now = assessed(ACCOUNTS, MODEL)

    snapshot, issues = latest_snapshot(rows, [model], APRIL)

    assert issues == []
    assert snapshot is not None
    assert snapshot.as_of == MARCH
    assert [past.model for past in snapshot.accounts.values()] == [MODEL] * 3
    assert [past.inputs(MODEL) for past in snapshot.accounts.values()] == [now.inputs(i) for i in range(3)]


def test_a_snapshot_read_from_a_sheet_is_the_same_whatever_its_headers_look_like() -> None:
    rows, model = _snapshot()
    fields = ALL_FIELDS | {field.name: field for field in HISTORY.fields}
    sheet = [{fields[name].header if name in fields else name: cell for name, cell in row.items()} for row in rows]

    typed, issues = read_rows(HISTORY, raw_table(sheet), Conventions())

    assert issues == []
    assert previous_tiers(typed, [model], "Test model", MAY) == previous_tiers(rows, [model], "Test model", MAY)
    again, kept = _latest(typed, MODEL), _latest(rows, MODEL)
    assert [past.inputs(MODEL) for past in again.accounts.values()] == [
        past.inputs(MODEL) for past in kept.accounts.values()
    ]


def test_every_field_is_found_by_its_header_as_well_as_by_its_name() -> None:
    assert [field.name for field in ALL_FIELDS.values() if header_key(field.name) != header_key(field.header)] == []


def test_what_was_not_kept_or_cannot_be_read_is_unknown() -> None:
    rows, _ = _snapshot()
    other = model_of(criterion("Seats"), criterion("culture_fit"), criterion("account_id"))
    past = _latest(rows, MODEL).accounts["A"]

    assert past.inputs(other) == {
        ("Seats", Kind.NUMBER): 12.0,
        ("culture_fit", Kind.NUMBER): None,
        ("account_id", Kind.NUMBER): None,
    }


@pytest.mark.parametrize(
    ("models", "found"),
    [
        ([], f"{model_hash(MODEL)} of the snapshot of 2026-03-31: Models has no such row"),
        (
            [{"model_hash": model_hash(MODEL), "model": '[model]\nname = "x"'}],
            (
                f"{model_hash(MODEL)} of the snapshot of 2026-03-31: Model: criteria: found nothing; allowed: at least "
                "one [[criteria]]. Add a criterion."
            ),
        ),
    ],
)
def test_accounts_whose_model_is_lost_are_left_out_and_it_is_said(models: list[Row], found: str) -> None:
    snapshot, issues = latest_snapshot(_snapshot()[0], models, MAY)

    assert snapshot == Snapshot(MARCH, {})
    assert [issue.found for issue in issues] == [found]
