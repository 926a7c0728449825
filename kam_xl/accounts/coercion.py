"""Coercion of one cell, in one place: what the raw value of a cell means as a number, boolean, date or text.

Every function gives None for an unknown value and raises [`UnreadableError`] for one that is neither unknown nor
readable; the caller turns that into an issue and goes on.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from math import inf, isfinite
from numbers import Real

from kam_xl.accounts.conventions import NEUTRAL, Conventions

UNKNOWN_MARKS = frozenset({"", "null", "n/a", "nan", "inf"})
"""Texts that mean unknown, lower-cased; so does anything starting with #. Never NA, which is Namibia."""

TRUE_WORDS = frozenset({"true", "yes", "1", "wahr", "vrai", "oui", "ja", "sí"})
FALSE_WORDS = frozenset({"false", "no", "0", "falsch", "faux", "non", "nein"})

LARGEST = 1e15
"""The largest number in size; beyond it a double no longer holds cents, and sums could overflow."""

SERIAL_DAYS = (20_000, 80_000)
"""Excel serials read as dates: 1954 to 2119 in the 1900 system."""

_EPOCH_1900 = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)


class UnreadableError(ValueError):
    """A value that is not unknown and yet cannot be read.

    Attributes:
        kind: The kind of issue it is, such as "unreadable number".
        allowed: What could have been read.
    """

    def __init__(self, kind: str, allowed: str) -> None:
        """Keep both for the issue."""
        super().__init__(f"{kind}; allowed: {allowed}")
        self.kind = kind
        self.allowed = allowed


def is_unknown(value: object) -> bool:
    """Tell whether a raw cell says that the value is not known.

    >>> [is_unknown(value) for value in (None, " n/a ", "#N/A", float("nan"), "NA", 0)]
    [True, True, True, True, False, False]
    """
    if value is None:
        return True
    if isinstance(value, str):
        mark = value.strip().lower()
        return mark in UNKNOWN_MARKS or mark.startswith("#")
    if isinstance(value, float):
        return not isfinite(value)
    try:
        return bool(value != value)  # noqa: PLR0124 - only missing values such as NaT differ from themselves
    except TypeError:  # pandas' NA says neither yes nor no
        return True


def read_number(value: object, conventions: Conventions = NEUTRAL) -> float | None:
    """Read a number.

    Accepts numbers and texts with a sign, thousands marks in correct groups, an exponent, one currency (ISO code or
    € $ £), a sign or brackets for negative but not both, and a trailing % (12 % is 0.12).

    Raises:
        UnreadableError: The value is none of these (a date is no number: rate the years or days since), or too large.

    >>> read_number("(1,234.50 EUR)")
    -1234.5
    >>> read_number("12,5 %", Conventions(decimal=",", group="."))
    0.125
    """
    if is_unknown(value):
        return None
    number = _number_from_text(value, conventions) if isinstance(value, str) else _number_from_cell(value)
    if abs(number) > LARGEST:
        raise UnreadableError("out of range", f"a number up to {LARGEST:,.16g} in size")
    return number


def _number_from_cell(value: object) -> float:
    if isinstance(value, date):
        raise UnreadableError("unreadable number", "a number; for a date, a derived field such as tenure_years")
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        raise _no_number()
    try:
        return float(value)
    except OverflowError:
        return inf


def _no_number() -> UnreadableError:
    return UnreadableError("unreadable number", "a number such as 1234.5, 1,234.50, (12) or 12 %")


_SWISS_MARKS = frozenset({"'", "’"})


@lru_cache(maxsize=8)
def _number_pattern(conventions: Conventions) -> re.Pattern[str]:
    marks = _SWISS_MARKS if conventions.group in _SWISS_MARKS else {conventions.group}
    group, decimal = f"[{re.escape(''.join(sorted(marks)))}]", re.escape(conventions.decimal)
    digits = rf"(?:[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+)(?:{decimal}[0-9]*)?|{decimal}[0-9]+"
    currency = r"([A-Z]{3}|[€$£])?"
    return re.compile(
        rf"(?P<open>\()? ?{currency} ?(?P<sign>(?(open)|[-+−]?)) ?{currency} ?"
        rf"(?P<body>{digits})(?P<exponent>[eE][-+]?[0-9]+)? ?{currency} ?(?P<percent>%?)(?(open) ?\))"
    )


def _number_from_text(text: str, conventions: Conventions) -> float:
    match = _number_pattern(conventions).fullmatch(_single_blanks(text))
    if match is None or not _is_one_currency([found for found in match.group(2, 4, 7) if found]):
        raise _no_number()
    digits = re.sub(f"[^0-9{re.escape(conventions.decimal)}]", "", match["body"]).replace(conventions.decimal, ".")
    number = float(digits + (match["exponent"] or ""))
    number = number / 100 if match["percent"] else number
    return -number if number and (match["open"] or match["sign"] in {"-", "−"}) else number


def _is_one_currency(found: list[str]) -> bool:
    return not found or (len(found) == 1 and (found[0] in {"€", "$", "£"} or found[0] in _currency_codes()))


@lru_cache(maxsize=1)
def _currency_codes() -> frozenset[str]:
    from babel.core import get_global

    return frozenset(get_global("all_currencies"))


def read_boolean(value: object) -> bool | None:
    """Read TRUE or FALSE, in the words of several languages.

    Raises:
        UnreadableError: The value is neither.
    """
    if isinstance(value, bool):
        return value
    if is_unknown(value):
        return None
    word = comparable(text_of(value))
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise UnreadableError("unreadable yes or no", "TRUE or FALSE, yes or no, 1 or 0")


def read_date(value: object, conventions: Conventions = NEUTRAL, *, date_1904: bool = False) -> date | None:
    """Read a date; a time of day is dropped.

    Accepts dates, ISO texts, Excel serials, and day, month and four-digit year in figures where their order is clear.

    Args:
        value: The raw cell.
        conventions: Decides between day and month where the figures do not.
        date_1904: Whether serials count from 1904.

    Raises:
        UnreadableError: The value is no date, or day and month cannot be told apart.

    >>> read_date("13/02/2024"), read_date(45000.5)
    (datetime.date(2024, 2, 13), datetime.date(2023, 3, 15))
    """
    if is_unknown(value):
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        return _date_from_text(" ".join(value.split()), conventions, date_1904=date_1904)
    return _date_from_serial(value, date_1904=date_1904)


def _no_date() -> UnreadableError:
    return UnreadableError("unreadable date", "a date such as 2024-05-31, or an Excel date")


def _date_from_serial(value: object, *, date_1904: bool) -> date:
    low, high = SERIAL_DAYS
    if isinstance(value, bool) or not isinstance(value, Real) or not low <= float(value) < high + 1:
        raise _no_date()
    return (_EPOCH_1904 if date_1904 else _EPOCH_1900) + timedelta(days=int(float(value)))


_FIGURES = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4})(?:[ T][0-9:.]+(?: ?[AaPp][Mm])?)?")
_SERIAL_TEXT = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")


def _date_from_text(text: str, conventions: Conventions, *, date_1904: bool) -> date:
    if _SERIAL_TEXT.fullmatch(text):
        return _date_from_serial(float(text), date_1904=date_1904)
    if figures := _FIGURES.fullmatch(text):
        return _date_from_figures(int(figures[1]), int(figures[3]), int(figures[4]), conventions)
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise _no_date() from None


def _date_from_figures(first: int, second: int, year: int, conventions: Conventions) -> date:
    day_first = _valid_date(year, second, first)
    month_first = _valid_date(year, first, second)
    readings = {reading for reading in (day_first, month_first) if reading is not None}
    if len(readings) == 1:
        return readings.pop()
    if not readings:
        raise _no_date()
    chosen = {True: day_first, False: month_first, None: None}[conventions.day_first]
    if chosen is None:
        raise UnreadableError(
            "ambiguous date", "a date whose day and month can be told apart, such as 2024-05-31; or say the locale"
        )
    return chosen


def _valid_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_text(value: object) -> str | None:
    """Read a text, trimmed; a number gives its shortest decimal.

    >>> read_text(3.0), read_text("  Key account "), read_text("#N/A")
    ('3', 'Key account', None)
    """
    return None if is_unknown(value) else text_of(value)


def read_name(value: object) -> str | None:
    """Read an id or a name, to which no unknown mark applies except a blank.

    >>> read_name("NULL"), read_name(1007.0), read_name("  ")
    ('NULL', '1007', None)
    """
    if not isinstance(value, str) and is_unknown(value):
        return None
    return text_of(value) or None


def text_of(value: object) -> str:
    """Write a known value as text: trimmed, a number as its shortest decimal, a boolean in lower case.

    >>> text_of(3.0), text_of(0.1), text_of(True), text_of(1e-7)
    ('3', '0.1', 'true', '0.0000001')
    """
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value).strip()


def comparable(text: str) -> str:
    r"""Reduce a text to what counts when two are compared: NFKC, inner blanks collapsed, lower-cased.

    Full case folding is not used, since native Excel formulas cannot do it.

    >>> comparable("  Key\u00a0 Account ") == comparable("KEY ACCOUNT")
    True
    """
    return _single_blanks(unicodedata.normalize("NFKC", text)).lower()


def _single_blanks(text: str) -> str:
    return " ".join(text.split())
