"""The sheet Dashboard: the book at a glance, in native formulas and a native chart."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from kam_xl.accounts.schema import TIERS
from kam_xl.workbook.look import INK, LINE, MUTED, NAVY, PAPER, TEAL, TIER_COLOURS
from kam_xl.workbook.references import down

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kam_xl.accounts.rows import Row
    from kam_xl.workbook.layout import Sheet
    from kam_xl.workbook.pages.canvas import Canvas, Page

ALL_TIERS = (*TIERS, "Unscored")

_CARD_ROW = 3
_TABLE_ROW = 7
_CHART_ROW = _TABLE_ROW + len(ALL_TIERS) + 3
_WIDTH = 21
_COLUMNS = 5

_REVENUE = "Accounts[Revenue 12m]"


@dataclass(frozen=True, slots=True)
class _Totals:
    """What the accounts add up to; the formulas on the sheet say the same and follow what changes.

    Attributes:
        accounts: How many there are.
        scored: How many have a score.
        revenue: Their revenue of the last 12 months.
        by_tier: Number and revenue of each tier.
    """

    accounts: int
    scored: int
    revenue: float
    by_tier: dict[str, tuple[int, float]]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> _Totals:
        tiers = {tier: [row for row in rows if row.get("tier") == tier] for tier in ALL_TIERS}
        return cls(
            accounts=len(rows),
            scored=sum(row.get("score") is not None for row in rows),
            revenue=_revenue(rows),
            by_tier={tier: (len(members), _revenue(members)) for tier, members in tiers.items()},
        )


def _revenue(rows: Iterable[Row]) -> float:
    revenues = (row.get("revenue_12m") for row in rows)
    return fsum(revenue for revenue in revenues if isinstance(revenue, int | float))


def write_dashboard_sheet(canvas: Canvas, sheet: Sheet) -> None:
    """Write the totals, the tiers and their charts."""
    page = canvas.add(sheet)
    page.title("Dashboard", "The book at a glance. Everything here follows the sheet Accounts.")
    page.sheet.set_column(0, _COLUMNS - 1, _WIDTH)
    totals = _Totals.of(canvas.content.tables.get("Accounts", ()))
    _write_cards(page, totals)
    _write_tiers(page, totals)
    _add_chart(canvas, page, "Accounts", 1)
    _add_chart(canvas, page, "Revenue 12m", 2)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure that follows the accounts.

    Attributes:
        label: What it is.
        formula: How Excel works it out.
        value: What it is now.
        shown: Its number format.
    """

    label: str
    formula: str
    value: float
    shown: str = "#,##0"


def _write_cards(page: Page, totals: _Totals) -> None:
    key_accounts, key_revenue = totals.by_tier["Key"]
    figures = (
        _Figure("Accounts", "=COUNTA(Accounts[Account ID])", totals.accounts),
        _Figure("with a score", "=COUNT(Accounts[Score])", totals.scored),
        _Figure("Key accounts", '=COUNTIF(Accounts[Tier],"Key")', key_accounts),
        _Figure("Revenue 12m", f"=SUM({_REVENUE})", totals.revenue),
        _Figure("of it with Key", _share_formula('"Key"'), _share(key_revenue, totals), "0%"),
    )
    page.sheet.set_row(_CARD_ROW, 36)
    for place, figure in enumerate(figures):
        edge: dict[str, object] = {"left": 5, "left_color": TEAL, "indent": 1, "align": "left", "bg_color": PAPER}
        look = page.look(bold=True, font_size=22, font_color=NAVY, num_format=figure.shown, **edge)
        page.sheet.write_formula(_CARD_ROW, place, figure.formula, look, figure.value)
        page.put(_CARD_ROW + 1, place, figure.label, page.look(font_color=MUTED, **edge))


def _share_formula(tier: str) -> str:
    return f"=IF(SUM({_REVENUE})=0,0,SUMIF(Accounts[Tier],{tier},{_REVENUE})/SUM({_REVENUE}))"


def _share(revenue: float, totals: _Totals) -> float:
    return revenue / totals.revenue if totals.revenue else 0.0


def _write_tiers(page: Page, totals: _Totals) -> None:
    for place, header in enumerate(("Tier", "Accounts", "Revenue 12m", "Share of revenue")):
        page.put(_TABLE_ROW, place, header, page.header(computed=True, align="right" if place else "left"))
    for row, tier in enumerate(ALL_TIERS, start=_TABLE_ROW + 1):
        named = f"$A{row + 1}"
        accounts, revenue = totals.by_tier[tier]
        figures = (
            _Figure("", f"=COUNTIF(Accounts[Tier],{named})", accounts),
            _Figure("", f"=SUMIF(Accounts[Tier],{named},{_REVENUE})", revenue),
            _Figure("", _share_formula(named), _share(revenue, totals), "0%"),
        )
        page.put(row, 0, tier, page.cell(bold=True))
        for place, figure in enumerate(figures, start=1):
            page.sheet.write_formula(row, place, figure.formula, page.cell(figure.shown, align="right"), figure.value)


def _add_chart(canvas: Canvas, page: Page, title: str, column: int) -> None:
    """Draw a column of the tier table; colours are those of the tiers everywhere."""
    first, last = _TABLE_ROW + 1, _TABLE_ROW + len(ALL_TIERS)
    quiet = {"name": "Calibri", "size": 9, "color": MUTED}
    chart = canvas.book.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": title,
            "categories": f"={down(first, last, 0, 'Dashboard')}",
            "values": f"={down(first, last, column, 'Dashboard')}",
            "points": [{"fill": {"color": TIER_COLOURS[tier]}} for tier in ALL_TIERS],
            "data_labels": {"value": True, "num_format": "#,##0", "font": quiet},
            "gap": 60,
        }
    )
    chart.set_title({"name": f"{title} by tier", "name_font": {"size": 12, "color": INK}, "overlay": False})
    chart.set_legend({"none": True})
    chart.set_x_axis({"num_font": quiet, "line": {"color": LINE}, "major_tick_mark": "none"})
    chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    chart.set_chartarea({"border": {"color": LINE}})
    chart.set_size({"width": 372, "height": 260})
    place = {"description": f"Column chart: {title} of the tiers Key, Major, Standard and Unscored", "x_offset": 2}
    page.sheet.insert_chart(_CHART_ROW, 0 if column == 1 else 2, chart, {**place, "x_offset": 2 if column == 1 else 80})
