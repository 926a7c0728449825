"""The charts of the Word templates: Word's own, filled in when a plan is made."""

from collections.abc import Sequence
from typing import NamedTuple

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.table import _Cell

from word.look import ACCENT, FONT, LINE, ON_ACCENT, QUIET, TIERS


class Series(NamedTuple):
    """A series of a chart, with points to look at in Word; without a marker it is a line alone."""

    name: str
    points: Sequence[tuple[float, float]]
    color: str
    marker: int | None
    width_pt: float = 0
    dashed: bool = False
    numbered: bool = False


class Chart(NamedTuple):
    """A chart by the name that says what is filled in, what it shows in words, and its series, the last on top."""

    name: str
    words: str
    size_mm: tuple[float, float]
    lines: Sequence[Series]
    grid: bool = False
    bubbles: bool = False
    corners: bool = False


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
    corners=True,
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
        Series("Others", ((40, 35), (55, 20)), TIERS["Others"], 4),
        Series("Major", ((48, 44),), TIERS["Major"], 20),
        Series("Key", ((78, 72),), TIERS["Key"], 40, numbered=True),
    ),
    bubbles=True,
    corners=True,
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
    if wanted.corners:
        series += "".join(quadrants_xml(number, height) for number, height in enumerate(QUADRANTS, len(wanted.lines)))
    return (
        f'<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{series}'
        '<c:axId val="1"/><c:axId val="2"/></c:scatterChart>'
    )


def bubbles_xml(wanted: Chart) -> str:
    """Write bubbles whose area follows their size; the marker of a series is the size of its samples."""
    series = "".join(bubble_series_xml(number, line) for number, line in enumerate(wanted.lines))
    if wanted.corners:
        series += "".join(
            bubble_quadrants_xml(number, height) for number, height in enumerate(QUADRANTS, len(wanted.lines))
        )
    return (
        f'<c:bubbleChart><c:varyColors val="0"/>{series}<c:bubbleScale val="40"/><c:showNegBubbles val="0"/>'
        '<c:sizeRepresents val="area"/><c:axId val="1"/><c:axId val="2"/></c:bubbleChart>'
    )


def bubble_series_xml(number: int, line: Series) -> str:
    """Write a series of bubbles."""
    fill = f'<a:solidFill><a:srgbClr val="{line.color}"><a:alpha val="70000"/></a:srgbClr></a:solidFill>'
    names = f"<c:dLbls>{named_xml(0, '1', 'ctr', ON_ACCENT)}{SHOWN_XML}</c:dLbls>" if line.numbered else ""
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx><c:v>{line.name}</c:v></c:tx>'
        f'<c:spPr>{fill}{outline(ON_ACCENT, 0.5)}</c:spPr><c:invertIfNegative val="0"/>{names}'
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


def named_xml(point: int, name: str, side: str, color: str = QUIET) -> str:
    """Write a name beside a point."""
    font = f'sz="700"><a:solidFill><a:srgbClr val="{color}"/></a:solidFill><a:latin typeface="{FONT}"/>'
    return (
        f'<c:dLbl><c:idx val="{point}"/><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr {font}</a:defRPr></a:pPr>'
        f'<a:r><a:rPr lang="en" {font}</a:rPr><a:t>{name}</a:t></a:r></a:p></c:rich></c:tx>'
        f'<c:dLblPos val="{side}"/>{SHOWN_XML}</c:dLbl>'
    )


SHOWN_XML = (
    '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
    '<c:showPercent val="0"/><c:showBubbleSize val="0"/>'
)
QUADRANTS = {95: ("Star", "Strategic"), 5: ("Streamline", "Status")}
"""Their names at the left and at the right, by their height."""


def quadrants_xml(number: int, height: int) -> str:
    """Write a series of two unseen points with the names of two quadrants; with four, LibreOffice draws no other.

    They stand at the left of each half, since good accounts cover the right.
    """
    return series_xml(number, Series("Quadrants", ((0, height), (50, height)), QUIET, None), quadrant_names_xml(height))


def bubble_quadrants_xml(number: int, height: int) -> str:
    """Write the same among bubbles."""
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx><c:v>Quadrants</c:v></c:tx>'
        f'<c:spPr><a:noFill/>{outline(QUIET, 0)}</c:spPr><c:invertIfNegative val="0"/>{quadrant_names_xml(height)}'
        f"<c:xVal>{numbers_xml([0, 50])}</c:xVal><c:yVal>{numbers_xml([height, height])}</c:yVal>"
        f'<c:bubbleSize>{numbers_xml([0.01, 0.01])}</c:bubbleSize><c:bubble3D val="0"/></c:ser>'
    )


def quadrant_names_xml(height: int) -> str:
    """Write the names of the quadrants at a height."""
    left, right = QUADRANTS[height]
    return f"<c:dLbls>{named_xml(0, left, 'r')}{named_xml(1, right, 'r')}{SHOWN_XML}</c:dLbls>"


def series_xml(number: int, line: Series, names: str = "") -> str:
    """Write a series with its points, and the names beside them."""
    marker = '<c:symbol val="none"/>'
    if line.marker:
        marker = (
            f'<c:symbol val="circle"/><c:size val="{line.marker}"/><c:spPr><a:solidFill><a:srgbClr val="{line.color}"/>'
            f"</a:solidFill>{outline(line.color, 0)}</c:spPr>"
        )
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx><c:v>{line.name}</c:v></c:tx>'
        f"<c:spPr>{outline(line.color, line.width_pt, dashed=line.dashed)}</c:spPr><c:marker>{marker}</c:marker>{names}"
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
