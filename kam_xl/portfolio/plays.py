"""Plays: what could be sold to an account, ranked by what can be expected of it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kam_xl.accounts.rows import Row
    from kam_xl.portfolio.book import ScoredAccount
    from kam_xl.portfolio.whitespace import Potential, Whitespace

LIKELIHOOD: Mapping[str, float] = MappingProxyType({"Pipeline": 0.5, "Gap": 0.25, "Competitor": 0.1})
"""How likely a play is to be won within a year, by its state: talked about, open, or somebody else's today.

A convention to put plays in order, not a forecast: nothing in a book tells more.
"""


@dataclass(frozen=True, slots=True)
class Play:
    """Something that could be sold to an account.

    Attributes:
        row: Its row of Products.
        potential: What it could bring in a year.
        likelihood: How likely it is won, 0–1.
    """

    row: Row
    potential: Potential
    likelihood: float

    @property
    def expected(self) -> float | None:
        """Give value × likelihood, in currency; None if the value is unknown."""
        return None if self.potential.value is None else self.potential.value * self.likelihood


def ranked_plays(account: ScoredAccount, products: Iterable[Row], whitespace: Whitespace) -> tuple[Play, ...]:
    """Rank what is left to win at an account by value × likelihood.

    Args:
        account: The account.
        products: Its rows of Products.
        whitespace: What the book says of products.

    Returns:
        A play for each open product, the most expected first; unknown values come last, the likelier first; ties in
        sheet order.
    """
    open_rows = [(row, LIKELIHOOD.get(str(row.get("state")))) for row in products]
    plays = [
        Play(row, whitespace.potential(account, row), likelihood)
        for row, likelihood in open_rows
        if likelihood is not None
    ]
    return tuple(sorted(plays, key=_order))


def _order(play: Play) -> tuple[bool, float, float]:
    expected = play.expected
    return expected is None, -(expected or 0.0), -play.likelihood
