"""An account's explanation in words: what the terminal, a sheet and a function in a cell say alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kam_xl.portfolio.ways import ways_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kam_xl.jobs.explain import Explained
    from kam_xl.scoring.model import Model
    from kam_xl.scoring.results import Line
    from kam_xl.scoring.to_key import ToKey


@dataclass(frozen=True, slots=True)
class Section:
    """Some sentences under a heading.

    Attributes:
        heading: What they are about; empty for a sentence that says so itself.
        sentences: The sentences.
    """

    heading: str
    sentences: tuple[str, ...]


def sections(explained: Explained) -> Iterator[Section]:
    """Say what is not known, what would make the account Key, and what moved it."""
    model = explained.scored.gathered.chosen.model
    yield from _gaps(model, explained.account.explanation.lines)
    yield from ways_to_key(explained.to_key)
    if explained.mover is not None:
        yield Section(f"Since {explained.since}", (explained.mover.reason(),))
    steady = f"In {explained.stability:.0%} of 1,000 slightly other weightings the computed tier stays."
    yield Section("", (steady,))


def _gaps(model: Model, lines: Sequence[Line]) -> Iterator[Section]:
    unknown = [line.criterion for line in lines if line.rating is None and line.criterion.weight]
    unknown.sort(key=lambda criterion: -criterion.weight)
    if unknown:
        swings = (f"{c.label}: {100 * c.weight / model.total_weight():.1f} points" for c in unknown)
        yield Section("Not known, with the points between worst and best", tuple(swings))


def ways_to_key(found: ToKey) -> Iterator[Section]:
    """Say what would make an account Key; nothing if it is."""
    if found.is_key:
        return
    if not found.singles and not found.pair:
        obstacles = (f"In the way: {obstacle}" for obstacle in found.obstacles)
        yield Section("To become Key", ("No one or two changes would do.", *obstacles))
        return
    yield Section("To become Key, the nearest first; each way is enough", ways_in_words(found))
