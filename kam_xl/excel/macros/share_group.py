"""The buttons of the group Share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.excel.button import Outcome, press
from kam_xl.excel.host import macro
from kam_xl.excel.scoring import output_folder, scored_book

if TYPE_CHECKING:
    from pathlib import Path

    from kam_xl.excel.at_work import AtWork
    from kam_xl.excel.open_book import OpenBook


@macro
def draft_messages() -> None:
    """Write each manager's copy and a message draft into the output folder; nothing is sent."""
    press("Drafts to managers", _draft_messages)


@macro
def preview_messages() -> None:
    """Show on the sheet Messages who would receive what; nothing is written to files."""
    press("Preview", _preview_messages)


@macro
def save_manager_copy() -> None:
    """Write the copy of the manager of the selected account into the output folder."""
    press("Save manager copy", _save_manager_copy)


def _copies_folder(book: OpenBook) -> Path:
    return output_folder(book) / "managers"


def _draft_messages(book: OpenBook, work: AtWork) -> Outcome:
    from kam_xl.jobs.share import share

    folder = _copies_folder(book)
    scored = scored_book(book)
    report = share(scored, folder, work.steps("accounts shared", len(scored.book.accounts)))
    *_, counts = report.lines()
    return Outcome(f"{counts} They are in {folder}; nothing was sent.", report.problems)


def _preview_messages(book: OpenBook, _: AtWork) -> Outcome:
    from kam_xl.excel.messages_sheet import messages_report
    from kam_xl.excel.report_sheet import show_report
    from kam_xl.jobs.manager_copies import preview
    from kam_xl.jobs.wording import counted

    scored = scored_book(book)
    found = preview(scored)
    show_report(book, messages_report(found))
    nobody = f" {counted(len(found.nobody), 'account')} would reach nobody." if found.nobody else ""
    shown = counted(len(found.messages), "message")
    return Outcome(f"{shown} would be drafted; the sheet Messages shows them.{nobody} Nothing was written or sent.")


def _save_manager_copy(book: OpenBook, _: AtWork) -> Outcome:
    from kam_xl.jobs.manager_copies import save_copies

    account_ids, folder = book.selected_account_ids(), _copies_folder(book)
    written = save_copies(scored_book(book), account_ids, folder)
    return Outcome(f"Written into {folder}: {', '.join(path.name for path in written)}.")
