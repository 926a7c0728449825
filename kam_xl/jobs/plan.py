"""The use case of account plans: score a book, write the plans of the accounts that are wanted."""

import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from kam_xl.accounts.tables import MODELS
from kam_xl.jobs.score import Progress, Scored
from kam_xl.jobs.wording import counted
from kam_xl.plans.checking import ready_press
from kam_xl.plans.content.portfolio import Portfolio, compose_portfolio
from kam_xl.plans.press import PORTFOLIO
from kam_xl.plans.templates import template_folders
from kam_xl.plans.writing import Edition, KeptPlan, PlanReport, write_plans, write_portfolios
from kam_xl.portfolio.book import ScoredAccount
from kam_xl.portfolio.part import parts
from kam_xl.portfolio.wording import named
from kam_xl.workbook.file_names import distinct_file_names

FORMATS = ("html", "docx")
"""The formats of plans unless a person chooses others."""

DEFAULT_EDITION = Edition(FORMATS)
"""Plans for ourselves, by the shipped templates."""

_WORK = {"pdf": 10}
"""How long a document takes to print, in those of the other formats."""

_WORTH_COMPANY = 400
"""From so much work on, all processors print: a process takes a second or two to begin."""

TIERS_BY_CHOICE = {
    "key": ("Key",),
    "major": ("Major",),
    "standard": ("Standard", "Unscored"),
    "all": ("Key", "Major", "Standard", "Unscored"),
}
"""The tiers whose accounts get a plan, by the word a person chooses."""


def wanted_accounts(scored: Scored, choices: Sequence[str]) -> list[ScoredAccount]:
    """Pick the accounts of the chosen tiers, in the order of the sheet."""
    tiers = {tier for choice in choices for tier in TIERS_BY_CHOICE[choice]}
    return [account for account in scored.book.accounts if account.result.tier in tiers]


def accounts_with_ids(scored: Scored, account_ids: Collection[str]) -> list[ScoredAccount]:
    """Pick accounts by their ids, in the order of the sheet."""
    return [account for account in scored.book.accounts if account.account_id in account_ids]


def own_templates(scored: Scored) -> tuple[Path, ...]:
    """Give the folders with templates of the team's own: `templates` beside the book, then the one in Settings."""
    return own_template_folders(scored.gathered.source, scored.gathered.settings.get("template_folder"))


def own_template_folders(source: Path | None, setting: object) -> tuple[Path, ...]:
    """Give the same for a book that was not scored.

    Args:
        source: The book; None for a stream.
        setting: What Settings says beside Template Folder.
    """
    here = Path() if source is None else source.parent
    beside = [here / "templates"] if source is not None and (here / "templates").is_dir() else []
    return (*beside, *([here / str(setting)] if setting else []))


def check_plan_templates(scored: Scored, accounts: Sequence[ScoredAccount], formats: Sequence[str] = FORMATS) -> None:
    """Read the templates that the plans of some accounts need.

    Raises:
        TemplateError: Some cannot be used; the problems of all are listed.
    """
    ready_press(template_folders(own_templates(scored)), formats, {account.result.tier for account in accounts})


def check_portfolio_templates(scored: Scored, formats: Sequence[str] = FORMATS) -> None:
    """Read the templates that the pages over many accounts need.

    Raises:
        TemplateError: Some cannot be used; the problems of all are listed.
    """
    ready_press(template_folders(own_templates(scored)), formats, [PORTFOLIO])


def generate_plans(  # noqa: PLR0913 - of what, whose, where to, how, who is told, and beside what
    scored: Scored,
    accounts: Sequence[ScoredAccount],
    target: Path,
    edition: Edition = DEFAULT_EDITION,
    progress: Progress = lambda _: None,
    *,
    complete: bool = False,
) -> PlanReport:
    """Write the plans of some accounts of a scored book into a folder, by the team's own templates where it has any.

    Args:
        scored: The scored book.
        accounts: The accounts whose plans are wanted.
        target: The folder.
        edition: The formats, and templates that come before the team's own.
        progress: Called after each account.
        complete: Whether nothing but plans of these accounts should stand there.

    Raises:
        TargetError: A format or the folder cannot be written.
        TemplateError: A template cannot be used.
    """
    own, workers = _own(edition, scored), _workers(len(accounts), edition.formats)
    return write_plans(
        scored.book, accounts, target, own, complete=complete, workers=workers, progress=lambda _account: progress(1)
    )


def pdf_remark(scored: Scored, formats: Sequence[str]) -> str:
    """Say that a PDF is not made by the team's own templates, where it has any; empty if there is nothing to say."""
    own = [
        file for folder in own_templates(scored) for file in folder.glob("p*.*") if file.suffix in {".html", ".docx"}
    ]
    if "pdf" not in formats or not own:
        return ""
    return f"PDFs are made by kam-xl's own templates; {own[0].name} and what else is yours makes no PDF."


def _workers(accounts: int, formats: Sequence[str]) -> int:
    work = accounts * sum(_WORK.get(ending, 1) for ending in formats)
    return (os.cpu_count() or 1) if work >= _WORTH_COMPANY else 1


def portfolio_pages(scored: Scored) -> list[tuple[str, str, Callable[[], Portfolio]]]:
    """List the pages over many accounts: one over all, then one for each manager, of their own accounts alone.

    Returns:
        For each page its file name without an ending, whose it is, and what composes it.
    """
    book = scored.book
    models = {name: book.tables[name] for name in (MODELS.name,) if name in book.tables}
    own = {recipient: replace(part, tables={**part.tables, **models}) for recipient, part in parts(book).items()}
    stems = distinct_file_names(f"Portfolio of {recipient.name}" for recipient in own)
    pages = [
        (stem, recipient.name, partial(compose_portfolio, part, recipient.name))
        for stem, (recipient, part) in zip(stems, own.items(), strict=True)
    ]
    return [("Portfolio", "all accounts", partial(compose_portfolio, book)), *pages]


def generate_portfolios(
    scored: Scored,
    target: Path,
    edition: Edition = DEFAULT_EDITION,
    progress: Progress = lambda _: None,
) -> PlanReport:
    """Write the pages over many accounts into a folder, by the rules of plans.

    Raises:
        TargetError: A format or the folder cannot be written.
        TemplateError: A template cannot be used.
    """
    return write_portfolios(portfolio_pages(scored), target, _own(edition, scored), progress=lambda _whose: progress(1))


def _own(edition: Edition, scored: Scored) -> Edition:
    """Let an edition find the team's own templates after those it names."""
    return replace(edition, templates=(*edition.templates, *own_templates(scored)))


def plan_lines(report: PlanReport, noun: str = "plan") -> list[str]:
    """Say what became of plans, or of what the noun names, first what needs a person."""
    return [
        *_failed(report, noun),
        *(f"! {kept.path.name} was edited and stays as it is; {_beside(kept)}." for kept in report.kept),
        *_left_over(report, noun),
        f"{noun.capitalize()}s: {len(report.written):,} written, {len(report.unchanged):,} unchanged.",
    ]


def _failed(report: PlanReport, noun: str) -> list[str]:
    """Say what failed: once for all that fail alike, such as by a fault of their template."""
    alike: dict[tuple[str, str], list[str]] = {}
    for failed in report.failed:
        alike.setdefault((failed.ending, failed.reason), []).append(failed.account)
    return [
        f"! The {ending} {noun} of {named(names, _NAMED)} failed: {reason}" for (ending, reason), names in alike.items()
    ]


def _beside(kept: KeptPlan) -> str:
    """Say where the new version is, and what it says otherwise: + is what it has more, − what it has not."""
    new = f"the new version is {kept.new.name}" if kept.new else "so is the new version, and nothing was written"
    return f"{new}. {kept.differs}"


def _left_over(report: PlanReport, noun: str) -> list[str]:
    names = [path.name for path in report.left_over]
    if not names:
        return []
    whose = "no account" if noun == "plan" else "nobody"
    belong = "belongs" if len(names) == 1 else "belong"
    documents = f"{counted(len(names), 'document')} of earlier runs {belong}"
    return [f"! {documents} to {whose} of this run: {named(names, _NAMED)}. Remove what nobody needs."]


_NAMED = 3
"""How many of several documents or accounts are named."""
