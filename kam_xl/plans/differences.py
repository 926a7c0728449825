"""What differs between a document that a person has edited and the new one, in a few words."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from difflib import SequenceMatcher
from io import BytesIO
from itertools import islice, takewhile, zip_longest
from operator import eq
from types import MappingProxyType
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from lxml import etree

from kam_xl.plans.wording import brief

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

SHOWN = 3
"""How many differences are told; of more, how many there are."""

LONGEST = 60
"""How much of a text is told."""

MOST_BYTES = 5_000_000
MOST_LINES = 3000
"""What is read of a document: a plan has some hundred lines, and whoever edits one may have put anything there."""


@dataclass(frozen=True, slots=True)
class _Line:
    under: str
    words: str


class _UnreadableError(Exception):
    """A document's text cannot be had."""


def differences(edited: bytes, new: bytes, ending: str) -> str:
    """Say what differs between two documents of a format, from the edited one to the new one, in a sentence.

    Returns:
        One line, such as "What differs: Score: 54.9 → 56.0; Next actions: + “Call Ann”; 3 more", where + stands only in
        the new one and − only in the edited one; or why nothing can be said. Whatever the documents hold, it ends soon.
    """
    read = _READERS.get(ending)
    if read is None:
        return f"What differs cannot be told of a {ending}"
    try:
        left, right = list(islice(read(edited), MOST_LINES)), list(islice(read(new), MOST_LINES))
    except _UnreadableError:
        return f"What differs cannot be told: the edited one is no {ending} that can be read"
    told = list(_told(left, right))
    more = [f"{len(told) - SHOWN:,} more"] if len(told) > SHOWN else []
    return (
        f"What differs: {'; '.join([*told[:SHOWN], *more])}" if told else "They say the same, and only look different"
    )


def _told(left: Sequence[_Line], right: Sequence[_Line]) -> Iterator[str]:
    matcher = SequenceMatcher(None, [line.words for line in left], [line.words for line in right])
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind != "equal":
            for gone, come in zip_longest(left[start:end], right[new_start:new_end]):
                yield _change(gone, come)


def _change(gone: _Line | None, come: _Line | None) -> str:
    where = come or gone
    under = f"{brief(where.under, LONGEST)}: " if where and where.under else ""
    before, after = _without_what_is_alike(gone.words if gone else "", come.words if come else "")
    if before and after:
        return f"{under}{before} → {after}"
    return f"{under}+ “{after}”" if after else f"{under}− “{before}”"


def _without_what_is_alike(before: str, after: str) -> tuple[str, str]:
    """Leave out the words with which both begin and end."""
    left, right = before.split(), after.split()
    start = _alike(left, right)
    left, right = left[start:], right[start:]
    end = _alike(left[::-1], right[::-1])
    pair = (" ".join(words[: len(words) - end]) for words in (left, right))
    first, second = (str(brief(words, LONGEST)) for words in pair)
    return first, second


def _alike(left: Sequence[str], right: Sequence[str]) -> int:
    """Count the words with which both begin."""
    return sum(1 for _ in takewhile(bool, map(eq, left, right)))


_BLOCKS = frozenset(
    {"article", "body", "br", "caption", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "h1", "h2", "h3",
     "header", "li", "nav", "ol", "p", "section", "table", "td", "th", "tr", "ul"}
)  # fmt: skip
_UNSEEN = ("script", "style", "svg", "title")


def _web_lines(document: bytes) -> Iterator[_Line]:
    """Read the lines of a web page, each under the heading, label or head of a row that stands over it."""
    root = _parsed(document, etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True))
    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    under, words = "", ""
    for event, element in etree.iterwalk(root, events=("start", "end")):
        is_block = element.tag in _BLOCKS
        if is_block and (line := " ".join(words.split())):
            yield _Line(under, line)
            under = line if event == "end" and _is_heading(element) else under
        words = "" if is_block else f"{words} " if element.tag == "span" else words
        words += (element.text if event == "start" else element.tail) or ""


def _is_heading(element: etree._Element) -> bool:
    return element.tag in {"h1", "h2", "h3", "dt"} or element.get("scope") == "row"


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADINGS = frozenset({"Heading1", "Heading2", "Label", "AskLabel"})


def _word_lines(document: bytes) -> Iterator[_Line]:
    """Read the paragraphs of a Word document likewise."""
    root = _parsed(_body_of(document), etree.XMLParser(resolve_entities=False, no_network=True))
    under = ""
    for paragraph in root.iter(f"{_W}p"):
        words = " ".join("".join(map(_said, paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br"))).split())
        if words:
            yield _Line(under, words)
            under = words if _heads(paragraph) else under


def _said(piece: etree._Element) -> str:
    return (piece.text or "") if piece.tag == f"{_W}t" else " "


def _heads(paragraph: etree._Element) -> bool:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    name = "" if style is None else style.get(f"{_W}val")
    before = paragraph.getparent().getprevious()
    return name in _HEADINGS or (name == "Cell" and (before is None or before.tag != f"{_W}tc"))


def _body_of(document: bytes) -> bytes:
    try:
        with ZipFile(BytesIO(document)) as package, package.open("word/document.xml") as body:
            read = body.read(MOST_BYTES + 1)
    except (BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, OSError, RuntimeError) as error:
        raise _UnreadableError from error
    return read


def _parsed(document: bytes, parser: etree.XMLParser | etree.HTMLParser) -> etree._Element:
    if len(document) > MOST_BYTES:
        raise _UnreadableError
    try:
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _UnreadableError from error
    if root is None:
        raise _UnreadableError
    return root


_READERS: Mapping[str, Callable[[bytes], Iterator[_Line]]] = MappingProxyType({"html": _web_lines, "docx": _word_lines})
