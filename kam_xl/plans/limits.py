"""Limits on what one operation of a template may make, asked before it is worked out."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from jinja2.exceptions import SecurityError

from kam_xl.plans.meter import LONGEST, weight

LARGEST = 500_000
"""How many signs a text within a template, and how many entries a list may have."""

LARGEST_PRODUCT = 50_000_000
"""What the sizes of two things that meet in one call may multiply to: a join or a replacement makes as much."""

LARGEST_NUMBER = 10_000
"""The largest range, width or count that a template may ask for."""

LARGEST_BITS = 4096
"""How long a whole number may become."""

_FORMAT_WIDTH = re.compile(r"(?:%(?:\([^)]*\))?|[:{])[^{}%a-zA-Z]*(?:\d{5}|\*)|\{[^}]*:[^}]*\{")
"""A width of five digits, or one that comes from elsewhere."""

_WIDTH = re.compile(r"(?:%(?:\([^)]*\))?|:)[^{}%a-zA-Z\d]*(\d{1,4})")
"""Any other; many of them make much as well."""

_COUNTING = ("batch", "center", "indent", "round", "slice", "tojson", "truncate", "wordwrap")
_FILLING = ("expandtabs", "indent", "tojson")
"""They put so many blanks as they are told into many places of a text."""


def check_filter(name: str, args: tuple[Any, ...], named: dict[str, Any]) -> None:
    """Refuse a filter that would make too much."""
    check_sizes(args, named)
    if name in _COUNTING:
        _check_counts(args[1:], named)
    if name in _FILLING:
        _check_filling(args, named)
    if name == "format":
        check_width(args[0])
    if name == "sum":
        _check_sum(*args[2:], **named)


def check_operator(operator: str, left: object, right: object) -> None:
    """Refuse an operation that would make too much."""
    if operator == "*":
        _check_product(left, right)
    elif operator == "**":
        _check_power(left, right)
    elif operator == "%":
        check_width(left)
        check_sizes((left, right), {})


def _check_sum(_attribute: object = None, start: object = 0, **_others: object) -> None:
    if not isinstance(start, int | float):
        raise SecurityError("a sum of what is no number")


_SIZED = (str, bytes, bytearray, list, tuple, dict, set, range)


def _size(value: object) -> int:
    return len(value) if isinstance(value, _SIZED) else 0


def checked(made: Any) -> Any:  # noqa: ANN401 - whatever was made
    """Hand something on that was made, unless it is too large."""
    if _size(made) > LARGEST:
        raise SecurityError(f"a text or a list of more than {LARGEST}")
    if isinstance(made, int) and made.bit_length() > LARGEST_BITS:
        raise SecurityError("a number without end")
    return made


def check_sizes(operands: tuple[Any, ...], named: dict[str, Any]) -> None:
    """Refuse what would put a long text into a long text many times."""
    sizes = [weight(each) for each in (*operands, *named.values()) if isinstance(each, _SIZED)]
    if len(sizes) > 1:
        first, second, *_ = sorted(sizes, reverse=True)
        if first * second > LARGEST_PRODUCT:
            raise SecurityError("a text of texts without end")


def check_method(name: str, owner: object, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Refuse a call of a method that would make too much, or that asks a type."""
    if owner is None:
        return
    if isinstance(owner, type):  # such as `date.today`, which looks at the clock
        raise SecurityError("to ask a type instead of a value")
    _check_counts(args, kwargs)
    if name in _FILLING:
        _check_filling((owner, *args), kwargs)
    if isinstance(owner, date):  # its only texts are formats
        for each in args:
            check_width(each)


def _check_filling(operands: tuple[Any, ...], named: dict[str, Any]) -> None:
    blanks = [abs(each) for each in (*operands, *named.values()) if type(each) is int]
    if max(blanks, default=1) * sum(map(_size, operands)) > LONGEST:
        raise SecurityError("blanks without end")


def _check_counts(args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    if any(isinstance(each, int) and abs(each) > LARGEST_NUMBER for each in (*args, *kwargs.values())):
        raise SecurityError(f"a width or a count of more than {LARGEST_NUMBER}")


def check_width(text: object) -> None:
    """Refuse a form of a text, such as `%d`, that asks for a width without end."""
    if not isinstance(text, str):
        return
    if _FORMAT_WIDTH.search(text) or sum(map(int, _WIDTH.findall(text))) > LARGEST:
        raise SecurityError("a width without end")


def _check_product(left: object, right: object) -> None:
    for thing, count in ((left, right), (right, left)):
        if isinstance(count, int) and _size(thing) * count > LARGEST:
            raise SecurityError(f"a text or a list of more than {LARGEST}")
    if isinstance(left, int) and isinstance(right, int) and left.bit_length() + right.bit_length() > LARGEST_BITS:
        raise SecurityError("a number without end")


def _check_power(base: object, exponent: object) -> None:
    if isinstance(base, int) and isinstance(exponent, int) and base.bit_length() * abs(exponent) > LARGEST_BITS:
        raise SecurityError("a number without end")
