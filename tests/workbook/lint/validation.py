"""Rules about validation: Excel repairs a sheet whose lists or texts are too long."""

from collections.abc import Iterator
from itertools import combinations

from openpyxl.worksheet.cell_range import MultiCellRange

from tests.workbook.lint.package import MAIN, Book

LONGEST_LIST = 255
_LONGEST = {"promptTitle": 32, "prompt": 255, "errorTitle": 32, "error": 255}


def lists_are_short_enough(book: Book) -> Iterator[str]:
    for sheet in book.sheets:
        for rule in sheet.root.iter(f"{MAIN}dataValidation"):
            choices = rule.findtext(f"{MAIN}formula1") or ""
            if rule.get("type") == "list" and choices.startswith('"') and len(choices) - 2 > LONGEST_LIST:
                where = f"{sheet.name}!{rule.get('sqref')}"
                yield f"{where} lists choices of {len(choices) - 2} characters; allowed: {LONGEST_LIST}."


def texts_are_short_enough(book: Book) -> Iterator[str]:
    for sheet in book.sheets:
        for rule in sheet.root.iter(f"{MAIN}dataValidation"):
            for name, most in _LONGEST.items():
                found = len(rule.get(name, ""))
                if found > most:
                    yield f"{sheet.name}!{rule.get('sqref')}: {name} has {found} characters; allowed: {most}."


def no_cell_has_two_rules(book: Book) -> Iterator[str]:
    for sheet in book.sheets:
        spans = [MultiCellRange(rule.get("sqref")) for rule in sheet.root.iter(f"{MAIN}dataValidation")]
        for one, other in combinations(spans, 2):
            if any(not a.isdisjoint(b) for a in one.ranges for b in other.ranges):
                yield f"{sheet.name}: validation of {one} and of {other} overlap."


def lists_offer_something_and_stated_counts_hold(book: Book) -> Iterator[str]:
    for sheet in book.sheets:
        for rules in sheet.root.iter(f"{MAIN}dataValidations"):
            if int(rules.get("count", len(rules))) != len(rules):
                yield f"{sheet.name} states {rules.get('count')} rules of validation and has {len(rules)}."
            for rule in rules:
                if not rule.findtext(f"{MAIN}formula1"):
                    yield f"{sheet.name}!{rule.get('sqref')}: validation without a value to compare with."


RULES = (
    lists_are_short_enough,
    texts_are_short_enough,
    no_cell_has_two_rules,
    lists_offer_something_and_stated_counts_hold,
)
