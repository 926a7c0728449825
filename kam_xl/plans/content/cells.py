"""Cells of a row as a plan reads them: of the kind asked for, or unknown."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kam_xl.accounts.rows import Value

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")

# Control characters other than a new line, lone surrogates, signs that turn the direction of what follows, and code
# points that are no characters: XML refuses most of them, and none of them can be read.
_UNPRINTABLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)


def printable(raw: str) -> str:
    r"""Keep what a person can read of a text; lines stay, blanks around it go.

    >>> printable(" a\x00b\tc\r\nd ")
    'ab c\nd'
    """
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", raw).replace("\t", " ")).strip()


def text(row: Mapping[str, Value], name: str) -> str | None:
    """Give a cell as a text; None where it is blank."""
    value = row.get(name)
    if value is None:
        return None
    return printable(f"{value:g}" if isinstance(value, float) else str(value)) or None


def number(row: Mapping[str, Value], name: str) -> float | None:
    """Give a cell as a number; None where it is blank or no number."""
    value = row.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def day(row: Mapping[str, Value], name: str) -> date | None:
    """Give a cell as a date; None where it is blank or no date."""
    value = row.get(name)
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
