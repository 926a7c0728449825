"""The use case of scoring: read a book, score it, write the accounts with their results."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kam_xl.accounts.issues import Issue
from kam_xl.accounts.schema import OUTPUT_FIELDS
from kam_xl.jobs.gather import Gathered, Request, gather
from kam_xl.jobs.wording import counted
from kam_xl.portfolio.book import ScoredAccount, ScoredBook
from kam_xl.portfolio.findings import findings
from kam_xl.portfolio.movers import Movements, movements
from kam_xl.scoring.assessment import Assessment, assess
from kam_xl.scoring.results import ALL_TIERS

if TYPE_CHECKING:
    import pandas as pd

_STEPS = logging.getLogger(__name__)

Progress = Callable[[int], object]
"""Called with the number of steps done since the last call."""


@dataclass(frozen=True)
class Scored:
    """A scored book, with what it was made from.

    Attributes:
        gathered: What was read.
        assessment: What scoring says.
    """

    gathered: Gathered
    assessment: Assessment

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Give everything that could not be understood, in the order of reading."""
        return (*self.gathered.issues, *self.gathered.accounts.issues, *self.assessment.issues)

    @property
    def counts(self) -> str:
        """Count the accounts by tier, in one sentence."""
        import numpy as np

        tiers = Counter(self.assessment.tiers)
        parts = ", ".join(f"{tiers[tier]:,} {tier}" for tier in ALL_TIERS)
        tiered = int(np.count_nonzero(np.isnan(self.assessment.scores.score))) - tiers["Unscored"]
        more = f"; {tiered:,} of another tier {'has' if tiered == 1 else 'have'} no score either" if tiered > 0 else ""
        return f"{counted(len(self.assessment.accounts), 'account')}: {parts}{more}."

    @property
    def findings(self) -> list[str]:
        """Say what stands in the way of the book, most urgent first."""
        return findings(self.assessment, self.gathered.tables.get("Team", ()))

    @cached_property
    def movements(self) -> Movements | None:
        """Tell who moved since the previous snapshot, and why; None without one."""
        snapshot = self.gathered.past.snapshot
        return None if snapshot is None else movements(self.book, snapshot)

    @cached_property
    def book(self) -> ScoredBook:
        """Give the whole book account by account, as plans, copies and messages need it."""
        gathered = self.gathered
        return ScoredBook(
            basis=gathered.basis,
            model=gathered.chosen.model,
            accounts=tuple(self._scored_accounts()),
            tables=gathered.tables,
            settings=gathered.settings,
            cuts=self.assessment.cuts,
            issues=self.issues,
        )

    def _scored_accounts(self) -> Iterator[ScoredAccount]:
        accounts, verdict = self.gathered.accounts, self.assessment
        for i in range(len(accounts)):
            yield ScoredAccount(
                accounts.row(i),
                accounts.filled_fields(i),
                verdict.result(i),
                verdict.explanation(i),
                verdict.previous[i],
            )

    def table(self, progress: Progress = lambda _: None) -> "pd.DataFrame":
        """Give the input columns as they were, followed by the output columns; unknown is empty.

        Result columns found in the input are replaced, not kept.
        """
        import pandas as pd

        kept = [header for name, header in self.gathered.accounts.headers.items() if name not in _OUTPUT_NAMES]
        replaced = set(self.gathered.accounts.headers.values()) - set(kept)
        frame = self.gathered.raw.accounts.frame.drop(columns=list(replaced))
        return pd.concat([frame.reset_index(drop=True), self._results(progress)], axis=1)

    def _results(self, progress: Progress) -> "pd.DataFrame":
        import pandas as pd

        verdict = self.assessment
        reasons = []
        for i in range(len(verdict.accounts)):
            reasons.append(verdict.reason(i))
            progress(1)
        columns: dict[str, Any] = {
            **{name: getattr(verdict.scores, name) for name in verdict.scores.__slots__},
            "quadrant": verdict.quadrants,
            "tier": verdict.tiers,
            "computed_tier": verdict.computed,
            "in_head": verdict.in_head,
            "rank": pd.Series(verdict.ranks).astype("Int64"),
            "reason": reasons,
        }
        return pd.DataFrame({field.header: columns[field.name] for field in OUTPUT_FIELDS})


_OUTPUT_NAMES = frozenset(field.name for field in OUTPUT_FIELDS)


def score(request: Request) -> Scored:
    """Read a book and score it.

    Raises:
        KamError: The book or the model cannot be used; every problem is listed.
    """
    return score_gathered(gather(request))


def score_gathered(gathered: Gathered) -> Scored:
    """Score a book that was read and understood."""
    model, as_of = gathered.chosen.model, gathered.basis.as_of
    assessment = assess(model, gathered.accounts, as_of, gathered.past.tiers)
    _STEPS.debug("scored %d accounts", len(assessment.accounts))
    return Scored(gathered, assessment)
