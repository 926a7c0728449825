"""The assessment of a book: every account's scores, gates, tier, rank and reason, from understood columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kam_xl.accounts.issues import Issue
from kam_xl.accounts.schema import Kind
from kam_xl.scoring.reason import reason
from kam_xl.scoring.results import Result, Scores
from kam_xl.scoring.row import explain, gate_outcome
from kam_xl.scoring.table import computed_tiers, head_cuts, quadrants, ranks, score_table, test_gates
from kam_xl.scoring.tiers import Override, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kam_xl.accounts.rows import Value
    from kam_xl.accounts.understanding import Accounts
    from kam_xl.scoring.model import Model
    from kam_xl.scoring.results import Explanation, GateOutcome
    from kam_xl.scoring.table import Flags, Numbers, TableGates, TableScores, Texts
    from kam_xl.scoring.tiers import HeadCuts


@dataclass(frozen=True)
class Assessment:
    """What scoring says of a whole book.

    Attributes:
        model: The model.
        accounts: The understood accounts.
        scores: Their scores.
        gates: Their gates.
        previous: Their computed tiers in the previous snapshot; None for none.
        cuts: The revenues that bound the head.
        computed: Their tiers before overrides.
        overrides: The overrides that count, by position.
        issues: Overrides that are ignored because something is missing.
    """

    model: Model
    accounts: Accounts
    scores: TableScores
    gates: TableGates
    previous: Texts
    cuts: HeadCuts
    computed: Texts
    overrides: Mapping[int, Override]
    issues: tuple[Issue, ...]

    @cached_property
    def tiers(self) -> Texts:
        """Give every account's tier, overrides applied."""
        tiers = self.computed.copy()
        for position, override in self.overrides.items():
            tiers[position] = override.tier
        return tiers

    @cached_property
    def revenues(self) -> Numbers:
        """Give every account's revenue of the last 12 months; NaN for unknown."""
        return self.accounts.numbers("revenue_12m")

    @cached_property
    def in_head(self) -> Flags:
        """Tell for every account whether it is in the head of the revenue."""
        in_head: Flags = self.revenues > (np.inf if self.cuts.cut is None else self.cuts.cut)
        return in_head

    @cached_property
    def quadrants(self) -> Texts:
        """Give every account's quadrant; None if an axis is unknown or does not apply."""
        return quadrants(self.model, self.scores)

    @cached_property
    def ranks(self) -> Numbers:
        """Give every account's rank, 1 for the best; NaN where there is no score."""
        ids = np.array(self.accounts.texts("account_id"), dtype=object)
        return ranks(self.scores.score, self.revenues, ids)

    def inputs(self, position: int) -> dict[tuple[str, Kind], Value]:
        """Give the values of one account that the model reads."""
        return {use: self.accounts.value(use, position) for use in self.model.uses()}

    def scores_of(self, position: int) -> Scores:
        """Give the scores of one account."""
        scores = self.scores
        return Scores(
            score=_number(scores.score[position]),
            score_low=float(scores.score_low[position]),
            score_high=float(scores.score_high[position]),
            attractiveness=_number(scores.attractiveness[position]),
            relationship=_number(scores.relationship[position]),
            coverage=float(scores.coverage[position]),
        )

    def standing(self, position: int) -> Standing:
        """Give what decides the tier of one account."""
        revenue = _number(self.revenues[position])
        return Standing(self.scores_of(position), self._hindering_gates(position), revenue, self.previous[position])

    def _hindering_gates(self, position: int) -> list[GateOutcome]:
        hindering = np.flatnonzero(~self.gates.passes[position])
        gates = [self.model.gates[i] for i in hindering]
        return [gate_outcome(gate, self.accounts.value((gate.field, gate.test.reads), position)) for gate in gates]

    def reason(self, position: int) -> str:
        """Say why one account has its tier."""
        computed = self.computed[position]
        return reason(self.model, self.standing(position), self.cuts, computed, self.overrides.get(position))

    def result(self, position: int) -> Result:
        """Give everything scoring says of one account."""
        scores = self.scores_of(position)
        rank = _number(self.ranks[position])
        return Result(
            **{name: getattr(scores, name) for name in Scores.__slots__},
            quadrant=self.quadrants[position],
            tier=self.tiers[position],
            computed_tier=self.computed[position],
            in_head=None if self.cuts.cut is None else bool(self.in_head[position]),
            rank=None if rank is None else int(rank),
            reason=self.reason(position),
        )

    def explanation(self, position: int) -> Explanation:
        """Say for every criterion and gate what it did to one account."""
        return explain(self.model, self.inputs(position), self.scores_of(position))


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def assess(
    model: Model,
    accounts: Accounts,
    as_of: date,
    previous: Mapping[str, str] | None = None,
    cuts: HeadCuts | None = None,
) -> Assessment:
    """Assess a book.

    Args:
        model: The model.
        accounts: The understood accounts; they were read with the uses of this model.
        as_of: The day on which overrides must still count.
        previous: Computed tiers of the previous snapshot by account id.
        cuts: The head's cuts; None works them out over these accounts as the whole book.
    """
    columns, size = accounts.columns, len(accounts)
    scores = score_table(model, columns, size)
    gates = test_gates(model, columns, size)
    revenues = accounts.numbers("revenue_12m")
    before = _previous_tiers(accounts.texts("account_id"), previous or {})
    cuts = head_cuts(revenues, model.tiers) if cuts is None else cuts
    computed = computed_tiers(model, scores, gates, revenues, before, cuts)
    overrides, issues = _overrides(accounts, as_of)
    return Assessment(model, accounts, scores, gates, before, cuts, computed, overrides, tuple(issues))


def _previous_tiers(account_ids: Sequence[str | None], previous: Mapping[str, str]) -> Texts:
    usable = {account_id: tier for account_id, tier in previous.items() if tier in {"Key", "Major", "Standard"}}
    return np.array([usable.get(account_id or "") for account_id in account_ids], dtype=object)


def _overrides(accounts: Accounts, as_of: date) -> tuple[dict[int, Override], list[Issue]]:
    counting: dict[int, Override] = {}
    issues = []
    for position, tier in enumerate(accounts.texts("override_tier")):
        if tier is None:
            continue
        override = _override_at(accounts, position, tier)
        if override.counts(as_of):
            counting[position] = override
        elif override.missing():
            issues.append(_incomplete(accounts, position, override))
    return counting, issues


def _override_at(accounts: Accounts, position: int, tier: str) -> Override:
    reason, author = (accounts.value((name, Kind.TEXT), position) for name in ("override_reason", "override_by"))
    until = accounts.value(("override_until", Kind.DATE), position)
    return Override(tier, _text(reason), _text(author), until if isinstance(until, date) else None)


def _text(value: Value) -> str | None:
    return None if value is None else str(value)


def _incomplete(accounts: Accounts, position: int, override: Override) -> Issue:
    place = accounts.raw.place(position, accounts.headers["override_tier"])
    return Issue(
        "incomplete override", place, f"{override.tier} without {' and '.join(override.missing())}",
        "a tier with a reason, an author and a last day", "Complete the override; until then it is ignored.",
    )  # fmt: skip
