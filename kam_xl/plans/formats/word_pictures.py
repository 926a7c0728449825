"""Pictures of a Word template, such as the account's logo: `{{ picture(account.id ~ ".png", width_mm=30) }}`."""

from __future__ import annotations

from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from docx.image.image import Image
from docx.shared import Mm
from docxtpl import InlineImage
from jinja2 import nodes
from jinja2.exceptions import SecurityError
from markupsafe import escape

from kam_xl.errors import TemplateError
from kam_xl.plans.formats.word_rich import plain_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from docxtpl import DocxTemplate

    from kam_xl.plans.wording import Wording

PICTURE = "picture"
"""What templates call it."""

LARGEST_PICTURE = 5_000_000
"""How many bytes a picture may have."""

MOST_PIXELS = 40_000_000
"""How many pixels a picture may unfold to in Word: a few bytes can hold many."""

MOST_PICTURES = 100
"""How many pictures a document may show."""

_KINDS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
_LONGEST_MM = 1000


def pictures_in(folder: Path) -> dict[str, Path]:
    """Find the pictures of a folder, by their names in small letters."""
    files = (file for file in sorted(folder.iterdir()) if file.suffix.lower() in _KINDS and file.is_file())
    return {file.name.lower(): file for file in files}


def missing_pictures(tree: nodes.Template, folder: Path) -> Iterator[tuple[int, str]]:
    """Find the pictures that a template names and that are not in its folder, by their lines."""
    found = pictures_in(folder)
    for call in tree.find_all(nodes.Call):
        name = call.args[0] if call.args and _is_picture(call.node) else None
        if isinstance(name, nodes.Const) and str(name.value).lower() not in found:
            yield call.lineno, str(name.value)


def _is_picture(called: nodes.Node) -> bool:
    return isinstance(called, nodes.Name) and called.name == PICTURE


class Pictures:
    """The pictures that lie beside a template, and the open document that takes them in.

    A name that a template gives is looked up among theirs, and never becomes a path.
    """

    def __init__(self, folder: Path, wording: Wording) -> None:
        """List the pictures of a folder.

        Args:
            folder: Where the template lies.
            wording: How the words for those who do not see a picture write quantities.
        """
        self._files = pictures_in(folder)
        self._wording = wording
        self._document: DocxTemplate | None = None
        self._shown = 0

    @contextmanager
    def into(self, document: DocxTemplate) -> Iterator[None]:
        """Take the pictures that are asked for into a document."""
        self._document, self._shown = document, 0
        try:
            yield
        finally:
            self._document = None

    def function(self) -> Callable[..., object]:
        """Make `picture`, which is unknown where there is no picture of that name."""

        def picture(
            name: object, *, width_mm: float | None = None, height_mm: float | None = None, alt: object = ""
        ) -> Picture | None:
            file = self._files.get(str(name).lower())
            width, height = _length("width_mm", width_mm), _length("height_mm", height_mm)
            return Picture(lambda: self._drawn(file, width, height, alt)) if file else None

        return picture

    def _drawn(self, file: Path, width: Mm | None, height: Mm | None, alt: object) -> str:
        if self._document is None:
            raise ValueError("a picture cannot stand in a note or a property, only in the text, a header or a footer")
        self._shown += 1
        if self._shown > MOST_PICTURES:
            raise SecurityError(f"more than {MOST_PICTURES} pictures")
        drawing = str(InlineImage(self._document, _checked(file), width, height))
        words = escape(plain_words(alt, self._wording))
        return drawing.replace("<wp:docPr ", f'<wp:docPr descr="{words}" ', 1)


class Picture:
    """A picture where a template puts it; there is nothing else about it that a template could reach."""

    __slots__ = ("_drawn",)

    def __init__(self, drawn: Callable[[], str]) -> None:
        """Remember how it is drawn: that has to wait until the document comes to it."""
        self._drawn = drawn

    def __html__(self) -> str:
        """Draw it."""
        return self._drawn()

    __str__ = __html__


def _length(name: str, millimetres: object) -> Mm | None:
    if millimetres is None:
        return None
    if isinstance(millimetres, int | float) and 1 <= millimetres <= _LONGEST_MM:
        return Mm(millimetres)
    raise ValueError(f"{name} is a number from 1 to {_LONGEST_MM}, unlike “{millimetres}”")


def _checked(file: Path) -> BytesIO:
    with file.open("rb") as stream:
        content = stream.read(LARGEST_PICTURE + 1)
    if len(content) > LARGEST_PICTURE:
        raise TemplateError(f"{file} has more than {LARGEST_PICTURE} bytes. Save it smaller.")
    if _pixels(file, content) > MOST_PIXELS:
        raise TemplateError(f"{file} has more than {MOST_PIXELS} pixels. Save it smaller.")
    return BytesIO(content)


def _pixels(file: Path, content: bytes) -> int:
    try:
        picture = Image.from_blob(content)
        kind, pixels = picture.content_type, int(picture.px_width * picture.px_height)
    except Exception as error:  # python-docx does not say what a broken picture makes it raise
        raise TemplateError(f"{file} is no picture that Word can show. Save it anew.") from error
    if kind != _KINDS[file.suffix.lower()]:
        raise TemplateError(f"{file} is another kind of picture than its ending says. Save it anew as PNG or JPEG.")
    return pixels
