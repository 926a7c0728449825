"""The buttons of the group Data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.excel.button import Outcome, press
from kam_xl.excel.changes import all_or_nothing, refuse_protected
from kam_xl.excel.host import macro, today
from kam_xl.excel.scoring import problems_of, scored_book, write_results

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kam_xl.excel.at_work import AtWork
    from kam_xl.excel.open_book import OpenBook
    from kam_xl.jobs.import_accounts import ImportResult

MOST_NAMED = 5
"""How many cells that stay are named before the rest is counted."""


@macro
def import_accounts() -> None:
    """Import an export that the person chooses: rows are added, figures replaced, and what was typed stays."""
    press("Import", _import)


@macro
def check_data() -> None:
    """Show on the sheet Issues every cell that could not be understood."""
    press("Check data", _check_data)


def _import(book: OpenBook, work: AtWork) -> Outcome:
    from kam_xl.workbook.reading import ENDINGS

    refuse_protected(book.accounts.sheet)
    files = book.ask_for_files("The files of the export, and its mapping (.toml)", (*ENDINGS, ".toml"))
    return _import_files(book, work, files) if files else Outcome("Nothing was imported: no file was chosen.")


def _import_files(book: OpenBook, work: AtWork, files: Sequence[Path]) -> Outcome:
    from kam_xl.excel.imported_tables import write_imported
    from kam_xl.jobs.gather import Request, given_as_of, typed_settings
    from kam_xl.jobs.import_accounts import TABLES_OF_AN_EXPORT, ImportRequest, import_into, mapping_for

    preset, mapping = mapping_for(files)
    raw = book.read()
    sources = [file for file in files if file.suffix.lower() != ".toml"]
    run = Request(source=book.source, today=today())
    as_of = given_as_of(run, typed_settings(raw, run))
    request = ImportRequest(sources=sources, today=run.today, preset=preset, mapping=mapping, as_of=as_of)
    result = import_into(raw, request, work.steps("tables read", TABLES_OF_AN_EXPORT))
    with all_or_nothing() as changes:
        write_imported(book, raw, result, changes)
        scored = scored_book(book)
        write_results(scored, book, changes)
    return Outcome(f"{_counts(result)} {scored.counts}", (*_doubts(result), *problems_of(scored, book)))


def _counts(result: ImportResult) -> str:
    accounts = result.accounts
    return (
        f"{result.system}: {len(result.imported.accounts):,} customers; {len(accounts.added):,} accounts added, "
        f"{len(accounts.replaced):,} cells brought up to date, {len(accounts.kept):,} typed cells kept."
    )


def _doubts(result: ImportResult) -> list[str]:
    from kam_xl.accounts.issues import summarise
    from kam_xl.jobs.wording import counted

    kept = [
        f"{each.row}, {each.header}: you typed {each.book}, the export says {each.export}; yours stays."
        for each in result.accounts.kept
    ]
    more = [f"… and {len(kept) - MOST_NAMED} more cells that you typed stay."] if len(kept) > MOST_NAMED else []
    vanished = result.accounts.vanished
    named = ", ".join(vanished[:MOST_NAMED]) + (" …" if len(vanished) > MOST_NAMED else ".")
    gone = [f"Not in the export, and kept: {counted(len(vanished), 'account')}: {named}"]
    return [*(gone if vanished else []), *kept[:MOST_NAMED], *more, *summarise(result.issues)]


def _check_data(book: OpenBook, _: AtWork) -> Outcome:
    from kam_xl.excel.issues_sheet import issues_report
    from kam_xl.excel.report_sheet import show_report
    from kam_xl.jobs.wording import counted

    scored = scored_book(book)
    findings = (*book.other_accounts(), *scored.findings)
    if not scored.issues and not findings:
        return Outcome(f"Every cell of {counted(len(scored.assessment.accounts), 'account')} was understood.")
    show_report(book, issues_report(book, scored.issues, findings))
    issues = counted(len(scored.issues), "issue")
    return Outcome(f"{issues}; the sheet Issues lists them. What they touch counts as unknown.", findings)
