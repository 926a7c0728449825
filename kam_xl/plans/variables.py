"""The variables of templates, as the content model declares them: what a name holds, and what it is called."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from kam_xl.plans.content.quantities import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Shape = Any
"""A type as an annotation writes it; `Any` where nothing is known."""

_ATTRIBUTE_LINE = re.compile(r"^ {8}(\w+): (.+(?:\n {12}.+)*)", re.MULTILINE)


def variables_of(model: type) -> Mapping[str, Shape]:
    """Give the variables that a content model offers, by name."""
    return _hints(model)


def alternatives(shape: Shape) -> tuple[Shape, ...]:
    """Take a shape apart into what a value of it may be, None aside.

    >>> alternatives(str | int | None)
    (<class 'str'>, <class 'int'>)
    """
    parts = get_args(shape) if get_origin(shape) in {UnionType, Union} else (shape,)
    return tuple(part for part in parts if part is not NoneType)


def element_of(shape: Shape) -> Shape:
    """Give the shape of the elements of a sequence; `Any` for anything else.

    >>> element_of(tuple[int, ...])
    <class 'int'>
    """
    (only, *others) = alternatives(shape) or (Any,)
    return get_args(only)[0] if not others and _kind(only) is tuple else Any


def attribute_of(shape: Shape, name: str) -> Shape | None:
    """Give the shape of an attribute; `Any` if it cannot be said, None if there is no such attribute."""
    found = [_attribute(part, name) for part in alternatives(shape)]
    known = [part for part in found if part is not None]
    return known[0] if len(known) == 1 else Any if known else None


def _attribute(shape: Shape, name: str) -> Shape | None:
    if shape is Any:
        return Any
    kind = _kind(shape)
    if is_dataclass(kind) and name in _hints(kind):
        return _hints(kind)[name]
    return Any if hasattr(kind, name) and not name.startswith("_") else None


def names_in(shape: Shape) -> list[str]:
    """List the attributes that a person may have meant."""
    kinds = [kind for kind in map(_kind, alternatives(shape)) if is_dataclass(kind)]
    return [name for kind in kinds for name in _hints(kind)]


def _kind(shape: Shape) -> type:
    origin: Any = get_origin(shape)
    kind: type = origin or shape
    return kind


@cache
def _hints(model: type) -> Mapping[str, Shape]:
    # The content's files import these for type checkers alone.
    hints = get_type_hints(model, localns={"date": date, "Quantity": Quantity})
    return MappingProxyType({field.name: hints[field.name] for field in fields(model)})


def walk(model: type, prefix: str = "") -> Iterator[tuple[str, Shape, str]]:
    """List every variable and attribute: how a template writes it, its shape, and what it means.

    The element of a list is written in square brackets, such as `actions[].owner`.
    """
    meanings = _meanings(model)
    for name, shape in _hints(model).items():
        path = f"{prefix}{name}"
        yield path, shape, meanings.get(name, "")
        nested, mark = (element_of(shape), "[].") if element_of(shape) is not Any else (shape, ".")
        for part in map(_kind, alternatives(nested)):
            if is_dataclass(part) and part.__module__ != _QUANTITIES:
                yield from walk(part, f"{path}{mark}")


_QUANTITIES = "kam_xl.plans.content.quantities"


def _meanings(model: type) -> dict[str, str]:
    """Read what a docstring says of each attribute."""
    return {name: " ".join(said.split()) for name, said in _ATTRIBUTE_LINE.findall(_indented(model))}


def _indented(model: type) -> str:
    return "\n".join(f"    {line}" if line else line for line in inspect.cleandoc(model.__doc__ or "").splitlines())
