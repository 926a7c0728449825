"""The wheel as a user gets it, installed where nothing else is."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

UV = str(Path(sys.executable).with_name("uv"))


def build_wheel(checkout: Path, folder: Path) -> Path:
    subprocess.run(
        [UV, "build", "--quiet", "--wheel", "--no-build-isolation", "--out-dir", folder, checkout], check=True
    )
    (wheel,) = folder.glob("*.whl")
    return wheel


@dataclass(frozen=True)
class Installation:
    """An environment that holds the wheel and what requirements.lock names, and nothing else."""

    folder: Path

    def run(self, program: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment in a folder and return what it said."""
        scripts = self.folder / ("Scripts" if sys.platform == "win32" else "bin")
        return subprocess.run(
            [scripts / program, *arguments], cwd=cwd, check=False, capture_output=True, text=True, encoding="utf-8"
        )


@pytest.fixture(scope="session")
def wheel(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(pytestconfig.rootpath, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def installation(pytestconfig: pytest.Config, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("installation") / "venv"
    install = [UV, "pip", "install", "--quiet", "--python", str(folder)]
    lock = pytestconfig.rootpath / "requirements.lock"
    subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, folder], check=True)
    subprocess.run([*install, "--require-hashes", "--requirement", str(lock)], check=True)
    subprocess.run([*install, "--no-deps", str(wheel)], check=True)
    return Installation(folder)
