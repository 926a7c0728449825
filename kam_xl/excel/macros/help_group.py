"""The buttons of the group Help that need Python."""

from __future__ import annotations

import sys
from platform import python_version
from types import MappingProxyType
from typing import TYPE_CHECKING

from kam_xl.excel.button import Outcome, press
from kam_xl.excel.host import macro

if TYPE_CHECKING:
    from kam_xl.excel.at_work import AtWork
    from kam_xl.excel.open_book import OpenBook

_MARKS = MappingProxyType({"ok": "✓", "note": "·", "problem": "✗"})


@macro
def run_doctor() -> None:
    """Check the connection to Python, and say for each finding what to do."""
    press("Doctor", _run_doctor)


@macro
def show_guide() -> None:
    """Show on the sheet Guide what each button and each function does."""
    press("Guide", _show_guide)


@macro
def show_about() -> None:
    """Say which versions work together here, and where the log file lies."""
    press("About", _show_about)


def _run_doctor(book: OpenBook, _: AtWork) -> Outcome:
    from kam_xl.jobs.doctor import examine
    from kam_xl.jobs.wording import counted

    findings = examine(book.source)
    wrong = tuple(str(finding) for finding in findings if finding.level != "ok")
    lines = [f"{_MARKS[finding.level]}  {finding}" for finding in findings]
    result = f"{counted(len(findings), 'thing')} looked at, {counted(len(wrong), 'finding')} to look into."
    return Outcome(result, wrong, "\n\n".join((*lines, *_writing(book))))


def _writing(book: OpenBook) -> tuple[str, ...]:
    from kam_xl.errors import HostError
    from kam_xl.excel.scoring import output_folder

    try:
        return (f"{_MARKS['ok']}  Output folder: {output_folder(book)}.",)
    except HostError as error:
        return (f"{_MARKS['problem']}  Output folder: {error}",)


def _show_guide(book: OpenBook, _: AtWork) -> Outcome:
    from kam_xl.excel.guide_sheet import guide_report
    from kam_xl.excel.report_sheet import show_report

    show_report(book, guide_report())
    return Outcome("The sheet Guide says what each button and each function does.")


def _show_about(book: OpenBook, _: AtWork) -> Outcome:
    import xlwings

    from kam_xl import __version__
    from kam_xl.excel.log import log_file

    versions = f"kam-xl {__version__}, xlwings {xlwings.__version__}, Python {python_version()}"
    lines = (versions, f"Python: {sys.executable}", f"Workbook: {book.source}", f"Log file: {log_file()}")
    return Outcome(f"{versions}.", message="\n".join(lines))
