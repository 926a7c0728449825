"""The sheet Dashboard, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.workbook.look import MUTED
from kam_xl.workbook.pages.dashboard.cards import write_cards
from kam_xl.workbook.pages.dashboard.figures import Figures
from kam_xl.workbook.pages.dashboard.highlights import write_highlights
from kam_xl.workbook.pages.dashboard.leaders import write_leaders
from kam_xl.workbook.pages.dashboard.lists import write_heading
from kam_xl.workbook.pages.dashboard.load import write_load
from kam_xl.workbook.pages.dashboard.matrix import Matrix, background_feed, insert_matrix, matrix_feed
from kam_xl.workbook.pages.dashboard.places import (
    CHARTS,
    COLUMN_WIDTH,
    COLUMNS,
    FEED_COLUMN,
    GUTTER,
    GUTTER_WIDTH,
    HALF,
    LAST,
    LAST_ROWS,
)
from kam_xl.workbook.pages.dashboard.revenue_curve import curve_feed, insert_curve
from kam_xl.workbook.pages.dashboard.tiers import write_tiers

if TYPE_CHECKING:
    from kam_xl.workbook.layout import Sheet
    from kam_xl.workbook.pages.canvas import Canvas, Page

_FEED_WIDTH = 12


def write_dashboard_sheet(canvas: Canvas, sheet: Sheet) -> None:
    """Write the cards, the charts with what they draw, and the lists."""
    page = canvas.add(sheet)
    page.title(
        "Dashboard", "The book at a glance. Figures and charts follow Accounts and Team; tiers and ranks, the last run."
    )
    _set_up(page)
    figures = Figures.of(canvas.content)
    matrix = Matrix(figures)
    dots, behind, curve = matrix_feed(matrix), background_feed(matrix), curve_feed(figures)
    write_cards(page, figures)
    write_heading(page, CHARTS, 0, "Where the accounts stand")
    insert_matrix(page, matrix, dots, behind)
    write_heading(page, CHARTS, HALF, "Where the revenue comes from")
    insert_curve(page, figures, curve)
    write_leaders(page, matrix)
    write_tiers(page, figures)
    write_load(page, figures)
    write_highlights(canvas, page)
    for feed in (dots, behind, curve):
        feed.write(page)


def _set_up(page: Page) -> None:
    page.sheet.set_column(0, COLUMNS - 1, COLUMN_WIDTH)
    page.sheet.set_column(GUTTER, GUTTER, GUTTER_WIDTH)
    page.sheet.set_column(FEED_COLUMN, FEED_COLUMN + 30, _FEED_WIDTH)
    page.sheet.set_column(FEED_COLUMN + 1, FEED_COLUMN + 1, 26)
    page.put(0, FEED_COLUMN, "What the charts draw", page.look(bold=True, font_size=13))
    said = "Formulas over Accounts; #N/A is what a chart leaves out. Not printed."
    page.put(1, FEED_COLUMN, said, page.look(font_color=MUTED, font_size=9))
    page.sheet.set_portrait()
    page.sheet.fit_to_pages(1, 1)
    page.sheet.print_area(0, 0, LAST + 1 + LAST_ROWS, COLUMNS - 1)
    page.sheet.freeze_panes(2, 0)
