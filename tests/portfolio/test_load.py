"""Key accounts per account manager against what each can serve."""

from typing import Any

from kam_xl.portfolio.load import Load, capacity_of, loads


def test_key_accounts_are_counted_in_the_order_of_team() -> None:
    accounts = [("Ana Pires", "Key"), ("ana pires", "Key"), ("Bo Lind", "Major"), ("Cy", "Key"), (None, "Key")]
    team: list[dict[str, Any]] = [
        {"account_manager": "Bo Lind"},
        {"account_manager": "Ana Pires", "capacity": 1.5},
        {"capacity": 9},
    ]

    assert loads(accounts, team) == (Load("Bo Lind", 0, 5), Load("Ana Pires", 2, 1.5))


def test_free_capacity_is_below_zero_for_too_many() -> None:
    assert Load("Ana Pires", 4, 3).free == -1


def test_capacity_is_five_unless_team_says_a_number() -> None:
    assert [capacity_of(row) for row in ({}, {"capacity": None}, {"capacity": "two"}, {"capacity": 2.5})] == [
        5, 5, 5, 2.5,
    ]  # fmt: skip
