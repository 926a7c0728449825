"""What moved a score: the difference between two scorings of one account, criterion by criterion."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import fsum
from typing import TYPE_CHECKING

from kam_xl.scoring.row import explain, score_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kam_xl.accounts.rows import Value
    from kam_xl.scoring.model import Criterion, Model
    from kam_xl.scoring.row import Inputs


@dataclass(frozen=True, slots=True)
class CriterionChange:
    """What one criterion did to the change of a score.

    Attributes:
        criterion: The criterion as it is now; as it was where the model no longer has it.
        before: The value it read then; None if unknown, or where the model did not have the criterion.
        after: The value it reads now; None likewise.
        by_model: Points of the change that the changed model brought.
        by_value: Points of the change that changed values brought.
    """

    criterion: Criterion
    before: Value
    after: Value
    by_model: float
    by_value: float

    @property
    def points(self) -> float:
        """Give both together."""
        return self.by_model + self.by_value


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """The change of one account's score, 0–100 then and now.

    Attributes:
        before: The score then.
        after: The score now.
        lines: One per criterion of the model now, in its order, then those it no longer has; their points add up to
            the change.
    """

    before: float
    after: float
    lines: tuple[CriterionChange, ...]

    @property
    def by_model(self) -> float:
        """Give the points that the changed model brought."""
        return fsum(line.by_model for line in self.lines)

    @property
    def by_value(self) -> float:
        """Give the points that changed values brought."""
        return fsum(line.by_value for line in self.lines)


def score_change(before: tuple[Model, Inputs], after: tuple[Model, Inputs]) -> ScoreChange | None:
    """Explain the change of a score between two days.

    The model may have changed, and the values. What each brought depends on which is taken to have changed first; both
    orders are gone and the mean is taken. With c(m, v) the contribution of a criterion under model m and values v, the
    part of the model is ½·[(c(m₁, v₀) − c(m₀, v₀)) + (c(m₁, v₁) − c(m₀, v₁))], and that of the values
    ½·[(c(m₀, v₁) − c(m₀, v₀)) + (c(m₁, v₁) − c(m₁, v₀))]. Criteria are told apart by their ids; one that a model lacks,
    or whose value is unknown, contributes 0. The mixed terms count what is known however little it is.

    Args:
        before: The model then, and the values then, of everything that either model reads.
        after: The model now, and the values now, likewise.

    Returns:
        The change; None if the account had or has no score.

    Source:
        Shapley (1953), "A Value for n-Person Games", for two players: the model and the values.
    """
    first, last = score_values(*before).score, score_values(*after).score
    if first is None or last is None:
        return None
    (old_model, old_values), (new_model, new_values) = before, after
    points = _Points(
        _contributions(old_model, old_values),
        _contributions(old_model, new_values),
        _contributions(new_model, old_values),
        _contributions(new_model, new_values),
    )
    old, new = _by_id(old_model), _by_id(new_model)
    lines = tuple(
        CriterionChange(
            new.get(name) or old[name],
            _value(old.get(name), old_values),
            _value(new.get(name), new_values),
            points.by_model(name),
            points.by_value(name),
        )
        for name in new | old
    )
    return ScoreChange(first, last, lines)


def _by_id(model: Model) -> dict[str, Criterion]:
    return {criterion.id: criterion for criterion in model.criteria}


def _value(criterion: Criterion | None, values: Inputs) -> Value:
    return None if criterion is None else values.get((criterion.field, criterion.scale.reads))


def _contributions(model: Model, values: Inputs) -> Mapping[str, float]:
    counted = replace(model, min_coverage=0.0)
    lines = explain(counted, values, score_values(counted, values)).lines
    return {line.criterion.id: line.contribution or 0.0 for line in lines}


@dataclass(frozen=True, slots=True)
class _Points:
    """Contributions by criterion for each pairing of a model and values, named model first."""

    old_old: Mapping[str, float]
    old_new: Mapping[str, float]
    new_old: Mapping[str, float]
    new_new: Mapping[str, float]

    def by_model(self, name: str) -> float:
        return _mean_step(name, (self.old_old, self.new_old), (self.old_new, self.new_new))

    def by_value(self, name: str) -> float:
        return _mean_step(name, (self.old_old, self.old_new), (self.new_old, self.new_new))


def _mean_step(name: str, *steps: tuple[Mapping[str, float], Mapping[str, float]]) -> float:
    return fsum(last.get(name, 0.0) - first.get(name, 0.0) for first, last in steps) / len(steps)
