"""The files of an export: the mapping that says how to read them, and the tables they hold."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from kam_xl.accounts.book import RawTable
from kam_xl.accounts.importing.accounts import Export
from kam_xl.accounts.importing.mapping import ExportMapping, Where
from kam_xl.accounts.importing.mapping_file import parse_mapping
from kam_xl.errors import KamError, SourceError
from kam_xl.workbook.reading import ENDINGS, read_table


def presets() -> list[str]:
    """Name the mappings that ship."""
    folder = files("kam_xl.accounts").joinpath("presets")
    return sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))


def load_mapping(preset: str | None, path: Path | None) -> ExportMapping:
    """Load a mapping: one that ships, or a TOML file.

    Raises:
        SourceError: Neither or both are named, there is no such preset, or the file is no mapping; every fault of it is
            listed.
    """
    if (preset is None) == (path is None):
        raise SourceError(
            "Say how to read the export: either --mapping FILE.toml, or one of the presets that ship, "
            f"--preset {' or '.join(presets())}. `kam import --preset northwind --show-mapping` prints one to copy."
        )
    if path is not None:
        return parse_mapping(_toml(path), path.name)
    return parse_mapping(tomllib.loads(preset_text(str(preset))), f"{preset}.toml")


def preset_text(name: str) -> str:
    """Give the text of a mapping that ships.

    Raises:
        SourceError: There is none of that name.
    """
    if name not in presets():
        raise SourceError(
            f"There is no preset “{name}”; allowed: {', '.join(presets())}. Or name a --mapping FILE.toml."
        )
    return files("kam_xl.accounts").joinpath("presets", f"{name}.toml").read_text(encoding="utf-8")


def _toml(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SourceError(f"{path}: the mapping cannot be read ({error.strerror}). Check the name.") from None
    except UnicodeDecodeError:
        raise SourceError(f"{path}: the mapping is not UTF-8 text. Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"{path}: the mapping is not valid TOML: {error}. Correct that place.") from None


def read_export(mapping: ExportMapping, sources: Sequence[Path], progress: Callable[[int], object]) -> Export:
    """Read the tables a mapping names.

    Args:
        mapping: The mapping.
        sources: Folders that hold the files, or the files themselves.
        progress: Called after each table.

    Raises:
        SourceError: Files are missing, stand twice, or cannot be read; every problem of every file is listed.
    """
    reading = _Reading(_found(sources), progress)
    customers = reading.read(mapping.customers.where)
    orders = reading.read(mapping.orders.where)
    lines = reading.read(mapping.lines.where) if mapping.lines else None
    employees = reading.read(mapping.employees.where) if mapping.employees else None
    if customers is None or orders is None or reading.problems:
        raise SourceError(reading.problems)
    return Export(customers, orders, lines, employees)


class _Reading:
    """Reads the tables of an export one after the other, gathering every problem."""

    def __init__(self, found: Mapping[str, Sequence[Path]], progress: Callable[[int], object]) -> None:
        self._found = found
        self._progress = progress
        self.problems: list[str] = []

    def read(self, where: Where) -> RawTable | None:
        paths = self._found.get(where.file.lower(), ())
        if len(paths) != 1:
            self.problems.append(_missing(where, self._found) if not paths else _twice(where, paths))
            return None
        try:
            return read_table(paths[0], sheet=where.sheet)
        except KamError as error:
            self.problems.extend(error.problems)
            return None
        finally:
            self._progress(1)


def _found(sources: Sequence[Path]) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for source in sources:
        for path in sorted(source.iterdir()) if source.is_dir() else [source]:
            if path.suffix.lower() in ENDINGS:
                found.setdefault(path.name.lower(), []).append(path)
    return found


def _missing(where: Where, found: Mapping[str, Sequence[Path]]) -> str:
    names = ", ".join(path.name for paths in found.values() for path in paths) or "no file that can be read"
    return f"{where.file} is missing: the mapping names it; found {names}. Correct the mapping, or name its folder."


def _twice(where: Where, paths: Sequence[Path]) -> str:
    return f"{where.file} stands twice: {' and '.join(map(str, paths))}. Name one of them."
