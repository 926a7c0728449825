"""The Scoring sheet of a manager copy: every score as formulas over the sheets Accounts and Model."""

from __future__ import annotations

from math import fsum
from types import MappingProxyType
from typing import TYPE_CHECKING

from kam_xl.accounts.schema import ALL_FIELDS
from kam_xl.scoring.model import AXES
from kam_xl.workbook import formulas
from kam_xl.workbook.cells import put_formula
from kam_xl.workbook.formulas import ModelCells, RatedCell
from kam_xl.workbook.layout import Sheet
from kam_xl.workbook.look import MUTED, NAVY, TEAL, WARNING, number_format
from kam_xl.workbook.manager_copy.columns import LINE, LIVE, cell_value
from kam_xl.workbook.manager_copy.places import SCORING, SCORING_FIRST_ROW, result_column
from kam_xl.workbook.pages.canvas import WHITE
from kam_xl.workbook.references import across, cell, moving_across, moving_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlsxwriter.format import Format

    from kam_xl.accounts.rows import Value
    from kam_xl.portfolio.book import ScoredAccount, ScoredBook
    from kam_xl.scoring.results import Line
    from kam_xl.workbook.manager_copy.places import AccountPlaces, CriterionCells, ModelPlaces
    from kam_xl.workbook.pages.canvas import Canvas

_BANNER, _GROUPS, _AXES, _WEIGHTS, _HEADERS = 2, 3, 4, 5, SCORING_FIRST_ROW - 1
_COUNTED = result_column(LIVE[-1]) + 1
"""The column of the weight that a score is divided by; values, ratings and contributions follow it."""

_PURPOSE = (
    "Score = sum of the contributions; contribution = weight × rating ÷ the weight that counts. Every number here is a "
    "formula over Accounts and Model. Tiers, ranks and reasons on Accounts are values: they stay as they were sent."
)


def write_scoring(canvas: Canvas, book: ScoredBook, accounts: AccountPlaces, model: ModelPlaces) -> None:
    """Write the sheet: results, values, ratings and contributions; folded away, what the formulas need on the way."""
    _Writer(canvas, book, accounts, model).write()


class _Writer:
    def __init__(self, canvas: Canvas, book: ScoredBook, accounts: AccountPlaces, model: ModelPlaces) -> None:
        self._page = canvas.add(Sheet(SCORING, "ScoringSheet", NAVY))
        self._look = canvas.look
        self._book, self._accounts, self._model = book, accounts, model
        n, self._values = len(model.criteria), _COUNTED + 1
        self._ratings, self._contributions = self._values + n, self._values + 2 * n
        self._found = self._values + 3 * n
        self._steps = self._found + 1
        self._cells = ModelCells(
            weights=across(_WEIGHTS, self._ratings, self._contributions - 1),
            axes=across(_AXES, self._ratings, self._contributions - 1),
            missing=model.keys["missing"],
            min_coverage=model.keys["min_coverage"],
            axis_floor=model.keys["key_axis_floor"],
        )

    def write(self) -> None:
        self._write_head()
        self._write_weights()
        for position, account in enumerate(self._book.accounts):
            self._write_account(position, account)
            self._write_results(SCORING_FIRST_ROW + position, account)
            for i, criterion in enumerate(self._model.criteria):
                self._write_value(SCORING_FIRST_ROW + position, i, account)
                self._write_rating(SCORING_FIRST_ROW + position, i, account.explanation.lines[i], criterion)
        self._arrange()

    def _write_head(self) -> None:
        self._page.title("How every score is made", _PURPOSE)
        self._formula(_BANNER, 0, self._model.banner, "", self._look(bold=True, font_color=WARNING))
        names = ("Account ID", "Account", *(ALL_FIELDS[name].header for name in LIVE), "Weight That Counts")
        for column, header in enumerate(names):
            self._page.put(_HEADERS, column, header, self._page.header(computed=True, align=_align(column)))
        self._page.put(_HEADERS, self._found, "Row on Accounts", self._page.header(computed=True, align="right"))
        self._write_group("Values", self._values, NAVY)
        self._write_group("Ratings, 0–100", self._ratings, NAVY)
        self._write_group("Contributions, points of the score", self._contributions, TEAL)
        self._write_group("Points of the curve reached", self._steps, MUTED)

    def _write_group(self, title: str, first: int, colour: str) -> None:
        self._page.put(_GROUPS, first, title, self._look(bold=True, font_color=colour))
        edge = {"right": 1, "right_color": WHITE}
        look = {"bold": True, "font_color": WHITE, "bg_color": colour, "align": "right", "indent": 1, **edge}
        header = self._look(**look, text_wrap=True, valign="top")
        for column, criterion in enumerate(self._book.model.criteria, start=first):
            self._page.put(_HEADERS, column, criterion.label, header)

    def _write_weights(self) -> None:
        small = self._look(font_color=MUTED, font_size=8, align="right", indent=1)
        number = self._look(font_color=MUTED, font_size=9, num_format="General", align="right", indent=1)
        for row, title in ((_AXES, "Axis"), (_WEIGHTS, "Weight")):
            self._page.put(row, 1, title, small)
        for i, (criterion, cells) in enumerate(zip(self._book.model.criteria, self._model.criteria, strict=True)):
            self._formula(_AXES, self._ratings + i, cells.axis, criterion.axis, small)
            self._formula(_WEIGHTS, self._ratings + i, cells.weight, criterion.weight, number)
        for name, axis in (("score", None), *((axis, axis) for axis in AXES)):
            total = self._book.model.total_weight(axis)
            self._formula(_WEIGHTS, result_column(name), formulas.total_weight(self._cells, axis), total, number)

    def _write_account(self, position: int, account: ScoredAccount) -> None:
        row = SCORING_FIRST_ROW + position
        self._page.put(row, 0, account.account_id, self._page.cell())
        self._page.put(row, 1, account.name, self._page.cell())
        lines = self._accounts.given(self._accounts.column(LINE, None))
        found = f"MATCH({position + 1},{lines},0)"
        self._formula(row, self._found, found, position + 1, self._page.cell(align="right", font_color=MUTED))

    def _write_results(self, row: int, account: ScoredAccount) -> None:
        for name, formula in self._result_formulas(row):
            column, shown = result_column(name), number_format(ALL_FIELDS[name])
            look = self._page.cell(shown, align=_align(column), bold=name == "score")
            self._formula(row, column, formula, getattr(account.result, name), look)
        known = formulas.known_weight(self._cells, self._rated(row))
        counted = formulas.counted_weight(self._cells, known, self._total(None))
        look = self._page.cell(align="right", font_color=MUTED)
        self._formula(row, _COUNTED, counted, self._counted(account), look)

    def _result_formulas(self, row: int) -> Iterator[tuple[str, str]]:
        cells, rated, total = self._cells, self._rated(row), self._total(None)
        yield "score", formulas.mean(cells, rated, total)
        for axis in AXES:
            yield axis, formulas.mean(cells, rated, self._total(axis), axis)
        yield "coverage", f"{formulas.known_weight(cells, rated)}/{total}"
        yield "score_low", formulas.score_low(cells, rated, total)
        yield "score_high", formulas.score_high(cells, rated, total)
        yield "quadrant", formulas.quadrant(cells, *(moving_cell(row, result_column(axis)) for axis in AXES))

    def _counted(self, account: ScoredAccount) -> float:
        if self._book.model.missing == "zero":
            return self._book.model.total_weight()
        return fsum(line.criterion.weight for line in account.explanation.lines if line.rating is not None)

    def _write_value(self, row: int, i: int, account: ScoredAccount) -> None:
        criterion = self._book.model.criteria[i]
        column = self._accounts.column(criterion.field, criterion.scale.reads)
        given = f"INDEX({self._accounts.given(column)},{moving_cell(row, self._found)})"
        formula = f'IF(ISNUMBER({moving_cell(row, self._found)}),IF(ISBLANK({given}),"",{given}),"")'
        look = self._page.cell(column.number_format, align=column.align)
        self._formula(row, self._values + i, formula, cell_value(account, column), look)

    def _write_rating(self, row: int, i: int, line: Line, cells: CriterionCells) -> None:
        scale, look = line.criterion.scale, self._page.cell("0.0", align="right")
        value, step = moving_cell(row, self._values + i), moving_cell(row, self._steps + i)
        rated = RatedCell(value, step, cells.keys, cells.ratings)
        self._formula(row, self._ratings + i, formulas.rating(scale, rated), line.rating, look)
        self._formula(row, self._contributions + i, self._contribution(row, i), line.contribution, look)
        if counted := formulas.step(scale, rated):
            reached = _points_reached(line.value, scale.pairs())
            self._formula(row, self._steps + i, counted, reached, self._page.cell(align="right", font_color=MUTED))

    def _contribution(self, row: int, i: int) -> str:
        score, rated = moving_cell(row, result_column("score")), moving_cell(row, self._ratings + i)
        weight, counted = cell(_WEIGHTS, self._ratings + i), moving_cell(row, _COUNTED)
        return formulas.contribution(self._cells, score, rated, weight, counted)

    def _rated(self, row: int) -> str:
        return moving_across(row, self._ratings, self._contributions - 1)

    @staticmethod
    def _total(axis: str | None) -> str:
        return cell(_WEIGHTS, result_column(axis or "score"))

    def _formula(self, row: int, column: int, formula: str, value: Value, look: Format) -> None:
        put_formula(self._page.sheet, row, column, formula, value, look)

    def _arrange(self) -> None:
        sheet, last_step = self._page.sheet, self._steps + len(self._model.criteria) - 1
        sheet.set_column(0, 0, 13)
        sheet.set_column(1, 1, 30)
        sheet.set_column(2, self._found - 1, 13)
        sheet.set_column(self._found, last_step, 13, None, {"level": 1, "hidden": True})
        sheet.set_column(last_step + 1, last_step + 1, None, None, {"collapsed": True})
        sheet.set_row(_HEADERS, 34)
        sheet.freeze_panes(SCORING_FIRST_ROW, 3)
        sheet.repeat_rows(_AXES, _HEADERS)
        sheet.repeat_columns(0, 1)
        sheet.fit_to_pages(3, 0)
        last = SCORING_FIRST_ROW + max(len(self._book.accounts), 1) - 1
        sheet.conditional_format(SCORING_FIRST_ROW, self._ratings, last, self._contributions - 1, dict(_LOW_TO_HIGH))


_LOW_TO_HIGH: Mapping[str, object] = MappingProxyType(
    {
        "type": "3_color_scale",
        "min_type": "num", "mid_type": "num", "max_type": "num",
        "min_value": 0, "mid_value": 50, "max_value": 100,
        "min_color": "#F8DCD3", "mid_color": WHITE, "max_color": "#CDE9E3",
    }
)  # fmt: skip


def _align(column: int) -> str:
    return "left" if column in {0, 1, result_column("quadrant")} else "right"


def _points_reached(value: Value, points: Sequence[tuple[str | float, float]]) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return sum(1 for x, _ in points if not isinstance(x, str) and x <= value)
