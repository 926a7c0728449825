"""The workbook as a package: what XlsxWriter does not write is put in, and the same content gives the same bytes."""

from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from kam_xl.workbook.wizard import argument_help

RIBBON_PART = "customUI/customUI14.xml"

_RELATIONSHIPS_PART = "_rels/.rels"
_RIBBON_RELATIONSHIP = (
    b'<Relationship Id="rIdRibbon" Type="http://schemas.microsoft.com/office/2007/relationships/ui/extensibility" '
    b'Target="customUI/customUI14.xml"/>'
)

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of every part: the earliest that a zip archive knows."""


_WORKBOOK_PART = "xl/workbook.xml"
_FUNCTION_CATEGORY = b'<functionGroups builtInGroupCount="19"><functionGroup name="Key Accounts"/></functionGroups>'


def add_interface(book: Path, ribbon: bytes) -> None:
    """Put in how people meet the macros of a workbook: the ribbon, and what the function wizard shows of functions.

    Args:
        book: The workbook, which is written anew.
        ribbon: The ribbon as XML.
    """
    parts = _read_parts(book)
    _insert(parts, _RELATIONSHIPS_PART, _RIBBON_RELATIONSHIP, before=b"</Relationships>")
    _insert(parts, _WORKBOOK_PART, _FUNCTION_CATEGORY, before=b"<definedNames>")
    _insert(parts, _WORKBOOK_PART, argument_help(), before=b"</workbook>")
    parts[RIBBON_PART] = ribbon
    _write_parts(book, parts)


def _insert(parts: dict[str, bytes], part: str, piece: bytes, before: bytes) -> None:
    head, found, tail = parts[part].partition(before)
    if not found:
        raise ValueError(f"{part} holds no {before.decode()}: XlsxWriter writes it otherwise than it did.")
    parts[part] = head + piece + found + tail


def take_part(book: Path, part: str) -> bytes:
    """Take one part out of a workbook."""
    with ZipFile(book) as package:
        return package.read(part)


def _read_parts(book: Path) -> dict[str, bytes]:
    with ZipFile(book) as package:
        return {name: package.read(name) for name in package.namelist()}


def _write_parts(book: Path, parts: Mapping[str, bytes]) -> None:
    with ZipFile(book, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            entry = ZipInfo(name, _EARLIEST)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0
            package.writestr(entry, content)
