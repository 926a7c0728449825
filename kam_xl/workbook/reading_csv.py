"""Reading a table from csv, as real exports write it."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from kam_xl.accounts.book import RawTable
from kam_xl.accounts.issues import Issue, Place
from kam_xl.accounts.tables import TableSpec
from kam_xl.errors import SourceError, TableError
from kam_xl.workbook.formula_text import GUARDED_BYTES, unguarded
from kam_xl.workbook.headers import (
    SEARCHED_ROWS,
    TOP_LEFT,
    column_names,
    duplicates,
    find_header,
    first_filled,
    in_words,
    is_blank,
    is_blank_row,
    missing_header,
)

if TYPE_CHECKING:
    import pandas as pd

SEPARATORS = (",", ";", "\t", "|")
"""The separators recognised; where nothing tells them apart, the first counts."""

_BLANK = b' \r\n"' + "".join(SEPARATORS).encode()

_LONGEST_CELL = 2**31 - 1
"""The highest limit that the csv module takes on every system."""

Record = list[str]


@dataclass(frozen=True, slots=True)
class _Csv:
    """A csv in UTF-8 whose layout is known: where the header stands, and what separates the cells."""

    source: str
    utf8: bytes
    separator: str
    header: Record
    header_position: int


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
        TableError: There is no header row, two columns have the same header, or rows hold more cells than headers.
    """
    text = _laid_out(_as_utf8(content, source), source, spec)
    frame, ragged = _parsed(text)
    problems = [*duplicates(source, text.header, spec.fields if spec else ()), *_too_long(text, ragged.long)]
    if problems:
        raise TableError(problems)
    return _table(text, frame, ragged.short)


# --- bytes to text ---------------------------------------------------------------------------------------------------


def _as_utf8(content: bytes, source: str) -> bytes:
    if not content:
        raise SourceError(f"{source} is empty (0 bytes); a table with a header row is needed. Export it again.")
    utf8 = _decoded(content, source).removeprefix("\ufeff").rstrip("\x1a").encode()
    if b"\0" in utf8:
        raise SourceError(
            f"{source} is no text file: it holds NUL characters; csv in UTF-8, UTF-16 with mark or Windows-1252 "
            "is read. Export it again as csv, or give it the ending of what it is, such as .xlsx."
        )
    return re.sub(rb"\Asep=.\r?\n", b"", utf8, flags=re.IGNORECASE)


def _decoded(content: bytes, source: str) -> str:
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ["utf-16"] if marked else ["utf-8", "cp1252"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceError(
        f"{source} is in an unknown encoding; UTF-8, UTF-16 with mark and Windows-1252 are read. "
        "Save it as “CSV UTF-8”."
    )


# --- layout ----------------------------------------------------------------------------------------------------------


def _laid_out(utf8: bytes, source: str, spec: TableSpec | None) -> _Csv:
    if not utf8.strip(_BLANK):
        raise TableError(f"{source} holds only blank rows; a table with a header row is needed. Export it again.")
    tops = {separator: _top(utf8, separator) for separator in SEPARATORS}
    separator = max(SEPARATORS, key=lambda candidate: _likelihood(tops[candidate], spec))
    top = tops[separator]
    position = _header_position(top, spec)
    if position is None:
        raise TableError(missing_header(source, top, spec, TOP_LEFT) if spec else _late_start(source))
    return _Csv(source, utf8, separator, [unguarded(cell) for cell in top[position]], position)


def _late_start(source: str) -> str:
    return f"{source}: the first {SEARCHED_ROWS} rows are blank, and the headers must be among them. Delete blank rows."


def _records(utf8: bytes, separator: str) -> Iterator[Record]:
    return csv.reader(io.TextIOWrapper(io.BytesIO(utf8), "utf-8", newline=""), delimiter=separator)


def _top(utf8: bytes, separator: str) -> list[Record]:
    top: list[Record] = []
    # A quote that never closes makes a cell beyond any size; reading the rows says where.
    with suppress(csv.Error):
        top.extend(islice(_records(utf8, separator), SEARCHED_ROWS))
    return top


def _header_position(top: Sequence[Record], spec: TableSpec | None) -> int | None:
    return first_filled(top) if spec is None else find_header(top, spec)


def _likelihood(top: Sequence[Record], spec: TableSpec | None) -> tuple[bool, int, int]:
    """Rate a separator: a known header first, then how many rows are as wide as the header, then how wide that is."""
    known = spec is not None and find_header(top, spec) is not None
    position = find_header(top, spec) if known and spec else first_filled(top)
    width = 0 if position is None else len(top[position])
    return known, sum(len(record) == width for record in top) if width > 1 else 0, width


# --- rows ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Ragged:
    """Rows whose number of cells is not that of the headers.

    Attributes:
        widest: The number of cells of the widest row.
        long: Positions of rows with something in a cell beyond the last header.
        short: Number of cells by position, of rows with fewer cells than headers; blank rows do not count.
    """

    widest: int = 0
    long: list[int] = field(default_factory=list)
    short: dict[int, int] = field(default_factory=dict)


def _parsed(text: _Csv) -> tuple["pd.DataFrame", _Ragged]:
    from pandas.errors import ParserError

    width = len(text.header)
    try:
        frame = _cells(text, width)
    except ParserError as error:
        _refuse_unclosed_quote(text, error)
        ragged = _ragged(text)
        return _cells(text, ragged.widest).iloc[:, :width], ragged
    # Only a row with a blank last cell can be short, and looking at every row again takes longer than reading it.
    return frame, _ragged(text) if frame[width - 1].eq("").any() else _Ragged()


def _cells(text: _Csv, width: int) -> "pd.DataFrame":
    import pandas as pd

    # The header comes along as the first row: pandas lets the first row be wider than the rest.
    frame = pd.read_csv(
        io.BytesIO(text.utf8),
        sep=text.separator,
        header=None,
        names=list(range(width)),
        index_col=False,
        skiprows=text.header_position,
        skip_blank_lines=False,
        dtype=object,
        na_filter=False,
        encoding="utf-8",
    )
    return frame.iloc[1:]


def _refuse_unclosed_quote(text: _Csv, error: Exception) -> None:
    unclosed = re.search(r"EOF inside string starting at row (\d+)", str(error))
    if unclosed:
        raise TableError(
            f'{text.source}, row {int(unclosed[1]) + 1}: a quote (") opens a text and nothing closes it. '
            "Close or remove it, or export as .xlsx."
        )


def _ragged(text: _Csv) -> _Ragged:
    width = len(text.header)
    widest, long, short = width, [], {}
    with _cells_of_any_length():
        for position, record in enumerate(_records(text.utf8, text.separator)):
            if position <= text.header_position or len(record) == width:
                continue
            widest = max(widest, len(record))
            if any(map(str.strip, record[width:])):
                long.append(position)
            elif len(record) < width and any(map(str.strip, record)):
                short[position] = len(record)
    return _Ragged(widest, long, short)


@contextmanager
def _cells_of_any_length() -> Iterator[None]:
    previous = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(previous)


def _too_long(text: _Csv, positions: list[int]) -> list[str]:
    if not positions:
        return []
    rows = ("rows " if len(positions) > 1 else "row ") + in_words([str(position + 1) for position in positions])
    problem = (
        f"{text.source}, {rows}: more cells than the {len(text.header)} headers. "
        f"A text that contains “{text.separator}” must stand in quotes: correct the rows, or export as .xlsx."
    )
    return [problem]


def _table(text: _Csv, frame: "pd.DataFrame", short: dict[int, int]) -> RawTable:
    filled = _without_blank_rows(frame)
    named = _with_headers(filled, text.header)
    return RawTable(
        text.source,
        named.map(unguarded) if GUARDED_BYTES.search(text.utf8) else named,
        row_numbers=(filled.index + (text.header_position + 1)).tolist(),
        issues=tuple(_short(text, position, cells) for position, cells in short.items()),
    )


def _without_blank_rows(frame: "pd.DataFrame") -> "pd.DataFrame":
    starts_blank = [not cell.strip() for cell in frame[0]]
    candidates = frame.loc[starts_blank]
    blank = [position for position, *cells in candidates.itertuples() if is_blank_row(cells)]
    return frame.drop(index=blank) if blank else frame


def _with_headers(frame: "pd.DataFrame", header: Record) -> "pd.DataFrame":
    names = dict(enumerate(column_names(header)))
    blank = [column for column, name in enumerate(header) if is_blank(name) and is_blank_row(frame[column])]
    return frame.drop(columns=blank).rename(columns=names).reset_index(drop=True)


def _short(text: _Csv, position: int, cells: int) -> Issue:
    return Issue(
        "short row",
        Place(text.source, position + 1),
        found=f"{cells} cells",
        allowed=f"{len(text.header)} cells, one for each header",
        remedy="The missing cells count as blank; if a text with a line break lost its quotes, export as .xlsx.",
    )
