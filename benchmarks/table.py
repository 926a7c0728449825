"""Score a table of 12 criteria from pandas: kam-xl beside a bare numpy kernel and pandas code."""

import tracemalloc
from collections.abc import Mapping
from functools import partial
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd
from measuring import report, take_turns
from row import CURVES, STATUS_LEVELS, twelve_criteria

from kam_xl.accounts.column_reading import read_column, read_numbers
from kam_xl.accounts.columns import Column
from kam_xl.accounts.conventions import NEUTRAL
from kam_xl.accounts.conversion import read_as
from kam_xl.accounts.schema import ALL_FIELDS, Kind
from kam_xl.scoring.model import Model
from kam_xl.scoring.table import score_table

BLOCK = 16_384
RANGES = {
    "expected_growth_12m": (0, 3e5),
    "recurring_share": (0, 1),
    "gross_margin": (-0.2, 0.6),
    "tenure_years": (0, 15),
}
AXES = {"attractiveness": 60.0, "relationship": 45.0}
TOTAL = 105.0
RESULTS = ("score", "score_low", "score_high", *AXES, "coverage")
Numbers = npt.NDArray[np.float64]


def made_up(accounts: int) -> pd.DataFrame:
    """Make a table in which 5 % of the cells are unknown."""
    draw = np.random.default_rng(0)
    columns: dict[str, object] = {}
    for field in CURVES:
        low, high = RANGES.get(field, (1, 5))
        numbers = draw.uniform(low, high, accounts)
        numbers = numbers if field in RANGES else np.round(numbers)
        numbers[draw.random(accounts) < 0.05] = np.nan
        columns[field] = numbers
    columns["status"] = draw.choice(np.array([*STATUS_LEVELS, None], dtype=object), accounts)
    return pd.DataFrame(columns).astype({"status": "str"})


def by_kam_xl(frame: pd.DataFrame, model: Model) -> dict[str, Numbers]:
    """Read the columns and score them."""
    columns = {use: _read(frame, *use) for use in model.uses()}
    scores = score_table(model, columns, len(frame))
    return {name: getattr(scores, name) for name in scores.__slots__}


def _read(frame: pd.DataFrame, name: str, kind: Kind) -> Column:
    numbers = read_numbers(frame[name], ALL_FIELDS[name]) if kind is Kind.NUMBER else None
    return (
        numbers[0] if numbers else read_column(frame[name], kind, partial(read_as, kind=kind, conventions=NEUTRAL))[0]
    )


def coded(frame: pd.DataFrame) -> dict[str, Numbers]:
    """Prepare what the bare kernel computes on: numbers, and levels as positions."""
    levels = {level: float(i) for i, level in enumerate(STATUS_LEVELS)}
    numbers = {field: frame[field].to_numpy() for field in CURVES}
    return numbers | {"status": frame["status"].map(levels).fillna(len(levels)).to_numpy(np.float64)}


def by_bare_numpy(columns: Mapping[str, Numbers]) -> dict[str, Numbers]:
    """Score coded columns in blocks, with nothing read, checked or reported."""
    size = len(columns["status"])
    scores = {name: np.empty(size) for name in RESULTS}
    ratings = np.array([*STATUS_LEVELS.values(), np.nan], float)
    for start in range(0, size, BLOCK):
        rows = slice(start, min(start + BLOCK, size))
        points = {axis: np.zeros(rows.stop - start) for axis in AXES}
        known = {axis: np.zeros(rows.stop - start) for axis in AXES}
        for field, (axis, weight, curve) in CURVES.items():
            _add(_segments(columns[field][rows], curve), weight, points[axis], known[axis])
        codes = columns["status"][rows].astype(np.intp)
        _add(ratings[codes], 8, points["relationship"], known["relationship"])
        for name, result in _results(points, known).items():
            scores[name][rows] = result
    return scores


def _results(points: Mapping[str, Numbers], known: Mapping[str, Numbers]) -> dict[str, Numbers]:
    all_points = points["attractiveness"] + points["relationship"]
    all_known = known["attractiveness"] + known["relationship"]
    with np.errstate(invalid="ignore"):
        means = {axis: np.where(known[axis] >= 0.6 * AXES[axis], points[axis] / known[axis], np.nan) for axis in AXES}
        score = np.where(all_known >= 0.6 * TOTAL, all_points / all_known, np.nan)
    high = (all_points + 100 * (TOTAL - all_known)) / TOTAL
    return {"score": score, "score_low": all_points / TOTAL, "score_high": high, **means, "coverage": all_known / TOTAL}


def _segments(values: Numbers, curve: list[list[float]]) -> Numbers:
    rating = np.full(len(values), float(curve[0][1]))
    for (xa, ya), (xb, yb) in pairwise(curve):
        rating += (np.clip(values, xa, xb) - xa) * ((yb - ya) / (xb - xa))
    return rating


def _add(rating: Numbers, weight: float, points: Numbers, known: Numbers) -> None:
    has_rating = ~np.isnan(rating)
    known += weight * has_rating
    points += np.where(has_rating, weight * rating, 0.0)


def by_pandas(frame: pd.DataFrame) -> pd.DataFrame:
    """Score a frame as pandas code usually does."""
    zeros = pd.Series(0.0, index=frame.index)
    points, known = dict.fromkeys(AXES, zeros), dict.fromkeys(AXES, zeros)
    for field, (axis, weight, curve) in CURVES.items():
        x, y = zip(*curve, strict=True)
        rating = pd.Series(np.interp(frame[field], x, y), index=frame.index).where(frame[field].notna())
        points[axis] = points[axis] + weight * rating.fillna(0)
        known[axis] = known[axis] + weight * rating.notna()
    rating = frame["status"].str.strip().str.lower().map({level.lower(): r for level, r in STATUS_LEVELS.items()})
    points["relationship"] = points["relationship"] + 8 * rating.fillna(0)
    known["relationship"] = known["relationship"] + 8 * rating.notna()
    all_points = points["attractiveness"] + points["relationship"]
    all_known = known["attractiveness"] + known["relationship"]
    return pd.DataFrame(
        {
            "score": (all_points / all_known).where(all_known >= 0.6 * TOTAL),
            "score_low": all_points / TOTAL,
            "score_high": (all_points + 100 * (TOTAL - all_known)) / TOTAL,
            **{axis: (points[axis] / known[axis]).where(known[axis] >= 0.6 * AXES[axis]) for axis in AXES},
            "coverage": all_known / TOTAL,
        }
    )


def peak_bytes(frame: pd.DataFrame, model: Model) -> float:
    """Measure the most memory that scoring takes beside the table."""
    tracemalloc.start()
    by_kam_xl(frame, model)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def check(ours: Mapping[str, Numbers], theirs: Mapping[str, Numbers] | pd.DataFrame) -> None:
    """Check that two ways gave the same six columns."""
    for name in RESULTS:
        np.testing.assert_allclose(ours[name], np.asarray(theirs[name]), atol=1e-9)


def main() -> None:
    """Check that all ways agree, then time them for several sizes."""
    model = twelve_criteria()
    for accounts, rounds in ((1_000, 15), (1_000_000, 7)):
        frame = made_up(accounts)
        columns = coded(frame)
        check(by_kam_xl(frame, model), by_bare_numpy(columns))
        check(by_kam_xl(frame, model), by_pandas(frame))
        ways = {
            "bare numpy on coded columns": lambda columns=columns: by_bare_numpy(columns),
            "kam-xl from pandas": lambda frame=frame: by_kam_xl(frame, model),
            "pandas code": lambda frame=frame: by_pandas(frame),
        }
        report(f"{accounts:,} accounts, 12 criteria", take_turns(ways, rounds=rounds), "bare numpy on coded columns")
        output = 6 * 8 * accounts
        print(f"  peak extra memory: {peak_bytes(frame, model) / output:.1f} × the six result columns")


if __name__ == "__main__":
    main()
