"""Score one account with 12 criteria: the compiled model beside a hand-written function and a one-row pandas frame."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from measuring import report, take_turns

from kam_xl.accounts.basis import Basis
from kam_xl.accounts.schema import FIELDS
from kam_xl.scoring.cells import compile_cells
from kam_xl.scoring.model import Model, parse_model
from kam_xl.scoring.row import compile_row

AS_OF = date(2026, 6, 30)
FIVE_STEPS: list[list[float]] = [[1, 0], [2, 25], [3, 50], [4, 75], [5, 100]]
STATUS_LEVELS = {"Partner": 100, "Active": 75, "New": 40, "Lapsed": 20, "Prospect": 0}
TENURE: list[list[float]] = [[0, 0], [1, 30], [3, 60], [10, 100]]
CURVES: dict[str, tuple[str, float, list[list[float]]]] = {
    "expected_growth_12m": ("attractiveness", 18, [[0, 0], [50_000, 60], [250_000, 100]]),
    "recurring_share": ("attractiveness", 12, [[0, 0], [0.4, 30], [0.6, 60], [0.8, 100]]),
    "strategic_fit": ("attractiveness", 12, FIVE_STEPS),
    "gross_margin": ("attractiveness", 6, [[0, 0], [0.2, 40], [0.4, 100]]),
    "brand_reach": ("attractiveness", 6, FIVE_STEPS),
    "referrals_12m": ("attractiveness", 6, [[0, 0], [1, 60], [3, 100]]),
    "relationship_health": ("relationship", 12, FIVE_STEPS),
    "culture_fit": ("relationship", 10, FIVE_STEPS),
    "tenure_years": ("relationship", 6, TENURE),
    "time_zone_gap_hours": ("relationship", 4, [[0, 100], [3, 80], [6, 50], [12, 0]]),
    "order_months_12m": ("relationship", 5, [[0, 0], [3, 30], [6, 60], [11, 100]]),
}


def twelve_criteria() -> Model:
    """Give a model with eleven curves and one set of levels."""
    criteria = [
        {"id": field, "axis": axis, "field": field, "weight": weight, "curve": curve}
        for field, (axis, weight, curve) in CURVES.items()
    ]
    status = {"id": "status", "axis": "relationship", "field": "status", "weight": 8, "levels": STATUS_LEVELS}
    return parse_model({"model": {"name": "Twelve criteria"}, "criteria": [*criteria, status]})


Number = float | None


def by_hand(  # noqa: C901, PLR0913, PLR0917 - what a person would write
    growth: Number,
    share: Number,
    strategic: Number,
    margin: Number,
    reach: Number,
    referrals: Number,
    health: Number,
    culture: Number,
    tenure: Number,
    gap: Number,
    months: Number,
    status: str | None,
) -> tuple[Number, float, float, Number, Number, float]:
    """Score one account as a person would write it down for this very model."""
    known_a = points_a = known_r = points_r = 0.0
    if growth is not None:
        rating = (
            0.0 if growth <= 0.0 else growth * 0.0012 if growth <= 50_000.0
            else 60.0 + (growth - 50_000.0) * 0.0002 if growth <= 250_000.0 else 100.0
        )  # fmt: skip
        known_a += 18.0
        points_a += 18.0 * rating
    if share is not None:
        rating = (
            0.0 if share <= 0.0 else share * 75.0 if share <= 0.4 else 30.0 + (share - 0.4) * 150.0 if share <= 0.6
            else 60.0 + (share - 0.6) * 200.0 if share <= 0.8 else 100.0
        )  # fmt: skip
        known_a += 12.0
        points_a += 12.0 * rating
    if strategic is not None:
        known_a += 12.0
        points_a += 12.0 * (strategic - 1.0) * 25.0
    if margin is not None:
        rating = (
            0.0 if margin <= 0.0 else margin * 200.0 if margin <= 0.2
            else 40.0 + (margin - 0.2) * 300.0 if margin <= 0.4 else 100.0
        )  # fmt: skip
        known_a += 6.0
        points_a += 6.0 * rating
    if reach is not None:
        known_a += 6.0
        points_a += 6.0 * (reach - 1.0) * 25.0
    if referrals is not None:
        rating = (
            referrals * 60.0 if referrals <= 1.0 else 60.0 + (referrals - 1.0) * 20.0 if referrals <= 3.0 else 100.0
        )
        known_a += 6.0
        points_a += 6.0 * rating
    if health is not None:
        known_r += 12.0
        points_r += 12.0 * (health - 1.0) * 25.0
    if culture is not None:
        known_r += 10.0
        points_r += 10.0 * (culture - 1.0) * 25.0
    if tenure is not None:
        rating = (
            tenure * 30.0 if tenure <= 1.0 else 30.0 + (tenure - 1.0) * 15.0 if tenure <= 3.0
            else 60.0 + (tenure - 3.0) * 40.0 / 7.0 if tenure <= 10.0 else 100.0
        )  # fmt: skip
        known_r += 6.0
        points_r += 6.0 * rating
    if gap is not None:
        rating = (
            100.0 - gap * 20.0 / 3.0
            if gap <= 3.0
            else 80.0 - (gap - 3.0) * 10.0
            if gap <= 6.0
            else 50.0 - (gap - 6.0) * 50.0 / 6.0
        )
        known_r += 4.0
        points_r += 4.0 * rating
    if months is not None:
        rating = months * 10.0 if months <= 6.0 else 60.0 + (months - 6.0) * 8.0 if months <= 11.0 else 100.0
        known_r += 5.0
        points_r += 5.0 * rating
    if status in HAND_LEVELS:
        known_r += 8.0
        points_r += 8.0 * HAND_LEVELS[status]
    known = known_a + known_r
    points = points_a + points_r
    score = points / known if known >= 63.0 else None
    attractiveness = points_a / known_a if known_a >= 36.0 else None
    relationship = points_r / known_r if known_r >= 27.0 else None
    return (
        score,
        points / 105.0,
        (points + 100.0 * (105.0 - known)) / 105.0,
        attractiveness,
        relationship,
        known / 105.0,
    )


HAND_LEVELS = {level.lower(): rating for level, rating in STATUS_LEVELS.items()}

ACCOUNT = {
    "utc_offset_hours": 3.0, "status": "Active", "customer_since": 43_000.0, "relationship_health": 4.0,
    "culture_fit": 3.0, "strategic_fit": 5.0, "brand_reach": 3.0, "referrals_12m": 2.0,
    "expected_growth_12m": 80_000.0, "recurring_share": 0.55, "gross_margin": 0.31, "order_months_12m": 9.0,
}  # fmt: skip


def by_pandas(frame: pd.DataFrame, model: Model) -> float:
    """Score a one-row frame as pandas code usually does."""
    points, known = pd.Series(0.0, index=frame.index), pd.Series(0.0, index=frame.index)
    for criterion in model.criteria:
        column = frame[criterion.field]
        if criterion.field == "status":
            rating = column.str.strip().map(STATUS_LEVELS)
        else:
            x, y = zip(*criterion.scale.pairs(), strict=True)
            rating = pd.Series(np.interp(column, np.array(x, float), y), index=frame.index).where(column.notna())
        points = points + criterion.weight * rating.fillna(0)
        known = known + criterion.weight * rating.notna()
    return float((points / known).iloc[0])


def main() -> None:
    """Check that all ways agree, then time them."""
    model = twelve_criteria()
    kernel = compile_row(model)
    reader = compile_cells(model, tuple(field.header for field in FIELDS), Basis(AS_OF, 1.0))
    cells = [ACCOUNT.get(field.name) for field in FIELDS]
    values: Any = reader.read(cells)
    by_name = dict(zip((name for name, _ in kernel.inputs), values, strict=True))
    frame = pd.DataFrame([by_name | {"status": "Active"}])
    expected = by_hand(*values)
    np.testing.assert_allclose(kernel.score(*values), expected, atol=1e-9)  # type: ignore[arg-type]
    np.testing.assert_allclose(by_pandas(frame, model), expected[0], atol=1e-9)  # type: ignore[arg-type]
    ways = {
        "hand-written, understood values": lambda: by_hand(*values),
        "compiled model, understood values": lambda: kernel.score(*values),
        "reading raw cells": lambda: reader.read(cells),
        "compiled model, raw cells": lambda: kernel.score(*reader.read(cells)),
    }
    times = take_turns(ways, rounds=15, calls=20_000)
    report(
        "One account, 12 criteria (ratio to the hand-written function)", times, "hand-written, understood values", "µs"
    )
    slow = take_turns(
        {
            "compiled model, raw cells": ways["compiled model, raw cells"],
            "one-row pandas frame": lambda: by_pandas(frame, model),
        },
        calls=50,
    )
    report("The same beside pandas (ratio to the compiled model)", slow, "compiled model, raw cells", "µs")


if __name__ == "__main__":
    main()
