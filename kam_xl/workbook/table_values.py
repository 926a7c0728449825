"""The values of a table as plain Python values, ready to be written."""

from datetime import date, datetime, time
from math import isfinite
from typing import TYPE_CHECKING, Any

from kam_xl.accounts.coercion import UnreadableError
from kam_xl.accounts.conventions import Conventions
from kam_xl.accounts.conversion import read_as
from kam_xl.accounts.rows import Value
from kam_xl.accounts.schema import ALL_FIELDS, Field, Kind, header_key

if TYPE_CHECKING:
    import pandas as pd


def plain_values(column: "pd.Series[Any]") -> list[Value]:
    """Give the cells of a column as text, number, bool, date or datetime; unknown is None."""
    # Most cells are texts already, and a call for each would take longer than all the rest.
    return [
        cell if type(cell) is str and cell else _plain(cell)
        for cell in column.astype(object).where(column.notna(), None).tolist()
    ]


def _plain(cell: Any) -> Value:  # noqa: ANN401 - a cell may hold anything
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return _without_midnight(cell)
    if hasattr(cell, "item"):
        return _plain(cell.item())
    if isinstance(cell, float):
        return cell if isfinite(cell) else None
    return cell if isinstance(cell, int | date) else str(cell) or None


def _without_midnight(moment: datetime) -> date:
    """Give a moment by its own clock, and one at midnight as the date it stands for: Excel writes no other way."""
    clock = moment.time()
    return moment.date() if clock == time() else datetime.combine(moment.date(), clock)


def field_of(header: object) -> Field | None:
    """Find the field of the schema that a header stands for; None for a column beyond it."""
    return _FIELDS.get(header_key(str(header)))


_FIELDS = {header_key(spelling): field for field in ALL_FIELDS.values() for spelling in (field.name, field.header)}


def understood_values(column: "pd.Series[Any]", conventions: Conventions) -> list[Value]:
    """Give the cells of a column, texts of a known column as the number, date or boolean they say.

    A text that says none stays a text, and so does everything in columns of text or beyond the schema: an id may look
    like a number.
    """
    field = field_of(column.name)
    values = plain_values(column)
    if field is None or field.kind is Kind.TEXT:
        return values
    distinct = {value for value in values if isinstance(value, str)}
    understood = {text: _understood(text, field.kind, conventions) for text in distinct}
    return [understood[value] if isinstance(value, str) else value for value in values]


def _understood(text: str, kind: Kind, conventions: Conventions) -> Value:
    try:
        return read_as(text, kind, conventions)
    except UnreadableError:
        return text
