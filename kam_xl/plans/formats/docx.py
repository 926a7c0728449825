"""Plans as Word documents, from templates that people edit in Word.

docxtpl turns what Word wrote into Jinja templates, and repairs what they render. Both are called apart here, so that a
template is prepared once and not once a document. What needs a document that is open, docxtpl draws by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docxtpl import DocxTemplate
from jinja2 import Environment, nodes

from kam_xl.errors import TemplateError
from kam_xl.plans.formats.document import Source
from kam_xl.plans.formats.docx_by_docxtpl import by_docxtpl
from kam_xl.plans.formats.word_charts import charts_of, fill_chart
from kam_xl.plans.formats.word_package import (
    PROPERTIES,
    RED_FLAG,
    as_bytes,
    as_text,
    check_runs,
    date_properties,
    fits_its_grid,
    has_text,
    is_body,
    is_drawn_by_docxtpl,
    mark_red_flags,
    pack,
    parse,
    unpack,
)
from kam_xl.plans.formats.word_pictures import PICTURE, Pictures, missing_pictures
from kam_xl.plans.formats.word_rich import RICH, rich_in
from kam_xl.plans.red_flags import DrawnLast
from kam_xl.plans.templates import faults_named, render, sandbox
from kam_xl.plans.wording import filled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from jinja2 import Template
    from lxml import etree

    from kam_xl.plans.bounds import BoundedEnvironment
    from kam_xl.plans.formats.document import RenderDocument
    from kam_xl.plans.wording import Wording

FUNCTIONS = (RICH, PICTURE)
"""What Word templates can call beside what all can."""

BAR_BLANKS = 36
"""How many blanks a full bar has: shaded by their style, they need no picture."""

# As wide as a figure, and drawn in one piece where no-break blanks show seams.
_BLANK = "\u2007"
_BREAKS = "\n\t\a\f"
_TAKES_IN = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the package that may have tags.

    Attributes:
        name: Its name in the package.
        template: What docxtpl made of it.
        place: Names a line of the template.
    """

    name: str
    template: Template
    place: Callable[[int], str]


DrawTexts = Callable[[Mapping[str, object]], tuple[dict[str, str], Mapping[str, bytes]]]
"""Draw the texts of a document by the names of their parts; beside them, give all parts of the package."""


def load_docx(file: Path, folders: Sequence[Path], wording: Wording) -> RenderDocument:
    """Make a Word template ready.

    Beside the filters of every template there are `bar` and `bar_rest`, the two parts of a score bar; beside the
    variables, `rich` and `picture`.

    Raises:
        TemplateError: It is no Word document, a tag of it cannot be understood, or a picture that it names is missing.
    """
    pictures, package = Pictures(file.parent, wording), unpack(file)
    environment = word_sandbox(folders, wording)
    environment.drawn_last = last = DrawnLast(environment)
    environment.globals[PICTURE] = pictures.function()
    charts, sources = charts_of(file, package), _sources(file, package)
    parts = [_prepared(file, name, source, environment) for name, source in sources.items()]
    draw_texts = _by_parts(file, package, parts)
    if tag_for_docxtpl(file, sources.values()) is not None:
        _check_pictures(file, sources.values())
        draw_texts = _by_docxtpl(file, package, parts, environment, pictures)

    def render_document(values: Mapping[str, object]) -> bytes:
        others: Mapping[str, bytes] = {}

        def draw(values: Mapping[str, object]) -> tuple[dict[str, str], int]:
            nonlocal others
            environment.meter.begin()
            texts, others = draw_texts(values)
            return texts, sum(text.count(RED_FLAG) for text in texts.values())

        with faults_named(file):
            texts = last.draw(draw, values)
        finished = {name: _finished(file, name, text, values) for name, text in texts.items()}
        charted = {name: fill_chart(file, others[name], shows, values) for name, shows in charts.items()}
        return pack({**others, **finished, **charted})

    return render_document


def word_sandbox(folders: Sequence[Path], wording: Wording) -> BoundedEnvironment:
    """Set up the environment in which Word templates run."""
    environment = sandbox(folders, wording, RED_FLAG)
    environment.filters |= {"bar": bar, "bar_rest": bar_rest}
    environment.globals[RICH] = rich_in(wording)
    return environment


def _by_parts(file: Path, package: Mapping[str, bytes], parts: Sequence[_Part]) -> DrawTexts:
    return lambda values: ({part.name: _drawn(file, part, values) for part in parts}, package)


def _by_docxtpl(
    file: Path,
    package: Mapping[str, bytes],
    parts: Sequence[_Part],
    environment: BoundedEnvironment,
    pictures: Pictures,
) -> DrawTexts:
    places = {part.name: part.place for part in parts}

    def place(name: str, line: int) -> str:
        return places[name](line) if name in places else name

    draw_package = by_docxtpl(file, package, environment, pictures, place)
    ours = [part for part in parts if not is_drawn_by_docxtpl(part.name)]

    def draw(values: Mapping[str, object]) -> tuple[dict[str, str], Mapping[str, bytes]]:
        texts = {part.name: _drawn(file, part, values) for part in ours}
        drawn = draw_package(values)
        theirs = {name: drawn[name] for name in places if is_drawn_by_docxtpl(name) and name in drawn}
        return {**texts, **{name: as_text(parse(file, part)) for name, part in theirs.items()}}, drawn

    return draw


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
    return [*_sources(file, unpack(file)).values()]


def remark_docx(file: Path) -> str | None:
    """Say which tag makes a template slow; None if none does.

    Raises:
        TemplateError: It is no Word document, or a tag of it cannot be understood.
    """
    tag = tag_for_docxtpl(file, read_docx(file))
    return tag and f"{tag}: docxtpl fills this in, document by document, which takes some ten times as long."


def tag_for_docxtpl(file: Path, sources: Iterable[Source]) -> str | None:
    """Find a tag that only docxtpl itself can fill in, into a document that is open; None if there is none.

    That is a picture, and whatever takes in another file, which may ask for one.

    Returns:
        Its place.

    Raises:
        TemplateError: A tag cannot be understood.
    """
    for source in sources:
        tree = _tree(file, source)
        pictures = (name for name in tree.find_all(nodes.Name) if name.name == PICTURE)
        tag = next(pictures, None) or next(tree.find_all(_TAKES_IN), None)
        if tag is not None:
            return source.place(tag.lineno)
    return None


def _check_pictures(file: Path, sources: Iterable[Source]) -> None:
    missing = [
        f"{file}, {source.place(line)}: there is no picture “{name}” beside the template. Put it there, as PNG or JPEG."
        for source in sources
        for line, name in missing_pictures(_tree(file, source), file.parent)
    ]
    if missing:
        raise TemplateError(missing)


def _tree(file: Path, source: Source) -> nodes.Template:
    with faults_named(file, source.place):
        return Environment(autoescape=True).parse(source.text)


def _sources(file: Path, package: Mapping[str, bytes]) -> dict[str, Source]:
    return {name: _source(file, name, content) for name, content in package.items() if has_text(name)}


def _source(file: Path, name: str, content: bytes) -> Source:
    patched = DocxTemplate(file).patch_xml(as_text(parse(file, content, keep_blanks=False)))
    # Each paragraph on a line of its own, as docxtpl does it, so that a line number names a paragraph.
    source = re.sub(r"<w:p([ >])", r"\n<w:p\1", patched)
    return Source(source, lambda line: _place(name, source, line))


def _prepared(file: Path, name: str, source: Source, environment: BoundedEnvironment) -> _Part:
    with faults_named(file, source.place):
        template = environment.from_string(source.text)
    return _Part(name, template, source.place)


def _place(name: str, source: str, line: int) -> str:
    """Name a paragraph by its words, since Word shows no numbers."""
    lines = source.split("\n")
    words = re.sub(r"<[^>]+>", "", lines[line - 1]).strip() if 0 < line <= len(lines) else ""
    part = name.rpartition("/")[2].removesuffix(".xml")
    return f"{part}, paragraph “{words[:80]}”" if words else part


def _drawn(file: Path, part: _Part, values: Mapping[str, object]) -> str:
    with faults_named(file, part.place):
        return render(part.template, values, goes_on=True)


def _finished(file: Path, name: str, text: str, values: Mapping[str, object]) -> bytes:
    """Do what docxtpl does after a text is filled in, and only where there is something to do."""
    text = text.replace("\n<w:p ", "<w:p ").replace("\n<w:p>", "<w:p>")
    for written, meant in (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}")):
        text = text.replace(written, meant)
    word = DocxTemplate(file)
    if any(sign in text for sign in _BREAKS):
        text = word.resolve_listing(text)
    root = parse(file, text.encode())
    if is_body(name):
        root = _repaired(file, word, root, text)
    if name == PROPERTIES:
        date_properties(root, str(values["as_of"]))
    check_runs(file, root)
    if RED_FLAG in text:
        mark_red_flags(root)
    return as_bytes(root)


def _repaired(file: Path, word: DocxTemplate, root: etree._Element, text: str) -> etree._Element:
    if not fits_its_grid(root):
        with faults_named(file):
            root = word.fix_tables(text)
    word.docx_ids_index = 1000
    word.fix_docpr_ids(root)
    return root
