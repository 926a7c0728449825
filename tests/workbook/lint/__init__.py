"""What Excel would repair, refuse or misread in a workbook, and the schema of the format does not tell.

Every file holds the rules of one topic; a rule takes the workbook and gives one sentence per fault.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from zipfile import BadZipFile

from tests.workbook.lint import cells, drawings, formulas, macros, names, parts, ribbon, tables, validation
from tests.workbook.lint.package import Book, NotXmlError, PartMissingError

Rule = Callable[[Book], Iterable[str]]

RULES: tuple[Rule, ...] = (
    *parts.RULES,
    *names.RULES,
    *tables.RULES,
    *cells.RULES,
    *validation.RULES,
    *formulas.RULES,
    *drawings.RULES,
    *macros.RULES,
    *ribbon.RULES,
)


def faults(book: Path) -> list[str]:
    """Give every fault of a workbook; none for one that can be shipped."""
    try:
        opened = Book.read(book)
        return [fault for rule in RULES for fault in _found(rule, opened)]
    except (BadZipFile, NotXmlError, PartMissingError) as error:
        return [f"{error}"]


def _found(rule: Rule, book: Book) -> list[str]:
    """Give what a rule finds; what is so odd that the rule itself trips over it is a fault too."""
    try:
        return list(rule(book))
    except ValueError as error:
        return [f"{getattr(rule, '__name__', rule)}: {error}"]
