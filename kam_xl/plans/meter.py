"""What the drawing of a document takes, counted.

Steps are counted, not timed, so that a template stops at the same place on every computer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import pass_context
from jinja2.exceptions import SecurityError

if TYPE_CHECKING:
    from jinja2.runtime import Context

MOST_STEPS = 100_000
"""How many turns of loops and calls a document may take; the largest of ours takes a few thousand."""

LONGEST = 5_000_000
"""How many characters a document may have before its template is stopped."""


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
