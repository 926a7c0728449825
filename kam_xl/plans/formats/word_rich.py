"""Words of a Word template with a look that follows from the plan: `{{r rich(tier, color="C00000", bold=true) }}`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docx.oxml import OxmlElement
from docx.shared import Pt, RGBColor
from docx.text.run import Run
from lxml import etree
from markupsafe import Markup

from kam_xl.plans.formats.word_package import RED_FLAG

if TYPE_CHECKING:
    from collections.abc import Callable

    from kam_xl.plans.wording import Wording

RICH = "rich"
"""What templates call it."""

_COLOR = re.compile(r"#?([0-9A-Fa-f]{6})")
_LARGEST_PT = 200
_NAMESPACE = ' xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
"""Every part declares it."""


def rich_in(wording: Wording) -> Callable[..., Markup]:
    """Make `rich`, which says quantities as the wording does; what is unknown becomes a red flag."""

    def rich(  # noqa: PLR0913 - an author names those that matter
        value: object,
        *,
        style: str | None = None,
        color: str | None = None,
        size_pt: float | None = None,
        bold: bool = False,
        italic: bool = False,
        underline: bool = False,
        strike: bool = False,
    ) -> Markup:
        run = Run(OxmlElement("w:r"), None)  # type: ignore[arg-type]  # it stands in no part yet
        run.text = plain_words(value, wording)
        run.element.style = style.replace(" ", "") if style else None
        run.bold, run.italic, run.underline = bold or None, italic or None, underline or None
        run.font.strike = strike or None
        run.font.color.rgb = _rgb(color) if color else None
        run.font.size = _points(size_pt) if size_pt else None
        return _markup(run)

    return rich


def plain_words(value: object, wording: Wording) -> str:
    """Say a value as the wording does, and without markup; what is unknown becomes a red flag."""
    said = RED_FLAG if value is None else wording.say(value)
    return said.unescape() if isinstance(said, Markup) else str(said)


def _markup(run: Run) -> Markup:
    written = etree.tostring(run.element, encoding="unicode").replace(_NAMESPACE, "")
    return Markup(written)  # noqa: S704 - python-docx has escaped what is in it


def _rgb(color: object) -> RGBColor:
    found = _COLOR.fullmatch(str(color))
    if found is None:
        raise ValueError(f"a color has six hexadecimal digits, such as C00000, unlike “{color}”")
    return RGBColor.from_string(found[1])


def _points(size: object) -> Pt:
    if isinstance(size, int | float) and 1 <= size <= _LARGEST_PT:
        return Pt(size)
    raise ValueError(f"size_pt is a number from 1 to {_LARGEST_PT}, unlike “{size}”")
