"""Word documents that docxtpl draws from the first step to the last: far slower, and able to take pictures in.

What it draws is bounded like everything else: by the sandbox, by the size of the texts, by parsing with care.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from docxtpl import DocxTemplate

from kam_xl.plans.formats.word_package import pack, parse, unpack
from kam_xl.plans.templates import faults_named, render

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from jinja2 import Template

    from kam_xl.plans.bounds import BoundedEnvironment
    from kam_xl.plans.formats.word_pictures import Pictures

    DrawPackage = Callable[[Mapping[str, object]], dict[str, bytes]]
    """Draw the parts of a document by name."""

_XML = (".xml", ".rels")
_MOST_TEXTS = 64
"""How many texts of a template stay understood: its body, and each header and footer."""


def by_docxtpl(
    file: Path,
    package: Mapping[str, bytes],
    environment: BoundedEnvironment,
    pictures: Pictures,
    place: Callable[[str, int], str],
) -> DrawPackage:
    """Have docxtpl draw documents. Properties and notes are left as they are, see `_Document`.

    Args:
        file: The template.
        package: Its parts, which are what is used: the file is not read again.
        environment: The sandbox, which knows `picture`.
        pictures: Those that it shows.
        place: Names a line of a part.

    Raises:
        TemplateError: A part of it is no sound XML.
    """
    for name, content in package.items():
        if name.endswith(_XML):
            parse(file, content)
    template, texts = pack(package), _Texts(environment)

    def draw(values: Mapping[str, object]) -> dict[str, bytes]:
        document, drawn = _Document(file, template), BytesIO()
        with faults_named(file, lambda line: place(document.part_name, line)), pictures.into(document):
            document.render(values, texts)
            document.save(drawn)
        return unpack(file, drawn)

    return draw


class _Texts:
    """What docxtpl takes for its environment: makes texts ready, each of them once.

    It hands the same over for every document, and would spend most of its time on understanding them again.
    """

    def __init__(self, environment: BoundedEnvironment) -> None:
        self.from_string = lru_cache(_MOST_TEXTS)(lambda text: _Text(environment.from_string(text)))


@dataclass(frozen=True, slots=True)
class _Text:
    """A text that is ready, and that writes no more than others."""

    template: Template

    def render(self, values: Mapping[str, object]) -> str:
        return render(self.template, values, goes_on=True)


class _Document(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """A document that docxtpl draws, but for two kinds of parts.

    It escapes properties twice. Notes it fills in once for each section, so that a tag in the name of an account would
    come to life the second time.
    """

    def __init__(self, file: Path, template: bytes) -> None:
        super().__init__(BytesIO(template))
        self._file = file
        self.current_rendering_part: Any = None

    @property
    def part_name(self) -> str:
        """The name of the part that is being drawn."""
        part = self.current_rendering_part
        return part.partname.lstrip("/") if part else ""

    def render_xml_part(self, *source: Any) -> str:  # noqa: ANN401 - as docxtpl has it
        # It would mend what the tags tear apart, and nobody would know what is missing.
        text = super().render_xml_part(*source)
        parse(self._file, text.encode())
        return str(text)

    def render_properties(self, *_values: object) -> None:
        pass

    def render_footnotes(self, *_values: object) -> None:
        pass
