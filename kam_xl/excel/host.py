"""xlwings behind one door: what the Excel host asks of it stands here and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime
from inspect import signature
from typing import TYPE_CHECKING, Any, TypeVar

import xlwings

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

_Function = TypeVar("_Function", bound="Callable[..., Any]")


def question(function: _Function) -> _Function:
    """Let the workbook's VBA ask a function.

    `rows`, of which there may be very many, arrive as COM gives them. Any other argument arrives as rows of cells, a
    blank and an error as None. The arguments are annotated with plain types only, since xlwings converts by annotation.
    """
    for argument in signature(function).parameters:
        how = xlwings.arg(argument, "raw") if argument == "rows" else xlwings.arg(argument, ndim=2)
        function = how(function)
    offered: _Function = xlwings.func(function)
    return offered


def macro(function: _Function) -> _Function:
    """Offer a function to the buttons."""
    # xlwings converts an answer by its annotation, and has no converter for None.
    function.__annotations__.pop("return", None)
    offered: _Function = xlwings.script(function)
    return offered


def calling_book() -> xlwings.Book:
    """Give the workbook whose button was pressed."""
    return xlwings.Book.caller()


def today() -> date:
    """Give the day on this machine's calendar."""
    return datetime.now(tz=UTC).astimezone().date()
