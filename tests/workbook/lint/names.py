"""Rules about the workbook itself: sheets, names, calculation."""

import re
from collections.abc import Iterator

from tests.workbook.lint.package import MAIN, Book, twice

_CELL_LIKE = re.compile(r"[A-Za-z]{1,3}[0-9]{1,7}|[Rr][0-9]*[Cc][0-9]*")
_LONGEST_SHEET_NAME = 31


def sheets_have_names_of_their_own(book: Book) -> Iterator[str]:
    names = [line.get("name", "") for line in book.workbook.iter(f"{MAIN}sheet")]
    for name in twice(names):
        yield f"Two sheets are called {name}."
    for name in names:
        if not 0 < len(name) <= _LONGEST_SHEET_NAME or re.search(r"[\[\]:*?/\\]", name):
            yield f"A sheet is called “{name}”; allowed: up to {_LONGEST_SHEET_NAME} characters without []:*?/\\."
    for number in twice([line.get("sheetId", "") for line in book.workbook.iter(f"{MAIN}sheet")]):
        yield f"Two sheets have the number {number}."


def a_visible_sheet_is_open(book: Book) -> Iterator[str]:
    view = book.workbook.find(f"{MAIN}bookViews/{MAIN}workbookView")
    place = 0 if view is None else int(view.get("activeTab", "0"))
    if place >= len(book.sheets) or not book.sheets[place].visible:
        yield f"The open sheet is number {place + 1}, which is hidden or missing."


def defined_names_are_unique_and_no_cells(book: Book) -> Iterator[str]:
    lines = list(book.workbook.iter(f"{MAIN}definedName"))
    for name in twice([f"{line.get('name')} of {line.get('localSheetId', 'the workbook')}" for line in lines]):
        yield f"A name is defined twice: {name}."
    for line in lines:
        name, scope = line.get("name", ""), line.get("localSheetId")
        if _CELL_LIKE.fullmatch(name):
            yield f"The name {name} is also an address of a cell."
        if scope is not None and int(scope) >= len(book.sheets):
            yield f"The name {name} belongs to sheet {int(scope) + 1}; there are {len(book.sheets)}."


def names_and_tables_do_not_share_a_name(book: Book) -> Iterator[str]:
    names = {line.get("name", "").casefold() for line in book.workbook.iter(f"{MAIN}definedName")}
    for table in book.tables:
        if table.name.casefold() in names:
            yield f"{table.name} is a table and a name."


def opening_calculates_nothing(book: Book) -> Iterator[str]:
    """Where macros are blocked, a forced calculation turns the last results into #NAME?."""
    for line in book.workbook.iter(f"{MAIN}calcPr"):
        for wish in ("fullCalcOnLoad", "forceFullCalc"):
            if line.get(wish, "0") not in {"0", "false"}:
                yield f"The workbook asks for {wish}; opened without macros it would lose its scores."


def nothing_comes_from_other_workbooks(book: Book) -> Iterator[str]:
    for kind in ("externalReferences", "webPublishing", "fileRecoveryPr"):
        if book.workbook.find(f"{MAIN}{kind}") is not None:
            yield f"The workbook has {kind}; allowed: nothing of that kind."
    for part in book.parts:
        if re.search(r"externalLink|connections\.xml|embeddings/|activeX", part):
            yield f"{part}: allowed is nothing that comes from elsewhere."


RULES = (
    sheets_have_names_of_their_own,
    a_visible_sheet_is_open,
    defined_names_are_unique_and_no_cells,
    names_and_tables_do_not_share_a_name,
    opening_calculates_nothing,
    nothing_comes_from_other_workbooks,
)
