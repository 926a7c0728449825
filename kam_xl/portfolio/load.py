"""How many key accounts each account manager looks after, against how many they can serve."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
        team: The rows of Team; one without a name is left out. Upper and lower case do not tell names apart.

    >>> loads([("Ana Pires", "Key"), ("Ana Pires", "Major")], [{"account_manager": "Ana Pires", "capacity": 3}])
    (Load(account_manager='Ana Pires', key_accounts=1, capacity=3),)
    """
    key = Counter(str(owner).casefold() for owner, tier in accounts if owner and tier == "Key")
    named = [(str(row["account_manager"]), row) for row in team if row.get("account_manager")]
    return tuple(Load(name, key[name.casefold()], capacity_of(row)) for name, row in named)


def capacity_of(member: Row) -> float:
    """Give how many key accounts an account manager can serve; 5 unless Team says otherwise."""
    capacity = member.get("capacity")
    return DEFAULT_CAPACITY if not isinstance(capacity, int | float) else capacity
