"""Writing cells with XlsxWriter so that they hold exactly what is meant: a text stays a text, whatever it says."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from html import escape
from math import isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from kam_xl.accounts.rows import Value

_LONGEST_TEXT = 32_767
"""Excel keeps so many UTF-16 units in a cell."""

_LONGEST_HEADER = 255
"""Excel keeps so many in the name of a table's column."""

_FIRST_YEAR = 1900
"""Excel knows no day before."""

_NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


def put(sheet: Worksheet, row: int, column: int, value: Value, look: Format | None = None) -> None:
    """Write a value as what it is; never as a formula, a link or an error.

    Args:
        sheet: A worksheet of XlsxWriter.
        row: The row, counted from 0.
        column: The column, counted from 0.
        value: What to write; unknown gives a blank cell.
        look: A format of XlsxWriter.
    """
    if isinstance(value, str):
        sheet.write_string(row, column, _for_xlsxwriter(cell_text(value)), look)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, look)
    elif isinstance(value, date):
        _put_date(sheet, row, column, value, look)
    elif value is None or not isfinite(value):
        sheet.write_blank(row, column, None, look)
    else:
        sheet.write_number(row, column, value, look)


def _put_date(sheet: Worksheet, row: int, column: int, day: date, look: Format | None) -> None:
    if day.year < _FIRST_YEAR:
        sheet.write_string(row, column, day.isoformat(), look)
    else:
        sheet.write_datetime(row, column, day, look)


def put_formula(  # noqa: PLR0913, PLR0917 - a cell is a place, a content, what it shows and how it looks
    sheet: Worksheet,
    row: int,
    column: int,
    formula: str,
    value: Value,
    look: Format | None = None,
) -> None:
    """Write a formula of our own making, with the value it has, so that nothing must be computed to read it.

    Args:
        sheet: A worksheet of XlsxWriter.
        row: The row, counted from 0.
        column: The column, counted from 0.
        formula: The formula without its equals sign.
        value: Its value; unknown is the empty text.
        look: A format of XlsxWriter.
    """
    sheet.write_formula(row, column, _ReadyFormula(formula), look, _shown(value))


class _ReadyFormula(str):
    """A formula whose functions have the prefixes they need.

    XlsxWriter looks for 30 functions that might lack one unless it finds a prefix, which takes longer than all else.
    """

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        return part == "_xlfn." or (isinstance(part, str) and super().__contains__(part))


class _EmptyText(str):
    """The empty text as a formula's value: one that XlsxWriter does not take for no value at all."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return False


def _shown(value: Value) -> Value:
    if value is None or value == "":
        return _EmptyText()
    # XlsxWriter escapes control characters in texts, but not in the values of formulas.
    return "".join(sign for sign in cell_text(value) if sign.isprintable()) if isinstance(value, str) else value


def cell_text(text: str) -> str:
    """Give a text as a cell can hold it: no sign that XML refuses, cut with an ellipsis if too long."""
    return _shortened(_NOT_IN_XML.sub("\ufffd", text), _LONGEST_TEXT)


def _shortened(text: str, longest: int) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= 2 * longest:
        return text
    return units[: 2 * (longest - 1)].decode("utf-16-le", errors="ignore") + "…"


def _for_xlsxwriter(text: str) -> str:
    # XlsxWriter takes a text in <r>…</r> for ready-made XML and writes it raw; wrapped and escaped it is a text again.
    if not (text.startswith("<r>") and text.endswith("</r>")):
        return text
    wrapped = f'<r><t xml:space="preserve">{escape(text, quote=False)}</t></r>'
    return wrapped if len(wrapped) <= _LONGEST_TEXT else "[r]" + text[3:]


def table_headers(headers: Sequence[str]) -> list[str]:
    r"""Give headers as an Excel table can hold them: one line, not blank, no two alike even if case is ignored.

    >>> table_headers(["Region", "region", "", "a\nb"])
    ['Region', 'region (2)', 'Column 3', 'a b']
    """
    taken: set[str] = set()
    return [_untaken(_header(text) or f"Column {i}", taken) for i, text in enumerate(headers, start=1)]


def _header(text: str) -> str:
    visible = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in cell_text(text))
    # Seven units stay free for a number that tells two apart.
    return _shortened(" ".join(visible.replace("<r>", "[r]").split()), _LONGEST_HEADER - 7)


def _untaken(header: str, taken: set[str]) -> str:
    candidate, count = header, 1
    while candidate.lower() in taken or candidate.casefold() in taken:
        count += 1
        candidate = f"{header} ({count})"
    taken |= {candidate.lower(), candidate.casefold()}
    return candidate
