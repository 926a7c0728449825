"""What every command says at its end, and progress while it works."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING
from unicodedata import category

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from kam_xl.accounts.issues import Issue
    from kam_xl.jobs.score import Scored

MOST_MOVERS = 10
"""How many of the accounts that moved are told."""

MOST_SUMMARIES = 20
"""How many kinds of issue are shown; the file given by --issues holds all."""


_STEERING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""The Unicode categories of controls, of signs that turn the direction, of half signs and of what separates lines."""


def readable(text: str) -> str:
    """Leave out the signs that would steer a terminal or turn its direction: cells may hold anything."""
    return "".join(sign for sign in text if sign in "\n\t" or category(sign) not in _STEERING)


def on_one_line(text: str) -> str:
    """Give a text that cells may have a part in as one line, so that no cell can look like a line of its own."""
    return " ".join(readable(text).split())


def as_it_is(text: str) -> str:
    """Give a text as rich shows it: its own marks stay text, and it keeps to one line."""
    from rich.markup import escape

    return escape(on_one_line(text))


def say(text: str) -> None:
    """Tell the person something; standard output stays free for data."""
    click.echo(readable(text), err=True)


def show(text: str) -> None:
    """Write what was asked for to standard output."""
    click.echo(readable(text))


@contextmanager
def progress_bar(label: str, total: int) -> Iterator[Callable[[int], object]]:
    """Show a progress bar on a terminal, nothing elsewhere; give the function to call with the steps just done."""
    from rich.console import Console

    console = Console(stderr=True)
    # Steps that are told one by one would tear the bar apart.
    told = click.get_current_context().find_root().params.get("debug")
    if told or not console.is_terminal:
        yield lambda _steps: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda steps: bar.advance(task, steps)


def say_basis(scored: Scored) -> None:
    """Say what the run took as given."""
    gathered = scored.gathered
    today = "" if gathered.given_as_of else " (today; --as-of names another day)"
    say(f"As of {gathered.basis.as_of}{today}. Model: {gathered.chosen.model.name} ({gathered.chosen.why}).")


def say_findings(scored: Scored) -> None:
    """Say what a person should know first."""
    for finding in scored.findings:
        say(f"! {finding}")


def say_movers(scored: Scored) -> None:
    """Say who moved since the previous snapshot, tiers first, and why."""
    from kam_xl.jobs.wording import counted

    movements = scored.movements
    if movements is None:
        return
    say(f"\n{counted(len(movements.moved), 'account')} moved since {movements.since}{':' if movements.moved else '.'}")
    for mover in movements.moved[:MOST_MOVERS]:
        say(f"  - {mover.account.name}: {mover.reason()}")
    if len(movements.moved) > MOST_MOVERS:
        say(f"  … and {len(movements.moved) - MOST_MOVERS:,} more.")


def say_issues(issues: Sequence[Issue]) -> None:
    """Summarise the issues, most frequent first."""
    from kam_xl.jobs.wording import issue_lines

    if not issues:
        return
    headline, *lines = issue_lines(issues)
    say(f"\n{headline}")
    for line in lines[:MOST_SUMMARIES]:
        say(f"  {line}")
    if len(lines) > MOST_SUMMARIES:
        say(f"  … and {len(lines) - MOST_SUMMARIES} more kinds; --issues FILE.json writes all.")


def write_issues(issues: Sequence[Issue], target: Path | None) -> None:
    """Write every issue as JSON, if a file was asked for."""
    if target is None:
        return
    from kam_xl.workbook.files import atomic_write

    text = json.dumps([issue.plain() for issue in issues], ensure_ascii=False, indent=1)
    atomic_write(target, lambda path: path.write_text(text + "\n", encoding="utf-8"))


def end(issues: Sequence[object]) -> None:
    """End the program: with exit code 1 if there are issues, else 0."""
    click.get_current_context().exit(1 if issues else 0)
