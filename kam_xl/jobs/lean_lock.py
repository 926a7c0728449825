"""The lock of what Excel needs: the shipped lock without what only extras ask for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_ENTRY_START = re.compile(r"^(?=[A-Za-z0-9])", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_WANTED_BY = re.compile(r"^    # +(?:via +)?([A-Za-z0-9._-]+)", re.MULTILINE)
_OF_AN_EXTRA = re.compile(r"\bextra *==")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One version of a package in a lock.

    Attributes:
        package: Its name.
        text: Its lines: version, marker and hashes.
        wanted_by: The packages that need it.
    """

    package: str
    text: str
    wanted_by: frozenset[str]


def lean_lock(lock: str, requirements: Iterable[str]) -> str:
    """Keep of a lock the packages that requirements without extras lead to.

    Args:
        lock: The text of a lock that says of each package which others want it.
        requirements: What kam-xl requires, as its metadata says, such as `pyarrow>=17; extra == 'parquet'`.

    Returns:
        The same lock with fewer packages; versions, markers and hashes are untouched.
    """
    entries = [_entry(text) for text in _ENTRY_START.split(lock) if _NAME.match(text)]
    kept = {_name(requirement) for requirement in requirements if not _OF_AN_EXTRA.search(requirement)}
    while found := {entry.package for entry in entries if entry.wanted_by & kept} - kept:
        kept |= found
    return "".join(entry.text for entry in entries if entry.package in kept)


def _entry(text: str) -> _Entry:
    return _Entry(_name(text), text, frozenset(_WANTED_BY.findall(text)))


def _name(text: str) -> str:
    found = _NAME.match(text)
    return found[0].lower().replace("_", "-").replace(".", "-") if found else ""
