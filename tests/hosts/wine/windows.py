"""A Windows under Wine with a Python in it: started, asked and ended."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

# Neither .NET nor a browser is asked for, which Wine would offer to fetch; what crashes ends, without a debugger.
_WITHOUT = "mscoree=;mshtml=;winedbg.exe=d"


@dataclass(frozen=True)
class Windows:
    """A Windows.

    Attributes:
        folder: Where all of it lies.
    """

    folder: Path

    @property
    def python(self) -> Path:
        """Give the folder of the Windows Python."""
        return self.folder / "python"

    @property
    def packages(self) -> Path:
        """Give the folder of the packages of that Python."""
        return self.python / "Lib" / "site-packages"

    @property
    def system(self) -> Path:
        """Give the folder in which Windows looks for libraries."""
        return self.folder / "prefix" / "drive_c" / "windows" / "system32"

    @property
    def wheels(self) -> Path:
        """Give the folder of the wheels it was made of."""
        return self.folder / "wheels"

    @property
    def environment(self) -> Mapping[str, str]:
        """Give the variables that programs of this Windows run with."""
        return {
            "HOME": os.environ["HOME"],
            "PATH": os.environ["PATH"],
            "WINEPREFIX": str(self.folder / "prefix"),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": _WITHOUT,
            "PYTHONIOENCODING": "utf-8",
        }

    def start(self) -> None:
        """Make the prefix if there is none, and keep its server."""
        subprocess.run(
            ["wineboot", "-i"], env=self.environment, check=True, capture_output=True, stdin=subprocess.DEVNULL
        )

    def end(self) -> None:
        """End every program of this Windows, and of no other."""
        for option in ("-k", "-w"):
            subprocess.run(["wineserver", option], env=self.environment, check=False, capture_output=True)

    def run(self, program: str | Path, *arguments: object, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Run a program to its end."""
        return subprocess.run(
            ["wine", str(program), *map(str, arguments)],
            env={**self.environment, **environment},
            check=False,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
        )

    @property
    def interpreter(self) -> Path:
        """Give the Windows Python itself."""
        return self.python / "python.exe"


def windows_path(path: Path) -> PureWindowsPath:
    """Say how a program under Wine names a file of this machine."""
    return PureWindowsPath("Z:" + str(path.resolve()).replace("/", "\\"))
