"""Writing a table as Parquet."""

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from kam_xl.accounts.conventions import Conventions
from kam_xl.accounts.rows import Value
from kam_xl.errors import TargetError
from kam_xl.workbook.reading_parquet import NEEDS_PYARROW
from kam_xl.workbook.table_values import understood_values
from kam_xl.workbook.writing_csv import csv_text

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def write_parquet(path: Path, frame: "pd.DataFrame", conventions: Conventions) -> None:
    """Write a table; each column is of one type: booleans, numbers, dates, moments, else texts.

    Args:
        path: Where to.
        frame: The table.
        conventions: How texts write numbers and dates.

    Raises:
        TargetError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise TargetError(f"{path.name} cannot be written yet. {NEEDS_PYARROW}") from None
    columns = [
        _arrow_column(understood_values(frame.iloc[:, position], conventions)) for position in range(len(frame.columns))
    ]
    pq.write_table(pa.table(columns, names=[str(header) for header in frame.columns]), path)


def _arrow_column(values: Sequence[Value]) -> "pa.Array":
    import pyarrow as pa

    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pa.array(values, pa.bool_())
    if kinds and kinds <= {int, float}:
        return pa.array(values, pa.float64())
    if kinds == {date}:
        return pa.array(values, pa.date32())
    if kinds and kinds <= {date, datetime}:
        return pa.array([_moment(value) for value in values], pa.timestamp("us"))
    return pa.array([None if value is None else _text(value) for value in values], pa.string())


def _moment(value: Value) -> datetime | None:
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, time()) if isinstance(value, date) else None


def _text(value: Value) -> str:
    return value if isinstance(value, str) else csv_text(value)
