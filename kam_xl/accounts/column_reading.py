"""Coercion of whole columns: every distinct cell is understood once, by the same rules as a single cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from kam_xl.accounts.coercion import LARGEST, UnreadableError, text_of
from kam_xl.accounts.columns import NumberColumn, TextColumn, Words
from kam_xl.accounts.derive import EPOCH, days
from kam_xl.accounts.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from kam_xl.accounts.columns import Column
    from kam_xl.accounts.rows import Value
    from kam_xl.accounts.schema import Field

Codes = npt.NDArray[np.intp]
ReadCell = Callable[[Any], "Value"]


@dataclass(frozen=True, slots=True)
class Misread:
    """A cell that cannot be read.

    Attributes:
        row: Its position among the rows.
        cell: What stands there.
        error: Why it cannot be read.
    """

    row: int
    cell: object
    error: UnreadableError


def read_column(cells: pd.Series[Any], kind: Kind, read: ReadCell) -> tuple[Column, list[Misread]]:
    """Understand a column.

    Args:
        cells: Raw cells.
        kind: What a cell holds; decides between a `NumberColumn` and a `TextColumn`.
        read: Understands one cell, or raises `UnreadableError`.

    Returns:
        The column, unreadable cells unknown in it, and what could not be read, in the order of the rows.
    """
    return _read_distinct(*_distinct(cells), kind, read)


def convert_column(column: Column, held: Kind, kind: Kind, read: ReadCell) -> tuple[Column, list[Misread]]:
    """Understand a column of understood values once more, as another kind; see `read_column`.

    Args:
        column: The understood column.
        held: What its values are.
        kind: What they are to become.
        read: Understands one value, or raises `UnreadableError`.
    """
    if isinstance(column, TextColumn):
        return _read_distinct(column.codes, column.texts, kind, read)
    numbers, codes = np.unique(column.numbers, return_inverse=True)
    return _read_distinct(codes, [_value(number, held) for number in numbers.tolist()], kind, read)


def _distinct(cells: pd.Series[Any]) -> tuple[Codes, Sequence[Any]]:
    import pandas as pd

    if cells.dtype == object and pd.api.types.infer_dtype(cells, skipna=True).startswith("mixed"):
        return _distinct_by_type(cells)
    codes, distinct = pd.factorize(cells)
    return codes, distinct.tolist()


def _distinct_by_type(cells: pd.Series[Any]) -> tuple[Codes, Sequence[Any]]:
    # True, 1 and 1.0 are equal to Python and yet different cells.
    positions: dict[tuple[type, Any], int] = {}
    codes = np.fromiter(
        (positions.setdefault((type(cell), cell), len(positions)) for cell in cells.tolist()), np.intp, len(cells)
    )
    return codes, [cell for _, cell in positions]


def _read_distinct(codes: Codes, distinct: Sequence[Any], kind: Kind, read: ReadCell) -> tuple[Column, list[Misread]]:
    values: list[Value] = []
    errors: dict[int, UnreadableError] = {}
    for code, cell in enumerate(distinct):
        try:
            values.append(read(cell))
        except UnreadableError as error:
            values.append(None)
            errors[code] = error
    column = _text_column(codes, values) if kind is Kind.TEXT else _number_column(codes, values)
    return column, _misread(codes, distinct, errors)


def _misread(codes: Codes, distinct: Sequence[Any], errors: Mapping[int, UnreadableError]) -> list[Misread]:
    if not errors:
        return []
    is_misread = np.zeros(len(distinct) + 1, dtype=bool)
    is_misread[list(errors)] = True
    rows = np.flatnonzero(is_misread[codes])
    found = zip(rows.tolist(), codes[rows].tolist(), strict=True)
    return [Misread(row, distinct[code], errors[code]) for row, code in found]


def _number_column(codes: Codes, values: Sequence[Value]) -> NumberColumn:
    numbers = np.array([*(_as_number(value) for value in values), np.nan])
    return NumberColumn(numbers[codes])


def _as_number(value: Value) -> float:
    if value is None:
        return np.nan
    return float(value) if isinstance(value, bool | int | float) else days(value)  # type: ignore[arg-type]


def _text_column(codes: Codes, values: Sequence[Value]) -> TextColumn:
    texts = tuple(dict.fromkeys(str(value) for value in values if value is not None))
    position = {text: i for i, text in enumerate(texts)}
    recode = np.array([*(-1 if value is None else position[str(value)] for value in values), -1], dtype=np.intp)
    return TextColumn(recode[codes], Words(texts))


def read_numbers(cells: pd.Series[Any], field: Field | None) -> tuple[Column, list[Misread]] | None:
    """Understand a column that holds only numbers, without looking at single cells; see `read_column`.

    Args:
        cells: Raw cells.
        field: The field, whose range counts; None for a column beyond the schema.

    Returns:
        None if the column holds anything else, or a number too large.
    """
    if not _holds_only_numbers(cells):
        return None
    numbers = cells.to_numpy(dtype=np.float64, na_value=np.nan)
    low, high = _bounds(field)
    # Most columns are all right, and two passes without a copy tell so.
    if _lowest(numbers) >= max(low, -LARGEST) and _highest(numbers) <= min(high, LARGEST):
        return NumberColumn(numbers), []
    numbers = np.where(np.isinf(numbers), np.nan, numbers)
    if (np.abs(numbers) > LARGEST).any():
        return None
    outside = np.flatnonzero((numbers < low) | (numbers > high))
    misread = _outside(outside, numbers, field.allowed if field else "")
    numbers[outside] = np.nan
    return NumberColumn(numbers), misread


def _outside(rows: Codes, numbers: npt.NDArray[np.float64], allowed: str) -> list[Misread]:
    error = UnreadableError("out of range", allowed)
    found = zip(rows.tolist(), numbers[rows].tolist(), strict=True)
    return [Misread(row, text_of(number), error) for row, number in found]


def _lowest(numbers: npt.NDArray[np.float64]) -> float:
    return float(np.fmin.reduce(numbers, initial=np.inf))


def _highest(numbers: npt.NDArray[np.float64]) -> float:
    return float(np.fmax.reduce(numbers, initial=-np.inf))


def _bounds(field: Field | None) -> tuple[float, float]:
    low = None if field is None else field.low
    high = None if field is None else field.high
    return -np.inf if low is None else low, np.inf if high is None else high


def _holds_only_numbers(cells: pd.Series[Any]) -> bool:
    import pandas as pd

    if cells.dtype == object:
        return pd.api.types.infer_dtype(cells, skipna=True) in {"floating", "integer", "mixed-integer-float"}
    return pd.api.types.is_numeric_dtype(cells.dtype) and not pd.api.types.is_bool_dtype(cells.dtype)


def value_at(column: Column, kind: Kind, position: int) -> Value:
    """Give one cell of an understood column as a value."""
    if isinstance(column, TextColumn):
        code = column.codes[position]
        return None if code < 0 else column.texts[code]
    return _value(float(column.numbers[position]), kind)


def _value(number: float, kind: Kind) -> Value:
    return None if isnan(number) else _AS_VALUE[kind](number)


_AS_VALUE: Mapping[Kind, Callable[[float], Value]] = {
    Kind.NUMBER: float,
    Kind.BOOLEAN: bool,
    Kind.DATE: lambda number: EPOCH.fromordinal(EPOCH.toordinal() + int(number)),
}
