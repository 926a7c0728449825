"""`kam workbook`."""

from __future__ import annotations

from pathlib import Path

import click


@click.group("workbook", short_help="Build KeyAccounts.xlsm from its sources (for developers).")
def workbook_group() -> None:
    """Build the workbook that ships."""


@workbook_group.command("build", short_help="Build KeyAccounts.xlsm; the same sources give the same bytes.")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write; otherwise workbook/KeyAccounts.xlsm of this checkout.",
)
def build_command(out: Path | None) -> None:
    r"""Build KeyAccounts.xlsm from the sheet contract, the VBA texts and the ribbon.

    The same sources give the same file, byte for byte.

    \b
    Examples
      kam workbook build
      kam workbook build -o fresh.xlsm
    """
    from kam_xl.cli.output import say
    from kam_xl.jobs.book_file import build_shipped_book

    say(f"Built {build_shipped_book(out)}.")
