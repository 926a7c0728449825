"""A worksheet function as xlwings' documentation has people write it: its wrapper calls it anew for every cell."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import xlwings

from kam_xl.accounts.basis import Basis
from kam_xl.accounts.one_row import SCHEMA_ORDER
from kam_xl.jobs.shipped_models import shipped_model
from kam_xl.scoring.cells import compile_cells
from kam_xl.scoring.row import compile_row

if TYPE_CHECKING:
    from collections.abc import Callable


@cache
def _ways(width: int) -> tuple[Callable[..., Any], Callable[..., tuple[Any, ...]]]:
    model = shipped_model("default")
    return compile_cells(model, SCHEMA_ORDER[:width], Basis(date(2026, 6, 30))).read, compile_row(model).score


@xlwings.func
@xlwings.arg("row", ndim=2)
def score_one(row):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - xlwings converts by annotation
    """Score one account with the model that ships: nothing but the row travels."""
    read, score = _ways(len(row[0]))
    return score(*read(row[0], lambda _: None))[0]
