"""The sheet Messages: who would receive what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.excel.report_sheet import Part, Report

if TYPE_CHECKING:
    from kam_xl.accounts.rows import Value
    from kam_xl.jobs.manager_copies import Preview
    from kam_xl.sharing.message import Message

SHEET = "Messages"
WIDTHS = (28, 34, 10, 60, 34)


def messages_report(preview: Preview) -> Report:
    """Lay a preview out as a sheet."""
    messages: list[tuple[Value, ...]] = [
        (recipient.name, recipient.email or "no address", count, message.subject, _attached(message))
        for recipient, count, message in preview.messages
    ]
    bodies = [
        Part(f"To {recipient.name}: {message.subject}", (), [(line,) for line in message.text.splitlines() if line])
        for recipient, _, message in preview.messages
    ]
    nobody: list[tuple[Value, ...]] = [(account.name, account.account_id) for account in preview.nobody]
    orphans = [Part("Accounts that would reach nobody", ("Account", "Account ID"), nobody)] if nobody else []
    return Report(
        sheet=SHEET,
        title=f"{SHEET} to managers",
        sentence="What Drafts to managers would write. Nothing was sent, and no file was written.",
        widths=WIDTHS,
        parts=(
            Part("Who receives what", ("Manager", "Address", "Accounts", "Subject", "Attached"), messages),
            *orphans,
            *bodies,
        ),
    )


def _attached(message: Message) -> str:
    return ", ".join(attachment.name for attachment in message.attachments)
