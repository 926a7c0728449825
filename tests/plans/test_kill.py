"""A run that is killed leaves whole documents only, and the next one completes the set."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kam_xl.plans.manifest import MANIFEST_NAME
from tests.plans.killed_run import ACCOUNTS, EDITED, PLANS, run

ROOT = Path(__file__).parents[2]
TIMES_REACHED = {"render": PLANS, "write": PLANS, "rename": PLANS + 2}
"""The manifest is renamed into place as well, before the plans and after them."""


def points(of_each: int) -> tuple[str, ...]:
    """Spread points over a whole run: its first moment, its last, and some between."""
    steps = {place: (times - 1) / (of_each - 1) for place, times in TIMES_REACHED.items()}
    return tuple(f"{place}:{round(step * number)}" for place, step in steps.items() for number in range(of_each))


POINTS = points(17) if os.environ.get("KAM_SOAK") else ("render:4", "write:6", "rename:1", "rename:9")


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder as a whole run leaves it."""
    folder = tmp_path_factory.mktemp("Before")
    run(folder, "Before")
    return folder


@pytest.fixture(scope="module")
def versions(before: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """Give every document as a whole run writes it, before and after the company's name has changed."""
    after = tmp_path_factory.mktemp("After")
    run(after, "After")
    return {"Before": documents(before), "After": documents(after)}


def documents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.glob("*.html")}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("point", POINTS)
def test_a_killed_run_leaves_whole_documents_and_the_next_completes_the_set(
    point: str, tmp_path: Path, before: Path, versions: dict[str, dict[str, bytes]]
) -> None:
    shutil.copytree(before, tmp_path, dirs_exist_ok=True)
    (tmp_path / EDITED).write_bytes(b"my own words")
    killed = subprocess.run(
        [sys.executable, "-m", "tests.plans.killed_run", tmp_path, "After", point], cwd=ROOT, check=False
    )
    left = documents(tmp_path)
    print(f"killed at {point}: {sum(left.get(name) == whole for name, whole in versions['After'].items())} were new")  # noqa: T201 - the places are to be seen
    assert killed.returncode == -signal.SIGKILL
    assert left.pop(EDITED) == b"my own words"
    beside = f"{EDITED.removesuffix('.html')} (new).html"
    assert left.pop(beside, versions["After"][EDITED]) == versions["After"][EDITED]
    for name, document in left.items():
        assert document in {versions["Before"][name], versions["After"][name]}, name
    run(tmp_path, "After")
    expected = versions["After"] | {EDITED: b"my own words", beside: versions["After"][EDITED]}
    assert documents(tmp_path) == expected
    assert len(expected) == len(ACCOUNTS) + 1
    assert {file.name for file in tmp_path.iterdir() if not file.name.startswith(".")} == set(expected)
    assert (tmp_path / MANIFEST_NAME).is_file()
