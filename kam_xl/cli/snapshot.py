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
def snapshot_command(source: Path, history: Path, **score_options: Any) -> None:
    r"""Score SOURCE and add a snapshot to HISTORY: raw values, results and the whole model.

    Taking it again for the same day replaces it. Give HISTORY to --previous, so that an account does not flip between
    tiers for a trifle.

    \b
    Examples
      kam snapshot accounts.csv -o history.csv --as-of 2026-06-30
      kam score accounts.csv --previous history.csv -o scores.csv
    """
    from kam_xl.cli.output import end, say, say_basis, say_issues
    from kam_xl.jobs.snapshot import take_snapshot

    report = take_snapshot(options.request(source, **score_options), history)
    say_basis(report.scored)
    say(report.scored.counts)
    say(f"{history} holds {len(report.days)} snapshots: {', '.join(day.isoformat() for day in report.days)}.")
    say_issues(report.scored.issues)
    end(report.scored.issues)
