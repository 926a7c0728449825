"""Columns of understood values: what the table kernel and the portfolio compute with."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kam_xl.accounts.coercion import comparable


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """Numbers, booleans (1 and 0) or dates (days since 1970-01-01); NaN is unknown.

    Attributes:
        numbers: One number per account.
    """

    numbers: npt.NDArray[np.float64]

    def __len__(self) -> int:
        """Count the accounts."""
        return len(self.numbers)

    def part(self, rows: slice) -> "NumberColumn":
        """Give some of the rows, without copying."""
        return NumberColumn(self.numbers[rows])


@dataclass(frozen=True)
class Words:
    """Distinct texts.

    Attributes:
        texts: As written, trimmed.
    """

    texts: tuple[str, ...]

    @cached_property
    def comparables(self) -> tuple[str, ...]:
        """Give the texts as they are compared; worked out only if somebody compares, since ids are never compared."""
        return tuple(comparable(text) for text in self.texts)


@dataclass(frozen=True, slots=True)
class TextColumn:
    """Texts, each kept once.

    Attributes:
        codes: The position of each account's text among the words; −1 is unknown.
        words: The distinct texts.
    """

    codes: npt.NDArray[np.intp]
    words: Words

    @property
    def texts(self) -> tuple[str, ...]:
        """Give the distinct texts as written, trimmed."""
        return self.words.texts

    def __len__(self) -> int:
        """Count the accounts."""
        return len(self.codes)

    def part(self, rows: slice) -> "TextColumn":
        """Give some of the rows, without copying."""
        return TextColumn(self.codes[rows], self.words)

    def look_up(self, by_text: dict[str, float]) -> npt.NDArray[np.float64]:
        """Give a number per account by its comparable text; NaN where there is none."""
        table = np.array([*(by_text.get(text, np.nan) for text in self.words.comparables), np.nan])
        return table[self.codes]


Column = NumberColumn | TextColumn


def numbers_of(column: Column | None, size: int) -> npt.NDArray[np.float64]:
    """Give the numbers of a column that was read as numbers, booleans or dates; all NaN for an absent column.

    Raises:
        TypeError: The column was read as text.
    """
    if column is None:
        return np.full(size, np.nan)
    if isinstance(column, TextColumn):
        raise TypeError("a column of texts was asked for numbers")
    return column.numbers


def texts_of(column: Column) -> TextColumn:
    """Give a column that was read as text.

    Raises:
        TypeError: It was read as something else.
    """
    if isinstance(column, NumberColumn):
        raise TypeError("a column of numbers was asked for texts")
    return column


def known_in(column: Column) -> npt.NDArray[np.bool_]:
    """Tell for every account whether its value is known."""
    return column.codes >= 0 if isinstance(column, TextColumn) else ~np.isnan(column.numbers)
