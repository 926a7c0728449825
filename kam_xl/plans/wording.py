"""How a plan writes its quantities: numbers, money and dates in the reader's language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, time
from decimal import InvalidOperation
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal, format_percent

from kam_xl.plans.content.quantities import Amount, Country, Money, Points, Share

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

UNKNOWN_WORDS = "RED FLAG: not known"
"""What stands where a template asks for something that nobody typed."""

NOTHING = "–"
"""What stands where there is nothing to say and nobody forgot anything."""

_DECIMALS = re.compile(r"\.0+")


@dataclass(frozen=True)
class Wording:
    """Write quantities as texts.

    Attributes:
        language: A locale such as "en" or "de_CH"; one that Unicode CLDR does not know is read as English.
        currency: ISO code of the money; None writes bare numbers.
        locale: The language's patterns and names.

    Source:
        Patterns and names from Unicode CLDR, through Babel.
    """

    language: str
    currency: str | None = None
    locale: Locale = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Look the language up once."""
        object.__setattr__(self, "locale", _locale(self.language))

    def say(self, value: object) -> object:
        r"""Write a quantity as a text; anything else, such as a text, stays what it is.

        >>> Wording("de", "EUR").say(Money(1234567.4)), Wording("en").say(Share(0.255))
        ('1.234.567\xa0€', '26%')
        """
        return _said(self, value) if type(value) in _WRITERS else value

    def signed(self, value: object) -> object:
        """Write a change with its sign; unknown stays unknown."""
        said = self.say(value)
        if not isinstance(said, str):
            return said
        return f"+{said}" if magnitude(value) > 0 else said.replace("-", "−", 1)


def _money(wording: Wording, money: Money) -> str:
    whole = _rounded(money.amount, 0)
    if wording.currency is None:
        return format_decimal(whole, format="#,##0", locale=wording.locale)
    pattern = _DECIMALS.sub("", wording.locale.currency_formats["standard"].pattern)
    return format_currency(whole, wording.currency, pattern, locale=wording.locale, currency_digits=False)


def _share(wording: Wording, share: Share) -> str:
    return format_percent(_rounded(share.part, 2), locale=wording.locale)


def _points(wording: Wording, points: Points) -> str:
    return format_decimal(_rounded(points.points, 1), format="#,##0.0", locale=wording.locale)


def _amount(wording: Wording, amount: Amount) -> str:
    number = _rounded(amount.number, 1)
    unit = amount.unit.removesuffix("s") if number == 1 else amount.unit
    return f"{format_decimal(number, format='#,##0.#', locale=wording.locale)} {unit}"


def _number(wording: Wording, number: float) -> str:
    return format_decimal(_rounded(number, 2), format="#,##0.##", locale=wording.locale)


def _day(wording: Wording, day: date) -> str:
    return format_date(day, "medium", locale=wording.locale)


def _clock(wording: Wording, moment: time) -> str:
    return format_time(moment, "short", locale=wording.locale)


def _country(wording: Wording, country: Country) -> str:
    return str(wording.locale.territories.get(country.code, country.code))


_WRITERS: Mapping[type, Callable[[Wording, Any], str]] = MappingProxyType(
    {
        Money: _money,
        Share: _share,
        Points: _points,
        Amount: _amount,
        int: _number,
        float: _number,
        date: _day,
        time: _clock,
        Country: _country,
        bool: lambda _wording, answer: "yes" if answer else "no",
    }
)

QUANTITIES = frozenset(_WRITERS)
"""The types that are written as quantities."""


# A plan says many of its numbers twice, and a book many of its dates in every plan.
@lru_cache(maxsize=4096, typed=True)
def _said(wording: Wording, value: object) -> str:
    try:
        return _WRITERS[type(value)](wording, value)
    except InvalidOperation:  # more digits than Babel can round: no account's number, but one that a cell can hold
        return f"{magnitude(value):.3g}"


@lru_cache(maxsize=32)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _rounded(number: float, digits: int) -> float:
    # Adding 0.0 turns −0.0 into 0.0: nobody reads a minus before a zero.
    return round(number, digits) + 0.0


def magnitude(value: object) -> float:
    """Give the bare number of a quantity; a share as percent; 0 for what is none."""
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, Share):
        return 100 * value.part
    if isinstance(value, Points):
        return value.points
    if isinstance(value, Amount):
        return value.number
    return float(value) if isinstance(value, int | float) else 0.0


def filled(value: object, full: float = 100) -> float:
    """Give the filled part of a bar, 0–1: a quantity as part of `full`; a share is part of 1; unknown is 0.

    >>> filled(Share(0.5)), filled(Amount(4, "of 5"), 5), filled(Points(120)), filled(None)
    (0.5, 0.8, 1.0, 0.0)
    """
    return min(max(magnitude(value) / full, 0.0), 1.0)


def drawn(value: object, full: float = 100) -> str:
    """Give the length of a bar of 100, as drawings write numbers in every language.

    >>> drawn(Points(72.345))
    '72.3'
    """
    return f"{100 * filled(value, full):.1f}"


def brief(value: object, longest: int) -> object:
    """Shorten a text to whole words, marked by …; its lines become one; unknown stays unknown.

    >>> brief("Renew the frame contract", 17)
    'Renew the frame…'
    """
    if not isinstance(value, str):
        return value
    line = " ".join(value.split())
    if len(line) <= longest:
        return line
    whole = line[:longest].rpartition(" ")[0]
    return f"{whole if len(whole) > longest // 2 else line[: longest - 1]}…"


def dash(value: object) -> object:
    """Write – for something unknown that nobody was asked for."""
    return NOTHING if value is None or value == "" else value
