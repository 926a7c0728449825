"""What is wrong with a template of messages, found without sending any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.errors import TemplateError
from kam_xl.plans.checking import names_unknown_in
from kam_xl.plans.content.plan import DEFAULT_LANGUAGE
from kam_xl.plans.formats.document import Source
from kam_xl.plans.templates import faults_named, line_of, render
from kam_xl.plans.variables import variables_of
from kam_xl.plans.wording import Wording
from kam_xl.sharing.compose import HTML, SUBJECT, TEXT, message_environment, variables_in
from kam_xl.sharing.news import News

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jinja2 import Environment

NAMES = tuple(name.rpartition("/")[2] for name in (SUBJECT, TEXT, HTML))
"""The file names of the templates of messages."""


def check_message_template(file: Path, folders: Sequence[Path], examples: Sequence[News]) -> list[str]:
    """List what is wrong with a template of messages: each fault with its file, its line, and what to do.

    Its names are read first, all of them. If every one is known, it is filled in with the examples, in memory.

    Args:
        file: The template.
        folders: Where it may include others from, the first folder first.
        examples: What messages could say, with which it has to work.
    """
    environment = message_environment(file.name, folders, Wording(DEFAULT_LANGUAGE))
    try:
        with faults_named(file):
            source = file.read_text(encoding="utf-8")
        read = Source(source, line_of)
        unknown = names_unknown_in(file, [read], environment, variables_of(News), "a message")
        return unknown or _failing_with(file, source, environment, examples)
    except TemplateError as error:
        return list(error.problems)


def _failing_with(file: Path, source: str, environment: Environment, examples: Sequence[News]) -> list[str]:
    with faults_named(file):
        template = environment.from_string(source)
        template.filename = str(file)
        for news in examples:
            render(template, variables_in(news))
    return []
