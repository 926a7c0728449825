"""What npm installs for the tests is locked by hash, and says nothing of where one machine fetched it."""

import json
from pathlib import Path

NODE = Path(__file__).parents[1] / "hosts" / "node"


def test_every_package_has_a_hash_and_no_place_to_fetch_from() -> None:
    packages = json.loads((NODE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    locked = {place: package for place, package in packages.items() if place}

    assert [place for place, package in locked.items() if not package["integrity"].startswith("sha512-")] == []
    assert [place for place, package in locked.items() if "resolved" in package] == []
    assert {place.removeprefix("node_modules/") for place in locked} == _asked_for()


def _asked_for() -> set[str]:
    """Give what is asked for by name: nothing else may come along with it."""
    asked = json.loads((NODE / "package.json").read_text(encoding="utf-8"))
    return {*asked["dependencies"], *asked["optionalDependencies"]}
