"""What `kam share --dry-run` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.cli.output import say

if TYPE_CHECKING:
    from kam_xl.sharing.share import Rehearsal


def say_rehearsal(rehearsal: Rehearsal) -> None:
    """Print every message that would leave; say on standard error what would go wrong."""
    import click

    for each in rehearsal.messages:
        message = each.message
        state = " (left alone: done earlier)" if each.name in rehearsal.alone else ""
        head = (
            f"To: {message.to or 'nobody yet'}{state}",
            f"From: {message.sender or 'your mail program says it'}",
            f"Subject: {message.subject}",
            f"Attached: {', '.join(path.name for path in each.files)}",
        )
        click.echo("\n".join((*head, "", message.text.rstrip(), "", "—" * 40)))
    problems = rehearsal.report.problems
    say("\n".join((*(f"! {problem}" for problem in problems), f"{len(rehearsal.messages)} messages would leave.")))
