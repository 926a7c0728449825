"""Reading a model's parts while gathering every fault with its place and remedy."""

import sys
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from math import nan
from typing import TypeGuard


class Faults(list[str]):
    """The faults of one model as sentences, in the order in which they were found."""

    def note(self, place: str, found: object, allowed: str, remedy: str) -> None:
        """Keep one fault."""
        self.append(f"{place}: found {_shown(found)}; allowed: {allowed}. {remedy}")


def _shown(found: object) -> str:
    if found is None:
        return "nothing"
    return f"“{found}”" if isinstance(found, str) else str(found).lower() if isinstance(found, bool) else str(found)


def is_number(value: object) -> TypeGuard[int | float]:
    """Tell whether a value is a finite number; TRUE and FALSE are not."""
    # A whole number in TOML may be larger than any float.
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


class Section:
    """One table of a model's TOML, read key by key."""

    def __init__(self, raw: object, place: str, faults: Faults, keys: Collection[str]) -> None:
        """Check that it is a table and has no key beyond `keys`."""
        self.place = place
        self.faults = faults
        self.raw: Mapping[str, object] = raw if isinstance(raw, Mapping) else {}
        if not isinstance(raw, Mapping):
            faults.note(place, raw, "a table of keys and values", f"Write the keys {', '.join(keys)} below it.")
        for key in self.raw:
            if key not in keys:
                self._unknown_key(str(key), keys)

    def _unknown_key(self, key: str, keys: Collection[str]) -> None:
        near = get_close_matches(key, keys)
        remedy = f"Did you mean {near[0]}?" if near else "Remove it."
        self.faults.note(f"{self.place}, key {key}", key, ", ".join(keys), remedy)

    def text(self, key: str, default: str | None = None) -> str:
        """Read a text; without a default it must be there and not blank."""
        value = self.raw.get(key, default)
        if isinstance(value, str) and (value.strip() or default is not None):
            return value.strip()
        self.faults.note(f"{self.place}, {key}", value, "a text", f"Give {key} a text.")
        return ""

    def choice(self, key: str, choices: Collection[str], default: str | None = None) -> str:
        """Read one of several words."""
        value = self.raw.get(key, default)
        if isinstance(value, str) and value in choices:
            return value
        self.faults.note(f"{self.place}, {key}", value, " or ".join(choices), f"Write one of these words as {key}.")
        return ""

    def number(self, key: str, default: float | None, low: float, high: float) -> float:
        """Read a finite number within bounds, both included; without a default it must be there."""
        value = self.raw.get(key, default)
        if is_number(value) and low <= value <= high:
            return float(value)
        self.faults.note(f"{self.place}, {key}", value, f"a number from {low:,.16g} to {high:,.16g}", f"Correct {key}.")
        return nan
