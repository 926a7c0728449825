"""Figures of the Dashboard: each a formula that follows the book, with the value it has now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import fsum
from typing import TYPE_CHECKING

from kam_xl.accounts.names import name_key
from kam_xl.portfolio.load import loads
from kam_xl.portfolio.pareto import pareto
from kam_xl.workbook.cells import put_formula

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format

    from kam_xl.accounts.rows import Row, Value
    from kam_xl.portfolio.load import Load
    from kam_xl.portfolio.pareto import Pareto
    from kam_xl.workbook.content import WorkbookContent
    from kam_xl.workbook.pages.canvas import Page

NOT_AVAILABLE = "#N/A"
"""What a chart leaves out."""

REVENUE = "Accounts[Revenue 12m]"
TIER = "Accounts[Tier]"

COUNTED_REVENUE = f'{REVENUE},"<1E+300"'
"""A condition on the revenue itself: without it one #N/A among the accounts would be the sum."""


def total(column: str, function: int = 9) -> str:
    """Sum a column, or work out another function of AGGREGATE, whatever errors stand in it."""
    return f"_xlfn.AGGREGATE({function},6,{column})"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure.

    Attributes:
        formula: How Excel works it out, without its equals sign.
        value: What it is now.
    """

    formula: str
    value: Value


def put_content(page: Page, place: tuple[int, int], content: Figure | Value, look: Format) -> None:
    """Write a figure or a plain value into a cell."""
    if isinstance(content, Figure):
        put_formula(page.sheet, *place, content.formula, content.value, look)
    else:
        page.put(*place, content, look)


@dataclass(frozen=True)
class Figures:
    """The book as its figures see it.

    Attributes:
        accounts: The rows of Accounts with their results.
        team: The rows of Team.
        currency: The currency of the book; empty if nobody said.
        axis_floor: The score of an axis at which its upper quadrants begin.
    """

    accounts: Sequence[Row]
    team: Sequence[Row]
    currency: str
    axis_floor: float

    @classmethod
    def of(cls, content: WorkbookContent) -> Figures:
        """Take them from what the workbook is filled with."""
        return cls(
            content.tables.get("Accounts", ()),
            content.tables.get("Team", ()),
            str(content.settings.get("currency") or ""),
            float(content.model["tiers"]["key_axis_floor"]),
        )

    def numbers(self, name: str, tier: str | None = None, owner: str | None = None) -> list[float]:
        """Give the numbers of a column: of one tier or all, of one account manager or all."""
        rows = [row for row in self.accounts if tier is None or row.get("tier") == tier]
        if owner is not None:
            rows = [row for row in rows if name_key(str(row.get("account_manager"))) == name_key(owner)]
        return [number for row in rows if (number := number_of(row, name)) is not None]

    def count(self, tier: str) -> int:
        """Count the accounts of a tier."""
        return sum(row.get("tier") == tier for row in self.accounts)

    def revenue(self, tier: str | None = None) -> float:
        """Sum the known revenue of a tier or of all."""
        return fsum(self.numbers("revenue_12m", tier))

    @cached_property
    def loads(self) -> tuple[Load, ...]:
        """Give the key accounts of every account manager."""
        return loads([(row.get("account_manager"), row.get("tier")) for row in self.accounts], self.team)

    @cached_property
    def pareto(self) -> Pareto:
        """Give the revenue curve."""
        return pareto(self.numbers("revenue_12m"))


def number_of(row: Row, name: str) -> float | None:
    """Give a cell as a number; None for anything else."""
    value = row.get(name)
    return None if isinstance(value, bool) or not isinstance(value, int | float) else float(value)


def ratio(part: float, whole: float) -> float:
    """Divide, and give 0 where there is nothing to divide by."""
    return part / whole if whole else 0.0


def ratio_formula(part: str, whole: str) -> str:
    """Divide in a formula, as `ratio` does."""
    return f"IF({whole}=0,0,{part}/{whole})"
