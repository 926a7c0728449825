"""The parts of a workbook, and what they say about sheets and tables."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError
from zipfile import ZipFile
from zlib import error as ZlibError  # noqa: N812 - an error, whatever zlib calls it

from defusedxml.ElementTree import fromstring
from openpyxl.worksheet.cell_range import CellRange

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
WORKBOOK_PART = "xl/workbook.xml"
STYLES_PART = "xl/styles.xml"
STRINGS_PART = "xl/sharedStrings.xml"


class NotXmlError(Exception):
    """A part that should be XML is none."""


class PartMissingError(Exception):
    """A part that a workbook cannot do without is missing or cut short."""


@dataclass(frozen=True)
class Relationship:
    """One line of a .rels part; `target` is the name of the part it leads to, or an address if `external`."""

    identity: str
    kind: str
    target: str
    external: bool


@dataclass(frozen=True)
class Sheet:
    """A sheet with its XML."""

    name: str
    part: str
    code_name: str | None
    visible: bool
    root: Element

    def cells(self) -> Iterator[Element]:
        return self.root.iter(f"{MAIN}c")

    @cached_property
    def cell(self) -> Mapping[str, Element]:
        """Give the cells by address."""
        return {cell.get("r", ""): cell for cell in self.cells()}


@dataclass(frozen=True)
class Table:
    """A table with its XML."""

    name: str
    part: str
    sheet: Sheet
    root: Element

    @property
    def ref(self) -> CellRange:
        return CellRange(self.root.get("ref", ""))

    @property
    def columns(self) -> list[str]:
        return [column.get("name", "") for column in self.root.iter(f"{MAIN}tableColumn")]


@dataclass(frozen=True)
class Book:
    """A workbook, taken apart."""

    path: Path
    parts: Mapping[str, bytes]
    trees: dict[str, Element] = field(default_factory=dict)
    """What was parsed before: many rules read the same parts."""

    @classmethod
    def read(cls, path: Path) -> "Book":
        """Take a workbook apart.

        Raises:
            BadZipFile: It is no package.
            PartMissingError: A part of it cannot be unpacked.
        """
        with ZipFile(path) as package:
            names = package.namelist()
            try:
                return cls(path, {name: package.read(name) for name in names})
            except (ZlibError, EOFError) as error:
                raise PartMissingError(f"{path.name}: a part is cut short or spoilt ({error}).") from error

    @property
    def with_macros(self) -> bool:
        return self.path.suffix == ".xlsm"

    def tree(self, part: str) -> Element:
        """Give a part as XML.

        Raises:
            NotXmlError: It is none.
            PartMissingError: There is no such part.
        """
        if part not in self.trees:
            self.trees[part] = self._parse(part)
        return self.trees[part]

    def _parse(self, part: str) -> Element:
        if part not in self.parts:
            raise PartMissingError(f"{part} is missing.")
        try:
            root: Element = fromstring(self.parts[part])
        except ParseError as error:
            raise NotXmlError(f"{part} is not XML: {error}.") from error
        return root

    def relationships(self, part: str) -> list[Relationship]:
        """Give the relationships of a part; those of the package for the empty name."""
        folder, name = posixpath.split(part)
        where = posixpath.join(folder, "_rels", f"{name}.rels")
        if where not in self.parts:
            return []
        return [_relationship(folder, line) for line in self.tree(where).iter(RELATIONSHIP)]

    def related(self, part: str, kind: str) -> list[str]:
        """Give the existing parts that a part leads to by one kind of relationship, such as "table"."""
        leads = (link.target for link in self.relationships(part) if link.kind.endswith(f"/{kind}"))
        return [target for target in leads if target in self.parts]

    @cached_property
    def workbook(self) -> Element:
        return self.tree(WORKBOOK_PART)

    @cached_property
    def sheets(self) -> list[Sheet]:
        """Give the sheets in the order of their tabs; one whose part is missing is left out."""
        targets = {link.identity: link.target for link in self.relationships(WORKBOOK_PART)}
        listed = self.workbook.iter(f"{MAIN}sheet")
        found = [(line, targets.get(line.get(f"{LINK}id", ""), "")) for line in listed]
        return [self._sheet(line, part) for line, part in found if part in self.parts]

    def _sheet(self, line: Element, part: str) -> Sheet:
        root = self.tree(part)
        properties = root.find(f"{MAIN}sheetPr")
        code_name = None if properties is None else properties.get("codeName")
        return Sheet(line.get("name", ""), part, code_name, line.get("state", "visible") == "visible", root)

    @cached_property
    def tables(self) -> list[Table]:
        found = [(sheet, part) for sheet in self.sheets for part in self.related(sheet.part, "table")]
        roots = [(sheet, part, self.tree(part)) for sheet, part in found]
        return [Table(root.get("displayName", ""), part, sheet, root) for sheet, part, root in roots]

    @cached_property
    def strings(self) -> list[str]:
        """Give the texts that cells refer to by number."""
        if STRINGS_PART not in self.parts:
            return []
        return ["".join(item.itertext()) for item in self.tree(STRINGS_PART).iter(f"{MAIN}si")]

    def text(self, cell: Element) -> str | None:
        """Give what a cell says if it is a text."""
        value = cell.findtext(f"{MAIN}v")
        if cell.get("t") == "s" and value is not None and int(value) < len(self.strings):
            return self.strings[int(value)]
        if cell.get("t") == "inlineStr":
            return "".join(cell.itertext())
        return value if cell.get("t") == "str" else None


def _relationship(folder: str, line: Element) -> Relationship:
    target, external = line.get("Target", ""), line.get("TargetMode") == "External"
    place = target if external else posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    return Relationship(line.get("Id", ""), line.get("Type", ""), place, external)


def twice(values: list[str]) -> list[str]:
    """Give the values that occur more than once, whatever their case."""
    folded = [value.casefold() for value in values]
    return sorted({value for value in values if folded.count(value.casefold()) > 1})
