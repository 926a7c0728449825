"""How sentences about a book count and name."""

from collections.abc import Sequence


def counted(count: int, one: str, many: str) -> str:
    """Say how many there are of something.

    >>> counted(1, "account has", "accounts have"), counted(1200, "account has", "accounts have")
    ('1 account has', '1,200 accounts have')
    """
    return f"{count:,} {one if count == 1 else many}"


def beside_a_tier(tiers: Sequence[str]) -> str:
    """Say how many accounts without a score have a tier all the same; nothing if none has.

    >>> beside_a_tier(["Unscored", "Major"]), beside_a_tier(["Unscored"])
    (' (1 of them has a tier all the same)', '')
    """
    count = sum(tier != "Unscored" for tier in tiers)
    have = counted(count, "of them has", "of them have")
    return f" ({have} a tier all the same)" if count else ""


def signed(points: float) -> str:
    """Write a change with its sign, as print does: a hyphen is no minus.

    >>> signed(5.84), signed(-3)
    ('+5.8', '−3.0')
    """
    return f"{points:+.1f}".replace("-", "−")


def named(names: Sequence[str], most: int = 5) -> str:
    """Name the first few, and count the others.

    >>> named(["Ana", "Bo", "Cy"], most=2)
    'Ana, Bo and 1 more'
    """
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more" if more > 0 else "")
