"""The layout of a csv file: its encoding, what separates its cells, and which row holds the headers."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, islice

from kam_xl.accounts.tables import TableSpec
from kam_xl.errors import SourceError, TableError
from kam_xl.workbook.formula_text import unguarded
from kam_xl.workbook.headers import SEARCHED_ROWS, TOP_LEFT, find_header, first_filled, missing_header

SEPARATORS = (",", ";", "\t", "|")
"""The separators recognised; where nothing tells them apart, the first counts."""

Record = list[str]

_END = "\0"
"""A last line of our own. No text holds this character, so a row that ends in it has swallowed the line."""

_BLANK = b' \r\n"' + "".join(SEPARATORS).encode()

_LONGEST_CELL = 2**31 - 1
"""The highest limit that the csv module takes on every system."""


@dataclass(frozen=True, slots=True)
class CsvText:
    """A table as csv in UTF-8, from its header row on.

    Attributes:
        source: The file's name in messages.
        utf8: The header row and all that follows.
        separator: What separates the cells.
        header: The cells of the header row.
        header_row: Its row number in the file.
    """

    source: str
    utf8: bytes
    separator: str
    header: Record
    header_row: int

    def records(self) -> Iterator[Record | None]:
        """Give each row below the header; None for a last row in which a quote opens and nothing closes it."""
        with _cells_of_any_length():
            for record in islice(_records(chain(_lines(self.utf8), [_END]), self.separator), 1, None):
                if record == [_END]:
                    return
                yield None if record[-1:] and record[-1].endswith(_END) else record


def lay_out(content: bytes, source: str, spec: TableSpec | None) -> CsvText:
    """Find out how a csv file is laid out.

    Args:
        content: The file.
        source: Its name in messages.
        spec: The table looked for: its key columns tell the header row. None takes the first row that is not blank.

    Raises:
        SourceError: The content is no text, or empty.
        TableError: There is no header row.
    """
    utf8 = _as_utf8(content, source)
    if not utf8.strip(_BLANK):
        raise TableError(f"{source} holds only blank rows; a table with a header row is needed. Export it again.")
    tops = {separator: _top(utf8, separator) for separator in SEPARATORS}
    separator = max(SEPARATORS, key=lambda candidate: _likelihood(tops[candidate], spec))
    top = tops[separator]
    position = _header_position(top, spec)
    if position is None:
        raise TableError(missing_header(source, top, spec, TOP_LEFT) if spec else _late_start(source))
    header = [unguarded(cell) for cell in top[position]]
    return CsvText(source, _without_rows(utf8, separator, position), separator, header, position + 1)


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
    # Excel's own first line, which it never shows.
    return re.sub(rb"\Asep=.\r?\n", b"", utf8, flags=re.IGNORECASE)


def _decoded(content: bytes, source: str) -> str:
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ["utf-16"] if marked else ["utf-8", "cp1252"]:
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    raise SourceError(
        f"{source} is in an unknown encoding; UTF-8, UTF-16 with mark and Windows-1252 are read. "
        "Save it as “CSV UTF-8”."
    )


# --- text to records -------------------------------------------------------------------------------------------------


def _lines(utf8: bytes) -> Iterator[str]:
    return io.TextIOWrapper(io.BytesIO(utf8), "utf-8", newline="")


def _records(lines: Iterable[str], separator: str) -> Iterator[Record]:
    return csv.reader(lines, delimiter=separator)


@contextmanager
def _cells_of_any_length() -> Iterator[None]:
    previous = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(previous)


def _without_rows(utf8: bytes, separator: str, count: int) -> bytes:
    read: list[str] = []

    def noted() -> Iterator[str]:
        for line in _lines(utf8):
            read.append(line)
            yield line

    list(islice(_records(noted(), separator), count))
    return utf8[len("".join(read).encode()) :]


# --- separator and header --------------------------------------------------------------------------------------------


def _top(utf8: bytes, separator: str) -> list[Record]:
    top: list[Record] = []
    # A quote that nothing closes makes a cell beyond any size; reading the rows says where.
    with suppress(csv.Error):
        top.extend(islice(_records(_lines(utf8), separator), SEARCHED_ROWS))
    return top


def _header_position(top: Sequence[Record], spec: TableSpec | None) -> int | None:
    return first_filled(top) if spec is None else find_header(top, spec)


def _likelihood(top: Sequence[Record], spec: TableSpec | None) -> tuple[bool, int, int]:
    """Rate a separator: a known header first, then how many rows are as wide as the header, then how wide that is."""
    known = None if spec is None else find_header(top, spec)
    position = first_filled(top) if known is None else known
    width = 0 if position is None else len(top[position])
    return known is not None, sum(len(record) == width for record in top) if width > 1 else 0, width


def _late_start(source: str) -> str:
    return f"{source}: the first {SEARCHED_ROWS} rows are blank, and the headers must be among them. Delete blank rows."
