"""Rules about formulas: those that Excel cannot read make it repair the workbook, others show #NAME? or #REF!."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from openpyxl.formula.tokenizer import Tokenizer, TokenizerError
from openpyxl.utils import FORMULAE
from openpyxl.utils.cell import coordinate_from_string

from tests.workbook.lint.macros import functions_of
from tests.workbook.lint.package import MAIN, Book, Sheet, Table

_NEWER = frozenset(
    f"_xlfn.{name}"
    for name in (
        "AGGREGATE", "CONCAT", "IFNA", "IFS", "MAXIFS", "MINIFS", "NUMBERVALUE", "PERCENTILE.INC", "RANK.EQ",
        "SEQUENCE", "TEXTJOIN", "UNICHAR", "UNIQUE", "XLOOKUP", "_xlws.FILTER", "_xlws.SORT",
    )
)  # fmt: skip
"""Functions younger than Excel 2007 stand in the file with a prefix, and as #NAME? without it."""

_SPILLING = frozenset({"KAM_EXPLAIN", "_xlfn.SEQUENCE", "_xlfn.UNIQUE", "_xlfn._xlws.FILTER", "_xlfn._xlws.SORT"})
"""What fills more cells than its own."""

_CELL = r"\$?[A-Z]{1,3}\$?[0-9]{1,7}"
_RANGE = re.compile(rf"{_CELL}(?::{_CELL})?|\$?[A-Z]{{1,3}}:\$?[A-Z]{{1,3}}|\$?[0-9]+:\$?[0-9]+")
_PIECES = re.compile(r"\[((?:'.|[^\[\]'])*)\]")
_TABLE_PARTS = {"#All", "#Data", "#Headers", "#Totals", "#This Row"}
_LONGEST = 8192


@dataclass(frozen=True)
class Formula:
    """A formula and where it stands.

    Attributes:
        where: The place in words.
        text: The formula without its equals sign.
        table: The table in which it is computed for each row, if it is.
        column: The column of that table.
        rule: Whether it is one of validation, conditional format or chart, which may not name a table.
    """

    where: str
    text: str
    table: Table | None = None
    column: str = ""
    rule: bool = False


@dataclass(frozen=True)
class Reading:
    """What a formula is made of.

    Attributes:
        fault: Why it cannot be read; empty if it can.
        functions: The functions it calls.
        operands: The references and names in it.
    """

    fault: str
    functions: tuple[str, ...] = ()
    operands: tuple[str, ...] = ()


@lru_cache(maxsize=100_000)
def reading(text: str) -> Reading:
    """Read a formula; the same ones come again in every workbook."""
    try:
        tokens = Tokenizer(f"={text}").items
    except TokenizerError as error:
        return Reading(f"is no formula: {error}")
    if sum({"OPEN": 1, "CLOSE": -1}.get(token.subtype, 0) for token in tokens):
        return Reading("leaves a bracket open")
    if not 0 < len(text) <= _LONGEST:
        return Reading("is empty or too long")
    opened = [token.value for token in tokens if token.type == "FUNC" and token.subtype == "OPEN"]
    operands = [token.value for token in tokens if token.subtype in {"RANGE", "ERROR"}]
    # “A1:INDEX(” comes as one function.
    places = [value.rpartition(":") for value in opened]
    functions = [name.rstrip("(") for _, _, name in places]
    return Reading("", tuple(functions), (*operands, *(place for place, _, _ in places if place)))


def formulas_of(book: Book) -> Iterator[Formula]:
    """Give every formula of a workbook."""
    for line in book.workbook.iter(f"{MAIN}definedName"):
        yield Formula(f"Name {line.get('name')}", line.text or "")
    for table in book.tables:
        for column in table.root.iter(f"{MAIN}tableColumn"):
            text = column.findtext(f"{MAIN}calculatedColumnFormula")
            if text:
                name = column.get("name", "")
                yield Formula(f"Table {table.name}, column {name}", text, table, name)
    for sheet in book.sheets:
        yield from _of_sheet(book, sheet)
    for part in book.parts:
        if re.match(r"xl/charts/chart\d+\.xml", part):
            for reference in book.tree(part).iter():
                if reference.tag.endswith("/chart}f"):
                    yield Formula(part, reference.text or "", rule=True)


def _of_sheet(book: Book, sheet: Sheet) -> Iterator[Formula]:
    tables = [table for table in book.tables if table.sheet is sheet]
    for cell in sheet.cells():
        text = cell.findtext(f"{MAIN}f")
        if text:
            yield Formula(f"{sheet.name}!{cell.get('r')}", text, _around(tables, cell.get("r", "")))
    for element in sheet.root.iter():
        kind = element.tag.rpartition("}")[2]
        if kind in {"formula", "formula1", "formula2"} or element.tag.endswith("/excel/2006/main}f"):
            yield Formula(f"{sheet.name}, a rule", element.text or "", rule=True)


def _around(tables: list[Table], address: str) -> Table | None:
    letters, row = coordinate_from_string(address)
    inside = (table for table in tables if table.ref.issuperset(type(table.ref)(f"{letters}{row}")))
    return next(inside, None)


def formulas_can_be_read(book: Book) -> Iterator[str]:
    for formula in formulas_of(book):
        fault = reading(formula.text).fault
        if fault:
            yield f"{formula.where}: {formula.text} {fault}."


def functions_are_known(book: Book) -> Iterator[str]:
    known = FORMULAE | _NEWER | functions_of(book).keys()
    for formula in formulas_of(book):
        for name in reading(formula.text).functions:
            if name not in known:
                yield f"{formula.where}: Excel knows no function {name}, or only with a prefix."


def references_lead_somewhere(book: Book) -> Iterator[str]:
    for formula in formulas_of(book):
        for operand in reading(formula.text).operands:
            for fault in _fault(book, formula, operand):
                yield f"{formula.where}: {operand} in {formula.text}: {fault}."


def _fault(book: Book, formula: Formula, operand: str) -> Iterator[str]:
    if operand == "#N/A":
        return
    if "#REF!" in operand:
        yield "what it led to is gone"
    elif "[" in operand:
        yield from _fault_of_table(book, formula, operand)
    else:
        yield from _fault_of_range(book, operand)


def _fault_of_range(book: Book, operand: str) -> Iterator[str]:
    sheet, _, place = operand.rpartition("!")
    name = sheet.removeprefix("'").removesuffix("'").replace("''", "'")
    if sheet and name not in {each.name for each in book.sheets}:
        yield f"there is no sheet {name}"
    elif not _RANGE.fullmatch(place):
        names = {line.get("name", "").casefold() for line in book.workbook.iter(f"{MAIN}definedName")}
        tables = {table.name.casefold() for table in book.tables}
        if place.casefold() not in names | tables:
            yield f"there is no name {place}"


def _fault_of_table(book: Book, formula: Formula, operand: str) -> Iterator[str]:
    name, _, inside = operand.partition("[")
    table = next((each for each in book.tables if each.name.casefold() == name.casefold()), None)
    if table is None:
        yield f"there is no table “{name}”"
        return
    if formula.rule:
        yield "validation, conditional formats and charts cannot name a table"
    pieces = _PIECES.findall(inside) if inside.startswith("[") else [inside.removesuffix("]")]
    for piece in (re.sub(r"'(.)", r"\1", each) for each in pieces):
        if piece.startswith("#") and piece not in _TABLE_PARTS and piece not in table.columns:
            yield f"a table has no part {piece}"
        elif not piece.startswith("#") and piece not in table.columns:
            yield f"table {name} has no column “{piece}”"
    if "#This Row" in pieces and formula.table is not table:
        yield f"[#This Row] means nothing outside of table {name}"
    if "#This Row" in pieces and formula.column in _spanned(table, pieces):
        yield "it reads the column it stands in"


def _spanned(table: Table, pieces: list[str]) -> list[str]:
    places = [table.columns.index(piece) for piece in pieces if piece in table.columns]
    return table.columns[min(places) : max(places) + 1] if places else table.columns


def formulas_that_spill_are_written_as_such(book: Book) -> Iterator[str]:
    """Excel puts an @ before others, which then show one cell."""
    for sheet in book.sheets:
        for cell in sheet.cells():
            formula = cell.find(f"{MAIN}f")
            if formula is None or (formula.get("t") == "array" and cell.get("cm")):
                continue
            for name in sorted(_SPILLING.intersection(reading(formula.text or "").functions)):
                yield f"{sheet.name}!{cell.get('r')} calls {name}, which spills, and is not written as such."


RULES = (
    formulas_can_be_read,
    functions_are_known,
    references_lead_somewhere,
    formulas_that_spill_are_written_as_such,
)
