"""The buttons of the group Plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.excel.button import Outcome, press
from kam_xl.excel.host import macro
from kam_xl.excel.scoring import output_folder, scored_book

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kam_xl.excel.at_work import AtWork
    from kam_xl.excel.open_book import OpenBook
    from kam_xl.jobs.score import Scored
    from kam_xl.portfolio.book import ScoredAccount


@macro
def plans_for_selected() -> None:
    """Write the plans of the accounts in the selected rows."""
    press("Plans for selected accounts", _plans_for_selected)


@macro
def plans_for_key() -> None:
    """Write the plans of Key accounts."""
    press("Plans for Key accounts", lambda book, work: _plans_for_tiers(book, work, ("key",)))


@macro
def plans_for_key_and_major() -> None:
    """Write the plans of Key and Major accounts."""
    press("Plans for Key and Major accounts", lambda book, work: _plans_for_tiers(book, work, ("key", "major")))


@macro
def plans_for_all() -> None:
    """Write the plans of all accounts."""
    press("Plans for all accounts", lambda book, work: _plans_for_tiers(book, work, ("all",)))


@macro
def open_plans() -> None:
    """Show the folder that plans are written to."""
    press("Open folder", _open_plans)


@macro
def check_templates() -> None:
    """Check the team's own templates of plans and messages; without any, those that ship."""
    press("Check templates", _check_templates)


def _plans_for_selected(book: OpenBook, work: AtWork) -> Outcome:
    from kam_xl.jobs.plan import accounts_with_ids

    account_ids = book.selected_account_ids()
    scored = scored_book(book)
    accounts = accounts_with_ids(scored, account_ids)
    missing = set(account_ids) - {account.account_id for account in accounts}
    outcome = _write_plans(book, work, scored, accounts)
    orphans = tuple(f"There is no account with the id “{account_id}” on Accounts." for account_id in sorted(missing))
    return Outcome(outcome.result, (*orphans, *outcome.problems))


def _plans_for_tiers(book: OpenBook, work: AtWork, choices: Sequence[str]) -> Outcome:
    from kam_xl.jobs.plan import wanted_accounts

    folder = _plans_folder(book)
    scored = scored_book(book)
    accounts = wanted_accounts(scored, choices)
    if not accounts:
        named = " or ".join(choice.capitalize() for choice in choices)
        return Outcome(f"No plan was written: no account is {named}. {scored.counts} Nothing changed in {folder}.")
    return _write_plans(book, work, scored, accounts)


def _write_plans(book: OpenBook, work: AtWork, scored: Scored, accounts: Sequence[ScoredAccount]) -> Outcome:
    from kam_xl.jobs import plan

    folder = _plans_folder(book)
    progress = work.steps("plans", len(accounts))
    report = plan.generate_plans(scored, accounts, folder, plan.DEFAULT_EDITION, progress)
    *problems, counts = plan.plan_lines(report)
    return Outcome(f"{counts} They are in {folder}.", tuple(problem.removeprefix("! ") for problem in problems))


def _plans_folder(book: OpenBook) -> Path:
    return output_folder(book) / "plans"


def _open_plans(book: OpenBook, _: AtWork) -> Outcome:
    import click

    plans = _plans_folder(book)
    shown = plans if plans.is_dir() else plans.parent
    if not shown.is_dir():
        return Outcome(f"There is no folder {shown} yet. Generate plans makes it.")
    click.launch(str(shown))
    return Outcome(f"The plans are in {shown}." if shown == plans else f"No plans yet; they will be in {plans}.")


def _check_templates(book: OpenBook, work: AtWork) -> Outcome:
    from kam_xl.jobs.check_templates import check_templates as check
    from kam_xl.jobs.check_templates import remarks_on
    from kam_xl.jobs.plan import own_template_folders
    from kam_xl.jobs.wording import counted

    folders = own_template_folders(book.source, book.settings().get("template_folder"))
    work.app.status_bar = "Key Accounts: templates are filled in with accounts of the sample …"
    checked = check(folders)
    whose = f"yours in {' and '.join(map(str, folders))}" if folders else "those that ship; you have none of your own"
    sound = f"{counted(len(checked), 'template')} of plans, portfolios and messages: all sound ({whose})."
    slow = [f"{file.name} is slow: {remark}" for file, remark in remarks_on(checked).items()]
    return Outcome(" ".join([sound, *slow]))
