"""What became of every account and every manager when a book was shared, and how that is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kam_xl.portfolio.wording import named

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kam_xl.portfolio.book import ScoredAccount
    from kam_xl.portfolio.recipients import Recipient
    from kam_xl.sharing.sending import Outcome


@dataclass(frozen=True, slots=True)
class SharedCopy:
    """A manager copy that was written.

    Attributes:
        recipient: Whose it is.
        path: Where it is.
        accounts: How many accounts it holds.
        delivery: What became of its message; None if there is none, or if it failed.
    """

    recipient: Recipient
    path: Path
    accounts: int
    delivery: Outcome | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that went wrong with one manager.

    Attributes:
        manager: The manager's name; empty for what concerns all.
        reason: What is wrong, and what to do.
    """

    manager: str
    reason: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.manager}: {self.reason}" if self.manager else self.reason


@dataclass(frozen=True, slots=True)
class ShareReport:
    """What became of every account and every manager.

    Attributes:
        copies: The copies written, managers sorted by name.
        without_manager: Accounts that reach nobody, in sheet order.
        without_address: Managers without an address; their drafts have no recipient.
        unusable: Managers whose address is none; their drafts have no recipient either. Also a sender that is none.
        refused: Managers outside the allowed domains; they have a copy, and no message.
        failed: Managers whose copy or message could not be made or brought out.
        unknown: Managers whose message may have left or not; it is not sent again unless a person says so.
        kept: Managers of whose files a person has edited one; it stays, and the new version stands beside it.
        warnings: What a person should know before anything leaves, though they asked for it.
    """

    copies: tuple[SharedCopy, ...]
    without_manager: tuple[ScoredAccount, ...]
    without_address: tuple[Recipient, ...]
    unusable: tuple[Trouble, ...]
    refused: tuple[Trouble, ...]
    failed: tuple[Trouble, ...]
    unknown: tuple[Trouble, ...] = ()
    kept: tuple[Trouble, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[str, ...]:
        """Say everything that did not go well, what concerns most accounts first."""
        return (*self.nobody, *map(str, (*self.unknown, *self.kept, *self.unusable, *self.refused, *self.failed)))

    @property
    def nobody(self) -> tuple[str, ...]:
        """Say which accounts reach nobody, and which drafts have no recipient because no address is known."""
        accounts = [f"{account.name} ({account.account_id})" for account in self.without_manager]
        managers = [recipient.name for recipient in self.without_address]
        return (
            *_sentence("Accounts without a manager", accounts, "Name one on Accounts or Team."),
            *_sentence("Managers without an address", managers, "Add Manager Email on Team."),
        )

    def lines(self) -> tuple[str, ...]:
        """Say what was done and what went wrong on the way; what `nobody` says is left out."""
        found = (*self.unknown, *self.kept, *self.failed, *self.refused, *self.unusable)
        troubles = [f"! {trouble}" for trouble in (*self.warnings, *found)]
        states = [copy.delivery.said for copy in self.copies if copy.delivery is not None]
        messages = ", ".join(f"{states.count(state)} {state}" for state in sorted(set(states))) or "none"
        return (*troubles, f"Manager copies: {len(self.copies)} written. Messages: {messages}.")


def _sentence(what: str, names: Sequence[str], remedy: str) -> list[str]:
    if not names:
        return []
    return [f"{what}: {named(names)}. {remedy}"]
