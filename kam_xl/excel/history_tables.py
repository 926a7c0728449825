"""The tables History and Models of the open workbook: a snapshot goes in, the others stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.accounts.coercion import UnreadableError, read_date
from kam_xl.accounts.conventions import NEUTRAL
from kam_xl.errors import HostError

if TYPE_CHECKING:
    from datetime import date

    from kam_xl.excel.changes import Changes
    from kam_xl.excel.open_book import OpenBook
    from kam_xl.excel.open_table import OpenTable
    from kam_xl.jobs.snapshot import SnapshotRows

HISTORY, MODELS = "History", "Models"


def write_snapshot(book: OpenBook, snapshot: SnapshotRows, changes: Changes) -> bool:
    """Add a snapshot to History and its model to Models; rows of the same day are replaced.

    Returns:
        Whether there were such rows.

    Raises:
        HostError: A table is missing, or Excel does not let it be changed.
    """
    missing = [name for name in (HISTORY, MODELS) if name not in book.tables]
    if missing:
        raise HostError(
            f"{book.name}: the table {' and '.join(missing)} is missing, so no snapshot can be kept. Restore its name "
            "(Table Design > Table Name), or take the sheet from a fresh workbook (`kam new`)."
        )
    history, models = book.tables[HISTORY], book.tables[MODELS]
    replaced = _remove_day(history, snapshot.as_of, changes)
    new = [header for header in snapshot.history[0] if history.column_of(header) is None] if snapshot.history else []
    history.add_columns(new, changes)
    history.append(snapshot.history, changes)
    if snapshot.model["Model Hash"] not in {models.value(row, "Model Hash") for row, _ in models.rows()}:
        models.append([snapshot.model], changes)
    return replaced


def _remove_day(history: OpenTable, day: date, changes: Changes) -> bool:
    kept = [cells for row, cells in history.rows() if _day(history.value(row, "As Of")) != day]
    if len(kept) == len(history.cells) - 1:
        return False
    history.replace_rows(kept, changes)
    return True


def _day(cell: object) -> date | None:
    try:
        return read_date(cell, NEUTRAL)
    except UnreadableError:
        return None
