"""Levels: words, or TRUE and FALSE, each with its own rating."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Self

from kam_xl.accounts.coercion import comparable, is_unknown, text_of
from kam_xl.accounts.schema import Kind
from kam_xl.scoring.faults import is_number
from kam_xl.scoring.json_schema import known_word, number
from kam_xl.scoring.scales.scale import Scale

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    import numpy.typing as npt

    from kam_xl.accounts.columns import Column
    from kam_xl.scoring.faults import Faults
    from kam_xl.scoring.json_schema import Schema

_BOOLEAN_WORDS = frozenset({"true", "false"})


@dataclass(frozen=True, slots=True)
class Levels(Scale):
    """Rate texts, or booleans where the levels are true and false, by looking them up.

    Attributes:
        ratings: (level, rating), the level trimmed, in the model's order.
    """

    ratings: tuple[tuple[str, float], ...]
    key = "levels"
    meaning = "The rating of each word, or of true and false."

    @property
    def reads(self) -> Kind:
        """Read booleans if the levels are all within true and false, else texts."""
        return Kind.BOOLEAN if self._table.keys() <= _BOOLEAN_WORDS else Kind.TEXT

    @property
    def _table(self) -> dict[str, float]:
        return _by_comparable(self.ratings)

    @classmethod
    def parse(cls, raw: object, place: str, faults: Faults) -> Self | None:
        """Read levels such as `{ Partner = 100, Active = 75 }`."""
        before = len(faults)
        if not isinstance(raw, dict) or not raw:
            faults.note(place, raw, "at least one level = rating", "Write levels such as { High = 100, Low = 0 }.")
            return None
        for level, rating in raw.items():
            _check_level(level, rating, f"{place}, level {level}", faults)
        _check_distinct(raw, place, faults)
        if len(faults) > before:
            return None
        return cls(tuple((text_of(level), float(rating)) for level, rating in raw.items()))

    @classmethod
    def schema(cls) -> Schema:
        """Describe a table of words and ratings."""
        return {
            "type": "object",
            "minProperties": 1,
            "propertyNames": known_word(),
            "additionalProperties": number(0, 100),
        }

    def plain(self) -> dict[str, float]:
        """Give the levels as a table."""
        return dict(self.ratings)

    def pairs(self) -> tuple[tuple[str, float], ...]:
        """Give the levels as rows."""
        return self.ratings

    @classmethod
    def from_pairs(cls, pairs: Sequence[tuple[object, object]]) -> dict[str, object]:
        """Turn rows into a table; a level written twice becomes visible as such."""
        table: dict[str, object] = {}
        for level, rating in pairs:
            text = text_of(level)
            table[text if text not in table else f"{text} "] = rating
        return table

    def rate(self, value: object) -> float | None:
        """Look a value up; None for an unknown level."""
        if value is None:
            return None
        return self._table.get(comparable(text_of(value)))

    def source(self, value: str, rating: str, constant: Callable[[object], str]) -> list[str]:
        """Write a look-up in a table that is built with the function."""
        if self.reads is Kind.BOOLEAN:
            booleans = {word == "true": points for word, points in self._table.items()}
            return [f"{rating} = {constant(booleans)}.get({value})"]
        return [f"{rating} = {constant(self._table)}.get({value})"]

    def rate_column(self, column: Column) -> npt.NDArray[np.float64]:
        """Look a column up."""
        from kam_xl.accounts.columns import TextColumn

        if isinstance(column, TextColumn):
            return column.look_up(self._table)
        return _rate_booleans(column.numbers, self._table)


@lru_cache(maxsize=256)
def _by_comparable(ratings: tuple[tuple[str, float], ...]) -> dict[str, float]:
    return {comparable(level): rating for level, rating in ratings}


def _rate_booleans(values: npt.NDArray[np.float64], table: Mapping[str, float]) -> npt.NDArray[np.float64]:
    import numpy as np

    ratings = np.full(len(values), np.nan)
    for word, rating in table.items():
        ratings[values == (word == "true")] = rating
    return ratings


def _check_level(level: object, rating: object, place: str, faults: Faults) -> None:
    if not isinstance(level, str) or is_unknown(level):
        faults.note(
            place, level, "a word that is no unknown mark", "Rename the level; an unknown value is never rated."
        )
    if not is_number(rating) or not 0 <= rating <= 100:  # noqa: PLR2004
        faults.note(place, rating, "a rating from 0 to 100", "Correct the rating.")


def _check_distinct(raw: Mapping[object, object], place: str, faults: Faults) -> None:
    seen: dict[str, object] = {}
    for level in raw:
        key = comparable(text_of(level))
        if key in seen:
            faults.note(
                place, f"{seen[key]} and {level}", "levels that differ in more than case or blanks", "Keep one."
            )
        seen.setdefault(key, level)
