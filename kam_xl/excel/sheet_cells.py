"""What a function in a cell is given: the cells of an account, and all cells of Model, Settings and Team.

No numpy, no pandas: a function must answer while a person types.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from kam_xl.accounts.basis import Basis
from kam_xl.accounts.coercion import UnreadableError, read_date, read_number, text_of
from kam_xl.accounts.conventions import conventions
from kam_xl.accounts.one_row import SCHEMA_ORDER
from kam_xl.accounts.schema import header_key
from kam_xl.accounts.served import served_countries
from kam_xl.accounts.tables import SETTINGS, TEAM
from kam_xl.errors import TableError
from kam_xl.jobs.score_row import score_rows
from kam_xl.scoring.model import parse_model
from kam_xl.workbook.headers import find_header, is_blank
from kam_xl.workbook.model_sheet import find_tables, model_from_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from kam_xl.scoring.model import Model

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
    """

    model: Grid
    settings: Grid
    team: Grid

    @classmethod
    def of(cls, model: Cells, settings: Cells, team: Cells) -> Sheets:
        """Take the cells as they come from Excel."""
        return cls(*(tuple(map(tuple, cells)) for cells in (model, settings, team)))


@dataclass(frozen=True, slots=True)
class _Understood:
    """What the sheets say.

    Attributes:
        model: The model.
        basis: As-of date, head office and served countries.
        home_offsets_hours: Standard time of each account manager's office, hours from UTC.
    """

    model: Model
    basis: Basis
    home_offsets_hours: Mapping[str, float]


def score_of(row: Cells, headers: Cells, sheets: Sheets, today: date) -> float | None:
    """Score the account in a row of cells; None if too little is known.

    Args:
        row: The account's cells, one row.
        headers: Their headers, one row; blank takes the order of the sheet Accounts.
        sheets: What else counts.
        today: The day to score for where Settings says none.

    Raises:
        TableError: There is not exactly one row, or cells and headers do not match.
        ModelError: The sheet Model does not hold a model.
    """
    if len(row) != 1:
        raise TableError(f"{len(row)} rows of cells; KAM_SCORE scores one. Give it the cells of one account.")
    understood = _understand(sheets, today)
    names = _names(headers)
    home = understood.home_offsets_hours.get(_account_manager(row[0], names or SCHEMA_ORDER))
    basis = understood.basis if home is None else replace(understood.basis, home_offset_hours=home)
    return score_rows(row, basis, headers=names, model=understood.model).scores[0].score


def _names(headers: Cells) -> list[str] | None:
    if all(is_blank(cell) for row in headers for cell in row):
        return None
    return ["" if is_blank(cell) else text_of(cell) for cell in headers[0]]


def _account_manager(cells: Sequence[object], names: Sequence[str]) -> str:
    keys = [header_key(name) for name in names[: len(cells)]]
    place = keys.index("accountmanager") if "accountmanager" in keys else None
    return "" if place is None or is_blank(cells[place]) else text_of(cells[place])


@lru_cache(maxsize=4)
def _understand(sheets: Sheets, today: date) -> _Understood:
    model = parse_model(model_from_cells(find_tables(sheets.model)))
    return _Understood(model, _basis(_settings(sheets.settings), today), _home_offsets(sheets.team))


def _settings(sheet: Grid) -> dict[str, object]:
    names = {header_key(setting.header): setting.name for setting in SETTINGS}
    pairs = (row[:2] for row in sheet if len(row) > 1 and not is_blank(row[0]) and not is_blank(row[1]))
    return {names[key]: value for label, value in pairs if (key := header_key(text_of(label))) in names}


def _basis(settings: Mapping[str, object], today: date) -> Basis:
    style = conventions(text_of(settings["locale"]) if "locale" in settings else None)
    as_of = _read(lambda: read_date(settings.get("as_of"), style)) or today
    home = _read(lambda: read_number(settings.get("home_utc_offset"), style))
    served = served_countries(text_of(settings.get("served_countries", "")), "Setting Served Countries")
    return Basis(as_of, home, served, style)


def _home_offsets(sheet: Grid) -> dict[str, float]:
    header_row = find_header(sheet, TEAM)
    if header_row is None:
        return {}
    keys = [header_key(text_of(cell)) if cell is not None else "" for cell in sheet[header_row]]
    if "utcoffsethours" not in keys:
        return {}
    person, offset = keys.index("accountmanager"), keys.index("utcoffsethours")
    offsets = {
        text_of(row[person]): _read(lambda row=row: read_number(row[offset]))  # type: ignore[misc]
        for row in sheet[header_row + 1 :]
        if not is_blank(row[person])
    }
    return {name: hours for name, hours in offsets.items() if hours is not None}


_Read = TypeVar("_Read")


def _read(read: Callable[[], _Read]) -> _Read | None:
    """Read a cell; what cannot be understood is unknown here, and an issue when the whole book is scored."""
    try:
        return read()
    except UnreadableError:
        return None
