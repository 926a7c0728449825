"""Writing a manager copy: the sheets in their order, and everything about the file that is not a sheet."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from kam_xl.accounts.tables import DETAIL_TABLES, HISTORY, TEAM
from kam_xl.portfolio.digest import by_standing
from kam_xl.workbook.content import WorkbookContent
from kam_xl.workbook.files import atomic_write
from kam_xl.workbook.layout import Sheet
from kam_xl.workbook.look import LINE, Look
from kam_xl.workbook.manager_copy.accounts import write_accounts
from kam_xl.workbook.manager_copy.columns import account_columns, ranks_among
from kam_xl.workbook.manager_copy.model import formula_model, model_places, write_model
from kam_xl.workbook.manager_copy.overview import write_overview
from kam_xl.workbook.manager_copy.places import AccountPlaces
from kam_xl.workbook.manager_copy.scoring import write_scoring
from kam_xl.workbook.manager_copy.sent import write_sent
from kam_xl.workbook.manager_copy.settings import write_settings
from kam_xl.workbook.pages.canvas import Canvas
from kam_xl.workbook.pages.tables import write_table_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kam_xl.accounts.tables import TableSpec
    from kam_xl.portfolio.book import ScoredBook
    from kam_xl.portfolio.recipients import Recipient

_WORKED_ON = ("Actions", "Objectives", "Stakeholders", "Needs", "Products", "Targets", "Risks", "Notes")
"""The details in the order in which a manager needs them."""

_CALCULATED_BY = 191029
"""The calculation engine of Excel 2019 and later: one that finds its own number recalculates nothing on opening."""


def manager_copy(part: ScoredBook, recipient: Recipient) -> bytes:
    """Make one manager's own workbook, macro-free, whose scores are native formulas that follow its Model sheet.

    It holds the accounts of the part, their rows of every other sheet, the model, and nothing else; the same part
    gives the same bytes. Accounts stand by tier, then rank. Reasons, ranks in the whole book and where its head begins
    are values.

    Args:
        part: The manager's own part of a scored book.
        recipient: The manager.

    Returns:
        The .xlsx.
    """
    ordered = replace(part, accounts=by_standing(part.accounts))
    copy = BytesIO()
    _write(copy, ordered, recipient)
    return copy.getvalue()


def write_manager_copy(target: Path, part: ScoredBook, recipient: Recipient) -> None:
    """Write one manager's own workbook; an existing file is replaced.

    Raises:
        TargetError: The file cannot be written.
    """
    content = manager_copy(part, recipient)
    atomic_write(target, lambda draft: draft.write_bytes(content))


def _write(copy: BytesIO, book: ScoredBook, recipient: Recipient) -> None:
    import xlsxwriter

    day = datetime(book.basis.as_of.year, book.basis.as_of.month, book.basis.as_of.day)  # noqa: DTZ001 - a day, anywhere
    with xlsxwriter.Workbook(copy, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": day})
        workbook.set_calc_mode("auto", _CALCULATED_BY)
        workbook.calc_on_load = False
        workbook.set_size(1920, 1200)
        content = WorkbookContent(formula_model(book.model), book.tables, book.settings)
        _write_sheets(Canvas(workbook, Look(workbook), content, macros=False), book, recipient)


def _write_sheets(canvas: Canvas, book: ScoredBook, recipient: Recipient) -> None:
    accounts = AccountPlaces(account_columns(book), len(book.accounts), ranks_among(book.accounts))
    model = model_places(book.model)
    write_overview(canvas, book, recipient.name, accounts, model)
    write_accounts(canvas, book, accounts)
    for spec in _copied_tables(book):
        write_table_sheet(canvas, Sheet(spec.name, f"{spec.name}Sheet", LINE), spec)
    write_scoring(canvas, book, accounts, model)
    write_model(canvas, book.model)
    write_settings(canvas, book, recipient.name)
    write_sent(canvas, book, recipient)


def _copied_tables(book: ScoredBook) -> Iterator[TableSpec]:
    details = {spec.name: spec for spec in DETAIL_TABLES}
    yield from (details[name] for name in _WORKED_ON)
    yield from (spec for spec in (TEAM, HISTORY) if book.tables.get(spec.name))
