"""Typed rows of the smaller tables: every cell understood, every doubt an issue."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from kam_xl.accounts import coercion
from kam_xl.accounts.coercion import UnreadableError
from kam_xl.accounts.conventions import Conventions
from kam_xl.accounts.issues import Issue, Place, quoted
from kam_xl.accounts.schema import Field, Kind, recognise

if TYPE_CHECKING:
    from kam_xl.accounts.book import RawTable
    from kam_xl.accounts.tables import TableSpec

Value = str | float | bool | date | None
"""An understood value; None is unknown."""

Row = Mapping[str, Value]
"""A row by field name; columns beyond the schema by their header."""


def read_value(field: Field, raw: object, conventions: Conventions, *, date_1904: bool = False) -> Value:
    """Understand one cell as a value of its field.

    Raises:
        UnreadableError: The cell is not unknown, and not of the field's kind, range or choices.
    """
    if field.kind is Kind.NUMBER:
        return within(field, coercion.read_number(raw, conventions))
    if field.kind is Kind.BOOLEAN:
        return coercion.read_boolean(raw)
    if field.kind is Kind.DATE:
        return coercion.read_date(raw, conventions, date_1904=date_1904)
    if field.verbatim:
        return coercion.read_name(raw)
    return _chosen(field, coercion.read_text(raw))


def within(field: Field, number: float | None) -> float | None:
    """Give the number if it is within the field's range.

    Raises:
        UnreadableError: It is not.
    """
    if number is None or ((field.low is None or number >= field.low) and (field.high is None or number <= field.high)):
        return number
    raise UnreadableError("out of range", field.allowed)


def _chosen(field: Field, text: str | None) -> str | None:
    if text is None or not field.choices:
        return text
    wanted = coercion.comparable(text)
    for choice in field.choices:
        if coercion.comparable(choice) == wanted:
            return choice
    raise UnreadableError("unknown choice", field.allowed)


def issue_of(error: UnreadableError, place: Place, found: object) -> Issue:
    """Turn a cell that cannot be read into an issue."""
    return Issue(error.kind, place, quoted(found), error.allowed, "Correct the cell; until then it counts as unknown.")


def columns_alike(place: Place, headers: Iterable[str]) -> Issue:
    """Say that columns beyond the schema, of which a model reads one, differ only in case, blanks or punctuation."""
    found = " and ".join(quoted(header) for header in headers)
    return Issue(
        "columns with like headers", place, found, "one such column",
        "Rename or remove all but one; until then the first counts.",
    )  # fmt: skip


def read_rows(spec: "TableSpec", raw: "RawTable", conventions: Conventions) -> tuple[tuple[Row, ...], list[Issue]]:
    """Understand a table of the book.

    Returns:
        The rows in sheet order, and an issue for every cell that could not be understood and is None in its row.

    Raises:
        TableError: Two columns stand for one field.
    """
    headers = [str(header) for header in raw.frame.columns]
    by_header = {header: name for name, header in recognise(headers, spec.fields, raw.source).items()}
    fields = {field.name: field for field in spec.fields}
    issues: list[Issue] = []
    columns = {
        by_header.get(header, header): _read_column(
            raw, header, fields.get(by_header.get(header, "")), conventions, issues
        )
        for header in headers
    }
    names = tuple(columns)
    return tuple(dict(zip(names, cells, strict=True)) for cells in zip(*columns.values(), strict=True)), issues


def _read_column(
    raw: "RawTable", header: str, field: Field | None, conventions: Conventions, issues: list[Issue]
) -> list[Value]:
    cells = raw.frame[header].tolist()
    if field is None:
        return [plain_value(cell) for cell in cells]
    values: list[Value] = []
    for position, cell in enumerate(cells):
        try:
            values.append(read_value(field, cell, conventions, date_1904=raw.date_1904))
        except UnreadableError as error:
            issues.append(issue_of(error, raw.place(position, header), cell))
            values.append(None)
    return values


def plain_value(cell: object) -> Value:
    """Keep a cell of a column beyond the schema as it is; unknown marks become None, and midnight a mere date."""
    if coercion.is_unknown(cell):
        return None
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date()
    return cell if isinstance(cell, str | bool | int | float | date) else str(cell)
