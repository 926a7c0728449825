"""Plans as Word documents, from templates that people edit in Word.

docxtpl turns what Word wrote into Jinja templates, and repairs what they render. Both are called apart here, so that a
template is prepared once and not once a document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docxtpl import DocxTemplate

from kam_xl.plans.formats.document import Source
from kam_xl.plans.formats.word_charts import charts_of, fill_chart
from kam_xl.plans.formats.word_package import (
    PROPERTIES,
    RED_FLAG,
    as_bytes,
    as_text,
    date_properties,
    has_text,
    mark_red_flags,
    pack,
    parse,
    unpack,
)
from kam_xl.plans.red_flags import with_red_flags_counted
from kam_xl.plans.templates import faults_named, render, sandbox
from kam_xl.plans.wording import filled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from jinja2 import Environment, Template

    from kam_xl.plans.formats.document import RenderDocument
    from kam_xl.plans.wording import Wording

BAR_BLANKS = 36
"""How many blanks a full bar has: shaded by their style, they need no picture."""

# As wide as a figure, and drawn in one piece where no-break blanks show seams.
_BLANK = "\u2007"
_BREAKS = "\n\t\a\f"
_PICTURE_NUMBER = re.compile(r'<wp:docPr [^>]*?\bid="(\d+)"')
_REPAIRED_BY_DOCXTPL = re.compile(r"\{%-?\s*(?:tc|colspan|hm|vm)\b")


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the package that may have tags.

    Attributes:
        name: Its name in the package.
        template: What docxtpl made of it.
        place: Names a line of the template.
        repaired: Whether docxtpl has to repair the tables that it renders: columns in loops.
    """

    name: str
    template: Template
    place: Callable[[int], str]
    repaired: bool


def load_docx(file: Path, folders: Sequence[Path], wording: Wording) -> RenderDocument:
    """Make a Word template ready.

    Beside the filters of every template there are `bar` and `bar_rest`, the two parts of a score bar.

    Raises:
        TemplateError: It is no Word document, or a tag of it cannot be understood.
    """
    environment = sandbox(folders, wording, RED_FLAG)
    environment.filters |= {"bar": bar, "bar_rest": bar_rest}
    package = unpack(file)
    charts = charts_of(file, package)
    parts = [_prepared(file, name, written, environment) for name, written in _written(file, package)]

    def draw(values: Mapping[str, object]) -> tuple[dict[str, str], int]:
        texts = {part.name: _drawn(file, part, values) for part in parts}
        return texts, sum(text.count(RED_FLAG) for text in texts.values())

    def render_document(values: Mapping[str, object]) -> bytes:
        with faults_named(file):
            texts = with_red_flags_counted(draw, values, environment.drawn_last)
        finished = {part.name: _finished(file, part, texts[part.name], values) for part in parts}
        drawn = {name: fill_chart(file, package[name], shows, values) for name, shows in charts.items()}
        return pack({**package, **finished, **drawn})

    return render_document


def bar(value: object, full: float = 100) -> str:
    """Give the filled part of a bar: as many blanks as the value is of `full`; unknown is none."""
    return _BLANK * round(BAR_BLANKS * filled(value, full))


def bar_rest(value: object, full: float = 100) -> str:
    """Give the empty part of a bar."""
    return _BLANK * (BAR_BLANKS - len(bar(value, full)))


def read_docx(file: Path) -> list[Source]:
    """Read the texts of a Word template as docxtpl turns them into Jinja.

    Raises:
        TemplateError: It is no Word document.
    """
    return [_source(file, name, written) for name, written in _written(file, unpack(file))]


def _written(file: Path, package: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    for name, content in package.items():
        if has_text(name):
            yield name, as_text(parse(file, content))


def _source(file: Path, name: str, written: str) -> Source:
    # Each paragraph on a line of its own, as docxtpl does it, so that a line number names a paragraph.
    source = re.sub(r"<w:p([ >])", r"\n<w:p\1", DocxTemplate(file).patch_xml(written))
    return Source(source, lambda line: _place(name, source, line))


def _prepared(file: Path, name: str, written: str, environment: Environment) -> _Part:
    source = _source(file, name, written)
    with faults_named(file, source.place):
        template = environment.from_string(source.text)
    return _Part(name, template, source.place, _needs_repair(written))


def _needs_repair(written: str) -> bool:
    # Word may have spread a tag over several runs.
    return _REPAIRED_BY_DOCXTPL.search(re.sub(r"<[^>]+>", "", written)) is not None


def _place(name: str, source: str, line: int) -> str:
    """Name a paragraph by its words, since Word shows no numbers."""
    lines = source.split("\n")
    words = re.sub(r"<[^>]+>", "", lines[line - 1]).strip() if 0 < line <= len(lines) else ""
    part = name.rpartition("/")[2].removesuffix(".xml")
    return f"{part}, paragraph “{words[:80]}”" if words else part


def _drawn(file: Path, part: _Part, values: Mapping[str, object]) -> str:
    with faults_named(file, part.place):
        text = render(part.template, values)
    text = text.replace("\n<w:p ", "<w:p ").replace("\n<w:p>", "<w:p>")
    for written, meant in (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}")):
        text = text.replace(written, meant)
    return text


def _finished(file: Path, part: _Part, text: str, values: Mapping[str, object]) -> bytes:
    word = DocxTemplate(file)
    if any(sign in text for sign in _BREAKS):
        text = word.resolve_listing(text)
    root = parse(file, text.encode())
    if part.repaired:
        root = word.fix_tables(text)
    if _has_pictures_of_one_number(text):
        word.docx_ids_index = 1000
        word.fix_docpr_ids(root)
    if part.name == PROPERTIES:
        date_properties(root, str(values["as_of"]))
    if RED_FLAG in text:
        mark_red_flags(root)
    return as_bytes(root)


def _has_pictures_of_one_number(text: str) -> bool:
    """Tell whether a loop repeats a picture, whose number must be its own."""
    numbers = _PICTURE_NUMBER.findall(text)
    return len(numbers) != len(set(numbers))
