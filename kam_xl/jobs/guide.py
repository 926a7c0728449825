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
_FUNCTION = re.compile(r"^Public Function (KAM_\w+)\((.*?)\) As ", re.MULTILINE | re.DOTALL)
_ARGUMENT = re.compile(r"(Optional )?ByVal (\w+) As")
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


@dataclass(frozen=True, slots=True)
class FunctionGuide:
    """What a function for cells says of itself.

    Attributes:
        name: Its name.
        written: How it is written in a cell, what may be left out in brackets.
        gives: What it gives.
    """

    name: str
    written: str
    gives: str


def function_guides() -> tuple[FunctionGuide, ...]:
    """Describe every function for cells."""
    sources = sorted(shipped("workbook", "vba").glob("Kam*.bas"))
    text = "\n".join(source.read_text(encoding="utf-8") for source in sources)
    described = {found[1]: found[2].replace('""', '"') for found in _DESCRIBED.finditer(text)}
    return tuple(
        FunctionGuide(found[1], f"={found[1]}({_arguments(found[2])})", described.get(found[1], ""))
        for found in _FUNCTION.finditer(text)
    )


def _arguments(declared: str) -> str:
    return ", ".join(f"[{each[2]}]" if each[1] else each[2] for each in _ARGUMENT.finditer(declared))
