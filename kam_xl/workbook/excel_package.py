"""The inside of an .xlsx or .xlsm file: opened with care, and where its sheets and tables stand.

A workbook comes from anywhere. Before a reader gets to see it, it is unpacked within a limit, so that a small file
cannot fill the memory, and how far its cells reach is found out, since the reader keeps the whole rectangle.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO

from kam_xl.errors import SourceError
from kam_xl.workbook.headers import column_letters

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LARGEST_UNPACKED_BYTES = 1 << 30
"""The largest sum of a workbook's unpacked parts: about 1.6 million rows of 20 columns."""

LARGEST_RATIO = 200
"""How many times its size a workbook may unpack to beyond 100 MB; real ones stay under 50, bombs come near 1,000."""

LARGEST_CELLS = 60_000_000
"""The largest rectangle that the cells of one sheet may span: 2 GB in the reader."""

_MB = 1 << 20
_RATIO_COUNTS_FROM_BYTES = 100 * _MB
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SEALED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class TableRange:
    """Where an Excel table stands; rows and columns are counted from 1.

    Attributes:
        sheet: The name of its sheet.
        header_row: The row of its headers.
        last_row: The last row of its data; a totals row is not among them.
        first_column: The column of its first header.
        last_column: The column of its last header.
        has_totals: Whether a totals row follows the last row.
    """

    sheet: str
    header_row: int
    last_row: int
    first_column: int
    last_column: int
    has_totals: bool


@dataclass(frozen=True, slots=True)
class Span:
    """How far the cells of a sheet reach, from A1."""

    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class ExcelPackage:
    """A workbook, unpacked.

    Attributes:
        content: The workbook again, its parts stored without compression. Cells with an error hold its text, such as
            #N/A, which a reader of values would otherwise take for a blank.
        spans: How far the cells of each sheet reach, by its name.
        tables: Its Excel tables by name.
        date_1904: Whether serial dates count from 1904.
        has_macros: Whether it holds macros.
    """

    content: io.BytesIO
    spans: Mapping[str, Span]
    tables: Mapping[str, TableRange]
    date_1904: bool
    has_macros: bool


def open_package(path: Path, content: bytes | None = None) -> ExcelPackage:
    """Unpack a workbook.

    Args:
        path: Its file.
        content: What the file holds, if that is known already; else the file is read.

    Raises:
        SourceError: The file is missing, empty, password-protected, no workbook, damaged, or unpacks to more than
            1 GiB.
    """
    with path.open("rb") if content is None else io.BytesIO(content) as file:
        _refuse_other_kinds(file, path.name)
        try:
            with zipfile.ZipFile(file) as archive:
                return _unpacked(archive, path.name)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise SourceError(_damaged(path.name, error)) from error


def is_sealed(content: bytes) -> bool:
    """Tell whether a file is a workbook that opens with a password only."""
    return content.startswith(_OLE) and _SEALED in content


# --- what is no workbook ---------------------------------------------------------------------------------------------


def _refuse_other_kinds(file: BinaryIO, name: str) -> None:
    start = file.read(8)
    if start == _OLE:
        raise SourceError(_compound_file(name, file.read()))
    if not start:
        raise SourceError(f"{name} is empty (0 bytes); a workbook is needed. Save or export it again.")
    if not start.startswith(b"PK"):
        raise SourceError(f"{name} is no Excel workbook: {_likely_kind(start)}")


def _compound_file(name: str, rest: bytes) -> str:
    if _SEALED in rest:
        return (
            f"{name} is password-protected and cannot be read. "
            "Open it in Excel, choose File > Info > Protect Workbook, remove the password and save it."
        )
    return f"{name} is an old Excel workbook (.xls) by its content. Open it in Excel and save it as .xlsx."


def _likely_kind(start: bytes) -> str:
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return "it begins like a web page or XML. Open it in Excel and save it as .xlsx."
    if start.isascii() and b"\0" not in start:
        return "it begins like text. If it is a csv, give it the ending .csv; else export it again."
    return (
        "it is no zip archive, as every .xlsx and .xlsm is. Export it again, or open it in Excel and save it as .xlsx."
    )


def _damaged(name: str, error: Exception) -> str:
    return f"{name} is damaged and cannot be read ({error}). Copy or export it again, or let Excel repair and save it."


# --- unpacking -------------------------------------------------------------------------------------------------------


def _unpacked(archive: zipfile.ZipFile, name: str) -> ExcelPackage:
    members = {member.filename: member for member in archive.infolist()}
    _refuse_other_archives(members, name)
    _refuse_too_large(members.values(), name)
    content = io.BytesIO()
    spans: dict[str, Span] = {}
    small: dict[str, bytes] = {}
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as copy:
        for part, member in members.items():
            # What a member unpacks to beyond its stated size is never read: the sum above holds.
            unpacked = archive.read(member)
            if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                spans[part] = _span(unpacked)
                unpacked = _with_error_texts(unpacked)
            elif part.lower() == "xl/sharedstrings.xml":
                unpacked = _STATED_COUNT.sub(rb"\1", unpacked, count=1)
            elif part == "xl/workbook.xml" or part.endswith(".rels") or part.startswith("xl/tables/"):
                small[part] = unpacked
            copy.writestr(part, unpacked)
    content.seek(0)
    has_macros = any(part.lower().endswith("vbaproject.bin") for part in members)
    return _described(content, spans, small, name, has_macros=has_macros)


def _refuse_other_archives(members: Mapping[str, zipfile.ZipInfo], name: str) -> None:
    if "xl/workbook.bin" in members:
        raise SourceError(f"{name} is a binary workbook (.xlsb) by its content. Open it in Excel and save it as .xlsx.")
    if "xl/workbook.xml" not in members:
        raise SourceError(
            f"{name} is a zip archive, but holds no workbook. Choose the workbook, or unpack the archive first."
        )


def _refuse_too_large(members: Collection[zipfile.ZipInfo], name: str) -> None:
    packed = sum(member.compress_size for member in members)
    unpacked = sum(member.file_size for member in members)
    if unpacked > LARGEST_UNPACKED_BYTES:
        raise SourceError(
            f"{name} unpacks to {unpacked / _MB:,.0f} MB; at most {LARGEST_UNPACKED_BYTES / _MB:,.0f} MB are read. "
            "Keep fewer rows or sheets, or export the table as .csv."
        )
    if unpacked > max(_RATIO_COUNTS_FROM_BYTES, packed * LARGEST_RATIO):
        raise SourceError(
            f"{name} unpacks to {unpacked / _MB:,.0f} MB, more than {LARGEST_RATIO} times its size, as no workbook "
            "does that people made. Do not open it, or let Excel save it anew if you trust its sender."
        )


_STATED_COUNT = re.compile(rb"""(<(?:\w+:)?sst\b[^>]*?)\suniqueCount\s*=\s*["'][^"']*["']""")
"""How many texts a workbook says it has; the reader would set memory aside for as many, however many that is."""

_ERROR_CELL = re.compile(rb'(<(?:\w+:)?c\b[^>]*?\bt=)"e"')


def _with_error_texts(sheet: bytes) -> bytes:
    return _ERROR_CELL.sub(rb'\1"str"', sheet) if b't="e"' in sheet else sheet


_ORDINARY = Span(rows=999_999, columns=52)
_NO_ORDINARY_CELL = re.compile(rb'<c(?! r="A?[A-Z][0-9]{1,6}")[\s/>]')
_CELL_START = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROW_START = re.compile(rb"<(?:\w+:)?row[\s/>]")
_COLUMN = re.compile(rb"""\sr\s*=\s*["']([A-Z]+)""")
_ROW = re.compile(rb"""\sr\s*=\s*["'][A-Z]*([0-9]+)""")


def _span(sheet: bytes) -> Span:
    """Find out how far cells reach, whatever the sheet says about itself.

    Looking at every cell would double the time of reading; so the usual sheet, whose cells all say in the usual way
    that they stand above row 1,000,000 and left of column BA, is only known to reach no farther.
    """
    if b":c" not in sheet and not _NO_ORDINARY_CELL.search(sheet):
        return _ORDINARY
    rows = _ROW_START.split(sheet)
    # Cells and rows that do not say where they stand follow the one before.
    counted = Span(len(rows) - 1, max(len(_CELL_START.findall(row)) for row in rows))
    return Span(
        max(counted.rows, *map(int, set(_ROW.findall(sheet))), 1),
        max(counted.columns, *(_column_number(letters.decode()) for letters in set(_COLUMN.findall(sheet))), 1),
    )


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def refuse_too_wide(span: Span, source: str) -> None:
    """Refuse a sheet whose cells span a rectangle that no memory holds.

    Raises:
        SourceError: They do; a single stray cell can be the reason.
    """
    if span.rows * span.columns > LARGEST_CELLS:
        raise SourceError(
            f"{source}: the cells reach to {column_letters(span.columns)}{span.rows}; at most "
            f"{LARGEST_CELLS:,} cells from A1 are read. Delete the stray cells far right or far down "
            "(Ctrl+End goes to the last one), or export the table as .csv."
        )


# --- sheets and tables -----------------------------------------------------------------------------------------------


def _described(
    content: io.BytesIO, spans: Mapping[str, Span], small: Mapping[str, bytes], name: str, *, has_macros: bool
) -> ExcelPackage:
    parts = {part: _parsed(xml, f"{name}, part {part}") for part, xml in small.items()}
    workbook = parts["xl/workbook.xml"]
    properties = workbook.find("{*}workbookPr")
    sheets = _sheet_parts(workbook, parts)
    tables = {
        table.get("displayName", ""): _table_range(table, sheet)
        for sheet, part in sheets.items()
        for table in _tables_of(part, parts)
        if table.get("headerRowCount") != "0" and _RANGE.fullmatch(table.get("ref", ""))
    }
    return ExcelPackage(
        content,
        MappingProxyType({sheet: spans[part] for sheet, part in sheets.items() if part in spans}),
        MappingProxyType(tables),
        date_1904=properties is not None and properties.get("date1904") in {"1", "true"},
        has_macros=has_macros,
    )


def _parsed(xml: bytes, source: str) -> "Element":
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        return fromstring(xml, forbid_dtd=True)
    except (ParseError, LookupError, ValueError) as error:  # broken; of no known encoding; with entities
        raise SourceError(_damaged(source, error)) from error


def _sheet_parts(workbook: "Element", parts: Mapping[str, "Element"]) -> dict[str, str]:
    targets = {target_id: target for target_id, _, target in _relations("xl/workbook.xml", parts)}
    sheets = {}
    for sheet in workbook.iterfind("{*}sheets/{*}sheet"):
        relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        sheets[sheet.get("name", "")] = targets.get(relation, "")
    return sheets


def _tables_of(part: str, parts: Mapping[str, "Element"]) -> list["Element"]:
    return [parts[target] for _, kind, target in _relations(part, parts) if kind.endswith("/table") and target in parts]


def _relations(part: str, parts: Mapping[str, "Element"]) -> list[tuple[str, str, str]]:
    folder, file = posixpath.split(part)
    relations = parts.get(f"{folder}/_rels/{file}.rels")
    if relations is None:
        return []
    return [
        (
            relation.get("Id", ""),
            relation.get("Type", ""),
            posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"),
        )
        for relation in relations
    ]


_RANGE = re.compile(r"([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)")


def _table_range(table: "Element", sheet: str) -> TableRange:
    ((first_column, header_row, last_column, last_row),) = _RANGE.findall(table.get("ref", ""))
    has_totals = table.get("totalsRowCount", "0") != "0"
    return TableRange(
        sheet,
        header_row=int(header_row),
        last_row=int(last_row) - has_totals,
        first_column=_column_number(first_column),
        last_column=_column_number(last_column),
        has_totals=has_totals,
    )
