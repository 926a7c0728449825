"""The Settings sheet of a manager copy: what it was made from, and its stamp."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.accounts.tables import SETTINGS as FIELDS
from kam_xl.scoring.model import model_hash
from kam_xl.workbook.layout import FIRST_ROW, HEADER_ROW, Sheet
from kam_xl.workbook.look import MUTED, NAVY, number_format
from kam_xl.workbook.manager_copy.places import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kam_xl.accounts.rows import Value
    from kam_xl.portfolio.book import ScoredBook
    from kam_xl.workbook.pages.canvas import Canvas

_HEADERS, _WIDTHS = ("Setting", "Value", "Meaning"), (26, 34, 84)


def write_settings(canvas: Canvas, book: ScoredBook, manager: str) -> None:
    """Write one row per setting that concerns the copy."""
    page = canvas.add(Sheet(SETTINGS, "SettingsSheet", NAVY))
    page.title(SETTINGS, "What this copy was made from.")
    rows = [*_stamp(book, manager), *_settings(book)]
    page.table(SETTINGS, [{"header": header, "header_format": page.header()} for header in _HEADERS], len(rows))
    for row, (name, value, meaning, shown) in enumerate(rows, start=FIRST_ROW):
        page.put(row, 0, name, page.cell(bold=True))
        page.put(row, 1, value, page.cell(shown, align="left"))
        page.put(row, 2, meaning, page.cell(font_color=MUTED))
    for place, width in enumerate(_WIDTHS):
        page.sheet.set_column(place, place, width)
    page.sheet.set_row(HEADER_ROW, 22)


def _stamp(book: ScoredBook, manager: str) -> Iterator[tuple[str, Value, str, str]]:
    yield "Manager", manager, "Whose copy this is.", "@"
    yield "Model", book.model.name, "The scoring model.", "@"
    yield "Model Hash", model_hash(book.model), "The state of the model as it was sent.", "@"


def _settings(book: ScoredBook) -> Iterator[tuple[str, Value, str, str]]:
    stated = {
        **book.settings,
        "as_of": book.basis.as_of,
        "home_utc_offset": book.basis.home_offset_hours,
        "head_cut": book.cuts.cut,
        "head_keep": book.cuts.keep,
    }
    for field in FIELDS:
        if stated.get(field.name) is not None:
            yield field.header, stated[field.name], field.note, number_format(field)
