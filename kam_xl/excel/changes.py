"""Changing cells of an open workbook so that all of it can be taken back.

Excel keeps no undo for what a program changes. A button therefore notes what stood in a cell before it writes there,
and puts everything back if one of its later steps fails: nothing is ever half-written.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kam_xl.errors import HostError, KamError
from kam_xl.excel.log import log_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import xlwings

    from kam_xl.accounts.rows import Value


SHOWN_CHARACTERS = 200
"""A longer reason is cut in a message; the log holds all of it."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that kam-xl itself composed; nothing that a person or a file brought is ever one."""

    text: str


@dataclass
class Changes:
    """What was changed so far."""

    _taking_back: list[Callable[[], object]] = field(default_factory=list)

    def write(self, cells: xlwings.Range, rows: Sequence[Sequence[Value | Formula]]) -> None:
        """Write rows of values over a block of the same size; None empties a cell.

        Raises:
            HostError: Excel does not let the cells be changed; `all_or_nothing` puts the others back.
        """
        with refusals_explained(cells.sheet):
            before = contents(cells)
            self.note(lambda: _put(cells, before))
            cells.value = [[as_typed(value) for value in row] for row in rows]

    def fill(self, cells: xlwings.Range, formula: str) -> None:
        """Write one formula of the sheet's own into every cell of a block."""
        with refusals_explained(cells.sheet):
            before = contents(cells)
            self.note(lambda: _put(cells, before))
            cells.formula = formula

    def note(self, take_back: Callable[[], object]) -> None:
        """Remember how to take a change back."""
        self._taking_back.append(take_back)

    def take_back(self) -> None:
        """Take everything back, the latest change first; what cannot be taken back is said in the log."""
        while self._taking_back:
            try:
                self._taking_back.pop()()
            except Exception as error:  # noqa: BLE001 - the other changes are taken back all the same
                log_problem("A change could not be taken back", error)


@contextmanager
def all_or_nothing() -> Iterator[Changes]:
    """Give a place to note changes; if the work below fails, all of them are taken back."""
    changes = Changes()
    try:
        yield changes
    except BaseException:
        changes.take_back()
        raise


@contextmanager
def refusals_explained(sheet: xlwings.Sheet) -> Iterator[None]:
    """Say in words what it means if Excel does not let a sheet be changed.

    Raises:
        HostError: It does not.
    """
    refuse_protected(sheet)
    try:
        yield
    except KamError:
        raise
    except Exception as error:
        raise HostError(
            f"Excel did not let the sheet {sheet.name} be changed ({reason_of(error)}). Finish what you type there, "
            "close other windows of the workbook, and press the button again."
        ) from error


def refuse_protected(sheet: xlwings.Sheet) -> None:
    """Refuse a sheet that is protected.

    Raises:
        HostError: It is.
    """
    if is_set(sheet, "ProtectContents"):
        raise HostError(
            f"The sheet {sheet.name} is protected, so nothing was written. "
            "Unprotect it (Review > Unprotect Sheet), then press the button again."
        )


def is_set(thing: xlwings.Sheet | xlwings.Book, flag: str) -> bool:
    """Tell whether Excel on Windows says of a sheet or workbook what xlwings has no word for."""
    try:
        return bool(getattr(thing.api, flag))
    except Exception:  # noqa: BLE001 - a Mac has other names for it, and refuses by itself
        return False


def reason_of(error: Exception) -> str:
    """Give the reason in an error of Excel's, which holds codes and more around it; else the error's own words."""
    told = error.args[2][2] if len(error.args) > 2 and isinstance(error.args[2], tuple) else None  # noqa: PLR2004
    lines = str(told or error).splitlines() or [type(error).__name__]
    return lines[0][:SHOWN_CHARACTERS]


def as_typed(value: Value | Formula) -> Value:
    """Give a value so that Excel takes it for what it is: a text never for a formula, a number or a date.

    >>> as_typed("=1+1"), as_typed("007"), as_typed(7.0), as_typed(Formula("=1+1"))
    ("'=1+1", "'007", 7.0, '=1+1')
    """
    if isinstance(value, Formula):
        return value.text
    if isinstance(value, str):
        return f"'{value}" if value else None
    return value


def contents(cells: xlwings.Range) -> list[list[Any]]:
    """Give what stands in cells, to be put back: a formula or an error as it is, anything else as a value."""
    formulas, values = _grid(cells.formula), cells.options(ndim=2).value
    return [
        [_content(formula, value) for formula, value in zip(formula_row, value_row, strict=True)]
        for formula_row, value_row in zip(formulas, values, strict=True)
    ]


def _grid(found: Any) -> Sequence[Sequence[Any]]:  # noqa: ANN401 - one cell's formula, or rows of them
    return found if isinstance(found, (tuple, list)) else ((found,),)


def _content(formula: object, value: Any) -> Any:  # noqa: ANN401 - whatever a cell holds
    is_formula = isinstance(formula, str) and formula.startswith(("=", "#")) and formula != value
    return formula if is_formula else as_typed(value)


def _put(cells: xlwings.Range, before: list[list[Any]]) -> None:
    # A text that begins with = becomes the formula it was.
    cells.value = before
