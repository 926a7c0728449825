"""The tiers on the Dashboard: how many accounts each has and what they bring, with a chart of both shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.scoring.results import ALL_TIERS
from kam_xl.workbook.look import NAVY, tier_ink
from kam_xl.workbook.pages.dashboard.charts import SMALL, axis, insert, legend
from kam_xl.workbook.pages.dashboard.figures import (
    COUNTED_REVENUE,
    REVENUE,
    TIER,
    Figure,
    ratio,
    ratio_formula,
)
from kam_xl.workbook.pages.dashboard.lists import ListColumn, write_headers, write_heading, write_line
from kam_xl.workbook.pages.dashboard.places import HALF, SHEET, TIER_CHART_ROWS, TIERS
from kam_xl.workbook.references import cell, down

if TYPE_CHECKING:
    from kam_xl.workbook.pages.canvas import Page
    from kam_xl.workbook.pages.dashboard.figures import Figures

_COLUMNS = (
    ListColumn("Tier", 0, 1),
    ListColumn("Accounts", 2, 2, "right", "#,##0"),
    ListColumn("Share of accounts", 3, 3, "right", "0%"),
    ListColumn("Revenue 12m", 4, 5, "right", "#,##0"),
    ListColumn("Share of revenue", 6, 6, "right", "0%"),
)
_COUNT, _COUNT_SHARE, _REVENUE, _REVENUE_SHARE = (column.first for column in _COLUMNS[1:])
_HEADER, _FIRST = TIERS + 1, TIERS + 2
_SUM = _FIRST + len(ALL_TIERS)


def write_tiers(page: Page, figures: Figures) -> None:
    """Write the table and the chart beside it."""
    write_heading(page, TIERS, 0, "Tiers")
    write_headers(page, _HEADER, _COLUMNS)
    for row, tier in enumerate(ALL_TIERS, start=_FIRST):
        write_line(page, row, _COLUMNS[:1], [tier], {"bold": True, "font_color": tier_ink(tier)})
        write_line(page, row, _COLUMNS[1:], _of_tier(figures, tier, row))
    sums = _sums(figures)
    write_line(page, _SUM, _COLUMNS, ["All", *sums], {"bold": True, "top": 1, "top_color": NAVY})
    _insert_chart(page)


def _of_tier(figures: Figures, tier: str, row: int) -> tuple[Figure, ...]:
    count, revenue = figures.count(tier), figures.revenue(tier)
    named = cell(row, 0)
    return (
        Figure(f"COUNTIF({TIER},{named})", count),
        _share(row, _COUNT, ratio(count, len(figures.accounts))),
        Figure(f"SUMIFS({REVENUE},{TIER},{named},{COUNTED_REVENUE})", revenue),
        _share(row, _REVENUE, ratio(revenue, figures.revenue())),
    )


def _share(row: int, column: int, value: float) -> Figure:
    return Figure(ratio_formula(cell(row, column), cell(_SUM, column)), value)


def _sums(figures: Figures) -> tuple[Figure, ...]:
    accounts, revenue = len(figures.accounts), figures.revenue()
    return (
        Figure("COUNTA(Accounts[Account ID])", accounts),
        _share(_SUM, _COUNT, ratio(accounts, accounts)),
        Figure(f"_xlfn.AGGREGATE(9,6,{REVENUE})", revenue),
        _share(_SUM, _REVENUE, ratio(revenue, revenue)),
    )


def _insert_chart(page: Page) -> None:
    chart = page.look.book.add_chart({"type": "bar"})
    for name, column, colour in (
        ("Share of accounts", _COUNT_SHARE, "#8A93A1"),
        ("Share of revenue", _REVENUE_SHARE, NAVY),
    ):
        chart.add_series(
            {
                "name": name,
                "categories": f"={down(_FIRST, _SUM - 1, 0, SHEET)}",
                "values": f"={down(_FIRST, _SUM - 1, column, SHEET)}",
                "fill": {"color": colour},
                "data_labels": {"value": True, "num_format": "0%", "font": SMALL},
                "gap": 50,
                "overlap": -5,
            }
        )
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0, "max": 1})
    chart.set_y_axis(axis("", reverse=True))
    chart.set_legend(legend())
    says = "Bar chart: the share of all accounts and the share of all revenue that each tier has."
    insert(page, chart, (TIERS + 1, HALF), TIER_CHART_ROWS, says)
