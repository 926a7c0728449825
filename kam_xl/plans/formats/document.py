"""What every format of a plan is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

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

RemarkTemplate = Callable[[Path], str | None]
"""Say what the author of a sound template should know; None if there is nothing."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format of plans.

    Attributes:
        load: Makes a template of it ready.
        read: Gives the Jinja texts of a template; none where it is not written in Jinja.
        suffix: The ending of its templates where it is not that of its documents.
        functions: What its templates can call beside what all can.
        remark: Says what makes a template slow.
    """

    load: LoadTemplate
    read: ReadSources
    suffix: str = ""
    functions: tuple[str, ...] = ()
    remark: RemarkTemplate = lambda _file: None
