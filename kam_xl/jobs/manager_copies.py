"""Parts of sharing that a person asks for alone: to see the messages first, or to save one manager's copy."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from kam_xl.errors import TableError
from kam_xl.jobs.score import Progress, Scored
from kam_xl.jobs.share import message_templates
from kam_xl.portfolio.book import ScoredAccount
from kam_xl.portfolio.part import parts, without_manager
from kam_xl.portfolio.recipients import Recipient
from kam_xl.sharing.compose import compose_for_part, letterhead
from kam_xl.sharing.message import Attachment, Message
from kam_xl.workbook.file_names import distinct_file_names
from kam_xl.workbook.manager_copy import write_part


@dataclass(frozen=True, slots=True)
class Preview:
    """What sharing would do.

    Attributes:
        messages: Each manager's message with the number of accounts it is about, managers sorted by name.
        nobody: The accounts that would reach nobody, in sheet order.
    """

    messages: tuple[tuple[Recipient, int, Message], ...]
    nobody: tuple[ScoredAccount, ...]


def preview(scored: Scored, progress: Progress = lambda _: None) -> Preview:
    """Compose every manager's message, without their copies; nothing is written.

    Raises:
        TemplateError: A template of the messages cannot be used.
    """
    book, templates = scored.book, message_templates(scored)
    templates.check()
    composed = []
    shares = parts(book)
    for (recipient, part), name in zip(shares.items(), _copy_names(scored, shares), strict=True):
        attached = [Attachment(f"{name}.xlsx", b"")]
        message = compose_for_part(part, letterhead(book, recipient), attached, templates)
        composed.append((recipient, len(part.accounts), message))
        progress(1)
    return Preview(tuple(composed), without_manager(book))


def save_copies(scored: Scored, account_ids: Collection[str], target: Path) -> tuple[Path, ...]:
    """Write the copies of the managers who receive some accounts; no message is made.

    Raises:
        TableError: None of the accounts has a manager.
        TargetError: The folder cannot be written.
    """
    shares = parts(scored.book)
    wanted = [
        (recipient, part, target / f"{name}.xlsx")
        for (recipient, part), name in zip(shares.items(), _copy_names(scored, shares), strict=True)
        if any(account.account_id in account_ids for account in part.accounts)
    ]
    if not wanted:
        ids = ", ".join(account_ids)
        raise TableError(f"No manager receives {ids}. Name one beside the account on Accounts, or on Team.")
    for recipient, part, path in wanted:
        write_part(path, part, recipient)
    return tuple(path for _, _, path in wanted)


def _copy_names(scored: Scored, recipients: Iterable[Recipient]) -> list[str]:
    # The names that sharing with all managers gives.
    as_of = scored.gathered.basis.as_of
    return distinct_file_names([f"{recipient.name} {as_of}" for recipient in recipients], "manager")
