"""What every kind of scale can do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import numpy.typing as npt

    from kam_xl.accounts.columns import Column
    from kam_xl.accounts.schema import Kind
    from kam_xl.scoring.faults import Faults
    from kam_xl.scoring.json_schema import Schema


class Scale(ABC):
    """Turn an understood value into a rating from 0 to 100.

    A scale is evaluated in four places: for one value (`rate`), inside the straight-line function of the row kernel
    (`source`), for a column (`rate_column`) and on the Model sheet (`pairs`); all mean the same.
    """

    key: ClassVar[str]
    """The key of this kind of scale in a model."""

    meaning: ClassVar[str]
    """What it means, in one sentence for the person who writes a model."""

    @property
    @abstractmethod
    def reads(self) -> Kind:
        """Say what kind of value it rates."""

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
        """Give it as a model's TOML holds it, so that `parse` gives it back."""

    @abstractmethod
    def pairs(self) -> Sequence[tuple[str | float, float]]:
        """Give it as rows of value and rating, as the Model sheet holds it."""

    @classmethod
    @abstractmethod
    def from_pairs(cls, pairs: Sequence[tuple[object, object]]) -> object:
        """Turn the rows of the Model sheet back into what `parse` reads."""

    @abstractmethod
    def rate(self, value: object) -> float | None:
        """Rate one understood value; None for unknown and for an unknown level."""

    @abstractmethod
    def source(self, value: str, rating: str, constant: Callable[[object], str]) -> list[str]:
        """Write Python lines that set the variable `rating` from the known, comparable variable `value`.

        Args:
            value: The name of the variable that holds the value; never None there.
            rating: The name of the variable to set; to None for no rating.
            constant: Keeps an object for the lines and gives the name under which they find it.
        """

    @abstractmethod
    def rate_column(self, column: Column) -> npt.NDArray[np.float64]:
        """Rate a column, in a new array; NaN for unknown."""
