"""One account's line on Scoring: its cells, and the formulas written into them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kam_xl.workbook.cells import put_formula
from kam_xl.workbook.manager_copy.places import SCORING_FIRST_ROW
from kam_xl.workbook.references import moving_across, moving_cell

if TYPE_CHECKING:
    from xlsxwriter.format import Format

    from kam_xl.accounts.rows import Value
    from kam_xl.workbook.manager_copy.columns import AccountColumn
    from kam_xl.workbook.manager_copy.places import AccountPlaces, ScoringColumns
    from kam_xl.workbook.pages.canvas import Page

BANNER_ROW, GROUPS_ROW, AXES_ROW, WEIGHTS_ROW, HEADERS_ROW = 2, 3, 4, 5, SCORING_FIRST_ROW - 1
"""The rows of Scoring above the accounts, counted from 0."""


@dataclass(frozen=True, slots=True)
class Line:
    """The line of one account.

    Attributes:
        page: The sheet.
        accounts: Where things stand on Accounts.
        at: Where things stand on Scoring.
        position: The account's position among the accounts, counted from 0.
    """

    page: Page
    accounts: AccountPlaces
    at: ScoringColumns
    position: int

    @property
    def row(self) -> int:
        """Give its row, counted from 0."""
        return SCORING_FIRST_ROW + self.position

    def cell(self, column: int) -> str:
        """Refer to one of its cells."""
        return moving_cell(self.row, column)

    def cells(self, first: int, last: int) -> str:
        """Refer to some of its cells."""
        return moving_across(self.row, first, last)

    def on_accounts(self, column: AccountColumn) -> str:
        """Refer to the account's cell in a column of Accounts, wherever a person has sorted it."""
        return f"INDEX({self.accounts.given(column)},{self.cell(self.at.found)})"

    def given(self, column: AccountColumn) -> str:
        """Give what stands in the account's cell of Accounts; empty if it is blank or the account was deleted."""
        found, content = self.cell(self.at.found), self.on_accounts(column)
        return f'IF(ISNUMBER({found}),IF(ISBLANK({content}),"",{content}),"")'

    def put(self, column: int, formula: str, value: Value, look: Format) -> None:
        """Write a formula with the value it has."""
        put_formula(self.page.sheet, self.row, column, formula, value, look)
