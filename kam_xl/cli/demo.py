"""`kam demo`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("demo", short_help="See everything at work on a fictional portfolio.")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out"),
    show_default=True,
    metavar="DIR",
    help="The folder to write into; it is made if it is missing.",
)
def demo_command(out: Path) -> None:
    r"""Do the whole path on the portfolio that ships: a company, 8 account managers, 3 managers, about 120 accounts.

    Writes KeyAccounts-demo.xlsm, a filled workbook to open in Excel, and beside it all that `kam run` writes.

    \b
    Example
      kam demo -o out
    """
    from kam_xl.cli.options import today
    from kam_xl.cli.output import end, progress_bar, say
    from kam_xl.jobs.demo import demo

    report = demo(out, today(), progress_bar)
    say("\n".join(report.summary))
    say(f"\nAll of it is in {out}. Open {out / 'KeyAccounts-demo.xlsm'} in Excel, or {out / 'plans'}.")
    end(report.problems)
