"""The use case of the whole path: scores, plans for Key and Major, manager copies with drafts, and a summary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kam_xl.accounts.issues import summarise
from kam_xl.jobs.plan import generate_plans, plan_lines, wanted_accounts
from kam_xl.jobs.score import score
from kam_xl.jobs.share import share
from kam_xl.jobs.write_scores import write_scores
from kam_xl.portfolio.findings import findings
from kam_xl.workbook.files import atomic_write

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from kam_xl.accounts.issues import Issue
    from kam_xl.jobs.gather import Request
    from kam_xl.jobs.score import Scored
    from kam_xl.plans.writing import PlanReport
    from kam_xl.sharing.share import ShareReport

    ShowProgress = Callable[[str, int], AbstractContextManager[Callable[[int], object]]]


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did.

    Attributes:
        scored: The scored book.
        plans: What became of the plans.
        shared: What became of the manager copies and drafts.
        summary: The lines of the summary, most urgent first.
    """

    scored: Scored
    plans: PlanReport
    shared: ShareReport
    summary: tuple[str, ...]

    @property
    def problems(self) -> list[object]:
        """Give everything that did not go well: issues, kept and failed plans, copies that reach nobody."""
        return [*self.scored.issues, *self.plans.kept, *self.plans.failed, *self.shared.problems]


def run(request: Request, target: Path, show_progress: ShowProgress) -> RunReport:
    """Do everything for a book, into a folder: `scores.csv`, `plans`, `managers` and `summary.txt`.

    Args:
        request: The book and how to score it.
        target: The folder.
        show_progress: Shows a progress bar for a step of so many parts, and gives the function that moves it on.

    Raises:
        KamError: The book, the model or the templates cannot be used; then nothing was written.
    """
    scored = score(request)
    accounts = wanted_accounts(scored, ("key", "major"))
    with show_progress("Writing scores", len(scored.gathered.accounts)) as progress:
        write_scores(scored, target / "scores.csv", progress)
    with show_progress("Writing plans", len(accounts)) as progress:
        plans = generate_plans(scored, accounts, target / "plans", progress=progress)
    with show_progress("Writing manager copies", len(scored.book.accounts)) as progress:
        shared = share(scored, target / "managers", progress)
    summary = summary_lines(scored, plans, shared)
    atomic_write(target / "summary.txt", lambda path: path.write_text("\n".join(summary) + "\n", encoding="utf-8"))
    return RunReport(scored, plans, shared, summary)


def summary_lines(scored: Scored, plans: PlanReport, shared: ShareReport) -> tuple[str, ...]:
    """Give the summary of a run: first what stands in the way, then what was done, then what was not understood."""
    chosen, as_of = scored.gathered.chosen, scored.gathered.basis.as_of
    return (
        *(f"! {finding}" for finding in findings(scored.assessment, scored.gathered.tables.get("Team", ()))),
        f"{scored.counts} As of {as_of}, by the {chosen.model.name} ({chosen.why}).",
        *_tier_lines(scored),
        *plan_lines(plans),
        *shared.lines(),
        *_issue_lines(scored.issues),
    )


def _tier_lines(scored: Scored) -> list[str]:
    key = sorted((a for a in scored.book.accounts if a.result.tier == "Key"), key=lambda a: a.result.rank or 0)
    return [f"- {account.name} ({account.account_id}): {account.result.reason}." for account in key]


def _issue_lines(issues: Sequence[Issue]) -> list[str]:
    if not issues:
        return ["Every cell was understood."]
    count = f"{len(issues):,} issue{'s' if len(issues) > 1 else ''}"
    return [f"{count}; what they touch counts as unknown:", *(f"- {line}" for line in summarise(issues))]
