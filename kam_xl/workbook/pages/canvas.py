"""What every sheet is written on: the book, its formats, and what all sheets have in common."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from kam_xl.workbook.cells import put
from kam_xl.workbook.layout import HEADER_ROW, PURPOSE_ROW, TITLE_ROW
from kam_xl.workbook.look import COMPUTED, LINE, MUTED, NAVY, TEAL, TEAL_PALE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from kam_xl.accounts.rows import Value
    from kam_xl.workbook.content import WorkbookContent
    from kam_xl.workbook.layout import Sheet
    from kam_xl.workbook.look import Look

A4 = 9

HAIR = 7
"""Excel's number of its finest border."""

WHITE = "#FFFFFF"

MOST_LINES = 26
"""Lines of text that the highest row of Excel has room for."""

_LINE_POINTS, _AROUND_POINTS = 15.0, 1.0

BAR = "#9ED3CB"
"""The colour of bars inside cells: pale enough to read the number on it."""


class Exact(float):
    """A number that is written with every digit it has.

    XlsxWriter writes 16 significant digits; some floats need 17, and a model that lost the last one would be another
    model.
    """

    __slots__ = ()

    def __format__(self, _: str) -> str:
        """Give the shortest text that is read as the same float, whatever format is asked for."""
        return repr(float(self))


@dataclass(frozen=True, slots=True)
class Canvas:
    """A workbook being written.

    Attributes:
        book: The XlsxWriter workbook.
        look: Its formats.
        content: What is filled in.
        macros: Whether the workbook has macros; without them no cell may call a function of ours.
    """

    book: Workbook
    look: Look
    content: WorkbookContent
    macros: bool

    def add(self, sheet: Sheet) -> Page:
        """Add a sheet without grid lines, ready to print on one page's width."""
        page = self.book.add_worksheet(sheet.name)
        page.set_tab_color(sheet.colour)
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(A4)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)
        page.set_footer("&L&8Key Accounts · &A&R&8&P of &N")
        if self.macros:
            page.set_vba_name(sheet.code_name)
        if sheet.hidden:
            page.hide()
        return Page(page, self.look)


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet being written.

    Attributes:
        sheet: The XlsxWriter worksheet.
        look: The formats of the book.
    """

    sheet: Worksheet
    look: Look

    def title(self, title: str, purpose: str, beside: int = 0) -> None:
        """Write what the sheet is and what it is for.

        Args:
            title: What it is.
            purpose: What it is for.
            beside: Where the purpose begins: beside columns that are repeated on every page, which would cut it off.
        """
        self.sheet.set_row(TITLE_ROW, 30)
        self.sheet.write_string(TITLE_ROW, 0, title, self.look(bold=True, font_size=18, font_color=NAVY, indent=1))
        self.sheet.write_string(PURPOSE_ROW, beside, purpose, self.look(font_color=MUTED, indent=1))

    def put(self, row: int, column: int, value: Value, look: Format) -> None:
        """Write a value as what it is, a number with all its digits."""
        number = isinstance(value, int | float) and not isinstance(value, bool)
        put(self.sheet, row, column, Exact(value) if number else value, look)  # type: ignore[arg-type]

    def header(self, *, computed: bool = False, align: str = "left") -> Format:
        """Give the format of a header cell: one colour for what people fill in, one for what kam-xl writes."""
        ground = {"bold": True, "font_color": WHITE, "bg_color": TEAL if computed else NAVY}
        edge = {"right": 1, "right_color": WHITE}
        return self.look(**ground, **edge, **_aligned(align), text_wrap=True, valign="top")

    def cell(
        self, number_format: str = "General", *, computed: bool = False, align: str = "left", **more: object
    ) -> Format:
        """Give the format of a cell in a table."""
        ground: dict[str, object] = {"bg_color": COMPUTED} if computed else {}
        edge: dict[str, object] = {"bottom": HAIR, "bottom_color": LINE}
        return self.look(num_format=number_format, **ground, **edge, **_aligned(align), **more)

    def note(self, row: int, column: int, lines: Sequence[str]) -> None:
        """Explain a cell in a note as large as its lines need."""
        height = 12 + _NOTE_LINE_PIXELS * sum(lines_of(line, _NOTE_CHARACTERS) for line in lines)
        look = {"author": "", "font_size": 9, "width": _NOTE_WIDTH_PIXELS, "height": height, "color": TEAL_PALE}
        self.sheet.write_comment(row, column, "\n".join(lines), look)

    def table(
        self,
        name: str,
        headers: Sequence[dict[str, object]],
        rows: int,
        corner: tuple[int, int] = (HEADER_ROW, 0),
        says: str | None = None,
    ) -> None:
        """Make an Excel table; without rows it has one blank row to begin in.

        Args:
            name: Its name.
            headers: Its columns, as XlsxWriter describes them.
            rows: How many rows it has.
            corner: The row and column of its first header.
            says: What it is for, as its alternative text.
        """
        row, column = corner
        options = {"name": name, "columns": headers, "style": None, "description": says}
        self.sheet.add_table(row, column, row + max(rows, 1), column + len(headers) - 1, options)


_NOTE_WIDTH_PIXELS, _NOTE_CHARACTERS, _NOTE_LINE_PIXELS = 250, 40, 16


def lines_of(text: Value, width: float) -> int:
    """Count the lines that a text takes in a column of so many characters; anything else takes one."""
    return sum(_lines_of_paragraph(line, width) for line in text.split("\n")) if isinstance(text, str) else 1


_CHARACTER_WIDTH, _INDENT_WIDTH, _LOST_WIDTH = 0.86, 1, 3
"""In widths of a digit: an average character, the indent, and what is left over where words break."""


def _lines_of_paragraph(text: str, width: float) -> int:
    taken = _CHARACTER_WIDTH * len(text)
    return 1 if taken <= width - _INDENT_WIDTH else ceil(taken / (width - _LOST_WIDTH))


def line_height(lines: int) -> float:
    """Give the height of a row with so many lines of text, in points."""
    return min(lines, MOST_LINES) * _LINE_POINTS + _AROUND_POINTS


def _aligned(align: str) -> dict[str, object]:
    """Keep text off the edge of its cell, so that a number and the text beside it do not touch."""
    return {"align": align, "indent": 0 if align == "center" else 1}
