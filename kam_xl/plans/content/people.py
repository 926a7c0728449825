"""The people at the account: who matters, who helps, who is in the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kam_xl.plans.content.cells import text
from kam_xl.portfolio.relationship import contact_day, relationship_coverage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kam_xl.accounts.rows import Row


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """A person at the account.

    Attributes:
        name: The person's name.
        role: The part played in buying.
        title: The person's job.
        influence: High, Medium or Low.
        sentiment: + for us, 0 neutral, − against us.
        owner: Who of us looks after the person.
        email: The person's address.
        phone: The person's number.
        last_contact: When we last spoke.
        days_since_contact: Days from then to the as-of date.
        status: Whether the role is Assumed or Confirmed.
    """

    name: str | None
    role: str | None
    title: str | None
    influence: str | None
    sentiment: str | None
    owner: str | None
    email: str | None
    phone: str | None
    last_contact: date | None
    days_since_contact: int | None
    status: str | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How well the people of weight are covered.

    Attributes:
        light: red is nobody of weight for us, amber somebody, green somebody who decides; None is not known.
        reason: What it rests on, in one sentence.
        supporters: How many people of weight are for us.
        missing_roles: Executive sponsor, decision maker or champion, where nobody is named.
    """

    light: str | None
    reason: str
    supporters: int
    missing_roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class People:
    """Everybody known at the account.

    Attributes:
        stakeholders: In sheet order.
        sponsor: The first executive sponsor.
        champion: The first champion.
        blocker: The first blocker; None may also mean that there is none.
        coverage: How well those of weight are covered.
        last_contact: When we last spoke with anybody.
        days_since_contact: Days from then to the as-of date.
    """

    stakeholders: tuple[Stakeholder, ...]
    sponsor: Stakeholder | None
    champion: Stakeholder | None
    blocker: Stakeholder | None
    coverage: Coverage
    last_contact: date | None
    days_since_contact: int | None


def compose_people(rows: Sequence[Row], as_of: date) -> People:
    """Say who is known at the account and when we last spoke."""
    stakeholders = tuple(_stakeholder(row, as_of) for row in rows)
    covered = relationship_coverage(rows, as_of)
    return People(
        stakeholders=stakeholders,
        sponsor=_first(stakeholders, "Executive sponsor"),
        champion=_first(stakeholders, "Champion"),
        blocker=_first(stakeholders, "Blocker"),
        coverage=Coverage(covered.light, covered.reason, covered.supporters, covered.missing_roles),
        last_contact=covered.last_contact,
        days_since_contact=covered.days_since_contact,
    )


def _stakeholder(row: Row, as_of: date) -> Stakeholder:
    last_contact = contact_day(row)
    return Stakeholder(
        name=text(row, "name"),
        role=text(row, "role"),
        title=text(row, "title"),
        influence=text(row, "influence"),
        sentiment=text(row, "sentiment"),
        owner=text(row, "owner"),
        email=text(row, "email"),
        phone=text(row, "phone"),
        last_contact=last_contact,
        days_since_contact=_days(last_contact, as_of),
        status=text(row, "status"),
    )


def _first(stakeholders: Sequence[Stakeholder], role: str) -> Stakeholder | None:
    return next((person for person in stakeholders if person.role == role), None)


def _days(then: date | None, as_of: date) -> int | None:
    return None if then is None else (as_of - then).days
