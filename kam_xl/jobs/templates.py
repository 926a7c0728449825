"""The use case of templates: show which there are, copy them to be edited, check them before a run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from kam_xl.accounts.tables import HISTORY, MODELS
from kam_xl.errors import TargetError, TemplateError
from kam_xl.jobs.gather import Request, understand
from kam_xl.jobs.sample import read_sample
from kam_xl.jobs.score import score_gathered
from kam_xl.plans.checking import check_template
from kam_xl.plans.content.customer import compose_customer_plan
from kam_xl.plans.content.plan import compose_plan
from kam_xl.plans.content.portfolio import compose_portfolio
from kam_xl.plans.formats import FORMATS
from kam_xl.plans.templates import template_folders
from kam_xl.portfolio.history import snapshot_rows
from kam_xl.shipped import shipped
from kam_xl.workbook.files import atomic_write

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kam_xl.jobs.score import Scored
    from kam_xl.plans.press import Content
    from kam_xl.portfolio.book import ScoredAccount

ANY_DAY = date(2026, 1, 1)
"""The day of the sample where the sample itself named none; it does."""

AN_EARLIER_DAY = date(2025, 6, 30)
"""The day of the snapshot with which examples are compared: a year before that of the sample."""


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


def list_templates(own: Path | None) -> list[TemplateFound]:
    """List the templates by name; one of the team's own stands in place of the shipped one of the same name.

    Raises:
        TemplateError: The folder does not exist.
    """
    found: dict[str, TemplateFound] = {}
    for folder in reversed(template_folders([own] if own else [])):
        for file in template_files(folder):
            name = file.relative_to(folder).as_posix()
            found[name] = TemplateFound(name, file, own=folder == own)
    return [found[name] for name in sorted(found)]


def template_files(folder: Path) -> list[Path]:
    """Give the files of a folder that are templates or parts of them, by name; what an editor left open is none."""
    files = (file for file in folder.rglob("*") if file.is_file() and file.suffix in {*_endings(), ".txt"})
    return sorted(file for file in files if not file.name.startswith((".", "~$")) and file.parent.name != "fonts")


def _endings() -> set[str]:
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


def check_templates(given: Path | None) -> tuple[Path, ...]:
    """Check the plan templates of a folder, or a single one; without either, those that ship.

    Returns:
        The checked files.

    Raises:
        TemplateError: There are faults, or nothing to check; every fault of every file is told.
    """
    folder, files = _to_check(given or shipped("templates"))
    folders = template_folders([folder])
    problems = [problem for file in files for problem in check_template(file, folders, example_plans())]
    if problems:
        raise TemplateError(dict.fromkeys(problems))
    return files


def _to_check(given: Path) -> tuple[Path, tuple[Path, ...]]:
    if given.is_file() and given.suffix in _endings():
        return given.parent, (given,)
    files = tuple(_plan_templates(template_files(given)))
    if not files:
        names = " or ".join(sorted(f"plan{ending}" for ending in _endings()))
        raise TemplateError(f"{given} holds no {names}. `kam template export {given}` puts some there, to be edited.")
    return given, files


def _plan_templates(files: Iterable[Path]) -> list[Path]:
    return [file for file in files if file.suffix in _endings() and file.stem.partition("-")[0] in _PRINTED]


_PRINTED = ("plan", "portfolio")


def _scored_sample(as_of: date | None = None) -> Scored:
    raw, folder = read_sample()
    return score_gathered(understand(raw, Request(source=folder / "accounts.csv", today=ANY_DAY, as_of=as_of)))


@cache
def example_plans() -> tuple[Content, ...]:
    """Compose plans of the sample: the key account of which most is known, and the account of which least is.

    After them come the portfolio of all accounts, and that of a book without any.

    The sample has no snapshots, so that one of an earlier day is put in: what changed is something to say as well.
    """
    now, earlier = _scored_sample(), _scored_sample(AN_EARLIER_DAY)
    history, model = snapshot_rows(earlier.assessment, AN_EARLIER_DAY)
    book = replace(now.book, tables={**now.book.tables, HISTORY.name: history, MODELS.name: (model,)})

    def known(account: ScoredAccount) -> tuple[bool, int]:
        return account.result.tier == "Key", sum(len(book.details(sheet, account)) for sheet in book.tables)

    most, least = max(book.accounts, key=known), min(book.accounts, key=known)
    plans = [compose(book, each) for compose in (compose_plan, compose_customer_plan) for each in (most, least)]
    nothing = replace(book, accounts=(), tables={})
    return (*plans, compose_portfolio(book), compose_portfolio(nothing, "Nobody"))
