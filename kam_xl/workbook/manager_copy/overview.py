"""The first sheet of a manager copy: what a manager should see in the first minute."""

from __future__ import annotations

from math import ceil
from types import MappingProxyType
from typing import TYPE_CHECKING

from kam_xl.portfolio.digest import digest
from kam_xl.workbook.cells import cell_text, put_formula
from kam_xl.workbook.day_words import day_in_words
from kam_xl.workbook.layout import TITLE_ROW, Sheet
from kam_xl.workbook.look import LINE, MUTED, NAVY, PAPER, TEAL, TIER_COLOURS, WARNING, tier_ink
from kam_xl.workbook.manager_copy.attention import points_of_attention
from kam_xl.workbook.manager_copy.charts import insert_matrix, insert_revenue
from kam_xl.workbook.manager_copy.places import OVERVIEW, SCORING, SCORING_FIRST_ROW, result_column
from kam_xl.workbook.references import cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlsxwriter.format import Format

    from kam_xl.accounts.rows import Value
    from kam_xl.portfolio.book import ScoredAccount, ScoredBook
    from kam_xl.portfolio.digest import Digest
    from kam_xl.workbook.manager_copy.places import AccountPlaces, ModelPlaces
    from kam_xl.workbook.pages.canvas import Canvas, Page

_COLUMNS = 12
_BANNER, _TILES, _CHARTS, _LISTS = 2, 4, 8, 26
_LEADING = 12
"""How many accounts are listed; all stand on Accounts."""


def write_overview(canvas: Canvas, book: ScoredBook, manager: str, places: AccountPlaces, model: ModelPlaces) -> None:
    """Write the sheet: title, figures, two charts, the leading accounts, and what needs attention."""
    page = canvas.add(Sheet(OVERVIEW, "OverviewSheet", TEAL))
    page.sheet.set_portrait()
    page.sheet.fit_to_pages(1, 1)
    facts, language = digest(book), _language(book, manager)
    _write_title(page, book, manager, language)
    put_formula(page.sheet, _BANNER, 0, model.banner, "", page.look(bold=True, font_color=WARNING, indent=1))
    for number, (label, value, shown) in enumerate(_tiles(book, facts)):
        _write_tile(page, 2 * number, label, value, shown)
        if label in {"Key", "Major"}:
            tiers = f'SUMPRODUCT(--({places.result("tier")}="{label}"))'
            put_formula(page.sheet, _TILES + 1, 2 * number, tiers, value, _figure(page, 2 * number, label, shown))
    insert_matrix(page, book, places, _CHARTS, 0)
    insert_revenue(page, book, _CHARTS, _COLUMNS // 2)
    row = _write_leading(page, book, _LISTS)
    _write_attention(page, row + 2, list(points_of_attention(book, facts, language)))
    page.sheet.set_column(0, _COLUMNS - 1, 11.5)


def _language(book: ScoredBook, manager: str) -> str:
    """Say in which language the manager reads days: their own on Team, else the book's."""
    return str(book.team.get(manager, {}).get("language") or book.settings.get("locale") or "en")


def _write_title(page: Page, book: ScoredBook, manager: str, language: str) -> None:
    company = book.settings.get("company")
    origin = f"As of {day_in_words(book.basis.as_of, language)}  ·  model “{book.model.name}”"
    page.title(f"Accounts of {manager}", origin)
    page.sheet.set_row(TITLE_ROW, 30)
    if company:
        right = page.look(font_color=MUTED, align="right", indent=1)
        page.put(TITLE_ROW, _COLUMNS - 1, str(company), right)


def _tiles(book: ScoredBook, facts: Digest) -> Iterator[tuple[str, Value, str]]:
    currency = book.settings.get("currency")
    known = [account.result.coverage for account in book.accounts]
    yield "Accounts", len(book.accounts), "0"
    yield "Key", facts.by_tier["Key"], "0"
    yield "Major", facts.by_tier["Major"], "0"
    yield f"Revenue 12m{f' ({currency})' if currency else ''}", facts.revenue_12m, "#,##0"
    yield "Overdue actions", len(facts.overdue), "0"
    yield "Known of what counts", sum(known) / len(known) if known else None, "0%"


def _write_tile(page: Page, column: int, label: str, value: Value, shown: str) -> None:
    edge = {"left": 5, "left_color": "#FFFFFF"} if column else {}
    colour = TIER_COLOURS.get(label, NAVY)
    small = page.look(font_color=MUTED, font_size=9, bg_color=PAPER, indent=1, top=5, top_color=colour, **edge)
    large = _figure(page, column, label, shown)
    for row, content, look in ((_TILES, label, small), (_TILES + 1, value, large)):
        page.sheet.merge_range(row, column, row, column + 1, None, look)
        page.put(row, column, content, look)
    page.sheet.set_row(_TILES, 20)
    page.sheet.set_row(_TILES + 1, 32)


def _figure(page: Page, column: int, label: str, shown: str) -> Format:
    edge = {"left": 5, "left_color": "#FFFFFF"} if column else {}
    look = {"bold": True, "font_size": 20, "font_color": TIER_COLOURS.get(label, NAVY), "bg_color": PAPER, **edge}
    return page.look(**look, indent=1, align="left", num_format=shown)


_LIST_TITLES = MappingProxyType(
    {0: "Account", 3: "Tier", 4: "Score", 5: "Revenue 12m", 6: "Account manager", 8: "Why, as sent"}
)
_LIST_ALIGNS = MappingProxyType({4: "right", 5: "right"})
_WHY_COLUMN, _WHY_WIDTH = 8, 72
"""Where the reason stands, and how many characters of it fit in a line."""


_BLANK_DIGIT = "\u2007"
"""A blank as wide as a digit, so that names stand below each other."""


def _write_leading(page: Page, book: ScoredBook, row: int) -> int:
    """List the leading accounts, and give the last row written; the book is in the order of standing."""
    _write_heading(page, row, _heading(book))
    for column in range(_COLUMNS):
        align = _LIST_ALIGNS.get(column, "left")
        header = page.look(font_size=9, font_color=MUTED, bottom=1, bottom_color=LINE, align=align, indent=1)
        page.put(row + 1, column, _LIST_TITLES.get(column), header)
    for position, account in enumerate(book.accounts[:_LEADING]):
        _write_account(page, row + 2 + position, position, account)
    return row + 1 + min(len(book.accounts), _LEADING)


def _heading(book: ScoredBook) -> str:
    more = len(book.accounts) - _LEADING
    return "Leading accounts" + (f" ({more} more on Accounts)" if more > 0 else "")


def _write_account(page: Page, row: int, position: int, account: ScoredAccount) -> None:
    tier = account.result.tier
    for column in range(_COLUMNS):
        page.put(row, column, None, page.cell())
    page.put(row, 0, f"{str(position + 1).rjust(2, _BLANK_DIGIT)}   {account.name}", page.cell(bold=True))
    line = SCORING_FIRST_ROW + position
    live_tier = cell(line, result_column("tier"), SCORING)
    put_formula(page.sheet, row, 3, live_tier, tier, page.cell(bold=True, font_color=tier_ink(tier)))
    score = cell(line, result_column("score"), SCORING)
    put_formula(page.sheet, row, 4, score, account.result.score, page.cell("0.0", align="right"))
    page.put(row, 5, account.values.get("revenue_12m"), page.cell("#,##0", align="right"))
    page.put(row, 6, account.values.get("account_manager"), page.cell())
    _write_wrapped(page, row, _WHY_COLUMN, account.result.reason, _WHY_WIDTH)


def _write_wrapped(page: Page, row: int, column: int, text: str, width: int) -> None:
    look = page.cell(text_wrap=True, font_size=9)
    page.sheet.merge_range(row, column, row, _COLUMNS - 1, None, look)
    page.put(row, column, text, look)
    page.sheet.set_row(row, max(18, 12.5 * ceil(len(cell_text(text)) / width) + 3))


def _write_attention(page: Page, row: int, found: Sequence[tuple[str, str]]) -> None:
    _write_heading(page, row, "What needs you")
    for kind, sentence in found or [("Nothing", "No action is overdue, and everything that counts is known.")]:
        row += 1
        page.put(row, 0, kind, page.cell(bold=True, font_color=WARNING if found else TEAL, font_size=9))
        _write_wrapped(page, row, 1, sentence, 175)


def _write_heading(page: Page, row: int, heading: str) -> None:
    page.put(row, 0, heading, page.look(bold=True, font_size=13, font_color=NAVY, indent=1))
