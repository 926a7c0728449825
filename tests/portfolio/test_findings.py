"""What a person should know first, in the order in which it matters."""

from collections.abc import Mapping, Sequence

import pytest

from kam_xl.portfolio.findings import findings
from kam_xl.portfolio.load import capacity_of
from kam_xl.scoring.assessment import Assessment
from tests.builders import assessed, criterion, model_of

SERVED = {"id": "served", "label": "We serve the region", "field": "region_served", "is": True}
EASY = {"key_score": 1, "key_axis_floor": 0, "hysteresis": 0}


def book(rows: Sequence[Mapping[str, object]], *gates: Mapping[str, object]) -> Assessment:
    return assessed(rows, model_of(criterion("revenue_12m"), gates=list(gates), tiers=EASY))


def managed(count: int = 1, **cells: object) -> list[dict[str, object]]:
    known = {"account_manager": "Jo", "manager": "Åsa", "manager_email": "asa@example.com", "revenue_12m": 90}
    return [{**known, **cells} for _ in range(count)]


def test_of_a_book_in_order_nothing_is_said() -> None:
    assert findings(book(managed(region_served="yes"), SERVED), ()) == []


def test_a_gate_unknown_for_all_comes_first_then_managers_addresses_and_capacity() -> None:
    rows: list[Mapping[str, object]] = [*managed(6), {"account": "Nobody's"}, {"manager": "Sam"}]
    found = findings(book(rows, SERVED), [{"account_manager": "Kim"}, {"account_manager": "Kim"}])
    assert [sentence.partition(". ")[0] for sentence in found] == [
        "The gate “We serve the region” is unknown for every account, so none can be Key",
        "1 account has no manager and reaches nobody: A6",
        "1 manager has no address: Sam",
        "Kim stands on Team more than once; only the last row counts",
    ]
    assert [sentence.partition(". ")[2] for sentence in found] == [
        "Fill in Region Served, or list the served countries in Settings or with --served.",
        "Name the manager on Accounts, or the account manager's manager on Team.",
        "Add Manager Email on Team; until then the draft has no recipient.",
        "Keep one row for each account manager.",
    ]


def test_who_has_more_key_accounts_than_capacity_is_named_with_both_numbers() -> None:
    assert findings(book(managed(6)), ()) == [
        "Jo has 6 key accounts and capacity for 5. Move some to a colleague, or raise the capacity on Team."
    ]
    assert findings(book(managed(6)), [{"account_manager": "Jo", "capacity": 6.0}]) == []
    assert findings(book(managed(1)), [{"account_manager": "Jo", "capacity": 0.0}]) == [
        "Jo has 1 key account and capacity for 0. Move some to a colleague, or raise the capacity on Team."
    ]


def test_names_in_other_cases_are_the_same_people_here_too() -> None:
    rows = [*managed(1), *managed(1, account_manager="JO", manager="åSA", manager_email="Asa@Example.com")]
    rows += [{"manager": "Sam"}, {"manager": "SAM"}]
    found = findings(book(rows), [{"account_manager": "jo", "capacity": 1.0}, {"account_manager": "jO"}])
    assert [sentence.partition(". ")[0] for sentence in found] == [
        "1 manager has no address: Sam",
        "jO stands on Team more than once; only the last row counts",
    ]
    assert findings(book(rows[:2]), [{"account_manager": "jo", "capacity": 1.0}]) == [
        "jo has 2 key accounts and capacity for 1. Move some to a colleague, or raise the capacity on Team."
    ]


def test_without_team_the_capacity_is_five() -> None:
    assert (capacity_of({}), capacity_of({"capacity": None}), capacity_of({"capacity": 2.5})) == (5, 5, 2.5)


def test_of_many_accounts_the_first_five_are_named_and_all_are_counted() -> None:
    rows = [{"revenue_12m": 1}] * 1007
    assert findings(book(rows), ())[0].startswith(
        "1,007 accounts have no manager and reach nobody: A0, A1, A2, A3, A4 and 1,002 more. "
    )


def test_a_gate_known_for_one_account_is_not_mentioned() -> None:
    assert findings(book([*managed(), *managed(region_served="no")], SERVED), ()) == []


@pytest.mark.parametrize(
    ("field", "remedy"),
    [
        ("days_since_last_order", "Fill in Last Order."),
        ("growth_pct", "Fill in Revenue 12m and Revenue Prior 12m."),
        (
            "time_zone_gap_hours",
            "Say where the head office is, in Settings or with --home-offset, and fill in Country.",
        ),
        ("orders_12m", "Fill in Orders 12m."),
        ("Credit Limit", "Fill in Credit Limit."),
    ],
)
def test_the_remedy_for_an_unknown_gate_names_what_a_person_can_fill_in(field: str, remedy: str) -> None:
    gate = {"id": "gate", "label": "The gate", "field": field, "at_most": 5}
    assert findings(book(managed(), gate), ()) == [
        f"The gate “The gate” is unknown for every account, so none can be Key. {remedy}"
    ]


def test_managers_without_address_are_each_named_once() -> None:
    rows = [*managed(2, manager="Sam", manager_email=None), *managed(manager="Kim", manager_email=None)]
    assert findings(book(rows), ())[0].startswith("2 managers have no address: Kim, Sam. ")


def test_the_only_address_of_a_manager_serves_all_of_their_accounts() -> None:
    assert findings(book([*managed(), *managed(manager_email=None)]), ()) == []


def test_an_account_of_one_of_two_namesakes_needs_an_address_of_its_own() -> None:
    rows = [*managed(), *managed(manager_email="other@example.com"), *managed(manager_email=None)]
    (sentence,) = findings(book(rows), ())
    assert sentence == (
        "1 manager has several addresses: Åsa. Say which on each account, by Manager Email on Accounts; until then a "
        "draft has no recipient."
    )


def test_several_account_managers_who_stand_twice_are_told_together() -> None:
    team = [{"account_manager": name} for name in ("Jo", "Kim", "Jo", "Kim")]
    assert findings(book(managed()), team) == [
        "Jo, Kim stand on Team more than once; only the last row counts. Keep one row for each account manager."
    ]


def test_a_book_without_accounts_has_no_unknown_gates() -> None:
    assert findings(assessed([], model_of(criterion("revenue_12m"), gates=[SERVED])), ()) == []
