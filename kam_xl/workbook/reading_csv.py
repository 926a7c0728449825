"""Reading a table from csv, as real exports write it."""

import io
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kam_xl.accounts.book import RawTable
from kam_xl.accounts.issues import Issue, Place
from kam_xl.accounts.tables import TableSpec
from kam_xl.errors import TableError
from kam_xl.workbook.csv_layout import CsvText, Record, lay_out
from kam_xl.workbook.formula_text import GUARDED_BYTES, unguarded
from kam_xl.workbook.headers import column_names, duplicates, in_words, is_blank, is_blank_row

if TYPE_CHECKING:
    import pandas as pd


def read_csv(content: bytes, source: str, spec: TableSpec | None = None) -> RawTable:
    """Read a table from the bytes of a csv file.

    The separators `,` `;` tab and `|` are recognised, and the encodings UTF-8 with or without mark, UTF-16 with mark,
    and Windows-1252. All cells are texts; a missing last cell is blank and an issue. Rows are counted as a spreadsheet
    shows them: a text with line breaks is one row, a blank line is a row.

    Args:
        content: The file.
        source: Its name in messages.
        spec: The table looked for: its key columns tell the header row. None takes the first row that is not blank.

    Raises:
        SourceError: The content is no text, or empty.
        TableError: There is no header row, two columns have the same header, rows hold more cells than headers, or a
            quote is never closed; all are told at once.
    """
    text = lay_out(content, source, spec)
    frame = _parsed(text)
    # Only a row with a blank last cell can be short, and looking at every row again takes longer than reading them all.
    oddities = _look_at_rows(text) if frame is None or frame.iloc[:, -1].eq("").any() else _Oddities()
    problems = [*duplicates(source, text.header, spec.fields if spec else ()), *_broken_rows(text, oddities)]
    if problems:
        raise TableError(problems)
    return _table(text, _row_by_row(text) if frame is None else frame, oddities.short)


# --- rows as they are ------------------------------------------------------------------------------------------------


def _parsed(text: CsvText) -> "pd.DataFrame | None":
    """Read the rows with pandas, quickly; None where it finds rows of more cells than headers, or an open quote."""
    import pandas as pd
    from pandas.errors import ParserError, ParserWarning

    try:
        with warnings.catch_warnings(action="error", category=ParserWarning):
            frame = pd.read_csv(
                io.BytesIO(text.utf8),
                sep=text.separator,
                header=None,
                names=list(range(len(text.header))),
                index_col=False,
                skip_blank_lines=False,
                dtype=object,
                na_filter=False,
                encoding="utf-8",
            )
    except (ParserError, ParserWarning):
        return None
    # The header comes along as the first row, since pandas lets the first row be wider than the rest.
    return frame.iloc[1:]


def _row_by_row(text: CsvText) -> "pd.DataFrame":
    """Read the rows slowly, cells beyond the headers left out."""
    import pandas as pd

    width = len(text.header)
    rows = [(record + [""] * (width - len(record)))[:width] for record in text.records() if record is not None]
    return pd.DataFrame(rows, index=range(1, len(rows) + 1), columns=range(width), dtype=object)


@dataclass(slots=True)
class _Oddities:
    """Rows that are not as the headers let expect, counted from 1 below the header.

    Attributes:
        long: Rows with something in a cell beyond the last header.
        short: Number of cells by row, of rows with fewer cells than headers; blank rows do not count.
        unclosed: The row in which a quote opens a text that nothing closes.
    """

    long: list[int] = field(default_factory=list)
    short: dict[int, int] = field(default_factory=dict)
    unclosed: int | None = None


def _look_at_rows(text: CsvText) -> _Oddities:
    width, oddities = len(text.header), _Oddities()
    for row, record in enumerate(text.records(), start=1):
        if record is None:
            oddities.unclosed = row
        elif any(map(str.strip, record[width:])):
            oddities.long.append(row)
        elif len(record) < width and any(map(str.strip, record)):
            oddities.short[row] = len(record)
    return oddities


def _broken_rows(text: CsvText, oddities: _Oddities) -> Iterator[str]:
    if oddities.long:
        rows = in_words([str(text.header_row + row) for row in oddities.long])
        yield (
            f"{text.source}, row{'s' if len(oddities.long) > 1 else ''} {rows}: more cells than the "
            f"{len(text.header)} headers. A text that contains “{text.separator}” must stand in quotes: "
            "correct the rows, or export as .xlsx."
        )
    if oddities.unclosed is not None:
        yield (
            f'{text.source}, row {text.header_row + oddities.unclosed}: a quote (") opens a text and nothing closes '
            "it. Close or remove it, or export as .xlsx."
        )


# --- rows as a table -------------------------------------------------------------------------------------------------


def _table(text: CsvText, frame: "pd.DataFrame", short: Mapping[int, int]) -> RawTable:
    filled = _without_blank_rows(frame)
    named = _with_headers(filled, text.header)
    return RawTable(
        text.source,
        named.map(unguarded) if GUARDED_BYTES.search(text.utf8) else named,
        row_numbers=(filled.index + text.header_row).tolist(),
        issues=tuple(_short(text, row, cells) for row, cells in short.items()),
    )


def _without_blank_rows(frame: "pd.DataFrame") -> "pd.DataFrame":
    starts_blank = [not cell.strip() for cell in frame[0]]
    candidates = frame.loc[starts_blank]
    blank = [row for row, *cells in candidates.itertuples() if is_blank_row(cells)]
    return frame.drop(index=blank) if blank else frame


def _with_headers(frame: "pd.DataFrame", header: Record) -> "pd.DataFrame":
    names = dict(enumerate(column_names(header)))
    blank = [column for column, name in enumerate(header) if is_blank(name) and is_blank_row(frame[column])]
    return frame.drop(columns=blank).rename(columns=names).reset_index(drop=True)


def _short(text: CsvText, row: int, cells: int) -> Issue:
    return Issue(
        "short row",
        Place(text.source, text.header_row + row),
        found=f"{cells} cells",
        allowed=f"{len(text.header)} cells, one for each header",
        remedy="The missing cells count as blank; if a text with a line break lost its quotes, export as .xlsx.",
    )
