"""Random books as the engine reads them."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from kam_xl.accounts.basis import Basis
from kam_xl.accounts.understanding import understand_accounts
from kam_xl.scoring.assessment import Assessment, assess
from kam_xl.scoring.model import parse_model
from kam_xl.scoring.tiers import HeadCuts
from tests.builders import raw_columns
from tests.scoring.naive import World

NUMBERS = ("score", "score_low", "score_high", "attractiveness", "relationship", "coverage")
DTYPES = ("object", "inferred", "nullable", "categorical")
"""How the same cells may come: as Python objects, in pandas' own dtypes, in nullable ones, as categories."""


def column(cells: Sequence[Any], dtype: str) -> "pd.Series[Any]":
    if dtype == "inferred":
        return pd.Series(cells)
    raw = pd.Series(cells, dtype=object)
    if dtype == "nullable":
        return raw.convert_dtypes()
    return raw.astype("category") if dtype == "categorical" and len({type(cell) for cell in cells}) == 1 else raw


def assessment_of(
    plain: Mapping[str, Any], rows: Sequence[Mapping[str, object]], world: World, dtype: str = "object"
) -> Assessment:
    model = parse_model(plain)
    columns = {field: column([row[field] for row in rows], dtype) for field in rows[0]}
    basis = Basis(world.as_of, world.home, world.served)
    raw = raw_columns(columns, date_1904=world.date_1904)
    accounts = understand_accounts(raw, basis, world.manager_offsets or {}, model.uses())
    cuts = None if world.cuts is None else HeadCuts(*(None if cut is None else float(cut) for cut in world.cuts))
    return assess(model, accounts, world.as_of, world.previous, cuts)


def near(expected: Fraction | float | None, actual: float | None, within: float = 1e-12) -> bool:
    """Tell whether both are unknown, or both known and as near as the engines must agree."""
    if expected is None or actual is None:
        return expected is None and actual is None
    return abs(float(expected) - actual) <= within
