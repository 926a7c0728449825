"""The values that a field could take instead, and how far away each is."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_xl.accounts.rows import Value
from kam_xl.accounts.schema import Kind
from kam_xl.scoring.model import Model
from kam_xl.scoring.moves import kind_of, moves_of
from tests.builders import criterion, model_of

RISING = {"curve": [[0, 0], [40_000, 100]]}
GATE = {"id": "g"}


def _sizes(model: Model, field: str, before: Value) -> dict[Value, float]:
    moves = moves_of(model, field, before)
    return dict(zip(moves.targets, moves.sizes, strict=True))


def test_a_judgement_moves_by_whole_steps_within_its_range_nearest_first() -> None:
    model = model_of(criterion("strategic_fit", curve=[[1, 0], [5, 100]]))

    assert _sizes(model, "strategic_fit", 4.0) == {3.0: 0.25, 5.0: 0.25, 2.0: 0.5, 1.0: 0.75}


def test_an_unknown_number_stands_at_the_end_that_rates_lower() -> None:
    rising = model_of(criterion("strategic_fit", curve=[[1, 0], [5, 100]]))
    falling = model_of(criterion("strategic_fit", curve=[[1, 100], [5, 0]]))

    assert _sizes(rising, "strategic_fit", None) == {1.0: 0, 2.0: 0.25, 3.0: 0.5, 4.0: 0.75, 5.0: 1}
    assert _sizes(falling, "strategic_fit", None) == {5.0: 0, 4.0: 0.25, 3.0: 0.5, 2.0: 0.75, 1.0: 1}


def test_a_count_moves_by_whole_steps_up_to_what_the_model_names() -> None:
    gate = GATE | {"field": "orders_12m", "at_least": 4.5}
    model = model_of(criterion("orders_12m", curve=[[0, 0], [3, 100]]), gates=[gate])

    assert _sizes(model, "orders_12m", 2.0) == {1.0: 1 / 4.5, 3.0: 1 / 4.5, 0.0: 2 / 4.5, 4.0: 2 / 4.5, 5.0: 3 / 4.5}


def test_a_field_that_only_a_gate_reads_at_0_still_moves() -> None:
    model = model_of(criterion("strategic_fit"), gates=[GATE | {"field": "orders_12m", "at_most": 0}])

    assert _sizes(model, "orders_12m", 7.0) == {1.0: 6, 0.0: 7}


def test_money_moves_to_steps_of_its_span_and_to_both_sides_of_what_the_model_names() -> None:
    model = model_of(criterion("revenue_12m", curve=[[-10_000, 0], [12_345.678, 40], [40_000, 100]]))

    sizes = _sizes(model, "revenue_12m", 10_000.0)

    assert {-10_000.0, 40_000.0} <= sizes.keys()
    assert {12_345.0, 12_346.0} <= sizes.keys()
    assert sizes[12_346.0] == 2_346 / 50_000
    assert 10_000.0 not in sizes


@pytest.mark.parametrize(("xs", "ends"), [((5, 10), (0.0, 10.0)), ((-10, -5), (-10.0, 0.0))])
def test_a_span_includes_0(xs: tuple[float, float], ends: tuple[float, float]) -> None:
    moves = moves_of(model_of(criterion("Seats", curve=[[x, 50] for x in xs])), "Seats", 7.0)

    assert moves.span is not None
    assert (moves.span.first, moves.span.last) == ends


def test_a_share_moves_within_0_and_1() -> None:
    model = model_of(criterion("recurring_share", curve=[[-1, 0], [2, 100]]))

    targets = list(_sizes(model, "recurring_share", 0.335))

    assert {0.0, 1.0} <= set(targets)
    assert targets[:2] == [0.33, 0.34]
    assert len(targets) == 101


def test_words_move_by_the_difference_of_their_ratings_and_at_least_by_one_part_of_the_list() -> None:
    model = model_of(criterion("status", levels={"Partner": 100, "Active": 90, "New": 10}))

    sizes = _sizes(model, "status", "active")

    assert sizes == {"Partner": 0.25, "New": 0.8, "Prospect": 0.9, "Lapsed": 0.9}
    assert list(sizes)[:2] == ["Partner", "New"]


def test_a_rating_is_the_mean_over_the_criteria_of_the_field_by_weight() -> None:
    model = model_of(
        criterion("Class", weight=6, levels={"A": 100, "B": 20}),
        criterion("Class", "relationship", weight=2, levels={"A": 20, "B": 60}),
        criterion("status", weight=4, levels={"A": 10, "B": 90}),
    )

    assert _sizes(model, "Class", "B") == {"A": 1.0}
    assert _sizes(model, "Class", "C") == {"B": 1.0, "A": 1.0}
    more = model_of(criterion("Class", weight=6, levels={"A": 100, "B": 20, "C": 60, "D": 0}))
    assert _sizes(more, "Class", "B") == {"D": 1 / 3, "C": 0.4, "A": 0.8}


def test_an_unknown_word_counts_as_rated_0() -> None:
    model = model_of(criterion("Class", levels={"A": 100, "B": 30, "C": 0}))

    assert _sizes(model, "Class", None) == {"C": 0.5, "B": 0.5, "A": 1.0}


def test_a_further_column_moves_to_every_word_that_the_model_names_once() -> None:
    model = model_of(
        criterion("Class", levels={"A": 100, "B": 30}), gates=[GATE | {"field": "Class", "one_of": ["b", "C"]}]
    )

    assert set(moves_of(model, "Class", "D").targets) == {"A", "B", "C"}


def test_one_word_is_a_whole_step_away() -> None:
    model = model_of(criterion("strategic_fit"), gates=[GATE | {"field": "Class", "one_of": ["A"]}])

    assert _sizes(model, "Class", None) == {"A": 1.0}


@pytest.mark.parametrize(("before", "targets"), [(True, {False: 1.0}), (None, {True: 1.0, False: 1.0})])
def test_yes_and_no_move_to_each_other(before: bool | None, targets: dict[Value, float]) -> None:  # noqa: FBT001 - a value of a table
    model = model_of(criterion("region_served", levels={"true": 80, "false": 10}))

    assert _sizes(model, "region_served", before) == targets


def test_a_number_that_levels_rate_moves_as_the_number_it_is() -> None:
    model = model_of(criterion("orders_12m", levels={"0": 0, "2": 60, "many": 100}))

    assert _sizes(model, "orders_12m", None) == {0.0: 0, 1.0: 0.5, 2.0: 1}


def test_a_date_has_no_moves() -> None:
    model = model_of(criterion("last_order", levels={"2026-01-01": 5}))

    moves = moves_of(model, "last_order", None)

    assert (moves.field, moves.before, moves.targets, moves.sizes) == ("last_order", None, (), ())


@pytest.mark.parametrize(
    ("criteria", "kind"),
    [
        ((criterion("Flag", levels={"true": 5}), criterion("Flag", "relationship")), Kind.NUMBER),
        ((criterion("Flag", levels={"true": 5}), criterion("Flag", "relationship", levels={"A": 3})), Kind.TEXT),
        ((criterion("Flag", levels={"true": 5}),), Kind.BOOLEAN),
        ((criterion("strategic_fit", levels={"5": 5}),), Kind.NUMBER),
    ],
)
def test_a_further_column_has_the_fullest_kind_in_which_the_model_reads_it(
    criteria: tuple[dict[str, object], ...], kind: Kind
) -> None:
    assert kind_of(model_of(*criteria), str(criteria[0]["field"])) is kind


thousandths = st.integers(-(10**9), 10**9).map(lambda number: number / 1_000)


def _numbers(values: Sequence[Value]) -> list[float]:
    return [value for value in values if isinstance(value, float)]


@given(thousandths, st.lists(thousandths, min_size=2, max_size=4, unique=True), st.integers(0, 90))
def test_looking_closer_finds_what_lies_between_a_target_and_its_neighbour(
    before: float, xs: list[float], target: int
) -> None:
    moves = moves_of(model_of(criterion("Seats", curve=[[x, 50] for x in sorted(xs)])), "Seats", before)

    closer = moves.closer(target)

    assert (closer.targets[-1], closer.sizes[-1]) == (moves.targets[target], moves.sizes[target])
    assert list(closer.sizes) == sorted(closer.sizes)
    assert len(closer.targets) <= 1_002
    *finer, chosen = _numbers(closer.targets)
    nearer = [value for value in _numbers(moves.targets[:target]) if (value < before) == (chosen < before)]
    lower, upper = sorted((chosen, nearer[-1] if nearer else before))
    assert [value for value in finer if not lower <= value <= upper] == []


@pytest.mark.parametrize(
    ("target", "lowest", "highest"), [(51.0, 50.01, 51.0), (52.0, 51.0, 52.0), (49.0, 49.0, 49.99), (48.0, 48.0, 49.0)]
)
def test_looking_closer_goes_back_to_the_next_nearer_target_on_the_same_side(
    target: float, lowest: float, highest: float
) -> None:
    moves = moves_of(model_of(criterion("Seats", curve=[[0, 0], [100, 100]])), "Seats", 50.0)

    found = sorted(_numbers(moves.closer(moves.targets.index(target)).targets))

    hundredths = range(round(lowest * 100), round(highest * 100) + 1)
    assert found == [hundredth / 100 for hundredth in hundredths]


def test_looking_closer_from_far_outside_the_span_goes_back_to_its_end() -> None:
    moves = moves_of(model_of(criterion("Seats", curve=[[0, 0], [100, 100]])), "Seats", -1e6)

    assert moves.closer(0).targets == (0.0,)
    assert len(moves.closer(1).targets) == 101


def test_looking_closer_from_an_end_that_an_unknown_stands_at() -> None:
    falling = moves_of(model_of(criterion("Seats", curve=[[0, 100], [100, 0]])), "Seats", None)

    assert falling.closer(0).targets == (100.0,)
    assert sorted(_numbers(falling.closer(1).targets)) == [hundredth / 100 for hundredth in range(9_900, 10_001)]


def test_looking_closer_at_a_word_gives_the_word() -> None:
    model = model_of(criterion("status", levels={"Partner": 100, "Active": 90, "New": 10}))

    closer = moves_of(model, "status", "Active").closer(1)

    assert (closer.targets, closer.sizes) == (("New",), (0.8,))
