"""A folder of documents that a person may edit: what they have edited stays, and the new version stands beside it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from kam_xl.errors import TargetError
from kam_xl.workbook.files import atomic_write

if TYPE_CHECKING:
    from pathlib import Path

    from kam_xl.plans.manifest import Manifest

_JUNCTION = 0xA000_0003
"""What Windows calls IO_REPARSE_TAG_MOUNT_POINT."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of a document.

    Attributes:
        path: Where it belongs.
        place: Where it stands: there, or beside an edited one; None if that was edited too, so that nothing was
            written.
        written: Whether it was written; it was not if it stood there already, byte for byte.
        edited: What a person has made of the one where it belongs; None if nobody has.
    """

    path: Path
    place: Path | None
    written: bool
    edited: bytes | None = None

    @property
    def kept(self) -> bool:
        """Tell whether a person has edited what stands in its place."""
        return self.edited is not None


@dataclass(frozen=True, slots=True)
class Shelf:
    """Put documents into a folder, whole or not at all, and never over what a person has edited.

    Attributes:
        folder: The folder; it is made if it is missing.
        manifest: What kam-xl wrote there.
    """

    folder: Path
    manifest: Manifest

    def put(self, name: str, document: bytes) -> Placed:
        """Put a document in place under its name, or beside it if a person has edited what stands there.

        Raises:
            TargetError: What stands there is a link or cannot be read, or the document not be written.
        """
        refuse_links(self.folder, name, beside(name))
        path = self.folder / name
        standing = _read(path) if path.exists() else None
        if standing is not None and standing != document and not self._is_ours(name, standing):
            return Placed(path, self._put_beside(name, document), written=True, edited=standing)
        self.manifest.note(name, document)
        if standing != document:
            atomic_write(path, lambda draft: draft.write_bytes(document))
        self._remove_stale(beside(name))
        return Placed(path, path, written=standing != document)

    def _is_ours(self, name: str, standing: bytes) -> bool:
        """Tell whether kam-xl wrote what stands there, be it as the version beside that someone put in its place."""
        return self.manifest.wrote(name, standing) or self.manifest.wrote(beside(name), standing)

    def _put_beside(self, name: str, document: bytes) -> Path | None:
        new = self.folder / beside(name)
        if new.exists() and not self.manifest.wrote(beside(name), _read(new)):
            return None
        self.manifest.note(beside(name), document)
        atomic_write(new, lambda draft: draft.write_bytes(document))
        return new

    def _remove_stale(self, name: str) -> None:
        new = self.folder / name
        # One that is open in Excel stays for now, and stays noted: the document itself is in place.
        with suppress(OSError):
            if new.exists() and self.manifest.wrote(name, new.read_bytes()):
                new.unlink()
                self.manifest.forget(name)


def refuse_links(folder: Path, *names: str) -> None:
    """See to it that what is written into a folder stays in it: whoever may put a link there chooses no other place.

    Args:
        folder: The folder, which may be a link itself.
        names: What is to be written, such as "ACME.html" or "plans/ACME.html".

    Raises:
        TargetError: One of them, or a folder on the way to it, is a link or a junction.
    """
    for name in names:
        for path in (folder / name, *(folder / parent for parent in PurePath(name).parents)):
            if path != folder and (path.is_symlink() or _is_junction(path)):
                raise TargetError(f"{path} is a link, and nothing is written through it. Remove it.")


def beside(name: str) -> str:
    """Name the version that stands beside an edited one.

    >>> beside("ACME (A13).html")
    'ACME (A13) (new).html'
    """
    stem, dot, ending = name.rpartition(".")
    return f"{stem} (new){dot}{ending}"


def _is_junction(path: Path) -> bool:
    """Tell whether a folder of Windows leads elsewhere; unlike links, anybody may make such folders."""
    # Path.is_junction needs Python 3.12. Files that OneDrive keeps elsewhere have other tags, and lead nowhere.
    try:
        return getattr(path.lstat(), "st_reparse_tag", 0) == _JUNCTION
    except OSError:
        return False


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        remedy = "Close the program that has it open, or move it away."
        raise TargetError(
            f"{path} stands where a document belongs and cannot be read: {error.strerror}. {remedy}"
        ) from error
