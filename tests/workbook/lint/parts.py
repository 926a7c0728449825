"""Rules about the package: parts, relationships, content types, properties."""

import re
from collections.abc import Iterator

from tests.workbook.lint.package import LINK, WORKBOOK_PART, Book, twice

_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_TYPES_PART = "[Content_Types].xml"
_MAIN_TYPES = {
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
_PLACES = re.compile(rb"absPath|[A-Za-z]:\\\\?\w|/(?:home|Users|root|tmp|mnt)/\w")


def _xml_parts(book: Book) -> list[str]:
    return [part for part in book.parts if part.endswith((".xml", ".rels", ".vml"))]


def relationships_lead_to_parts(book: Book) -> Iterator[str]:
    for part in ["", *book.parts]:
        for link in book.relationships(part):
            if link.external:
                yield f"{part or 'The package'} leads outside, to {link.target}; allowed: nothing outside."
            elif link.target not in book.parts:
                yield f"{part or 'The package'} leads to {link.target}, which is missing."


def identities_of_relationships_are_unique(book: Book) -> Iterator[str]:
    for part in ["", *book.parts]:
        for identity in twice([link.identity for link in book.relationships(part)]):
            yield f"{part or 'The package'} has two relationships {identity}."


def parts_refer_to_relationships_they_have(book: Book) -> Iterator[str]:
    for part in _xml_parts(book):
        known = {link.identity for link in book.relationships(part)}
        for element in book.tree(part).iter():
            used = {value for name, value in element.attrib.items() if name.startswith(LINK)}
            for identity in sorted(used - known):
                yield f"{part} refers to a relationship {identity}, which it does not have."


def every_part_is_reached(book: Book) -> Iterator[str]:
    """Excel drops what no relationship leads to: a ribbon, a chart, a sheet."""
    reached, ahead = set[str](), [""]
    while ahead:
        part = ahead.pop()
        targets = {link.target for link in book.relationships(part)} - reached
        reached |= targets
        ahead += targets
    for part in book.parts:
        if part not in reached and not part.endswith(".rels") and part != _TYPES_PART:
            yield f"{part}: no relationship leads to it."


def content_types_name_parts(book: Book) -> Iterator[str]:
    types = book.tree(_TYPES_PART)
    named = [line.get("PartName", "").lstrip("/") for line in types.iter(f"{_TYPES}Override")]
    by_extension = {line.get("Extension", "") for line in types.iter(f"{_TYPES}Default")}
    for part in named:
        if part not in book.parts:
            yield f"{_TYPES_PART} names {part}, which is missing."
    for part in book.parts:
        if part not in named and part.rpartition(".")[2] not in by_extension and part != _TYPES_PART:
            yield f"{_TYPES_PART} says nothing about {part}."


def workbook_is_of_the_kind_its_name_says(book: Book) -> Iterator[str]:
    types = {line.get("PartName"): line.get("ContentType") for line in book.tree(_TYPES_PART).iter(f"{_TYPES}Override")}
    found, allowed = types.get(f"/{WORKBOOK_PART}"), _MAIN_TYPES[book.path.suffix]
    if found != allowed:
        yield f"{_TYPES_PART}: {WORKBOOK_PART} is {found}; allowed in {book.path.suffix}: {allowed}."


def nothing_tells_of_the_machine(book: Book) -> Iterator[str]:
    for part in ("docProps/core.xml", "docProps/app.xml", WORKBOOK_PART):
        for place in _PLACES.findall(book.parts.get(part, b"")):
            yield f"{part} names a place on a machine: {place.decode()}."
    author = re.findall(rb"<(?:dc:creator|cp:lastModifiedBy)>([^<]+)<", book.parts.get("docProps/core.xml", b""))
    for name in sorted(set(author) - {b"kam-xl"}):
        yield f"docProps/core.xml names {name.decode()}; allowed: kam-xl."


RULES = (
    relationships_lead_to_parts,
    identities_of_relationships_are_unique,
    parts_refer_to_relationships_they_have,
    every_part_is_reached,
    content_types_name_parts,
    workbook_is_of_the_kind_its_name_says,
    nothing_tells_of_the_machine,
)
