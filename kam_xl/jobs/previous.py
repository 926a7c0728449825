"""What a book was before, from whatever a person kept: snapshots, a workbook, or an earlier result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from kam_xl.accounts.basis import Basis
from kam_xl.accounts.book import RawBook
from kam_xl.accounts.conventions import Conventions
from kam_xl.accounts.issues import Issue
from kam_xl.accounts.rows import Row, read_rows
from kam_xl.accounts.schema import TIERS, header_key
from kam_xl.accounts.tables import ACCOUNTS, HISTORY, MODELS, TableSpec
from kam_xl.errors import SourceError
from kam_xl.jobs.history_files import models_beside, read_history_table
from kam_xl.portfolio.history import Snapshot, latest_snapshot, previous_tiers
from kam_xl.workbook.reading import read_book


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of an earlier day.

    Attributes:
        tiers: Computed tiers by account id, for hysteresis.
        snapshot: The snapshot they come from; None for an earlier result, which tells no reasons.
        issues: What could not be understood.
    """

    tiers: Mapping[str, str] = field(default_factory=dict)
    snapshot: Snapshot | None = None
    issues: Sequence[Issue] = ()


def latest_past(history: Sequence[Row], models: Sequence[Row], model_name: str, as_of: date) -> Past:
    """Give the latest snapshot before a day; tiers of a differently named model count as none."""
    tiers, issues = previous_tiers(history, models, model_name, as_of)
    snapshot, found = latest_snapshot(history, models, as_of)
    return Past(tiers, snapshot, tuple(dict.fromkeys([*issues, *found])))


def read_previous(path: Path, model_name: str, basis: Basis) -> Past:
    """Read the past from snapshots, in a file or a workbook, or from a result of `kam score`.

    Args:
        path: A history with its models beside it, a workbook with History, or an earlier result.
        model_name: The name of the model that is to score now; tiers of a differently named one count as none.
        basis: The day to score for, and how texts write dates.

    Raises:
        SourceError: The file holds none of these.
    """
    if models_beside(path).is_file():
        history, models = read_history_table(path, HISTORY), read_history_table(models_beside(path), MODELS)
        return latest_past(history, models, model_name, basis.as_of)
    book = read_book(path)
    history, issues = _rows(book, HISTORY, basis.conventions)
    if not history:
        return Past(_tiers_of_result(path, book, basis.conventions))
    models, _ = _rows(book, MODELS, basis.conventions)
    past = latest_past(history, models, model_name, basis.as_of)
    return replace(past, issues=(*issues, *past.issues))


def _rows(book: RawBook, spec: TableSpec, style: Conventions) -> tuple[tuple[Row, ...], list[Issue]]:
    return read_rows(spec, book.tables[spec.name], style) if spec.name in book.tables else ((), [])


def _tiers_of_result(path: Path, book: RawBook, style: Conventions) -> dict[str, str]:
    rows, _ = read_rows(ACCOUNTS, book.accounts, style)
    keys = {header_key(str(header)) for header in book.accounts.frame.columns}
    if header_key("As Of") in keys:
        raise SourceError(
            f"{path} is a history whose models are missing: {models_beside(path)} belongs beside it. Put it there."
        )
    if header_key("Computed Tier") not in keys:
        raise SourceError(
            f"{path}: no previous tiers found; wanted a sheet History, or a table with the columns Account ID and "
            "Computed Tier as `kam score` writes it. Give such a file, or leave out --previous."
        )
    return {str(row["account_id"]): str(row["computed_tier"]) for row in rows if row["computed_tier"] in TIERS}
