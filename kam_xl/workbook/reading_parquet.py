"""Reading a table from .parquet."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kam_xl.accounts.book import RawTable
from kam_xl.accounts.tables import TableSpec
from kam_xl.errors import SourceError, TableError
from kam_xl.workbook.headers import TOP_LEFT, column_names, duplicates, find_header, missing_header

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

NEEDS_PYARROW = 'Parquet files need one more package: pip install "kam-xl[parquet]".'


def read_parquet(path: Path, spec: TableSpec | None = None) -> RawTable:
    """Read a table from a Parquet file.

    Args:
        path: The file.
        spec: The table looked for, whose key columns must be there; None takes any columns.

    Returns:
        The table; rows are counted from 2, as if the column names stood in row 1.

    Raises:
        SourceError: pyarrow is not installed, or the file is no Parquet file.
        TableError: A key column is missing, or two columns have the same name.
    """
    table = _arrow_table(path)
    names = table.column_names
    problems = duplicates(path.name, names, spec.fields if spec else ())
    if spec and find_header([names], spec) is None:
        problems.append(missing_header(path.name, [names], spec, TOP_LEFT))
    if problems:
        raise TableError(problems)
    frame = _frame(table)
    return RawTable(path.name, frame, range(2, len(frame) + 2))


def _arrow_table(path: Path) -> "pa.Table":
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise SourceError(f"{path.name} cannot be read yet. {NEEDS_PYARROW}") from None
    try:
        with path.open("rb") as file:
            return pq.read_table(file)
    except pa.ArrowException as error:
        reason = str(error).partition("\n")[0]
        raise SourceError(f"{path.name} is no Parquet file that can be read ({reason}). Export it again.") from error


def _frame(table: "pa.Table") -> "pd.DataFrame":
    import pandas as pd

    columns = [_column(column) for column in table.columns]
    return pd.DataFrame(dict(zip(column_names(table.column_names), columns, strict=True)))


def _column(column: "pa.ChunkedArray") -> "pd.Series[Any]":
    """Give a column as numbers of its own width, or as objects: text, bool, date, datetime, None."""
    import pandas as pd
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_decimal(column.type):
        column = column.cast(pa.float64())
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        numbers: pd.Series[Any] = column.to_pandas()
        return numbers
    return pd.Series(column.to_pylist(), dtype=object)
