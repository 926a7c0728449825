"""`kam collect`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kam_xl.cli import options

if TYPE_CHECKING:
    from collections.abc import Callable

    from kam_xl.jobs.collect import Homecoming

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("collect", short_help="Bring home what managers typed into their copies.")
@click.argument("copies", nargs=-1, required=True, type=_FILE, metavar="COPY...")
@click.option("--into", "source", required=True, type=_FILE, metavar="BOOK", help="The book that was shared.")
@click.option("-o", "--out", type=_FILE, metavar="NEW.xlsm",
              help="Write a new workbook with what was typed; without it, the differences are only shown.")  # fmt: skip
@click.option("--password-from", type=click.Choice(["env", "keyring", "prompt"]),
              help="Where the password of encrypted copies is: the variable KAM_COPY_PASSWORD, the system's key store "
                   "(kam-xl, copies), or asked.")  # fmt: skip
@click.option("--everyone-sees-all", is_flag=True,
              help="Take over what managers typed about accounts of others: the copies were shared so.")  # fmt: skip
@click.option("--yes", is_flag=True, help="Write without asking first.")
@options.score_options
def collect_command(
    copies: tuple[Path, ...], source: Path, out: Path | None, issues_file: Path | None, *,
    password_from: str | None, everyone_sees_all: bool, yes: bool, **others: Any,
) -> None:  # fmt: skip
    r"""Show what managers typed into each COPY, and write a new workbook with it on confirmation.

    A cell is taken over if the book still holds what was sent. Where both have changed, or two copies say different
    things, the book stays as it is and the conflict is listed. BOOK itself is never changed.

    Whose a copy is stands in the copy, where anybody may have written it. Check that each came from that manager.

    \b
    Examples
      kam collect managers/*.xlsx --into KeyAccounts.xlsm
      kam collect "Mara Voss 2026-06-30.xlsx" --into KeyAccounts.xlsm -o KeyAccounts-new.xlsm
    """
    from kam_xl.cli.output import end, say, write_issues
    from kam_xl.jobs.collect import compare_copies, write_collected

    request = options.request(source, **others)
    password = _password(password_from) if password_from else None
    home = compare_copies(request, copies, password, everyone_sees_all=everyone_sees_all)
    write_issues(home.scored.issues, issues_file)
    _show(home)
    if out is not None and home.lines and (yes or click.confirm(f"Write {out}?", err=True)):
        merged = write_collected(home, request, out)
        say(f"{out} holds the book with it. {merged.counts}")
    end(home.collected.conflicts)


def _password(where: str) -> Callable[[], str]:
    from kam_xl.jobs.share_secrets import COPIES, secret

    ask = partial(click.prompt, "Password of the copies", hide_input=True, err=True)
    return lambda: secret(where, COPIES, "copies", ask)


def _show(home: Homecoming) -> None:
    from kam_xl.cli.output import on_one_line, say, show
    from kam_xl.jobs.wording import counted

    for line in home.lines:
        show(on_one_line(line))
    for said in (*home.collected.origins, *home.collected.notes):
        say(on_one_line(said))
    for conflict in home.collected.conflicts:
        say(f"! {on_one_line(conflict)}")
    say(f"{counted(len(home.lines), 'difference')}, {counted(len(home.collected.conflicts), 'conflict')}.")
