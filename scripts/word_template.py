"""Build the Word templates of the account plans: `word_template.py templates`.

People edit the templates in Word; this program is where their look comes from, so a change can be reviewed as text.
"""

import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from kam_xl.plans.formats.word_package import pack

ACCENT, ACCENT_WASH, ON_ACCENT = "0B5C6B", "E8F2F3", "FFFFFF"
INK, QUIET, LINE = "16202C", "586473", "DFE3E8"
RED, RED_WASH = "B3261E", "FDECEB"
LIGHTS = {"red": RED, "amber": "C77700", "green": "1E7D45"}
FONT = "Arial"
BAR_FONT = "Calibri"
"""It has the blanks of which bars are made."""

WIDTH_MM = 178

Pieces = Sequence[str | tuple[str, str]]
"""What a paragraph says: words, or words and the style they have."""


def main(folder: Path) -> None:
    """Build the templates; the same program always builds the same bytes."""
    for name, title, write in (
        ("plan.docx", "Account plan", write_plan),
        ("plan-major.docx", "Account plan", write_major_plan),
        ("plan-standard.docx", "Account card", write_card),
        ("plan-customer.docx", "Our plan together", write_customer_plan),
        ("portfolio.docx", "Portfolio", write_portfolio),
    ):
        document = Document()
        name_of = WHOSE if write is write_portfolio else "account.name"
        set_styles(document)
        set_page(document)
        write_edges(document, title, name_of)
        write(document)
        set_properties(document, title, name_of)
        (folder / name).write_bytes(pack(parts_of(document)))


def write_plan(document: WordDocument) -> None:
    """Write the full plan of a key account."""
    write_page_one(document)
    write_contents(document)
    write_profile(document)
    write_score(document)
    write_people(document)
    write_work(document)
    write_business(document)
    write_notes(document)


def parts_of(document: WordDocument) -> dict[str, bytes]:
    """Give the parts of a document, without what python-docx's own template carries and no plan needs."""
    for relations in (document.part.package.rels, document.part.rels):
        for name in [name for name, relation in relations.items() if relation.reltype.endswith(UNUSED)]:
            del relations[name]
    saved = BytesIO()
    document.save(saved)
    with ZipFile(saved) as package:
        return {name: package.read(name) for name in package.namelist()}


UNUSED = ("/thumbnail", "/stylesWithEffects", "/customXml", "/numbering", "/webSettings")


# How it looks


def set_styles(document: WordDocument) -> None:
    """Replace every style by the plan's own, so that people find no others."""
    styles = document.styles.element
    for style in list(styles):
        styles.remove(style)
    for xml in (
        DEFAULTS,
        *map(paragraph_style, PARAGRAPH_STYLES),
        *map(character_style, CHARACTER_STYLES),
        *TABLE_STYLES,
    ):
        styles.append(parse_xml(xml))


class Font(NamedTuple):
    """How words look; None is as around them."""

    size: float | None = None
    color: str | None = None
    bold: bool | None = None
    caps: bool = False
    fill: str | None = None
    spacing: float | None = None
    family: str | None = None

    def xml(self) -> str:
        """Write it in the order that the format demands."""
        parts = [
            "" if self.family is None else f"<w:rFonts {fonts(self.family)}/>",
            "" if self.bold is None else f'<w:b w:val="{int(self.bold)}"/>',
            "<w:caps/>" if self.caps else "",
            "" if self.color is None else f'<w:color w:val="{self.color}"/>',
            "" if self.spacing is None else f'<w:spacing w:val="{round(20 * self.spacing)}"/>',
            ""
            if self.size is None
            else f'<w:sz w:val="{round(2 * self.size)}"/><w:szCs w:val="{round(2 * self.size)}"/>',
            "" if self.fill is None else f'<w:shd w:val="clear" w:color="auto" w:fill="{self.fill}"/>',
        ]
        return f"<w:rPr>{''.join(parts)}</w:rPr>"


def fonts(family: str) -> str:
    """Name a font for every script."""
    return " ".join(f'w:{script}="{family}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))


class ParagraphStyle(NamedTuple):
    """How a paragraph looks; distances are in points."""

    name: str
    font: Font
    before: float = 0
    after: float = 0
    outline: int | None = None
    frame: str = ""
    indent: str = ""
    tabs: str = ""


class CharacterStyle(NamedTuple):
    """How words within a paragraph look."""

    name: str
    font: Font


RIGHT_TAB = f'<w:tabs><w:tab w:val="right" w:pos="{round(WIDTH_MM * 56.6929)}"/></w:tabs>'
ASK_FRAME = (
    f'<w:pBdr><w:top w:val="single" w:sz="48" w:space="0" w:color="{ACCENT_WASH}"/>'
    f'<w:left w:val="single" w:sz="36" w:space="8" w:color="{ACCENT}"/>'
    f'<w:bottom w:val="single" w:sz="48" w:space="0" w:color="{ACCENT_WASH}"/></w:pBdr>'
    f'<w:shd w:val="clear" w:color="auto" w:fill="{ACCENT_WASH}"/>'
)
ASK_INDENT = '<w:ind w:left="220"/>'

PARAGRAPH_STYLES = (
    ParagraphStyle("Normal", Font(9.5, INK), after=3),
    ParagraphStyle("Title", Font(22, bold=True), before=6, after=4),
    ParagraphStyle("heading 1", Font(14, bold=True), before=18, after=5, outline=0),
    ParagraphStyle("heading 2", Font(8, ACCENT, bold=True, caps=True, spacing=0.5), before=14, after=4, outline=1),
    ParagraphStyle("toc 1", Font(9, ACCENT), after=2),
    ParagraphStyle("header", Font(8, QUIET), tabs=RIGHT_TAB),
    ParagraphStyle("footer", Font(8, QUIET), tabs=RIGHT_TAB),
    ParagraphStyle("Eyebrow", Font(8.5, QUIET), tabs=RIGHT_TAB),
    ParagraphStyle("Under Title", Font(10, QUIET), after=8),
    ParagraphStyle("Asked", Font(9, RED, bold=True), after=8),
    ParagraphStyle("Label", Font(8, QUIET), before=4, after=1),
    ParagraphStyle("Figure", Font(15, bold=True), after=2),
    ParagraphStyle("Detail", Font(8, QUIET), after=4),
    ParagraphStyle("Bar Line", Font(4), before=2, after=3),
    ParagraphStyle("Item", Font(9.5), before=3, after=1),
    ParagraphStyle("Item Detail", Font(8.5, QUIET), after=5),
    ParagraphStyle("Cell", Font(8.5), before=3, after=3),
    ParagraphStyle("Cell Head", Font(8, QUIET, bold=True), before=3, after=3),
    ParagraphStyle("Cell Detail", Font(8, QUIET), after=3),
    ParagraphStyle(
        "Ask Label",
        Font(8, ACCENT, bold=True, caps=True, spacing=0.5),
        before=18,
        outline=1,
        frame=ASK_FRAME,
        indent=ASK_INDENT,
    ),
    ParagraphStyle("Ask", Font(11, bold=True), frame=ASK_FRAME, indent=ASK_INDENT),
)
CHARACTER_STYLES = (
    CharacterStyle("Quiet", Font(color=QUIET, bold=False)),
    CharacterStyle("Small", Font(8.5, QUIET, bold=False)),
    CharacterStyle("Strong", Font(bold=True)),
    CharacterStyle("Late", Font(color=RED, bold=True)),
    CharacterStyle("Pass", Font(color=ACCENT, bold=True)),
    *(CharacterStyle(f"Light {name.title()}", Font(color=color)) for name, color in LIGHTS.items()),
    CharacterStyle("Badge", Font(9, ON_ACCENT, bold=True, fill=ACCENT)),
    CharacterStyle("Red Flag", Font(7.5, RED, bold=True, fill=RED_WASH)),
    CharacterStyle("Bar", Font(4, fill=ACCENT, family=BAR_FONT)),
    CharacterStyle("Bar Rest", Font(4, fill=LINE, family=BAR_FONT)),
)

DEFAULTS = (
    f'<w:docDefaults {nsdecls("w")}><w:rPrDefault><w:rPr><w:rFonts {fonts(FONT)}/><w:sz w:val="19"/>'
    '<w:szCs w:val="19"/><w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:after="0" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
    "</w:docDefaults>"
)


def style_id(name: str) -> str:
    """Give the name by which the document calls a style."""
    if name == "toc 1":
        return "TOC1"
    return "".join(word[0].upper() + word[1:] for word in name.split())


MARKS = {"Normal": ' w:default="1"'} | dict.fromkeys(
    ("Title", "heading 1", "heading 2", "header", "footer", "toc 1"), ""
)
"""How styles that Word knows by name are marked; all others are custom."""


def style_start(kind: str, name: str) -> str:
    """Open a style."""
    mark = MARKS.get(name, ' w:customStyle="1"')
    return f'<w:style {nsdecls("w")} w:type="{kind}"{mark} w:styleId="{style_id(name)}"><w:name w:val="{name}"/>'


def paragraph_style(style: ParagraphStyle) -> str:
    """Write a paragraph style."""
    base = "" if style.name == "Normal" else '<w:basedOn w:val="Normal"/>'
    keep = "" if style.outline is None else "<w:keepNext/><w:keepLines/>"
    outline = "" if style.outline is None else f'<w:outlineLvl w:val="{style.outline}"/>'
    spacing = f'<w:spacing w:before="{round(20 * style.before)}" w:after="{round(20 * style.after)}"/>'
    layout = f"<w:pPr>{keep}{style.frame}{style.tabs}{spacing}{style.indent}{outline}</w:pPr>"
    return f"{style_start('paragraph', style.name)}{base}<w:qFormat/>{layout}{style.font.xml()}</w:style>"


def character_style(style: CharacterStyle) -> str:
    """Write a character style."""
    return f"{style_start('character', style.name)}<w:qFormat/>{style.font.xml()}</w:style>"


def borders(**lines: tuple[int, str]) -> str:
    """Write the borders of a table by their sides: thickness in eighths of a point, and colour."""
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="{thickness}" w:space="0" w:color="{color}"/>'
        for side, (thickness, color) in lines.items()
    )
    return f"<w:tblBorders>{sides}</w:tblBorders>"


def table_style(name: str, lines: str, *, left: int = 0, right: int = 100, head: str = "") -> str:
    """Write a table style; distances between a cell's edge and its words are in twentieths of a point."""
    edges = f'<w:left w:w="{left}" w:type="dxa"/><w:right w:w="{right}" w:type="dxa"/>'
    start = style_start("table", name) + '<w:basedOn w:val="TableNormal"/>'
    return f"{start}<w:tblPr>{lines}<w:tblCellMar>{edges}</w:tblCellMar></w:tblPr>{head}</w:style>"


HEAD_ROW = (
    '<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>'
    f'<w:bottom w:val="single" w:sz="6" w:space="0" w:color="{QUIET}"/></w:tcBorders></w:tcPr></w:tblStylePr>'
)
TABLE_NORMAL = (
    f'<w:style {nsdecls("w")} w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
)
TABLE_STYLES = (
    TABLE_NORMAL,
    table_style("Plan Table", borders(bottom=(4, LINE), insideH=(4, LINE)), right=160, head=HEAD_ROW),
    table_style(
        "Plan Figures",
        borders(top=(4, LINE), left=(4, LINE), bottom=(4, LINE), right=(4, LINE), insideV=(4, LINE)),
        left=140,
    ),
    table_style("Plan Columns", "", right=240),
)


def set_page(document: WordDocument) -> None:
    """Set A4 with a first page of its own, and no compatibility mode."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm((210 - WIDTH_MM) / 2)
    section.top_margin, section.bottom_margin = Mm(16), Mm(17)
    section.header_distance = section.footer_distance = Mm(8)
    section.different_first_page_header_footer = True
    for old in document.settings.element.findall(qn("w:compat")):
        old.getparent().replace(old, parse_xml(COMPATIBILITY))


COMPATIBILITY = (
    f'<w:compat {nsdecls("w")}><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
)


# What it is made of


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


def notes(place: WordDocument | _Cell, section: str) -> None:
    """Add the notes of a section, or a red flag."""
    tag(place, f"for note in notes.{section}")
    said = (
        "{% if note.date or note.by %}  {{ note.by | dash }}{% if note.date %}, {{ note.date }}{% endif %}{% endif %}"
    )
    line(place, "Item", "{{ note.text }}", (said, "Small"))
    tag(place, "else")
    line(place, "Normal", "{{ not_known }}")
    tag(place, "endfor")


# Its charts: Word's own, filled in when a plan is made


class Series(NamedTuple):
    """A series of a chart, with points to look at in Word; without a marker it is a line alone."""

    name: str
    points: Sequence[tuple[float, float]]
    color: str
    marker: int | None
    width_pt: float = 0
    dashed: bool = False


class Chart(NamedTuple):
    """A chart by the name that says what is filled in, what it shows in words, and its series, the last on top."""

    name: str
    words: str
    size_mm: tuple[float, float]
    lines: Sequence[Series]
    grid: bool = False
    bubbles: bool = False


MATRIX = Chart(
    "matrix",
    "Attractiveness {{ matrix.attractiveness }}, relationship {{ matrix.relationship }}; "
    "both are high from {{ matrix.floor }}",
    (58, 46),
    (
        Series("High attractiveness", ((0, 50), (100, 50)), LINE, None, 0.75),
        Series("High relationship", ((50, 0), (50, 100)), LINE, None, 0.75),
        Series("The way here", ((60, 62), (72, 78)), QUIET, None, 0.75, dashed=True),
        Series("Before", ((60, 62),), QUIET, 5),
        Series("Today", ((72, 78),), ACCENT, 7),
    ),
)
TREND = Chart(
    "trend",
    "Score: {% for day in trend %}{{ day.score }} on {{ day.as_of }}{% if not loop.last %}, {% endif %}{% endfor %}",
    (104, 46),
    (Series("Score", ((0, 61), (30, 66), (64, 64), (100, 72)), ACCENT, 5, 1.5),),
    grid=True,
)
BUBBLES = Chart(
    "bubbles",
    "{{ bubbles | length }} accounts between attractiveness and relationship; both are high from {{ floor }}",
    (120, 100),
    (
        Series("Others", ((40, 35), (55, 20)), QUIET, 4),
        Series("Major", ((48, 44),), LIGHTS["amber"], 20),
        Series("Key", ((78, 72),), ACCENT, 40),
    ),
    bubbles=True,
)
CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
CHARTS = nsdecls("c", "a")
EMU_OF_MM = 36_000
EMU_OF_PT = 12_700


def chart(place: WordDocument | _Cell, document: WordDocument, wanted: Chart) -> None:
    """Add a chart in a paragraph of its own."""
    package = document.part.package
    number = 1 + sum(part.content_type == CHART_TYPE for part in package.iter_parts())
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), CHART_TYPE, chart_xml(wanted).encode(), package)
    relation = document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    width, height = (round(EMU_OF_MM * length) for length in wanted.size_mm)
    words = wanted.words.replace('"', "&quot;")
    drawing = (
        f'<w:r {nsdecls("w", "wp", "a", "r")}><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="{1000 + number}" name="{wanted.name}" descr="{words}"/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart {nsdecls("c")} r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
    place.add_paragraph(style="Label")._p.append(parse_xml(drawing))  # noqa: SLF001 - python-docx offers no other way


def chart_xml(wanted: Chart) -> str:
    """Write a chart of points or bubbles with x and y from 0 to 100."""
    cross = '<c:crossesAt val="50"/>' if wanted.bubbles else '<c:crosses val="min"/>'
    axes = axis_xml(1, 2, "b", "", cross) + axis_xml(2, 1, "l", GRID if wanted.grid else "", cross)
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {CHARTS}><c:roundedCorners val="0"/>'
        '<c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout><c:manualLayout>'
        '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/><c:x val="0.02"/>'
        '<c:y val="0.04"/><c:w val="0.96"/><c:h val="0.92"/></c:manualLayout></c:layout>'
        f"{bubbles_xml(wanted) if wanted.bubbles else points_xml(wanted)}{axes}"
        f"<c:spPr><a:noFill/>{outline(LINE, 0 if wanted.grid else 0.75)}</c:spPr></c:plotArea>"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"<c:spPr><a:noFill/>{outline(LINE, 0)}</c:spPr></c:chartSpace>"
    )


def points_xml(wanted: Chart) -> str:
    """Write lines and markers."""
    series = "".join(series_xml(number, line) for number, line in enumerate(wanted.lines))
    return (
        f'<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{series}'
        '<c:axId val="1"/><c:axId val="2"/></c:scatterChart>'
    )


def bubbles_xml(wanted: Chart) -> str:
    """Write bubbles whose area follows their size; the marker of a series is the size of its samples."""
    series = "".join(bubble_series_xml(number, line) for number, line in enumerate(wanted.lines))
    return (
        f'<c:bubbleChart><c:varyColors val="0"/>{series}<c:bubbleScale val="40"/><c:showNegBubbles val="0"/>'
        '<c:sizeRepresents val="area"/><c:axId val="1"/><c:axId val="2"/></c:bubbleChart>'
    )


def bubble_series_xml(number: int, line: Series) -> str:
    """Write a series of bubbles."""
    fill = f'<a:solidFill><a:srgbClr val="{line.color}"><a:alpha val="70000"/></a:srgbClr></a:solidFill>'
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx><c:v>{line.name}</c:v></c:tx>'
        f'<c:spPr>{fill}{outline(ON_ACCENT, 0.5)}</c:spPr><c:invertIfNegative val="0"/>'
        f"<c:xVal>{numbers_xml([x for x, _ in line.points])}</c:xVal>"
        f"<c:yVal>{numbers_xml([y for _, y in line.points])}</c:yVal>"
        f"<c:bubbleSize>{numbers_xml([float(line.marker or 1)] * len(line.points))}</c:bubbleSize>"
        '<c:bubble3D val="0"/></c:ser>'
    )


GRID = (
    f'<c:majorGridlines><c:spPr><a:ln w="9525"><a:solidFill><a:srgbClr val="{LINE}"/></a:solidFill></a:ln></c:spPr>'
    "</c:majorGridlines>"
)


def axis_xml(number: int, across: int, side: str, grid: str, cross: str) -> str:
    """Write an axis from 0 to 100 without words; where it crosses the other within the chart, its line is seen."""
    return (
        f'<c:valAx><c:axId val="{number}"/><c:scaling><c:orientation val="minMax"/><c:max val="100"/><c:min val="0"/>'
        f'</c:scaling><c:delete val="0"/><c:axPos val="{side}"/>{grid}<c:numFmt formatCode="0" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="none"/>'
        f"<c:spPr>{outline(LINE, 0.75 if 'crossesAt' in cross else 0)}</c:spPr>"
        f'<c:crossAx val="{across}"/>{cross}<c:crossBetween val="midCat"/>'
        '<c:majorUnit val="25"/></c:valAx>'
    )


def series_xml(number: int, line: Series) -> str:
    """Write a series with its points."""
    marker = '<c:symbol val="none"/>'
    if line.marker:
        marker = (
            f'<c:symbol val="circle"/><c:size val="{line.marker}"/><c:spPr><a:solidFill><a:srgbClr val="{line.color}"/>'
            f"</a:solidFill>{outline(line.color, 0)}</c:spPr>"
        )
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx><c:v>{line.name}</c:v></c:tx>'
        f"<c:spPr>{outline(line.color, line.width_pt, dashed=line.dashed)}</c:spPr><c:marker>{marker}</c:marker>"
        f"<c:xVal>{numbers_xml([x for x, _ in line.points])}</c:xVal>"
        f'<c:yVal>{numbers_xml([y for _, y in line.points])}</c:yVal><c:smooth val="0"/></c:ser>'
    )


def numbers_xml(values: Sequence[float]) -> str:
    """Write numbers that come from no sheet."""
    points = "".join(f'<c:pt idx="{place}"><c:v>{value:g}</c:v></c:pt>' for place, value in enumerate(values))
    return f'<c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>{points}</c:numLit>'


def outline(color: str, width_pt: float, *, dashed: bool = False) -> str:
    """Write a line; one without width is none."""
    if not width_pt:
        return "<a:ln><a:noFill/></a:ln>"
    dash = '<a:prstDash val="dash"/>' if dashed else ""
    fill = f'<a:solidFill><a:srgbClr val="{color}"/></a:solidFill>'
    return f'<a:ln w="{round(EMU_OF_PT * width_pt)}">{fill}{dash}<a:round/></a:ln>'


# What it says


def write_edges(document: WordDocument, title: str, name_of: str) -> None:
    """Write header and footer; the first page has its own title."""
    section = document.sections[0]
    say(section.header.paragraphs[0], [f"{{{{ ({name_of}) | brief(70) }}}}\t{title} as of {{{{ as_of }}}}"])
    for footer in (section.footer, section.first_page_footer):
        paragraph = say(footer.paragraphs[0], [f'{{{{ (company or "{title}") | brief(50) }}}}\tPage '])
        paragraph.style = "footer"
        field(paragraph, "PAGE")
        paragraph.add_run(" of ")
        field(paragraph, "NUMPAGES")


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


def write_page_one(document: WordDocument) -> None:
    """Write what a manager reads in one minute."""
    write_standing(document, "Account plan")
    write_columns(document)
    line(document, "Ask Label", "The one ask")
    line(
        document, "Ask", "{% if page_one.ask %}{{ page_one.ask.text | brief(200) }}{% else %}{{ not_known }}{% endif %}"
    )


def write_standing(document: WordDocument, title: str) -> None:
    """Write title, red flags, figures and the reason of the tier."""
    write_title(document, title)
    line(
        document, "Under Title", (" {{ tier }} account ", "Badge"),
        "  {{ account.industry | brief(30) }} · {{ account.country | brief(30) }} · "
        "Account manager {{ account.account_manager | brief(30) }}",
    )  # fmt: skip
    tag(document, "if red_flags")
    line(
        document, "Asked",
        "{{ red_flags }} {% if red_flags == 1 %}red flag{% else %}red flags{% endif %} in this plan: "
        "things nobody has typed yet.",
    )  # fmt: skip
    tag(document, "endif")
    write_figures(document)
    reason = line(document, "Item", "{{ score.reason | brief(220) }}", (CHANGE, "Quiet"))
    reason.paragraph_format.space_before = Mm(3)


def write_figures(document: WordDocument) -> None:
    """Write the four figures under the title."""
    widths = (41, 57, 40, 40)
    cells = row(table(document, "Plan Figures", widths), widths)
    figure(
        cells[0],
        ["Score{% if score.rank is not none %}, rank {{ score.rank }} of {{ score.ranked }}{% endif %}"],
        ["{{ score.value }}", ("{% if score.value is not none %} of 100{% endif %}", "Small")],
        bar("score.value"),
        [SCORE_CHANGE],
    )  # fmt: skip
    figure(
        cells[1],
        ["Revenue, last 12 months"],
        ["{{ revenue.last_12m }}",
         ("{% if revenue.growth is not none %} {{ revenue.growth | signed }} on prior year{% endif %}", "Small")],
        bar("revenue.attained"),
        [(PART_YEAR, "Late"), REVENUE_TARGET],
    )  # fmt: skip
    figure(
        cells[2],
        ["Relationship health"],
        ["{% if health.rating is none %}{{ not_known }}{% else %}{{ health.rating.number }}{% endif %}",
         ("{% if health.rating is not none %} of 5{% endif %}", "Small")],
        bar("health.rating", "(5)"),
        [HEALTH_TREND, ". Coverage ", *light("people.coverage")],
    )  # fmt: skip
    figure(
        cells[3],
        ["Contract end"],
        ["{% if contract %}{{ contract.end }}{% else %}{{ not_known }}{% endif %}"],
        [],
        [(CONTRACT_ENDED, "Late"), CONTRACT_DAYS],
    )  # fmt: skip


CHANGE = (
    "{% if change and change.lines %} Since {{ change.since }}: {% for line in change.lines[:3] %}"
    "{{ line.label | brief(30) }} {{ line.points | signed }}{% if not loop.last %}, {% endif %}{% endfor %}.{% endif %}"
)
SCORE_CHANGE = (
    "{% if score.change is not none %}{{ score.change | signed }} since {{ score.previous.as_of }}"
    "{% if not score.previous.same_model %}, other model{% endif %}"
    "{% else %}{{ score.coverage }} of the data known{% endif %}"
)
REVENUE_TARGET = (
    "Target {{ revenue.year }}: {{ revenue.target }}{% if revenue.gap is not none %} · "
    "{% if revenue.gap.amount > 0 %}{{ revenue.gap }} to go{% else %}reached{% endif %}{% endif %}"
)
PART_YEAR = (
    "{% if revenue.growth is not none and revenue.prior_since %}"
    "prior year known from {{ revenue.prior_since }} only. {% endif %}"
)
HEALTH_TREND = (
    "{% if health.trend is not none %}{{ health.trend | signed }} points since {{ score.previous.as_of }}"
    "{% else %}no earlier snapshot{% endif %}"
)
CONTRACT_ENDED = "{% if contract and contract.days_left < 0 %}ended {{ -contract.days_left }} days ago{% endif %}"
CONTRACT_DAYS = (
    "{% if contract %}{% if contract.days_left >= 0 %}in {{ contract.days_left }} days{% endif %}"
    "{% if contract.product %}, {{ contract.product | brief(30) }}{% endif %}{% endif %}"
)


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


def write_columns(document: WordDocument) -> None:
    """Write the two columns of page one."""
    widths = (WIDTH_MM / 2, WIDTH_MM / 2)
    made = table(document, "Plan Columns", widths)
    left, right = row(made, widths)
    heading(left, "Top objectives")
    items(
        left, "objective in page_one.objectives",
        ["{{ objective.text | brief(80) }}"],
        ["{{ objective.progress }} of the way, due {{ objective.due }} ", late("objective")],
        bar("objective.progress"),
    )  # fmt: skip
    heading(right, "Next actions")
    items(
        right, "action in page_one.actions", ["{{ action.text | brief(80) }}"],
        ["{{ action.owner | brief(30) }}, due {{ action.due }} ", late("action")],
    )  # fmt: skip
    left, right = row(made, widths)
    heading(left, "People and last contact")
    for label, who, nobody in (
        ("Executive sponsor", "people.sponsor", "{{ not_known }}"),
        ("Champion", "people.champion", "{{ not_known }}"),
        ("Blocker", "people.blocker", "{% if people.stakeholders %}none named{% else %}{{ not_known }}{% endif %}"),
    ):
        person(left, label, who, nobody)
    heading(right, "Top risks")
    items(
        right, "risk in page_one.risks", ["{{ risk.text | brief(80) }}"],
        ["severity {% if risk.severity is none %}{{ not_known }}{% else %}{{ risk.severity }} of 25{% endif %}"],
    )  # fmt: skip
    left, right = row(made, widths)
    heading(left, "Best whitespace")
    line(left, "Item", (PLAY_NAME, "Strong"), PLAY)
    heading(right, "Last contact")
    line(
        right, "Item", "{% if people.last_contact %}", ("{{ people.days_since_contact }} days ago", "Strong"), CONTACT,
        (COMMON_HOURS, "Quiet"),
    )  # fmt: skip


CONTACT = ", {{ people.last_contact }}{% else %}{{ not_known }}{% endif %}"
COMMON_HOURS = (
    "{% if account.common_hours and account.common_hours.our_start %} Both at work "
    "{{ account.common_hours.our_start }}–{{ account.common_hours.our_end }} our time{% endif %}"
)
PLAY_NAME = "{% if page_one.play %}{{ page_one.play.product | brief(40) }}{% endif %}"
PLAY = (
    "{% if page_one.play %}: {{ page_one.play.value }}"
    "{% if page_one.play.basis %}, {{ page_one.play.basis }}{% endif %}, {{ page_one.play.likelihood }} likely"
    "{% if page_one.play.competitor %} (today: {{ page_one.play.competitor | brief(30) }}){% endif %}"
    "{% elif products %}Nothing open: they buy everything they could.{% else %}{{ not_known }}{% endif %}"
)


def heading(cell: _Cell, words: str) -> None:
    """Write a heading as the first line of a cell."""
    paragraph = say(cell.paragraphs[0], [words])
    paragraph.style = "heading 2"
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


def person(cell: _Cell, label: str, who: str, nobody: str) -> None:
    """Write who plays a part, and when we last spoke."""
    name, title, days = (
        f"{{{{ {who}.{words} }}}}" for words in ("name | brief(32)", "title | brief(30)", "days_since_contact")
    )
    line(
        cell, "Item", f"{{% if {who} %}}{name}", (f"{{% if {who}.title %}}  {title}{{% endif %}}", "Quiet"),
        f"{{% else %}}{nobody}{{% endif %}}",
    )  # fmt: skip
    ago = f"{{% if {who}.days_since_contact is none %}}{{{{ not_known }}}}{{% else %}}{days} days ago{{% endif %}}"
    line(cell, "Item Detail", f"{label}{{% if {who} %}}, {ago}{{% endif %}}")


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


def write_contents(document: WordDocument) -> None:
    """Write a table of contents: Word's own field, filled in, so that it need not be updated to be right.

    It leads to chapters without page numbers, which nobody knows before Word has set the pages.
    """
    line(document, "heading 2", "Behind page one").paragraph_format.page_break_before = True
    for words in CHAPTERS:
        link = parse_xml(
            f'<w:hyperlink {nsdecls("w")} w:anchor="{bookmark_of(words)}" w:history="1"><w:r><w:t>{words}</w:t></w:r>'
            "</w:hyperlink>"
        )
        entry = document.add_paragraph(style="toc 1")
        if words == CHAPTERS[0]:
            for part in FIELD_STARTS:
                entry._p.append(parse_xml(part))  # noqa: SLF001 - python-docx offers no other way
        entry._p.append(link)  # noqa: SLF001
        if words == CHAPTERS[-1]:
            entry._p.append(parse_xml(field_sign("end")))  # noqa: SLF001


def field_sign(kind: str) -> str:
    """Write where a field begins, where its result begins, or where it ends."""
    return f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="{kind}"/></w:r>'


FIELD_STARTS = (
    field_sign("begin"),
    f'<w:r {nsdecls("w")}><w:instrText xml:space="preserve"> TOC \\o "1-1" \\n \\h \\z \\u </w:instrText></w:r>',
    field_sign("separate"),
)


def write_profile(document: WordDocument) -> None:
    """Write who the account is."""
    chapter(document, "Profile")
    facts(
        document,
        (
            ("Account ID", "{{ account.id }}"),
            ("Industry", "{{ account.industry }}"),
            ("Country", "{{ account.country }}"),
            ("Time zone gap", "{{ account.time_zone_gap }}"),
            ("Part of", "{{ account.parent | dash }}"),
            ("Status", "{{ account.status }}"),
            (
                "Customer since",
                "{{ account.customer_since }}{% if account.tenure is not none %} ({{ account.tenure }}){% endif %}",
            ),
            ("Last order", "{{ account.last_order }}"),
            ("Account manager", "{{ account.account_manager }}"),
            ("Manager", "{{ account.manager }}"),
            ("Expected growth", "{{ revenue.expected_growth }}"),
            ("Both at work", BOTH_AT_WORK),
        ),
    )
    line(document, "heading 2", "Their priorities")
    notes(document, "priorities")


BOTH_AT_WORK = (
    "{% if account.common_hours is none %}{{ not_known }}{% elif account.common_hours.our_start %}"
    "{{ account.common_hours.our_start }}–{{ account.common_hours.our_end }}, "
    "{{ account.common_hours.their_start }}–{{ account.common_hours.their_end }} their time"
    "{% else %}never, 9 to 17 on both sides{% endif %}"
)


def facts(document: WordDocument, pairs: Sequence[tuple[str, str]]) -> None:
    """Write labelled facts, four in a row."""
    widths = [WIDTH_MM / 4] * 4
    made = table(document, "Plan Columns", widths)
    for start in range(0, len(pairs), 4):
        for cell, (label, value) in zip(row(made, widths), pairs[start : start + 4], strict=False):
            say(cell.paragraphs[0], [label]).style = "Label"
            line(cell, "Item", value)


def write_score(document: WordDocument) -> None:
    """Write how the account came by its score."""
    chapter(document, "Why {{ tier }}")
    line(document, "Normal", "{{ score.reason }}")
    write_charts(document)
    write_change(document)
    line(document, "heading 2", "Score by criterion")
    listing(
        document, "line in breakdown",
        (
            Column("Criterion", 46, [("{{ line.label }}", "Strong")]),
            Column("Value", 38, ["{{ line.value }}"]),
            Column("Rating", 38, bar("line.rating")),
            Column("", 16, ["{{ line.rating | dash }}"], right=True),
            Column("Weight", 20, ["{{ line.weight }}"], right=True),
            Column("Points", 20, ["{{ line.points | dash }}"], right=True),
        ),
    )  # fmt: skip
    line(document, "Item", ("Score {{ score.value | dash }}", "Strong"), SCORE_RANGE)
    facts(
        document,
        (
            ("Attractiveness", "{{ score.attractiveness | dash }}"),
            ("Relationship", "{{ score.relationship | dash }}"),
            ("Quadrant", "{{ score.quadrant | dash }}"),
            ("Tier by the model", "{{ score.computed_tier }}"),
        ),
    )
    tag(document, "if gates")
    line(document, "heading 2", "Must-haves")
    listing(
        document, "gate in gates",
        (
            Column("Must-have", 70, [("{{ gate.label }}", "Strong")]),
            Column("Found", 48, ["{{ gate.value }}"]),
            Column("Result", 60, [
                ('{% if gate.state == "passes" %}passes{% endif %}', "Pass"),
                ('{% if gate.state != "passes" %}{{ gate.state }}{% endif %}', "Late"),
                ('{% if gate.state == "fails" %} {{ gate.reason }}{% endif %}', "Quiet"),
            ]),
        ),
    )  # fmt: skip
    tag(document, "endif")
    tag(document, "if data_gaps")
    line(document, "heading 2", "Worth finding out first")
    listing(
        document, "gap in data_gaps",
        (
            Column("Missing", 40, [("{{ gap.label }}", "Strong")]),
            Column("Type it under", 40, ["{{ gap.column }}"]),
            Column("What is meant", 68, ["{{ gap.note | dash }}"]),
            Column("Could move the score by", 30, ["{{ gap.swing }}"], right=True),
        ),
    )  # fmt: skip
    tag(document, "endif")


def write_charts(document: WordDocument) -> None:
    """Draw the account's place and the way of its score, side by side."""
    tag(document, "if matrix or trend")
    widths = (66, WIDTH_MM - 66)
    left, right = row(table(document, "Plan Columns", widths), widths)
    left.paragraphs[0].style = right.paragraphs[0].style = "Label"
    tag(left, "if matrix")
    line(left, "Label", ("Attractiveness and relationship", "Strong"))
    chart(left, document, MATRIX)
    line(
        left,
        "Detail",
        "Relationship {{ matrix.relationship }} →   ↑ Attractiveness {{ matrix.attractiveness }}: {{ score.quadrant }}",
    )
    tag(left, "endif")
    tag(right, "if trend")
    line(
        right, "Label", ("Score since {{ trend[0].as_of }}", "Strong"),
        ": {{ trend[0].score }} → {{ trend[-1].score }}",
    )  # fmt: skip
    chart(right, document, TREND)
    line(right, "Detail", "{{ trend[0].as_of }} to {{ trend[-1].as_of }}; lines at 0, 25, 50, 75 and 100")
    tag(right, "endif")
    tag(document, "endif")


def write_change(document: WordDocument) -> None:
    """Write what changed since the latest earlier snapshot, and why."""
    tag(document, "if change")
    line(document, "heading 2", "What changed since {{ change.since }}")
    line(
        document, "Normal",
        "{% if change.tier_before != tier %}{{ change.tier_before | dash }} → {{ tier }}. {% endif %}"
        "Score {{ change.score_before | dash }} → {{ score.value | dash }}"
        "{% if not change.lines %}, and no criterion moved it{% endif %}.",
    )  # fmt: skip
    tag(document, "if change.lines")
    listing(
        document, "line in change.lines",
        (
            Column("Criterion", 62, [("{{ line.label }}", "Strong")]),
            Column("Then", 40, ["{{ line.before | dash }}"]),
            Column(
                "Now", 56,
                ["{{ line.after | dash }}", ("{% if line.model_changed %} the model changed too{% endif %}", "Quiet")],
            ),
            Column("Points", 20, ["{{ line.points | signed }}"], right=True),
        ),
    )  # fmt: skip
    tag(document, "endif")
    tag(document, "endif")


SCORE_RANGE = (
    "  with {{ score.coverage }} of the data known"
    "{% if data_gaps %}; between {{ score.low }} and {{ score.high }}, whatever the unknown values are{% endif %}. "
    "Model: {{ score.model }}."
)


def write_people(document: WordDocument) -> None:
    """Write who matters at the account."""
    chapter(document, "Stakeholders")
    tag(document, "if people.stakeholders")
    line(document, "Normal", "Coverage ", *light("people.coverage"), COVERAGE)
    tag(document, "endif")
    listing_if_any(
        document, "people.stakeholders", "who in people.stakeholders",
        (
            Column("Name", 50, [("{{ who.name }}", "Strong")], below="{{ who.title }}", known="who.title"),
            Column("Role", 34, ["{{ who.role }}"], below="{{ who.status | lower }}", known="who.status"),
            Column("Influence", 20, ["{{ who.influence }}"]),
            Column("Sentiment", 20, ["{{ who.sentiment }}"]),
            Column("Our contact", 30, ["{{ who.owner }}"]),
            Column(
                "Last contact", 24, ["{{ who.last_contact }}"],
                below="{{ who.days_since_contact }} days", known="who.days_since_contact is not none",
            ),
        ),
    )  # fmt: skip


COVERAGE = (
    ": {{ people.coverage.reason }}{% if people.coverage.missing_roles %} Nobody is named as "
    '{{ people.coverage.missing_roles | join(", ") | lower }}.{% endif %}'
)


def write_work(document: WordDocument) -> None:
    """Write objectives, actions and needs."""
    chapter(document, "Objectives")
    listing_if_any(
        document, "objectives", "objective in objectives",
        (
            Column(
                "Objective", 56, [("{{ objective.text }}", "Strong")],
                below="{{ objective.type | lower }}", known="objective.type",
            ),
            Column("Measure", 24, ["{{ objective.measure }}"]),
            Column("From", 12, ["{{ objective.baseline }}"], right=True),
            Column("Now", 12, ["{{ objective.current }}"], right=True),
            Column("To", 12, ["{{ objective.target }}"], right=True),
            Column("Progress", 16, ["{{ objective.progress }}"], right=True),
            Column(
                "Due", 24, ["{{ objective.due }} ", late("objective")],
                below="{{ objective.status }}", known="objective.status",
            ),
            Column("Owner", 22, ["{{ objective.owner }}"]),
        ),
    )  # fmt: skip
    chapter(document, "Actions")
    listing_if_any(
        document, "actions", "action in actions",
        (
            Column("Action", 66, [("{{ action.text }}", "Strong")], below="{{ action.note }}", known="action.note"),
            Column("For", 12, ["{{ action.objective_id | dash }}"]),
            Column("Within", 18, ["{% if action.horizon is none %}–{% else %}{{ action.horizon }} days{% endif %}"]),
            Column("Owner", 26, ["{{ action.owner }}"]),
            Column("Due", 26, ["{{ action.due }}"]),
            Column("State", 30, [
                ("{% if action.overdue %}{{ action.days_late }} days late{% endif %}", "Late"),
                "{% if action.done %}done {{ action.done }}{% elif not action.overdue %}open{% endif %}",
            ]),
        ),
    )  # fmt: skip
    chapter(document, "Needs and commitments")
    listing_if_any(
        document, "needs", "need in needs",
        (
            Column("Need", 56, [("{{ need.text }}", "Strong")]),
            Column("Priority", 18, ["{{ need.priority }}"]),
            Column("Our answer", 54, ["{{ need.answer }}"]),
            Column("Commitment", 50, ["{{ need.commitment }}"]),
        ),
    )  # fmt: skip


def write_business(document: WordDocument) -> None:
    """Write products, whitespace and targets."""
    chapter(document, "Products and whitespace")
    listing_if_any(
        document, "products", "product in products",
        (
            Column("Product", 40, [("{{ product.name }}", "Strong")]),
            Column("State", 24, ["{{ product.state }}"]),
            Column("Our revenue", 24, ["{{ product.revenue_12m | dash }}"], right=True),
            Column("They spend", 24, [CATEGORY_SPEND], right=True),
            Column("Our share", 18, ["{{ product.share_of_wallet | dash }}"], right=True),
            Column("Competitor", 24, ["{{ product.competitor | dash }}"]),
            Column("Contract end", 24, [CONTRACT_END]),
        ),
    )  # fmt: skip
    tag(document, "if products")
    line(document, "Item", PENETRATION)
    tag(document, "endif")
    tag(document, "if whitespace")
    line(document, "heading 2", "What is left to win, by value × likelihood")
    listing(
        document, "play in whitespace",
        (
            Column("Product", 46, [("{{ play.product }}", "Strong")]),
            Column("State", 22, ["{{ play.state | lower }}"]),
            Column("Today with", 32, ["{{ play.competitor | dash }}"]),
            Column(
                "Worth a year", 34, ["{{ play.value }}"], right=True,
                below="{{ play.basis }}", known="play.estimated",
            ),
            Column("Likelihood", 18, ["{{ play.likelihood }}"], right=True),
            Column("To be expected", 26, ["{{ play.expected | dash }}"], right=True),
        ),
    )  # fmt: skip
    tag(document, "endif")
    chapter(document, "Targets")
    tag(document, "if targets")
    listing(
        document, "target in targets",
        (
            Column("Year", 62, [("Target {{ target.year }}", "Strong")]),
            Column("Revenue", 40, ["{{ target.revenue }}"], right=True),
            Column("Margin", 36, ["{{ target.margin }}"], right=True),
            Column("Share of wallet", 40, ["{{ target.share_of_wallet }}"], right=True),
        ),
        before=(
            ("The 12 months before", "{{ revenue.prior_12m }}", "–", "–"),
            ("The last 12 months", "{{ revenue.last_12m }}", "–", "–"),
        ),
    )  # fmt: skip
    tag(document, "else")
    line(document, "Normal", "{{ not_known }}")
    tag(document, "endif")


PENETRATION = (
    "{% if penetration is not none %}They buy {{ penetration }} of what they could buy from us.{% endif %}"
    '{% if unlisted %} Nothing is said of {{ unlisted | join(", ") }}.{% endif %}'
)
CATEGORY_SPEND = (
    '{% if product.state == "Not eligible" %}{{ product.category_spend | dash }}'
    "{% else %}{{ product.category_spend }}{% endif %}"
)
CONTRACT_END = (
    '{% if product.state == "Owned" %}{{ product.contract_end }}{% else %}{{ product.contract_end | dash }}{% endif %}'
)


def write_notes(document: WordDocument) -> None:
    """Write SWOT, competitors, risks, and what is asked."""
    chapter(document, "Strengths, weaknesses, opportunities, threats")
    quarters(
        document,
        (
            ("Strengths", "strengths"),
            ("Weaknesses", "weaknesses"),
            ("Opportunities", "opportunities"),
            ("Threats", "threats"),
        ),
    )
    line(document, "heading 2", "Competitors")
    notes(document, "competitors")
    chapter(document, "Risks")
    listing_if_any(
        document, "risks", "risk in risks",
        (
            Column("Risk", 58, [("{{ risk.text }}", "Strong")]),
            Column("Likelihood", 18, ["{{ risk.likelihood }}"], right=True),
            Column("Impact", 14, ["{{ risk.impact }}"], right=True),
            Column("Severity", 16, ["{{ risk.severity | dash }}"], right=True),
            Column("What we do about it", 46, ["{{ risk.mitigation }}"]),
            Column("Owner", 26, ["{{ risk.owner }}"]),
        ),
    )  # fmt: skip
    chapter(document, "What we ask for, what we stop")
    quarters(document, (("The one ask", "ask"), ("Resources asked", "resources")))
    line(document, "heading 2", "What we stop doing")
    notes(document, "stop_doing")
    tag(document, "if notes.other")
    line(document, "heading 2", "Other notes")
    notes(document, "other")
    tag(document, "endif")
    chapter(document, "Reviews and sign-off")
    tag(document, "if notes.reviews")
    notes(document, "reviews")
    tag(document, "else")
    line(document, "Item", ("No review yet.", "Quiet"))
    tag(document, "endif")
    write_sign_off(document)


def write_sign_off(document: WordDocument) -> None:
    """Leave room for two signatures."""
    widths = (42, 46, 30, 60)
    made = table(document, "Plan Table", widths)
    for cell, head in zip(row(made, widths, head=True), ("Agreed by", "Name", "Date", "Signature"), strict=True):
        fill(cell, [head], style="Cell Head", right=False)
    for role, name in (("Account manager", "account_manager"), ("Manager", "manager")):
        cells = row(made, widths)
        fill(cells[0], [(role, "Strong")], right=False)
        fill(cells[1], [f"{{{{ account.{name} | dash }}}}"], right=False)
        cells[0].paragraphs[0].paragraph_format.space_before = Mm(5)
        cells[1].paragraphs[0].paragraph_format.space_before = Mm(5)


def quarters(document: WordDocument, sections: Sequence[tuple[str, str]]) -> None:
    """Write sections of notes side by side, two in a row."""
    widths = (WIDTH_MM / 2, WIDTH_MM / 2)
    made = table(document, "Plan Columns", widths)
    for start in range(0, len(sections), 2):
        for cell, (words, section) in zip(row(made, widths), sections[start : start + 2], strict=True):
            heading(cell, words)
            notes(cell, section)


# The shorter ones


def write_major_plan(document: WordDocument) -> None:
    """Write two pages: page one, and what the next quarter needs."""
    write_page_one(document)
    chapter(document, "Why {{ tier }}").paragraph_format.page_break_before = True
    listing(
        document, "line in breakdown",
        (
            Column("Criterion", 52, [("{{ line.label | brief(40) }}", "Strong")]),
            Column("Value", 46, ["{{ line.value | brief(30) }}"]),
            Column("Rating", 40, bar("line.rating")),
            Column("Weight", 20, ["{{ line.weight }}"], right=True),
            Column("Points", 20, ["{{ line.points | dash }}"], right=True),
        ),
    )  # fmt: skip
    chapter(document, "Stakeholders")
    listing_if_any(
        document, "people.stakeholders", "who in people.stakeholders[:5]",
        (
            Column("Name", 60, [("{{ who.name | brief(40) }}", "Strong")]),
            Column("Role", 50, ["{{ who.role | brief(30) }}"]),
            Column("Sentiment", 28, ["{{ who.sentiment }}"]),
            Column("Last contact", 40, ["{{ who.last_contact }}"]),
        ),
    )  # fmt: skip
    chapter(document, "Open actions")
    listing_if_any(
        document, "actions", "action in actions[:6] if action.done is none",
        (
            Column("Action", 92, [("{{ action.text | brief(90) }}", "Strong")]),
            Column("Owner", 42, ["{{ action.owner | brief(30) }}"]),
            Column("Due", 44, ["{{ action.due }} ", late("action")]),
        ),
    )  # fmt: skip
    chapter(document, "What is left to win")
    listing_if_any(
        document, "whitespace", "play in whitespace[:4]",
        (
            Column("Product", 56, [("{{ play.product | brief(40) }}", "Strong")]),
            Column("State", 26, ["{{ play.state | lower }}"]),
            Column("Today with", 40, ["{{ play.competitor | brief(30) | dash }}"]),
            Column("Worth a year", 28, ["{{ play.value }}"], right=True),
            Column("To be expected", 28, ["{{ play.expected | dash }}"], right=True),
        ),
    )  # fmt: skip


def write_card(document: WordDocument) -> None:
    """Write one page for an account that has no plan of its own."""
    write_standing(document, "Account card")
    widths = (WIDTH_MM / 2, WIDTH_MM / 2)
    made = table(document, "Plan Columns", widths)
    left, right = row(made, widths)
    heading(left, "What counts most")
    items(
        left, 'line in (breakdown | sort(attribute="weight", reverse=true))[:5]', ["{{ line.label | brief(40) }}"],
        ["rating {{ line.rating | dash }}, {{ line.weight }} of the score"], bar("line.rating"),
    )  # fmt: skip
    heading(right, "Worth finding out first")
    or_none(
        right, "gap in data_gaps[:5]", "{{ gap.label | brief(40) }}",
        "{{ gap.column | brief(40) }}, {{ gap.swing }} points", "Nothing: every criterion is known.",
    )  # fmt: skip
    left, right = row(made, widths)
    heading(left, "Next actions")
    or_none(
        left, "action in page_one.actions", "{{ action.text | brief(80) }}",
        "{{ action.owner | brief(30) }}, due {{ action.due }}", "None.",
    )  # fmt: skip
    heading(right, "Last contact")
    line(
        right,
        "Item",
        "{% if people.last_contact %}",
        ("{{ people.days_since_contact }} days ago", "Strong"),
        CARD_CONTACT,
    )


CARD_CONTACT = ", {{ people.last_contact }}{% else %}None noted.{% endif %}"


def or_none(cell: _Cell, loop: str, words: str, detail: str, nothing: str) -> None:
    """Write an item for each thing of a loop, or that there is none."""
    tag(cell, f"for {loop}")
    line(cell, "Item", words)
    line(cell, "Item Detail", detail)
    tag(cell, "else")
    line(cell, "Item", (nothing, "Quiet"))
    tag(cell, "endfor")


def write_customer_plan(document: WordDocument) -> None:
    """Write the plan that the account itself reads."""
    write_title(document, "Our plan together")
    line(document, "Under Title", YOUR_CONTACT)
    tag(document, "for note in notes.priorities")
    line(document, "Ask Label", "What matters to you")
    line(document, "Ask", "{{ note.text }}")
    tag(document, "endfor")
    chapter(document, "What we want to reach together")
    tag(document, "for objective in objectives")
    line(document, "Item", ("{{ objective.text | dash }}", "Strong"))
    line(document, "Bar Line", *bar("objective.progress"))
    line(document, "Item Detail", OBJECTIVE_DETAIL)
    tag(document, "else")
    line(document, "Item", ("To be agreed in our next meeting.", "Quiet"))
    tag(document, "endfor")
    for words, things, columns in CUSTOMER_TABLES:
        tag(document, f"if {things}")
        chapter(document, words)
        listing(document, f"each in {things}", columns)
        tag(document, "endif")
    tag(document, "if notes.reviews")
    chapter(document, "What we agreed")
    notes(document, "reviews")
    tag(document, "endif")


YOUR_CONTACT = (
    "{% if account.account_manager %}Your contact: {{ account.account_manager | brief(30) }}{% endif %}"
    "{% if account.customer_since %}{% if account.account_manager %} · {% endif %}"
    "working together since {{ account.customer_since }}{% endif %}"
)
OBJECTIVE_DETAIL = (
    "{% if objective.progress is not none %}{{ objective.progress }} of the way{% endif %}"
    "{% if objective.measure %} · {{ objective.measure }}{% endif %}"
    "{% if objective.due %} · due {{ objective.due }}{% endif %}"
)
CUSTOMER_TABLES = (
    ("Next steps", "actions", (
        Column("Step", 82, [("{{ each.text | dash }}", "Strong")]),
        Column("Who", 36, ["{{ each.owner | dash }}"]),
        Column("By when", 28, ["{{ each.due | dash }}"]),
        Column("State", 32, ["{% if each.done %}done {{ each.done }}{% else %}open{% endif %}"]),
    )),
    ("What you need, and our answer", "needs", (
        Column("You need", 60, [("{{ each.text | dash }}", "Strong")]),
        Column("Our answer", 60, ["{{ each.answer | dash }}"]),
        Column("Our commitment", 58, ["{{ each.commitment | dash }}"]),
    )),
    ("What you buy from us", "agreements", (
        Column("Product", 110, [("{{ each.product | dash }}", "Strong")]),
        Column("Contract until", 68, ["{{ each.end | dash }}"], right=True),
    )),
    ("Who works with whom", "contacts", (
        Column("With you", 110, [("{{ each.name | dash }}", "Strong")], below="{{ each.title }}", known="each.title"),
        Column("With us", 68, ["{{ each.owner | dash }}"]),
    )),
)  # fmt: skip


# The page over many accounts

WHOSE = 'manager or "All accounts"'


def write_portfolio(document: WordDocument) -> None:
    """Write what a manager should know of all accounts."""
    write_title(document, "Portfolio", WHOSE)
    line(document, "Under Title", PORTFOLIO_UNDER)
    widths = (41, 57, 44, 36)
    cells = row(table(document, "Plan Figures", widths), widths)
    for cell, (label, value, small, detail) in zip(cells, PORTFOLIO_FIGURES, strict=True):
        figure(cell, [label], [value, (small, "Small")], [], [detail])
    write_bubbles(document)
    for words, things, nothing, loop, columns, after in PORTFOLIO_TABLES:
        chapter(document, words)
        tag(document, f"if {things}")
        listing(document, loop, columns)
        tag(document, "else")
        line(document, "Item", (nothing, "Quiet"))
        tag(document, "endif")
        if after:
            line(document, "Item", after)


def write_bubbles(document: WordDocument) -> None:
    """Draw the accounts between the axes."""
    tag(document, "if bubbles")
    line(
        document, "Label", ("Attractive for us upwards, good with us to the right; the area is the revenue", "Strong"),
        "   ", ("● ", "Pass"), "Key  ", ("● ", "Light Amber"), "Major  ", ("● ", "Quiet"), "Others",
    ).paragraph_format.space_before = Mm(5)  # fmt: skip
    chart(document, document, BUBBLES)
    tag(document, "endif")


PORTFOLIO_UNDER = (
    "{{ accounts }} accounts, {{ revenue_12m }} in the last 12 months{% for line in tiers if line.accounts %} · "
    "{{ line.accounts }} {{ line.tier }}{% if line.revenue_share is not none %} ({{ line.revenue_share }}){% endif %}"
    "{% endfor %}"
)
GROSS = (
    "{% if retention %}gross {{ retention.grr }}, {{ retention.accounts }} accounts that bought a year ago{% endif %}"
)
LOST = (
    "{% if retention %}{{ retention.lost | length }} buy nothing now"
    "{% if retention.lost %}: {% for name in retention.lost[:3] %}{{ name | brief(40) }}"
    "{% if not loop.last %}, {% endif %}{% endfor %}"
    "{% if retention.lost[3:] %} and {{ retention.lost[3:] | length }} more{% endif %}{% endif %}{% endif %}"
)
EFFECTIVE = "{% if concentration %}{{ concentration.effective_number }}{% else %}{{ not_known }}{% endif %}"
LARGEST = (
    "{% if concentration %}HHI {{ concentration.hhi }}; the largest {{ concentration.top_1 }}, "
    "five {{ concentration.top_5 }}, ten {{ concentration.top_10 }}{% endif %}"
)
LONGEST = "{% if overdue %}the longest {{ overdue[0].days_late }} days{% else %}none{% endif %}"
MOVED_BY = "{% if line.points is none %}–{% else %}{{ line.points | signed }}{% endif %}"
MISSING = (
    '{% if line.swing is none %}Key accounts without {{ "an" if line.label[:1] in "aeiou" else "a" }} {% endif %}'
    "{{ line.label }}"
)
PORTFOLIO_FIGURES = (
    ("Net revenue retention", "{% if retention %}{{ retention.nrr }}{% else %}{{ not_known }}{% endif %}", "", GROSS),
    ("Accounts kept", "{% if retention %}{{ retention.logo }}{% else %}{{ not_known }}{% endif %}", "", LOST),
    ("Concentration", EFFECTIVE, "{% if concentration %} effective{% endif %}", LARGEST),
    ("Overdue actions", "{{ overdue_in_all }}", "", LONGEST),
)
NAMES = "{% for name in line.names %}{{ name | brief(40) }}{% if not loop.last %}, {% endif %}{% else %}–{% endfor %}"
SPONSORLESS = (
    "{% if without_sponsor %}Without an executive sponsor: {% for name in without_sponsor %}{{ name | brief(40) }}"
    "{% if not loop.last %}, {% endif %}{% endfor %}{% endif %}"
)
CAME_AND_GONE = (
    "{% if movement and movement.more %}And {{ movement.more }} more. {% endif %}"
    "{% if movement and movement.came %}New: {% for name in movement.came[:5] %}{{ name | brief(40) }}"
    "{% if not loop.last %}, {% endif %}{% endfor %}"
    "{% if movement.came[5:] %} and {{ movement.came[5:] | length }} more{% endif %}. {% endif %}"
    "{% if movement and movement.gone %}Gone: {% for name in movement.gone[:5] %}{{ name | brief(40) }}"
    "{% if not loop.last %}, {% endif %}{% endfor %}"
    "{% if movement.gone[5:] %} and {{ movement.gone[5:] | length }} more{% endif %}.{% endif %}"
)
PORTFOLIO_TABLES = (
    (
        "Who moved{% if movement %} since {{ movement.since }}{% endif %}", "movement and movement.movers",
        "{% if movement %}Nobody moved.{% else %}There is no earlier snapshot to compare with.{% endif %}",
        "line in movement.movers",
        (
            Column("Account", 42, [("{{ line.name | brief(40) }}", "Strong")]),
            Column("Tier", 32, [
                "{% if line.tier_before != line.tier %}{{ line.tier_before | dash }} → {% endif %}{{ line.tier }}"
            ]),
            Column("Score", 28, ["{{ line.score_before | dash }} → {{ line.score | dash }}"], right=True),
            Column("Points", 16, [MOVED_BY], right=True),
            Column("Why", 60, ["{{ line.reason | brief(140) }}"]),
        ),
        CAME_AND_GONE,
    ),
    (
        "Who looks after how many", "loads", "Nobody.", "line in loads",
        (
            Column("Account manager", 44, [("{{ line.name | brief(40) }}", "Strong")]),
            Column("Key", 14, [
                ("{% if line.too_much %}{{ line.key }}{% endif %}", "Late"),
                "{% if not line.too_much %}{{ line.key }}{% endif %}",
            ], right=True),
            Column("Capacity", 18, ["{{ line.capacity | dash }}"], right=True),
            Column("Filled", 38, bar("line.fullness")),
            Column("Major", 16, ["{{ line.major }}"], right=True),
            Column("Others", 18, ["{{ line.others }}"], right=True),
            Column("Revenue", 30, ["{{ line.revenue_12m }}"], right=True),
        ),
        "",
    ),
    (
        "Key accounts and their people", "key", "No account is Key.", "line in key",
        (
            Column("Account", 50, [("{{ line.number }} {{ line.name | brief(40) }}", "Strong")]),
            Column("Account manager", 36, ["{{ line.account_manager | brief(30) }}"]),
            Column("Score", 14, ["{{ line.score }}"], right=True),
            Column("Revenue", 24, ["{{ line.revenue_12m }}"], right=True),
            Column("Coverage", 20, light("line")),
            Column("Sponsor", 16, [
                "{% if line.sponsor %}named{% endif %}", ("{% if not line.sponsor %}nobody{% endif %}", "Late")
            ]),
            Column("Days since contact", 18, ["{{ line.days_since_contact }}"], right=True),
        ),
        SPONSORLESS,
    ),
    (
        "Overdue actions", "overdue", "None.", "line in overdue",
        (
            Column("Account", 44, [("{{ line.account | brief(40) }}", "Strong")]),
            Column("Action", 64, ["{{ line.text | brief(90) }}"]),
            Column("Owner", 30, ["{{ line.owner | brief(30) }}"]),
            Column("Due", 24, ["{{ line.due }}"]),
            Column("Days late", 16, [("{{ line.days_late }}", "Late")], right=True),
        ),
        "{% if overdue_in_all > overdue | length %}And {{ overdue_in_all - overdue | length }} more.{% endif %}",
    ),
    (
        "What is left to win, by value × likelihood", "plays", "Nothing whose value is known.", "line in plays",
        (
            Column("Account", 50, [("{{ line.account | brief(40) }}", "Strong")]),
            Column("Product", 46, ["{{ line.product | brief(40) }}"]),
            Column("State", 22, ["{{ line.state | lower }}"]),
            Column("Worth a year", 34, [
                "{{ line.value }}", ("{% if line.estimated %} estimate{% endif %}", "Quiet")
            ], right=True),
            Column("To be expected", 26, ["{{ line.expected }}"], right=True),
        ),
        "",
    ),
    (
        "What nobody knows", "lacks or gaps", "Everything that counts is known.", "line in lacks + gaps",
        (
            Column("Missing", 56, [(MISSING, "Strong")]),
            Column("Accounts", 20, ["{{ line.accounts }}"], right=True),
            Column("Points for each", 24, ["{{ line.swing | dash }}"], right=True),
            Column("Which", 78, [NAMES]),
        ),
        "",
    ),
)  # fmt: skip


def set_properties(document: WordDocument, title: str, name_of: str) -> None:
    """Say what the document is, where its own program shows it; dates are set when a plan is made."""
    properties = document.core_properties
    properties.title = f"{title}: {{{{ ({name_of}) | brief(70) }}}}"
    properties.subject = "as of {{ as_of }}"
    properties.author = '{{ company or "kam-xl" }}'
    properties.comments = properties.keywords = properties.category = ""
    properties.language = "en"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
