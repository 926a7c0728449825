"""Countries: their codes from what people write, and their standard time where they have only one."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from kam_xl.accounts.coercion import is_unknown

_NO_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
"""Two-letter codes of CLDR that stand for regions, tests or places without an ISO code of their own."""

_OTHER_SPELLINGS = MappingProxyType(
    {
        "AE": ("Emirates", "U.A.E."),
        "BA": ("Bosnia", "Bosnia-Herzegovina"),
        "CD": ("Democratic Republic of the Congo", "DR Congo", "Congo-Kinshasa"),
        "CG": ("Republic of the Congo", "Congo-Brazzaville"),
        "CI": ("Ivory Coast",),
        "CN": ("People's Republic of China", "P.R. China", "PRC", "Mainland China"),
        "CZ": ("Czech Republic",),
        "GB": ("Britain", "England", "Great Britain", "Northern Ireland", "Scotland", "Wales"),
        "HK": ("Hong Kong",),
        "IE": ("Eire", "Republic of Ireland"),
        "IR": ("Islamic Republic of Iran",),
        "KR": ("Korea", "Korea, Republic of", "Republic of Korea"),
        "LA": ("Lao PDR",),
        "MD": ("Republic of Moldova",),
        "MK": ("Macedonia",),
        "MM": ("Burma", "Myanmar"),
        "MO": ("Macao", "Macau"),
        "NL": ("Holland",),
        "PS": ("Palestine",),
        "RU": ("Russian Federation",),
        "SK": ("Slovak Republic",),
        "SY": ("Syrian Arab Republic",),
        "SZ": ("Swaziland",),
        "TL": ("East Timor",),
        "TR": ("Turkey", "Turkiye"),
        "TW": ("Taiwan, Province of China",),
        "US": ("U.S.", "U.S.A.", "United States of America"),
        "VA": ("Holy See", "Vatican"),
    }
)
"""Spellings frequent in CRM systems that CLDR's English names do not have."""


@lru_cache(maxsize=4096)
def country_code(text: str) -> str | None:
    """Give the ISO 3166 alpha-2 code of a country.

    Args:
        text: An ISO code of two or three letters or an English name; case, accents and punctuation do not count.

    Returns:
        The code in capitals; None if the text names no country or is an unknown mark (`NA` is Namibia, `N/A` is not).

    Source:
        Unicode CLDR, through Babel.

    >>> [country_code(text) for text in ("de", "Germany", "USA", "Côte d'Ivoire", "England", "Atlantis")]
    ['DE', 'DE', 'US', 'CI', 'GB', None]
    """
    return None if is_unknown(text) else _codes().get(_spelling_key(text))


def standard_offset_hours(code: str, as_of: date) -> float | None:
    """Give a country's standard time, in hours from UTC, in the year of the as-of date.

    Standard is the smaller of the offsets in January and July, so that summer time never counts.

    Args:
        code: An ISO 3166 alpha-2 code.
        as_of: Any day of the year in question.

    Returns:
        The offset; None if the country's zones differ in it, or it has none.

    Source:
        Zones by country from Unicode CLDR, through Babel; offsets from the IANA time zone database.

    >>> standard_offset_hours("DE", date(2026, 6, 30)), standard_offset_hours("US", date(2026, 6, 30))
    (1.0, None)
    """
    return _one_offset(code, as_of.year)


@lru_cache(maxsize=1024)
def _one_offset(code: str, year: int) -> float | None:
    offsets = {_standard_offset(zone, year) for zone in _zones().get(code, ())}
    return offsets.pop() if len(offsets) == 1 else None


def _standard_offset(zone: str, year: int) -> float:
    midwinter_and_midsummer = (datetime(year, month, 1, 12, tzinfo=ZoneInfo(zone)) for month in (1, 7))
    return min((day.utcoffset() or timedelta()) / timedelta(hours=1) for day in midwinter_and_midsummer)


def _spelling_key(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).lower().replace("&", " and ")
    words = re.findall(r"[a-z]+", re.sub(r"[^a-z\s,()-]", "", re.sub(r"\bst\.? ", "saint ", plain)))
    return "".join(words[1:] if words[:1] == ["the"] else words)


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, str]:
    from babel import Locale
    from babel.core import get_global

    names = {
        code: name
        for code, name in Locale("en").territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES  # noqa: PLR2004 - alpha-2
    }
    found = {_spelling_key(name): code for code, name in names.items()}
    for code, spellings in _OTHER_SPELLINGS.items():
        found |= {_spelling_key(spelling): code for spelling in spellings}
    for alias, codes in get_global("territory_aliases").items():
        if alias.isalpha() and codes[0] in names and len(codes) == 1:
            found[_spelling_key(alias)] = codes[0]
    return found | {code.lower(): code for code in names}


@lru_cache(maxsize=1)
def _zones() -> Mapping[str, tuple[str, ...]]:
    from babel.core import get_global

    zones: dict[str, tuple[str, ...]] = {}
    for zone, code in get_global("zone_territories").items():
        zones[code] = (*zones.get(code, ()), zone)
    return zones
