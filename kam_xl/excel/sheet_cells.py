"""What a function in a cell is given: the cells of accounts, and all cells of Model, Settings and Team.

No numpy, no pandas: a function must answer while a person types.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from kam_xl.accounts.basis import Basis
from kam_xl.accounts.coercion import UnreadableError, read_date, read_number, text_of
from kam_xl.accounts.conventions import conventions
from kam_xl.accounts.names import ByName
from kam_xl.accounts.schema import header_key
from kam_xl.accounts.served import served_countries
from kam_xl.accounts.tables import SETTINGS, TEAM
from kam_xl.errors import TableError
from kam_xl.jobs.judge_rows import AccountRows, Yardstick
from kam_xl.scoring.model import parse_model
from kam_xl.scoring.tiers import HeadCuts
from kam_xl.workbook.headers import find_header, is_blank
from kam_xl.workbook.model_sheet import find_tables, model_from_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

Cells = list[list[Any]]
"""Rows of cells."""

Grid = tuple[tuple[object, ...], ...]
"""The same, fit to be remembered."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """All cells of the sheets that a score depends on, beside the account's own.

    Attributes:
        model: The sheet Model.
        settings: The sheet Settings.
        team: The sheet Team.
        date_1904: Whether the workbook counts days from 1904, on these sheets and on the accounts'.
    """

    model: Grid
    settings: Grid
    team: Grid
    date_1904: bool = False

    @classmethod
    def of(cls, model: Cells | None, settings: Cells | None, team: Cells | None, date_1904: object) -> Sheets:
        """Take the cells as they come from Excel; a sheet that is not given has none."""
        of_model, of_settings, of_team = (tuple(map(tuple, cells or ())) for cells in (model, settings, team))
        return cls(of_model, of_settings, of_team, date_1904=_grid(date_1904)[0][0] is True)


def account_rows(rows: object, headers: Cells | None, sheets: Sheets, today: date) -> AccountRows:
    """Take the rows of accounts in cells.

    Args:
        rows: The accounts' cells as COM gives them.
        headers: Their headers, one row; blank takes the order of the sheet Accounts.
        sheets: What else counts.
        today: The day to judge for where Settings says none.

    Raises:
        TableError: Headers are not one row, one is misspelt, or the model reads none of them.
        ModelError: The sheet Model does not hold a model.
    """
    return AccountRows(_without_errors(_grid(rows)), _names(headers), _understand(sheets, today))


def count_rows(rows: object) -> int:
    """Count the rows of accounts in cells as COM gives them."""
    return len(_grid(rows))


def _grid(cells: object) -> Sequence[Sequence[object]]:
    if not isinstance(cells, Sequence) or isinstance(cells, str):
        return [[cells]]
    return cells if cells and isinstance(cells[0], Sequence) and not isinstance(cells[0], str) else [cells]


_ERROR_CODES = range(-2_147_352_573, -2_146_826_000)
"""How errors in cells, and arguments that are not given, arrive over COM; numbers arrive as floats."""


def _without_errors(rows: Sequence[Sequence[object]]) -> Sequence[Sequence[object]]:
    return [_unknown_if_errors(row) if int in set(map(type, row)) else row for row in rows]


def _unknown_if_errors(row: Sequence[object]) -> list[object]:
    return [None if type(cell) is int and cell in _ERROR_CODES else cell for cell in row]


def _names(headers: Cells | None) -> list[str] | None:
    rows = headers or []
    if all(is_blank(cell) for row in rows for cell in row):
        return None
    if len(rows) != 1:
        raise TableError(f"the headers: found {len(rows)} rows; one is allowed. Give the cells of the header row.")
    return ["" if is_blank(cell) else text_of(cell) for cell in rows[0]]


@lru_cache(maxsize=4)
def _understand(sheets: Sheets, today: date) -> Yardstick:
    model = parse_model(model_from_cells(find_tables(sheets.model)))
    settings = _settings(sheets.settings)
    return Yardstick(
        model, _basis(settings, today, date_1904=sheets.date_1904), _home_offsets(sheets.team), _cuts(settings)
    )


def _settings(sheet: Grid) -> dict[str, object]:
    names = {header_key(setting.header): setting.name for setting in SETTINGS}
    pairs = (row[:2] for row in sheet if len(row) > 1 and not is_blank(row[0]) and not is_blank(row[1]))
    return {names[key]: value for label, value in pairs if (key := header_key(text_of(label))) in names}


def _basis(settings: Mapping[str, object], today: date, *, date_1904: bool) -> Basis:
    style = conventions(text_of(settings["locale"]) if "locale" in settings else None)
    as_of = _read(lambda: read_date(settings.get("as_of"), style, date_1904=date_1904)) or today
    home = _read(lambda: read_number(settings.get("home_utc_offset"), style))
    served = served_countries(text_of(settings.get("served_countries", "")), "Setting Served Countries")
    return Basis(as_of, home, served, style, date_1904=date_1904)


def _cuts(settings: Mapping[str, object]) -> HeadCuts:
    cut, keep = (_read(lambda name=name: read_number(settings.get(name))) for name in ("head_cut", "head_keep"))  # type: ignore[misc]
    return HeadCuts(cut, keep)


def _home_offsets(sheet: Grid) -> ByName[float]:
    header_row = find_header(sheet, TEAM)
    if header_row is None:
        return ByName(())
    keys = [header_key(text_of(cell)) if cell is not None else "" for cell in sheet[header_row]]
    if "utcoffsethours" not in keys:
        return ByName(())
    person, offset = keys.index("accountmanager"), keys.index("utcoffsethours")
    offsets: ByName[float | None] = ByName(
        (text_of(row[person]), _read(lambda row=row: read_number(row[offset])))  # type: ignore[misc]
        for row in sheet[header_row + 1 :]
        if not is_blank(row[person])
    )
    return ByName((name, hours) for name, hours in offsets.items() if hours is not None)


_Read = TypeVar("_Read")


def _read(read: Callable[[], _Read]) -> _Read | None:
    """Read a cell; what cannot be understood is unknown here, and an issue when the whole book is scored."""
    try:
        return read()
    except UnreadableError:
        return None
