"""How many key accounts each account manager looks after, against how many they can serve."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kam_xl.accounts.names import name_key
from kam_xl.accounts.rows import Row, Value
from kam_xl.accounts.tables import DEFAULT_CAPACITY


@dataclass(frozen=True, slots=True)
class Load:
    """The key accounts of one account manager.

    Attributes:
        account_manager: The name as on Team.
        key_accounts: How many they have.
        capacity: How many they can serve.
    """

    account_manager: str
    key_accounts: int
    capacity: float

    @property
    def free(self) -> float:
        """Give how many more they can serve; below 0 for too many."""
        return self.capacity - self.key_accounts


def loads(accounts: Iterable[tuple[Value, Value]], team: Sequence[Row]) -> tuple[Load, ...]:
    """Count the key accounts of every account manager on Team, in its order.

    Args:
        accounts: Account manager and tier of each account.
        team: The rows of Team; one without a name is left out.

    >>> loads([("Ana Pires", "Key"), ("Ana Pires", "Major")], [{"account_manager": "Ana Pires", "capacity": 3}])
    (Load(account_manager='Ana Pires', key_accounts=1, capacity=3),)
    """
    key = _key_accounts(accounts)
    named = [(str(row["account_manager"]), row) for row in team if row.get("account_manager")]
    return tuple(Load(name, key[name_key(name)], capacity_of(row)) for name, row in named)


def overloads(accounts: Iterable[tuple[str | None, str]], members: Mapping[str, Row]) -> tuple[Load, ...]:
    """Find the account managers who have more key accounts than they can serve, on Team or not, by name.

    Args:
        accounts: Account manager and tier of each account.
        members: The rows of Team by account manager.
    """
    held = list(accounts)
    key, names = _key_accounts(held), written_names((owner for owner, _ in held if owner), members)
    found = [Load(name, key[name_key(name)], capacity_of(members.get(name, {}))) for name in sorted(names.values())]
    return tuple(load for load in found if load.free < 0)


def written_names(owners: Iterable[str], members: Iterable[str]) -> dict[str, str]:
    """Choose how to write the name of everybody on Accounts or Team: as on Team, else as it first comes on Accounts.

    >>> written_names(["ana", "BO", "Bo"], ["Ana"])
    {'bo': 'BO', 'ana': 'Ana'}
    """
    return {name_key(name): name for name in (*reversed(list(owners)), *members)}


def _key_accounts(accounts: Iterable[tuple[Value, Value]]) -> Counter[str]:
    return Counter(name_key(str(owner)) for owner, tier in accounts if owner and tier == "Key")


def capacity_of(member: Row) -> float:
    """Give how many key accounts an account manager can serve; 5 unless Team says otherwise."""
    capacity = member.get("capacity")
    return DEFAULT_CAPACITY if not isinstance(capacity, int | float) else capacity
