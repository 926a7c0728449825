"""Snapshots in files of their own: a history, and beside it the models it was scored with."""

from collections.abc import Sequence
from pathlib import Path

from kam_xl.accounts.conventions import NEUTRAL
from kam_xl.accounts.rows import Row, read_rows
from kam_xl.accounts.tables import TableSpec
from kam_xl.workbook.reading import read_table


def models_beside(history: Path) -> Path:
    """Give the place of the models that belong to a history file: `history.models.csv` for `history.csv`."""
    return history.with_name(f"{history.stem}.models{history.suffix}")


def read_history_table(path: Path, spec: TableSpec) -> Sequence[Row]:
    """Read History or Models from a file of its own."""
    rows, _ = read_rows(spec, read_table(path), NEUTRAL)
    return rows
