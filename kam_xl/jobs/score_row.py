"""The use case of a function in a cell: score rows of cells, without numpy or pandas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kam_xl.accounts.one_row import SCHEMA_ORDER
from kam_xl.jobs.shipped_models import shipped_model
from kam_xl.scoring.cells import compile_cells
from kam_xl.scoring.results import Scores
from kam_xl.scoring.row import compile_row

if TYPE_CHECKING:
    from kam_xl.accounts.basis import Basis
    from kam_xl.accounts.issues import Issue
    from kam_xl.scoring.model import Model

Cells = Sequence[object]
"""The raw cells of one row."""


@dataclass(frozen=True, slots=True)
class ScoredRows:
    """The scores of rows.

    Attributes:
        scores: One per row, in their order.
        issues: Cells that could not be understood and count as unknown.
    """

    scores: tuple[Scores, ...]
    issues: tuple[Issue, ...]


def score_rows(
    rows: Sequence[Cells], basis: Basis, *, headers: Sequence[str] | None = None, model: Model | None = None
) -> ScoredRows:
    """Score rows of cells.

    Args:
        rows: Raw cells, in each row as many as headers.
        basis: The as-of date, the office's standard time and the served countries.
        headers: The headers; None takes the schema's order, as far as the rows reach.
        model: The model; None takes the default model that ships.

    Raises:
        TableError: Cells and headers do not match.
    """
    used = _default_model() if model is None else model
    names = SCHEMA_ORDER[: len(rows[0]) if rows else 0] if headers is None else tuple(headers)
    issues: list[Issue] = []
    read = compile_cells(used, names, basis).read
    score = compile_row(used).score
    return ScoredRows(tuple(Scores(*score(*read(cells, issues.append))) for cells in rows), tuple(issues))


@lru_cache(maxsize=1)
def _default_model() -> Model:
    return shipped_model("default")
