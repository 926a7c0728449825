"""`kam share`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kam_xl.cli import options

if TYPE_CHECKING:
    from pathlib import Path


@click.command("share", short_help="Write each manager's own workbook, with a mail draft.")
@options.source_argument
@options.out_folder_option
@options.score_options
def share_command(source: Path, out: Path, issues_file: Path | None, **score_options: Any) -> None:
    r"""Score SOURCE and write a workbook for every manager, with only their accounts, and a mail draft beside it.

    The workbooks hold no macros, and their scores are formulas: they follow a changed weight without Python. The drafts
    (.eml) open in a mail program, ready to be read and sent; nothing is sent from here.

    \b
    Examples
      kam share KeyAccounts.xlsm -o managers
      kam share accounts.csv -o managers --as-of 2026-06-30
    """
    from kam_xl.cli.output import end, progress_bar, say, say_basis, say_issues, write_issues
    from kam_xl.jobs.score import score
    from kam_xl.jobs.share import share

    scored = score(options.request(source, **score_options))
    say_basis(scored)
    with progress_bar("Writing manager copies", len(scored.book.accounts)) as progress:
        report = share(scored, out, progress)
    write_issues(scored.issues, issues_file)
    say("\n".join((*(f"! {sentence}" for sentence in report.nobody), *report.lines())))
    if report.copies:
        say(f"They are in {out}. Nothing was sent.")
    say_issues(scored.issues)
    end([*scored.issues, *report.problems])
