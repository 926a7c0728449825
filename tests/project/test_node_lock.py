"""What npm installs for the tests is locked by hash, and says nothing of where one machine fetched it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

NODE = Path(__file__).parents[1] / "hosts" / "node"


def test_every_package_has_a_hash_and_no_place_to_fetch_from() -> None:
    packages = json.loads((NODE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    locked = {place: package for place, package in packages.items() if place}

    assert [place for place, package in locked.items() if not package["integrity"].startswith("sha512-")] == []
    assert [place for place, package in locked.items() if "resolved" in package] == []
    assert {place.removeprefix("node_modules/") for place in locked} == _asked_for() | _needed_by(locked)


def _asked_for() -> set[str]:
    asked = json.loads((NODE / "package.json").read_text(encoding="utf-8"))
    return {*asked["dependencies"], *asked["optionalDependencies"]}


def _needed_by(locked: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """Give what the locked packages ask for in turn: nothing else may come along with them."""
    return {name for package in locked.values() for name in package.get("dependencies", ())}
