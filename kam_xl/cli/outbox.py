"""`kam outbox`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kam_xl.cli.group import OrderedGroup

if TYPE_CHECKING:
    from kam_xl.sharing.outbox import Entry

_book = click.argument("book", type=click.Path(path_type=Path, dir_okay=False))
_ANY_WIDTH = 10_000

_ids = click.argument("ids", nargs=-1, required=True, metavar="ID...")


@click.group("outbox", cls=OrderedGroup, short_help="See what became of every message; send some again.")
def outbox_group() -> None:
    """See what became of the messages of a book.

    BOOK is the file that was shared, or its outbox (.sqlite) itself.
    """


@outbox_group.command("list", short_help="Show every message and its state.")
@_book
@click.option("--json", "as_json", is_flag=True, help="Print it for other programs.")
def list_command(book: Path, *, as_json: bool) -> None:
    r"""Show every message of BOOK, the newest day first.

    A prepared message is ready to leave, a drafted one is for a person to send. A failed one did not leave, and the
    next share tries it again. An unknown one may have left; it is not sent again unless you say `kam outbox retry`.

    \b
    Example
      kam outbox list KeyAccounts.xlsm
    """
    from kam_xl.cli.output import end, say
    from kam_xl.jobs.outbox import list_outbox

    entries = list_outbox(book)
    _print_json(entries) if as_json else _print_table(entries)
    unsettled = [entry for entry in entries if entry.state in {"failed", "unknown", "sending"}]
    for entry in unsettled:
        say(f"! {entry.id} to {entry.manager} is {entry.state}: {entry.reason}")
    end(unsettled)


@outbox_group.command("retry", short_help="Let the next share send messages again.")
@_book
@_ids
def retry_command(book: Path, ids: tuple[str, ...]) -> None:
    r"""Let the next `kam share` of BOOK send messages again that failed, or whose fate is unknown.

    An unknown message may have arrived: ask its recipient first.

    \b
    Example
      kam outbox retry KeyAccounts.xlsm 3fd9c2a1b07e
    """
    from kam_xl.cli.output import say
    from kam_xl.jobs.outbox import retry_messages

    retry_messages(book, ids)
    say(f"The next share sends them again: {', '.join(ids)}.")


@outbox_group.command("forget", short_help="Remove messages from the outbox.")
@_book
@_ids
def forget_command(book: Path, ids: tuple[str, ...]) -> None:
    r"""Remove messages from the outbox of BOOK: the next share takes them for new ones, and sends them.

    \b
    Example
      kam outbox forget KeyAccounts.xlsm 3fd9c2a1b07e
    """
    from kam_xl.cli.output import say
    from kam_xl.jobs.outbox import forget_messages

    forget_messages(book, ids)
    say(f"Forgotten: {', '.join(ids)}.")


def _print_table(entries: list[Entry]) -> None:
    from rich.console import Console
    from rich.table import Table

    from kam_xl.cli.output import as_it_is

    table = Table(box=None, pad_edge=False)
    for header in ("ID", "As of", "State", "By", "Changed"):
        table.add_column(header, no_wrap=True)
    table.add_column("To", overflow="fold")
    for entry in entries:
        changed = entry.changed.astimezone().strftime("%Y-%m-%d %H:%M")
        to = f"{entry.manager} <{entry.address}>" if entry.address else entry.manager
        table.add_row(entry.id, str(entry.as_of), str(entry.state), entry.way, changed, as_it_is(to))
    console = Console()
    # Other programs take one line for each message, however long.
    (console if console.is_terminal else Console(width=_ANY_WIDTH)).print(table)


def _print_json(entries: list[Entry]) -> None:
    import json
    from dataclasses import asdict

    plain = [asdict(entry) | {"as_of": str(entry.as_of), "changed": entry.changed.isoformat()} for entry in entries]
    click.echo(json.dumps(plain, ensure_ascii=False, indent=1))
