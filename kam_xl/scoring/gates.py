"""The tests a gate can make: one class each, and one line at the end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Self

from kam_xl.accounts.coercion import comparable, is_unknown, text_of
from kam_xl.accounts.schema import Kind
from kam_xl.scoring.faults import is_number
from kam_xl.scoring.json_schema import known_word

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import numpy.typing as npt

    from kam_xl.accounts.columns import Column
    from kam_xl.scoring.faults import Faults
    from kam_xl.scoring.json_schema import Schema

TOLERANCE = 1e-9
"""How far below a threshold still counts as reaching it, so that every engine agrees on 69.99999999999999."""


class GateTest(ABC):
    """Decide whether a known value passes."""

    key: ClassVar[str]
    """The key of this kind of test in a model."""

    meaning: ClassVar[str]
    """What it means, in one sentence for the person who writes a model."""

    @property
    @abstractmethod
    def reads(self) -> Kind:
        """Say what kind of value it tests."""

    @classmethod
    @abstractmethod
    def parse(cls, raw: object, place: str, faults: Faults) -> Self | None:
        """Read it from a model; note every fault and give None if there is any."""

    @classmethod
    @abstractmethod
    def schema(cls) -> Schema:
        """Give the JSON Schema of what `parse` reads."""

    @abstractmethod
    def plain(self) -> object:
        """Give it as a model's TOML holds it."""

    @abstractmethod
    def passes(self, value: object) -> bool:
        """Test one known value."""

    @abstractmethod
    def source(self, value: str, constant: Callable[[object], str]) -> str:
        """Write a Python condition on the known, comparable variable `value`; see `Scale.source`."""

    @abstractmethod
    def pass_column(self, column: Column) -> npt.NDArray[np.bool_]:
        """Test a column; an unknown value does not pass."""

    @abstractmethod
    def failing(self, value: object) -> str:
        """Say in a few words what a known value that fails is, against what it must be."""


@dataclass(frozen=True, slots=True)
class Is(GateTest):
    """The value is TRUE, or is FALSE."""

    wanted: bool
    key = "is"
    meaning = "Passes if the value is this."

    @property
    def reads(self) -> Kind:
        """Read booleans."""
        return Kind.BOOLEAN

    @classmethod
    def parse(cls, raw: object, place: str, faults: Faults) -> Self | None:
        """Read true or false."""
        if isinstance(raw, bool):
            return cls(raw)
        faults.note(place, raw, "true or false", "Write true or false, without quotes.")
        return None

    @classmethod
    def schema(cls) -> Schema:
        """Describe a boolean."""
        return {"type": "boolean"}

    def plain(self) -> bool:
        """Give the boolean."""
        return self.wanted

    def passes(self, value: object) -> bool:
        """Compare."""
        return value is self.wanted

    def source(self, value: str, constant: Callable[[object], str]) -> str:  # noqa: ARG002
        """Compare."""
        return f"{value} is {self.wanted}"

    def pass_column(self, column: Column) -> npt.NDArray[np.bool_]:
        """Compare."""
        from kam_xl.accounts.columns import numbers_of

        passes: npt.NDArray[np.bool_] = numbers_of(column, len(column)) == self.wanted
        return passes

    def failing(self, value: object) -> str:
        """Say yes or no."""
        return "yes" if value else "no"


@dataclass(frozen=True, slots=True)
class _Threshold(GateTest):
    """What the two tests against a number share.

    Attributes:
        threshold: The number.
    """

    threshold: float
    sign: ClassVar[str]
    opposite: ClassVar[str]
    slack: ClassVar[float]

    @property
    def reads(self) -> Kind:
        """Read numbers."""
        return Kind.NUMBER

    @classmethod
    def parse(cls, raw: object, place: str, faults: Faults) -> Self | None:
        """Read the threshold."""
        if is_number(raw):
            return cls(float(raw))
        faults.note(place, raw, "a number", "Write a number, without quotes.")
        return None

    @classmethod
    def schema(cls) -> Schema:
        """Describe a number."""
        return {"type": "number"}

    def plain(self) -> float:
        """Give the threshold."""
        return self.threshold

    def source(self, value: str, constant: Callable[[object], str]) -> str:  # noqa: ARG002
        """Compare, with the tolerance."""
        return f"{value} {self.sign} {self.threshold + self.slack!r}"

    def failing(self, value: object) -> str:
        """Show both numbers."""
        return f"{text_of(value)} {self.opposite} {text_of(self.threshold)}"


@dataclass(frozen=True, slots=True)
class AtLeast(_Threshold):
    """The number reaches a threshold."""

    key = "at_least"
    meaning = "Passes from this number up."
    sign = ">="
    opposite = "<"
    slack = -TOLERANCE

    def passes(self, value: object) -> bool:
        """Compare, with the tolerance."""
        return isinstance(value, int | float) and value >= self.threshold + self.slack

    def pass_column(self, column: Column) -> npt.NDArray[np.bool_]:
        """Compare, with the tolerance."""
        from kam_xl.accounts.columns import numbers_of

        return numbers_of(column, len(column)) >= self.threshold + self.slack


@dataclass(frozen=True, slots=True)
class AtMost(_Threshold):
    """The number stays within a threshold."""

    key = "at_most"
    meaning = "Passes up to this number."
    sign = "<="
    opposite = ">"
    slack = TOLERANCE

    def passes(self, value: object) -> bool:
        """Compare, with the tolerance."""
        return isinstance(value, int | float) and value <= self.threshold + self.slack

    def pass_column(self, column: Column) -> npt.NDArray[np.bool_]:
        """Compare, with the tolerance."""
        from kam_xl.accounts.columns import numbers_of

        return numbers_of(column, len(column)) <= self.threshold + self.slack


@dataclass(frozen=True, slots=True)
class OneOf(GateTest):
    """The text is one of several."""

    allowed: tuple[str, ...]
    key = "one_of"
    meaning = "Passes if the value is one of these words, case and blanks aside."

    @property
    def reads(self) -> Kind:
        """Read texts."""
        return Kind.TEXT

    @classmethod
    def parse(cls, raw: object, place: str, faults: Faults) -> Self | None:
        """Read the list of texts."""
        texts = raw if isinstance(raw, list | tuple) else ()
        if texts and all(isinstance(text, str) and not is_unknown(text) for text in texts):
            return cls(tuple(texts))
        faults.note(place, raw, "a list of words, none an unknown mark", 'Write a list such as ["New", "Active"].')
        return None

    @classmethod
    def schema(cls) -> Schema:
        """Describe a list of words."""
        return {"type": "array", "minItems": 1, "items": known_word()}

    def plain(self) -> list[str]:
        """Give the texts."""
        return list(self.allowed)

    @property
    def _comparables(self) -> frozenset[str]:
        return frozenset(comparable(text) for text in self.allowed)

    def passes(self, value: object) -> bool:
        """Look the text up, case and blanks aside."""
        return comparable(text_of(value)) in self._comparables

    def source(self, value: str, constant: Callable[[object], str]) -> str:
        """Look the text up; the variable is comparable already."""
        return f"{value} in {constant(self._comparables)}"

    def pass_column(self, column: Column) -> npt.NDArray[np.bool_]:
        """Look the texts up."""
        from kam_xl.accounts.columns import texts_of

        allowed = dict.fromkeys(self._comparables, 1.0)
        passes: npt.NDArray[np.bool_] = texts_of(column).look_up(allowed) == 1.0
        return passes

    def failing(self, value: object) -> str:
        """Show the text and the list."""
        return f"{text_of(value)} is not one of {', '.join(self.allowed)}"


GATE_TESTS: MappingProxyType[str, type[GateTest]] = MappingProxyType(
    {test.key: test for test in (Is, AtLeast, AtMost, OneOf)}
)
"""Each kind of test by its key in a model."""
