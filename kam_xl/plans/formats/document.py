"""What every format of a plan is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kam_xl.plans.wording import Wording

RenderDocument = Callable[[Mapping[str, object]], bytes]
"""Turn the variables of a plan into a whole document."""

LoadTemplate = Callable[[Path, Sequence[Path], Wording], RenderDocument]
"""Make a template ready once: its file, the folders from which it may include others, how quantities are written."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text with tags that a template file holds.

    Attributes:
        text: The text.
        place: Names a line of it, as a person finds it.
    """

    text: str
    place: Callable[[int], str]


ReadSources = Callable[[Path], Sequence[Source]]
"""Read what a template file says, before any of it is understood."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format of plans.

    Attributes:
        load: Makes a template of it ready.
        read: Gives the Jinja texts of a template; none where it is not written in Jinja.
        suffix: The ending of its templates where it is not that of its documents.
    """

    load: LoadTemplate
    read: ReadSources
    suffix: str = ""


_COUNT = "\ufdd1"
"""What stands for the count of red flags until it is known; no text of a plan contains it."""


class _Uncounted(int):
    """Two red flags or more: all that most templates ask for before everything is drawn.

    It prints as a mark. Whoever wants to know more raises `_AskedError`.
    """

    def __str__(self) -> str:
        return _COUNT

    __html__ = __repr__ = __str__

    def __format__(self, _form: str) -> str:
        return _COUNT

    def __eq__(self, other: object) -> bool:
        return False if other in {0, 1} else self._ask()

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return super().__hash__()

    def _ask(self, *_others: object) -> Any:  # noqa: ANN401 - it never returns
        raise _AskedError

    __int__ = __index__ = __float__ = __abs__ = __neg__ = __round__ = _ask
    __lt__ = __le__ = __gt__ = __ge__ = _ask
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __mod__ = __rmod__ = _ask
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __pow__ = __rpow__ = _ask


class _AskedError(Exception):
    """A template asks for the count itself."""


DrawTexts = Callable[[Mapping[str, object]], tuple[dict[str, str], int]]
"""Draw the texts of a document by name, and count the red flags in them."""


def with_red_flags_counted(draw: DrawTexts, values: Mapping[str, object], wording: Wording) -> dict[str, str]:
    """Draw the texts of a document that can say how many red flags it has.

    Only the template knows what it asks for, so they are counted while it is drawn, and the count is put in after. A
    template that does more with the count than print it is drawn once to count and once to say.

    Args:
        draw: Draws them.
        values: The variables, to which `red_flags` is added.
        wording: How the count is written.
    """
    drawn = _drawn_once(draw, values, wording)
    if drawn is not None:
        return drawn
    texts, red_flags = draw({**values, "red_flags": 0})
    return draw({**values, "red_flags": red_flags})[0] if red_flags else texts


def _drawn_once(draw: DrawTexts, values: Mapping[str, object], wording: Wording) -> dict[str, str] | None:
    try:
        texts, red_flags = draw({**values, "red_flags": _Uncounted(_STAND_IN)})
    except Exception:  # noqa: BLE001 - what is wrong is told when it is drawn with a count
        return None
    if red_flags < _MANY or any(str(_STAND_IN) in text for text in texts.values()):
        return None
    count = str(wording.say(red_flags))
    return {name: text.replace(_COUNT, count) for name, text in texts.items()}


_MANY = 2
_STAND_IN = 7_301_946_258
"""The number behind the mark: where it shows, a template got past the mark, as "%d" does."""
