"""Key accounts per account manager against what each can serve."""

from typing import Any

from kam_xl.accounts.names import ByName
from kam_xl.accounts.rows import Row
from kam_xl.portfolio.load import Load, capacity_of, loads, overloads


def test_key_accounts_are_counted_in_the_order_of_team() -> None:
    accounts = [("Ana Pires", "Key"), ("ana pires", "Key"), ("Bo Lind", "Major"), ("Cy", "Key"), (None, "Key")]
    team: list[dict[str, Any]] = [
        {"account_manager": "Bo Lind"},
        {"account_manager": "Ana Pires", "capacity": 1.5},
        {"capacity": 9},
    ]

    assert loads(accounts, team) == (Load("Bo Lind", 0, 5), Load("Ana Pires", 2, 1.5))


def test_who_has_too_many_is_named_as_on_team_or_as_first_on_accounts() -> None:
    accounts = [("CY", "Key"), ("cy", "Major"), ("ana", "Key"), ("Ana", "Key"), ("Bo", "Key"), (None, "Key")]
    members = ByName[Row]([("Ana", {"capacity": 1.0}), ("Bo", {"capacity": 1.0}), ("Cy", {"capacity": 0.5})])
    assert overloads(accounts, members) == (Load("Ana", 2, 1.0), Load("Cy", 1, 0.5))
    assert overloads([("DI", "Major"), *[("di", "Key")] * 6], members) == (Load("DI", 6, 5),)


def test_free_capacity_is_below_zero_for_too_many() -> None:
    assert Load("Ana Pires", 4, 3).free == -1


def test_capacity_is_five_unless_team_says_a_number() -> None:
    assert [capacity_of(row) for row in ({}, {"capacity": None}, {"capacity": "two"}, {"capacity": 2.5})] == [
        5, 5, 5, 2.5,
    ]  # fmt: skip
