"""Derived fields: always worked out from other fields, by the same arithmetic for one account and for columns.

Numbers are floats or numpy arrays of them; NaN is unknown and stays unknown.
"""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt

    Number = TypeVar("Number", float, npt.NDArray[np.float64])

DAYS_PER_YEAR = 365.25
DERIVED_FROM: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "tenure_years": ("customer_since",),
        "days_since_last_order": ("last_order",),
        "time_zone_gap_hours": ("utc_offset_hours",),
        "revenue_change_12m": ("revenue_12m", "revenue_prior_12m"),
        "growth_pct": ("revenue_12m", "revenue_prior_12m"),
    }
)
"""The fields that each derived field is worked out from, the one to blame first."""


def sources_of(field: str) -> tuple[str, ...]:
    """Give the fields that a person fills in for a field: those it is worked out from, else itself.

    >>> sources_of("growth_pct"), sources_of("revenue_12m")
    (('revenue_12m', 'revenue_prior_12m'), ('revenue_12m',))
    """
    return DERIVED_FROM.get(field, (field,))


EPOCH = date(1970, 1, 1)
"""The day from which dates are counted as numbers."""


def days(day: date) -> float:
    """Give a date as days since 1970-01-01."""
    return float((day - EPOCH).days)


def derive(numbers: Mapping[str, Number], as_of: date) -> dict[str, Number]:
    """Work out every derived field.

    Args:
        numbers: Numbers or columns of the fields it needs, dates as days since 1970-01-01, `home_offset_hours`, and
            `positive_prior_12m`, which is NaN where the prior revenue is not above 0.
        as_of: The day for which the book is scored.

    Returns:
        `tenure_years` and `days_since_last_order` (negative for a day after the as-of date, which is out of their
        range), `time_zone_gap_hours`, `revenue_change_12m` and `growth_pct`.
    """
    change = numbers["revenue_12m"] - numbers["revenue_prior_12m"]
    return {
        "tenure_years": (days(as_of) - numbers["customer_since"]) / DAYS_PER_YEAR,
        "days_since_last_order": days(as_of) - numbers["last_order"],
        "time_zone_gap_hours": gap_hours(numbers["utc_offset_hours"], numbers["home_offset_hours"]),
        "revenue_change_12m": change,
        "growth_pct": 100 * change / numbers["positive_prior_12m"],
    }


def gap_hours(account_offset_hours: Number, home_offset_hours: Number) -> Number:
    """Give the hours between two standard times, the short way round the day.

    >>> gap_hours(-8.0, 10.0)
    6.0
    """
    apart = abs(account_offset_hours - home_offset_hours) % 24
    return 12 - abs(apart - 12)
