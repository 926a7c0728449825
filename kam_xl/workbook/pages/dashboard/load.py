"""Key accounts per account manager on the Dashboard, against how many each can serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.accounts.tables import DEFAULT_CAPACITY
from kam_xl.workbook.look import LINE, TEAL, WARNING, WARNING_PALE
from kam_xl.workbook.pages.dashboard.charts import SMALL, axis, insert, legend
from kam_xl.workbook.pages.dashboard.figures import COUNTED_REVENUE, REVENUE, TIER, Figure
from kam_xl.workbook.pages.dashboard.lists import ListColumn, write_headers, write_heading, write_line
from kam_xl.workbook.pages.dashboard.places import GUTTER, HALF, LOAD, LOAD_ROWS, SHEET
from kam_xl.workbook.references import cell, down, moving_cell

if TYPE_CHECKING:
    from kam_xl.portfolio.load import Load
    from kam_xl.workbook.pages.canvas import Page
    from kam_xl.workbook.pages.dashboard.figures import Figures

_COLUMNS = (
    ListColumn("Account manager", 0, 2),
    ListColumn("Key accounts", 3, 3, "right", "0"),
    ListColumn("Capacity", 4, 4, "right", "0.##"),
    ListColumn("Still free", 5, 5, "right", "0.##;[Red]-0.##;0"),
    ListColumn("Key revenue", 6, 7, "right", "#,##0"),
)
_NAME, _KEY, _CAPACITY = 0, 3, 4
_HEADER, _FIRST = LOAD + 1, LOAD + 2
_OTHERS = _FIRST + LOAD_ROWS
_CHART_ROWS = LOAD_ROWS + 3


def write_load(page: Page, figures: Figures) -> None:
    """Write the table and the chart beside it."""
    write_heading(page, LOAD, 0, "Key accounts and capacity", f"the first {LOAD_ROWS} on Team")
    write_headers(page, _HEADER, _COLUMNS)
    shown = figures.loads[:LOAD_ROWS]
    for place in range(LOAD_ROWS):
        load = shown[place] if place < len(shown) else None
        write_line(page, _FIRST + place, _COLUMNS, _line(figures, place, load))
    write_line(page, _OTHERS, _COLUMNS, _others(figures), {"italic": True})
    over = page.look.book.add_format({"bold": True, "font_color": WARNING, "bg_color": WARNING_PALE})
    rule = {"type": "formula", "criteria": f"=N({moving_cell(_FIRST, _KEY)})>N({moving_cell(_FIRST, _CAPACITY)})"}
    page.sheet.conditional_format(_FIRST, 0, _OTHERS - 1, GUTTER - 1, rule | {"format": over})
    _insert_chart(page)


def _line(figures: Figures, place: int, load: Load | None) -> tuple[Figure, ...]:
    row = _FIRST + place
    name, key, capacity = cell(row, _NAME), cell(row, _KEY), cell(row, _CAPACITY)
    member = f"INDEX(Team[Account Manager],{place + 1})"
    given = f"INDEX(Team[Capacity],{place + 1})"
    key_accounts = f'Accounts[Account Manager],{_exactly(name)},{TIER},"Key"'
    return (
        Figure(f'IFERROR({member}&"","")', load.account_manager if load else ""),
        _if_named(name, f"COUNTIFS({key_accounts})", load.key_accounts if load else ""),
        _if_named(name, f"IF(ISNUMBER({given}),{given},{DEFAULT_CAPACITY})", load.capacity if load else ""),
        _if_named(name, f"{capacity}-{key}", load.free if load else ""),
        _if_named(
            name,
            f"SUMIFS({REVENUE},{key_accounts},{COUNTED_REVENUE})",
            _key_revenue(figures, load.account_manager) if load else "",
        ),
    )


def _exactly(name: str) -> str:
    """Look for a name as it is written: COUNTIFS takes * and ? for anything, and a sign before it for a comparison."""
    for sign in "~*?":
        name = f'SUBSTITUTE({name},"{sign}","~{sign}")'
    return f'"="&{name}'


def _if_named(name: str, formula: str, value: float | str) -> Figure:
    return Figure(f'IF({name}="","",{formula})', value)


def _key_revenue(figures: Figures, name: str) -> float:
    return sum(figures.numbers("revenue_12m", "Key", owner=name))


def _others(figures: Figures) -> tuple[Figure | str, ...]:
    """Count the key accounts of whoever is not listed: further down on Team, not on it, or nobody."""
    listed = down(_FIRST, _OTHERS - 1, _KEY)
    value = max(0, figures.count("Key") - sum(load.key_accounts for load in figures.loads[:LOAD_ROWS]))
    return ("Others, or nobody", Figure(f'MAX(0,COUNTIF({TIER},"Key")-SUM({listed}))', value), "", "", "")


def _insert_chart(page: Page) -> None:
    chart = page.look.book.add_chart({"type": "bar"})
    for name, column, fill in (("Key accounts", _KEY, TEAL), ("Capacity", _CAPACITY, LINE)):
        chart.add_series(
            {
                "name": name,
                "categories": f"={down(_FIRST, _OTHERS - 1, _NAME, SHEET)}",
                "values": f"={down(_FIRST, _OTHERS - 1, column, SHEET)}",
                "fill": {"color": fill},
                "border": {"color": "#8A93A1", "width": 0.5} if column == _CAPACITY else {"none": True},
                "data_labels": {"value": True, "num_format": "0.##;;", "font": SMALL},
                "gap": 45,
                "overlap": -5,
            }
        )
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    chart.set_y_axis(axis("", reverse=True))
    chart.set_legend(legend())
    says = "Bar chart: the key accounts of each account manager beside how many each can serve."
    insert(page, chart, (LOAD + 1, HALF), _CHART_ROWS, says)
