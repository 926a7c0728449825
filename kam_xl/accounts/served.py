"""The list of countries we serve."""

import re

from kam_xl.accounts.countries import country_code
from kam_xl.errors import SourceError


def served_countries(text: str, where: str) -> frozenset[str] | None:
    """Read a list of countries, separated by commas, semicolons or line breaks.

    Args:
        text: ISO codes or English names.
        where: The setting, option or file, for the message.

    Returns:
        ISO alpha-2 codes; None for a blank list, which means that nobody said.

    Raises:
        SourceError: Some names are no countries; all of them are listed.

    >>> sorted(served_countries("DE, Austria; ch", "--served"))
    ['AT', 'CH', 'DE']
    """
    names = [name.strip() for name in re.split(r"[,;\n]", text) if name.strip()]
    codes = {name: country_code(name) for name in names}
    unknown = [name for name, code in codes.items() if code is None]
    if unknown:
        raise SourceError(
            f"{where}: {', '.join(f'“{name}”' for name in unknown)} "
            f"{'is' if len(unknown) == 1 else 'are'} not known; allowed are ISO codes such as DE or English names such "
            "as Germany, separated by commas. Correct the list."
        )
    return frozenset(code for code in codes.values() if code is not None) or None
