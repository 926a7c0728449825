"""`kam explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kam_xl.cli import options

if TYPE_CHECKING:
    from pathlib import Path


@click.command("explain", short_help="Explain one account's score, point by point.")
@options.source_argument
@click.argument("account_id")
@options.score_options
def explain_command(source: Path, account_id: str, issues_file: Path | None, **score_options: Any) -> None:
    r"""Explain how ACCOUNT_ID in SOURCE came by its score and tier.

    Shows every criterion with its value, rating, weight and points (the points add up to the score), the gates, and
    what is not known, with the points it could be worth. Issues are those of the account and of the whole table.

    \b
    Examples
      kam explain accounts.csv A-1007
      kam explain KeyAccounts.xlsm A-1007 --as-of 2026-06-30
    """
    from kam_xl.cli.explanation_shown import show_explanation
    from kam_xl.cli.output import end, say_basis, say_issues, write_issues
    from kam_xl.jobs.explain import explain_account

    scored, account, issues = explain_account(options.request(source, **score_options), account_id)
    say_basis(scored)
    show_explanation(scored.gathered.chosen.model, account)
    write_issues(issues, issues_file)
    say_issues(issues)
    end(issues)
