"""The best accounts by rank on the Dashboard: the numbers of the bubbles, with their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.workbook.look import TIER_COLOURS
from kam_xl.workbook.pages.canvas import BAR
from kam_xl.workbook.pages.dashboard.figures import Figure, number_of
from kam_xl.workbook.pages.dashboard.lists import ListColumn, write_headers, write_heading, write_line
from kam_xl.workbook.pages.dashboard.matrix import ACCOUNT, ACCOUNT_TIER, POSITION
from kam_xl.workbook.pages.dashboard.places import FEED_FIRST, LIST_ROWS, LISTS
from kam_xl.workbook.references import cell

if TYPE_CHECKING:
    from kam_xl.accounts.rows import Row
    from kam_xl.workbook.pages.canvas import Page
    from kam_xl.workbook.pages.dashboard.matrix import Matrix

_COLUMNS = (
    ListColumn("Rank", 0, 0, "center", "0"),
    ListColumn("Account", 1, 3),
    ListColumn("Tier", 4, 4),
    ListColumn("Score", 5, 5, "right", "0.0"),
    ListColumn("Revenue 12m", 6, 7, "right", "#,##0"),
)
_TIER, _SCORE = 4, 5


def write_leaders(page: Page, matrix: Matrix) -> None:
    """Write the list."""
    write_heading(page, LISTS, 0, "The best by rank", "the numbers in the bubbles")
    write_headers(page, LISTS + 1, _COLUMNS)
    first = LISTS + 2
    for line in range(1, LIST_ROWS + 1):
        write_line(page, first + line - 1, _COLUMNS, _line(line, matrix.account(line)))
    last = first + LIST_ROWS - 1
    for tier in ("Key", "Major"):
        look = page.look.book.add_format({"bold": True, "font_color": TIER_COLOURS[tier]})
        rule = {"type": "cell", "criteria": "==", "value": f'"{tier}"', "format": look}
        page.sheet.conditional_format(first, _TIER, last, _TIER, rule)
    scale = {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": 100}
    bar = {"type": "data_bar", "bar_color": BAR, "bar_solid": True, "bar_border_color": BAR}
    page.sheet.conditional_format(first, _SCORE, last, _SCORE, bar | scale)


def _line(line: int, row: Row | None) -> tuple[Figure, ...]:
    feed_row = FEED_FIRST + line - 1
    position = cell(feed_row, POSITION)
    return (
        Figure(f'IF({position}=0,"",{line})', line if row else ""),
        Figure(cell(feed_row, ACCOUNT), _text(row, "account") or _text(row, "account_id")),
        Figure(cell(feed_row, ACCOUNT_TIER), _text(row, "tier")),
        _number(position, "Score", row, "score"),
        _number(position, "Revenue 12m", row, "revenue_12m"),
    )


def _text(row: Row | None, name: str) -> str:
    return str(row.get(name) or "") if row else ""


def _number(position: str, header: str, row: Row | None, name: str) -> Figure:
    found = f"INDEX(Accounts[{header}],{position})"
    value = number_of(row, name) if row else None
    return Figure(f'IF({position}=0,"",IF(ISNUMBER({found}),{found},""))', "" if value is None else value)
