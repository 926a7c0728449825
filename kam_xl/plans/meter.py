"""What the drawing of a document takes, counted.

Steps are counted, not timed, so that a template stops at the same place on every computer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import Undefined, pass_context
from jinja2.exceptions import SecurityError
from jinja2.utils import Namespace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinja2.runtime import Context

MOST_STEPS = 100_000
"""How many steps a document may take: turns of loops, calls, work on texts; our largest takes a few thousand."""

LONGEST = 5_000_000
"""How many characters a document may have before its template is stopped."""

HEAVIEST = 5_000_000
"""What a thing may weigh that a template works with."""

_A_STEP = 500
"""Work on so much weight is a step."""

_TEXTS = (str, bytes, bytearray, range)
_PAIRS: type[Iterable[tuple[object, object]]] = type({}.items())
_LISTS: tuple[type, ...] = (list, tuple, set, frozenset, type({}.keys()), type({}.values()))
_HEAVY = (*_TEXTS, *_LISTS, _PAIRS, dict, Namespace)
"""What can hold much."""

_AN_ENTRY = 10
"""What an entry of a list weighs beside what is in it: a text of that length takes as long to work with."""


class Meter:
    """Counts the steps of the document that is being drawn, and the signs that it writes."""

    def __init__(self) -> None:
        """Begin."""
        self.begin()

    def begin(self) -> None:
        """Count anew: another document is drawn."""
        self.steps = self.signs = 0

    def step(self, weight: int = 1) -> None:
        """Count steps.

        Raises:
            SecurityError: There are too many.
        """
        self.steps += weight
        if self.steps > MOST_STEPS:
            raise SecurityError(f"more than {MOST_STEPS} turns of loops and calls")

    def weighed(self, value: Any) -> Any:  # noqa: ANN401 - whatever a template works with
        """Count the steps that work on something takes, and hand it on.

        Raises:
            SecurityError: It is too heavy, holds itself, or is a function; or the steps are too many.
        """
        if type(value) is not str or len(value) >= _A_STEP:  # most are short texts
            self.step(weight(value) // _A_STEP)
        return value

    @pass_context
    def turned(self, _context: Context, weight: int) -> None:
        """Count a turn of a loop or a macro. Jinja works a filter out ahead of time unless it asks for the context.

        Raises:
            SecurityError: There are too many, or a template counts by itself, which could count backwards.
        """
        if type(weight) is not int or weight < 1:
            raise SecurityError("a step that is none")
        self.step(weight)

    def wrote(self, signs: int) -> None:
        """Count what is written, also into a variable.

        Raises:
            SecurityError: It is too much.
        """
        self.signs += signs
        if self.signs > LONGEST:
            raise SecurityError(f"more than {LONGEST} signs")


def weight(value: object) -> int:
    """Say how much there is to something: the signs of a text, and of all texts and entries that a list holds.

    What a list holds twice counts twice, however little memory it takes: it is written, compared and searched twice.

    Raises:
        SecurityError: It is more than `HEAVIEST`, a list holds itself, or something is a function.

    >>> weight("four"), weight(7), weight(["four", ["four"]])
    (4, 1, 38)
    """
    return _weight(value, {})


def _weight(value: object, known: dict[int, int]) -> int:
    if isinstance(value, _TEXTS):
        return len(value)
    if isinstance(value, _HEAVY):
        return _of_all(value, known)
    if callable(value) and not isinstance(value, Undefined):
        raise SecurityError("to work with a function; call it with ()")
    return 1


_UNDER_WAY = -1


def _of_all(value: object, known: dict[int, int]) -> int:
    if id(value) in known:
        if known[id(value)] == _UNDER_WAY:
            raise SecurityError("a list that holds itself")
        return known[id(value)]
    known[id(value)] = _UNDER_WAY
    total = 0
    for each in _entries(value):
        total += _AN_ENTRY + _weight(each, known)
        if total > HEAVIEST:
            raise SecurityError("a list without end")
    known[id(value)] = total
    return total


def _entries(value: Any) -> Iterable[object]:  # noqa: ANN401 - any of those
    pairs = value.items() if isinstance(value, dict) else value
    if isinstance(pairs, _PAIRS):
        # A pair lives only while it is looked at, and the next may stand in its place: none is known again.
        return (part for pair in pairs for part in pair)
    if type(value) is Namespace:  # it answers with its own entries, whatever it is asked for
        return tuple(object.__getattribute__(value, "_Namespace__attrs").values())
    return tuple(value)
