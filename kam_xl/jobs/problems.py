"""Problems noted one after the other, so that a person hears of all at once."""

from collections.abc import Callable
from typing import TypeVar

from kam_xl.errors import KamError

_Result = TypeVar("_Result")
_Otherwise = TypeVar("_Otherwise")


class Problems:
    """Everything that could not be done so far; true if there is anything."""

    def __init__(self) -> None:
        """Start with none."""
        self._errors: list[KamError] = []

    def noted(self, act: Callable[[], _Result], otherwise: _Otherwise) -> _Result | _Otherwise:
        """Act and give the result; if that cannot be done, note the problems and give something else."""
        try:
            return act()
        except KamError as error:
            self._errors.append(error)
            return otherwise

    def __bool__(self) -> bool:
        return bool(self._errors)

    def error(self) -> KamError:
        """Give one error that tells every problem once, of the kind of the first."""
        problems = dict.fromkeys(problem for error in self._errors for problem in error.problems)
        return type(self._errors[0])(problems)
