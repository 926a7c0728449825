"""The sheet Explanation: how one account came by its score and tier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.excel.report_sheet import Part, Report
from kam_xl.jobs.explanation import sections
from kam_xl.portfolio.ways import shown
from kam_xl.scoring.model import AXES

if TYPE_CHECKING:
    from kam_xl.accounts.rows import Value
    from kam_xl.jobs.explain import Explained
    from kam_xl.scoring.results import Result

SHEET = "Explanation"
WIDTHS = (44, 24, 12, 12, 12)
FORMATS = ("@", "@", "0.0", "0%", "0.00")


def explanation_report(explained: Explained) -> Report:
    """Lay an explanation out as a sheet."""
    account = explained.account
    return Report(
        sheet=SHEET,
        title=f"{SHEET}: {account.name} ({account.account_id})",
        sentence=f"{account.result.reason}. {_standing(account.result)}",
        widths=WIDTHS,
        parts=(*_criteria(explained), *_gates(explained), *_sentences(explained)),
    )


def _standing(result: Result) -> str:
    rank = "It has no rank" if result.rank is None else f"It is number {result.rank:,}"
    return f"{rank}; {result.coverage:.0%} of the weight is known."


def _criteria(explained: Explained) -> list[Part]:
    total = explained.scored.gathered.chosen.model.total_weight()
    parts = []
    for axis in AXES:
        rows: list[tuple[Value, ...]] = [
            (line.criterion.label, shown(line.value), line.rating, line.criterion.weight / total, line.contribution)
            for line in explained.account.explanation.lines
            if line.criterion.axis == axis
        ]
        parts.append(Part(axis.capitalize(), ("Criterion", "Value", "Rating", "Weight", "Points"), rows, FORMATS))
    return [part for part in parts if part.rows]


def _gates(explained: Explained) -> list[Part]:
    rows = [(each.gate.label, shown(each.value), each.state) for each in explained.account.explanation.gates]
    return [Part("What an account must have to be Key", ("Gate", "Value", "Outcome"), rows)] if rows else []


def _sentences(explained: Explained) -> list[Part]:
    return [
        Part(section.heading or "How steady its tier is", (), [(sentence,) for sentence in section.sentences])
        for section in sections(explained)
    ]
