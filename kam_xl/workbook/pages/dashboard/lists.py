"""Headings and small tables on the grid of the Dashboard."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kam_xl.workbook.look import LINE, MUTED, NAVY
from kam_xl.workbook.pages.dashboard.figures import put_content

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlsxwriter.format import Format

    from kam_xl.accounts.rows import Value
    from kam_xl.workbook.pages.canvas import Page
    from kam_xl.workbook.pages.dashboard.figures import Figure

_HEADER_HEIGHT = 28


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a small table; it may be several columns of the grid wide.

    Attributes:
        header: What stands above it.
        first: The first column of the grid.
        last: The last one.
        align: At which edge its cells stand.
        shown: The number format of its cells.
        joined: Whether its cells are one; otherwise what stands in the first runs over the others.
    """

    header: str
    first: int
    last: int
    align: str = "left"
    shown: str = "General"
    joined: bool = True


def write_heading(page: Page, row: int, column: int, text: str, more: str = "") -> None:
    """Write what a section is, and in a lighter hand what else there is to know."""
    page.sheet.set_row(row, 24)
    looks = page.look(bold=True, font_size=13, font_color=NAVY), page.look(font_size=9, font_color=MUTED)
    if more:
        aligned = page.look(indent=1)
        page.sheet.write_rich_string(row, column, looks[0], text, looks[1], f"   {more}", aligned)
    else:
        page.put(row, column, text, page.look(bold=True, font_size=13, font_color=NAVY, indent=1))


def write_headers(page: Page, row: int, columns: Iterable[ListColumn]) -> None:
    """Write the header row of a small table."""
    page.sheet.set_row(row, _HEADER_HEIGHT)
    for column in columns:
        look = page.look(
            font_size=9, font_color=MUTED, bottom=1, bottom_color=LINE, align=column.align, indent=1, text_wrap=True
        )
        _join(page, row, column, look)
        page.put(row, column.first, column.header, look)


def write_line(
    page: Page,
    row: int,
    columns: Sequence[ListColumn],
    contents: Iterable[Figure | Value],
    look_more: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Write a row of a small table, its cells as any, with further properties of a format."""
    for column, content in zip(columns, contents, strict=True):
        look = page.cell(column.shown, align=column.align, font_size=10, **look_more)
        _join(page, row, column, look)
        put_content(page, (row, column.first), content, look)


def _join(page: Page, row: int, column: ListColumn, look: Format) -> None:
    if column.joined and column.last > column.first:
        page.sheet.merge_range(row, column.first, row, column.last, None, look)
        return
    for place in range(column.first + 1, column.last + 1):
        page.put(row, place, None, look)
