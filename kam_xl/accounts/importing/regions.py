"""Served regions: the countries on a list, or those that were delivered to of late."""

from collections.abc import Iterable

from kam_xl.accounts.coercion import comparable
from kam_xl.accounts.countries import country_code


def country_key(text: str) -> str:
    """Give what two spellings of a country share: its code, or its comparable text where no country is recognised.

    >>> country_key("Germany") == country_key("DE"), country_key("Freedonia ")
    (True, 'freedonia')
    """
    return country_code(text) or comparable(text)


def region_served(country: str | None, listed: frozenset[str] | None, delivered: Iterable[str]) -> bool | None:
    """Tell whether we serve an account's region.

    Args:
        country: The account's country as written; None is unknown.
        listed: Codes of the served countries; None if nobody listed them, and then deliveries decide.
        delivered: Countries delivered to in the last 12 months, as written.

    Returns:
        True or False by the list; by deliveries True or unknown, since no delivery is no refusal to deliver.

    >>> region_served("Germany", frozenset({"AT"}), ()), region_served("Germany", None, ["DE"])
    (False, True)
    """
    if country is None:
        return None
    if listed is not None:
        code = country_code(country)
        return None if code is None else code in listed
    return True if country_key(country) in set(map(country_key, delivered)) else None
