"""How the Word templates look: styles, colours and the page."""

from typing import NamedTuple

from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

ACCENT, ACCENT_WASH, ON_ACCENT = "0F766E", "E6F4F1", "FFFFFF"
INK, QUIET, LINE = "16202C", "586473", "DFE3E8"
RED, RED_WASH = "B3261E", "FDECEB"
TIERS = {"Key": ACCENT, "Major": "1E3A5F", "Others": "8A93A1"}
"""The colours of tiers, here and wherever else a person sees one."""
LIGHTS = {"red": RED, "amber": "C77700", "green": "1E7D45"}
FONT = "Arial"
BAR_FONT = "Calibri"
"""It has the blanks of which bars are made."""

WIDTH_MM = 178


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
        before=12,
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
    CharacterStyle("Badge Key", Font(9, ON_ACCENT, bold=True, fill=TIERS["Key"])),
    CharacterStyle("Badge Major", Font(9, ON_ACCENT, bold=True, fill=TIERS["Major"])),
    CharacterStyle("Badge Others", Font(9, ON_ACCENT, bold=True, fill=QUIET)),
    *(CharacterStyle(f"Tier {name}", Font(color=color)) for name, color in TIERS.items()),
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
