"""A curve: numbers rated by linear interpolation, flat outside."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Self

from kam_xl.accounts.coercion import LARGEST
from kam_xl.accounts.schema import Kind
from kam_xl.scoring.faults import is_number
from kam_xl.scoring.json_schema import number
from kam_xl.scoring.scales.scale import Scale

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import numpy.typing as npt

    from kam_xl.accounts.columns import Column
    from kam_xl.scoring.faults import Faults
    from kam_xl.scoring.json_schema import Schema

Point = tuple[float, float]

MANY = 50
"""More points than this are searched, not compared one after the other."""

CLOSEST = 1e-9
"""The smallest distance between two x of a curve; below it a slope loses its meaning."""


@dataclass(frozen=True, slots=True)
class Curve(Scale):
    """Rate numbers along straight lines between points.

    Attributes:
        points: At least two (value, rating) with rising values; ratings from 0 to 100 in any direction.
    """

    points: tuple[Point, ...]
    key = "curve"
    meaning = "Points [value, rating], lowest value first; straight lines between them, flat outside."

    @property
    def reads(self) -> Kind:
        """Read numbers."""
        return Kind.NUMBER

    @classmethod
    def parse(cls, raw: object, place: str, faults: Faults) -> Self | None:
        """Read points such as `[[0, 0], [50000, 60]]`."""
        before = len(faults)
        points = [_point(point, f"{place}, point {i}", faults) for i, point in enumerate(_listed(raw), start=1)]
        if len(points) < 2:  # noqa: PLR2004 - a line needs two points
            faults.note(place, raw, "at least two points [value, rating]", "Add points, lowest value first.")
        for i, (left, right) in enumerate(pairwise(points), start=2):
            if left is not None and right is not None and right[0] - left[0] < CLOSEST:
                faults.note(
                    f"{place}, point {i}",
                    right[0],
                    f"a value above {left[0]:,.12g}",
                    "Sort the points by rising value.",
                )
        return cls(tuple(filter(None, points))) if len(faults) == before else None

    @classmethod
    def schema(cls) -> Schema:
        """Describe a list of points."""
        point = [number(-LARGEST, LARGEST), number(0, 100)]
        return {
            "type": "array",
            "minItems": 2,
            "items": {"type": "array", "minItems": 2, "maxItems": 2, "items": point},
        }

    def plain(self) -> list[list[float]]:
        """Give the points as lists."""
        return [[x, y] for x, y in self.points]

    def pairs(self) -> tuple[Point, ...]:
        """Give the points."""
        return self.points

    @classmethod
    def from_pairs(cls, pairs: Sequence[tuple[object, object]]) -> list[list[object]]:
        """Turn rows into lists."""
        return [[x, y] for x, y in pairs]

    def rate(self, value: object) -> float | None:
        """Interpolate; flat outside the points.

        >>> Curve(((0, 0), (50, 60), (250, 100))).rate(150)
        80.0
        """
        if not isinstance(value, int | float) or value != value:  # noqa: PLR0124 - NaN differs from itself
            return None
        i = bisect_right(self.points, value, key=lambda point: point[0])
        if i == 0:
            return self.points[0][1]
        if i == len(self.points):
            return self.points[-1][1]
        return _between(value, self.points[i - 1], self.points[i])

    def source(self, value: str, rating: str, constant: Callable[[object], str]) -> list[str]:
        """Write one comparison per point, or a search if there are many."""
        if len(self.points) > MANY:
            return [f"{rating} = {constant(self.rate)}({value})"]
        (x0, y0), lines = self.points[0], []
        lines.append(f"if {value} < {x0!r}: {rating} = {y0!r}")
        for (xa, ya), (xb, yb) in self._lines():
            lines.append(f"elif {value} < {xb!r}: {rating} = {ya!r} + ({value} - {xa!r}) * {_slope(xa, ya, xb, yb)!r}")
        lines.append(f"else: {rating} = {self.points[-1][1]!r}")
        return lines

    def rate_column(self, column: Column) -> npt.NDArray[np.float64]:
        """Interpolate a column as a sum of clipped segments, which numpy does faster than a search."""
        from kam_xl.accounts.columns import numbers_of

        values = numbers_of(column, len(column))
        first, *others = self._lines()
        ratings = _rise(values, *first)
        for line in others:
            ratings += _rise(values, *line)
        ratings += self.points[0][1]
        return ratings

    def _lines(self) -> list[tuple[Point, Point]]:
        """Give the straight lines, neighbours of one slope as one: 1–5 rated 0, 25, 50, 75, 100 is a single line."""
        lines: list[tuple[Point, Point]] = []
        for left, right in pairwise(self.points):
            if lines and _slope(*lines[-1][0], *lines[-1][1]) == _slope(*left, *right):
                lines[-1] = lines[-1][0], right
            else:
                lines.append((left, right))
        return lines


def _listed(raw: object) -> Sequence[object]:
    return raw if isinstance(raw, list | tuple) else ()


def _point(raw: object, place: str, faults: Faults) -> Point | None:
    match raw:
        case [x, y] if is_number(x) and is_number(y) and abs(x) <= LARGEST and 0 <= y <= 100:  # noqa: PLR2004
            return float(x), float(y)
    faults.note(place, raw, f"[value up to {LARGEST:,.16g} in size, rating from 0 to 100]", "Correct the point.")
    return None


def _slope(xa: float, ya: float, xb: float, yb: float) -> float:
    return (yb - ya) / (xb - xa)


def _rise(values: npt.NDArray[np.float64], left: Point, right: Point) -> npt.NDArray[np.float64]:
    import numpy as np

    rise = np.clip(values, left[0], right[0])
    rise -= left[0]
    rise *= _slope(*left, *right)
    return rise


def _between(value: float, left: Point, right: Point) -> float:
    return left[1] + (value - left[0]) * _slope(*left, *right)
