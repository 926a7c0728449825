"""Reading an understood value as another kind: a criterion's or gate's use decides the type."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from kam_xl.accounts import coercion
from kam_xl.accounts.conventions import Conventions
from kam_xl.accounts.rows import Value
from kam_xl.accounts.schema import Kind


def read_as(raw: Any, kind: Kind, conventions: Conventions) -> Value:  # noqa: ANN401 - a raw cell may hold anything
    """Read a raw cell, or an understood value, as the kind that a criterion or gate needs.

    Raises:
        UnreadableError: It is not unknown, and cannot be read so.
    """
    return _READERS[kind](raw, conventions)


_READERS: MappingProxyType[Kind, Callable[[Any, Conventions], Value]] = MappingProxyType(
    {
        Kind.NUMBER: coercion.read_number,
        Kind.BOOLEAN: lambda raw, _: coercion.read_boolean(raw),
        Kind.DATE: coercion.read_date,
        Kind.TEXT: lambda raw, _: coercion.read_text(raw),
    }
)
