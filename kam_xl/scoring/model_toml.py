"""A model as TOML text that people read and edit, and back."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import tomli_w

from kam_xl.errors import ModelError
from kam_xl.scoring.model import model_plain, parse_model

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kam_xl.scoring.model import Model

_WHOLE_UP_TO = 1e15
"""Whole numbers below this are written without a decimal point; TOML's own integers end at 2^63."""


def model_to_toml(model: Model) -> str:
    """Write a model as TOML: one line per key, whole numbers without a decimal point.

    `model_from_toml` gives the model back unchanged.
    """
    plain = model_plain(model)
    sections = [
        _section("[model]", plain["model"]),
        *(_section("[[criteria]]", criterion) for criterion in plain["criteria"]),
        *(_section("[[gates]]", gate) for gate in plain["gates"]),
        _section("[tiers]", plain["tiers"]),
    ]
    return "\n".join(sections)


def _section(heading: str, pairs: Mapping[str, Any]) -> str:
    lines = [heading, *(_pair(key, value) for key, value in pairs.items())]
    return "\n".join(lines) + "\n"


def _pair(key: str, value: object) -> str:
    name = tomli_w.dumps({key: 0}).removesuffix(" = 0\n")
    return f"{name} = {toml_value(value)}"


def toml_value(value: object) -> str:
    """Write a value as TOML on one line; tomli-w would give every number of a curve a line of its own.

    >>> toml_value([[0.0, 0.0], [0.5, 100.0]]), toml_value({"Key partner": 100.0})
    ('[[0, 0], [0.5, 100]]', '{ "Key partner" = 100 }')
    """
    if isinstance(value, dict):
        return f"{{ {', '.join(_pair(key, inner) for key, inner in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(toml_value(inner) for inner in value)}]"
    if isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE_UP_TO and str(value) != "-0.0":
        return str(int(value))
    return tomli_w.dumps({"value": value}).removeprefix("value = ").removesuffix("\n")


def model_from_toml(text: str, source: str = "model file") -> Model:
    """Read a model from TOML text.

    Args:
        text: The text.
        source: How messages name the file or cell.

    Raises:
        ModelError: It is no TOML, or the model has faults; every one is listed with its place and remedy.
    """
    return parse_model(plain_from_toml(text, source))


def plain_from_toml(text: str, source: str = "model file") -> dict[str, Any]:
    """Read TOML text as plain tables, faults of the model aside.

    Raises:
        ModelError: It is no TOML.
    """
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ModelError(
            f"{source}: found no TOML ({error}); allowed is a text such as kam model show prints. Correct that place."
        ) from None
