"""What a run writes on the Dashboard in values: who moved, which criteria are unknown, what needs attention."""

from __future__ import annotations

from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kam_xl.workbook.layout import ATTENTION_CELLS, GAPS_CELLS, HIGHLIGHT_CELLS, MOVERS_CELLS, SINCE_CELL
from kam_xl.workbook.look import DATE_FORMAT, MUTED
from kam_xl.workbook.pages.dashboard.lists import ListColumn, write_headers, write_heading, write_line
from kam_xl.workbook.pages.dashboard.places import COLUMNS, HALF, LAST, LAST_ROWS, LISTS, SHEET
from kam_xl.workbook.references import cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kam_xl.accounts.rows import Value
    from kam_xl.portfolio.highlights import Highlights
    from kam_xl.workbook.pages.canvas import Canvas, Page

Cells = tuple[tuple["Value", ...], ...]

_MOVERS = (
    ListColumn("Account", HALF, HALF + 2, joined=False),
    ListColumn("Tier", HALF + 3, HALF + 4, joined=False),
    ListColumn("Score", HALF + 5, HALF + 5, "right", '+0.0;[Red]"−"0.0;0.0'),
    ListColumn("Mostly by", HALF + 6, HALF + 7, joined=False),
)
_GAPS = (
    ListColumn("Criterion", 0, 2, joined=False),
    ListColumn("Unknown for", 3, 3, "right", "#,##0"),
    ListColumn("of all accounts", 4, 4, "right", "0%"),
    ListColumn("Points of a score", 5, 5, "right", "0.0"),
    ListColumn("Fill in", 6, 7, joined=False),
)
_ATTENTION = (ListColumn("What, and what to do", HALF, COLUMNS - 1),)

_NO_SNAPSHOT = "No snapshot yet. Take snapshot keeps today's scores; from then on, who moved stands here."
_NOBODY_MOVED = "Nobody: no tier has changed, and no score by a point or more."
_BY_A_RUN = "written by Score"
_PLAIN: Mapping[str, Any] = MappingProxyType({})


def highlight_values(highlights: Highlights | None) -> Mapping[str, Cells]:
    """Give the cells that a run writes, by the name of their range; None is a blank cell.

    Args:
        highlights: What to say; None before the first run.
    """
    found = {name: [] for name in HIGHLIGHT_CELLS} if highlights is None else _rows(highlights)
    return {name: _filled(found[name], *size) for name, size in HIGHLIGHT_CELLS.items()}


def _filled(rows: Iterable[tuple[Value, ...]], height: int, width: int) -> Cells:
    filled = [(*row, *[None] * (width - len(row))) for row in islice(rows, height)]
    return (*filled, *[(None,) * width] * (height - len(filled)))


def _rows(highlights: Highlights) -> dict[str, list[tuple[Value, ...]]]:
    return {
        SINCE_CELL: [(highlights.since,)],
        MOVERS_CELLS: list(_mover_rows(highlights)),
        GAPS_CELLS: [
            (gap.criterion, None, None, gap.accounts, gap.share, gap.points, gap.remedy) for gap in highlights.unknown
        ],
        ATTENTION_CELLS: [(sentence,) for sentence in _limited(highlights.attention)],
    }


def _mover_rows(highlights: Highlights) -> Iterator[tuple[Value, ...]]:
    if not highlights.moves:
        yield (_NO_SNAPSHOT if highlights.since is None else _NOBODY_MOVED,)
    for move in highlights.moves:
        yield move.account, None, None, move.tier, None, move.points, move.mostly


def _limited(sentences: Iterable[str]) -> list[str]:
    told = list(sentences)
    if len(told) <= LAST_ROWS:
        return told or ["Nothing: every account has a manager, nobody has too many key accounts, nothing is overdue."]
    return [*told[: LAST_ROWS - 1], f"… and {len(told) - LAST_ROWS + 1} more; Start lists them."]


def write_highlights(canvas: Canvas, page: Page) -> None:
    """Write the three lists, in ranges with names that the Score button writes to as well."""
    values = highlight_values(canvas.content.highlights)
    write_heading(page, LISTS, HALF, "Who moved since the last snapshot", _BY_A_RUN)
    _write_since(page, values[SINCE_CELL][0][0])
    _write_list(page, LISTS + 1, _MOVERS, values[MOVERS_CELLS])
    write_heading(page, LAST, 0, "What is unknown", _BY_A_RUN)
    _write_list(page, LAST + 1, _GAPS, values[GAPS_CELLS])
    write_heading(page, LAST, HALF, "What needs attention", _BY_A_RUN)
    _write_list(page, LAST + 1, _ATTENTION, values[ATTENTION_CELLS], {"text_wrap": True})
    for row in range(LAST + 2, LAST + 2 + LAST_ROWS):
        page.sheet.set_row(row, 28)
    for name, (row, column) in _CORNERS.items():
        height, width = HIGHLIGHT_CELLS[name]
        corner, opposite = cell(row, column, SHEET), cell(row + height - 1, column + width - 1)
        canvas.book.define_name(name, f"={corner}:{opposite}" if height * width > 1 else f"={corner}")


_CORNERS = {
    SINCE_CELL: (LISTS, COLUMNS - 1),
    MOVERS_CELLS: (LISTS + 2, HALF),
    GAPS_CELLS: (LAST + 2, 0),
    ATTENTION_CELLS: (LAST + 2, HALF),
}


def _write_since(page: Page, since: Value) -> None:
    look = page.look(font_size=9, font_color=MUTED, num_format=DATE_FORMAT, align="right", indent=1)
    page.put(LISTS, COLUMNS - 1, since, look)


def _write_list(
    page: Page, header: int, columns: tuple[ListColumn, ...], rows: Cells, look_more: Mapping[str, Any] = _PLAIN
) -> None:
    write_headers(page, header, columns)
    first = columns[0].first
    for row, values in enumerate(rows, start=header + 1):
        write_line(page, row, columns, [values[column.first - first] for column in columns], look_more)
