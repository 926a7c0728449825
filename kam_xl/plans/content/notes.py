"""The notes of an account, by the section of the plan to which they belong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from kam_xl.plans.content.cells import day, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kam_xl.accounts.rows import Row


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote.

    Attributes:
        text: The note.
        date: When it was written.
        by: Who wrote it.
        audience: Internal or Customer.
    """

    text: str
    date: date | None
    by: str | None
    audience: str | None


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of each section, the newest first, undated ones last.

    Attributes:
        strengths: What we are good at with them.
        weaknesses: What we are not good at.
        opportunities: What could help us.
        threats: What could hurt us.
        competitors: Who else they buy from.
        priorities: What they want to reach themselves.
        resources: What we ask our own house for.
        stop_doing: What we no longer do for them.
        ask: The one thing asked of the manager.
        reviews: What was said when the plan was reviewed.
        other: Notes whose section is blank or not one of the sheet's, so that nothing typed is lost.
    """

    strengths: tuple[Note, ...] = ()
    weaknesses: tuple[Note, ...] = ()
    opportunities: tuple[Note, ...] = ()
    threats: tuple[Note, ...] = ()
    competitors: tuple[Note, ...] = ()
    priorities: tuple[Note, ...] = ()
    resources: tuple[Note, ...] = ()
    stop_doing: tuple[Note, ...] = ()
    ask: tuple[Note, ...] = ()
    reviews: tuple[Note, ...] = ()
    other: tuple[Note, ...] = ()


_PLACES = MappingProxyType(
    {
        "SWOT Strength": "strengths",
        "SWOT Weakness": "weaknesses",
        "SWOT Opportunity": "opportunities",
        "SWOT Threat": "threats",
        "Competitors": "competitors",
        "Priorities": "priorities",
        "Resources asked": "resources",
        "Stop doing": "stop_doing",
        "The one ask": "ask",
        "Review": "reviews",
    }
)


def compose_notes(rows: Sequence[Row]) -> Notes:
    """Sort the notes into their sections; blank ones say nothing and are left out."""
    sections: dict[str, list[Note]] = {}
    for row in rows:
        said = text(row, "text")
        if said:
            place = _PLACES.get(text(row, "section") or "", "other")
            sections.setdefault(place, []).append(_note(row, said))
    return Notes(**{place: _newest_first(notes) for place, notes in sections.items()})


def _note(row: Row, said: str) -> Note:
    return Note(said, day(row, "date"), text(row, "by"), text(row, "audience"))


def _newest_first(notes: list[Note]) -> tuple[Note, ...]:
    return tuple(sorted(notes, key=lambda note: note.date or date.min, reverse=True))
