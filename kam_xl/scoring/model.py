"""The model: which criteria count how much, what an account must have, and where the tiers begin."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field, replace
from math import fsum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from kam_xl.accounts.schema import ALL_FIELDS, header_key
from kam_xl.errors import ModelError
from kam_xl.scoring.faults import Faults, Section
from kam_xl.scoring.gates import GATE_TESTS
from kam_xl.scoring.scales import SCALES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kam_xl.accounts.schema import Kind
    from kam_xl.scoring.gates import GateTest
    from kam_xl.scoring.scales import Scale

AXES = ("attractiveness", "relationship")
"""The two axes, in the order of the columns."""

HEAVIEST = 1e9
"""The largest weight of a criterion."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that counts.

    Attributes:
        id: A unique short name.
        label: What people read.
        axis: "attractiveness" or "relationship".
        field: The field by its name (whether a model writes name or header), or a further column by its header.
        weight: How much it counts, at least 0; only the proportion to the others matters.
        scale: How a value becomes a rating.
    """

    id: str
    label: str
    axis: str
    field: str
    weight: float
    scale: Scale


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing an account must have to be Key.

    Attributes:
        id: A unique short name.
        label: What people read.
        field: The field by its name, or a further column by its header.
        test: When a known value passes.
    """

    id: str
    label: str
    field: str
    test: GateTest


@dataclass(frozen=True, slots=True)
class TierRules:
    """Where the tiers begin.

    Attributes:
        key_score: The score from which an account can be Key, 0–100.
        key_axis_floor: What both axes must reach to be Key, 0–100.
        hysteresis: How many points more it takes to become Key, and less to stay so.
        major_revenue_share: Share of the total revenue that the head brings, 0–1.
        major_max_share_of_accounts: The largest share of the accounts that the head may hold, 0–1.
        major_hysteresis: By how much both shares are wider for an account that was in the head already, 0–1.
        major_min_revenue: Revenue that makes an account Major whatever the head; None for none.
    """

    key_score: float = 70.0
    key_axis_floor: float = 50.0
    hysteresis: float = 5.0
    major_revenue_share: float = 0.80
    major_max_share_of_accounts: float = 0.40
    major_hysteresis: float = 0.05
    major_min_revenue: float | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """A whole scoring model.

    Attributes:
        name: What it is called; tiers of a differently named model are not comparable.
        description: What it is for.
        version: Your own version of it.
        missing: "renormalise" shares the weight of unknown ratings among the known ones; "zero" rates them 0.
        min_coverage: The share of the weight that must be known for a score, 0–1.
        caveat: What every reason ends with, in brackets; empty for nothing.
        criteria: At least one; ids are unique.
        gates: Any number; ids are unique.
        tiers: Where the tiers begin.
    """

    name: str
    criteria: tuple[Criterion, ...]
    description: str = ""
    version: str = ""
    missing: str = "renormalise"
    min_coverage: float = 0.6
    caveat: str = ""
    gates: tuple[Gate, ...] = ()
    tiers: TierRules = field(default_factory=TierRules)

    def total_weight(self, axis: str | None = None) -> float:
        """Sum the weights, of one axis or of all."""
        return fsum(criterion.weight for criterion in self.criteria if axis in {None, criterion.axis})

    def uses(self) -> tuple[tuple[str, Kind], ...]:
        """Give every field with the kind in which it is read, without repetition, in the model's order."""
        criteria = ((criterion.field, criterion.scale.reads) for criterion in self.criteria)
        gates = ((gate.field, gate.test.reads) for gate in self.gates)
        return tuple(dict.fromkeys((*criteria, *gates)))


def parse_model(plain: Mapping[str, Any]) -> Model:
    """Read a model from what its TOML holds.

    Args:
        plain: The tables `model`, `criteria`, `gates` and `tiers`.

    Raises:
        ModelError: There are faults; every one is listed with its place and remedy.
    """
    faults = Faults()
    top = Section(plain, "model file", faults, ("model", "criteria", "gates", "tiers")).raw
    head = Section(top.get("model", {}), "[model]", faults, _HEAD_KEYS)
    model = Model(
        name=head.text("name"),
        description=head.text("description", ""),
        version=head.text("version", ""),
        missing=head.choice("missing", ("renormalise", "zero"), "renormalise"),
        min_coverage=head.number("min_coverage", 0.6, 0, 1),
        caveat=head.text("caveat", ""),
        criteria=_parse_criteria(top.get("criteria", ()), faults),
        gates=_parse_gates(top.get("gates", ()), faults),
        tiers=_parse_tiers(top.get("tiers", {}), faults),
    )
    if faults:
        raise ModelError([f"Model: {fault}" for fault in faults])
    return model


_HEAD_KEYS = ("name", "description", "version", "missing", "min_coverage", "caveat")
_CRITERION_KEYS = ("id", "label", "axis", "field", "weight")
_GATE_KEYS = ("id", "label", "field")


def _parse_criteria(raw: object, faults: Faults) -> tuple[Criterion, ...]:
    before = len(faults)
    sections = _sections(raw, "criteria", "criterion", (*_CRITERION_KEYS, *SCALES), faults)
    criteria = [_parse_criterion(section) for section in sections]
    if not criteria:
        faults.note("criteria", None, "at least one [[criteria]]", "Add a criterion.")
    elif len(faults) == before and fsum(criterion.weight for criterion in criteria if criterion) <= 0:
        faults.note(
            "criteria", "no weight above 0", "a sum of weights above 0", "Give at least one criterion a weight."
        )
    return tuple(criterion for criterion in criteria if criterion is not None)


def _parse_criterion(section: Section) -> Criterion | None:
    identity = section.text("id")
    label = section.text("label", identity)
    axis = section.choice("axis", AXES)
    rated = _field(section)
    weight = section.number("weight", None, 0, HEAVIEST)
    scale = _parse_one(section, SCALES)
    return None if scale is None else Criterion(identity, label or identity, axis, rated, weight, scale)


def _parse_gates(raw: object, faults: Faults) -> tuple[Gate, ...]:
    sections = _sections(raw, "gates", "gate", (*_GATE_KEYS, *GATE_TESTS), faults)
    gates = [_parse_gate(section) for section in sections]
    return tuple(gate for gate in gates if gate is not None)


def _parse_gate(section: Section) -> Gate | None:
    identity = section.text("id")
    label = section.text("label", identity)
    tested = _field(section)
    test = _parse_one(section, GATE_TESTS)
    return None if test is None else Gate(identity, label or identity, tested, test)


def _field(section: Section) -> str:
    written = section.text("field")
    name = _NAMES.get(header_key(written), written)
    if name in ALL_FIELDS and ALL_FIELDS[name].computed:
        remedy = "Take what the result is worked out from."
        section.faults.note(f"{section.place}, field", written, "any column but those that scoring writes", remedy)
    return name


_NAMES = MappingProxyType(
    {header_key(written): name for name, known in ALL_FIELDS.items() for written in (name, known.header)}
)


_Part = TypeVar("_Part", "Scale", "GateTest")


def _parse_one(section: Section, kinds: Mapping[str, type[_Part]]) -> _Part | None:
    given = [key for key in kinds if key in section.raw]
    if len(given) == 1:
        return kinds[given[0]].parse(section.raw[given[0]], f"{section.place}, {given[0]}", section.faults)
    found = " and ".join(given) or None
    section.faults.note(section.place, found, f"exactly one of {', '.join(kinds)}", "Keep or add exactly one.")
    return None


def _sections(raw: object, part: str, word: str, keys: Sequence[str], faults: Faults) -> list[Section]:
    if not isinstance(raw, list | tuple):
        faults.note(part, raw, "a list of tables", f"Write one table per {word}.")
        return []
    sections = [Section(one, f"{word} {_name_of(one, i)}", faults, keys) for i, one in enumerate(raw, start=1)]
    ids = (section.raw.get("id") for section in sections)
    _check_unique((identity.strip() for identity in ids if isinstance(identity, str)), word, faults)
    return sections


def _name_of(part: object, position: int) -> str:
    identity = part.get("id") if isinstance(part, dict) else None
    return f"{position} ({identity})" if identity else str(position)


def _check_unique(ids: Iterable[str], word: str, faults: Faults) -> None:
    for identity, count in Counter(ids).items():
        if count > 1:
            faults.note(f"{word} {identity}", f"{count} with this id", "one", f"Give each {word} its own id.")


def _parse_tiers(raw: object, faults: Faults) -> TierRules:
    rules = TierRules()
    section = Section(raw, "[tiers]", faults, TIER_BOUNDS)
    numbers = {
        key: section.number(key, getattr(rules, key), *bounds)
        for key, bounds in TIER_BOUNDS.items()
        if key in section.raw
    }
    return replace(rules, **numbers)


TIER_BOUNDS = MappingProxyType(
    {
        "key_score": (0, 100),
        "key_axis_floor": (0, 100),
        "hysteresis": (0, 100),
        "major_revenue_share": (0, 1),
        "major_max_share_of_accounts": (0, 1),
        "major_hysteresis": (0, 1),
        "major_min_revenue": (0, 1e15),
    }
)
"""The lowest and the highest value of each key of `[tiers]`, both allowed."""


def model_plain(model: Model) -> dict[str, Any]:
    """Give a model as its TOML holds it; `parse_model` gives it back unchanged.

    Keys with the value they take when absent are written all the same, except empty texts and `major_min_revenue`.
    """
    tiers = {key: getattr(model.tiers, key) for key in TIER_BOUNDS}
    head = {key: getattr(model, key) for key in _HEAD_KEYS}
    return {
        "model": {key: value for key, value in head.items() if value != ""},
        "criteria": [_criterion_plain(criterion) for criterion in model.criteria],
        "gates": [_gate_plain(gate) for gate in model.gates],
        "tiers": {key: value for key, value in tiers.items() if value is not None},
    }


def _criterion_plain(criterion: Criterion) -> dict[str, Any]:
    return {key: getattr(criterion, key) for key in _CRITERION_KEYS} | {criterion.scale.key: criterion.scale.plain()}


def _gate_plain(gate: Gate) -> dict[str, Any]:
    return {key: getattr(gate, key) for key in _GATE_KEYS} | {gate.test.key: gate.test.plain()}


def model_hash(model: Model) -> str:
    """Give a short name of everything a model says: 16 hexadecimal digits of its SHA-256.

    Two models with the same content have the same hash, however their files are laid out.
    """
    text = json.dumps(model_plain(model), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
