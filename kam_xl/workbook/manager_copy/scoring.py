"""The Scoring sheet of a manager copy: every score and tier as formulas over the sheets Accounts and Model."""

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
from kam_xl.workbook.manager_copy.columns import BOOLEAN_FORMAT, LINE, LIVE, OWN_HEADERS, OWN_RANK, cell_value
from kam_xl.workbook.manager_copy.places import SCORING, SCORING_FIRST_ROW, ScoringColumns, result_column
from kam_xl.workbook.manager_copy.scoring_line import AXES_ROW, BANNER_ROW, GROUPS_ROW, HEADERS_ROW, WEIGHTS_ROW, Line
from kam_xl.workbook.manager_copy.standing import StandingWriter
from kam_xl.workbook.pages.canvas import WHITE
from kam_xl.workbook.references import across, cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kam_xl.accounts.rows import Value
    from kam_xl.portfolio.book import ScoredAccount, ScoredBook
    from kam_xl.scoring.results import Line as Rated
    from kam_xl.workbook.manager_copy.places import AccountPlaces, CriterionCells, ModelPlaces
    from kam_xl.workbook.pages.canvas import Canvas

_PURPOSE = (
    "Score = sum of the contributions; contribution = weight × rating ÷ the weight that counts. Key needs the score in "
    "Key From, every gate, and both axes. Every number here is a formula over Accounts and Model."
)


def write_scoring(canvas: Canvas, book: ScoredBook, accounts: AccountPlaces, model: ModelPlaces) -> None:
    """Write the sheet: results, what decides the tier, values, ratings, contributions; folded away, the steps between.

    In a copy with very many accounts ranks are values: to rank n accounts takes n² comparisons.
    """
    _Writer(canvas, book, accounts, model).write()


class _Writer:
    def __init__(self, canvas: Canvas, book: ScoredBook, accounts: AccountPlaces, model: ModelPlaces) -> None:
        self._page = canvas.add(Sheet(SCORING, "ScoringSheet", NAVY))
        self._look = canvas.look
        self._book, self._accounts, self._model = book, accounts, model
        self._at = ScoringColumns(len(book.model.criteria), len(book.model.gates))
        self._standing = StandingWriter(self._page, book, accounts, model, self._at)
        self._cells = ModelCells(
            weights=across(WEIGHTS_ROW, self._at.ratings, self._at.contributions - 1),
            axes=across(AXES_ROW, self._at.ratings, self._at.contributions - 1),
            missing=model.keys["missing"],
            min_coverage=model.keys["min_coverage"],
            axis_floor=model.keys["key_axis_floor"],
        )

    def write(self) -> None:
        self._write_head()
        self._write_weights()
        self._standing.write_head()
        for position, account in enumerate(self._book.accounts):
            line = Line(self._page, self._accounts, self._at, position)
            self._write_account(line, account)
            self._write_results(line, account)
            for i, criterion in enumerate(self._model.criteria):
                self._write_value(line, i, account)
                self._write_rating(line, i, account.explanation.lines[i], criterion)
            self._standing.write(line, account)
        self._arrange()

    def _write_head(self) -> None:
        at = self._at
        self._page.title("How every score is made", _PURPOSE, 2)
        look = self._look(bold=True, font_color=WARNING)
        put_formula(self._page.sheet, BANNER_ROW, 0, self._model.banner, "", look)
        live = [OWN_HEADERS.get(name) or ALL_FIELDS[name].header for name in LIVE]
        for column, header in enumerate(("Account ID", "Account", *live, "Weight That Counts")):
            self._page.put(HEADERS_ROW, column, header, self._page.header(computed=True, align=_align(column)))
        self._page.put(HEADERS_ROW, at.found, "Row on Accounts", self._page.header(computed=True, align="right"))
        self._write_group("Values", at.values, NAVY)
        self._write_group("Ratings, 0–100", at.ratings, NAVY)
        self._write_group("Contributions, points of the score", at.contributions, TEAL)
        self._write_group("Points of the curve reached", at.steps, MUTED)

    def _write_group(self, title: str, first: int, colour: str) -> None:
        self._page.put(GROUPS_ROW, first, title, self._look(bold=True, font_color=colour))
        edge = {"right": 1, "right_color": WHITE}
        look = {"bold": True, "font_color": WHITE, "bg_color": colour, "align": "right", "indent": 1, **edge}
        header = self._look(**look, text_wrap=True, valign="top")
        for column, criterion in enumerate(self._book.model.criteria, start=first):
            self._page.put(HEADERS_ROW, column, criterion.label, header)

    def _write_weights(self) -> None:
        ratings, sheet = self._at.ratings, self._page.sheet
        small = self._look(font_color=MUTED, font_size=8, align="right", indent=1)
        number = self._look(font_color=MUTED, font_size=9, num_format="General", align="right", indent=1)
        for row, title in ((AXES_ROW, "Axis"), (WEIGHTS_ROW, "Weight")):
            self._page.put(row, 1, title, small)
        for i, (criterion, cells) in enumerate(zip(self._book.model.criteria, self._model.criteria, strict=True)):
            put_formula(sheet, AXES_ROW, ratings + i, cells.axis, criterion.axis, small)
            put_formula(sheet, WEIGHTS_ROW, ratings + i, cells.weight, criterion.weight, number)
        for name, axis in (("score", None), *((axis, axis) for axis in AXES)):
            total = self._book.model.total_weight(axis)
            place = result_column(name)
            put_formula(sheet, WEIGHTS_ROW, place, formulas.total_weight(self._cells, axis), total, number)

    def _write_account(self, line: Line, account: ScoredAccount) -> None:
        self._page.put(line.row, 0, account.account_id, self._page.cell())
        self._page.put(line.row, 1, account.name, self._page.cell())
        lines = self._accounts.given(self._accounts.column(LINE, None))
        look = self._page.cell(align="right", font_color=MUTED)
        line.put(self._at.found, f"MATCH({line.position + 1},{lines},0)", line.position + 1, look)

    def _write_results(self, line: Line, account: ScoredAccount) -> None:
        for name, formula in (*self._result_formulas(line), *self._standing.results(line)):
            shown = _SHOWN.get(name) or number_format(ALL_FIELDS[name])
            look = self._page.cell(shown, align=_align(result_column(name)), bold=name in {"score", "tier"})
            value = self._accounts.live_value(account, name)
            if formula is None:
                self._page.put(line.row, result_column(name), value, look)
            else:
                line.put(result_column(name), formula, value, look)
        known = formulas.known_weight(self._cells, self._rated(line))
        counted = formulas.counted_weight(self._cells, known, self._total(None))
        line.put(self._at.counted, counted, self._counted(account), self._page.cell(align="right", font_color=MUTED))

    def _result_formulas(self, line: Line) -> Iterator[tuple[str, str]]:
        cells, rated, total = self._cells, self._rated(line), self._total(None)
        yield "score", formulas.mean(cells, rated, total)
        for axis in AXES:
            yield axis, formulas.mean(cells, rated, self._total(axis), axis)
        yield "coverage", f"{formulas.known_weight(cells, rated)}/{total}"
        yield "score_low", formulas.score_low(cells, rated, total)
        yield "score_high", formulas.score_high(cells, rated, total)
        yield "quadrant", formulas.quadrant(cells, *(line.cell(result_column(axis)) for axis in AXES))

    def _counted(self, account: ScoredAccount) -> float:
        if self._book.model.missing == "zero":
            return self._book.model.total_weight()
        return fsum(line.criterion.weight for line in account.explanation.lines if line.rating is not None)

    def _write_value(self, line: Line, i: int, account: ScoredAccount) -> None:
        criterion = self._book.model.criteria[i]
        column = self._accounts.column(criterion.field, criterion.scale.reads)
        look = self._page.cell(column.number_format, align=column.align)
        line.put(self._at.values + i, line.given(column), cell_value(account, column), look)

    def _write_rating(self, line: Line, i: int, rated: Rated, cells: CriterionCells) -> None:
        at, scale, look = self._at, rated.criterion.scale, self._page.cell("0.0", align="right")
        places = RatedCell(line.cell(at.values + i), line.cell(at.steps + i), cells.keys, cells.ratings)
        line.put(at.ratings + i, formulas.rating(scale, places), rated.rating, look)
        line.put(at.contributions + i, self._contribution(line, i), rated.contribution, look)
        if counted := formulas.step(scale, places):
            reached = _points_reached(rated.value, scale.pairs())
            line.put(at.steps + i, counted, reached, self._page.cell(align="right", font_color=MUTED))

    def _contribution(self, line: Line, i: int) -> str:
        score, rated = line.cell(result_column("score")), line.cell(self._at.ratings + i)
        weight, counted = cell(WEIGHTS_ROW, self._at.ratings + i), line.cell(self._at.counted)
        return formulas.contribution(self._cells, score, rated, weight, counted)

    def _rated(self, line: Line) -> str:
        return line.cells(self._at.ratings, self._at.contributions - 1)

    @staticmethod
    def _total(axis: str | None) -> str:
        return cell(WEIGHTS_ROW, result_column(axis or "score"))

    def _arrange(self) -> None:
        sheet, at = self._page.sheet, self._at
        sheet.set_column(0, 0, 13)
        sheet.set_column(1, 1, 30)
        sheet.set_column(2, at.found - 1, 13)
        sheet.set_column(at.found, at.last, 13, None, {"level": 1, "hidden": True})
        sheet.set_column(at.last + 1, at.last + 1, None, None, {"collapsed": True})
        sheet.set_row(HEADERS_ROW, 34)
        sheet.freeze_panes(SCORING_FIRST_ROW, 3)
        sheet.repeat_rows(AXES_ROW, HEADERS_ROW)
        sheet.repeat_columns(0, 1)
        sheet.fit_to_pages(3, 0)
        last = SCORING_FIRST_ROW + max(len(self._book.accounts), 1) - 1
        sheet.conditional_format(SCORING_FIRST_ROW, at.ratings, last, at.contributions - 1, dict(_LOW_TO_HIGH))


_LOW_TO_HIGH: Mapping[str, object] = MappingProxyType(
    {
        "type": "3_color_scale",
        "min_type": "num", "mid_type": "num", "max_type": "num",
        "min_value": 0, "mid_value": 50, "max_value": 100,
        "min_color": "#F8DCD3", "mid_color": WHITE, "max_color": "#CDE9E3",
    }
)  # fmt: skip

_SHOWN = MappingProxyType({OWN_RANK: "0", "in_head": BOOLEAN_FORMAT})
_TEXTS = frozenset({0, 1, *map(result_column, ("quadrant", "tier", "computed_tier", "in_head"))})


def _align(column: int) -> str:
    return "left" if column in _TEXTS else "right"


def _points_reached(value: Value, points: Sequence[tuple[str | float, float]]) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return sum(1 for x, _ in points if not isinstance(x, str) and x <= value)
