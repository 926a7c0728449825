"""`kam snapshot`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kam_xl.cli import options


@click.command("snapshot", short_help="Keep today's scores, to compare with later.")
@options.source_argument
@click.option(
    "-o",
    "--out",
    "history",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="HISTORY",
    help="A .csv or .parquet history to add to, with its models beside it; or a new .xlsm with all sheets.",
)
@options.score_options
def snapshot_command(source: Path, history: Path, issues_file: Path | None, **score_options: Any) -> None:
    r"""Score SOURCE and add a snapshot to HISTORY: raw values, results and the whole model.

    Taking it again for the same day replaces it. The tiers of the snapshot before count, so that an account does not
    flip between tiers for a trifle; give HISTORY to --previous where other commands shall look at it.

    \b
    Examples
      kam snapshot accounts.csv -o history.csv --as-of 2026-06-30
      kam score accounts.csv --previous history.csv -o scores.csv
    """
    from kam_xl.cli.output import end, say, say_basis, say_findings, say_issues, say_movers, write_issues
    from kam_xl.jobs.snapshot import take_snapshot
    from kam_xl.jobs.wording import counted

    report = take_snapshot(options.request(source, **score_options), history)
    write_issues(report.scored.issues, issues_file)
    say_basis(report.scored)
    say(report.scored.counts)
    days = ", ".join(day.isoformat() for day in report.days)
    say(f"{history} holds {counted(len(report.days), 'snapshot')}: {days}.")
    say_findings(report.scored)
    say_movers(report.scored)
    say_issues(report.scored.issues)
    end(report.scored.issues)
