"""What the charts draw: blocks of columns beside the Dashboard, off the printed page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kam_xl.workbook.look import MUTED
from kam_xl.workbook.pages.dashboard.figures import put_content
from kam_xl.workbook.pages.dashboard.places import FEED_FIRST, FEED_HEADER, SHEET
from kam_xl.workbook.references import down

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kam_xl.accounts.rows import Value
    from kam_xl.workbook.pages.canvas import Page
    from kam_xl.workbook.pages.dashboard.figures import Figure


@dataclass(frozen=True, slots=True)
class FeedColumn:
    """A column of numbers that a chart draws.

    Attributes:
        header: What they are.
        figures: The numbers, top to bottom.
        shown: Their number format.
    """

    header: str
    figures: Sequence[Figure | Value]
    shown: str = "General"


@dataclass(frozen=True, slots=True)
class Feed:
    """A block of such columns.

    Attributes:
        title: What it is for.
        column: Its first column.
        columns: Its columns, all of one length.
    """

    title: str
    column: int
    columns: Sequence[FeedColumn]

    def cells(self, header: str, first: int = 0, last: int | None = None) -> str:
        """Refer to the cells of a column, from one line to another; to all by default."""
        place = next(place for place, column in enumerate(self.columns) if column.header == header)
        until = len(self.columns[place].figures) - 1 if last is None else last
        return f"={down(FEED_FIRST + first, FEED_FIRST + until, self.column + place, SHEET)}"

    def write(self, page: Page) -> None:
        """Write the block; what charts leave out is shown pale."""
        page.put(FEED_HEADER - 1, self.column, self.title, page.look(bold=True, font_size=9))
        for place, column in enumerate(self.columns, start=self.column):
            page.put(FEED_HEADER, place, column.header, page.header(computed=True))
            look = page.look(font_size=8, num_format=column.shown)
            for row, figure in enumerate(column.figures, start=FEED_FIRST):
                put_content(page, (row, place), figure, look)
        pale = {"type": "errors", "format": page.look.book.add_format({"font_color": MUTED})}
        last = FEED_FIRST + max(len(column.figures) for column in self.columns) - 1
        page.sheet.conditional_format(FEED_FIRST, self.column, last, self.column + len(self.columns) - 1, pale)
