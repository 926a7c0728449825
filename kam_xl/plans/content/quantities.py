"""Quantities with their unit, so that every format writes the same number the same way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kam_xl.accounts.schema import ALL_FIELDS
from kam_xl.plans.content.cells import printable

if TYPE_CHECKING:
    from kam_xl.accounts.rows import Value


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in the book's currency."""

    amount: float


@dataclass(frozen=True, slots=True, order=True)
class Share:
    """A part of a whole; 1 is all of it."""

    part: float


@dataclass(frozen=True, slots=True, order=True)
class Points:
    """A score, a rating or a contribution, 0–100."""

    points: float


@dataclass(frozen=True, slots=True, order=True)
class Amount:
    """A number with a unit that is spoken: "hours", "days", "years" or "of 5"."""

    number: float
    unit: str


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its ISO alpha-2 code, written by its name."""

    code: str


Quantity = str | float | bool | date | Money | Share | Points | Amount
"""What a plan can say in one place; None beside it means: not known."""


def money(amount: float | None) -> Money | None:
    """Give an amount its unit; unknown stays unknown."""
    return None if amount is None else Money(amount)


def share(part: float | None) -> Share | None:
    """Give a part of a whole its unit; unknown stays unknown."""
    return None if part is None else Share(part)


def points(number: float | None) -> Points | None:
    """Give a score its unit; unknown stays unknown."""
    return None if number is None else Points(number)


def measured(field: str, value: Value) -> Quantity | None:
    """Give an account's value the unit that the schema says.

    Args:
        field: The field's name; a column beyond the schema has no unit.
        value: The understood value.
    """
    if isinstance(value, str):
        return printable(value) or None
    if value is None or isinstance(value, bool | date):
        return value
    return _with_unit(float(value), ALL_FIELDS[field].unit if field in ALL_FIELDS else "")


def _with_unit(number: float, unit: str) -> Quantity:
    if unit == "currency":
        return Money(number)
    if unit == "share":
        return Share(number)
    if unit == "%":
        return Share(number / 100)
    if unit == "1–5":
        return Amount(number, "of 5")
    return Amount(number, unit) if unit in {"hours", "days", "years"} else number
