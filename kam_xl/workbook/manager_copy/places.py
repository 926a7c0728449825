"""Where things stand in a manager copy, so that its sheets can refer to each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kam_xl.workbook.layout import FIRST_ROW
from kam_xl.workbook.manager_copy.columns import LINE, LIVE
from kam_xl.workbook.references import down, moving_cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kam_xl.accounts.schema import Kind
    from kam_xl.workbook.manager_copy.columns import AccountColumn

OVERVIEW, ACCOUNTS, SCORING, MODEL, SETTINGS = "My accounts", "Accounts", "Scoring", "Model", "Settings"
"""The names of the sheets."""

WHAT_IF = "What if: the model on the sheet Model is not the one that was sent. Tiers, ranks and reasons stay as sent."
"""What the banner says once somebody has edited the model."""


@dataclass(frozen=True, slots=True)
class CriterionCells:
    """Where a criterion stands on Model.

    Attributes:
        axis: Its axis.
        weight: Its weight.
        keys: The values of its points, or its levels.
        ratings: Their ratings.
    """

    axis: str
    weight: str
    keys: str
    ratings: str


@dataclass(frozen=True, slots=True)
class ModelPlaces:
    """Where the model stands.

    Attributes:
        criteria: In the model's order.
        keys: The cells of the keys that formulas read, by key.
        unchanged: A formula that is TRUE while the model is the one that was sent.
    """

    criteria: tuple[CriterionCells, ...]
    keys: Mapping[str, str]
    unchanged: str

    @property
    def banner(self) -> str:
        """Give a formula that warns once somebody has edited the model."""
        return f'IF({self.unchanged},"","{WHAT_IF}")'


@dataclass(frozen=True, slots=True)
class AccountPlaces:
    """Where the accounts stand on Accounts, which a person may sort, and on Scoring, where the order stays.

    An account's line on Scoring stands beside it on Accounts; so each sheet finds it on the other.

    Attributes:
        columns: The columns of Accounts.
        count: The number of accounts.
    """

    columns: Sequence[AccountColumn]
    count: int

    @property
    def last_row(self) -> int:
        """Give the last row on Accounts, counted from 0; a table without accounts has one blank row."""
        return FIRST_ROW + max(self.count, 1) - 1

    def column(self, name: str, read_as: Kind | None) -> AccountColumn:
        """Find a column of Accounts by what it holds, and the kind in which the model reads it."""
        return next(column for column in self.columns if (column.name, column.read_as) == (name, read_as))

    def given(self, column: AccountColumn) -> str:
        """Refer to a column of Accounts, all accounts."""
        return down(FIRST_ROW, self.last_row, self.columns.index(column), ACCOUNTS)

    def line(self, row: int) -> str:
        """Refer to the cell of Accounts that says on which line of Scoring the account of a row stands."""
        return moving_cell(row, self.columns.index(self.column(LINE, None)))

    def result(self, name: str, first: int = 0, last: int | None = None) -> str:
        """Refer to a live result on Scoring of the accounts from one position to another; of all by default."""
        until = max(self.count, 1) - 1 if last is None else last
        return down(SCORING_FIRST_ROW + first, SCORING_FIRST_ROW + until, result_column(name), SCORING)


SCORING_FIRST_ROW = 7
"""The row of the first account on Scoring, counted from 0."""


def result_column(name: str) -> int:
    """Give the column of a live result on Scoring, counted from 0; id and name stand before it."""
    return 2 + LIVE.index(name)
