"""`kam install`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kam_xl.jobs.install import Installation

_TRUST = """
Excel must be allowed to run the workbook's macros. Either is enough:
  - Trust its folder: File > Options > Trust Center > Trust Center Settings > Trusted Locations > Add new location.
  - Say “Enable Content” when Excel asks.
A workbook that came by mail or from the web carries a mark, and Excel does not even ask: right-click the file,
Properties, Unblock. What kam-xl writes on this machine carries no such mark."""


@click.command("install", short_help="Connect Excel with Python (Windows).")
@click.argument("workbook", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.xlsm",
    help="Also write a connected workbook: a copy of WORKBOOK, or a fresh one.",
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the Python for Excel goes; otherwise your own folder, where every workbook looks for it.",
)
@click.option(
    "--wheels",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="FOLDER",
    help="Install from the packages in this folder, without a network.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def install_command(
    workbook: Path | None, out: Path | None, folder: Path | None, wheels: Path | None, dry_run: bool
) -> None:
    r"""Make the Python that answers Excel's functions and buttons, in your own folder; no administrator is needed.

    It holds the same kam-xl as this one, and only the packages that Excel needs, each checked by its hash. What is done
    already is not done again, so an interrupted run can be repeated. Every workbook of kam-xl looks for it there; with
    another --folder, -o writes a workbook that looks for it elsewhere. A workbook is never changed in place.

    \b
    Examples
      kam install
      kam install -o KeyAccounts.xlsm
      kam install --wheels D:\packages
      kam install "Our accounts.xlsm" -o "Our accounts connected.xlsm" --folder C:\kam-xl
    """
    import platform
    import sys

    from kam_xl.cli.output import say
    from kam_xl.jobs.install import install, installation, refuse_other_systems, refuse_store_python, steps

    refuse_other_systems(platform.system())
    refuse_store_python(sys.executable)
    _check_books(workbook, out)
    wanted = installation(folder, wheels)
    if dry_run:
        say("\n".join(f"{place}. {step.doing}" for place, step in enumerate(steps(wanted, say), start=1)))
        say(f"Nothing was done. Excel would use {wanted.interpreter}.")
        return
    install(wanted, say)
    say(f"Excel uses {wanted.interpreter}.")
    _write_book(wanted, workbook, out)
    say(_TRUST)


def _check_books(workbook: Path | None, out: Path | None) -> None:
    from kam_xl.jobs.book_file import refuse_existing

    if workbook is not None and out is None:
        raise click.UsageError("A workbook is never changed in place: name the connected copy with -o.")
    if workbook is not None and not workbook.exists():
        raise click.UsageError(f"{workbook}: there is no such file.")
    if out is not None:
        refuse_existing(out)


def _write_book(wanted: Installation, workbook: Path | None, out: Path | None) -> None:
    from kam_xl.cli.output import say
    from kam_xl.jobs.install import write_connected_book

    if out is not None:
        write_connected_book(wanted, workbook, out)
        say(f"Wrote {out}, connected with it.")
    elif wanted.is_usual:
        say("Every workbook of this version looks for it there: `kam new KeyAccounts.xlsm` writes a fresh one.")
    else:
        say("Workbooks look for it elsewhere. Write one that looks here: run this again with -o KeyAccounts.xlsm.")
