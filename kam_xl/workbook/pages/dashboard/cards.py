"""The cards at the top of the Dashboard: eight figures of the whole book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kam_xl.accounts.tables import DEFAULT_CAPACITY
from kam_xl.workbook.look import MUTED, NAVY, PAPER, TEAL, TIER_COLOURS
from kam_xl.workbook.pages.canvas import WHITE
from kam_xl.workbook.pages.dashboard.figures import (
    COUNTED_REVENUE,
    REVENUE,
    TIER,
    Figure,
    put_content,
    ratio,
    ratio_formula,
    total,
)
from kam_xl.workbook.pages.dashboard.places import CARDS, HALF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kam_xl.workbook.pages.canvas import Page
    from kam_xl.workbook.pages.dashboard.figures import Figures

_CURRENCY = 'IFERROR(INDEX(Settings[Value],MATCH("Currency",Settings[Setting],0))&"","")'


_IN_A_HALF = 4


@dataclass(frozen=True, slots=True)
class _Card:
    label: Figure | str
    figure: Figure
    shown: str = "#,##0"
    colour: str = NAVY


def write_cards(page: Page, figures: Figures) -> None:
    """Write the cards, two columns each."""
    page.sheet.set_row(CARDS, 20)
    page.sheet.set_row(CARDS + 1, 34)
    for number, card in enumerate(_cards(figures)):
        _write_card(page, 2 * number if number < _IN_A_HALF else HALF + 2 * (number - _IN_A_HALF), card)


def _write_card(page: Page, column: int, card: _Card) -> None:
    edge: dict[str, object] = {"bg_color": PAPER, "indent": 1, "align": "left", "right": 5, "right_color": WHITE}
    small = page.look(font_size=9, font_color=MUTED, top=5, top_color=card.colour, **edge)
    large = page.look(bold=True, font_size=20, font_color=card.colour, num_format=card.shown, **edge)
    for row, look in ((CARDS, small), (CARDS + 1, large)):
        page.sheet.merge_range(row, column, row, column + 1, None, look)
    put_content(page, (CARDS, column), card.label, small)
    put_content(page, (CARDS + 1, column), card.figure, large)


def _cards(figures: Figures) -> Iterator[_Card]:
    rows = figures.accounts
    yield _Card("Accounts", Figure("COUNTA(Accounts[Account ID])", len(rows)))
    yield _Card("With a score", Figure("COUNT(Accounts[Score])", len(figures.numbers("score"))))
    for tier in ("Key", "Major"):
        count = Figure(f'COUNTIF({TIER},"{tier}")', figures.count(tier))
        yield _Card(f"{tier} accounts", count, colour=TIER_COLOURS[tier])
    yield _Card(_revenue_label(figures), Figure(total(REVENUE), figures.revenue()))
    key = f'SUMIFS({REVENUE},{TIER},"Key",{COUNTED_REVENUE})'
    share = Figure(ratio_formula(key, total(REVENUE)), ratio(figures.revenue("Key"), figures.revenue()))
    yield _Card("Of it with Key", share, "0%", TEAL)
    yield _Card("Known of what counts", _known(figures), "0%")
    yield _Card("Room for more Key", _room(figures))


def _revenue_label(figures: Figures) -> Figure:
    named = f"Revenue 12m ({figures.currency})" if figures.currency else "Revenue 12m"
    return Figure(f'"Revenue 12m"&IF({_CURRENCY}="",""," ("&{_CURRENCY}&")")', named)


def _known(figures: Figures) -> Figure:
    coverages = figures.numbers("coverage")
    return Figure(f"IFERROR({total('Accounts[Coverage]', 1)},0)", ratio(sum(coverages), len(coverages)))


def _room(figures: Figures) -> Figure:
    silent = '(Team[Account Manager]<>"")*(Team[Capacity]="")'
    capacity = f"{total('Team[Capacity]')}+{DEFAULT_CAPACITY}*SUMPRODUCT({silent})"
    room = sum(load.capacity for load in figures.loads) - figures.count("Key")
    return Figure(f'MAX(0,{capacity}-COUNTIF({TIER},"Key"))', max(0, room))
