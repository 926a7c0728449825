"""The guide that the workbook carries along: what its ribbon and its functions say of themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from defusedxml import ElementTree

from kam_xl.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_NAMESPACE = "{http://schemas.microsoft.com/office/2009/07/customui}"
_DESCRIBED = re.compile(r'^Attribute (KAM_\w+)\.VB_Description = "(.+)"$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ButtonGuide:
    """What a button says of itself.

    Attributes:
        group: The group of the ribbon it stands in.
        label: What is written on it.
        purpose: What it is for.
        explanation: What it does, in a few sentences.
    """

    group: str
    label: str
    purpose: str
    explanation: str


def button_guides() -> tuple[ButtonGuide, ...]:
    """Describe every button, in the order of the ribbon."""
    ribbon = ElementTree.fromstring(shipped("workbook", "ribbon.xml").read_bytes())
    return tuple(guide for group in ribbon.iter(f"{_NAMESPACE}group") for guide in _of_group(group))


def _of_group(group: Element) -> Iterator[ButtonGuide]:
    for button in group.iter(f"{_NAMESPACE}button"):
        said = button.attrib
        yield ButtonGuide(group.attrib["label"], said["label"], said["screentip"], said["supertip"])


def function_guides() -> tuple[tuple[str, str], ...]:
    """Describe every function for cells: its name, and what it gives."""
    sources = sorted(shipped("workbook", "vba").glob("Kam*.bas"))
    texts = (source.read_text(encoding="utf-8") for source in sources)
    return tuple((found[1], found[2].replace('""', '"')) for text in texts for found in _DESCRIBED.finditer(text))
