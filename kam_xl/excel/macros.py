"""The buttons of the ribbon. Each reads the open workbook, lets a job do the work and shows on Start what came out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kam_xl.errors import KamError
from kam_xl.excel.host import calling_book, macro, today
from kam_xl.excel.log import log_file, log_problem
from kam_xl.excel.open_book import OpenBook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kam_xl.jobs.score import Scored

SHOWN_PROBLEMS = 12
"""Lines about problems that Start has room for; the message below them says how many more there are."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a button did.

    Attributes:
        result: What came out, in one or two sentences.
        problems: What a person should look at, one sentence each.
    """

    result: str
    problems: tuple[str, ...] = ()


@macro
def score() -> None:
    """Score every account; write the results, all but the score itself, which is a function, as values."""
    _run("Score", _score)


@macro
def generate_plans() -> None:
    """Write the plans of all Key and Major accounts into the output folder."""
    _run("Generate plans", _generate_plans)


@macro
def email_managers() -> None:
    """Write each manager's copy and a message draft into the output folder; nothing is sent."""
    _run("Email managers", _email_managers)


def _run(button: str, act: Callable[[OpenBook], Outcome]) -> None:
    """Act for a button; whatever happens, leave the workbook usable and say so on Start."""
    book = OpenBook(calling_book())
    with book.at_work(f"Key Accounts: {button} …"):
        failure = _try(book, button, act)
    if failure:
        book.say(f"{button} was not done.\n\n{failure}")


def _try(book: OpenBook, button: str, act: Callable[[OpenBook], Outcome]) -> str:
    """Act, show on Start what came of it, and give the reason if nothing did."""
    try:
        outcome = act(book)
    except KamError as error:
        log_problem(f"{button}: {error}")
        failure = _shown(error.problems)
    except Exception as error:  # noqa: BLE001 - a traceback helps nobody who presses a button
        log_problem(f"{button}: {error!r}", error)
        failure = f"kam-xl failed ({type(error).__name__}: {error}); {log_file()} says where."
    else:
        book.show(last_run=f"{button}, {today()}", result=outcome.result, problem=_shown(outcome.problems))
        return ""
    book.show(last_run=f"{button}, {today()}", result="Not done.", problem=failure)
    return failure


def _shown(problems: tuple[str, ...]) -> str:
    more = len(problems) - SHOWN_PROBLEMS
    lines = problems[:SHOWN_PROBLEMS]
    return "\n".join(lines if more <= 0 else (*lines, f"… and {more} more"))


def _scored(book: OpenBook) -> Scored:
    from kam_xl.jobs.gather import Request, understand
    from kam_xl.jobs.score import score_gathered

    return score_gathered(understand(book.read(), Request(source=book.source, today=today())))


def _score(book: OpenBook) -> Outcome:
    from kam_xl.accounts.schema import OUTPUT_FIELDS
    from kam_xl.portfolio.findings import findings

    scored = _scored(book)
    results = [account.result for account in scored.book.accounts]
    columns = {field.header: [getattr(result, field.name) for result in results] for field in OUTPUT_FIELDS}
    # Its cells hold the function.
    del columns["Score"]
    book.write_accounts(scored.gathered.raw.accounts.row_numbers, columns)
    cuts = scored.assessment.cuts
    book.write_settings({"Head Cut": cuts.cut, "Head Keep": cuts.keep})
    found = findings(scored.assessment, scored.gathered.tables.get("Team", ()))
    return Outcome(scored.counts, (*found, *_issue_lines(scored)))


def _issue_lines(scored: Scored) -> list[str]:
    from kam_xl.accounts.issues import summarise

    return summarise(scored.issues)


def _generate_plans(book: OpenBook) -> Outcome:
    from kam_xl.jobs import plan

    scored = _scored(book)
    folder = _output_folder(book, scored) / "plans"
    accounts = plan.wanted_accounts(scored, ("key", "major"))
    done = 0

    def show(steps: int) -> None:
        nonlocal done
        done += steps
        book.show_progress(f"Key Accounts: plan {done:,} of {len(accounts):,}")

    report = plan.generate_plans(scored, accounts, folder, progress=show)
    *problems, counts = plan.plan_lines(report)
    return Outcome(f"{counts} They are in {folder}.", tuple(problem.removeprefix("! ") for problem in problems))


def _email_managers(book: OpenBook) -> Outcome:
    from kam_xl.jobs.share import share

    scored = _scored(book)
    folder = _output_folder(book, scored) / "managers"
    report = share(scored, folder)
    *_, counts = report.lines()
    return Outcome(f"{counts} They are in {folder}; nothing was sent.", report.problems)


def _output_folder(book: OpenBook, scored: Scored) -> Path:
    """Give the output folder of Settings, seen from the workbook; without one, the workbook's own."""
    setting = scored.gathered.settings.get("output_folder")
    return book.path.parent / str(setting) if setting else book.path.parent
