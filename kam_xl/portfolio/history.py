"""Snapshots: what every account was on a given day, kept with its raw values and the whole model.

A snapshot is rows of the sheet History and one row of the sheet Models, both by field name. Tiers of the snapshot
before are what hysteresis looks at; raw values and model are what a change of score is explained from.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kam_xl.accounts.coercion import comparable
from kam_xl.accounts.column_reading import value_at
from kam_xl.accounts.issues import Issue, Place, quoted
from kam_xl.accounts.schema import ALL_FIELDS, TIERS, Kind
from kam_xl.accounts.tables import HISTORY, MODELS
from kam_xl.errors import ModelError
from kam_xl.scoring.model import model_hash
from kam_xl.scoring.model_toml import model_from_toml, model_to_toml, plain_from_toml
from kam_xl.scoring.reading import read_inputs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kam_xl.accounts.rows import Row, Value
    from kam_xl.scoring.assessment import Assessment
    from kam_xl.scoring.model import Model
    from kam_xl.scoring.row import Inputs
    from kam_xl.scoring.table import Numbers


# --- taking a snapshot -----------------------------------------------------------------------------------------------


def snapshot_rows(assessment: Assessment, as_of: date) -> tuple[tuple[Row, ...], Row]:
    """Take a snapshot of a book.

    Args:
        assessment: What scoring says of the book.
        as_of: The day of the snapshot.

    Returns:
        One row of History per account in sheet order, with the raw value of every field that the model reads under the
        field's name (None is unknown), and the row of Models that holds the model.
    """
    name = model_hash(assessment.model)
    columns = _raw_columns(assessment) | _result_columns(assessment, name, as_of)
    in_order = {field.name: columns.pop(field.name) for field in HISTORY.fields} | columns
    rows = tuple(dict(zip(in_order, cells, strict=True)) for cells in zip(*in_order.values(), strict=True))
    return rows, {"model_hash": name, "model": model_to_toml(assessment.model)}


def _result_columns(assessment: Assessment, name: str, as_of: date) -> dict[str, list[Value]]:
    size = len(assessment.accounts)
    scores = assessment.scores
    return {
        "as_of": [as_of] * size,
        "account_id": list(assessment.accounts.texts("account_id")),
        "model_hash": [name] * size,
        "score": _numbers(scores.score),
        "attractiveness": _numbers(scores.attractiveness),
        "relationship": _numbers(scores.relationship),
        "coverage": _numbers(scores.coverage),
        "tier": assessment.tiers.tolist(),
        "computed_tier": assessment.computed.tolist(),
        "rank": _numbers(assessment.ranks),
        "revenue_12m": _numbers(assessment.revenues),
    }


def _numbers(column: Numbers) -> list[Value]:
    return [None if number != number else number for number in column.tolist()]  # noqa: PLR0124 - NaN differs from itself


def _raw_columns(assessment: Assessment) -> dict[str, list[Value]]:
    kinds: dict[str, list[Kind]] = {}
    for field, kind in assessment.model.uses():
        kinds.setdefault(field, []).append(kind)
    return {field: _raw_column(assessment, field, _kept_kind(field, read)) for field, read in kinds.items()}


def _raw_column(assessment: Assessment, field: str, kind: Kind) -> list[Value]:
    column = assessment.accounts.columns.get((field, kind))
    if column is None:
        return [None] * len(assessment.accounts)
    return [value_at(column, kind, position) for position in range(len(column))]


def _kept_kind(field: str, read: Sequence[Kind]) -> Kind:
    # A text can be read as anything again, a number as text or boolean, a boolean as text alone.
    if field in ALL_FIELDS:
        return ALL_FIELDS[field].kind
    return min(read, key=(Kind.TEXT, Kind.NUMBER, Kind.BOOLEAN).index)


def with_snapshot(history: Iterable[Row], snapshot: Sequence[Row]) -> tuple[Row, ...]:
    """Add a snapshot to History; one of the same day is replaced, so that taking it again changes nothing.

    Returns:
        The rows by day, oldest first, those without a day last; rows of one day stay in their order.
    """
    days = {row["as_of"] for row in snapshot}
    kept = [row for row in history if row.get("as_of") not in days]
    return tuple(sorted((*kept, *snapshot), key=_day))


def _day(row: Row) -> date:
    day = row.get("as_of")
    return day if isinstance(day, date) else date.max


def with_model(models: Iterable[Row], model: Row) -> tuple[Row, ...]:
    """Add a model to Models; the same model stands there once."""
    kept = [row for row in models if row.get("model_hash") != model["model_hash"]]
    return (*kept, model)


# --- reading the latest snapshot -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PastAccount:
    """One account in a snapshot.

    Attributes:
        row: Its row of History.
        model: The model it was scored with.
    """

    row: Row
    model: Model

    def inputs(self, model: Model) -> Inputs:
        """Give the values of that day that a model reads; what was not kept is unknown."""
        return read_inputs(self.row, model)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A book on an earlier day.

    Attributes:
        as_of: The day.
        accounts: Its accounts by id, in the order of History.
    """

    as_of: date
    accounts: Mapping[str, PastAccount]


def latest_snapshot(history: Iterable[Row], models: Iterable[Row], before: date) -> tuple[Snapshot | None, list[Issue]]:
    """Find the latest snapshot before a day.

    Returns:
        The snapshot, None if there is none, and an issue for every model that is missing or wrong and for accounts
        that stand there twice; both are left out.
    """
    day, rows, issues = _latest(history, before)
    if day is None:
        return None, []
    texts = _model_texts(models)
    by_name: dict[str, Model] = {}
    for name in _model_names(rows):
        try:
            by_name[name] = _load(texts, name)
        except ModelError as error:
            issues.append(_lost_model(day, name, error))
    past = {_id(row): PastAccount(row, by_name[_name(row)]) for row in rows if _name(row) in by_name}
    return Snapshot(day, past), issues


def _load(texts: Mapping[str, str], name: str) -> Model:
    if name not in texts:
        raise ModelError(f"{MODELS.name} has no such row")
    return model_from_toml(texts[name], MODELS.name)


def previous_tiers(
    history: Iterable[Row], models: Iterable[Row], model_name: str, as_of: date
) -> tuple[dict[str, str], list[Issue]]:
    """Give the tiers that hysteresis looks at: the computed ones of the latest snapshot before a day.

    Args:
        history: Rows of History by field name.
        models: Rows of Models by field name.
        model_name: The name of the model that is to score now; tiers of a differently named one count as none.
        as_of: The day the book is scored for.

    Returns:
        Key, Major or Standard by account id, and an issue where rows of the snapshot count as none.
    """
    day, rows, issues = _latest(history, as_of)
    if day is None:
        return {}, []
    texts = _model_texts(models)
    same = set()
    for name in _model_names(rows):
        past_name = _name_in(texts.get(name, ""))
        if past_name is not None and comparable(past_name) == comparable(model_name):
            same.add(name)
        else:
            issues.append(_other_model(day, name, past_name, model_name))
    counting = [row for row in rows if _name(row) in same and row.get("computed_tier") in TIERS]
    return {_id(row): str(row["computed_tier"]) for row in counting}, issues


def _latest(history: Iterable[Row], before: date) -> tuple[date | None, list[Row], list[Issue]]:
    earlier = [row for row in history if _day(row) < before and row.get("account_id")]
    if not earlier:
        return None, [], []
    day = max(_day(row) for row in earlier)
    rows = [row for row in earlier if row["as_of"] == day]
    repeated = [account_id for account_id, times in Counter(map(_id, rows)).items() if times > 1]
    issues = [_repeated(day, repeated)] if repeated else []
    return day, [row for row in rows if _id(row) not in repeated], issues


def _id(row: Row) -> str:
    return str(row["account_id"])


def _name(row: Row) -> str:
    return str(row.get("model_hash") or "")


def _model_names(rows: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(map(_name, rows)))


def _model_texts(models: Iterable[Row]) -> dict[str, str]:
    return {_name(row): str(row.get("model") or "") for row in models}


def _name_in(text: str) -> str | None:
    try:
        head = plain_from_toml(text).get("model")
    except ModelError:
        return None
    name = head.get("name") if isinstance(head, dict) else None
    return name if isinstance(name, str) else None


def _other_model(day: date, name: str, found: str | None, wanted: str) -> Issue:
    said = f"the model {quoted(found)}" if found else f"a model that {MODELS.name} does not hold ({name or 'no hash'})"
    return Issue(
        "snapshot of another model",
        Place(HISTORY.name, column="Model Hash"),
        f"the snapshot of {day}, scored with {said}",
        f"a snapshot scored with {quoted(wanted)}",
        "Its tiers count as none; snapshots taken from now on will count.",
    )


def _lost_model(day: date, name: str, error: ModelError) -> Issue:
    return Issue(
        "unusable model of a snapshot",
        Place(MODELS.name, column="Model"),
        f"{name or 'no hash'} of the snapshot of {day}: {error.problems[0]}",
        "the model as TOML text",
        "Restore the row; until then changes since that day cannot be explained.",
    )


def _repeated(day: date, account_ids: Sequence[str]) -> Issue:
    return Issue(
        "account twice in a snapshot",
        Place(HISTORY.name, column="Account ID"),
        f"{', '.join(account_ids)} on {day}",
        "each account once a day",
        "Remove the wrong row; until then the account counts as not in that snapshot.",
    )
