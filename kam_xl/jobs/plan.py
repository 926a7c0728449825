"""The use case of account plans: score a book, write the plans of the accounts that are wanted."""

from collections.abc import Callable, Sequence
from pathlib import Path

from kam_xl.jobs.score import Scored
from kam_xl.plans.writing import PlanReport, write_plans
from kam_xl.portfolio.book import ScoredAccount

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


def own_templates(scored: Scored, source: Path | None) -> list[Path]:
    """Give the folders with templates of the team's own: the one in Settings, then `templates` beside the book."""
    setting = scored.gathered.settings.get("template_folder")
    beside = [] if source is None else [source.parent / "templates"]
    named = [source.parent / str(setting) if source else Path(str(setting))] if setting else []
    return [*named, *(folder for folder in beside if folder.is_dir())]


def generate_plans(
    scored: Scored,
    accounts: Sequence[ScoredAccount],
    target: Path,
    formats: Sequence[str],
    templates: Sequence[Path] = (),
    progress: Callable[[int], object] = lambda _: None,
) -> PlanReport:
    """Write the plans of some accounts of a scored book into a folder.

    Raises:
        TargetError: A format or the folder cannot be written.
        TemplateError: A template cannot be used.
    """
    return write_plans(
        scored.book, accounts, target, formats, templates=templates, progress=lambda _account: progress(1)
    )
