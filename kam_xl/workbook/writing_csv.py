"""Writing a table as csv: commas, UTF-8, line feeds, dates as ISO writes them."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, BinaryIO

from kam_xl.accounts.rows import Value
from kam_xl.workbook.formula_text import guarded
from kam_xl.workbook.table_values import plain_values

if TYPE_CHECKING:
    import pandas as pd

_ROWS_AT_ONCE = 50_000
_WHOLE_BELOW = 1e16


def write_csv(stream: BinaryIO, frame: "pd.DataFrame") -> None:
    """Write a table to a stream, which stays open.

    Args:
        stream: Where to.
        frame: The table.
    """
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    try:
        writer = csv.writer(_LineFeeds(text), lineterminator=_LineFeeds.RECORD_END)
        writer.writerow([guarded(str(header)) for header in frame.columns])
        for part in _parts(frame):
            columns = [_csv_texts(part, position) for position in range(len(part.columns))]
            writer.writerows(zip(*columns, strict=True))
    finally:
        text.detach()


class _LineFeeds:
    """Ends records with a line feed alone.

    Python's writer puts a text with a carriage return in quotes only if records end in one too.
    """

    RECORD_END = "\r\n"

    def __init__(self, text: io.TextIOBase) -> None:
        self._text = text

    def write(self, record: str) -> int:
        return self._text.write(record.removesuffix(self.RECORD_END) + "\n")


def _parts(frame: "pd.DataFrame") -> Iterator["pd.DataFrame"]:
    """Cut a table into parts, so that its texts never stand in memory all at once."""
    for start in range(0, len(frame), _ROWS_AT_ONCE):
        yield frame.iloc[start : start + _ROWS_AT_ONCE]


def _csv_texts(part: "pd.DataFrame", position: int) -> list[str]:
    return [csv_text(value) for value in plain_values(part.iloc[:, position])]


def csv_text(value: Value) -> str:
    """Write a value so that a spreadsheet and a program both read it back: the shortest decimal, ISO dates.

    >>> [csv_text(value) for value in (None, True, 3.0, 0.1, 1e22, "=1+1")]
    ['', 'TRUE', '3', '0.1', '1e+22', "'=1+1"]
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(int(value)) if abs(value) < _WHOLE_BELOW and value == int(value) else repr(value)
