"""`kam score`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kam_xl.cli import options


@click.command("score", short_help="Score accounts and say which are Key and Major, and why.")
@options.source_argument
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Where to write: .csv, .xlsx, .xlsm (new) or .parquet by its ending; - is csv on standard output.",
)
@options.score_options
def score_command(source: Path, out: Path | None, issues_file: Path | None, **score_options: Any) -> None:
    r"""Score every account of SOURCE and give it a tier and a reason.

    OUT holds the columns of SOURCE and the results: score, what it could be at worst and best, both axes, coverage,
    quadrant, tier, rank and the reason. Without -o the best accounts are shown here.

    \b
    Examples
      kam score accounts.csv
      kam score accounts.csv -o scores.xlsx --served DE,AT,CH --home-offset 1
      kam score KeyAccounts.xlsm -o scores.csv --as-of 2026-06-30
      kam score export.csv --locale de_DE --issues issues.json -o -
    """
    from kam_xl.cli.output import end, progress_bar, say, say_basis, say_findings, say_issues, say_movers, write_issues
    from kam_xl.cli.scores_shown import show_best
    from kam_xl.jobs.score import score
    from kam_xl.jobs.write_scores import check_scores_target, write_scores

    request = options.request(source, **score_options)
    if out is not None:
        check_scores_target(out, request.path)
    scored = score(request)
    say_basis(scored)
    if out is None:
        show_best(scored)
    else:
        with progress_bar("Writing scores", len(scored.assessment.accounts)) as progress:
            write_scores(scored, out, progress)
    write_issues(scored.issues, issues_file)
    say(scored.counts)
    say_findings(scored)
    say_movers(scored)
    say_issues(scored.issues)
    end(scored.issues)
