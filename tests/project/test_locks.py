import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
LOCKS = ["requirements.lock", "requirements-dev.lock"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def blocks(lock: str) -> list[str]:
    """Return the text of each locked package: its name, version, hashes and who asked for it."""
    return re.split(r"\n(?=[a-z])", (ROOT / lock).read_text(encoding="utf-8").strip())


def locked(lock: str) -> dict[str, set[str]]:
    """Return the versions of each locked package; some differ by Python version."""
    versions: dict[str, set[str]] = {}
    for block in blocks(lock):
        name, version = re.match(r"([a-z0-9-]+)==(\S+)", block).groups()  # type: ignore[union-attr]
        versions.setdefault(name, set()).add(version)
    return versions


def unmet(requirements: list[str], lock: str) -> list[str]:
    versions = locked(lock)
    wanted = [Requirement(text) for text in requirements]
    return [
        str(each)
        for each in wanted
        if not versions.get(each.name) or not all(each.specifier.contains(found) for found in versions[each.name])
    ]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_place_to_fetch_from(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r"\S*(?:://|\bwww\.|--index|--find-links|--extra|--trusted)\S*", text) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_gives_a_hash_for_every_package(lock: str) -> None:
    assert [block for block in blocks(lock) if not re.search(r"--hash=sha256:[0-9a-f]{64}", block)] == []


def test_the_locks_hold_what_the_project_asks_for() -> None:
    extras = [name for group in PROJECT["project"]["optional-dependencies"].values() for name in group]
    runtime = PROJECT["project"]["dependencies"] + extras
    assert unmet(runtime, "requirements.lock") == []
    assert unmet(PROJECT["dependency-groups"]["dev"], "requirements-dev.lock") == []


def test_developers_run_the_versions_that_users_get() -> None:
    users, developers = locked("requirements.lock"), locked("requirements-dev.lock")
    assert {name: developers.get(name) for name in users} == users
