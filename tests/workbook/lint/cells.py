"""Rules about cells: addresses, styles, texts, merged ranges, last results."""

import re
from collections.abc import Iterator
from itertools import combinations
from xml.etree.ElementTree import Element

from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.cell_range import CellRange

from tests.workbook.lint.package import MAIN, STYLES_PART, Book, Sheet

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_LAST_COLUMN, _LAST_ROW = 16_384, 1_048_576
_METADATA_PART = "xl/metadata.xml"


def cells_stand_where_they_say(book: Book) -> Iterator[str]:
    """Addresses rise along rows and down the sheet; Excel repairs a sheet in which one does not."""
    for sheet in book.sheets:
        rows = [int(row.get("r", "0")) for row in sheet.root.iter(f"{MAIN}row")]
        if rows != sorted(set(rows)):
            yield f"{sheet.name}: its rows do not stand in order, each once."
        for row in sheet.root.iter(f"{MAIN}row"):
            yield from _order_in_row(sheet, row)


def _order_in_row(sheet: Sheet, row: Element) -> Iterator[str]:
    before = 0
    for cell in row.iter(f"{MAIN}c"):
        place = _ADDRESS.fullmatch(cell.get("r", ""))
        column = column_index_from_string(place[1]) if place else 0
        if not place or place[2] != row.get("r") or column > _LAST_COLUMN or int(place[2]) > _LAST_ROW:
            yield f"{sheet.name}, row {row.get('r')}: a cell says that it is {cell.get('r')}."
        elif column <= before:
            yield f"{sheet.name}!{cell.get('r')} stands after a cell further right, or twice."
        before = max(before, column)


def styles_exist(book: Book) -> Iterator[str]:
    formats = book.tree(STYLES_PART).find(f"{MAIN}cellXfs")
    differences = book.tree(STYLES_PART).find(f"{MAIN}dxfs")
    styles, conditional = (0 if found is None else len(found) for found in (formats, differences))
    for sheet in book.sheets:
        used = {int(cell.get("s", "0")) for cell in sheet.cells()}
        used |= {int(column.get("style", "0")) for column in sheet.root.iter(f"{MAIN}col")}
        for style in sorted(style for style in used if style >= styles):
            yield f"{sheet.name} uses style {style}; there are {styles}."
        for rule in sheet.root.iter(f"{MAIN}cfRule"):
            if int(rule.get("dxfId", "-1")) >= conditional:
                yield f"{sheet.name} uses conditional format {rule.get('dxfId')}; there are {conditional}."


def texts_exist(book: Book) -> Iterator[str]:
    for sheet in book.sheets:
        for cell in sheet.cells():
            number = int(cell.findtext(f"{MAIN}v") or "0") if cell.get("t") == "s" else -1
            if number >= len(book.strings):
                yield f"{sheet.name}!{cell.get('r')} shows text {number}; there are {len(book.strings)}."


def merged_ranges_lie_apart(book: Book) -> Iterator[str]:
    for sheet in book.sheets:
        merged = [CellRange(line.get("ref", "")) for line in sheet.root.iter(f"{MAIN}mergeCell")]
        for one, other in combinations(merged, 2):
            if not one.isdisjoint(other):
                yield f"{sheet.name}: the merged ranges {one.coord} and {other.coord} overlap."
        for table in book.tables:
            for span in merged if table.sheet is sheet else ():
                if not span.isdisjoint(table.ref):
                    yield f"{sheet.name}: the merged range {span.coord} lies in table {table.name}."


def formulas_keep_their_last_result(book: Book) -> Iterator[str]:
    """Nothing is calculated on opening, so that a formula without a result would show as blank."""
    for sheet in book.sheets:
        for cell in sheet.cells():
            if cell.find(f"{MAIN}f") is not None and cell.find(f"{MAIN}v") is None:
                yield f"{sheet.name}!{cell.get('r')} holds a formula without its last result."


def nothing_spills_in_a_table(book: Book) -> Iterator[str]:
    tables = [(table.sheet, table.name, table.ref) for table in book.tables]
    for sheet in book.sheets:
        for cell in sheet.cells():
            formula = cell.find(f"{MAIN}f")
            if formula is None or formula.get("t") != "array":
                continue
            spilled = CellRange(formula.get("ref", ""))
            for owner, name, ref in tables:
                if owner is sheet and not spilled.isdisjoint(ref):
                    yield f"{sheet.name}!{cell.get('r')} spills within table {name}; Excel shows #SPILL! there."


def spilling_cells_have_their_metadata(book: Book) -> Iterator[str]:
    """Without it Excel reads a spilling formula as one that is confined to its cell."""
    for sheet in book.sheets:
        marked = [cell.get("r") for cell in sheet.cells() if cell.get("cm")]
        if marked and _METADATA_PART not in book.parts:
            yield f"{sheet.name}!{marked[0]} refers to {_METADATA_PART}, which is missing."


RULES = (
    cells_stand_where_they_say,
    styles_exist,
    texts_exist,
    merged_ranges_lie_apart,
    formulas_keep_their_last_result,
    nothing_spills_in_a_table,
    spilling_cells_have_their_metadata,
)
