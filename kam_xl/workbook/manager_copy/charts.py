"""The two charts of a manager copy's first sheet: where the accounts stand, and what they bring."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from kam_xl.workbook.look import INK, LINE, MUTED, TIER_COLOURS
from kam_xl.workbook.manager_copy.places import OVERVIEW
from kam_xl.workbook.pages.canvas import WHITE
from kam_xl.workbook.references import down

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlsxwriter.chart import Chart

    from kam_xl.portfolio.book import ScoredAccount, ScoredBook
    from kam_xl.workbook.manager_copy.places import AccountPlaces
    from kam_xl.workbook.pages.canvas import Page

_BARS = 10
"""How many accounts the revenue chart shows."""

_QUADRANTS = (("Strategic", 58, 96), ("Star", 8, 96), ("Status", 92, 4), ("Streamline", 8, 4))
"""Names of the quadrants and where they stand in the matrix: relationship and attractiveness."""

_SIZE = {"width": 512, "height": 330}
_SMALL = {"size": 9, "color": MUTED}


def insert_matrix(page: Page, book: ScoredBook, places: AccountPlaces, row: int, column: int) -> None:
    """Insert the matrix of relationship and attractiveness, one series per tier; it follows the live results.

    The accounts must stand in the order of their tiers; key and major ones are numbered in it. Cells behind the chart
    hold where the quadrants' names go.
    """
    chart = page.look.book.add_chart({"type": "scatter"})
    for tier, first, last in _runs(book.accounts):
        chart.add_series(
            {
                "name": tier,
                "categories": f"={places.result('relationship', first, last)}",
                "values": f"={places.result('attractiveness', first, last)}",
                **_dots(tier, first, last),
            }
        )
    _name_quadrants(page, chart, row, column)
    floor = book.model.tiers.key_axis_floor
    chart.set_title({"name": "Where your accounts stand", "name_font": {"size": 12, "color": INK}, "overlay": False})
    chart.set_x_axis(_axis("Relationship", floor))
    chart.set_y_axis(_axis("Attractiveness", floor))
    _finish(page, chart, row, column, "Scatter chart: accounts by relationship and attractiveness, coloured by tier")


def _runs(accounts: Sequence[ScoredAccount]) -> Iterator[tuple[str, int, int]]:
    for tier, members in groupby(enumerate(accounts), key=lambda numbered: numbered[1].result.tier):
        positions = [position for position, _ in members]
        yield tier, positions[0], positions[-1]


def _dots(tier: str, first: int, last: int) -> dict[str, object]:
    colour, numbered = TIER_COLOURS[tier], tier in {"Key", "Major"}
    marker = {"type": "circle", "size": 13 if numbered else 5, "fill": {"color": colour}, "border": {"color": WHITE}}
    return {"marker": marker} | (_numbers(first, last) if numbered else {})


def _numbers(first: int, last: int) -> dict[str, object]:
    # Texts, not references: LibreOffice would show the value instead. The order on Scoring never changes.
    custom = [{"value": str(position + 1)} for position in range(first, last + 1)]
    font = {"size": 8, "bold": True, "color": WHITE}
    return {"data_labels": {"value": True, "custom": custom, "position": "center", "font": font}}


def _name_quadrants(page: Page, chart: Chart, row: int, column: int) -> None:
    hidden = page.look(font_color=WHITE)
    for offset, (_, relationship, attractiveness) in enumerate(_QUADRANTS, start=1):
        page.put(row + offset, column + 1, relationship, hidden)
        page.put(row + offset, column + 2, attractiveness, hidden)
    custom = [{"value": name} for name, _, _ in _QUADRANTS]
    chart.add_series(
        {
            "name": "Quadrants",
            "categories": f"={down(row + 1, row + 4, column + 1, OVERVIEW)}",
            "values": f"={down(row + 1, row + 4, column + 2, OVERVIEW)}",
            "marker": {"type": "none"},
            "data_labels": {
                "value": True, "custom": custom, "position": "center",
                "font": {"size": 9, "italic": True, "color": MUTED},
            },
        }
    )  # fmt: skip


def _axis(name: str, floor: float) -> dict[str, object]:
    return {
        "name": name, "name_font": {"size": 9, "bold": False, "color": MUTED}, "num_font": _SMALL, "num_format": "0",
        "min": 0, "max": 100, "major_unit": 25, "crossing": floor, "label_position": "low",
        "line": {"color": MUTED}, "major_gridlines": {"visible": False}, "major_tick_mark": "none",
    }  # fmt: skip


def insert_revenue(page: Page, book: ScoredBook, row: int, column: int) -> None:
    """Insert the largest accounts by revenue; cells behind the chart hold their names and revenue."""
    largest = _largest(book.accounts)
    if not largest:
        return
    hidden = page.look(font_color=WHITE, num_format="#,##0")
    for offset, (account, revenue) in enumerate(largest, start=1):
        page.put(row + offset, column + 1, account.name, hidden)
        page.put(row + offset, column + 4, revenue, hidden)
    chart = page.look.book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": "Revenue 12m",
            "categories": f"={down(row + 1, row + len(largest), column + 1, OVERVIEW)}",
            "values": f"={down(row + 1, row + len(largest), column + 4, OVERVIEW)}",
            "points": [{"fill": {"color": TIER_COLOURS[account.result.tier]}} for account, _ in largest],
            "gap": 45,
            "data_labels": {"value": True, "font": _SMALL, "num_format": "#,##0"},
        }
    )
    currency = book.settings.get("currency")
    title = f"Largest by revenue, last 12 months{f' ({currency})' if currency else ''}"
    chart.set_title({"name": title, "name_font": {"size": 12, "color": INK}, "overlay": False})
    # Room for the figures at the ends of the bars.
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0, "max": 1.2 * largest[0][1]})
    names = {"num_font": {"size": 9, "color": INK}, "line": {"color": LINE}, "major_tick_mark": "none"}
    chart.set_y_axis({"reverse": True, **names})
    _finish(page, chart, row, column, f"Bar chart: {title[0].lower()}{title[1:]}, coloured by tier")


def _largest(accounts: Sequence[ScoredAccount]) -> list[tuple[ScoredAccount, float]]:
    known = [(account, account.values.get("revenue_12m")) for account in accounts]
    bought = [(account, value) for account, value in known if isinstance(value, int | float) and value > 0]
    return sorted(bought, key=lambda pair: -pair[1])[:_BARS]


def _finish(page: Page, chart: Chart, row: int, column: int, description: str) -> None:
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": LINE}})
    chart.set_size(_SIZE)
    placed = {"object_position": 2, "x_offset": 2, "y_offset": 2, "description": description}
    page.sheet.insert_chart(row, column, chart, placed)
