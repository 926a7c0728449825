"""Moves: the values that a field of one account could take instead, and how far away each is."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, fsum, inf, log10
from typing import TYPE_CHECKING

from kam_xl.accounts.coercion import comparable
from kam_xl.accounts.schema import ALL_FIELDS, Kind
from kam_xl.scoring.reading import read_known

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kam_xl.accounts.rows import Value
    from kam_xl.scoring.model import Model

STEPS = 100
"""In how many steps over its span a number is looked at from afar."""


@dataclass(frozen=True, slots=True)
class Moves:
    """The moves of one field.

    Attributes:
        field: The field by name, or a further column by its header.
        before: Its value now; None if unknown.
        targets: The values it could take instead, nearest first.
        sizes: How far each is, as a share of the field's span; see `moves_of`.
        span: The span of a number; None for words and for yes or no.
    """

    field: str
    before: Value
    targets: tuple[Value, ...]
    sizes: tuple[float, ...]
    span: Span | None = None

    def closer(self, target: int) -> Moves:
        """Look more closely: give a target with every finer one on the way from its neighbour; nearest first."""
        chosen = self.targets[target]
        if self.span is None or not isinstance(chosen, float):
            return Moves(self.field, self.before, (chosen,), (self.sizes[target],))
        nearer = [value for value in self.targets[:target] if isinstance(value, float)]
        return _number_moves(self.field, self.before, self.span, self.span.finer(chosen, nearer))


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers of one field.

    Attributes:
        origin: Where the field stands now.
        first: The lower end of what matters.
        last: The upper end of what matters, above the lower one.
        low: The lowest value allowed.
        high: The highest value allowed.
        whole: Whether only whole numbers are allowed.
    """

    origin: float
    first: float
    last: float
    low: float
    high: float
    whole: bool

    @property
    def width(self) -> float:
        """Give the width of the span, above 0."""
        return self.last - self.first

    @property
    def decimals(self) -> int:
        """Give the decimals of the finest values, 4 to 5 figures for the whole span; −1 for tens and so on."""
        decimals = 2 - floor(log10(self.width / STEPS))
        return min(decimals, 0) if self.whole else decimals

    def size(self, value: float) -> float:
        """Give the distance from the origin as a share of the span."""
        return abs(value - self.origin) / self.width

    def coarse(self, named: Iterable[float]) -> list[float]:
        """Give the values seen from afar, and those on both sides of the values that a model names."""
        steps = [round(self._units(self.first + i * self.width / STEPS)) for i in range(STEPS + 1)]
        sides = [side(self._units(value)) for value in named for side in (floor, ceil)]
        return self._values(steps + sides)

    def finer(self, chosen: float, nearer: Sequence[float]) -> list[float]:
        """Give the finest values from a chosen one back to its neighbour among nearer ones, or to the origin.

        Beyond the span nothing changes its course, so that an origin out there counts as standing at its end.
        """
        same_side = [value for value in nearer if (value < self.origin) == (chosen < self.origin)]
        neighbour = same_side[-1] if same_side else min(max(self.origin, self.first), self.last)
        lower, upper = sorted((self._units(chosen), self._units(neighbour)))
        return self._values([*range(ceil(lower), floor(upper) + 1), round(self._units(chosen))])

    def _units(self, value: float) -> float:
        return value * 10.0**self.decimals

    def _values(self, units: Iterable[int]) -> list[float]:
        decimals = self.decimals
        values = (round(unit / 10.0**decimals, decimals) for unit in dict.fromkeys(units))
        return [value for value in values if self.low <= value <= self.high]


def moves_of(model: Model, field: str, before: Value, further: Iterable[float] = ()) -> Moves:
    """Give the moves of a field.

    A number moves within its allowed values: whole ones where the field is whole, else such with 4 to 5 figures. Its
    span is the allowed range (1–5, 0–1, 0–12); without one, it reaches from the lowest to the highest value that the
    model names for it, 0 included. The size of a move is the distance over the span. An unknown number counts as
    standing at the end of the span that rates lower.

    A word moves to any allowed one, else to any that the model names; yes and no to each other. The size of a move is
    the difference of the ratings over 100, unknown being rated 0, but at least one part of the list: 1/(n − 1).

    Args:
        model: The model.
        field: The field by name, or a further column by its header.
        before: Its value now, in the kind that `kind_of` gives; None if unknown.
        further: Numbers at which something else that depends on the field changes its course.
    """
    kind = kind_of(model, field)
    if kind is Kind.NUMBER:
        named = [*named_numbers(model, field), *further]
        span = _span(model, field, before, named)
        return _number_moves(field, before, span, span.coarse(named))
    if kind is Kind.DATE:
        return Moves(field, before, (), ())
    words: Sequence[Value] = (True, False) if kind is Kind.BOOLEAN else _words(model, field)
    return _word_moves(model, field, before, words)


def kind_of(model: Model, field: str) -> Kind:
    """Give the kind in which a field's values are known: its own; for a further column the one the model reads.

    Where a model reads a further column in several, a number is more than a word, and a word more than yes or no.
    """
    if field in ALL_FIELDS:
        return ALL_FIELDS[field].kind
    kinds = [kind for used, kind in model.uses() if used == field]
    return min(kinds, key=(Kind.NUMBER, Kind.TEXT, Kind.BOOLEAN).index)


def _number_moves(field: str, before: Value, span: Span, values: Iterable[float]) -> Moves:
    targets = sorted((value for value in values if value != before), key=lambda value: (span.size(value), value))
    return Moves(field, before, tuple(targets), tuple(map(span.size, targets)), span)


def _span(model: Model, field: str, before: Value, named: Sequence[float]) -> Span:
    known = ALL_FIELDS.get(field)
    low = -inf if known is None or known.low is None else known.low
    high = inf if known is None or known.high is None else known.high
    first, last = low, high
    if inf in {-low, high}:
        first, last = max(low, min((0.0, *named))), min(high, max((0.0, *named)))
    if first >= last:
        last = first + 1.0
    origin = before if isinstance(before, float) else min((first, last), key=lambda end: _rating(model, field, end))
    return Span(origin, first, last, low, high, whole=known is not None and known.whole)


def named_numbers(model: Model, field: str) -> list[float]:
    """Give the numbers that a model names for a field: where a rating changes its course, and thresholds of gates."""
    named = (read_known(value, Kind.NUMBER) for value in _named(model, field))
    return [value for value in named if isinstance(value, float)]


def _named(model: Model, field: str) -> list[Value]:
    rated = [value for each in model.criteria if each.field == field for value, _ in each.scale.pairs()]
    tested = [each.test.plain() for each in model.gates if each.field == field]
    flat = [value for test in tested for value in (test if isinstance(test, list) else [test])]
    return [*rated, *(value for value in flat if isinstance(value, str | float))]


def _words(model: Model, field: str) -> list[str]:
    if field in ALL_FIELDS and ALL_FIELDS[field].choices:
        return list(ALL_FIELDS[field].choices)
    words: dict[str, str] = {}
    for word in map(str, _named(model, field)):
        words.setdefault(comparable(word), word)
    return list(words.values())


def _word_moves(model: Model, field: str, before: Value, words: Sequence[Value]) -> Moves:
    now, least = _rating(model, field, before), 1 / max(1, len(words) - 1)
    sizes = {
        word: max(least, abs(_rating(model, field, word) - now) / 100) for word in words if not _same(word, before)
    }
    targets = sorted(sizes, key=lambda word: sizes[word])
    return Moves(field, before, tuple(targets), tuple(sizes[word] for word in targets))


def _same(word: Value, before: Value) -> bool:
    if isinstance(word, str) and isinstance(before, str):
        return comparable(word) == comparable(before)
    return word is before


def _rating(model: Model, field: str, value: Value) -> float:
    """Give the mean rating of a value over the criteria that rate the field; 0 where there are none."""
    criteria = [criterion for criterion in model.criteria if criterion.field == field]
    ratings = [each.weight * (each.scale.rate(read_known(value, each.scale.reads)) or 0.0) for each in criteria]
    return fsum(ratings) / (fsum(criterion.weight for criterion in criteria) or 1.0)
