"""Who receives which account: the manager as typed on Accounts, else as on Team."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from kam_xl.accounts.names import ByName, name_key
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

    @property
    def identity(self) -> tuple[str, str]:
        """Give what tells managers apart: the name and the address; upper and lower case do not count."""
        return name_key(self.name), (self.email or "").lower()


@dataclass(frozen=True)
class Directory:
    """The team, as it answers who receives what.

    Attributes:
        rows: The rows of Team.
    """

    rows: Sequence[Row]

    @cached_property
    def members(self) -> ByName[Row]:
        """Give the rows by account manager."""
        return ByName((str(row["account_manager"]), row) for row in self.rows if row.get("account_manager"))

    @cached_property
    def repeated(self) -> tuple[str, ...]:
        """Name the account managers who stand on Team more than once; only the last row of each is looked at."""
        counts = Counter(name_key(str(row["account_manager"])) for row in self.rows if row.get("account_manager"))
        return tuple(name for name in self.members if counts[name_key(name)] > 1)

    @cached_property
    def _addresses(self) -> dict[str, str]:
        own = _sole_addresses((row.get("account_manager"), row.get("email")) for row in self.rows)
        given = [(row.get("manager"), row.get("manager_email")) for row in self.rows]
        namesakes = {name_key(str(name)) for name, email in given if email} - _sole_addresses(given).keys()
        return {name: email for name, email in (own | _sole_addresses(given)).items() if name not in namesakes}

    def recipient(self, account_manager: Value, manager: Value, manager_email: Value) -> Recipient | None:
        """Give who receives an account with these cells; None if neither the account nor the team names a manager.

        The address is the account's own, else the one beside the manager on the account manager's row of Team, else
        the only one that Team has for a manager of that name: no account goes to a namesake by guess.
        """
        member = self.members.get(str(account_manager), {})
        name = manager or member.get("manager")
        if not name:
            return None
        known_as = name_key(str(name))
        beside = member.get("manager_email") if name_key(str(member.get("manager"))) == known_as else None
        email = manager_email or beside or self._addresses.get(known_as)
        return Recipient(str(name), str(email) if email else None)


def _sole_addresses(named: Iterable[tuple[Value, Value]]) -> dict[str, str]:
    addresses: dict[str, dict[str, str]] = {}
    for name, email in named:
        if name and email:
            addresses.setdefault(name_key(str(name)), {}).setdefault(str(email).lower(), str(email))
    return {name: next(iter(found.values())) for name, found in addresses.items() if len(found) == 1}
