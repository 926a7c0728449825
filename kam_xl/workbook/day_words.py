"""How sentences on sheets write a day; cells that hold a date alone hold a real one, shown as yyyy-mm-dd."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


def day_in_words(day: date, language: str) -> str:
    """Write a day as plans and messages do; a language that Unicode CLDR does not know is read as English.

    >>> from datetime import date
    >>> day_in_words(date(2026, 6, 30), "en"), day_in_words(date(2026, 6, 30), "de_DE")
    ('Jun 30, 2026', '30.06.2026')
    """
    from babel import Locale, UnknownLocaleError
    from babel.dates import format_date

    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return format_date(day, "medium", locale=locale)
