"""Score a table of 12 criteria from pandas: kam-xl beside a bare numpy kernel, pandas code and MCDA packages.

`table.py --alone` leaves out the packages, which uv installs for this one run into its own cache.
"""

import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from measuring import report, take_turns
from row import CURVES, FIVE_STEPS, STATUS_LEVELS, twelve_criteria

from kam_xl.accounts.column_reading import read_column, read_numbers
from kam_xl.accounts.columns import Column
from kam_xl.accounts.conventions import NEUTRAL
from kam_xl.accounts.conversion import read_as
from kam_xl.accounts.schema import ALL_FIELDS, Kind
from kam_xl.scoring.model import Model
from kam_xl.scoring.table import score_table

HERE = Path(__file__).parent
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
Series = pd.Series
Points = list[list[float]]


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
    """Score a frame as an analyst writes it: map for steps and words, where for the stretches of a curve."""
    return _summed(frame, _by_steps_and_stretches)


def by_pandas_with_interp(frame: pd.DataFrame) -> pd.DataFrame:
    """Score a frame with the curves left to numpy's interpolation."""
    return _summed(frame, _by_interp)


def _by_steps_and_stretches(values: Series, curve: Points) -> Series:
    if curve == FIVE_STEPS:
        return values.map(dict(FIVE_STEPS))  # type: ignore[arg-type]
    rating = pd.Series(np.nan, index=values.index).where(values.isna(), curve[0][1])
    for (xa, ya), (xb, yb) in pairwise(curve):
        rating = rating.where(~(values > xa), ya + (values.clip(upper=xb) - xa) * (yb - ya) / (xb - xa))
    return rating


def _by_interp(values: Series, curve: Points) -> Series:
    x, y = zip(*curve, strict=True)
    return pd.Series(np.interp(values, x, y), index=values.index).where(values.notna())


def _summed(frame: pd.DataFrame, rate: Callable[[Series, Points], Series]) -> pd.DataFrame:
    zeros = pd.Series(0.0, index=frame.index)
    points, known = dict.fromkeys(AXES, zeros), dict.fromkeys(AXES, zeros)
    for field, (axis, weight, curve) in CURVES.items():
        rating = rate(frame[field], curve)
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


def peak_bytes(work: Callable[[], object]) -> int:
    """Measure the most memory that a way takes beside the table."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def check(ours: Mapping[str, Numbers], theirs: Mapping[str, Numbers] | pd.DataFrame) -> None:
    """Check that two ways gave the same six columns."""
    for name in RESULTS:
        np.testing.assert_allclose(ours[name], np.asarray(theirs[name]), atol=1e-9)


def compare(accounts: int, rounds: int) -> None:
    """Check that all ways agree on a table, then time them and measure their memory."""
    model, frame = twelve_criteria(), made_up(accounts)
    columns = coded(frame)
    ours = by_kam_xl(frame, model)
    check(ours, by_bare_numpy(columns))
    check(ours, by_pandas(frame))
    check(ours, by_pandas_with_interp(frame))
    ways = {
        "kam-xl from pandas": lambda: by_kam_xl(frame, model),
        "bare numpy on coded columns": lambda: by_bare_numpy(columns),
        "pandas: map, where, clip": lambda: by_pandas(frame),
        "pandas with np.interp": lambda: by_pandas_with_interp(frame),
    }
    report(f"{accounts:,} accounts, 12 criteria", take_turns(ways, rounds=rounds), "kam-xl from pandas")
    output = len(RESULTS) * 8 * accounts
    for way, work in ways.items():
        print(f"  {way:42} {peak_bytes(work) / output:10.1f} × the result columns of extra memory at most")


def beside_packages() -> None:
    """Time packages for weighted sums in an environment that uv makes for them; say so where it cannot."""
    packages = [argument for name in ("scikit-criteria", "pymcdm") for argument in ("--with", name)]
    environment = ["--no-project", "--python", sys.executable, "--with-editable", str(HERE.parent), *packages]
    command = [sys.executable, "-m", "uv", "run", "--quiet", *environment, "python", "-m", "measuring.weighted_sums"]
    run = subprocess.run(command, cwd=HERE, check=False, capture_output=True, text=True)
    print(run.stdout if run.returncode == 0 else f"\nscikit-criteria and pymcdm are not installed: {run.stderr[-300:]}")


def main() -> None:
    """Compare two sizes, and one with packages."""
    compare(1_000, rounds=15)
    compare(1_000_000, rounds=7)
    if "--alone" not in sys.argv[1:]:
        beside_packages()


if __name__ == "__main__":
    main()
