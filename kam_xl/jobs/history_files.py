"""Snapshots in files of their own: a history, and beside it the models it was scored with."""

from collections.abc import Sequence
from pathlib import Path

from kam_xl.accounts.conventions import NEUTRAL
from kam_xl.accounts.rows import Row, read_rows
from kam_xl.accounts.tables import TableSpec, missing_required
from kam_xl.errors import SourceError
from kam_xl.workbook.reading import read_table


def models_beside(history: Path) -> Path:
    """Give the place of the models that belong to a history file: `history.models.csv` for `history.csv`."""
    return history.with_name(f"{history.stem}.models{history.suffix}")


def read_history_table(path: Path, spec: TableSpec) -> Sequence[Row]:
    """Read History or Models from a file of its own.

    Raises:
        SourceError: The file holds something else, or cells that cannot be understood and would be lost when the file
            is written again; every one is listed.
    """
    table = read_table(path)
    missing = missing_required(spec, map(str, table.frame.columns))
    if missing:
        columns = ", ".join(field.header for field in missing)
        raise SourceError(f"{path}: this is no {spec.name}: missing {columns}. Choose the file of an earlier snapshot.")
    rows, issues = read_rows(spec, table, NEUTRAL)
    if issues:
        raise SourceError(map(str, issues))
    return rows
