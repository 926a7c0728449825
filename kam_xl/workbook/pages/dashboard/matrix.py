"""The matrix of the Dashboard: where the accounts stand, as bubbles of their revenue, one colour for each tier."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from kam_xl.accounts.schema import TIERS
from kam_xl.workbook.look import INK, MUTED, TIER_COLOURS
from kam_xl.workbook.pages.canvas import WHITE
from kam_xl.workbook.pages.dashboard.bubbles import add_bubble_chart
from kam_xl.workbook.pages.dashboard.charts import axis, insert, legend
from kam_xl.workbook.pages.dashboard.feed import Feed, FeedColumn
from kam_xl.workbook.pages.dashboard.figures import (
    NOT_AVAILABLE,
    REVENUE,
    Figure,
    number_of,
    put_content,
    total,
)
from kam_xl.workbook.pages.dashboard.places import CHART_ROWS, CHARTS, FEED_COLUMN, FEED_FIRST, NOTES
from kam_xl.workbook.references import cell, moving_cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kam_xl.accounts.rows import Row, Value
    from kam_xl.workbook.pages.canvas import Page
    from kam_xl.workbook.pages.dashboard.figures import Figures

BEST, LARGEST = 150, 50
"""Accounts in the matrix: the best by rank, and of the others the largest by revenue."""

_NUMBERED = 60
"""Bubbles of Key and Major accounts that carry their rank."""

_LEAST_SIZE, _LEAST_NUMBERED_SIZE, _DOT_SIZE = 0.004, 0.036, 0.0004
"""The smallest bubbles' shares of the largest one: accounts without revenue are seen, and a rank has room."""

POSITION, ACCOUNT, ACCOUNT_TIER, RELATIONSHIP, ATTRACTIVENESS, SIZE = range(FEED_COLUMN, FEED_COLUMN + 6)
"""The columns of the block that other formulas look at."""

_BACKGROUND = FEED_COLUMN + 10
_LARGEST_CELL = cell(FEED_FIRST, _BACKGROUND + 2)
"""The first column of what stands behind the bubbles, and its first size, the largest one."""

_FLOOR_FORMULA = 'IFERROR(INDEX(Tiers[Value],MATCH("key_axis_floor",Tiers[Key],0)),50)'
_BY_REVENUE = f"MATCH({total(f'{REVENUE},{{}}', 14)},{REVENUE},0)"


@dataclass(frozen=True)
class Matrix:
    """The accounts of the matrix, in the order of the block that feeds it.

    Attributes:
        figures: The book.
    """

    figures: Figures

    @cached_property
    def _positions(self) -> dict[int, int]:
        ranks = (number_of(row, "rank") for row in self.figures.accounts)
        return {int(rank): position for position, rank in enumerate(ranks, start=1) if rank is not None}

    @cached_property
    def _last_rank(self) -> int:
        return max(self._positions, default=0)

    @cached_property
    def _largest(self) -> Sequence[int]:
        """Give where the largest revenues stand; of equal ones the first is meant, as a lookup finds it."""
        revenues = [number_of(row, "revenue_12m") for row in self.figures.accounts]
        known = sorted((revenue for revenue in revenues if revenue is not None), reverse=True)
        return [revenues.index(revenue) + 1 for revenue in known[:LARGEST]]

    def position(self, line: int) -> int:
        """Give where the account of a line stands on Accounts, counted from 1; 0 for none."""
        if line <= BEST:
            return self._positions.get(line, 0)
        place = line - BEST
        if self._last_rank <= BEST or place > len(self._largest):
            return 0
        found = self._largest[place - 1]
        return found if (number_of(self.figures.accounts[found - 1], "rank") or 0) > BEST else 0

    def account(self, line: int) -> Row | None:
        """Give the account of a line; None for none."""
        position = self.position(line)
        return self.figures.accounts[position - 1] if position else None

    @cached_property
    def largest(self) -> float:
        """Give the size of the largest bubble there could be."""
        return max([1.0, *self.figures.numbers("revenue_12m")])


def position_formula(line: int) -> str:
    """Find the account of a line on Accounts."""
    if line <= BEST:
        return f"IFERROR(MATCH({line},Accounts[Rank],0),0)"
    found = _BY_REVENUE.format(line - BEST)
    further = f"IFERROR(IF(INDEX(Accounts[Rank],{found})>{BEST},{found},0),0)"
    return f"IF({total('Accounts[Rank]', 4)}<={BEST},0,{further})"


def matrix_feed(matrix: Matrix) -> Feed:
    """Give what the matrix draws: one line an account."""
    lines = range(1, BEST + LARGEST + 1)
    columns = [
        FeedColumn("Row", [Figure(position_formula(line), matrix.position(line)) for line in lines]),
        FeedColumn("Account", [Figure(_name_formula(line), _name(matrix.account(line))) for line in lines]),
        FeedColumn("Tier", [Figure(_tier_formula(line), _tier(matrix.account(line))) for line in lines]),
        FeedColumn("Relationship", [Figure(_x_formula(line), _x(matrix.account(line))) for line in lines], "0.0"),
        FeedColumn("Attractiveness", [Figure(_y_formula(line), _y(matrix.account(line))) for line in lines], "0.0"),
        FeedColumn("Size", [Figure(_size_formula(line), _size(matrix, line)) for line in lines], "#,##0"),
        *(FeedColumn(tier, [_of_tier(matrix.account(line), line, tier) for line in lines], "0.0") for tier in TIERS),
    ]
    return Feed("Matrix: the best by rank, then the largest of the others", FEED_COLUMN, columns)


def _on_line(line: int, column: int) -> str:
    return moving_cell(FEED_FIRST + line - 1, column)


def _looked_up(line: int, column: str) -> str:
    return f"INDEX(Accounts[{column}],{_on_line(line, POSITION)})"


def _name_formula(line: int) -> str:
    account, account_id = _looked_up(line, "Account"), _looked_up(line, "Account ID")
    return f'IF({_on_line(line, POSITION)}=0,"",IFERROR(IF({account}="",{account_id}&"",{account}&""),""))'


def _name(row: Row | None) -> Value:
    return str(row.get("account") or row["account_id"]) if row else ""


def _tier_formula(line: int) -> str:
    return f'IF({_on_line(line, POSITION)}=0,"",IFERROR({_looked_up(line, "Tier")}&"",""))'


def _tier(row: Row | None) -> Value:
    return str(row.get("tier") or "") if row else ""


def _x_formula(line: int) -> str:
    value = _looked_up(line, "Relationship")
    return f"IF({_on_line(line, POSITION)}=0,0,IF(ISNUMBER({value}),{value},0))"


def _x(row: Row | None) -> float:
    return (number_of(row, "relationship") if row else None) or 0.0


def _y_formula(line: int) -> str:
    value, other = _looked_up(line, "Attractiveness"), _looked_up(line, "Relationship")
    return f"IF({_on_line(line, POSITION)}=0,NA(),IF(ISNUMBER({other}),IF(ISNUMBER({value}),{value},NA()),NA()))"


def _y(row: Row | None) -> float | str:
    value = number_of(row, "attractiveness") if row and number_of(row, "relationship") is not None else None
    return NOT_AVAILABLE if value is None else value


def _size_formula(line: int) -> str:
    value = _looked_up(line, "Revenue 12m")
    share = f'IF({_on_line(line, ACCOUNT_TIER)}="Standard",{_LEAST_SIZE},{_LEAST_NUMBERED_SIZE})'
    return f"IF({_on_line(line, POSITION)}=0,0,MAX(IF(ISNUMBER({value}),{value},0),{share}*{_LARGEST_CELL}))"


def _size(matrix: Matrix, line: int) -> float:
    row = matrix.account(line)
    if row is None:
        return 0.0
    share = _LEAST_SIZE if row.get("tier") == "Standard" else _LEAST_NUMBERED_SIZE
    return max(number_of(row, "revenue_12m") or 0.0, share * matrix.largest)


def _of_tier(row: Row | None, line: int, tier: str) -> Figure:
    formula = f'IF({_on_line(line, ACCOUNT_TIER)}="{tier}",{_on_line(line, ATTRACTIVENESS)},NA())'
    return Figure(formula, _y(row) if _tier(row) == tier else NOT_AVAILABLE)


# --- the chart -------------------------------------------------------------------------------------------------------

_CORNERS = (("Strategic", 59, 107), ("Star", 5, 107), ("Status", 97, 3), ("Streamline", 8, 3))
"""Names of the quadrants and where they stand: relationship and attractiveness."""

_ENDS = (106, 112)
"""Where the axes end: a little beyond the best score, so that its bubble is whole."""

_DOTS = 54
"""Dots of each line between quadrants. A bubble chart has no lines, and LibreOffice draws no error bars in it."""

_INVISIBLE = MappingProxyType({"fill": {"none": True}, "border": {"none": True}})


def background_feed(matrix: Matrix) -> Feed:
    """Give what stands behind the bubbles: the names of the quadrants, and the lines between them.

    The lines stand where the model says that the upper quadrants begin. The bubbles of the names cannot be seen; they
    are as large as the largest revenue, so that the size of all others has its measure.
    """
    floor = Figure(_FLOOR_FORMULA, matrix.figures.axis_floor)
    measure = Figure(f"MAX(1,{total(REVENUE, 4)})", matrix.largest)
    unseen = Figure(_LARGEST_CELL, matrix.largest)
    dot = Figure(f"{_DOT_SIZE}*{_LARGEST_CELL}", _DOT_SIZE * matrix.largest)
    across, up = ([end * step / _DOTS for step in range(_DOTS)] for end in _ENDS)
    columns = [
        FeedColumn("Relationship", [*(x for _, x, _ in _CORNERS), *across, *[floor] * _DOTS], "0.0"),
        FeedColumn("Attractiveness", [*(y for _, _, y in _CORNERS), *[floor] * _DOTS, *up], "0.0"),
        FeedColumn("Size", [measure, *[unseen] * (len(_CORNERS) - 1), *[dot] * 2 * _DOTS], "#,##0"),
    ]
    return Feed("Matrix: names and lines", _BACKGROUND, columns)


def insert_matrix(page: Page, matrix: Matrix, feed: Feed, behind: Feed) -> None:
    """Insert the chart."""
    chart = add_bubble_chart(page.look.book)
    names, lines = _behind(behind, 0, len(_CORNERS) - 1), _behind(behind, len(_CORNERS), len(_CORNERS) + 2 * _DOTS - 1)
    chart.add_series({"name": "Lines", **lines, "fill": {"color": MUTED}, "border": {"none": True}})
    for tier in reversed(TIERS):
        chart.add_series(
            {
                "name": tier,
                "categories": feed.cells("Relationship"),
                "values": feed.cells(tier),
                "sizes": feed.cells("Size"),
                "fill": {"color": TIER_COLOURS[tier], "transparency": 25},
                "border": {"color": WHITE, "width": 0.75},
                **(_ranks(len(feed.columns[0].figures)) if tier != "Standard" else {}),
            }
        )
    chart.add_series({"name": "Quadrants", **names, **_INVISIBLE, **_names()})
    scale: dict[str, object] = {"min": 0, "major_unit": 25, "num_format": "0"}
    chart.set_x_axis(axis("Relationship: how well we stand with them →", max=_ENDS[0], **scale))
    chart.set_y_axis(axis("Attractiveness: how much they promise →", max=_ENDS[1], **scale))
    chart.set_legend(legend(delete_series=[0, 4]))
    says = (
        "Bubble chart: each account by its relationship score (across) and attractiveness score (up), both 0 to 100; "
        "the bubble's area is its revenue, its colour its tier, its number its rank."
    )
    insert(page, chart, (CHARTS + 1, 0), CHART_ROWS, says)
    _write_sentence(page, matrix)


_MEANING = "A bubble's area is the revenue of the last 12 months; its number, the rank."
_EMPTY = "Nothing to draw yet: fill in Accounts, then press Score."


def _write_sentence(page: Page, matrix: Matrix) -> None:
    formula = f'IF({total("Accounts[Rank]", 2)}=0,"{_EMPTY}","{_MEANING}")'
    said = _MEANING if matrix.figures.numbers("rank") else _EMPTY
    put_content(page, (NOTES, 0), Figure(formula, said), page.look(font_size=9, indent=1))


def _ranks(lines: int) -> dict[str, object]:
    # Texts, not references: a line of the block always holds the account of its rank, and LibreOffice draws no others.
    shown = [{"value": str(line)} for line in range(1, _NUMBERED + 1)]
    font = {"name": "Calibri", "size": 8, "bold": True, "color": WHITE}
    custom = [*shown, *({"delete": True} for _ in range(lines - _NUMBERED))]
    return {"data_labels": {"value": True, "custom": custom, "position": "center", "font": font}}


def _names() -> dict[str, object]:
    font = {"name": "Calibri", "size": 10, "italic": True, "color": INK}
    custom = [{"value": name} for name, _, _ in _CORNERS]
    return {"data_labels": {"value": True, "custom": custom, "position": "center", "font": font}}


def _behind(feed: Feed, first: int, last: int) -> dict[str, object]:
    places = {"categories": "Relationship", "values": "Attractiveness", "sizes": "Size"}
    return {part: feed.cells(header, first, last) for part, header in places.items()}
