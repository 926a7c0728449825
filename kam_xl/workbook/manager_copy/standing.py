"""What decides the tiers of a manager copy: gates, thresholds, overrides, and the ranks among its accounts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kam_xl.scoring.model import AXES
from kam_xl.scoring.tiers import Override, key_threshold
from kam_xl.workbook import tier_formulas
from kam_xl.workbook.look import DATE_FORMAT, MUTED, NAVY
from kam_xl.workbook.manager_copy.columns import OWN_RANK, cell_value
from kam_xl.workbook.manager_copy.places import SCORING_FIRST_ROW, STANDING, result_column
from kam_xl.workbook.manager_copy.scoring_line import AXES_ROW, GROUPS_ROW, HEADERS_ROW, WEIGHTS_ROW
from kam_xl.workbook.references import cell, down
from kam_xl.workbook.tier_formulas import OverrideCells, StandingCells, TierCells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kam_xl.accounts.rows import Value
    from kam_xl.portfolio.book import ScoredAccount, ScoredBook
    from kam_xl.scoring.results import GateOutcome
    from kam_xl.workbook.manager_copy.places import AccountPlaces, ModelPlaces, ScoringColumns
    from kam_xl.workbook.manager_copy.scoring_line import Line
    from kam_xl.workbook.pages.canvas import Page

MOST_RANKED = 5_000
"""So many accounts are ranked by formulas; more would take a spreadsheet seconds at every change."""

_LEAST_REVENUE = -1e300
"""As the formulas have it where no revenue is known."""


class StandingWriter:
    """Write what decides the tiers onto Scoring."""

    def __init__(
        self, page: Page, book: ScoredBook, accounts: AccountPlaces, model: ModelPlaces, at: ScoringColumns
    ) -> None:
        """Find out where everything stands."""
        self._page, self._book, self._accounts, self._model, self._at = page, book, accounts, model, at
        ids = sorted(account.account_id for account in book.accounts)
        self._places = {account_id: place for place, account_id in enumerate(ids, start=1)}
        self._tiers = TierCells(
            key_score=model.keys["key_score"],
            axis_floor=model.keys["key_axis_floor"],
            hysteresis=model.keys["hysteresis"],
            min_revenue=model.keys["major_min_revenue"],
            cut=cell(AXES_ROW, at.of_standing("Major Above")),
            keep=cell(WEIGHTS_ROW, at.of_standing("Major Above")),
            as_of=cell(WEIGHTS_ROW, at.of_standing("Override")),
            totals=[cell(WEIGHTS_ROW, result_column(axis)) for axis in AXES],
        )

    def write_head(self) -> None:
        """Write the headers, and above them the head's cuts and the day, as they were sent."""
        page, at = self._page, self._at
        title = page.look(bold=True, font_color=NAVY)
        page.put(GROUPS_ROW, at.standing, "What the tier needs", title)
        headers = (*STANDING, *(gate.label for gate in self._book.model.gates))
        for column, header in enumerate(headers, start=at.standing):
            page.put(HEADERS_ROW, column, header, page.header(align=_align(header)))
        if self._book.model.gates:
            page.put(GROUPS_ROW, at.gate_states, "Gates", title)
        self._write_constants()
        folded = (*(gate.label for gate in self._book.model.gates), "Score to Rank", "Revenue to Rank", "Place by ID")
        for column, header in enumerate(folded, start=at.gate_values):
            page.put(HEADERS_ROW, column, header, page.header())

    def _write_constants(self) -> None:
        page, at, cuts = self._page, self._at, self._book.cuts
        small = page.look(font_color=MUTED, font_size=8, align="right", indent=1)
        number = page.look(font_color=MUTED, font_size=9, num_format="#,##0", align="right", indent=1)
        day = page.look(font_color=MUTED, font_size=9, num_format=DATE_FORMAT, align="left", indent=1)
        left = page.look(font_color=MUTED, font_size=8, indent=1)
        label, above = at.of_standing("Key From"), at.of_standing("Major Above")
        for row, title, value in ((AXES_ROW, "Head as sent", cuts.cut), (WEIGHTS_ROW, "kept above", cuts.keep)):
            page.put(row, label, title, small)
            page.put(row, above, value, number)
        page.put(AXES_ROW, at.of_standing("Override"), "Counts on", left)
        page.put(WEIGHTS_ROW, at.of_standing("Override"), self._book.basis.as_of, day)

    def results(self, line: Line) -> Iterator[tuple[str, str | None]]:
        """Give the formulas of the results; None where a result is a value."""
        standing = self._cells(line)
        override = line.cell(self._at.of_standing("Override"))
        yield "tier", tier_formulas.tier(override, line.cell(result_column("computed_tier")))
        yield "computed_tier", tier_formulas.computed_tier(self._tiers, standing)
        yield "in_head", tier_formulas.in_head(self._tiers, standing.revenue)
        yield OWN_RANK, self._rank(line)

    def _rank(self, line: Line) -> str | None:
        if self._accounts.count > MOST_RANKED:
            return None
        columns = range(self._at.ranked_by, self._at.ranked_by + 3)
        last = SCORING_FIRST_ROW + self._accounts.count - 1
        return tier_formulas.rank(
            [line.cell(column) for column in columns], [down(SCORING_FIRST_ROW, last, column) for column in columns]
        )

    def _cells(self, line: Line) -> StandingCells:
        at = self._at
        return StandingCells(
            score=line.cell(result_column("score")),
            axes=[line.cell(result_column(axis)) for axis in AXES],
            gates=line.cells(at.gate_states, at.values - 1) if at.gates else "",
            revenue=line.cell(at.of_standing("Revenue 12m")),
            previous=line.cell(at.of_standing("Previous Tier")),
            key_from=line.cell(at.of_standing("Key From")),
            major_from=line.cell(at.of_standing("Major Above")),
        )

    def write(self, line: Line, account: ScoredAccount) -> None:
        """Write what decides the tier of one account."""
        self._write_standing(line, account)
        for i, outcome in enumerate(account.explanation.gates):
            self._write_gate(line, i, account, outcome)
        self._write_ranked_by(line, account)

    def _write_standing(self, line: Line, account: ScoredAccount) -> None:
        previous, cuts, place = account.previous_tier, self._book.cuts, self._at.standing
        was = line.cell(self._at.of_standing("Previous Tier"))
        key_from = key_threshold(self._book.model.tiers, previous)
        above = cuts.keep if previous in {"Key", "Major"} else cuts.cut
        money, points = self._page.cell("#,##0", align="right"), self._page.cell("0.0", align="right")
        column = self._accounts.tier_column("revenue_12m")
        if column is not None:
            line.put(place, line.given(column), account.values.get("revenue_12m"), money)
        self._page.put(line.row, place + 1, previous, self._page.cell())
        line.put(place + 2, tier_formulas.key_from(self._tiers, was), key_from, points)
        line.put(place + 3, tier_formulas.major_from(self._tiers, was), above, money)
        self._write_override(line, account, place + 4)

    def _write_override(self, line: Line, account: ScoredAccount, place: int) -> None:
        columns = [self._accounts.tier_column(f"override_{part}") for part in ("tier", "reason", "by", "until")]
        found = [column for column in columns if column is not None]
        if len(found) < len(columns):
            self._page.put(line.row, place, None, self._page.cell())
            return
        cells = OverrideCells(*(line.on_accounts(column) for column in found))
        formula = f'IF(ISNUMBER({line.cell(self._at.found)}),{tier_formulas.override(self._tiers, cells)},"")'
        line.put(place, formula, self._counting(account), self._page.cell())

    def _counting(self, account: ScoredAccount) -> str | None:
        tier, reason, by, until = (account.values.get(f"override_{part}") for part in ("tier", "reason", "by", "until"))
        override = Override(_text(tier), _text(reason), _text(by), until if isinstance(until, date) else None)
        return override.tier if override.counts(self._book.basis.as_of) else None

    def _write_gate(self, line: Line, i: int, account: ScoredAccount, outcome: GateOutcome) -> None:
        at, gate = self._at, outcome.gate
        column = self._accounts.column(gate.field, gate.test.reads)
        value, look = line.cell(at.gate_values + i), self._page.cell(column.number_format, align=column.align)
        line.put(at.gate_values + i, line.given(column), cell_value(account, column), look)
        formula = tier_formulas.gate_state(gate.test, value, self._model.gates[i])
        line.put(at.gate_states + i, formula, outcome.state, self._page.cell())

    def _write_ranked_by(self, line: Line, account: ScoredAccount) -> None:
        at, look = self._at, self._page.cell(align="right", font_color=MUTED)
        score, revenue = account.result.score, account.values.get("revenue_12m")
        ranked = -1 if score is None else round(score, 9)
        counted = revenue if isinstance(revenue, int | float) else _LEAST_REVENUE
        score_cell, revenue_cell = line.cell(result_column("score")), line.cell(at.of_standing("Revenue 12m"))
        line.put(at.ranked_by, tier_formulas.rank_score(score_cell), ranked, look)
        line.put(at.ranked_by + 1, tier_formulas.rank_revenue(revenue_cell), counted, look)
        self._page.put(line.row, at.ranked_by + 2, self._places[account.account_id], look)


def _text(value: Value) -> str | None:
    return None if value is None else str(value)


def _align(header: str) -> str:
    return "right" if header in {"Revenue 12m", "Key From", "Major Above"} else "left"
