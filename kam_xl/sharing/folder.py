"""The folder of copies, drafts and enclosed plans: what a person has edited there stays, as with plans."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from kam_xl.errors import TargetError
from kam_xl.plans.manifest import Manifest
from kam_xl.plans.shelf import Shelf, refuse_links

if TYPE_CHECKING:
    from pathlib import Path

    from kam_xl.plans.shelf import Placed

MANIFEST = ".kam-xl-copies.sha256"
"""The hidden file beside the copies that says which files kam-xl wrote."""


@dataclass
class SharedFolder:
    """Put files into a folder; nothing is written there before the first of them.

    Attributes:
        folder: The folder; it is made if it is missing.
    """

    folder: Path
    _names: list[str] = field(default_factory=list, init=False)

    @cached_property
    def _shelf(self) -> Shelf:
        refuse_links(self.folder, MANIFEST)
        return Shelf(self.folder, Manifest(self.folder, MANIFEST))

    def put(self, name: str, content: bytes) -> StandingFile:
        """Put a file in place under its name, or beside one that a person has edited.

        Raises:
            TargetError: It cannot be written, or the version beside was edited too.
        """
        placed = self._shelf.put(name, content)
        if placed.place is None:
            raise TargetError(
                f"{placed.path.name} and the new version beside it were edited and stay as they are. "
                "Move one of them away and share again."
            )
        self._names.append(placed.place.relative_to(self.folder).as_posix())
        return StandingFile(placed.place, _kept(placed))

    def close(self) -> None:
        """Tidy what is noted of the files."""
        if self._names:
            self._shelf.manifest.settle(self._names)


@dataclass(frozen=True, slots=True)
class StandingFile:
    """A file that was put in place.

    Attributes:
        path: Where it stands.
        kept: What a person should know of an edited one in its place; empty if there is none.
    """

    path: Path
    kept: str


def _kept(placed: Placed) -> str:
    if not placed.kept or placed.place is None:
        return ""
    return f"{placed.path.name} was edited and stays as it is; the new version is {placed.place.name}."
