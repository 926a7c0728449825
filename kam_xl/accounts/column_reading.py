"""Coercion of whole columns: every distinct cell is understood once, by the same rules as a single cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from kam_xl.accounts.coercion import UnreadableError
from kam_xl.accounts.columns import NumberColumn, TextColumn, Words
from kam_xl.accounts.derive import EPOCH, days
from kam_xl.accounts.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from kam_xl.accounts.columns import Column
    from kam_xl.accounts.rows import Value
    from kam_xl.accounts.schema import Field

Positions = npt.NDArray[np.intp]
ReadCell = Callable[[Any], "Value"]


@dataclass(frozen=True, slots=True)
class Misread:
    """Rows that share one kind of unreadable cell.

    Attributes:
        rows: Positions among the rows.
        error: Why they cannot be read.
    """

    rows: Positions
    error: UnreadableError


def read_column(cells: pd.Series[Any], kind: Kind, read: ReadCell) -> tuple[Column, list[Misread]]:
    """Understand a column.

    Args:
        cells: Raw cells.
        kind: What a cell holds; decides between a `NumberColumn` and a `TextColumn`.
        read: Understands one cell, or raises `UnreadableError`.

    Returns:
        The column, unreadable cells unknown in it, and what could not be read.
    """
    codes, distinct = _distinct(cells)
    values, misread = _read_distinct(codes, distinct, read)
    column = _text_column(codes, values) if kind is Kind.TEXT else _number_column(codes, values)
    return column, misread


def _distinct(cells: pd.Series[Any]) -> tuple[Positions, Sequence[Any]]:
    import pandas as pd

    if cells.dtype == object and pd.api.types.infer_dtype(cells, skipna=True).startswith("mixed"):
        return _distinct_by_type(cells)
    codes, distinct = pd.factorize(cells)
    return codes, list(distinct)


def _distinct_by_type(cells: pd.Series[Any]) -> tuple[Positions, Sequence[Any]]:
    # True, 1 and 1.0 are equal to Python and yet different cells.
    positions: dict[tuple[type, Any], int] = {}
    codes = np.fromiter(
        (positions.setdefault((type(cell), cell), len(positions)) for cell in cells.tolist()), np.intp, len(cells)
    )
    return codes, [cell for _, cell in positions]


def _read_distinct(codes: Positions, distinct: Sequence[Any], read: ReadCell) -> tuple[list[Value], list[Misread]]:
    values: list[Value] = []
    misread = []
    for code, cell in enumerate(distinct):
        try:
            values.append(read(cell))
        except UnreadableError as error:
            values.append(None)
            misread.append(Misread(np.flatnonzero(codes == code), error))
    return values, misread


def _number_column(codes: Positions, values: Sequence[Value]) -> NumberColumn:
    numbers = np.array([*(_as_number(value) for value in values), np.nan])
    return NumberColumn(numbers[codes])


def _as_number(value: Value) -> float:
    if value is None:
        return np.nan
    return float(value) if isinstance(value, bool | int | float) else days(value)  # type: ignore[arg-type]


def _text_column(codes: Positions, values: Sequence[Value]) -> TextColumn:
    texts = tuple(dict.fromkeys(str(value) for value in values if value is not None))
    position = {text: i for i, text in enumerate(texts)}
    recode = np.array([*(-1 if value is None else position[str(value)] for value in values), -1], dtype=np.intp)
    return TextColumn(recode[codes], Words(texts))


def read_numbers(cells: pd.Series[Any], field: Field | None) -> tuple[NumberColumn, Positions] | None:
    """Understand a column that holds only numbers, without looking at single cells.

    Returns:
        The column and the positions that are out of the field's range; None if the column holds anything else.
    """
    if not _holds_only_numbers(cells):
        return None
    numbers = cells.to_numpy(dtype=np.float64, na_value=np.nan)
    low, high = _bounds(field)
    # Most columns are all right, and two passes without a copy tell so.
    if _lowest(numbers) >= max(low, _SMALLEST) and _highest(numbers) <= min(high, _LARGEST):
        return NumberColumn(numbers), np.array([], dtype=np.intp)
    numbers = np.where(np.isinf(numbers), np.nan, numbers)
    outside = np.flatnonzero((numbers < low) | (numbers > high))
    numbers[outside] = np.nan
    return NumberColumn(numbers), outside


_SMALLEST, _LARGEST = np.finfo(np.float64).min, np.finfo(np.float64).max


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
    number = float(column.numbers[position])
    if number != number:  # noqa: PLR0124 - NaN differs from itself
        return None
    return _AS_VALUE[kind](number)


_AS_VALUE: Mapping[Kind, Callable[[float], Value]] = {
    Kind.NUMBER: float,
    Kind.BOOLEAN: bool,
    Kind.DATE: lambda number: EPOCH.fromordinal(EPOCH.toordinal() + int(number)),
}
