"""The sheet Issues: every cell that could not be understood, each with a way to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.utils import quote_sheetname

from kam_xl.excel.changes import Formula
from kam_xl.excel.report_sheet import Part, Report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kam_xl.accounts.issues import Issue, Place
    from kam_xl.accounts.rows import Value
    from kam_xl.excel.open_book import OpenBook
    from kam_xl.excel.open_table import OpenTable

SHEET = "Issues"
WIDTHS = (26, 24, 20, 26, 34, 44, 64)
MOST_ROWS = 10_000
"""More than this nobody works through one by one."""


def issues_report(book: OpenBook, issues: Sequence[Issue], findings: Sequence[str]) -> Report:
    """Lay issues out as a sheet."""
    tables = {table.source: table for table in book.tables.values()}
    rows = [_row(issue, tables.get(issue.place.source)) for issue in issues[:MOST_ROWS]]
    more = f" The first {MOST_ROWS:,} are listed." if len(issues) > MOST_ROWS else ""
    headers = ("Where", "Column", "Account ID", "What", "Found", "Allowed", "What to do")
    first = [Part("What stands in the way of the book", (), [(finding,) for finding in findings])] if findings else []
    return Report(
        sheet=SHEET,
        title=f"{SHEET} in the data",
        sentence=f"Until it is corrected, what they touch counts as unknown, never as zero.{more}",
        widths=WIDTHS,
        parts=(*first, Part(f"{len(issues):,} cells", headers, rows)),
    )


def _row(issue: Issue, table: OpenTable | None) -> tuple[Value | Formula, ...]:
    place = issue.place
    account_id = None if table is None or place.row is None else table.value(place.row, "Account ID")
    return (
        _way_to(place, table),
        place.column,
        None if account_id is None else str(account_id),
        issue.kind,
        issue.found,
        issue.allowed,
        issue.remedy,
    )


def _way_to(place: Place, table: OpenTable | None) -> str | Formula:
    if table is None or place.row is None:
        return str(place)
    address = table.address(place.row, place.column or "") or f"A{place.row}"
    sheet = table.sheet.name
    target = "#" + quote_sheetname(sheet) + "!" + address
    return Formula(f"=HYPERLINK({_text(target)},{_text(f'{sheet}, {address}')})")


def _text(text: str) -> str:
    """Write a text as a formula holds it."""
    return '"' + text.replace('"', '""') + '"'
