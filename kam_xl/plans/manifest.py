"""What kam-xl wrote into a folder, so that a document a person has edited since is known and left alone."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from kam_xl.errors import TargetError
from kam_xl.workbook.files import atomic_write

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MANIFEST_NAME = ".kam-xl-plans.sha256"
"""The hidden file beside the plans; `sha256sum --check` understands it."""

_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


def digest(document: bytes) -> str:
    """Give a document's fingerprint."""
    return hashlib.sha256(document).hexdigest()


class Manifest:
    """The fingerprints of the documents that kam-xl wrote into a folder.

    A fingerprint is noted before its document is put in place. So whatever moment a run is killed at, the next one
    recognises everything that kam-xl wrote, and nothing that it did not.
    """

    def __init__(self, folder: Path, name: str = MANIFEST_NAME) -> None:
        """Read what earlier runs noted in a file of the folder; lines that a killed run left torn are dropped.

        Raises:
            TargetError: The manifest cannot be read or written.
        """
        self._file = folder / name
        self._written: dict[str, list[str]] = {}
        for fingerprint, document in _lines(self._file):
            self._written.setdefault(document, []).append(fingerprint)
        self._store()

    def wrote(self, name: str, document: bytes) -> bool:
        """Tell whether kam-xl wrote this very document under the name."""
        return digest(document) in self._written.get(name, ())

    def names(self) -> list[str]:
        """List the names under which kam-xl wrote anything."""
        return sorted(self._written)

    def note(self, name: str, document: bytes) -> None:
        """Note that a document is about to be put in place under the name, or stands there already.

        Raises:
            TargetError: It cannot be noted, so that the document must not be put in place.
        """
        fingerprint = digest(document)
        if self._written.get(name, [])[-1:] == [fingerprint]:
            return
        self._append(f"{fingerprint}  {name}\n")
        self._written.setdefault(name, []).append(fingerprint)

    def _append(self, line: str) -> None:
        try:
            with self._file.open("a", encoding="utf-8", newline="\n") as lines:
                lines.write(line)
        except OSError as error:
            remedy = "Make it writable, or remove it."
            raise TargetError(f"{self._file} could not be written: {error.strerror}. {remedy}") from error

    def settle(self, names: Iterable[str]) -> None:
        """Forget the earlier versions of documents that are in place now."""
        for name in names:
            self._written[name] = self._written[name][-1:]
        self._store()

    def forget(self, name: str) -> None:
        """Forget a document that is no more."""
        self._written.pop(name, None)

    def _store(self) -> None:
        lines = [f"{mark}  {name}\n" for name, marks in sorted(self._written.items()) for mark in marks]
        text = "".join(lines)
        atomic_write(self._file, lambda file: file.write_text(text, encoding="utf-8", newline="\n"))


def _lines(file: Path) -> list[tuple[str, str]]:
    try:
        text = file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
    except OSError as error:
        raise TargetError(f"{file} could not be read: {error.strerror}. Make it readable, or remove it.") from error
    return [(line[1], line[2]) for line in map(_LINE.fullmatch, text.split("\n")) if line]
