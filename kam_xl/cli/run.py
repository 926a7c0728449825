"""`kam run`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kam_xl.cli import options

if TYPE_CHECKING:
    from pathlib import Path


@click.command("run", short_help="The whole path: scores, plans, manager copies and drafts, a summary.")
@options.source_argument
@options.out_folder_option
@options.score_options
def run_command(source: Path, out: Path, issues_file: Path | None, **score_options: Any) -> None:
    r"""Score SOURCE, then write everything that follows from it into a folder.

    The folder holds scores.csv; in plans the plans of Key and Major accounts; in portfolios a page over all accounts
    and one over each manager's; in managers a workbook and a mail draft for every manager; and summary.txt, whose first
    lines say what stands in the way. Nothing is sent.

    \b
    Examples
      kam run accounts.csv -o out
      kam run KeyAccounts.xlsm -o out --as-of 2026-06-30
    """
    from kam_xl.cli.output import end, progress_bar, say, write_issues
    from kam_xl.jobs.run import run

    report = run(options.request(source, **score_options), out, progress_bar)
    write_issues(report.scored.issues, issues_file)
    say("\n".join(report.summary))
    say(f"\nAll of it is in {out}.")
    end(report.problems)
