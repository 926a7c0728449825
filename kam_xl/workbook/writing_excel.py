"""Writing tables as the sheets of an .xlsx, each an Excel table that people sort, filter and read."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kam_xl.accounts.conventions import Conventions
from kam_xl.accounts.rows import Value
from kam_xl.errors import TargetError
from kam_xl.workbook.cells import put, table_headers
from kam_xl.workbook.formula_text import guarded
from kam_xl.workbook.headers import column_letters, in_words
from kam_xl.workbook.look import DATE_FORMAT, NAVY, TEAL, Look, number_format
from kam_xl.workbook.table_values import field_of, understood_values
from kam_xl.workbook.writing_csv import csv_text

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_575
"""Rows below a header row that a sheet holds."""

MOST_COLUMNS = 16_384
LONGEST_TEXT = 32_767
"""UTF-16 units that a cell holds."""

MOMENT_FORMAT = f"{DATE_FORMAT} hh:mm"

_MADE_ON = datetime(2000, 1, 1)  # noqa: DTZ001 - Excel keeps no time zone; fixed, so that equal tables are equal files
_NARROWEST, _WIDEST = 9, 70
_LONGEST_NUMBER = 11
_ROWS_MEASURED = 200


def write_excel(path: Path, frames: Mapping[str, "pd.DataFrame"], conventions: Conventions, name: str) -> None:
    """Write tables as sheets.

    Args:
        path: Where to.
        frames: The tables by the names of their sheets.
        conventions: How texts write numbers and dates.
        name: What messages call the file.

    Raises:
        TargetError: A sheet cannot hold so many rows or columns, or a cell so long a text; all are named.
    """
    import xlsxwriter

    sheets = {sheet: _values(frame, conventions) for sheet, frame in frames.items()}
    problems = [
        problem for sheet, columns in sheets.items() for problem in _too_much(f"{name}, sheet {sheet}", columns)
    ]
    if problems:
        raise TargetError(problems)
    with xlsxwriter.Workbook(path) as workbook:
        workbook.set_properties({"author": "kam-xl", "created": _MADE_ON})
        look = Look(workbook)
        for sheet, columns in sheets.items():
            _write_sheet(workbook.add_worksheet(sheet), columns, look)


Columns = Sequence[tuple[str, Sequence[Value]]]
"""Headers and the cells below them."""


def _values(frame: "pd.DataFrame", conventions: Conventions) -> Columns:
    headers = table_headers([str(header) for header in frame.columns])
    columns = [understood_values(frame.iloc[:, position], conventions) for position in range(len(headers))]
    return list(zip(headers, columns, strict=True))


def _too_much(source: str, columns: Columns) -> list[str]:
    rows = max((len(values) for _, values in columns), default=0)
    if rows > MOST_ROWS or len(columns) > MOST_COLUMNS:
        problem = (
            f"{source}: {rows:,} rows and {len(columns):,} columns; Excel holds {MOST_ROWS:,} rows below the headers "
            f"and {MOST_COLUMNS:,} columns. Write .csv or .parquet."
        )
        return [problem]
    return _too_long(source, columns)


def _too_long(source: str, columns: Columns) -> list[str]:
    long = [
        f"{column_letters(column)}{row}"
        for column, (_, values) in enumerate(columns, start=1)
        for row, value in enumerate(values, start=2)
        if isinstance(value, str) and _units(value) > LONGEST_TEXT
    ]
    problem = (
        f"{source}, {in_words(long)}: texts of more than the {LONGEST_TEXT:,} characters that Excel holds in a cell. "
        "Shorten them, or write .csv."
    )
    return [problem] if long else []


def _units(text: str) -> int:
    return len(text) if len(text) <= LONGEST_TEXT // 2 else len(text.encode("utf-16-le")) // 2


def _write_sheet(sheet: "Worksheet", columns: Columns, look: Look) -> None:
    rows = max((len(values) for _, values in columns), default=0)
    headers = [{"header": header, "header_format": _header_look(header, values, look)} for header, values in columns]
    table = {"name": sheet.get_name(), "columns": headers, "style": "Table Style Light 1"}
    sheet.add_table(0, 0, max(rows, 1), len(columns) - 1, table)
    for position, (header, values) in enumerate(columns):
        sheet.set_column(position, position, _width(header, values))
        _write_column(sheet, position, header, values, look)
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, 1)
    _prepare_printing(sheet)


def _prepare_printing(sheet: "Worksheet") -> None:
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _header_look(header: str, values: Sequence[Value], look: Look) -> "Format":
    field = field_of(header)
    colour = TEAL if field is not None and field.computed else NAVY
    side: dict[str, object] = {"indent": 1} if _is_text(values) else {"align": "right"}
    return look(bold=True, font_color="#FFFFFF", bg_color=colour, text_wrap=True, **side)


def _is_text(values: Sequence[Value]) -> bool:
    return all(value is None or isinstance(value, str | bool) for value in values[:_ROWS_MEASURED])


def _width(header: str, values: Sequence[Value]) -> int:
    in_two_lines = max(len(header) // 2, *map(len, header.split()), 0) + 4
    longest_cell = max((_shown_length(value) for value in values[:_ROWS_MEASURED]), default=0)
    return min(max(in_two_lines, longest_cell + 3, _NARROWEST), _WIDEST)


def _shown_length(value: Value) -> int:
    text = csv_text(value)
    return len(text) if isinstance(value, str) else min(len(text), _LONGEST_NUMBER)


def _write_column(sheet: "Worksheet", position: int, header: str, values: Sequence[Value], look: Look) -> None:
    number = look(num_format=number_format(field_of(header)))
    formats: dict[type, Format] = {
        str: look(indent=1),
        # Excel shows TRUE whatever the format; LibreOffice shows 1 unless told.
        bool: look(num_format='"TRUE";;"FALSE"', align="left", indent=1),
        int: number,
        float: number,
        date: look(num_format=DATE_FORMAT),
        datetime: look(num_format=MOMENT_FORMAT),
    }
    # A text it is in any case; with the prefix it stays one when a person edits the cell.
    kept_text = look(indent=1, quote_prefix=True)
    for row, value in enumerate(values, start=1):
        if value is not None:
            guards = isinstance(value, str) and guarded(value) != value
            put(sheet, row, position, value, kept_text if guards else formats[type(value)])
