"""Columns are read by the same rules as single cells, in whatever type they come."""

from datetime import date, datetime
from functools import partial

import numpy as np
import pandas as pd
import pytest

from kam_xl.accounts.coercion import UnreadableError
from kam_xl.accounts.column_reading import Misread, convert_column, read_column, read_numbers, value_at
from kam_xl.accounts.columns import NumberColumn, TextColumn, Words, known_in, numbers_of, texts_of
from kam_xl.accounts.conventions import NEUTRAL
from kam_xl.accounts.conversion import read_as
from kam_xl.accounts.rows import Value
from kam_xl.accounts.schema import ALL_FIELDS, Kind

MAY = date(2024, 5, 31)


def values_of(cells: pd.Series, kind: Kind) -> list[Value]:
    column, misread = read_column(cells, kind, partial(read_as, kind=kind, conventions=NEUTRAL))
    assert misread == []
    return [value_at(column, kind, position) for position in range(len(column))]


TYPED_COLUMNS: dict[str, tuple[pd.Series, Kind, list[Value]]] = {
    "whole numbers": (pd.Series([3, 5]), Kind.NUMBER, [3.0, 5.0]),
    "decimals": (pd.Series([3.5, None]), Kind.NUMBER, [3.5, None]),
    "nullable whole numbers": (pd.Series([3, None], dtype="Int64"), Kind.NUMBER, [3.0, None]),
    "nullable decimals": (pd.Series([3.5, None], dtype="Float64"), Kind.NUMBER, [3.5, None]),
    "objects": (pd.Series(["3", 4, 4.5, None], dtype=object), Kind.NUMBER, [3.0, 4.0, 4.5, None]),
    "texts": (pd.Series(["3", None], dtype="str"), Kind.NUMBER, [3.0, None]),
    "arrow texts": (pd.Series(["3", None], dtype="string[pyarrow]"), Kind.NUMBER, [3.0, None]),
    "arrow numbers": (pd.Series([3, None], dtype="int64[pyarrow]"), Kind.NUMBER, [3.0, None]),
    "categories": (pd.Series(["3", None, "3"], dtype="category"), Kind.NUMBER, [3.0, None, 3.0]),
    "number categories": (pd.Series([3, None, 3], dtype="category"), Kind.NUMBER, [3.0, None, 3.0]),
    "booleans": (pd.Series([True, False]), Kind.BOOLEAN, [True, False]),
    "nullable booleans": (pd.Series([True, None], dtype="boolean"), Kind.BOOLEAN, [True, None]),
    "ones and zeros": (pd.Series([1, 0]), Kind.BOOLEAN, [True, False]),
    "boolean objects": (pd.Series([True, 1, 1.0, "yes", None], dtype=object), Kind.BOOLEAN, [*[True] * 4, None]),
    "dates": (pd.Series([MAY, None], dtype=object), Kind.DATE, [MAY, None]),
    "timestamps": (pd.Series([pd.Timestamp("2024-05-31 10:00"), pd.NaT]), Kind.DATE, [MAY, None]),
    "zoned timestamps": (pd.Series([pd.Timestamp("2024-05-31 10:00Z")]), Kind.DATE, [MAY]),
    "serials": (pd.Series([45443, 45443]), Kind.DATE, [MAY, MAY]),
    "nullable serials": (pd.Series([45443, None], dtype="Int64"), Kind.DATE, [MAY, None]),
    "missing times": (pd.Series([pd.NaT, pd.NaT, "5"], dtype=object), Kind.NUMBER, [None, None, 5.0]),
    "mixed texts": (pd.Series([3, "3", 3.0, True, MAY, pd.NA], dtype=object), Kind.TEXT, [
        "3", "3", "3", "true", "2024-05-31", None,
    ]),
    "number texts": (pd.Series([3.0, 2.5]), Kind.TEXT, ["3", "2.5"]),
    "small decimals": (pd.Series([0.5], dtype="float32"), Kind.TEXT, ["0.5"]),
    "nothing": (pd.Series([], dtype=object), Kind.TEXT, []),
    "only blanks": (pd.Series([None, "", " "], dtype=object), Kind.DATE, [None] * 3),
}  # fmt: skip


@pytest.mark.parametrize("name", TYPED_COLUMNS)
def test_a_column_is_read_in_whatever_type_it_comes(name: str) -> None:
    cells, kind, expected = TYPED_COLUMNS[name]
    assert values_of(cells, kind) == expected


def told(misread: list[Misread]) -> list[tuple[int, object, str]]:
    return [(cell.row, cell.cell, cell.error.kind) for cell in misread]


def test_what_cannot_be_read_is_told_in_the_order_of_the_rows() -> None:
    cells = pd.Series(["b", "a", 1, "b", True], dtype=object)
    column, misread = read_column(cells, Kind.NUMBER, partial(read_as, kind=Kind.NUMBER, conventions=NEUTRAL))
    assert told(misread) == [(i, cell, "unreadable number") for i, cell in ((0, "b"), (1, "a"), (3, "b"), (4, True))]
    assert np.isnan(numbers_of(column, 5)).tolist() == [True, True, False, True, True]


def test_true_is_no_number_even_beside_a_one() -> None:
    cells = pd.Series([1, True, 1.0], dtype=object)
    column, misread = read_column(cells, Kind.NUMBER, partial(read_as, kind=Kind.NUMBER, conventions=NEUTRAL))
    assert told(misread) == [(1, True, "unreadable number")]
    assert [value_at(column, Kind.NUMBER, i) for i in range(3)] == [1.0, None, 1.0]


def test_each_distinct_cell_is_read_once() -> None:
    seen: list[object] = []

    def read(cell: object) -> Value:
        seen.append(cell)
        return str(cell)

    read_column(pd.Series(["a", "b", "a", "b"] * 100), Kind.TEXT, read)
    assert seen == ["a", "b"]


@pytest.mark.parametrize("cells", [[1, 2.5, None], [1.0, float("inf"), 3], [3, 4], [None, None, 2]])
def test_numbers_are_read_without_looking_at_single_cells(cells: list[float | None]) -> None:
    read = read_numbers(pd.Series(cells, dtype=object), None)
    assert read is not None
    expected = [None if cell is None or cell == float("inf") else float(cell) for cell in cells]
    assert [value_at(read[0], Kind.NUMBER, i) for i in range(len(cells))] == expected
    assert read[1] == []


def test_numbers_out_of_range_are_told_and_unknown() -> None:
    cells = pd.Series([0.5, 1, 3, -1, float("nan"), 5, 6, float("-inf")])
    read = read_numbers(cells, ALL_FIELDS["culture_fit"])
    assert read is not None
    assert told(read[1]) == [(0, "0.5", "out of range"), (3, "-1", "out of range"), (6, "6", "out of range")]
    assert {cell.error.allowed for cell in read[1]} == {"a number from 1 to 5"}
    assert [value_at(read[0], Kind.NUMBER, i) for i in range(8)] == [None, 1.0, 3.0, None, None, 5.0, None, None]
    assert cells[0] == 0.5


@pytest.mark.parametrize(
    "cells",
    [
        pd.Series(["1", 2], dtype=object),
        pd.Series([True, False]),
        pd.Series([True, None], dtype="boolean"),
        pd.Series([1.0, 1e16]),
        pd.Series([-1e16, 1.0]),
        pd.Series([pd.Timestamp(2024, 5, 31)]),
        pd.Series(["a"], dtype="category"),
    ],
)
def test_anything_but_sane_numbers_is_read_cell_by_cell(cells: pd.Series) -> None:
    assert read_numbers(cells, None) is None


def test_an_understood_column_becomes_another_kind() -> None:
    def convert(numbers: list[float], held: Kind, kind: Kind) -> list[Value]:
        reader = partial(read_as, kind=kind, conventions=NEUTRAL)
        column, misread = convert_column(NumberColumn(np.array(numbers)), held, kind, reader)
        assert misread == []
        return [value_at(column, kind, i) for i in range(len(numbers))]

    assert convert([3, np.nan, 2.5, np.nan, 3], Kind.NUMBER, Kind.TEXT) == ["3", None, "2.5", None, "3"]
    assert convert([1, 0, np.nan], Kind.BOOLEAN, Kind.TEXT) == ["true", "false", None]
    assert convert([19874], Kind.DATE, Kind.TEXT) == ["2024-05-31"]
    assert convert([], Kind.NUMBER, Kind.TEXT) == []


def test_what_does_not_convert_is_told() -> None:
    reader = partial(read_as, kind=Kind.NUMBER, conventions=NEUTRAL)
    texts = TextColumn(np.array([1, -1, 0]), Words(("Gold", "5")))
    column, misread = convert_column(texts, Kind.TEXT, Kind.NUMBER, reader)
    assert told(misread) == [(2, "Gold", "unreadable number")]
    assert [value_at(column, Kind.NUMBER, i) for i in range(3)] == [5.0, None, None]


def test_a_cell_reads_as_any_kind() -> None:
    cell = "2024-05-31"
    assert read_as(cell, Kind.DATE, NEUTRAL) == MAY
    assert read_as(cell, Kind.TEXT, NEUTRAL) == cell
    with pytest.raises(UnreadableError):
        read_as(datetime(2024, 5, 31), Kind.NUMBER, NEUTRAL)  # noqa: DTZ001 - Excel knows no zones


def test_parts_of_columns_share_their_values() -> None:
    numbers, texts = NumberColumn(np.arange(5.0)), TextColumn(np.array([0, -1, 1, 0]), Words(("A", "b")))
    assert (len(numbers), len(texts)) == (5, 4)
    assert numbers.part(slice(1, 3)).numbers.tolist() == [1.0, 2.0]
    assert np.shares_memory(numbers.part(slice(1, 3)).numbers, numbers.numbers)
    assert texts.part(slice(2, 4)).codes.tolist() == [1, 0]
    assert texts.look_up({"a": 7.0}).tolist()[::3] == [7.0, 7.0]
    assert np.isnan(texts.look_up({"a": 7.0})[1:3]).all()
    assert known_in(texts).tolist() == [True, False, True, True]
    assert known_in(NumberColumn(np.array([1.0, np.nan]))).tolist() == [True, False]


def test_an_absent_column_is_unknown_for_all() -> None:
    assert np.isnan(numbers_of(None, 3)).tolist() == [True] * 3


def test_texts_are_no_numbers_and_numbers_no_texts() -> None:
    with pytest.raises(TypeError, match="a column of texts was asked for numbers"):
        numbers_of(TextColumn(np.array([0]), Words(("a",))), 1)
    with pytest.raises(TypeError, match="a column of numbers was asked for texts"):
        texts_of(NumberColumn(np.array([1.0])))
