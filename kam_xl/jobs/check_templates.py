"""The use case of checking templates before a run: those of plans, of portfolios and of messages."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from kam_xl.errors import TemplateError
from kam_xl.jobs.examples import example_news, example_plans
from kam_xl.jobs.templates import folders_of, template_endings, template_files
from kam_xl.plans.checking import check_template, remark_on
from kam_xl.plans.press import CUSTOMER, PORTFOLIO, template_names
from kam_xl.plans.templates import template_folders
from kam_xl.scoring.results import ALL_TIERS
from kam_xl.sharing.checking import NAMES, check_message_template
from kam_xl.sharing.compose import MESSAGES
from kam_xl.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_PRINTED = ("plan", "portfolio")
_KINDS = (*ALL_TIERS, CUSTOMER, PORTFOLIO)


def check_templates(given: Sequence[Path] = ()) -> tuple[Path, ...]:
    """Check templates, and those that ship where a part that they take in is given.

    Args:
        given: Folders of a team's own templates, single files, or a book that uses some, the first that counts first;
            without any, those that ship are checked.

    Returns:
        The checked files.

    Raises:
        KamError: There are faults, or nothing to check; every fault of every file is told.
    """
    places = [folder for place in given for folder in folders_of(place)]
    folders = template_folders(dict.fromkeys(map(_folder, places)))
    files = tuple(dict.fromkeys(file for place in places or folders for file in _to_check(place)))
    if not files:
        raise TemplateError(_nothing_in(places))
    problems = [problem for file in files for problem in _faults(file, folders)]
    if problems:
        raise TemplateError(dict.fromkeys(problems))
    return files


def remarks_on(files: Sequence[Path]) -> dict[Path, str]:
    """Say what the authors of sound templates should know: which is slow, and why."""
    remarks = {file: remark_on(file) for file in files}
    return {file: remark for file, remark in remarks.items() if remark}


def _folder(place: Path) -> Path:
    """Give the template folder that a place belongs to."""
    folder = place.parent if place.is_file() else place
    return folder.parent if folder.absolute().name == MESSAGES else folder


def _to_check(place: Path) -> list[Path]:
    if place.is_file():
        return [place] if _is_whole(place) else _to_check(_folder(place)) if _is_part(place) else []
    if place.absolute().name == MESSAGES:
        return [file for file in template_files(place) if _is_message(file)]
    found = template_files(place)
    own = [file for file in found if _is_whole(file)]
    return [*own, *_that_may_take_in(found, place)]


def _that_may_take_in(own: Sequence[Path], folder: Path) -> list[Path]:
    """Give the templates that ship which a team's own files do not replace, but perhaps a part of them."""
    ships = shipped("templates")
    ours = {file.relative_to(ships): file for file in template_files(ships)}
    replaced = {file.relative_to(folder) for file in own} & set(ours)
    kinds = {name.suffix for name in replaced if not _is_whole(ours[name])}
    return [file for name, file in ours.items() if _is_whole(file) and name.suffix in kinds and name not in replaced]


def _is_part(file: Path) -> bool:
    return file.suffix in {*template_endings(), ".txt"}


def _is_whole(file: Path) -> bool:
    """Tell whether a file is a template by itself, not a part that others take in."""
    return _is_message(file) or (file.suffix in template_endings() and file.stem.partition("-")[0] in _PRINTED)


def _is_message(file: Path) -> bool:
    return file.name in NAMES


def _faults(file: Path, folders: Sequence[Path]) -> list[str]:
    if _is_message(file):
        return [*_misplaced(file), *check_message_template(file, folders, example_news())]
    return [*_misnamed(file), *check_template(file, folders, example_plans())]


def _misplaced(file: Path) -> list[str]:
    if file.absolute().parent.name == MESSAGES:
        return []
    return [f"{file}: no message is made by a template here. Move it to {file.parent / MESSAGES / file.name}."]


def _misnamed(file: Path) -> list[str]:
    ending = file.suffix.removeprefix(".")
    used = dict.fromkeys(name for kind in _KINDS for name in template_names(ending, kind))
    if file.name in used:
        return []
    meant = next(iter(get_close_matches(file.name, used, n=1)), None)
    remedy = f"Did you mean {meant}?" if meant else "Begin the name of a part with another word."
    return [f"{file}: nothing is made by a template of this name, only by {', '.join(used)}. {remedy}"]


def _nothing_in(places: Sequence[Path]) -> list[str]:
    return [_no_template(place) if place.is_file() else _none_in(place) for place in places]


def _no_template(file: Path) -> str:
    endings, names = " or ".join(sorted(template_endings())), " or ".join(NAMES)
    return f"{file} is no template. One of a plan or portfolio ends in {endings}; one of a message is {names}."


def _none_in(folder: Path) -> str:
    return f"{folder} holds no template. `kam template export {folder}` puts some there, to be edited."
