"""The use case of checking every template that a book would use: of plans and of messages."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from kam_xl.jobs.problems import Problems
from kam_xl.jobs.templates import check_templates, template_files
from kam_xl.plans.templates import template_folders
from kam_xl.sharing.compose import MessageTemplates


def check_all_templates(own: Sequence[Path]) -> tuple[Path, ...]:
    """Check the team's own templates of plans, and the templates of messages that would be used.

    Args:
        own: The folders of the team's own templates; without any, those that ship are checked.

    Returns:
        The checked files of plans.

    Raises:
        TemplateError: There are faults; every fault of every file is told.
    """
    problems = Problems()
    folders = [folder for folder in own if not folder.is_dir() or _holds_plans(folder)]
    checked = [problems.noted(partial(check_templates, folder), ()) for folder in (folders if own else (None,))]
    problems.noted(lambda: MessageTemplates(template_folders(own)).check(), None)
    if problems:
        raise problems.error()
    return tuple(file for files in checked for file in files)


def _holds_plans(folder: Path) -> bool:
    return any(file.stem.partition("-")[0] == "plan" for file in template_files(folder))
