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
    from kam_xl.jobs.share import ShareRequest


@macro
def draft_messages() -> None:
    """Write each manager's copy and a message draft into the output folder; nothing is sent."""
    press("Drafts to managers", _draft_messages)


@macro
def preview_messages() -> None:
    """Show every message as its reader would see it, on a page in the browser; nothing is drafted and nothing sent."""
    press("Preview", _preview_messages)


@macro
def save_manager_copy() -> None:
    """Write the copy of the manager of the selected account into the output folder."""
    press("Save manager copy", _save_manager_copy)


def _copies_folder(book: OpenBook) -> Path:
    return output_folder(book) / "managers"


def _request(book: OpenBook) -> ShareRequest:
    from kam_xl.jobs.share import OUTBOX, ShareRequest

    folder = _copies_folder(book)
    # A workbook without a folder of its own has no place beside it for the outbox.
    return ShareRequest(target=folder, outbox=None if book.is_local else folder / OUTBOX)


def _draft_messages(book: OpenBook, work: AtWork) -> Outcome:
    from kam_xl.jobs.share import share

    request = _request(book)
    scored = scored_book(book)
    report = share(scored, request, work.steps("accounts in copies", len(scored.book.accounts)))
    *_, counts = report.lines()
    return Outcome(f"{counts} They are in {request.target}; nothing was sent.", report.problems)


def _preview_messages(book: OpenBook, _: AtWork) -> Outcome:
    import click

    from kam_xl.jobs.share import rehearse
    from kam_xl.jobs.wording import counted

    rehearsed = rehearse(scored_book(book), _request(book), with_page=True)
    click.launch(str(rehearsed.page))
    messages = counted(len(rehearsed.rehearsal.messages), "message")
    shown = f"{rehearsed.page} shows them, and the copies lie beside it."
    return Outcome(f"{messages} would be drafted; {shown} Nothing was sent.", rehearsed.rehearsal.report.problems)


def _save_manager_copy(book: OpenBook, _: AtWork) -> Outcome:
    from kam_xl.jobs.manager_copies import save_copies

    account_ids, folder = book.selected_account_ids(), _copies_folder(book)
    written = save_copies(scored_book(book), account_ids, folder)
    names = ", ".join(copy.path.name for copy in written)
    return Outcome(f"Written into {folder}: {names}.", tuple(copy.kept for copy in written if copy.kept))
