from typing import TYPE_CHECKING

from kam_xl.portfolio.workload import workloads
from tests.plans.books import account, book

if TYPE_CHECKING:
    from kam_xl.accounts.rows import Row


def test_account_managers_stand_by_how_full_they_are() -> None:
    accounts = [
        account("A1", tier="Key", account_manager="Ann", revenue_12m=10.0),
        account("A2", tier="Key", account_manager="Ann", revenue_12m=5.0),
        account("A3", tier="Major", account_manager="Ann"),
        account("B1", tier="Key", account_manager="Bob"),
        account("B2", tier="Unscored", account_manager="Bob"),
        account("N1", tier="Standard"),
    ]
    team: tuple[Row, ...] = (
        {"account_manager": "Ann", "capacity": 1.0},
        {"account_manager": "Bob"},
        {"account_manager": "Cid", "capacity": 0.0},
    )
    loads = workloads(book(*accounts, Team=team))
    assert [(load.account_manager, load.key, load.major, load.others, load.capacity) for load in loads] == [
        ("Ann", 2, 1, 0, 1.0),
        ("Bob", 1, 0, 1, 5.0),
        ("Cid", 0, 0, 0, 0.0),
        (None, 0, 0, 1, None),
    ]
    assert (loads[0].revenue_12m, loads[0].accounts) == (15.0, 3)
    assert [load.too_much for load in loads] == [True, False, False, False]


def test_who_can_serve_nobody_and_has_a_key_account_stands_first() -> None:
    accounts = [account("A1", account_manager="Ann"), account("B1", account_manager="Bob")]
    team: tuple[Row, ...] = ({"account_manager": "Ann", "capacity": 1.0}, {"account_manager": "Bob", "capacity": 0.0})
    assert [load.account_manager for load in workloads(book(*accounts, Team=team))] == ["Bob", "Ann"]


def test_names_in_other_cases_are_one_person_named_as_on_team() -> None:
    accounts = [
        account("A1", account_manager="ANN"),
        account("A2", account_manager="ann"),
        account("B1", account_manager="bob"),
    ]
    accounts.append(account("B2", account_manager="BOB"))
    team: tuple[Row, ...] = ({"account_manager": "Ann", "capacity": 2.0},)
    loads = workloads(book(*accounts, Team=team))
    assert [(load.account_manager, load.accounts, load.capacity) for load in loads] == [
        ("Ann", 2, 2.0),
        ("bob", 2, 5.0),
    ]
