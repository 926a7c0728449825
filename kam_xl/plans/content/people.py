"""The people at the account: who matters, who helps, who is in the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kam_xl.plans.content.cells import day, text

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
class People:
    """Everybody known at the account.

    Attributes:
        stakeholders: In sheet order.
        sponsor: The first executive sponsor.
        champion: The first champion.
        blocker: The first blocker; None may also mean that there is none.
        last_contact: When we last spoke with anybody.
        days_since_contact: Days from then to the as-of date.
    """

    stakeholders: tuple[Stakeholder, ...]
    sponsor: Stakeholder | None
    champion: Stakeholder | None
    blocker: Stakeholder | None
    last_contact: date | None
    days_since_contact: int | None


def compose_people(rows: Sequence[Row], as_of: date) -> People:
    """Say who is known at the account and when we last spoke."""
    stakeholders = tuple(_stakeholder(row, as_of) for row in rows)
    contacts = [person.last_contact for person in stakeholders if person.last_contact is not None]
    latest = max(contacts, default=None)
    return People(
        stakeholders=stakeholders,
        sponsor=_first(stakeholders, "Executive sponsor"),
        champion=_first(stakeholders, "Champion"),
        blocker=_first(stakeholders, "Blocker"),
        last_contact=latest,
        days_since_contact=_days(latest, as_of),
    )


def _stakeholder(row: Row, as_of: date) -> Stakeholder:
    last_contact = day(row, "last_contact")
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
