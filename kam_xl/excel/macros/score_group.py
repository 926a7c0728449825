"""The buttons of the group Score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.excel.button import Outcome, press
from kam_xl.excel.changes import all_or_nothing, refuse_protected
from kam_xl.excel.host import macro
from kam_xl.excel.scoring import problems_of, scored_book, write_results
from kam_xl.excel.told_once import told_once

if TYPE_CHECKING:
    from kam_xl.excel.at_work import AtWork
    from kam_xl.excel.open_book import OpenBook
    from kam_xl.jobs.calibrate import Effect
    from kam_xl.scoring.calibration import Calibration
    from kam_xl.scoring.scales import Scale

NOT_UNDONE = (
    "Score writes tier, rank, coverage and reason into Accounts as values, and Excel's Undo cannot take that back. "
    "Nothing you typed and no formula is touched.\n\nScore now? (You are asked this once.)"
)

MOST_NAMED = 8
"""How many accounts a message names before it counts the rest."""


@macro
def score_accounts() -> None:
    """Score every account; write the results, all but what formulas of the table work out, as values."""
    press("Score", _score)


@macro
def explain_account() -> None:
    """Show on the sheet Explanation how the selected account came by its score and tier."""
    press("Explain", _explain)


@macro
def calibrate_model() -> None:
    """Propose curves that suit the accounts; write them to the sheet Model if the person accepts."""
    press("Calibrate", _calibrate)


@macro
def take_snapshot() -> None:
    """Add today's results, with their values and model, to History and Models."""
    press("Snapshot", _take_snapshot)


def _score(book: OpenBook, _: AtWork) -> Outcome:
    refuse_protected(book.accounts.sheet)
    if not told_once("score-cannot-be-undone", lambda: book.confirm(NOT_UNDONE)):
        return Outcome("Nothing was scored: you chose not to.")
    scored = scored_book(book)
    with all_or_nothing() as changes:
        write_results(scored, book, changes)
    return Outcome(scored.counts, problems_of(scored, book))


def _explain(book: OpenBook, _: AtWork) -> Outcome:
    from kam_xl.excel.explanation_sheet import explanation_report
    from kam_xl.excel.report_sheet import show_report
    from kam_xl.jobs.explain import explain_scored

    account_id, *_others = book.selected_account_ids()
    explained = explain_scored(scored_book(book), account_id)
    show_report(book, explanation_report(explained))
    result = f"{explained.account.name}: {explained.account.result.reason}."
    return Outcome(result, tuple(map(str, explained.issues)))


def _calibrate(book: OpenBook, _: AtWork) -> Outcome:
    from kam_xl.excel.model_tables import write_scales
    from kam_xl.jobs.calibrate import calibrate_scored, effect_of

    scored = scored_book(book)
    calibration = calibrate_scored(scored)
    lines = _curve_lines(calibration)
    if not lines:
        return Outcome("The curves stay as they are: none would change.", tuple(_left_alone(calibration)))
    effect = effect_of(calibration, scored)
    proposal = "\n".join((*lines, "", *_effect_lines(effect)))
    if not book.confirm(f"Curves that suit your accounts:\n\n{proposal}\n\nWrite them to the sheet Model?"):
        return Outcome("The model stays as it is: you declined the new curves.")
    with all_or_nothing() as changes:
        write_scales(book, calibration.model, changes)
    return Outcome(f"{len(lines)} curves were calibrated. Press Score for new tiers.", tuple(_left_alone(calibration)))


def _curve_lines(calibration: Calibration) -> list[str]:
    return [
        f"{each.criterion.label}\n    now: {_points(each.criterion.scale)}\n    new: {_points(each.curve)}"
        for each in calibration.changes
        if each.curve and each.curve != each.criterion.scale
    ]


def _points(scale: Scale) -> str:
    pairs = scale.pairs()
    return ", ".join(f"{value if isinstance(value, str) else f'{value:,.6g}'} → {rating:g}" for value, rating in pairs)


def _left_alone(calibration: Calibration) -> list[str]:
    return [f"{each.criterion.label} stays: {each.reason}." for each in calibration.changes if each.reason]


def _effect_lines(effect: Effect) -> list[str]:
    moved, more = effect.moved[:MOST_NAMED], len(effect.moved) - MOST_NAMED
    if not moved:
        return ["No account would change its tier."]
    lines = [f"{name}: {now} → {then}" for name, now, then in moved]
    return [effect.scored.counts, *lines, *([f"… and {more} more accounts"] if more > 0 else [])]


def _take_snapshot(book: OpenBook, _: AtWork) -> Outcome:
    from kam_xl.excel.history_tables import write_snapshot
    from kam_xl.jobs.snapshot import snapshot_by_header

    scored = scored_book(book)
    with all_or_nothing() as changes:
        replaced = write_snapshot(book, snapshot_by_header(scored), changes)
    done = "replaces the one of the same day" if replaced else "was added to History"
    as_of = scored.gathered.basis.as_of
    return Outcome(f"The snapshot of {as_of} {done}. {scored.counts}", problems_of(scored, book))
