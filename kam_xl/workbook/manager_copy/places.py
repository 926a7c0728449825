"""Where things stand in a manager copy, so that its sheets can refer to each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kam_xl.accounts.schema import ALL_FIELDS
from kam_xl.workbook.layout import FIRST_ROW
from kam_xl.workbook.manager_copy.columns import LINE, LIVE, OWN_RANK, cell_value, result_value
from kam_xl.workbook.references import down, moving_cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kam_xl.accounts.rows import Value
    from kam_xl.accounts.schema import Kind
    from kam_xl.portfolio.book import ScoredAccount
    from kam_xl.workbook.manager_copy.columns import AccountColumn

OVERVIEW, ACCOUNTS, SCORING, MODEL, SETTINGS = "My accounts", "Accounts", "Scoring", "Model", "Settings"
"""The names of the sheets."""

WHAT_IF = (
    "What if: the model on the sheet Model is not the one that was sent. Scores, gates, tiers and ranks follow it; "
    "reasons, ranks in the whole book and where its head begins stay as they were sent."
)
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
        gates: The cells with what each gate asks for, in the model's order.
        keys: The cells of the keys that formulas read, by key.
        unchanged: A formula that is TRUE while the model is the one that was sent.
    """

    criteria: tuple[CriterionCells, ...]
    gates: tuple[str, ...]
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
        ranks: The ranks of the accounts among themselves, by id.
    """

    columns: Sequence[AccountColumn]
    count: int
    ranks: Mapping[str, int]

    @property
    def last_row(self) -> int:
        """Give the last row on Accounts, counted from 0; a table without accounts has one blank row."""
        return FIRST_ROW + max(self.count, 1) - 1

    def column(self, name: str, read_as: Kind | None) -> AccountColumn:
        """Find a column of Accounts by what it holds, and the kind in which the model reads it."""
        return next(column for column in self.columns if (column.name, column.read_as) == (name, read_as))

    def tier_column(self, name: str) -> AccountColumn | None:
        """Find the column with what tiers read of a field; None if the book lacks it."""
        found = {column.read_as: column for column in self.columns if column.name == name}
        return found.get(None) or found.get(ALL_FIELDS[name].kind)

    def shown(self, account: ScoredAccount, column: AccountColumn, line: int) -> Value:
        """Give what stands in a cell of an account on a line of Scoring, counted from 1."""
        if column.name == LINE:
            return line
        return self.live_value(account, column.name) if column.live else cell_value(account, column)

    def live_value(self, account: ScoredAccount, name: str) -> Value:
        """Give what a formula on Scoring shows at first."""
        return self.ranks.get(account.account_id) if name == OWN_RANK else result_value(account, name)

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


@dataclass(frozen=True, slots=True)
class ScoringColumns:
    """The columns of Scoring after the results, counted from 0: one block after the other.

    Attributes:
        criteria: How many criteria the model has.
        gates: How many gates.
    """

    criteria: int
    gates: int

    @property
    def counted(self) -> int:
        """Give the weight that a score is divided by."""
        return result_column(LIVE[-1]) + 1

    @property
    def standing(self) -> int:
        """Give the first column of what decides the tier, as `STANDING` lists it."""
        return self.counted + 1

    def of_standing(self, name: str) -> int:
        """Give one column of what decides the tier."""
        return self.standing + STANDING.index(name)

    @property
    def gate_states(self) -> int:
        """Give the first gate's state."""
        return self.standing + len(STANDING)

    @property
    def values(self) -> int:
        """Give the first criterion's value."""
        return self.gate_states + self.gates

    @property
    def ratings(self) -> int:
        """Give the first criterion's rating."""
        return self.values + self.criteria

    @property
    def contributions(self) -> int:
        """Give the first criterion's contribution."""
        return self.ratings + self.criteria

    @property
    def found(self) -> int:
        """Give the row of the account on Accounts; from here on columns are folded away."""
        return self.contributions + self.criteria

    @property
    def steps(self) -> int:
        """Give how many points of the first criterion's curve the value has reached."""
        return self.found + 1

    @property
    def gate_values(self) -> int:
        """Give the first gate's value."""
        return self.steps + self.criteria

    @property
    def ranked_by(self) -> int:
        """Give the first of the columns that ranks compare: score, revenue, place in the order of ids."""
        return self.gate_values + self.gates

    @property
    def last(self) -> int:
        """Give the last column."""
        return self.ranked_by + 2


STANDING = ("Revenue 12m", "Previous Tier", "Key From", "Major Above", "Override")
"""What decides an account's tier beside its scores and gates."""
