"""What the Word templates are made of: lines, tags, lists, tables, chapters."""

from collections.abc import Sequence
from typing import NamedTuple

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from word.look import LIGHTS, WIDTH_MM

Pieces = Sequence[str | tuple[str, str]]
"""What a paragraph says: words, or words and the style they have."""


def say(paragraph: Paragraph, pieces: Pieces) -> Paragraph:
    """Add words to a paragraph, each piece in its style."""
    for piece in pieces:
        words, style = piece if isinstance(piece, tuple) else (piece, None)
        paragraph.add_run(words, style)
    return paragraph


def line(place: WordDocument | _Cell, style: str, *pieces: str | tuple[str, str]) -> Paragraph:
    """Add a paragraph."""
    return say(place.add_paragraph(style=style), pieces)


def tag(place: WordDocument | _Cell, words: str) -> None:
    """Add a paragraph that holds a tag alone, and so leaves nothing behind."""
    place.add_paragraph(f"{{%p {words} %}}")


def bar(value: str, full: str = "") -> Pieces:
    """Give the pieces of a score bar."""
    return (f"{{{{ {value} | bar{full} }}}}", "Bar"), (f"{{{{ {value} | bar_rest{full} }}}}", "Bar Rest")


def table(document: WordDocument, style: str, widths_mm: Sequence[float]) -> Table:
    """Add a table without rows; its columns keep their widths."""
    made: Table = document.add_table(rows=0, cols=len(widths_mm))
    made.style = document.styles[style]
    made.autofit = False
    for column, width in zip(made.columns, widths_mm, strict=True):
        column.width = Mm(width)
    return made


def row(made: Table, widths_mm: Sequence[float], *, head: bool = False) -> Sequence[_Cell]:
    """Add a row that stays whole on a page; a head is repeated on the next."""
    added = made.add_row()  # type: ignore[no-untyped-call]
    cells: Sequence[_Cell] = added.cells
    properties = added._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx offers no other way
    properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    if head:
        properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    for cell, width in zip(cells, widths_mm, strict=True):
        cell.width = Mm(width)
    return cells


class Column(NamedTuple):
    """A column of a table: its head, its width in mm, what its cells say, and what they say below if it is known."""

    head: str
    width_mm: float
    words: Pieces
    right: bool = False
    below: str = ""
    known: str = ""


def listing(document: WordDocument, loop: str, columns: Sequence[Column], before: Sequence[Sequence[str]] = ()) -> None:
    """Add a table with a row for each thing of a loop such as `who in people.stakeholders`, and rows before them."""
    widths = [column.width_mm for column in columns]
    made = table(document, "Plan Table", widths)
    for cell, column in zip(row(made, widths, head=True), columns, strict=True):
        fill(cell, [column.head], style="Cell Head", right=column.right)
    for words in before:
        for cell, column, said in zip(row(made, widths), columns, words, strict=True):
            fill(cell, [(said, "Strong") if column is columns[0] else said], right=column.right)
    row(made, widths)[0].paragraphs[0].add_run(f"{{%tr for {loop} %}}")
    for cell, column in zip(row(made, widths), columns, strict=True):
        fill(cell, column.words, right=column.right)
        if column.below:
            tag(cell, f"if {column.known}")
            line(cell, "Cell Detail", column.below)
            tag(cell, "endif")
    row(made, widths)[0].paragraphs[0].add_run("{%tr endfor %}")


def fill(cell: _Cell, words: Pieces, *, style: str = "Cell", right: bool) -> None:
    """Write the first line of a cell."""
    paragraph = say(cell.paragraphs[0], words)
    paragraph.style = style
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def listing_if_any(document: WordDocument, things: str, loop: str, columns: Sequence[Column]) -> None:
    """Add a table, or a red flag where there is nothing to list."""
    tag(document, f"if {things}")
    listing(document, loop, columns)
    tag(document, "else")
    line(document, "Normal", "{{ not_known }}")
    tag(document, "endif")


def notes(place: WordDocument | _Cell, section: str, *, keep_with_next: bool = False) -> None:
    """Add the notes of a section, or a red flag; they may stay on the page of what follows them."""
    tag(place, f"for note in notes.{section}")
    said = (
        "{% if note.date or note.by %}  {{ note.by | dash }}{% if note.date %}, {{ note.date }}{% endif %}{% endif %}"
    )
    line(place, "Item", "{{ note.text }}", (said, "Small")).paragraph_format.keep_with_next = keep_with_next or None
    tag(place, "else")
    line(place, "Normal", "{{ not_known }}")
    tag(place, "endfor")


def field(paragraph: Paragraph, code: str) -> None:
    """Add a field that Word works out."""
    xml = f'<w:fldSimple {nsdecls("w")} w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    paragraph._p.append(parse_xml(xml))  # noqa: SLF001 - python-docx offers no other way


def write_title(document: WordDocument, title: str, name_of: str = "account.name") -> None:
    """Write what it is, for whom and of which day."""
    line(
        document,
        "Eyebrow",
        f"{title}{{% if company %}} · {{{{ company | brief(50) }}}}{{% endif %}}\tas of {{{{ as_of }}}}",
    )
    line(document, "Title", f"{{{{ ({name_of}) | brief(70) }}}}")


def light(coverage: str) -> Pieces:
    """Give the pieces that say how well people are covered: a dot in its colour, and its name."""
    dots = [(f'{{% if {coverage}.light == "{name}" %}}● {{% endif %}}', f"Light {name.title()}") for name in LIGHTS]
    return (*dots, f"{{{{ {coverage}.light }}}}")


def figure(cell: _Cell, label: Pieces, value: Pieces, drawn: Pieces, detail: Pieces) -> None:
    """Write one figure with its label above, its bar and what it is set against below."""
    say(cell.paragraphs[0], label).style = "Label"
    line(cell, "Figure", *value)
    line(cell, "Bar Line", *drawn)
    line(cell, "Detail", *detail)


def heading(cell: _Cell, words: str) -> None:
    """Write a heading as the first line of a cell."""
    paragraph = say(cell.paragraphs[0], [words])
    paragraph.style = "heading 2"
    paragraph.paragraph_format.space_before = Pt(9)
    # The row stays whole anyway, and LibreOffice would keep the whole table with what follows.
    paragraph.paragraph_format.keep_with_next = False


def items(cell: _Cell, loop: str, words: Pieces, detail: Pieces, drawn: Pieces = ()) -> None:
    """Write an item for each thing of a loop, or a red flag if there is none."""
    tag(cell, f"for {loop}")
    line(cell, "Item", *words)
    if drawn:
        line(cell, "Bar Line", *drawn)
    line(cell, "Item Detail", *detail)
    tag(cell, "else")
    line(cell, "Item", "{{ not_known }}")
    tag(cell, "endfor")


def late(thing: str) -> tuple[str, str]:
    """Give the mark of something that was due before the plan's day."""
    return f"{{% if {thing}.overdue %}}overdue{{% endif %}}", "Late"


def chapter(document: WordDocument, words: str) -> Paragraph:
    """Start a chapter, which contents can lead to."""
    paragraph = line(document, "heading 1", words)
    if words in CHAPTERS:
        number, name = CHAPTERS.index(words) + 1, bookmark_of(words)
        start = parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="{number}" w:name="{name}"/>')
        paragraph._p.insert(1, start)  # noqa: SLF001 - python-docx offers no other way
        paragraph._p.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="{number}"/>'))  # noqa: SLF001
    return paragraph


CHAPTERS = (
    "Profile", "Why {{ tier }}", "Stakeholders", "Objectives", "Actions", "Needs and commitments",
    "Products and whitespace", "Targets", "Strengths, weaknesses, opportunities, threats", "Risks",
    "What we ask for, what we stop", "Reviews and sign-off",
)  # fmt: skip


def bookmark_of(chapter_words: str) -> str:
    """Name the place of a chapter as Word names them."""
    return f"_Toc{900_000_000 + CHAPTERS.index(chapter_words)}"


def facts(document: WordDocument, pairs: Sequence[tuple[str, str]]) -> None:
    """Write labelled facts, four in a row."""
    widths = [WIDTH_MM / 4] * 4
    made = table(document, "Plan Columns", widths)
    for start in range(0, len(pairs), 4):
        for cell, (label, value) in zip(row(made, widths), pairs[start : start + 4], strict=False):
            say(cell.paragraphs[0], [label]).style = "Label"
            line(cell, "Item", value)


def quarters(document: WordDocument, sections: Sequence[tuple[str, str]]) -> None:
    """Write sections of notes side by side, two in a row."""
    widths = (WIDTH_MM / 2, WIDTH_MM / 2)
    made = table(document, "Plan Columns", widths)
    for start in range(0, len(sections), 2):
        for cell, (words, section) in zip(row(made, widths), sections[start : start + 2], strict=True):
            heading(cell, words)
            notes(cell, section)


def or_none(cell: _Cell, loop: str, words: str, detail: Pieces, nothing: str) -> None:
    """Write an item for each thing of a loop, or that there is none."""
    tag(cell, f"for {loop}")
    line(cell, "Item", words)
    line(cell, "Item Detail", *detail)
    tag(cell, "else")
    line(cell, "Item", (nothing, "Quiet"))
    tag(cell, "endfor")
