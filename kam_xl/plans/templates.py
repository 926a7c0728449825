"""Templates: where they lie, the sandbox in which they run, and what is wrong with them.

A template is a stranger's text. It sees the plan and nothing else: no private attributes, no calls that change
anything, no files beyond its own folders, a limited length of output, a limited number of steps.
"""

from __future__ import annotations

import re
import traceback
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import (
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.exceptions import SecurityError

from kam_xl.errors import TemplateError
from kam_xl.plans.bounds import BoundedEnvironment
from kam_xl.plans.meter import LONGEST
from kam_xl.plans.output import finalizer, writer
from kam_xl.plans.wording import brief, dash, drawn
from kam_xl.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from jinja2 import Template

    from kam_xl.plans.wording import Wording

_OF_NOTHING = re.compile(r"'None' has no attribute '(\w+)'")

_BATCH = 1000
"""After so many pieces of a document its length is looked at."""


def template_folders(given: Iterable[Path] = ()) -> tuple[Path, ...]:
    """Say where templates are looked for: the given folders in their order, then the shipped one.

    Raises:
        TemplateError: A given folder does not exist; every such folder is named.
    """
    folders = tuple(given)
    problems = [
        f"The template folder {folder} does not exist. Correct the setting Template Folder, or leave it blank."
        for folder in folders
        if not folder.is_dir()
    ]
    if problems:
        raise TemplateError(problems)
    return (*folders, shipped("templates"))


def find_template(names: Sequence[str], folders: Sequence[Path]) -> Path:
    """Find a template: the first folder that has one of the names wins; within it, the first name.

    Raises:
        TemplateError: No folder has any of them.
    """
    for folder in folders:
        for name in names:
            if (folder / name).is_file():
                return folder / name
    wanted, searched = " or ".join(names), ", ".join(map(str, folders))
    raise TemplateError(f"No template {wanted} in {searched}. Put one there, or install kam-xl again.")


def sandbox(folders: Sequence[Path], wording: Wording, red_flag: str) -> BoundedEnvironment:
    """Set up the environment in which templates run.

    Quantities are written by the wording as they are printed, texts are escaped, and what is unknown becomes a red
    flag. Beside Jinja's own filters there are `signed`, `drawn`, `brief` and `dash`; `not_known` prints a red flag.

    Args:
        folders: Where a template may include others from.
        wording: How quantities are written.
        red_flag: What stands for an unknown value; markup if it is `Markup`.
    """
    environment = BoundedEnvironment(loader=FileSystemLoader(folders), autoescape=True, undefined=StrictUndefined)
    environment.write = writer(wording, red_flag, environment.meter)
    environment.finalize = finalizer(wording, red_flag, environment.meter)
    weighed = environment.meter.weighed
    environment.filters |= {"signed": wording.signed, "drawn": drawn, "dash": dash}
    environment.filters["brief"] = lambda value, longest: brief(weighed(value), longest)
    environment.globals["not_known"] = None
    return environment


def render(template: Template, values: Mapping[str, object], *, goes_on: bool = False) -> str:
    """Fill a template in.

    Args:
        template: The template.
        values: Its variables.
        goes_on: Whether it is a further part of a document, whose steps are counted together.

    Raises:
        TemplateError: It writes without end.
    """
    if isinstance(template.environment, BoundedEnvironment) and not goes_on:
        template.environment.meter.begin()
    pieces, written, length = template.generate(values), [], 0
    while batch := list(islice(pieces, _BATCH)):
        written.append("".join(batch))
        length += len(written[-1])
        if length > LONGEST:
            raise TemplateError(f"{template.filename} writes more than {LONGEST} characters. Look for a loop in it.")
    return "".join(written)


def line_of(number: int) -> str:
    """Name a line of a template that is a file of text; 0 is unknown."""
    return f"line {number}" if number else "somewhere"


@contextmanager
def faults_named(file: Path, place: Callable[[int], str] = line_of) -> Iterator[None]:
    """Turn whatever goes wrong in a template into an error that names file, place and the unknown variable.

    Args:
        file: The template.
        place: Words for a line of its source; 0 is unknown.

    Raises:
        TemplateError: Something went wrong.
    """
    try:
        yield
    except TemplateError:
        raise
    except TemplateSyntaxError as error:
        where = Path(error.filename or file)
        raise TemplateError(f"{where}, {place(error.lineno)}: {error.message}. Correct the tag there.") from error
    except Exception as error:  # A template may raise anything that an expression can.
        where, line = _failed_at(error, file)
        raise TemplateError(f"{where}, {place(line)}: {_fault(error)}") from error


def _failed_at(error: Exception, file: Path) -> tuple[Path, int]:
    """Find the template line that was running: Jinja puts frames of its own in the place of the compiled code's."""
    lines = [
        (frame.f_code.co_filename, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if "__jinja_exception__" in frame.f_globals
    ]
    name, line = lines[-1] if lines else (str(file), 0)
    return (Path(name) if Path(name).is_file() else file), line


def _fault(error: Exception) -> str:
    if isinstance(error, UndefinedError) and (of_nothing := _OF_NOTHING.search(str(error))):
        return f"“{of_nothing[1]}” is asked of what is not known. Ask first: {{% if … is not none %}}."
    if isinstance(error, UndefinedError):
        return f"{error.message}. Correct the name, or remove the tag."
    if isinstance(error, TemplateNotFound):
        return f"there is no template “{error.name}” in the template folders. Correct the name, or add the file."
    if isinstance(error, UnicodeDecodeError):
        return "it is not written in UTF-8. Save it so; editors offer it beside the file's name, as Encoding."
    if isinstance(error, SecurityError):
        return f"{error}: templates may not do that. Remove it."
    return f"{type(error).__name__}: {error}. Correct the expression."
