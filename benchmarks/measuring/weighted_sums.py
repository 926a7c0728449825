"""Weigh and add up ratings: kam-xl beside scikit-criteria and pymcdm; `table.py` starts this where both are installed.

They take a matrix of ratings without gaps and give one sum an account. kam-xl reads a table, rates its columns and
gives scores with their range, both axes and coverage.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kam_xl.accounts.column_reading import read_numbers
from kam_xl.accounts.schema import Kind
from kam_xl.scoring.model import Model, parse_model
from kam_xl.scoring.table import score_table
from measuring import report, take_turns

if TYPE_CHECKING:
    from collections.abc import Callable

ACCOUNTS = 100_000
WEIGHTS = (18, 12, 12, 6, 6, 6, 12, 10, 6, 4, 5, 8)


def _model() -> Model:
    criteria = [
        {"id": f"c{i}", "axis": "attractiveness" if i < 6 else "relationship", "field": f"Rating {i}", "weight": weight}
        | {"curve": [[0, 0], [100, 100]]}
        for i, weight in enumerate(WEIGHTS)
    ]
    return parse_model({"model": {"name": "Ratings as they are"}, "criteria": criteria})


def by_kam_xl(frame: pd.DataFrame, model: Model) -> Any:  # noqa: ANN401 - numbers, as from the packages
    """Read the columns and score them."""
    columns = {(str(name), Kind.NUMBER): read[0] for name in frame if (read := read_numbers(frame[name], None))}
    return score_table(model, columns, len(frame)).score


def by_scikit_criteria(frame: pd.DataFrame) -> Any:  # noqa: ANN401 - the package has no types
    """Give the weighted sums that its ranking rests on."""
    matrix = import_module("skcriteria").mkdm(frame.to_numpy(), [max] * len(WEIGHTS), weights=np.array(WEIGHTS) / 105)
    return import_module("skcriteria.agg.simple").WeightedSumModel().evaluate(matrix).e_.score


def by_pymcdm(frame: pd.DataFrame) -> Any:  # noqa: ANN401 - the package has no types
    """Give the weighted sums of ratings as they are."""
    weighted_sum = import_module("pymcdm.methods").WSM(normalization_function=lambda ratings, cost: ratings)  # noqa: ARG005
    return weighted_sum(frame.to_numpy(), np.array(WEIGHTS) / 105, np.ones(len(WEIGHTS)))


def main() -> None:
    """Check that all ways agree, then time them."""
    ratings = np.random.default_rng(0).uniform(0, 100, (ACCOUNTS, len(WEIGHTS)))
    frame, model = pd.DataFrame({f"Rating {i}": column for i, column in enumerate(ratings.T)}), _model()
    ways: dict[str, Callable[[], Any]] = {
        "kam-xl": lambda: by_kam_xl(frame, model),
        "scikit-criteria, weighted sum model": lambda: by_scikit_criteria(frame),
        "pymcdm, weighted sum model": lambda: by_pymcdm(frame),
    }
    for work in ways.values():
        np.testing.assert_allclose(work(), ways["kam-xl"](), atol=1e-9)
    report(f"{ACCOUNTS:,} accounts, 12 ratings without gaps", take_turns(ways, rounds=5), "kam-xl")


if __name__ == "__main__":
    main()
