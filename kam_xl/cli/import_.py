"""`kam import`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kam_xl.cli.options import Day, issues_option, today


@click.command("import", short_help="Turn an export of customers and orders into accounts and a team.")
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--preset", metavar="NAME", help="A mapping that ships, such as northwind.")
@click.option(
    "--mapping",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.toml",
    help="Your own mapping: which file and column holds what.",
)
@click.option("--show-mapping", is_flag=True, help="Print the preset's mapping, to copy and change, and end.")
@click.option("--as-of", type=Day(), help="The day up to which orders count; otherwise today.")
@click.option(
    "--window",
    type=click.Choice(["12m", "all"]),
    default="12m",
    show_default=True,
    help="What the report adds up; the table always holds the last 12 months, the 12 before and all time.",
)
@click.option(
    "--accept-part-year",
    is_flag=True,
    help="Measure years that the export covers in part, and flag them; otherwise they are unknown.",
)
@click.option("--served", metavar="LIST|FILE", help="Countries you serve; otherwise those delivered to of late.")
@click.option("--locale", metavar="NAME", help="How the export writes numbers and dates, such as de_DE.")
@click.option(
    "--into",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="BOOK",
    help="Bring this book up to date in OUT: figures are replaced, what people typed stays.",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A new .csv (its team and model beside it), .xlsx or .xlsm; without it only the report is shown.",
)
@issues_option
def import_command(*, show_mapping: bool, issues_file: Path | None, **asked: Any) -> None:
    r"""Turn an export into accounts: SOURCES are its files, or a folder that holds them.

    Each customer becomes an account with its revenue and orders of the last 12 months and the 12 before, its status,
    who sold most, and what else orders tell. A mapping says which file and column holds what. Beside the accounts lies
    the starter model, calibrated to them; later runs use it unchanged.

    \b
    Examples
      kam import exports/ --preset northwind --as-of 1998-05-06 --window all
      kam import exports/ --mapping erp.toml -o KeyAccounts.xlsm
      kam import exports/ --mapping erp.toml --into KeyAccounts.xlsm -o KeyAccounts-june.xlsm
      kam import --preset northwind --show-mapping > erp.toml
    """
    from kam_xl.cli.import_shown import say_written, show_import
    from kam_xl.cli.output import end, progress_bar, say_issues, write_issues
    from kam_xl.jobs.export_files import preset_text
    from kam_xl.jobs.import_accounts import TABLES_OF_AN_EXPORT, ImportRequest, import_export

    if show_mapping:
        click.echo(preset_text(asked["preset"] or "northwind"), nl=False)
        return
    if not asked["sources"]:
        raise click.UsageError("Name the export's files, or the folder that holds them.")
    request = ImportRequest(today=today(), **asked)
    with progress_bar("Reading the export", TABLES_OF_AN_EXPORT) as progress:
        result = import_export(request, progress)
    write_issues(result.issues, issues_file)
    show_import(request, result)
    say_issues(result.issues)
    say_written(result)
    end(result.issues)
