"""The kam-xl that is running, packed into a wheel again, so that another environment gets the same one."""

from __future__ import annotations

from importlib.metadata import distribution
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from kam_xl import __version__
from kam_xl.errors import HostError

if TYPE_CHECKING:
    from importlib.metadata import PackagePath
    from pathlib import Path

_OF_THIS_INSTALLATION = frozenset({"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"})
"""What was written when this one was installed, not what came with it."""


def own_wheel(folder: Path) -> Path:
    """Pack a wheel into a folder and give its place.

    Raises:
        HostError: kam-xl runs from a checkout, where its files are not those of a wheel.
    """
    files = distribution("kam-xl").files or []
    if not any(file.as_posix() == "kam_xl/__init__.py" for file in files):
        raise HostError(
            "This kam-xl runs from a checkout. Build its wheel (`python -m pip wheel --no-deps . -w packages`) and "
            "name that folder with --wheels, or install kam-xl from a wheel first."
        )
    wheel = folder / f"kam_xl-{__version__}-py3-none-any.whl"
    record = next(file for file in files if file.name == "RECORD")
    with ZipFile(wheel, "w", ZIP_DEFLATED) as archive:
        packed = [file for file in files if _came_with_it(file)]
        for file in packed:
            archive.write(file.locate(), file.as_posix())
        archive.writestr(record.as_posix(), "".join(map(_recorded, [*packed, record])))
    return wheel


def _came_with_it(file: PackagePath) -> bool:
    made_here = ".." in file.parts or "__pycache__" in file.parts
    return not made_here and file.name not in _OF_THIS_INSTALLATION


def _recorded(file: PackagePath) -> str:
    if file.hash is None or file.name == "RECORD":
        return f"{file.as_posix()},,\n"
    return f"{file.as_posix()},{file.hash.mode}={file.hash.value},{file.size}\n"
