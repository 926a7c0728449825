"""A sheet that a button makes to show something: written anew each time, never over a sheet of the person's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kam_xl.errors import HostError
from kam_xl.excel.changes import as_typed, reason_of, refusals_explained
from kam_xl.workbook.look import MUTED, NAVY, PAPER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import xlwings

    from kam_xl.accounts.rows import Value
    from kam_xl.excel.changes import Formula
    from kam_xl.excel.open_book import OpenBook

SUBTITLE_ROW = 2
TITLE_SIZE, HEADING_SIZE = 20, 13


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows under a heading.

    Attributes:
        heading: What they are about.
        headers: What their columns hold; empty for sentences.
        rows: The rows.
        formats: How numbers of its columns are shown; empty for texts alone.
    """

    heading: str
    headers: tuple[str, ...]
    rows: Sequence[Sequence[Value | Formula]]
    formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a sheet shows.

    Attributes:
        sheet: The name of the sheet.
        title: Its title, which also says that the sheet is kam-xl's own: it begins with the sheet's name.
        sentence: What to know of it.
        widths: The widths of its columns in characters.
        parts: Its parts, one below the other.
    """

    sheet: str
    title: str
    sentence: str
    widths: tuple[float, ...]
    parts: tuple[Part, ...]


def show_report(book: OpenBook, report: Report) -> None:
    """Write a report on its sheet, which is added behind the others if it is missing, and go there.

    Raises:
        HostError: A sheet of that name is the person's own, or Excel does not let it be added or written.
    """
    sheet = _sheet(book, report)
    with refusals_explained(sheet):
        sheet.clear()
        rows = list(_rows(report))
        blank: list[Value | Formula] = [None] * len(report.widths)
        cells = [[as_typed(value) for value in (*row, *blank)[: len(blank)]] for row in rows]
        sheet.range((1, 1), (len(cells), len(blank))).value = cells
        _style(sheet, report)
        sheet.activate()


def _sheet(book: OpenBook, report: Report) -> xlwings.Sheet:
    sheets = {sheet.name.casefold(): sheet for sheet in book.book.sheets}
    if report.sheet.casefold() not in sheets:
        try:
            return book.book.sheets.add(report.sheet, after=list(sheets.values())[-1])
        except Exception as error:
            raise HostError(
                f"Excel did not let the sheet {report.sheet} be added ({reason_of(error)}). Unprotect the workbook "
                "(Review > Protect Workbook), then press the button again."
            ) from error
    sheet = sheets[report.sheet.casefold()]
    title = sheet.range((1, 1)).value
    if title is not None and not str(title).startswith(report.sheet):
        raise HostError(
            f"The sheet {report.sheet} is your own: its first cell does not begin with “{report.sheet}”. "
            "Rename it, then press the button again."
        )
    return sheet


def _rows(report: Report) -> Iterator[Sequence[Value | Formula]]:
    yield (report.title,)
    yield (report.sentence,)
    for part in report.parts:
        yield ()
        yield (part.heading,)
        if part.headers:
            yield part.headers
        yield from part.rows


def _style(sheet: xlwings.Sheet, report: Report) -> None:
    for column, width in enumerate(report.widths, start=1):
        sheet.range((1, column)).column_width = width
    _font(sheet, 1, size=TITLE_SIZE, color=NAVY)
    sheet.range((SUBTITLE_ROW, 1)).font.color = MUTED
    row = SUBTITLE_ROW + 2
    for part in report.parts:
        _font(sheet, row, size=HEADING_SIZE, color=NAVY)
        if part.headers:
            _style_table(sheet, row + 1, part)
        row += 2 + bool(part.headers) + len(part.rows)
    sheet.autofit("rows")


def _style_table(sheet: xlwings.Sheet, row: int, part: Part) -> None:
    head = sheet.range((row, 1), (row, len(part.headers)))
    head.font.bold, head.color = True, PAPER
    last = row + len(part.rows)
    cells = sheet.range((row, 1), (last, len(part.headers)))
    cells.wrap_text = True
    cells.vertical_alignment = "top"
    for column, shown in enumerate(part.formats, start=1):
        sheet.range((row, column), (last, column)).number_format = shown


def _font(sheet: xlwings.Sheet, row: int, *, size: int, color: str) -> None:
    font = sheet.range((row, 1)).font
    font.bold, font.size, font.color = True, size, color
