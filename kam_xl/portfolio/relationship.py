"""How well we are connected at an account: who of weight is for us, who is missing, when we last spoke."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kam_xl.accounts.rows import Row

Light = Literal["red", "amber", "green"]

DECIDING_ROLES = ("Executive sponsor", "Decision maker")
"""Roles that approve or decide."""

WANTED_ROLES = (*DECIDING_ROLES, "Champion")
"""Roles that full marks need."""

_KEY_ROLES = frozenset({*WANTED_ROLES, "Influencer"})
_SUPPORTIVE = "+"


@dataclass(frozen=True, slots=True)
class RelationshipCoverage:
    """The people at an account, taken together.

    Attributes:
        light: red, amber or green; None if too little is known to say.
        reason: What the light rests on, in one sentence.
        supporters: How many key contacts are for us.
        missing_roles: Roles of a full set that nobody plays: executive sponsor, decision maker, champion.
        last_contact: When we last spoke with anybody; None if never or not known.
        days_since_contact: Days from then to the as-of date.
    """

    light: Light | None
    reason: str
    supporters: int
    missing_roles: tuple[str, ...]
    last_contact: date | None
    days_since_contact: int | None


def relationship_coverage(stakeholders: Sequence[Row], as_of: date) -> RelationshipCoverage:
    """Say how well an account's people are covered.

    A key contact is an executive sponsor, a decision maker, a champion, an influencer, or anybody else of high
    influence who is no blocker; a supportive one has the sentiment "+". Red is no supportive key contact, amber at
    least one, green one who decides or approves. A blank sentiment is unknown and never taken for one against us:
    where it alone could turn red into amber, there is no light.

    Args:
        stakeholders: The account's rows of Stakeholders.
        as_of: The day to count from.

    Source:
        Altify's relationship map: red, amber and green by the support of key contacts.
    """
    contacts = [row for row in stakeholders if _is_key(row)]
    supporters = [row for row in contacts if row.get("sentiment") == _SUPPORTIVE]
    roles = {row.get("role") for row in stakeholders}
    light, reason = _light(contacts, supporters)
    latest = last_contact(stakeholders)
    return RelationshipCoverage(
        light=light,
        reason=reason,
        supporters=len(supporters),
        missing_roles=tuple(role for role in WANTED_ROLES if role not in roles),
        last_contact=latest,
        days_since_contact=None if latest is None else (as_of - latest).days,
    )


def last_contact(stakeholders: Iterable[Row]) -> date | None:
    """Give the day on which we last spoke with anybody; None if no day is known."""
    return max((then for row in stakeholders if (then := contact_day(row)) is not None), default=None)


def contact_day(stakeholder: Row) -> date | None:
    """Give the day on which we last spoke with a person; None if it is not known."""
    then = stakeholder.get("last_contact")
    if isinstance(then, datetime):
        return then.date()
    return then if isinstance(then, date) else None


def _is_key(row: Row) -> bool:
    role = row.get("role")
    return role in _KEY_ROLES or (row.get("influence") == "High" and role != "Blocker")


def _light(contacts: Sequence[Row], supporters: Sequence[Row]) -> tuple[Light | None, str]:
    if any(row.get("role") in DECIDING_ROLES for row in supporters):
        return "green", "Somebody who decides or approves is for us."
    if supporters:
        return "amber", "Somebody of weight is for us, but nobody who decides or approves."
    if not contacts:
        return None, "Nobody of weight is known."
    if any(row.get("sentiment") is None for row in contacts):
        return None, "Nobody of weight is known to be for us, and where some stand is not known."
    return "red", "Nobody of weight is for us."
