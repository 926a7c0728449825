"""How much of the revenue hangs on few accounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum

from kam_xl.portfolio.pareto import pareto

LARGEST = 10_000
"""The index where one account brings everything."""


@dataclass(frozen=True, slots=True)
class Concentration:
    """The concentration of a book's revenue.

    Attributes:
        hhi: Herfindahl–Hirschman index, above 0 and at most 10,000.
        effective_number: As many accounts of one size would give the same index.
        top_1: The share of the largest account, 0–1.
        top_5: The share of the five largest.
        top_10: The share of the ten largest.
    """

    hhi: float
    effective_number: float
    top_1: float
    top_5: float
    top_10: float


def concentration(revenues: Iterable[float | None]) -> Concentration | None:
    """Measure how concentrated the revenue is.

    Args:
        revenues: Each account's revenue in currency; None is unknown, and counts as little as 0 or less.

    Returns:
        The measures; None if nobody bought.

    Source:
        HHI = sum of squared shares in percent; effective number = 10,000 / HHI (Herfindahl, Hirschman; Laakso and
        Taagepera for the effective number).

    >>> round(concentration([33, 10, 57]).hhi)
    4438
    """
    curve = pareto(revenues)
    if not curve.revenues:
        return None
    hhi = fsum((100 * revenue / curve.total) ** 2 for revenue in curve.revenues)
    top = [fsum(curve.revenues[:count]) / curve.total for count in (1, 5, 10)]
    return Concentration(hhi, LARGEST / hhi, *top)
