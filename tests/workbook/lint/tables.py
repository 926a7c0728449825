"""Rules about tables: Excel repairs a workbook whose tables and cells disagree."""

import re
from collections.abc import Iterator
from itertools import combinations

from openpyxl.utils import get_column_letter

from tests.workbook.lint.package import MAIN, Book, Table, twice

_NAME = re.compile(r"[A-Za-z_\\][\w.\\]{0,254}")


def tables_have_numbers_and_names_of_their_own(book: Book) -> Iterator[str]:
    for number in twice([table.root.get("id", "") for table in book.tables]):
        yield f"Two tables have the number {number}."
    for name in twice([table.name for table in book.tables]):
        yield f"Two tables are called {name}."
    for table in book.tables:
        if not _NAME.fullmatch(table.name):
            yield f"{table.part}: a table is called “{table.name}”; allowed: letters, digits and underscores."


def columns_fit_the_cells(book: Book) -> Iterator[str]:
    for table in book.tables:
        width, columns = table.ref.size["columns"], table.columns
        stated = table.root.find(f"{MAIN}tableColumns")
        counts = {width, len(columns), int("0" if stated is None else stated.get("count", "0"))}
        if len(counts) > 1:
            yield f"Table {table.name} spans {width} columns and lists {len(columns)}, or states another count."
        if table.ref.size["rows"] < 2:
            yield f"Table {table.name} has no row below its header."
        for name in twice(columns):
            yield f"Table {table.name} has two columns {name}."
        for number in twice([column.get("id", "") for column in table.root.iter(f"{MAIN}tableColumn")]):
            yield f"Table {table.name} has two columns of the number {number}."


def headers_say_what_their_columns_are_called(book: Book) -> Iterator[str]:
    for table in book.tables:
        for place, name in enumerate(table.columns):
            address = f"{get_column_letter(table.ref.min_col + place)}{table.ref.min_row}"
            cell = table.sheet.cell.get(address)
            said = None if cell is None else book.text(cell)
            if said != name:
                yield f"{table.sheet.name}!{address} says “{said}”; column of table {table.name}: “{name}”."


def filters_span_their_tables(book: Book) -> Iterator[str]:
    for table in book.tables:
        filtered = table.root.find(f"{MAIN}autoFilter")
        without_totals = _without_totals(table)
        if filtered is not None and filtered.get("ref") != without_totals:
            yield f"The filter of table {table.name} spans {filtered.get('ref')}; allowed: {without_totals}."


def _without_totals(table: Table) -> str:
    totals = int(table.root.get("totalsRowCount", "0"))
    ref = table.ref
    return f"{get_column_letter(ref.min_col)}{ref.min_row}:{get_column_letter(ref.max_col)}{ref.max_row - totals}"


def tables_lie_apart(book: Book) -> Iterator[str]:
    for one, other in combinations(book.tables, 2):
        if one.sheet is other.sheet and not one.ref.isdisjoint(other.ref):
            yield f"The tables {one.name} and {other.name} overlap on {one.sheet.name}."


def cells_hold_the_formula_of_their_column(book: Book) -> Iterator[str]:
    for table in book.tables:
        for place, column in enumerate(table.root.iter(f"{MAIN}tableColumn")):
            formula = column.findtext(f"{MAIN}calculatedColumnFormula")
            letter = get_column_letter(table.ref.min_col + place)
            for row in range(table.ref.min_row + 1, table.ref.max_row + 1) if formula else ():
                cell = table.sheet.cell.get(f"{letter}{row}")
                found = None if cell is None else cell.findtext(f"{MAIN}f")
                if found != formula:
                    yield f"{table.sheet.name}!{letter}{row} holds {found}; its column computes {formula}."


RULES = (
    tables_have_numbers_and_names_of_their_own,
    columns_fit_the_cells,
    headers_say_what_their_columns_are_called,
    filters_span_their_tables,
    tables_lie_apart,
    cells_hold_the_formula_of_their_column,
)
