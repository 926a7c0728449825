"""Plans as one self-contained web page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from kam_xl.plans.formats.document import Source
from kam_xl.plans.red_flags import DrawnLast
from kam_xl.plans.templates import faults_named, line_of, render, sandbox
from kam_xl.plans.wording import UNKNOWN_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from kam_xl.plans.formats.document import RenderDocument
    from kam_xl.plans.wording import Wording

RED_FLAG = Markup('<strong class="red-flag">{}</strong>').format(UNKNOWN_WORDS)
"""What stands for an unknown value; a text from the book cannot forge it, since texts are escaped."""


_PAGE = "page"


def load_html(file: Path, folders: Sequence[Path], wording: Wording) -> RenderDocument:
    """Make a web page template ready.

    Raises:
        TemplateError: A tag of it cannot be understood.
    """
    environment = sandbox(folders, wording, RED_FLAG)
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.drawn_last = last = DrawnLast(environment)
    with faults_named(file):
        template = environment.get_template(file.name)

    def draw(values: Mapping[str, object]) -> tuple[dict[str, str], int]:
        page = render(template, values)
        return {_PAGE: page}, page.count(RED_FLAG)

    def render_page(values: Mapping[str, object]) -> bytes:
        with faults_named(file):
            return last.draw(draw, values)[_PAGE].encode()

    return render_page


def read_html(file: Path) -> tuple[Source, ...]:
    """Read the source of a web page template.

    Raises:
        TemplateError: It is not written in UTF-8, or cannot be read.
    """
    with faults_named(file):
        return (Source(file.read_text(encoding="utf-8"), line_of),)
