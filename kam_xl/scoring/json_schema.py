"""JSON Schemas of single values, as scales, tests and the other keys of a model need them."""

from typing import Any

from kam_xl.accounts.coercion import UNKNOWN_MARKS

Schema = dict[str, Any]


def text() -> Schema:
    """Describe a text that is not blank."""
    return {"type": "string", "pattern": r"\S"}


def number(low: float, high: float) -> Schema:
    """Describe a number within bounds, both included."""
    return {"type": "number", "minimum": low, "maximum": high}


def known_word() -> Schema:
    """Describe a text that is no unknown mark."""
    marks = "|".join(_in_any_case(mark) for mark in sorted(UNKNOWN_MARKS))
    return {"type": "string", "not": {"pattern": rf"^\s*(#|({marks})\s*$)"}}


def _in_any_case(mark: str) -> str:
    return "".join(f"[{letter.lower()}{letter.upper()}]" if letter.isalpha() else letter for letter in mark)
