"""How numbers and dates are written in texts, by locale."""

from dataclasses import dataclass

from kam_xl.errors import SourceError


@dataclass(frozen=True, slots=True)
class Conventions:
    """Say how texts write numbers and dates.

    Attributes:
        decimal: The decimal mark.
        group: The thousands mark; a blank stands for any kind of blank.
        day_first: Whether 3/4 is 3 April (True) or 4 March (False); None if nobody said, and then 3/4 is unknown.
    """

    decimal: str = "."
    group: str = ","
    day_first: bool | None = None


NEUTRAL = Conventions()
"""The conventions where no locale is given: 1,234.5, and ambiguous dates stay unknown."""


def conventions(locale: str | None) -> Conventions:
    """Look up how a locale writes numbers and dates.

    Args:
        locale: A locale such as `de_DE`, `de-CH` or `en_US`; None or blank gives the neutral conventions.

    Raises:
        SourceError: There is no such locale.

    Source:
        Unicode CLDR, through Babel.

    >>> conventions("de_DE")
    Conventions(decimal=',', group='.', day_first=True)
    """
    if not (locale or "").strip():
        return NEUTRAL
    from babel import Locale, UnknownLocaleError

    try:
        found = Locale.parse(str(locale).strip().replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise SourceError(
            f"The locale “{locale}” is not known; allowed are names such as en_US, en_GB, de_DE or fr_FR. "
            "Correct the setting Locale or the option --locale."
        ) from None
    symbols = found.number_symbols["latn"]
    pattern = found.date_formats["short"].pattern
    group = symbols["group"]
    return Conventions(symbols["decimal"], " " if group.isspace() else group, pattern.index("d") < pattern.index("M"))
