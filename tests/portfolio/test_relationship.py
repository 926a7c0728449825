from datetime import date

import pytest

from kam_xl.accounts.rows import Row
from kam_xl.portfolio.relationship import relationship_coverage

AS_OF = date(2026, 5, 6)


def person(role: str | None, sentiment: str | None, influence: str | None = None) -> Row:
    return {"role": role, "sentiment": sentiment, "influence": influence}


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([], None),
        ([person("User", "+")], None),
        ([person("User", "+", "High")], "amber"),
        ([person("Blocker", "+", "High")], None),
        ([person("Champion", "+")], "amber"),
        ([person("Champion", "+"), person("Decision maker", "−")], "amber"),
        ([person("Champion", "0"), person("Decision maker", "−")], "red"),
        ([person("Decision maker", "+")], "green"),
        ([person("Executive sponsor", "+"), person("Blocker", "−", "High")], "green"),
        ([person("Champion", "0"), person("Decision maker", None)], None),
        ([person("Champion", "+"), person("Decision maker", None)], "amber"),
    ],
)
def test_the_light_follows_the_support_of_key_contacts(people: list[Row], expected: str | None) -> None:
    assert relationship_coverage(people, AS_OF).light == expected


def test_a_full_set_needs_sponsor_decision_maker_and_champion() -> None:
    assert relationship_coverage([person("Champion", "+")], AS_OF).missing_roles == (
        "Executive sponsor",
        "Decision maker",
    )


def test_days_are_counted_from_the_latest_contact() -> None:
    people = [{"last_contact": day} for day in (date(2026, 4, 1), None, date(2026, 4, 26))]
    found = relationship_coverage(people, AS_OF)
    assert (found.last_contact, found.days_since_contact) == (date(2026, 4, 26), 10)


def test_nobody_met_is_not_known() -> None:
    found = relationship_coverage([person("Champion", "+")], AS_OF)
    assert (found.last_contact, found.days_since_contact) == (None, None)
