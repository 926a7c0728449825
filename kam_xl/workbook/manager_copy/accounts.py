"""The Accounts sheet of a manager copy: what is known about each account, and its results."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING

from kam_xl.accounts.schema import Kind
from kam_xl.workbook.cells import put_formula
from kam_xl.workbook.layout import FIRST_ROW, GROUP_ROW, HEADER_ROW, UNIT_ROW, Sheet
from kam_xl.workbook.look import DATE_FORMAT, MUTED, TEAL, WARNING_PALE, tier_ink
from kam_xl.workbook.manager_copy.columns import BOOLEAN_FORMAT, LINE, OWN_RANK, SENT_TIER
from kam_xl.workbook.manager_copy.places import ACCOUNTS
from kam_xl.workbook.pages.canvas import BAR, line_height, lines_of
from kam_xl.workbook.pages.tables import typed_rule
from kam_xl.workbook.references import moving_cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format

    from kam_xl.accounts.rows import Value
    from kam_xl.portfolio.book import ScoredAccount, ScoredBook
    from kam_xl.workbook.manager_copy.columns import AccountColumn
    from kam_xl.workbook.manager_copy.places import AccountPlaces
    from kam_xl.workbook.pages.canvas import Canvas, Page

_PURPOSE = (
    "Your accounts. Live results follow what you change here and on Model; what is marked as sent stays. Rank is the "
    "place in the whole book, as sent; Rank in This Copy is the place among the accounts here."
)
_WIDTHS = MappingProxyType(
    {
        "account_id": 12, "account": 32, "quadrant": 12, "score": 9, "attractiveness": 13, "relationship": 12,
        "coverage": 10, "score_low": 9, "score_high": 9, "reason": 84, "parent_account_id": 18,
        "account_manager": 22, "manager": 22, "manager_email": 30, "industry": 20, "override_reason": 34,
        "override_by": 20, "rank": 7, "tier": 10, OWN_RANK: 9, SENT_TIER: 10, LINE: 9,
    }
)  # fmt: skip
_KIND_WIDTHS = MappingProxyType({Kind.TEXT: 16, Kind.NUMBER: 13, Kind.BOOLEAN: 11, Kind.DATE: 13})


def write_accounts(canvas: Canvas, book: ScoredBook, places: AccountPlaces) -> None:
    """Write the sheet: one header row, then the accounts in the book's order."""
    page = canvas.add(Sheet(ACCOUNTS, "AccountsSheet", TEAL))
    page.title(ACCOUNTS, _PURPOSE)
    _write_bands(page, places.columns, str(book.settings.get("currency") or "currency"))
    page.table(ACCOUNTS, [_table_column(page, column) for column in places.columns], places.count)
    for position, account in enumerate(book.accounts):
        _write_account(page, position, account, places)
    _mark(page, places)
    _check_what_is_typed(page, places)
    _arrange(page, places.columns, places.last_row)


def _table_column(page: Page, column: AccountColumn) -> dict[str, object]:
    return {"header": column.header, "header_format": page.header(computed=column.computed, align=column.align)}


def _write_bands(page: Page, columns: Sequence[AccountColumn], currency: str) -> None:
    place = 0
    for group, members in groupby(columns, key=lambda column: column.group):
        found = list(members)
        colour = TEAL if found[0].computed else MUTED
        page.put(GROUP_ROW, place, group, page.look(bold=True, font_color=colour, indent=1))
        place += len(found)
    for place, column in enumerate(columns):
        unit = "" if column.field is None else column.field.unit
        small = page.look(font_size=8, font_color=MUTED, align=column.align, indent=1)
        page.put(UNIT_ROW, place, currency if unit == "currency" else unit, small)


def _write_account(page: Page, position: int, account: ScoredAccount, places: AccountPlaces) -> None:
    row = FIRST_ROW + position
    for place, column in enumerate(places.columns):
        value = places.shown(account, column, position + 1)
        look = _cell_look(page, column, value)
        if column.live:
            put_formula(page.sheet, row, place, f"INDEX({places.result(column.name)},{places.line(row)})", value, look)
        else:
            page.put(row, place, value, look)
    page.sheet.set_row(row, line_height(lines_of(account.result.reason, _WIDTHS["reason"])))


def _cell_look(page: Page, column: AccountColumn, value: Value) -> Format:
    bold, wraps = column.name in {"account", "score", "tier"}, column.name == "reason"
    colour = {"font_color": MUTED} if column.name in {"tier", "computed_tier", SENT_TIER} else {}
    shown = BOOLEAN_FORMAT if isinstance(value, bool) else column.number_format
    if column.field is None and isinstance(value, date):
        shown = DATE_FORMAT
    return page.cell(shown, computed=column.computed, align=column.align, bold=bold, text_wrap=wraps, **colour)


def _mark(page: Page, places: AccountPlaces) -> None:
    """Show scores as bars, tiers and what the model reads and nobody knows in colour."""
    gap = page.look.book.add_format({"bg_color": WARNING_PALE})
    for place, column in enumerate(places.columns):
        if column.name in {"tier", "computed_tier", SENT_TIER}:
            _colour_tiers(page, place, places)
        if column.live and column.name == "score":
            bar = {"type": "data_bar", "bar_solid": True, "bar_color": BAR, "bar_border_color": BAR}
            scale = {"min_type": "num", "max_type": "num", "min_value": 0, "max_value": 100}
            page.sheet.conditional_format(FIRST_ROW, place, places.last_row, place, {**bar, **scale})
        if column.read_as is not None:
            # LibreOffice 7.4 crashes on the type "blanks".
            blank = {"type": "formula", "criteria": f"=ISBLANK({moving_cell(FIRST_ROW, place)})", "format": gap}
            page.sheet.conditional_format(FIRST_ROW, place, places.last_row, place, blank)


def _colour_tiers(page: Page, place: int, places: AccountPlaces) -> None:
    if places.columns[place].name == "tier":
        sent = moving_cell(FIRST_ROW, places.columns.index(places.column(SENT_TIER, None)))
        look = page.look.book.add_format({"bg_color": WARNING_PALE})
        moved = {"type": "formula", "criteria": f"={moving_cell(FIRST_ROW, place)}<>{sent}", "format": look}
        page.sheet.conditional_format(FIRST_ROW, place, places.last_row, place, moved)
    for tier in ("Key", "Major"):
        look = page.look.book.add_format({"font_color": tier_ink(tier), "bold": True})
        rule = {"type": "cell", "criteria": "==", "value": f'"{tier}"', "format": look}
        page.sheet.conditional_format(FIRST_ROW, place, places.last_row, place, rule)


def _check_what_is_typed(page: Page, places: AccountPlaces) -> None:
    for place, column in enumerate(places.columns):
        rule = None if column.field is None or column.computed else typed_rule(column.field)
        if rule is not None and column.field is not None:
            refusal = {
                "error_title": column.header[:32],
                "error_message": f"Allowed: {column.field.allowed}, or blank.",
            }
            page.sheet.data_validation(FIRST_ROW, place, places.last_row, place, {**rule, **refusal})


def _arrange(page: Page, columns: Sequence[AccountColumn], last_row: int) -> None:
    for place, column in enumerate(columns):
        kind = Kind.TEXT if column.field is None else column.field.kind
        page.sheet.set_column(place, place, _WIDTHS.get(column.name, _KIND_WIDTHS[kind]))
    page.sheet.set_row(HEADER_ROW, 34)
    page.sheet.freeze_panes(FIRST_ROW, 2)
    page.sheet.repeat_rows(HEADER_ROW)
    # Who, how good and why: what is known of each account is for the screen.
    last = next(place for place, column in enumerate(columns) if column.name == "reason")
    page.sheet.print_area(0, 0, last_row, last)
