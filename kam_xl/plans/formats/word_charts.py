"""The charts of a Word template: Word's own, so that people restyle them in Word; a plan fills in their points.

What a chart shows follows from its name, as Word's selection pane has it: "matrix", "trend" or "bubbles".
"""

from __future__ import annotations

import posixpath
from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree

from kam_xl.plans.formats.word_package import as_bytes, parse
from kam_xl.plans.wording import magnitude

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    Points = Sequence[tuple[float, ...]]

_AXES = ("xVal", "yVal", "bubbleSize")
_BUBBLES = "bubbles"
_KEY = "Key"
_DOCUMENT = "word/document.xml"
_RELATIONS = "word/_rels/document.xml.rels"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


def charts_of(file: Path, package: Mapping[str, bytes]) -> dict[str, str]:
    """Find the charts that a plan fills in: the name of each part, and what it shows."""
    if _RELATIONS not in package or _DOCUMENT not in package:
        return {}
    targets = {
        relation.get("Id"): posixpath.normpath(f"word/{relation.get('Target')}")
        for relation in parse(file, package[_RELATIONS])
    }
    found: dict[str, str] = {}
    for properties in parse(file, package[_DOCUMENT]).iter(f"{_WP}docPr"):
        name, charts = properties.get("name"), properties.getparent().iter(f"{_C}chart")
        parts = [targets.get(chart.get(_R_ID)) for chart in charts] if name in _SERIES else []
        found |= {part: name for part in parts if part is not None and part in package}
    return found


def fill_chart(file: Path, chart: bytes, shows: str, plan: Mapping[str, object]) -> bytes:
    """Put the points of a plan into a chart, series by series; without any it stays as it is.

    Args:
        file: The template, for messages.
        chart: The part.
        shows: "matrix", "trend" or "bubbles".
        plan: The variables of the plan.
    """
    content = plan.get(shows)
    if not content:
        return chart
    root = parse(file, chart)
    for series, points in zip(root.iter(f"{_C}ser"), _SERIES[shows](content), strict=False):
        for axis, values in zip(_AXES, zip(*points, strict=True) if points else ((), (), ()), strict=False):
            _fill(series.find(f"{_C}{axis}"), values)
    if shows == _BUBBLES:
        _number_bubbles(root, content)
        for crossing in root.iter(f"{_C}crossesAt"):
            crossing.set("val", f"{magnitude(plan['floor']):g}")
    return as_bytes(root)


def _fill(place: etree._Element | None, values: Sequence[float]) -> None:
    if place is None:
        return
    for child in list(place):
        place.remove(child)
    numbers = etree.SubElement(place, f"{_C}numLit")
    etree.SubElement(numbers, f"{_C}formatCode").text = "General"
    etree.SubElement(numbers, f"{_C}ptCount", val=str(len(values)))
    for index, value in enumerate(values):
        point = etree.SubElement(numbers, f"{_C}pt", idx=str(index))
        etree.SubElement(point, f"{_C}v").text = f"{value:.2f}"


def _number_bubbles(root: etree._Element, bubbles: Any) -> None:  # noqa: ANN401 - what the content model has
    """Write the numbers of key accounts into their bubbles, each like the sample in the template, if it has one."""
    numbers = [bubble.number for bubble in bubbles if bubble.tier == _KEY]
    for labels in root.iter(f"{_C}dLbls"):
        sample = labels.find(f"{_C}dLbl")
        if labels.getparent().findtext(f"{_C}tx/{_C}v") == _KEY and sample is not None:
            labels.remove(sample)
            labels[:0] = [_numbered(sample, *each) for each in enumerate(numbers) if each[1] is not None]


def _numbered(sample: etree._Element, index: int, number: int) -> etree._Element:
    label = deepcopy(sample)
    label.find(f"{_C}idx").set("val", str(index))
    for words in label.iter(f"{_A}t"):
        words.text = str(number)
    return label


def _matrix(place: Any) -> tuple[Points, ...]:  # noqa: ANN401 - what the content model has under this name
    floor = magnitude(place.floor)
    now = (magnitude(place.relationship), magnitude(place.attractiveness))
    known = place.relationship_before is not None and place.attractiveness_before is not None
    before = (magnitude(place.relationship_before), magnitude(place.attractiveness_before)) if known else now
    return [(0.0, floor), (100.0, floor)], [(floor, 0.0), (floor, 100.0)], [before, now], [before], [now]


def _trend(days: Any) -> tuple[Points, ...]:  # noqa: ANN401 - likewise
    return ([(magnitude(day.way), magnitude(day.score)) for day in days],)


def _bubbles(bubbles: Any) -> tuple[Points, ...]:  # noqa: ANN401 - likewise
    series: dict[str, list[tuple[float, ...]]] = {"Others": [], "Major": [], _KEY: []}
    for bubble in bubbles:
        place = (magnitude(bubble.relationship), magnitude(bubble.attractiveness), magnitude(bubble.radius) ** 2)
        series[bubble.tier if bubble.tier in series else "Others"].append(place)
    return tuple(series.values())


_SERIES: Mapping[str, Callable[[Any], tuple[Points, ...]]] = {"matrix": _matrix, "trend": _trend, _BUBBLES: _bubbles}
