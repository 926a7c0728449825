"""The revenue curve of the Dashboard, measured: what each account brings, and what the largest bring together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.portfolio.pareto import HEAD_SHARE
from kam_xl.workbook.look import INK, NAVY, TEAL, WARNING
from kam_xl.workbook.pages.dashboard.charts import SMALL, axis, insert, legend
from kam_xl.workbook.pages.dashboard.feed import Feed, FeedColumn
from kam_xl.workbook.pages.dashboard.figures import NOT_AVAILABLE, REVENUE, Figure, put_content, total
from kam_xl.workbook.pages.dashboard.places import (
    CHART_ROWS,
    CHARTS,
    FEED_COLUMN,
    FEED_FIRST,
    HALF,
    NOTES,
)
from kam_xl.workbook.references import cell, down, moving_cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kam_xl.portfolio.pareto import Pareto, Point
    from kam_xl.workbook.pages.canvas import Page
    from kam_xl.workbook.pages.dashboard.figures import Figures

POINTS = 100
"""The curve is drawn at each percent of the accounts that bought, so that it is as long for every book."""

_COLUMN = FEED_COLUMN + 15
_PART, _PLACE, _REVENUE, _, _, _TOGETHER = range(_COLUMN, _COLUMN + 6)
_BUYERS = (FEED_FIRST - 4, _REVENUE)
_TOTAL = (FEED_FIRST - 3, _REVENUE)
_BOUGHT = f'COUNTIF({REVENUE},">0")'
_TOLERANCE = "1E-9"


def curve_feed(figures: Figures) -> Feed:
    """Give what the curve draws, in the convention that the account that crosses the 80 % belongs to the head."""
    points: Sequence[Point | None] = figures.pareto.sampled(POINTS) or (None,) * POINTS
    lines = list(enumerate(points, start=1))
    columns = [
        FeedColumn("Part", [0, *(Figure(f"{line}/{POINTS}", line / POINTS) for line, _ in lines)], "0%"),
        FeedColumn("Place", [0, *(_place(line, point) for line, point in lines)], "0"),
        FeedColumn("Revenue", [_NOTHING, *(_revenue(line, point) for line, point in lines)], "#,##0"),
        FeedColumn("Head", [_NOTHING, *(_part(line, point, head=True) for line, point in lines)], "#,##0"),
        FeedColumn("Tail", [_NOTHING, *(_part(line, point, head=False) for line, point in lines)], "#,##0"),
        FeedColumn("Together", [0, *(_cumulative(line, point) for line, point in lines)], "0.0%"),
        FeedColumn("80 %", [HEAD_SHARE] * (POINTS + 1), "0%"),
    ]
    return Feed("Revenue curve, at each percent of the accounts that bought", _COLUMN, columns)


_NOTHING = Figure("NA()", NOT_AVAILABLE)


def _at(line: int, column: int) -> str:
    return moving_cell(FEED_FIRST + line, column)


def _place(line: int, point: Point | None) -> Figure:
    buyers = cell(*_BUYERS)
    formula = f"IF({buyers}=0,NA(),ROUNDUP({_at(line, _PART)}*{buyers}-{_TOLERANCE},0))"
    return Figure(formula, point.place if point else NOT_AVAILABLE)


def _revenue(line: int, point: Point | None) -> Figure:
    formula = f"IFERROR({total(f'{REVENUE},{_at(line, _PLACE)}', 14)},NA())"
    return Figure(formula, point.revenue if point else NOT_AVAILABLE)


def _cumulative(line: int, point: Point | None) -> Figure:
    revenue, larger = _at(line, _REVENUE), f'">"&{_at(line, _REVENUE)}'
    equal = f"({_at(line, _PLACE)}-COUNTIF({REVENUE},{larger}))*{revenue}"
    formula = f"IFERROR((SUMIF({REVENUE},{larger})+{equal})/{cell(*_TOTAL)},NA())"
    return Figure(formula, point.cumulative if point else NOT_AVAILABLE)


def _part(line: int, point: Point | None, *, head: bool) -> Figure:
    before = f"{_at(line, _TOGETHER)}-{_at(line, _REVENUE)}/{cell(*_TOTAL)}"
    chosen = f"{_at(line, _REVENUE)},NA()" if head else f"NA(),{_at(line, _REVENUE)}"
    formula = f"IFERROR(IF({before}<{HEAD_SHARE}-{_TOLERANCE},{chosen}),NA())"
    return Figure(formula, point.revenue if point and point.in_head is head else NOT_AVAILABLE)


def insert_curve(page: Page, figures: Figures, feed: Feed) -> None:
    """Insert the chart, and below it what it says in a sentence."""
    _write_sums(page, figures.pareto)
    columns = page.look.book.add_chart({"type": "column"})
    for header, name, colour in (("Head", "Revenue, first 80 %", TEAL), ("Tail", "Revenue, the rest", "#8A93A1")):
        columns.add_series(
            {
                "name": name, "categories": feed.cells("Part"), "values": feed.cells(header),
                "fill": {"color": colour}, "border": {"none": True}, "gap": 8, "overlap": 100,
            }
        )  # fmt: skip
    columns.combine(_lines(page, feed))
    level = {**SMALL, "rotation": 360}
    columns.set_x_axis(
        axis(
            "Accounts that bought, largest first →", num_format="0%", num_font=level, interval_unit=10, interval_tick=10
        )
    )
    named = f"Revenue 12m ({figures.currency})" if figures.currency else "Revenue 12m"
    columns.set_y_axis(axis(named, num_format="#,##0", min=0))
    columns.set_legend(legend(delete_series=[3]))
    says = (
        "Column and line chart: the revenue of the accounts from the largest to the smallest, and the share of the "
        "total that they bring together; a line marks 80 percent."
    )
    insert(page, columns, (CHARTS + 1, HALF), CHART_ROWS, says)
    _write_sentence(page, figures.pareto)


def _lines(page: Page, feed: Feed) -> object:
    lines = page.look.book.add_chart({"type": "line"})
    shared = {"categories": feed.cells("Part"), "y2_axis": True}
    together = {"color": NAVY, "width": 2.25}
    mark = {"color": WARNING, "width": 1, "dash_type": "dash"}
    lines.add_series(shared | {"name": "Together", "values": feed.cells("Together"), "line": together})
    lines.add_series(shared | {"name": "80 %", "values": feed.cells("80 %"), "line": mark})
    lines.set_y2_axis(axis("", num_format="0%", min=0, max=1, major_unit=0.2))
    return lines


def _write_sums(page: Page, curve: Pareto) -> None:
    small = page.look(font_size=8, num_format="#,##0")
    for (row, column), label, formula, value in (
        (_BUYERS, "Accounts that bought", _BOUGHT, len(curve.revenues)),
        (_TOTAL, "Revenue above 0", f'SUMIF({REVENUE},">0")', curve.total),
    ):
        page.put(row, column - 2, label, small)
        put_content(page, (row, column), Figure(formula, value), small)


def _write_sentence(page: Page, curve: Pareto) -> None:
    """Say what the curve shows; the shares are rounded to whole percents of the accounts, upwards."""
    places = down(FEED_FIRST + 1, FEED_FIRST + POINTS, _TOGETHER)
    until = f'COUNTIF({places},"<"&{HEAD_SHARE}-{_TOLERANCE})+1'
    fifth = cell(FEED_FIRST + POINTS // 5, _TOGETHER)
    said = (
        f'"The largest "&{until}&" % of the "&{cell(*_BUYERS)}&" accounts that bought bring 80 % of the revenue; '
        f'the largest 20 % bring "&ROUND(100*{fifth},0)&" %."'
    )
    look = page.look(font_size=9, font_color=INK, indent=1)
    put_content(page, (NOTES, HALF), Figure(f'IF({cell(*_BUYERS)}=0,"",{said})', _sentence(curve)), look)


def _sentence(curve: Pareto) -> str:
    if not curve.revenues:
        return ""
    points = curve.sampled(POINTS)
    until = sum(point.cumulative < HEAD_SHARE - 1e-9 for point in points) + 1
    fifth = int(100 * points[POINTS // 5 - 1].cumulative + 0.5)
    return (
        f"The largest {until} % of the {len(curve.revenues)} accounts that bought bring 80 % of the revenue; "
        f"the largest 20 % bring {fifth} %."
    )
