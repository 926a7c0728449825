"""Rules about the macros: modules for every sheet, wizard texts, the way from a function or button to Python."""

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from tests.workbook.lint.package import MAIN, Book, twice

PROJECT_PART = "xl/vbaProject.bin"
_DESCRIPTION = re.compile(r'^Attribute (\w+)\.VB_Description = "((?:[^"]|"")*)"', re.MULTILINE)
_CATEGORY = re.compile(r'^Attribute (\w+)\.VB_ProcData\.VB_Invoke_Func = "(.*?)\\n(\d+)"', re.MULTILINE)
_FUNCTION = re.compile(r"^Public Function (KAM_\w+)\(((?:[^()]|\(\))*)\)", re.MULTILINE)
_LONGEST_TEXT = 255
_LONGEST_ARGUMENTS = 254


@dataclass(frozen=True)
class Module:
    """A module of the VBA project."""

    name: str
    code: str
    is_document: bool


def modules_of(book: Book) -> list[Module]:
    """Give the modules of a workbook; none if its VBA project cannot be read."""
    return _modules(book.parts.get(PROJECT_PART, b""))


@cache
def _modules(project: bytes) -> list[Module]:
    # It calls its own libraries by names they have given up; that is not ours to mend.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from oletools.olevba import VBA_Parser
    try:
        parser = VBA_Parser(PROJECT_PART, data=project)
        extracted = [(name, _text(code)) for _, _, name, code in parser.extract_macros()]
        parser.close()
    except Exception:  # noqa: BLE001 - whatever junk it trips over, there are no modules
        return []
    return [_module(name, code) for name, code in extracted if name.endswith((".bas", ".cls"))]


def _text(code: str | bytes) -> str:
    text = code.decode("cp1252") if isinstance(code, bytes) else code
    return text.replace("\r\n", "\n")


def _module(file: str, code: str) -> Module:
    based_on_sheet_or_book = re.search(r'^Attribute VB_Base = "0\{000208(19|20)-', code, re.MULTILINE)
    return Module(file[:-4], code, based_on_sheet_or_book is not None)


def functions_of(book: Book) -> Mapping[str, list[str]]:
    """Give our functions for cells with the names of their arguments."""
    if not book.with_macros:
        return {}
    return {
        name: re.findall(r"(\w+)(?:\(\))? As ", arguments.replace("_\n", " "))
        for module in modules_of(book)
        for name, arguments in _FUNCTION.findall(module.code)
    }


def macros_are_there_exactly_when_the_name_says_so(book: Book) -> Iterator[str]:
    if book.with_macros and not modules_of(book):
        yield f"{PROJECT_PART} is missing or holds no module that can be read."
    if not book.with_macros and [part for part in book.parts if "vba" in part or "customUI" in part]:
        yield f"{book.path.name} holds macros; allowed in .xlsx: none."


def sheets_and_modules_belong_together(book: Book) -> Iterator[str]:
    """Excel adds modules of its own for what has none, and events then reach nobody."""
    if not book.with_macros:
        return
    properties = book.workbook.find(f"{MAIN}workbookPr")
    own_name = None if properties is None else properties.get("codeName")
    wanted = [own_name or "", *(sheet.code_name or "" for sheet in book.sheets)]
    for name in twice(wanted):
        yield f"Two sheets have the code name “{name}”."
    found = [module.name for module in modules_of(book) if module.is_document]
    if sorted(found) != sorted(wanted):
        yield f"Code names without module or modules without sheet: {sorted(set(found) ^ set(wanted))}."


def functions_are_explained(book: Book) -> Iterator[str]:
    """The function wizard shows these texts; Excel refuses longer ones."""
    code = "\n".join(module.code for module in modules_of(book))
    texts, categories = dict(_DESCRIPTION.findall(code)), {name: number for name, _, number in _CATEGORY.findall(code)}
    groups = book.workbook.find(f"{MAIN}functionGroups")
    first = 0 if groups is None else int(groups.get("builtInGroupCount", "0"))
    known = {str(first + place) for place in range(1, 1 + (0 if groups is None else len(groups)))}
    for name, arguments in functions_of(book).items():
        if not 0 < len(texts.get(name, "")) <= _LONGEST_TEXT:
            yield f"{name} is explained in {len(texts.get(name, ''))} characters; allowed: 1 to {_LONGEST_TEXT}."
        if categories.get(name) not in known:
            yield f"{name} is in category {categories.get(name)}; the workbook has {sorted(known)}."
        if len(arguments) + sum(map(len, arguments)) > _LONGEST_ARGUMENTS:
            yield f"{name}: the names of its arguments are longer than {_LONGEST_ARGUMENTS} characters."


def arguments_are_explained(book: Book) -> Iterator[str]:
    """Texts about arguments stand in the workbook under the name of the function, one per argument."""
    if not functions_of(book):
        return
    explained = {
        line.get("name"): [each.text or "" for each in line.iter() if each.tag.endswith("}argumentDescription")]
        for line in book.workbook.iter()
        if line.tag.endswith("2009/9/main}definedName")
    }
    for name, arguments in functions_of(book).items():
        texts = explained.pop(name, [])
        if len(texts) != len(arguments) or not all(0 < len(text) <= _LONGEST_TEXT for text in texts):
            said = f"{len(texts)} explained, or not in 1 to {_LONGEST_TEXT} characters"
            yield f"{name} has {len(arguments)} arguments; {said}."
    for stranger in explained:
        yield f"Arguments are explained of {stranger}, which is no function."


RULES = (
    macros_are_there_exactly_when_the_name_says_so,
    sheets_and_modules_belong_together,
    functions_are_explained,
    arguments_are_explained,
)
