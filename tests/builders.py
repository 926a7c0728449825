"""Small raw tables and models for tests, as a reader or a TOML file would give them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypedDict, Unpack

import pandas as pd

from kam_xl.accounts.basis import Basis
from kam_xl.accounts.book import RawTable
from kam_xl.accounts.understanding import Accounts, understand_accounts
from kam_xl.scoring.assessment import Assessment, assess
from kam_xl.scoring.model import Model, parse_model
from kam_xl.scoring.tiers import HeadCuts

AS_OF = date(2026, 3, 31)


def raw_table(rows: Sequence[Mapping[str, object]], *, date_1904: bool = False) -> RawTable:
    """Give rows as a reader gives them: cells as they are, row 1 the header, columns in order of appearance."""
    headers = dict.fromkeys(header for row in rows for header in row)
    cells = {header: pd.Series([row.get(header) for row in rows], dtype=object) for header in headers}
    return raw_columns(cells, date_1904=date_1904)


def raw_columns(columns: Mapping[str, Any], *, date_1904: bool = False) -> RawTable:
    """Give columns as a reader gives them, in whatever dtype they come; without ids each account gets one."""
    frame = pd.DataFrame(dict(columns))
    if "account_id" not in frame and "Account ID" not in frame:
        frame.insert(0, "account_id", [f"A{i}" for i in range(len(frame))])
    return RawTable("accounts.csv", frame, range(2, len(frame) + 2), date_1904=date_1904)


def understood(raw: RawTable, model: Model, basis: Basis | None = None) -> Accounts:
    """Understand accounts as the model reads them."""
    return understand_accounts(raw, basis or Basis(AS_OF), {}, model.uses())


def assessed(
    rows: Sequence[Mapping[str, object]],
    model: Model,
    previous: Mapping[str, str] | None = None,
    cuts: HeadCuts | None = None,
) -> Assessment:
    """Assess accounts; without ids each gets one, A0 and up."""
    return assess(model, understood(raw_table(rows), model), AS_OF, previous, cuts)


def criterion(field: str, axis: str = "attractiveness", weight: float = 1.0, **keys: object) -> dict[str, object]:
    """Give a criterion that rates 0–100 as it is, unless told otherwise."""
    scaled = keys if keys.keys() - {"id", "label"} else {"curve": [[0, 0], [100, 100]]} | keys
    return {"id": f"{field} {axis}", "axis": axis, "field": field, "weight": weight} | scaled


class Parts(TypedDict, total=False):
    """The parts of a model beside its criteria."""

    head: Mapping[str, object]
    gates: Sequence[Mapping[str, object]]
    tiers: Mapping[str, object]


def plain_model(*criteria: Mapping[str, object], **parts: Unpack[Parts]) -> dict[str, Any]:
    """Give a model as its TOML would be parsed."""
    head = {"name": "Test model"} | dict(parts.get("head", {}))
    gates = [{"id": f"gate {i}"} | dict(gate) for i, gate in enumerate(parts.get("gates", ()))]
    return {"model": head, "criteria": list(criteria), "gates": gates, "tiers": dict(parts.get("tiers", {}))}


def model_of(*criteria: Mapping[str, object], **parts: Unpack[Parts]) -> Model:
    """Give a model of these criteria."""
    return parse_model(plain_model(*criteria, **parts))
