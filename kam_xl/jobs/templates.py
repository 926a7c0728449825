"""The use case of templates: show which there are, copy them to be edited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kam_xl.errors import TargetError
from kam_xl.jobs.plan import own_template_folders
from kam_xl.plans.formats import FORMATS
from kam_xl.plans.templates import template_folders
from kam_xl.shipped import shipped
from kam_xl.workbook.files import atomic_write
from kam_xl.workbook.reading import ENDINGS, read_book

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class TemplateFound:
    """A template that can be used.

    Attributes:
        name: Its file name, below its folder.
        file: The file.
        own: Whether it is the team's own; otherwise it ships with kam-xl.
    """

    name: str
    file: Path
    own: bool


def list_templates(place: Path | None) -> list[TemplateFound]:
    """List the templates by name; one of the team's own stands in place of the shipped one of the same name.

    Args:
        place: A folder of a team's own templates, or a book that uses some; None for those that ship.

    Raises:
        KamError: There is no such folder, or the book cannot be read.
    """
    own = folders_of(place) if place else ()
    found: dict[str, TemplateFound] = {}
    for folder in reversed(template_folders(own)):
        for file in template_files(folder):
            name = file.relative_to(folder).as_posix()
            found[name] = TemplateFound(name, file, own=folder in own)
    return [found[name] for name in sorted(found)]


def folders_of(place: Path) -> tuple[Path, ...]:
    """Give the folders of a team's own templates that a place stands for: itself, or those that a book uses.

    Raises:
        KamError: The book cannot be read.
    """
    if not is_book(place):
        return (place,)
    return own_template_folders(place, read_book(place).settings.get("template_folder"))


def is_book(place: Path) -> bool:
    """Tell whether a place is a file of accounts, which uses templates."""
    return place.is_file() and place.suffix.lower() in ENDINGS


def template_files(folder: Path) -> list[Path]:
    """Give the files of a folder that are templates or parts of them, by name; what an editor left open is none."""
    endings = {*template_endings(), ".txt"}
    files = (file for file in folder.rglob("*") if file.is_file() and file.suffix in endings)
    return sorted(file for file in files if not file.name.startswith((".", "~$")) and file.parent.name != "fonts")


def template_endings() -> set[str]:
    """Give the endings of templates of plans that a team may have of its own."""
    return {f".{ending}" for ending, form in FORMATS.items() if not form.suffix}


def export_templates(target: Path) -> tuple[Path, ...]:
    """Copy the shipped templates, with the guide for their authors, into a folder.

    Raises:
        TargetError: Some of them stand there already; nothing was copied.
    """
    source = shipped("templates")
    wanted = (*template_files(source), *source.rglob("*.md"))
    copies = {target / file.relative_to(source): file for file in sorted(wanted)}
    standing = [f"{copy} exists already. Move it away, or choose another folder." for copy in copies if copy.exists()]
    if standing:
        raise TargetError(standing)
    for copy, file in copies.items():
        _copy(file, copy)
    return tuple(copies)


def _copy(file: Path, copy: Path) -> None:
    atomic_write(copy, lambda draft: draft.write_bytes(file.read_bytes()))
