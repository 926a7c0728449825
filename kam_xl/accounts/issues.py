"""Issues: what in the data could not be understood, gathered instead of stopping the run."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict


@dataclass(frozen=True, slots=True)
class Place:
    """Say where something stands.

    Attributes:
        source: File and sheet, as a person would name them.
        row: The row as the source's own program numbers it (the header of a file is row 1); None for the whole table.
        column: The header of the column; None for the whole row or table.
    """

    source: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        """Name the place in one phrase."""
        parts = [self.source]
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column is not None:
            parts.append(f"column “{self.column}”")
        return ", ".join(parts)


class IssuePlain(TypedDict):
    """An issue as JSON holds it."""

    kind: str
    source: str
    row: int | None
    column: str | None
    found: str
    allowed: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Issue:
    """Say what was found where, what is allowed there, and what to do.

    Attributes:
        kind: A short name under which like issues are counted, such as "unreadable number".
        place: Where.
        found: What stands there.
        allowed: What may stand there.
        remedy: What to do, as a sentence.
    """

    kind: str
    place: Place
    found: str
    allowed: str
    remedy: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.place}: {self.kind}: found {self.found}; allowed: {self.allowed}. {self.remedy}"

    def plain(self) -> IssuePlain:
        """Give the issue as JSON holds it."""
        return IssuePlain(
            kind=self.kind,
            source=self.place.source,
            row=self.place.row,
            column=self.place.column,
            found=self.found,
            allowed=self.allowed,
            remedy=self.remedy,
        )


def quoted(found: object, longest: int = 60) -> str:
    """Quote what was found, shortened so that one bad cell cannot fill the screen."""
    text = str(found)
    shown = text if len(text) <= longest else text[: longest - 1] + "…"
    return f"“{shown}”"


def summarise(issues: Iterable[Issue]) -> list[str]:
    """Count issues of rows by kind, source and column, the most frequent first; any other is said in full.

    Returns:
        One line per group; ties stay in the order of first appearance.
    """
    groups: dict[tuple[object, ...], list[Issue]] = {}
    for issue in issues:
        group = (issue.kind, issue.place.source, issue.place.column)
        groups.setdefault(group if issue.place.row is not None else (*group, issue), []).append(issue)
    return [_summary(group) for group in sorted(groups.values(), key=len, reverse=True)]


def _summary(group: list[Issue]) -> str:
    first = group[0]
    if len(group) == 1:
        return str(first)
    commonest = ", ".join(found for found, _ in Counter(issue.found for issue in group).most_common(3))
    place = Place(first.place.source, column=first.place.column)
    return (
        f"{place}: {first.kind}, {len(group)} rows (first: row {first.place.row}): found {commonest}; "
        f"allowed: {first.allowed}. {first.remedy}"
    )
