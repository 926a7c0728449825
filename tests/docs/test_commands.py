import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kam_xl.cli import main
from tests.docs.pages import PAGES, ROOT, commands, files, name

PAGES_WITH_COMMANDS = [page for page in PAGES if commands(page)]


def paths(command: click.Command, path: str = "kam") -> Iterator[str]:
    """Yield what a user types for each command, such as `kam workbook build`."""
    if not isinstance(command, click.Group):
        yield path
        return
    context = click.Context(command)
    for word in command.list_commands(context):
        below = command.get_command(context, word)
        assert below is not None
        yield from paths(below, f"{path} {word}")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Return a folder as the documentation supposes it: the sample's files and nothing else."""
    return Path(shutil.copytree(ROOT / "sample", tmp_path / "desk"))


@pytest.mark.parametrize("page", PAGES_WITH_COMMANDS, ids=name)
def test_every_command_of_a_page_runs_and_answers_as_shown(page: Path, desk: Path, tmp_path: Path) -> None:
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = os.environ | {"PATH": programs, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    for file, content in files(page).items():
        (desk / file).parent.mkdir(parents=True, exist_ok=True)
        (desk / file).write_text(content, encoding="utf-8")
    for shown in commands(page):
        done = subprocess.run(
            ["sh", "-c", shown.command], cwd=desk, env=environment, check=False, capture_output=True, text=True
        )
        said = f"$ {shown.command}\n{done.stdout}{done.stderr}"
        assert done.returncode in {0, 1}, said
        assert [line for line in shown.answer if line not in said] == [], said


def test_every_command_is_documented() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [path for path in paths(main) if not re.search(rf"\b{path}\b", text)] == []
    assert "kam workbook build" in paths(main)
    assert len(PAGES_WITH_COMMANDS) > 0
