"""As much of JSON Schema, draft 7, as the schema of a model uses; written out to be read."""

import re
from collections.abc import Mapping
from typing import Any

TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "boolean": (bool,),
}


def accepts(schema: Mapping[str, Any], value: object) -> bool:
    """Tell whether a schema accepts a value; a keyword it does not know is an error."""
    return all(_CHECKS[key](rule, value, schema) for key, rule in schema.items() if key not in _NOTES)


def _is_type(name: str, value: object) -> bool:
    return isinstance(value, TYPES[name]) and (name == "boolean" or not isinstance(value, bool))


def _properties(rules: Any, value: object) -> bool:  # noqa: ANN401 - any JSON
    return not isinstance(value, dict) or all(accepts(rules[key], value[key]) for key in rules.keys() & value.keys())


def _additional(rule: Any, value: object, schema: Mapping[str, Any]) -> bool:  # noqa: ANN401 - any JSON
    others = [value[key] for key in value if key not in schema.get("properties", {})] if isinstance(value, dict) else []
    return not others if rule is False else all(accepts(rule, other) for other in others)


def _items(rule: Any, value: object) -> bool:  # noqa: ANN401 - any JSON
    items = value if isinstance(value, list) else []
    rules = rule if isinstance(rule, list) else [rule] * len(items)
    return all(accepts(each, item) for each, item in zip(rules, items, strict=False))


_NOTES = {"$schema", "title", "description", "default"}
_CHECKS: Mapping[str, Any] = {
    "type": lambda rule, value, _: _is_type(rule, value),
    "enum": lambda rule, value, _: value in rule,
    "not": lambda rule, value, _: not accepts(rule, value),
    "anyOf": lambda rule, value, _: any(accepts(each, value) for each in rule),
    "oneOf": lambda rule, value, _: sum(accepts(each, value) for each in rule) == 1,
    "minimum": lambda rule, value, _: not _is_type("number", value) or value >= rule,
    "maximum": lambda rule, value, _: not _is_type("number", value) or value <= rule,
    "pattern": lambda rule, value, _: not isinstance(value, str) or bool(re.search(rule, value)),
    "required": lambda rule, value, _: not isinstance(value, dict) or set(rule) <= value.keys(),
    "properties": lambda rule, value, _: _properties(rule, value),
    "propertyNames": lambda rule, value, _: not isinstance(value, dict) or all(accepts(rule, key) for key in value),
    "minProperties": lambda rule, value, _: not isinstance(value, dict) or len(value) >= rule,
    "additionalProperties": _additional,
    "items": lambda rule, value, _: _items(rule, value),
    "minItems": lambda rule, value, _: not isinstance(value, list) or len(value) >= rule,
    "maxItems": lambda rule, value, _: not isinstance(value, list) or len(value) <= rule,
}
