"""`kam new`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("new", short_help="Get a fresh KeyAccounts.xlsm to fill in.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def new_command(file: Path) -> None:
    r"""Write a fresh key account workbook to FILE; an existing file is never replaced.

    \b
    Example
      kam new KeyAccounts.xlsm
    """
    from kam_xl.cli.output import say
    from kam_xl.jobs.book_file import new_book

    new_book(file)
    say(f"Wrote {file}. Open it in Excel and follow the three steps on Start.")
