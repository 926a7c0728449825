"""The formats of a plan: one file and one line each."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from kam_xl.errors import TargetError
from kam_xl.plans.formats.docx import load_docx
from kam_xl.plans.formats.html import load_html

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kam_xl.plans.formats.document import LoadTemplate

FORMATS: Mapping[str, LoadTemplate] = MappingProxyType(
    {
        "docx": load_docx,
        "html": load_html,
    }
)
"""How a template of each format is made ready, by the ending of its files."""


def check_format(name: str) -> str:
    """Give the format's name back if plans can be written in it.

    Raises:
        TargetError: They cannot.
    """
    if name in FORMATS:
        return name
    hint = " For a PDF, open the html plan in a browser and print it." if name == "pdf" else ""
    raise TargetError(f"Plans cannot be written as “{name}”; allowed are {', '.join(FORMATS)}.{hint}")
