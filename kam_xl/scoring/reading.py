"""What a model reads of a row that was understood before: a snapshot, an account, a value that could be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kam_xl.accounts.coercion import UnreadableError
from kam_xl.accounts.conventions import NEUTRAL
from kam_xl.accounts.conversion import read_as
from kam_xl.accounts.schema import header_key

if TYPE_CHECKING:
    from kam_xl.accounts.conventions import Conventions
    from kam_xl.accounts.rows import Row, Value
    from kam_xl.accounts.schema import Kind
    from kam_xl.scoring.model import Model
    from kam_xl.scoring.row import Inputs


def read_inputs(row: Row, model: Model, conventions: Conventions = NEUTRAL) -> Inputs:
    """Give what a model reads of a row by field name or header; what is not there, or cannot be read so, is unknown."""
    by_key = {header_key(name): value for name, value in row.items()}
    return {(field, kind): read_known(by_key.get(header_key(field)), kind, conventions) for field, kind in model.uses()}


def read_known(value: Value, kind: Kind, conventions: Conventions = NEUTRAL) -> Value:
    """Read an understood value as another kind; unknown if it cannot be read so."""
    try:
        return read_as(value, kind, conventions)
    except UnreadableError:
        return None
