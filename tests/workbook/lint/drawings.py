"""Rules about charts and pictures: what they show exists, and those who cannot see them are told what it is."""

import re
from collections.abc import Iterator

from openpyxl.worksheet.cell_range import CellRange

from tests.workbook.lint.package import Book

_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


def charts_have_alternative_texts(book: Book) -> Iterator[str]:
    for part in book.parts:
        if re.match(r"xl/drawings/drawing\d+\.xml", part):
            for drawn in book.tree(part).iter(f"{_DRAWING}cNvPr"):
                if not drawn.get("descr") and drawn.get("decorative") is None:
                    yield f"{part}: {drawn.get('name')} has no alternative text."


def charts_remember_as_many_points_as_they_show(book: Book) -> Iterator[str]:
    """A chart is drawn from what it remembers until its cells are read; the two must be as long."""
    for part in book.parts:
        if re.match(r"xl/charts/chart\d+\.xml", part):
            for reference in (*book.tree(part).iter(f"{_CHART}numRef"), *book.tree(part).iter(f"{_CHART}strRef")):
                span, count = reference.findtext(f"{_CHART}f") or "", reference.find(f".//{_CHART}ptCount")
                shown, remembered = _size(span), None if count is None else int(count.get("val", "0"))
                if shown is not None and remembered is not None and shown != remembered:
                    yield f"{part}: {span} has {shown} cells; {remembered} points are remembered."


def _size(span: str) -> int | None:
    """Give the number of cells of a range; None for a name."""
    _, _, place = span.rpartition("!")
    if not re.fullmatch(r"[$A-Z]+[$0-9]+(:[$A-Z]+[$0-9]+)?", place):
        return None
    size = CellRange(place).size
    return size["columns"] * size["rows"]


RULES = (charts_have_alternative_texts, charts_remember_as_many_points_as_they_show)
