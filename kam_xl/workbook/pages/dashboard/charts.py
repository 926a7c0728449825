"""How the charts of the Dashboard look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.workbook.look import INK, LINE, MUTED
from kam_xl.workbook.pages.dashboard.places import HALF_WIDTH_PIXELS, ROW_PIXELS

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

    from kam_xl.workbook.pages.canvas import Page

SMALL = {"name": "Calibri", "size": 9, "color": MUTED}


def axis(name: str = "", **more: object) -> dict[str, object]:
    """Describe a quiet axis."""
    named = {"name": name, "name_font": {**SMALL, "bold": False}} if name else {}
    quiet = {"num_font": SMALL, "line": {"color": LINE}, "major_gridlines": {"visible": False}}
    return {**quiet, "major_tick_mark": "none", "minor_tick_mark": "none", **named, **more}


def insert(page: Page, chart: Chart, place: tuple[int, int], rows: int, says: str) -> None:
    """Insert a chart as wide as half the sheet and as high as some rows.

    Args:
        page: The sheet.
        chart: The chart, without a title: a heading stands above it.
        place: The row and column of its upper left corner.
        rows: Its height.
        says: What it shows, for whoever does not see it.
    """
    chart.set_title({"none": True})
    chart.set_chartarea({"border": {"none": True}})
    chart.set_size({"width": HALF_WIDTH_PIXELS, "height": rows * ROW_PIXELS - 4})
    page.sheet.insert_chart(*place, chart, {"description": says, "object_position": 2, "x_offset": 2, "y_offset": 2})


def legend(**more: object) -> dict[str, object]:
    """Describe a legend below the chart."""
    return {"position": "bottom", "font": {**SMALL, "color": INK}, **more}
