"""The periods that are measured, and whether the export covers them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

SHORTEST_SILENCE_DAYS = 7
"""So long a time without any order is a pause, even where the export shows no other."""

LONGEST_SILENCE_DAYS = 31
"""A longer time without any order is never taken for a pause: data are missing there, or a date is wrong."""

PRESENT_AT_START_DAYS = 90
"""Who first buys within so many days of the export's start may have been a customer before it."""


@dataclass(frozen=True, slots=True)
class Period:
    """A time between two days.

    Attributes:
        after: The day before its first day.
        until: Its last day.
    """

    after: date
    until: date

    def __contains__(self, day: date) -> bool:
        """Tell whether a day lies in it."""
        return self.after < day <= self.until

    def __str__(self) -> str:
        """Name its first and last day."""
        return f"{self.after + timedelta(days=1)} to {self.until}"


def year_until(as_of: date) -> Period:
    """Give the 12 calendar months that end with a day: (as-of − 12 months, as-of].

    >>> str(year_until(date(2024, 2, 29))), str(year_until(date(1998, 5, 6)))
    ('2023-03-01 to 2024-02-29', '1997-05-07 to 1998-05-06')
    """
    leap_day = (as_of.month, as_of.day) == (2, 29)
    return Period(as_of.replace(year=as_of.year - 1, day=28 if leap_day else as_of.day), as_of)


@dataclass(frozen=True, slots=True)
class Span:
    """The days an export covers.

    Attributes:
        first: Its first day: as the mapping says, else the first order's.
        last: Its last day: as the mapping says, else the last order's.
        silence_days: So long a gap at either end is a pause without orders rather than missing data.
    """

    first: date
    last: date
    silence_days: int

    def covers(self, period: Period) -> bool:
        """Tell whether the export holds the whole of a period."""
        silence = timedelta(days=self.silence_days)
        return self.first - silence <= period.after + timedelta(days=1) and period.until <= self.last + silence

    @property
    def start(self) -> Period:
        """Give the days in which a first order does not show whether the customer is new."""
        return Period(self.first - timedelta(days=1), self.first + timedelta(days=PRESENT_AT_START_DAYS - 1))

    def __str__(self) -> str:
        """Name its first and last day."""
        return f"{self.first} to {self.last}"


def span_of(days: Iterable[date], complete_from: date | None, complete_to: date | None) -> Span | None:
    """Work out which days an export covers.

    An export seldom has an order on every day, so a silence at either end is taken for a pause as long as it is no
    longer than the longest pause inside the export (at least a week, at most a month).

    Args:
        days: The days of its orders, in any order.
        complete_from: The first day it is complete for, if the mapping says so; None takes the first order's.
        complete_to: The last such day; None takes the last order's.

    Returns:
        The span; None without any order.
    """
    ordered = sorted(set(days))
    if not ordered:
        return None
    longest = max(((later - earlier).days - 1 for earlier, later in pairwise(ordered)), default=0)
    silence = min(max(longest, SHORTEST_SILENCE_DAYS), LONGEST_SILENCE_DAYS)
    return Span(complete_from or ordered[0], complete_to or ordered[-1], silence)
