"""The JSON Schema of a model's TOML, so that editors complete, explain and check it while it is typed."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from kam_xl.accounts.schema import ALL_FIELDS
from kam_xl.scoring import meanings
from kam_xl.scoring.gates import GATE_TESTS
from kam_xl.scoring.json_schema import number, text
from kam_xl.scoring.model import AXES, HEAVIEST, TIER_BOUNDS, Model, TierRules
from kam_xl.scoring.scales import SCALES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kam_xl.scoring.gates import GateTest
    from kam_xl.scoring.json_schema import Schema
    from kam_xl.scoring.scales import Scale

    Described = type[Scale | GateTest]


def model_schema() -> Schema:
    """Give the JSON Schema of a model's TOML.

    What a schema cannot say is left to `parse_model`: that ids are unique, that weights add up to more than 0, that the
    values of a curve rise, and that levels differ in more than case.

    Source:
        JSON Schema, draft 7, which editors of TOML understand.
    """
    parts = {
        "model": _table(_head(), meanings.MODEL, required=("name",), defaults=Model),
        "criteria": {"type": "array", "minItems": 1, "items": _criterion()},
        "gates": {"type": "array", "items": _gate()},
        "tiers": _table(_tiers(), meanings.TIERS, defaults=TierRules),
    }
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": "kam-xl scoring model"}
    return head | _table(parts, {}, required=("model", "criteria"))


def _table(
    keys: Mapping[str, Schema],
    described: Mapping[str, str],
    *,
    required: Collection[str] = (),
    defaults: type[Model | TierRules] | None = None,
) -> Schema:
    absent = {} if defaults is None else _defaults(defaults)
    notes = {key: {"description": text} for key, text in described.items()}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": {key: schema | notes.get(key, {}) | absent.get(key, {}) for key, schema in keys.items()},
    }


def _defaults(holder: type[Model | TierRules]) -> dict[str, Schema]:
    given = {field.name: field.default for field in fields(holder)}
    return {key: {"default": value} for key, value in given.items() if isinstance(value, str | float) and value}


def _head() -> dict[str, Schema]:
    return {
        "name": text(),
        "description": {"type": "string"},
        "version": {"type": "string"},
        "missing": {"enum": ["renormalise", "zero"]},
        "min_coverage": number(0, 1),
        "caveat": {"type": "string"},
    }


def _tiers() -> dict[str, Schema]:
    return {key: number(*bounds) for key, bounds in TIER_BOUNDS.items()}


def _criterion() -> Schema:
    keys = {"axis": {"enum": list(AXES)}, "weight": number(0, HEAVIEST)}
    return _with_one_of(SCALES, _named() | keys, meanings.CRITERION)


def _gate() -> Schema:
    return _with_one_of(GATE_TESTS, _named(), meanings.GATE)


def _named() -> dict[str, Schema]:
    return {"id": text(), "label": {"type": "string"}, "field": _field()}


def _with_one_of(kinds: Mapping[str, Described], keys: dict[str, Schema], described: Mapping[str, str]) -> Schema:
    required = [key for key in keys if key != "label"]
    values = {kind: what.schema() | {"description": what.meaning} for kind, what in kinds.items()}
    table = _table(keys, described, required=required)
    return table | {"properties": table["properties"] | values, "oneOf": [{"required": [kind]} for kind in kinds]}


def _field() -> Schema:
    readable = [name for name, field in ALL_FIELDS.items() if not field.computed]
    written = [name for field in ALL_FIELDS.values() if field.computed for name in (field.name, field.header)]
    return text() | {"anyOf": [{"enum": readable}, {"not": {"enum": written}}]}
