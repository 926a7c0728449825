"""`kam explain`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from kam_xl.cli import options

if TYPE_CHECKING:
    from pathlib import Path


@click.command("explain", short_help="Explain one account's score, point by point.")
@options.source_argument
@click.argument("account_id")
@options.score_options
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON instead.")
def explain_command(
    source: Path, account_id: str, issues_file: Path | None, *, as_json: bool, **score_options: Any
) -> None:
    r"""Explain how ACCOUNT_ID in SOURCE came by its score and tier.

    Shows every criterion with its value, rating, weight and points (the points add up to the score), the gates, and
    what is not known, with the points it could be worth; then what would make the account Key, what moved it since the
    previous snapshot, and in how many of 1,000 slightly other weightings it would keep its tier.

    \b
    Examples
      kam explain accounts.csv A-1007
      kam explain KeyAccounts.xlsm A-1007 --as-of 2026-06-30 --previous history.csv
      kam explain accounts.csv A-1007 --json
    """
    from kam_xl.cli.explanation_shown import show_explanation
    from kam_xl.cli.output import end, say_basis, say_issues, write_issues
    from kam_xl.jobs.explain import explain_account

    explained = explain_account(options.request(source, **score_options), account_id)
    if as_json:
        click.echo(json.dumps(explained.plain(), indent=2, ensure_ascii=False))
    else:
        say_basis(explained.scored)
        show_explanation(explained)
    write_issues(explained.issues, issues_file)
    say_issues(explained.issues)
    end(explained.issues)
