"""How a workbook finds Python: its sheet xlwings.conf, read and, in a new file, written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from kam_xl.errors import SourceError
from kam_xl.workbook.excel_package import open_package
from kam_xl.workbook.files import atomic_write
from kam_xl.workbook.layout import CONF

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

INTERPRETER = "INTERPRETER_WIN"
"""The setting that says which python.exe answers the functions and does the work of the buttons."""

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_connection(book: Path) -> Mapping[str, str]:
    """Read the settings of the sheet xlwings.conf, by their names in capitals; none if there is no such sheet.

    Raises:
        SourceError: It is no workbook, damaged, or unpacks to too much.
    """
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_filelike(open_package(book).content)
    if CONF not in workbook.sheet_names:
        return {}
    rows = workbook.get_sheet_by_name(CONF).to_python()
    return {str(row[0]).upper(): str(row[1]) for row in rows if len(row) > 1 and row[0] != ""}


def write_interpreter(source: Path, target: Path, interpreter: str) -> None:
    """Write a copy of a workbook that finds another Python; every other part of it is taken over byte for byte.

    Args:
        source: The workbook.
        target: Where the copy shall stand.
        interpreter: The path of a python.exe; variables such as %LOCALAPPDATA% are filled in by Excel.

    Raises:
        SourceError: It is no workbook, or has no sheet xlwings.conf with that setting.
        TargetError: The copy cannot be written.
    """
    open_package(source)
    with ZipFile(source) as package:
        part = _conf_part(package, source.name)
        written = _with_interpreter(package, part, source.name, interpreter)
        atomic_write(target, lambda draft: _copy(package, draft, {part: written}))


def _copy(package: ZipFile, target: Path, changed: Mapping[str, bytes]) -> None:
    with ZipFile(target, "w") as copy:
        for entry in package.infolist():
            copy.writestr(entry, changed.get(entry.filename) or package.read(entry))


def _conf_part(package: ZipFile, name: str) -> str:
    sheets = _parsed(package.read("xl/workbook.xml")).iterfind(f"{_MAIN}sheets/{_MAIN}sheet")
    wanted = [sheet.get(_RELATION) for sheet in sheets if sheet.get("name") == CONF]
    relations = _parsed(package.read("xl/_rels/workbook.xml.rels"))
    parts = [relation.get("Target") for relation in relations if relation.get("Id") in wanted]
    if not parts:
        raise SourceError(_no_setting(name))
    target = str(parts[0])
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _with_interpreter(package: ZipFile, part: str, name: str, interpreter: str) -> bytes:
    from lxml import etree

    sheet = _parsed(package.read(part))
    texts = _shared_texts(package)
    rows = [row for row in sheet.iter(f"{_MAIN}row") if len(row) and _text(row[0], texts).upper() == INTERPRETER]
    if not rows:
        raise SourceError(_no_setting(name))
    _set_text(rows[0], interpreter)
    written: bytes = etree.tostring(sheet, encoding="UTF-8", xml_declaration=True, standalone=True)
    return written


def _set_text(row: Any, text: str) -> None:  # noqa: ANN401 - lxml has no types
    """Write a text beside the first cell of a row, in the look that the cell has."""
    from lxml import etree

    cell = row[1] if len(row) > 1 else etree.SubElement(row, f"{_MAIN}c", r=str(row[0].get("r")).replace("A", "B"))
    for child in list(cell):
        cell.remove(child)
    cell.set("t", "inlineStr")
    etree.SubElement(etree.SubElement(cell, f"{_MAIN}is"), f"{_MAIN}t").text = text


def _shared_texts(package: ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in package.namelist():
        return []
    items = _parsed(package.read("xl/sharedStrings.xml")).iterfind(f"{_MAIN}si")
    return ["".join(item.itertext()) for item in items]


def _text(cell: Any, texts: list[str]) -> str:  # noqa: ANN401 - lxml has no types
    content = "".join(cell.itertext())
    return texts[int(content)] if cell.get("t") == "s" else content


def _parsed(xml: bytes) -> Any:  # noqa: ANN401 - lxml has no types
    """Parse a part; what refers to anything outside it, or defines entities, stays unread."""
    from lxml import etree

    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _no_setting(name: str) -> str:
    return (
        f"{name}: the sheet {CONF} with the setting {INTERPRETER} is missing, so the workbook cannot be told where "
        "Python is. Take a fresh workbook (`kam new`), and copy your tables into it."
    )
