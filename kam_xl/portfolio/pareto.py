"""The revenue curve: how much of the whole the largest accounts bring, measured and never assumed to be 80/20."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, fsum

HEAD_SHARE = 0.80
"""The share of the revenue that the head brings."""

_TOLERANCE = 1e-9
"""Sums that differ by less than this share of the total are taken as equal."""


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the revenue curve.

    Attributes:
        place: The place of an account, counted from 1 for the largest.
        revenue: Its revenue in currency.
        cumulative: The share of the total that it and all larger ones bring, 0–1.
        in_head: Whether it belongs to the head of 80 %.
    """

    place: int
    revenue: float
    cumulative: float
    in_head: bool


@dataclass(frozen=True, slots=True)
class Pareto:
    """The revenue curve of a book.

    Attributes:
        revenues: The revenues above 0, largest first, in currency; unknown ones and those of 0 or less are left out.
        total: Their sum.
    """

    revenues: tuple[float, ...]
    total: float

    def head(self, share: float = HEAD_SHARE) -> int:
        """Count the accounts of the head.

        An account is in the head if the accounts before it bring less than the share; so the one that crosses it
        counts. Equal revenues at the end are not extended: this is the length of the curve, not a tier.

        Source:
            ABC analysis in the convention "cumulative before the item < 80 %".

        >>> pareto([50, 30, 15, 5]).head(), pareto([90, 10]).head()
        (2, 1)
        """
        reached = (share - _TOLERANCE) * self.total
        before = accumulate(self.revenues[:-1], initial=0.0)
        return sum(1 for _, sum_before in zip(self.revenues, before, strict=False) if sum_before < reached)

    def share_of_largest(self, part: float) -> float | None:
        """Give the share of the total that the largest accounts bring.

        Args:
            part: The part of the accounts, 0–1; a fraction of an account counts as a whole one.

        Returns:
            The share, 0–1; None if nobody bought.

        >>> pareto([50, 30, 15, 5]).share_of_largest(0.2)
        0.5
        """
        if not self.revenues:
            return None
        return fsum(self.revenues[: ceil(part * len(self.revenues) - _TOLERANCE)]) / self.total

    def sampled(self, points: int) -> tuple["Point", ...]:
        """Give the curve at equal steps of the accounts, so that it is as long for every book; empty if nobody bought.

        The convention of the head is that of `head`: the account that crosses the share belongs to it.

        >>> [point.place for point in pareto([50, 30, 15, 5]).sampled(2)]
        [2, 4]
        """
        curve = self.curve()
        places = [ceil(len(curve) * step / points - _TOLERANCE) for step in range(1, points + 1)] if curve else []
        return tuple(self._point(place, curve[place - 1]) for place in places)

    def _point(self, place: int, cumulative: float) -> "Point":
        revenue = self.revenues[place - 1]
        return Point(place, revenue, cumulative, cumulative - revenue / self.total < HEAD_SHARE - _TOLERANCE)

    def curve(self) -> tuple[float, ...]:
        """Give the cumulative share of the total after each account, largest first.

        >>> pareto([50, 30, 20]).curve()
        (0.5, 0.8, 1.0)
        """
        return tuple(part / self.total for part in accumulate(self.revenues))


def pareto(revenues: Iterable[float | None]) -> Pareto:
    """Measure the revenue curve of a book.

    Args:
        revenues: Each account's revenue in currency, in any order; None or NaN is unknown.

    >>> pareto([20, None, 80, 0, -5])
    Pareto(revenues=(80, 20), total=100.0)
    """
    known = [revenue for revenue in revenues if revenue is not None and revenue > 0]
    return Pareto(tuple(sorted(known, reverse=True)), fsum(known))
