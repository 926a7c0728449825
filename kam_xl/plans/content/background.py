"""What the plans of one book have in common, worked out once and not once an account."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kam_xl.accounts.tables import HISTORY, MODELS
from kam_xl.portfolio.history import latest_snapshot
from kam_xl.portfolio.whitespace import whitespace_of
from kam_xl.scoring.model import model_hash

if TYPE_CHECKING:
    from kam_xl.portfolio.book import ScoredBook
    from kam_xl.portfolio.history import Snapshot
    from kam_xl.portfolio.whitespace import Whitespace


@dataclass(frozen=True)
class Background:
    """A book, and what every plan of it needs to know of the whole.

    Attributes:
        book: The book.
        ranked_in: The whole book, where `book` is a part of it: ranks count in that; None where it is whole.
    """

    book: ScoredBook
    ranked_in: ScoredBook | None = None

    @cached_property
    def whitespace(self) -> Whitespace:
        """Give what its products say of each other."""
        return whitespace_of(self.book)

    @cached_property
    def snapshot(self) -> Snapshot | None:
        """Give the latest earlier snapshot with its models; None without one."""
        tables = self.book.tables
        found, _ = latest_snapshot(tables.get(HISTORY.name, ()), tables.get(MODELS.name, ()), self.book.basis.as_of)
        return found

    @cached_property
    def model_hash(self) -> str:
        """Give the fingerprint of the model that it was scored with."""
        return model_hash(self.book.model)

    @cached_property
    def ranked(self) -> int:
        """Count the accounts that have a rank."""
        return sum(account.result.rank is not None for account in (self.ranked_in or self.book).accounts)
