"""The row kernel: a model becomes a plain Python function of one account's values.

No numpy, no pandas: a function in a cell must answer in microseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any

from kam_xl.accounts.coercion import comparable
from kam_xl.accounts.rows import Value
from kam_xl.accounts.schema import Kind
from kam_xl.scoring.gates import TOLERANCE
from kam_xl.scoring.results import Explanation, GateOutcome, Line, Scores

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kam_xl.scoring.model import Criterion, Gate, Model


@dataclass(frozen=True, slots=True)
class RowKernel:
    """A compiled model.

    Attributes:
        inputs: The field and kind of each argument of `score`, in order.
        score: Takes understood values, texts comparable, None for unknown; gives score, score_low, score_high,
            attractiveness, relationship and coverage, None where there is none.
        source: The text of the function, for people who want to read it.
    """

    inputs: tuple[tuple[str, Kind], ...]
    score: Callable[..., tuple[float | None, float, float, float | None, float | None, float]]
    source: str


@lru_cache(maxsize=32)
def compile_row(model: Model) -> RowKernel:
    """Compile a model into a function of one account's values."""
    inputs = tuple(dict.fromkeys((criterion.field, criterion.scale.reads) for criterion in model.criteria))
    writer = _Writer(model, {used: f"v{i}" for i, used in enumerate(inputs)})
    source = "\n".join(writer.lines())
    namespace: dict[str, Any] = dict(writer.constants)
    exec(compile(source, f"<model {model.name}>", "exec"), namespace)  # noqa: S102 - numbers and names of our own making only
    return RowKernel(inputs, namespace["score"], source)


class _Writer:
    """Write the function: one block per criterion with weight, then the sums."""

    def __init__(self, model: Model, names: Mapping[tuple[str, Kind], str]) -> None:
        self._model = model
        self._names = names
        self._numbers = count()
        self.constants: dict[str, object] = {}

    def _constant(self, value: object) -> str:
        name = f"c{next(self._numbers)}"
        self.constants[name] = value
        return name

    def lines(self) -> list[str]:
        body = ["ka = pa = kr = pr = 0.0"]
        for criterion in self._model.criteria:
            body += self._criterion_lines(criterion)
        body += self._sum_lines()
        return [f"def score({', '.join(self._names.values())}):", *(f"    {line}" for line in body)]

    def _criterion_lines(self, criterion: Criterion) -> list[str]:
        value = self._names[criterion.field, criterion.scale.reads]
        known, points = ("ka", "pa") if criterion.axis == "attractiveness" else ("kr", "pr")
        rating = criterion.scale.source(value, "r", self._constant)
        weight = repr(criterion.weight)
        return [
            f"if {value} is not None:",
            *(f"    {line}" for line in rating),
            f"    if r is not None: {known} += {weight}; {points} += {weight} * r",
        ]

    def _sum_lines(self) -> list[str]:
        attractiveness, relationship = axis_weights(self._model)
        total = attractiveness + relationship
        floor = self._model.min_coverage - TOLERANCE
        zero = self._model.missing == "zero"
        return [
            "k = ka + kr",
            "p = pa + pr",
            f"c = k / {total!r}",
            f"l = p / {total!r}",
            f"h = (p + 100.0 * ({total!r} - k)) / {total!r}",
            *_mean_lines("s", "k", "p", total, floor, zero=zero),
            *_mean_lines("a", "ka", "pa", attractiveness, floor, zero=zero),
            *_mean_lines("b", "kr", "pr", relationship, floor, zero=zero),
            *_clamp_lines("l"),
            *_clamp_lines("h"),
            "return s, l, h, a, b, c",
        ]


def _mean_lines(  # noqa: PLR0913 - the names and numbers of one mean
    name: str, known: str, points: str, total: float, floor: float, *, zero: bool
) -> list[str]:
    if total <= 0:
        return [f"{name} = None"]
    divisor = repr(total) if zero else known
    return [
        f"if {known} <= 0.0 or {known} / {total!r} < {floor!r}: {name} = None",
        "else:",
        f"    {name} = {points} / {divisor}",
        *(f"    {line}" for line in _clamp_lines(name)),
    ]


def _clamp_lines(name: str) -> list[str]:
    return [f"if {name} > 100.0: {name} = 100.0", f"elif {name} < 0.0: {name} = 0.0"]


def axis_weights(model: Model) -> tuple[float, float]:
    """Sum the weights of both axes in the order in which the kernels add them, so that full coverage is exactly 1."""
    sums = {"attractiveness": 0.0, "relationship": 0.0}
    for criterion in model.criteria:
        sums[criterion.axis] += criterion.weight
    return sums["attractiveness"], sums["relationship"]


Inputs = Mapping[tuple[str, Kind], Value]
"""Understood values by field and the kind in which they are read; an absent one is unknown."""


def score_values(model: Model, inputs: Inputs) -> Scores:
    """Score one account; the same meaning as the table kernel."""
    kernel = compile_row(model)
    return Scores(*kernel.score(*(_comparable(inputs.get(used)) for used in kernel.inputs)))


def _comparable(value: Value) -> Value:
    return comparable(value) if isinstance(value, str) else value


def gate_outcome(gate: Gate, value: Value) -> GateOutcome:
    """Test one gate."""
    if value is None:
        return GateOutcome(gate, None, "unknown", f"{gate.label}: not known")
    if gate.test.passes(value):
        return GateOutcome(gate, value, "passes", "")
    return GateOutcome(gate, value, "fails", f"{gate.label}: {gate.test.failing(value)}")


def gate_outcomes(model: Model, inputs: Inputs) -> tuple[GateOutcome, ...]:
    """Test every gate, in the model's order."""
    return tuple(gate_outcome(gate, inputs.get((gate.field, gate.test.reads))) for gate in model.gates)


def explain(model: Model, inputs: Inputs, scores: Scores) -> Explanation:
    """Say for every criterion and gate what it did to an account.

    Contributions add up to the score. A criterion that is unknown, or without weight, contributes nothing; where there
    is no score there are no contributions.
    """
    rated = [(criterion, inputs.get((criterion.field, criterion.scale.reads))) for criterion in model.criteria]
    ratings = [criterion.scale.rate(value) for criterion, value in rated]
    divisor = _divisor(model, ratings) if scores.score is not None else None
    lines = [
        Line(criterion, value, rating, _contribution(model, criterion, rating, divisor))
        for (criterion, value), rating in zip(rated, ratings, strict=True)
    ]
    return Explanation(tuple(lines), gate_outcomes(model, inputs))


def _divisor(model: Model, ratings: Iterable[float | None]) -> float:
    if model.missing == "zero":
        return sum(axis_weights(model))
    return sum(
        criterion.weight for criterion, rating in zip(model.criteria, ratings, strict=True) if rating is not None
    )


def _contribution(model: Model, criterion: Criterion, rating: float | None, divisor: float | None) -> float | None:
    if divisor is None:
        return None
    if rating is None:
        return 0.0 if model.missing == "zero" else None
    return criterion.weight * rating / divisor
