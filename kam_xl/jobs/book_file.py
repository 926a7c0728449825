"""Workbooks as files: a fresh one, a filled one, and the one that ships."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from kam_xl.accounts.coercion import is_unknown
from kam_xl.accounts.rows import Row, Value
from kam_xl.accounts.schema import DERIVED_FIELDS
from kam_xl.errors import TargetError
from kam_xl.jobs.highlights import highlights_of
from kam_xl.jobs.score import Scored
from kam_xl.jobs.shipped_models import shipped_model
from kam_xl.jobs.wording import counted
from kam_xl.scoring.model import model_plain
from kam_xl.shipped import shipped
from kam_xl.workbook.content import Status, WorkbookContent
from kam_xl.workbook.files import atomic_write

_DERIVED_NAMES = frozenset(field.name for field in DERIVED_FIELDS)


def refuse_existing(target: Path) -> None:
    """Refuse to write over a workbook.

    Raises:
        TargetError: It exists.
    """
    if target.exists():
        raise TargetError(
            f"{target}: this workbook exists already, and the command line never changes a workbook in place. "
            "Give a new name, or press Score in Excel."
        )


def new_book(target: Path) -> None:
    """Write a fresh KeyAccounts.xlsm.

    Raises:
        TargetError: The target exists, is no .xlsm, or cannot be written.
    """
    if target.suffix.lower() != ".xlsm":
        raise TargetError(f"{target}: a key account workbook holds macros; give a name that ends in .xlsm.")
    refuse_existing(target)
    atomic_write(target, lambda path: shutil.copyfile(shipped("workbook", "KeyAccounts.xlsm"), path))


def build_shipped_book(target: Path | None) -> Path:
    """Build the workbook that ships from its sources, and give its place."""
    from kam_xl.workbook.builder import build_fresh_workbook

    place = shipped("workbook") / "KeyAccounts.xlsm" if target is None else target
    build_fresh_workbook(place, model_plain(shipped_model("default")))
    return place


def write_book(scored: Scored, target: Path, tables: Mapping[str, Sequence[Row]] = MappingProxyType({})) -> None:
    """Write a whole workbook filled with a scored book.

    Args:
        scored: The scored book.
        target: The new workbook.
        tables: Tables that take the place of the book's own, by sheet name.

    Raises:
        TargetError: The target exists or cannot be written.
    """
    refuse_existing(target)
    build_book(scored, target, tables)


def build_book(scored: Scored, target: Path, tables: Mapping[str, Sequence[Row]] = MappingProxyType({})) -> None:
    """Write a whole workbook as `write_book` does, in place of what stands there."""
    from kam_xl.workbook.builder import build_workbook

    content = book_content(scored)
    build_workbook(target, replace(content, tables={**content.tables, **tables}))


def book_content(scored: Scored) -> WorkbookContent:
    """Give what a workbook of a scored book holds: cells as typed, results beside them, and the state of the run."""
    gathered = scored.gathered
    accounts = [_account_row(scored, position) for position in range(len(gathered.accounts))]
    return WorkbookContent(
        model=model_plain(gathered.chosen.model),
        tables={**gathered.tables, "Accounts": accounts},
        settings=_settings(scored),
        status=_status(scored),
        highlights=highlights_of(scored),
    )


def _account_row(scored: Scored, position: int) -> Row:
    understood = scored.book.accounts[position]
    row = {name: value for name, value in understood.values.items() if name not in _DERIVED_NAMES | understood.filled}
    result = understood.result
    return row | _misread(scored, position, row) | {name: getattr(result, name) for name in result.__slots__}


def _misread(scored: Scored, position: int, row: Row) -> dict[str, Value]:
    # What a person typed is never lost, even where it cannot be understood.
    frame = scored.gathered.raw.accounts.frame
    headers = scored.gathered.accounts.headers
    cells = {
        name: frame[headers[name]].iloc[position] for name, value in row.items() if value is None and name in headers
    }
    return {name: str(cell) for name, cell in cells.items() if isinstance(cell, str) or not is_unknown(cell)}


def _settings(scored: Scored) -> Mapping[str, Value]:
    gathered, cuts = scored.gathered, scored.assessment.cuts
    basis = gathered.basis
    return {
        **gathered.settings,
        "as_of": gathered.given_as_of,
        "home_utc_offset": basis.home_offset_hours,
        "served_countries": None if basis.served is None else ", ".join(sorted(basis.served)),
        "head_cut": cuts.cut,
        "head_keep": cuts.keep,
    }


def _status(scored: Scored) -> Status:
    issues = len(scored.issues)
    noted = [f"{counted(issues, 'issue')} in the data; press Score to list them here."] if issues else []
    return Status(f"As of {scored.gathered.basis.as_of}", scored.counts, [*scored.findings, *noted])
