"""Plans as PDF, set by typst: tagged for screen readers, fonts embedded, the same bytes on every system.

Nothing bounds the memory that a typst template may take, or keeps it off the network. So these templates are not a
user's to replace: the shipped ones make every PDF.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from kam_xl.errors import TargetError, TemplateError
from kam_xl.plans.content.quantities import Amount, Country, Money, Points, Share
from kam_xl.plans.wording import filled, magnitude
from kam_xl.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kam_xl.plans.formats.document import RenderDocument, Source
    from kam_xl.plans.wording import Wording

STANDARD: Final = "ua-1"
"""PDF/UA-1, accessible to everybody; with it, a sign that no font has is an error and not a gap."""

_NO_GLYPH = re.compile(r"the text `?\"?(.+?)\"?`? could not be displayed")


def load_pdf(file: Path, folders: Sequence[Path], wording: Wording) -> RenderDocument:
    """Make the shipped template of this name ready.

    Raises:
        TargetError: typst is not installed.
    """
    del folders
    template, setter = shipped("templates", file.name), compiler()

    def render_document(values: Mapping[str, object]) -> bytes:
        return _compiled(setter, template, values, wording)

    return render_document


def read_pdf(file: Path) -> tuple[Source, ...]:
    """Give no text: these templates are not written in Jinja."""
    del file
    return ()


# One for the program's life: it reads the fonts of the system, which takes a while.
@cache
def compiler() -> Any:  # noqa: ANN401 - the package is optional
    """Give typst's compiler, which sees the shipped templates and fonts.

    Raises:
        TargetError: typst is not installed.
    """
    try:
        import typst
    except ImportError:
        raise TargetError(
            'Plans as PDF need typst, which is not installed. Install it: pip install "kam-xl[pdf]". '
            "Or write html plans, and print one from a browser."
        ) from None
    return typst.Compiler(root=str(shipped("templates")), font_paths=[str(shipped("templates", "fonts"))])


def _compiled(setter: Any, template: Path, values: Mapping[str, object], wording: Wording) -> bytes:  # noqa: ANN401
    moment = datetime.combine(date.fromisoformat(str(values["as_of"])), time(), UTC)
    inputs = {"plan": json.dumps(plain(values, wording))}
    try:
        document: bytes = setter.compile(
            input=str(template), format="pdf", sys_inputs=inputs, pdf_standards=[STANDARD], timestamp=moment
        )
    except RuntimeError as error:
        raise TemplateError(_fault(template, error)) from error
    return document


def _fault(template: Path, error: RuntimeError) -> str:
    missing = _NO_GLYPH.search(str(error))
    if missing:
        return (
            f"no font on this computer has “{missing[1]}”, so a PDF cannot show it. Install a font that has it, remove "
            "it from the account, or write the plan as html or docx."
        )
    return f"{template}: {error}. Install kam-xl again."


def plain(value: object, wording: Wording) -> object:
    """Write whatever a plan holds as JSON can carry it.

    A quantity becomes what is said of it, with its sign as well, its bare number, and how far it fills a bar of 100.
    """
    kind: type = type(value)
    if kind in _QUANTITIES:
        return _quantity(value, wording)
    if isinstance(value, tuple):
        return [plain(part, wording) for part in value]
    if isinstance(value, Mapping):
        return {name: plain(part, wording) for name, part in value.items()}
    names = _attributes(kind)
    return {name: plain(getattr(value, name), wording) for name in names} if names else value


_QUANTITIES = frozenset({Money, Share, Points, Amount, Country, int, float, date, time})


@cache
def _attributes(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


# A plan says many of its numbers twice.
@lru_cache(maxsize=4096, typed=True)
def _quantity(value: object, wording: Wording) -> dict[str, object]:
    full = 5 if isinstance(value, Amount) and value.unit == "of 5" else 100
    return {
        "said": wording.say(value),
        "signed": wording.signed(value),
        "number": magnitude(value),
        "filled": filled(value, full),
    }
