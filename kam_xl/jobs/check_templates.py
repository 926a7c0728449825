"""The use case of checking templates before a run: those of plans, of portfolios and of messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.errors import TemplateError
from kam_xl.jobs.examples import example_news, example_plans
from kam_xl.jobs.templates import template_endings, template_files
from kam_xl.plans.checking import check_template, remark_on
from kam_xl.plans.templates import template_folders
from kam_xl.sharing.checking import NAMES, check_message_template
from kam_xl.sharing.compose import MESSAGES
from kam_xl.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_PRINTED = ("plan", "portfolio")


def check_templates(given: Sequence[Path] = ()) -> tuple[Path, ...]:
    """Check templates, and those that ship where a part that they take in is given.

    Args:
        given: Folders of a team's own templates, or single files, the first that counts first; without any, those
            that ship are checked.

    Returns:
        The checked files.

    Raises:
        TemplateError: There are faults, or nothing to check; every fault of every file is told.
    """
    folders = template_folders(dict.fromkeys(map(_folder, given)))
    files = tuple(dict.fromkeys(file for place in given or folders for file in _to_check(place)))
    if not files:
        raise TemplateError(_nothing_in(given))
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
        return [place] if _is_whole(place) else _to_check(_folder(place))
    found = template_files(place)
    own = [file for file in found if _is_whole(file)]
    if len(own) == len(found) or place.absolute().name == MESSAGES:
        return own
    return [*own, *_that_may_take_in(found, place)]


def _that_may_take_in(own: Sequence[Path], folder: Path) -> list[Path]:
    """Give the templates that ship which a team's own files do not replace, of the kinds of their parts."""
    ships, kinds = shipped("templates"), {file.suffix for file in own if not _is_whole(file)}
    replaced = {file.relative_to(folder) for file in own}
    others = [file for file in template_files(ships) if _is_whole(file) and file.suffix in kinds]
    return [file for file in others if file.relative_to(ships) not in replaced]


def _is_whole(file: Path) -> bool:
    """Tell whether a file is a template by itself, not a part that others take in."""
    return _is_message(file) or (file.suffix in template_endings() and file.stem.partition("-")[0] in _PRINTED)


def _is_message(file: Path) -> bool:
    return file.name in NAMES


def _faults(file: Path, folders: Sequence[Path]) -> list[str]:
    if _is_message(file):
        return check_message_template(file, folders, example_news())
    return check_template(file, folders, example_plans())


def _nothing_in(given: Sequence[Path]) -> str:
    places = " and ".join(map(str, given))
    return f"{places} holds no template. `kam template export {given[0]}` puts some there, to be edited."
