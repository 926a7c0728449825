"""What `kam share --dry-run` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.cli.output import say, show
from kam_xl.jobs.wording import counted

if TYPE_CHECKING:
    from kam_xl.sharing.share import Rehearsal


def say_rehearsal(rehearsal: Rehearsal) -> None:
    """Print every message that would leave; say on standard error what would go wrong."""
    for each in rehearsal.messages:
        message = each.message
        state = " (left alone: done earlier)" if each.name in rehearsal.alone else ""
        head = (
            f"To: {message.to or 'nobody yet'}{state}",
            f"From: {message.sender or 'your mail program says it'}",
            f"Subject: {message.subject}",
            f"Attached: {', '.join(file.name for file in each.files)}",
        )
        show("\n".join((*head, "", message.text.rstrip(), "", "—" * 40)))
    told = (*rehearsal.report.warnings, *rehearsal.report.problems)
    leave = f"{counted(len(rehearsal.messages), 'message')} would leave."
    say("\n".join((*(f"! {sentence}" for sentence in told), leave)))
