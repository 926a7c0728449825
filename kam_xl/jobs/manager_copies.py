"""The use case of saving one manager's copy, without a message."""

from collections.abc import Collection, Iterable
from pathlib import Path

from kam_xl.errors import TableError
from kam_xl.jobs.score import Scored
from kam_xl.portfolio.part import parts
from kam_xl.portfolio.recipients import Recipient
from kam_xl.sharing.folder import SharedFolder, StandingFile
from kam_xl.workbook.file_names import distinct_file_names
from kam_xl.workbook.manager_copy import manager_copy


def save_copies(scored: Scored, account_ids: Collection[str], target: Path) -> tuple[StandingFile, ...]:
    """Write the copies of the managers who receive some accounts; no message is made.

    A copy that a person has edited stays, and the new version stands beside it.

    Raises:
        TableError: None of the accounts has a manager.
        TargetError: The folder cannot be written.
    """
    shares = parts(scored.book)
    wanted = [
        (recipient, part, f"{name}.xlsx")
        for (recipient, part), name in zip(shares.items(), _copy_names(scored, shares), strict=True)
        if any(account.account_id in account_ids for account in part.accounts)
    ]
    if not wanted:
        ids = ", ".join(account_ids)
        raise TableError(f"No manager receives {ids}. Name one beside the account on Accounts, or on Team.")
    folder = SharedFolder(target)
    written = tuple(folder.put(name, manager_copy(part, recipient)) for recipient, part, name in wanted)
    folder.close()
    return written


def _copy_names(scored: Scored, recipients: Iterable[Recipient]) -> list[str]:
    # The names that sharing with all managers gives.
    as_of = scored.gathered.basis.as_of
    return distinct_file_names([f"{recipient.name} {as_of}" for recipient in recipients], "manager")
