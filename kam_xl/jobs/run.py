"""The use case of the whole path: scores, plans and portfolio pages, manager copies with drafts, and a summary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kam_xl.jobs.plan import (
    check_plan_templates,
    check_portfolio_templates,
    generate_plans,
    generate_portfolios,
    plan_lines,
    portfolio_pages,
    wanted_accounts,
)
from kam_xl.jobs.problems import Problems
from kam_xl.jobs.score import score
from kam_xl.jobs.share import OUTBOX, ShareRequest, message_templates, share
from kam_xl.jobs.wording import counted, issue_lines
from kam_xl.jobs.write_scores import check_scores_target, write_scores
from kam_xl.portfolio.digest import key_accounts
from kam_xl.workbook.files import atomic_write

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from kam_xl.jobs.gather import Request
    from kam_xl.jobs.score import Scored
    from kam_xl.plans.writing import PlanReport
    from kam_xl.portfolio.book import ScoredAccount
    from kam_xl.sharing.report import ShareReport

    ShowProgress = Callable[[str, int], AbstractContextManager[Callable[[int], object]]]


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did.

    Attributes:
        scored: The scored book.
        plans: What became of the plans.
        portfolios: What became of the pages over many accounts.
        shared: What became of the manager copies and drafts.
        summary: The lines of the summary, most urgent first.
    """

    scored: Scored
    plans: PlanReport
    portfolios: PlanReport
    shared: ShareReport
    summary: tuple[str, ...]

    @property
    def problems(self) -> list[object]:
        """Give everything that did not go well: issues, kept and failed plans, copies that reach nobody."""
        documents = (self.plans, self.portfolios)
        hindered = [trouble for report in documents for trouble in (*report.kept, *report.failed)]
        return [*self.scored.issues, *hindered, *self.shared.problems]


def run(request: Request, target: Path, show_progress: ShowProgress) -> RunReport:
    """Do everything for a book, into a folder: `scores.csv`, `plans`, `portfolios`, `managers` and `summary.txt`.

    The messages are drafts. Their outbox lies among them, so that a run leaves nothing outside its folder, and whoever
    removes the folder gets every draft anew.

    Args:
        request: The book and how to score it.
        target: The folder.
        show_progress: Shows a progress bar for a step of so many parts, and gives the function that moves it on.

    Raises:
        KamError: The book, the model or the templates cannot be used; then nothing was written.
    """
    scores = target / "scores.csv"
    check_scores_target(scores, request.path)
    scored = score(request)
    accounts = wanted_accounts(scored, ("key", "major"))
    _check_templates(scored, accounts)
    with show_progress("Writing scores", len(scored.gathered.accounts)) as progress:
        write_scores(scored, scores, progress)
    with show_progress("Writing plans", len(accounts)) as progress:
        plans = generate_plans(scored, accounts, target / "plans", progress=progress, complete=True)
    with show_progress("Writing portfolios", len(portfolio_pages(scored))) as progress:
        portfolios = generate_portfolios(scored, target / "portfolios", progress=progress)
    with show_progress("Writing manager copies", len(scored.book.accounts)) as progress:
        shared = share(scored, _drafts(target / "managers"), progress)
    summary = summary_lines(scored, plans, portfolios, shared)
    atomic_write(target / "summary.txt", lambda path: path.write_text("\n".join(summary) + "\n", encoding="utf-8"))
    return RunReport(scored, plans, portfolios, shared, summary)


def _drafts(folder: Path) -> ShareRequest:
    return ShareRequest(target=folder, outbox=folder / OUTBOX)


def _check_templates(scored: Scored, accounts: Sequence[ScoredAccount]) -> None:
    problems = Problems()
    problems.noted(lambda: check_plan_templates(scored, accounts), None)
    problems.noted(lambda: check_portfolio_templates(scored), None)
    problems.noted(lambda: message_templates(scored).check(), None)
    if problems:
        raise problems.error()


def summary_lines(scored: Scored, plans: PlanReport, portfolios: PlanReport, shared: ShareReport) -> tuple[str, ...]:
    """Give the summary of a run: what stands in the way, what came out, the key accounts, what was not understood.

    The same book gives the same summary, also where the folder holds the plans of an earlier run.
    """
    chosen, as_of = scored.gathered.chosen, scored.gathered.basis.as_of
    *plan_troubles, _ = plan_lines(plans)
    *portfolio_troubles, _ = plan_lines(portfolios, "portfolio")
    *share_troubles, copies = shared.lines()
    urgent = [*(f"! {finding}" for finding in scored.findings), *plan_troubles, *portfolio_troubles, *share_troubles]
    return (
        *([*urgent, ""] if urgent else []),
        f"{scored.counts} As of {as_of}, by the {chosen.model.name} ({chosen.why}).",
        f"Plans: {_files_of(plans)} for Key and Major.",
        f"Portfolios: {_files_of(portfolios)}, over all accounts and for each manager.",
        copies,
        *_key_lines(scored),
        "",
        *(issue_lines(scored.issues) or ["Every cell was understood."]),
    )


def _files_of(report: PlanReport) -> str:
    return counted(len(report.written) + len(report.unchanged), "file")


def _key_lines(scored: Scored) -> list[str]:
    accounts = key_accounts(scored.book.accounts)
    lines = [f"- {key.name} ({key.account_id}): {key.result.reason.removeprefix('Key: ')}." for key in accounts]
    return ["", "Key accounts, the best first:", *lines] if lines else []
