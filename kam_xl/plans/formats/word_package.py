"""A Word document as a package of XML parts: unpacked with care, packed the same way every time."""

from __future__ import annotations

import re
from copy import deepcopy
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from kam_xl.errors import TemplateError
from kam_xl.plans.wording import UNKNOWN_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import IO

MOST_BYTES = 50_000_000
"""What a template may unpack to: more is a trap."""

PROPERTIES = "docProps/core.xml"
"""The part that holds title and author."""

RED_FLAG = "\ufdd0"
"""What stands for an unknown value until its run is marked; no text of a plan contains it."""

RED_FLAG_STYLE = "RedFlag"
"""The character style of a red flag; a template without it shows the words alone."""

_BODY = re.compile(r"word/document\d*\.xml")
_DRAWN_BY_DOCXTPL = re.compile(r"word/(document|header|footer)\w*\.xml")
_TEXT_PART = re.compile(r"word/(document|header|footer|footnotes|endnotes)\w*\.xml")

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC_TERMS = "{http://purl.org/dc/terms/}"
_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_NAMESPACES = {"w": _W.strip("{}")}
_ROW_OFF_GRID = etree.XPath(
    "boolean(//w:tbl[not(.//w:tr)] | //w:tr[count(w:tc) - count(w:tc/w:tcPr/w:gridSpan)"
    " + sum(w:tc/w:tcPr/w:gridSpan/@w:val) != count(ancestor::w:tbl/w:tblGrid/w:gridCol)])",
    namespaces=_NAMESPACES,
)
_TORN_TEXT = etree.XPath("//w:t[*]", namespaces=_NAMESPACES)
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def unpack(file: Path, written: IO[bytes] | None = None) -> dict[str, bytes]:
    """Read the parts of a document by name.

    Args:
        file: The document.
        written: What was made of it, to be read in its place.

    Raises:
        TemplateError: It is no Word document, or unpacks to too much.
    """
    try:
        with ZipFile(written or file) as package:
            if sum(member.file_size for member in package.infolist()) > MOST_BYTES:
                raise TemplateError(f"{file} unpacks to more than {MOST_BYTES} bytes. Remove what is large in it.")
            return {member.filename: package.read(member) for member in package.infolist()}
    except (BadZipFile, NotImplementedError, OSError, RuntimeError) as error:
        raise TemplateError(f"{file} is no Word document (.docx): {error}. Save it from Word as .docx.") from error


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Pack the parts so that the same parts give the same bytes, whatever the clock and the system."""
    package = BytesIO()
    with ZipFile(package, "w") as archive:
        for name, content in parts.items():
            member = ZipInfo(name)
            member.create_system, member.compress_type = 0, ZIP_DEFLATED
            archive.writestr(member, content)
    return package.getvalue()


def has_text(name: str) -> bool:
    """Tell whether a part may hold tags."""
    return name == PROPERTIES or _TEXT_PART.fullmatch(name) is not None


def is_body(name: str) -> bool:
    """Tell whether a part is the text itself."""
    return _BODY.fullmatch(name) is not None


def is_drawn_by_docxtpl(name: str) -> bool:
    """Tell whether docxtpl draws a part as it should be: the text, headers and footers; not properties and notes."""
    return _DRAWN_BY_DOCXTPL.fullmatch(name) is not None


def parse(file: Path, content: bytes, *, keep_blanks: bool = True) -> etree._Element:
    """Parse a part; nothing outside of it is looked up.

    Args:
        file: The document.
        content: The part.
        keep_blanks: Whether to keep the blanks between elements; python-docx, with which docxtpl reads, does not.

    Raises:
        TemplateError: It declares entities, or is not well-formed: the tags of the template tear it apart.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=not keep_blanks)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise TemplateError(
            f"{file}: its tags leave a document that Word cannot read ({error.msg}). Put both tags of a loop or a "
            "condition on the same level: in paragraphs of their own, in rows of their own, or in one line."
        ) from error
    if root.getroottree().docinfo.doctype:
        raise TemplateError(f"{file} declares a document type, which no Word document does. Save it anew from Word.")
    return root


def fits_its_grid(root: etree._Element) -> bool:
    """Tell whether each row of each table has as many columns as the table; if so, docxtpl has nothing to repair."""
    return not _ROW_OFF_GRID(root)


def check_runs(file: Path, root: etree._Element) -> None:
    """Check that words with a look of their own stand beside other words, not within them, which Word cannot read.

    Raises:
        TemplateError: They do not.
    """
    for text in _TORN_TEXT(root):
        words = "".join(text.itertext())[:80]
        raise TemplateError(f"{file}: at “{words}” stands {{{{ rich(…) }}}}. Write {{{{r rich(…) }}}}, with an r.")


def as_text(root: etree._Element) -> str:
    """Write a part as docxtpl expects it."""
    return str(etree.tostring(root, encoding="unicode"))


def as_bytes(root: etree._Element) -> bytes:
    """Write a part as the package holds it; a red flag that has no run of its own is plain words."""
    written = bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
    return written.replace(RED_FLAG.encode(), UNKNOWN_WORDS.encode())


def date_properties(root: etree._Element, as_of: str) -> None:
    """Date a document by its plan: who edited the template, and when, is nobody's business."""
    moment = f"{as_of}T00:00:00Z"
    said = {f"{_DC_TERMS}created": moment, f"{_DC_TERMS}modified": moment, f"{_CORE}lastModifiedBy": "kam-xl"}
    for element in list(root):
        if element.tag in said:
            element.text = said[element.tag]
        elif element.tag in {f"{_CORE}lastPrinted", f"{_CORE}revision"}:
            root.remove(element)


def mark_red_flags(root: etree._Element) -> None:
    """Give each red flag a run of its own, in the style of red flags."""
    runs = dict.fromkeys(text.getparent() for text in root.iter(f"{_W}t") if RED_FLAG in (text.text or ""))
    for run in [run for run in runs if run.tag == f"{_W}r"]:
        for piece in _split(run):
            run.addprevious(piece)
        run.getparent().remove(run)


def _is_flagged(text: etree._Element) -> bool:
    return text.tag == f"{_W}t" and RED_FLAG in (text.text or "")


def _split(run: etree._Element) -> Iterator[etree._Element]:
    properties = run.find(f"{_W}rPr")
    piece = _run(properties)
    for child in [child for child in run if child is not properties]:
        if not _is_flagged(child):
            piece.append(child)
            continue
        first, *others = child.text.split(RED_FLAG)
        piece.append(_text(first))
        for other in others:
            yield from (piece, _red_flag_run())
            piece = _run(properties)
            piece.append(_text(other))
    yield piece


def _run(properties: etree._Element | None) -> etree._Element:
    run = etree.Element(f"{_W}r")
    if properties is not None:
        run.append(deepcopy(properties))
    return run


def _text(words: str) -> etree._Element:
    text = etree.Element(f"{_W}t", {_XML_SPACE: "preserve"})
    text.text = words
    return text


def _red_flag_run() -> etree._Element:
    run = etree.Element(f"{_W}r")
    style = etree.SubElement(etree.SubElement(run, f"{_W}rPr"), f"{_W}rStyle")
    style.set(f"{_W}val", RED_FLAG_STYLE)
    run.append(_text(UNKNOWN_WORDS))
    return run
