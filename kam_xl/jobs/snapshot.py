"""The use case of snapshots: keep what was scored, with raw values and the whole model, to compare with later."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kam_xl.accounts.rows import Row
from kam_xl.accounts.tables import HISTORY, MODELS, TableSpec
from kam_xl.errors import TargetError
from kam_xl.jobs.book_file import refuse_existing, write_book
from kam_xl.jobs.gather import Request
from kam_xl.jobs.history_files import models_beside, read_history_table
from kam_xl.jobs.score import Scored, score
from kam_xl.portfolio.history import snapshot_rows, with_model, with_snapshot
from kam_xl.workbook.writing import write_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


@dataclass(frozen=True, slots=True)
class SnapshotReport:
    """What a snapshot did.

    Attributes:
        scored: The scored book.
        days: Every day on which the history now holds a snapshot, oldest first.
    """

    scored: Scored
    days: tuple[date, ...]


def take_snapshot(request: Request, target: Path) -> SnapshotReport:
    """Score a book and add a snapshot of it to a history; one of the same day is replaced.

    Without a previous file of its own, the request takes the previous tiers from the history it adds to.

    Args:
        request: The book and how to score it.
        target: A .csv or .parquet history, with its models beside it, made if it is missing; or a new .xlsm, which
            holds the whole book with its History and Models tables.

    Raises:
        KamError: The book cannot be scored, the target holds something else than a history, or it cannot be written.
    """
    if target.suffix.lower() == ".xlsm":
        return _snapshot_in_book(request, target)
    history, models = _kept(target, HISTORY), _kept(models_beside(target), MODELS)
    scored = score(replace(request, previous=request.previous or (target if history else None)))
    snapshot, model = snapshot_rows(scored.assessment, scored.gathered.basis.as_of)
    history = with_snapshot(history, snapshot)
    write_table(models_beside(target), frame_of(MODELS, with_model(models, model)), sheet=MODELS.name)
    write_table(target, frame_of(HISTORY, history), sheet=HISTORY.name)
    return SnapshotReport(scored, _days(history))


def _snapshot_in_book(request: Request, target: Path) -> SnapshotReport:
    refuse_existing(target)
    scored = score(request)
    snapshot, model = snapshot_rows(scored.assessment, scored.gathered.basis.as_of)
    kept = scored.gathered.tables
    history = with_snapshot(kept.get(HISTORY.name, ()), snapshot)
    write_book(scored, target, {HISTORY.name: history, MODELS.name: with_model(kept.get(MODELS.name, ()), model)})
    return SnapshotReport(scored, _days(history))


@dataclass(frozen=True, slots=True)
class SnapshotRows:
    """A snapshot as rows by header.

    Attributes:
        as_of: Its day.
        history: Its rows of History.
        model: Its row of Models.
    """

    as_of: date
    history: tuple[Row, ...]
    model: Row


def snapshot_by_header(scored: Scored) -> SnapshotRows:
    """Take a snapshot of a scored book, for a host that writes rows by their headers."""
    as_of = scored.gathered.basis.as_of
    history, model = snapshot_rows(scored.assessment, as_of)
    return SnapshotRows(as_of, tuple(_by_header(HISTORY, row) for row in history), _by_header(MODELS, model))


def _by_header(spec: TableSpec, row: Row) -> Row:
    headers = {field.name: field.header for field in spec.fields}
    return {headers.get(name, name): value for name, value in row.items()}


def _days(history: Sequence[Row]) -> tuple[date, ...]:
    return tuple(dict.fromkeys(day for row in history if isinstance(day := row["as_of"], date)))


def _kept(path: Path, spec: TableSpec) -> Sequence[Row]:
    if path.suffix.lower() not in {".csv", ".parquet"}:
        raise TargetError(f"{path}: a history is a .csv, a .parquet or a new .xlsm. Choose one of these endings.")
    return read_history_table(path, spec) if path.exists() else ()


def frame_of(spec: TableSpec, rows: Sequence[Row]) -> "pd.DataFrame":
    """Give rows as a table with the headers of the sheet; further columns keep their names."""
    import pandas as pd

    headers: Mapping[str, str] = {field.name: field.header for field in spec.fields}
    names = tuple(dict.fromkeys([*headers, *(name for row in rows for name in row)]))
    columns = {headers.get(name, name): [row.get(name) for row in rows] for name in names}
    return pd.DataFrame(columns, dtype=object)
