"""Word templates for tests, written as a user would write them, and the parts of what they become."""

import struct
import zlib
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from docx import Document
from docx.document import Document as OpenDocument
from docx.table import Table
from lxml import etree

from kam_xl.plans.formats.word_package import PROPERTIES, has_text, pack, unpack

Write = Callable[[OpenDocument], None]

_CHARTS = "word/charts/chart"

ASKS_DOCXTPL = "{% if picture %}{% endif %}"
"""A tag that shows nothing, and that only docxtpl itself can fill in."""


def save_template(file: Path, *paragraphs: str, write: Write = lambda _document: None) -> Path:
    """Save a Word template of some paragraphs, and what else is written into it."""
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    write(document)
    document.save(str(file))
    return file


def table_of(*rows: Sequence[str]) -> Write:
    """Write a table of some words; a row may have fewer cells than the first."""

    def write(document: OpenDocument) -> None:
        fill(document.add_table(len(rows), len(rows[0])), *rows)

    return write


def fill(table: Table, *rows: Sequence[str]) -> None:
    """Put words into the cells of a table, and remove the cells that have none."""
    for row, words in zip(table.rows, rows, strict=True):
        for cell, said in zip(row.cells, words, strict=False):
            cell.text = said
        for cell in row.cells[len(words) :]:
            row._tr.remove(cell._tc)  # noqa: SLF001 - python-docx removes no cells


def with_tag_for_docxtpl(file: Path, copy: Path) -> Path:
    """Copy a template and let docxtpl draw it: a property of it asks for a picture, and shows none."""
    package = unpack(file)
    properties = etree.fromstring(package[PROPERTIES])
    etree.SubElement(properties, "{http://purl.org/dc/elements/1.1/}publisher").text = ASKS_DOCXTPL
    copy.write_bytes(pack({**package, PROPERTIES: etree.tostring(properties)}))
    return copy


def parts(document: bytes) -> dict[str, bytes]:
    """Give the parts of a document by name."""
    with ZipFile(BytesIO(document)) as package:
        return {name: package.read(name) for name in package.namelist()}


def canonical_words(document: bytes) -> dict[str, bytes]:
    """Give the parts of a document that hold words or charts, so that equal ones are equal texts."""
    named = {name: content for name, content in parts(document).items() if name != PROPERTIES}
    return {name: canonical(part) for name, part in named.items() if has_text(name) or name.startswith(_CHARTS)}


def canonical(part: bytes) -> bytes:
    """Write a part so that equal ones are equal texts."""
    return bytes(etree.tostring(etree.fromstring(part), method="c14n", exclusive=True))


def png(width: int = 60, height: int = 30, *, rows: int | None = None) -> bytes:
    """Draw a picture in one colour; with other `rows` than it says it has, it is a small file of a huge picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    drawn = zlib.compress((b"\0" + b"\x20\x60\xa0" * min(width, 100)) * (height if rows is None else rows))
    chunks = ((b"IHDR", head), (b"IDAT", drawn), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
