"""The basis on which a book is read and scored: what a run takes as given."""

from dataclasses import dataclass
from datetime import date

from kam_xl.accounts.conventions import NEUTRAL, Conventions


@dataclass(frozen=True, slots=True)
class Basis:
    """What must be the same for two runs to give the same scores, beside data and model.

    Attributes:
        as_of: The day for which the book is scored.
        home_offset_hours: Standard time of the head office, hours from UTC; None if not said.
        served: Codes of the countries we serve, ISO alpha-2; None if nobody said.
        conventions: How texts write numbers and dates.
        date_1904: Whether the serial dates of a single row count from 1904, as in old Mac workbooks; a table says so
            itself.
    """

    as_of: date
    home_offset_hours: float | None = None
    served: frozenset[str] | None = None
    conventions: Conventions = NEUTRAL
    date_1904: bool = False
