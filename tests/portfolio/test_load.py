"""Key accounts per account manager against what each can serve."""

from kam_xl.portfolio.load import Load, capacity_of, loads


def test_key_accounts_are_counted_in_the_order_of_team() -> None:
    accounts = [("Ana Pires", "Key"), ("ana pires", "Key"), ("Bo Lind", "Major"), ("Cy", "Key"), (None, "Key")]
    ana, bo, nobody = {"account_manager": "Ana Pires", "capacity": 1.5}, {"account_manager": "Bo Lind"}, {"capacity": 9}

    assert loads(accounts, (bo, ana, nobody)) == (Load("Bo Lind", 0, 5), Load("Ana Pires", 2, 1.5))


def test_free_capacity_is_below_zero_for_too_many() -> None:
    assert Load("Ana Pires", 4, 3).free == -1


def test_capacity_is_five_unless_team_says_a_number() -> None:
    assert [capacity_of(row) for row in ({}, {"capacity": None}, {"capacity": "two"}, {"capacity": 2.5})] == [
        5, 5, 5, 2.5,
    ]  # fmt: skip
