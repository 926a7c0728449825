"""Who receives which account: the manager as typed on Accounts, else as on Team."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kam_xl.accounts.rows import Row, Value


@dataclass(frozen=True, slots=True)
class Recipient:
    """A manager who receives a copy.

    Attributes:
        name: The manager's name.
        email: The address; None if nobody gave one.
    """

    name: str
    email: str | None


@dataclass(frozen=True)
class Directory:
    """The team, as it answers who receives what.

    Attributes:
        rows: The rows of Team.
    """

    rows: Sequence[Row]

    @cached_property
    def members(self) -> dict[str, Row]:
        """Give the rows by account manager."""
        return {str(row["account_manager"]): row for row in self.rows if row.get("account_manager")}

    @cached_property
    def _addresses(self) -> dict[str, str]:
        own = {name: str(row["email"]) for name, row in self.members.items() if row.get("email")}
        named = {str(row["manager"]): str(row["manager_email"]) for row in self.rows if row.get("manager_email")}
        return own | named

    def recipient(self, account_manager: Value, manager: Value, manager_email: Value) -> Recipient | None:
        """Give who receives an account with these cells; None if neither the account nor the team names a manager."""
        name = manager or self.members.get(str(account_manager), {}).get("manager")
        if not name:
            return None
        email = manager_email or self._addresses.get(str(name))
        return Recipient(str(name), str(email) if email else None)
