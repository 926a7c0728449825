"""What is different between two models, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kam_xl.scoring.model import model_plain
from kam_xl.scoring.model_toml import toml_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kam_xl.scoring.model import Model

Plain = dict[str, Any]


def model_diff(before: Model, after: Model) -> tuple[str, ...]:
    """List the differences between two models, values as their TOML writes them.

    Criteria and gates are told apart by their ids.

    Returns:
        One line per difference, in the order of the TOML; none if both say the same.
    """
    old, new = model_plain(before), model_plain(after)
    return (
        *_changes("[model]", old["model"], new["model"]),
        *_changes_by_id("criterion", old["criteria"], new["criteria"]),
        *_changes_by_id("gate", old["gates"], new["gates"]),
        *_changes("[tiers]", old["tiers"], new["tiers"]),
    )


def _changes(place: str, old: Plain, new: Plain) -> Iterator[str]:
    for key in old | new:
        if old.get(key) != new.get(key):
            yield f"{place}, {key}: {_shown(old.get(key))} → {_shown(new.get(key))}"


def _shown(value: object) -> str:
    return "nothing" if value is None else toml_value(value)


def _changes_by_id(word: str, olds: Iterable[Plain], news: Iterable[Plain]) -> Iterator[str]:
    old, new = ({each["id"]: each for each in plains} for plains in (olds, news))
    for name in new | old:
        place = f"{word} {name}"
        if name not in old:
            yield f"{place}: added, {_listed(new[name])}"
        elif name not in new:
            yield f"{place}: removed, {_listed(old[name])}"
        else:
            yield from _changes(place, old[name], new[name])
    if [name for name in old if name in new] != [name for name in new if name in old]:
        yield f"{word}: another order, {', '.join(new)}"


def _listed(plain: Plain) -> str:
    return ", ".join(f"{key} {toml_value(value)}" for key, value in plain.items() if key != "id")
