"""The formats of a plan: one file and one line each."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from kam_xl.errors import TargetError
from kam_xl.plans.formats.document import Format
from kam_xl.plans.formats.docx import FUNCTIONS, load_docx, read_docx, remark_docx
from kam_xl.plans.formats.html import load_html, read_html
from kam_xl.plans.formats.pdf import load_pdf, read_pdf

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "docx": Format(load_docx, read_docx, functions=FUNCTIONS, remark=remark_docx),
        "html": Format(load_html, read_html),
        "pdf": Format(load_pdf, read_pdf, suffix="typ"),
    }
)
"""The formats by the ending of their files."""


def check_format(name: str) -> str:
    """Give the format's name back if plans can be written in it.

    Raises:
        TargetError: They cannot.
    """
    if name in FORMATS:
        return name
    raise TargetError(f"Plans cannot be written as “{name}”; allowed are {', '.join(FORMATS)}.")
