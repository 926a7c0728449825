"""The use case of importing: read an export, work out accounts and team, merge them into a book, write it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from kam_xl.accounts.basis import Basis
from kam_xl.accounts.book import RawBook, RawTable
from kam_xl.accounts.conventions import Conventions, conventions
from kam_xl.accounts.importing.accounts import Imported, import_accounts
from kam_xl.accounts.importing.again import Merged, fresh, merge_accounts, merge_team
from kam_xl.accounts.importing.mapping import ExportMapping
from kam_xl.accounts.issues import Issue
from kam_xl.accounts.tables import ACCOUNTS, TEAM
from kam_xl.errors import SourceError
from kam_xl.jobs.export_files import load_mapping, presets, read_export
from kam_xl.jobs.gather import Request, served_by_option
from kam_xl.jobs.imported_book import Written, check_room, check_target, write_imported
from kam_xl.jobs.models import model_beside
from kam_xl.portfolio.pareto import Pareto, pareto
from kam_xl.workbook.reading import read_book

TABLES_OF_AN_EXPORT = 4
"""The most tables a mapping can name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """What a person asked to import.

    Attributes:
        sources: Folders that hold the export's files, or the files.
        today: The day of the run, used where no as-of date is given.
        preset: The name of a mapping that ships.
        mapping: A mapping of one's own.
        as_of: The day up to which orders count.
        window: The time that the report is about: the last 12 months, or all time.
        accept_part_year: Whether years that the export covers in part are measured and flagged.
        served: Countries we serve, as a list or the name of a file that holds one.
        locale: How texts of the export write numbers and dates; decides over the mapping.
        into: A book to bring up to date; it is read, never changed.
        out: Where to write; None only reports.
    """

    sources: Sequence[Path]
    today: date
    preset: str | None = None
    mapping: Path | None = None
    as_of: date | None = None
    window: Literal["12m", "all"] = "12m"
    accept_part_year: bool = False
    served: str | None = None
    locale: str | None = None
    into: Path | None = None
    out: Path | None = None


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import gave.

    Attributes:
        system: The system the export comes from, as the mapping names it.
        imported: Accounts, team and measures.
        curve: The revenue curve of the time the report is about.
        accounts: The accounts, merged with those of the book if there was one.
        team: The team likewise.
        written: The files written; None if nothing was asked to be.
    """

    system: str
    imported: Imported
    curve: Pareto
    accounts: Merged
    team: Merged
    written: Written | None

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Give what in the export could not be understood."""
        return self.imported.issues


def import_export(request: ImportRequest, progress: Callable[[int], object] = lambda _: None) -> ImportResult:
    """Import an export.

    Args:
        request: What a person asked for.
        progress: Called after each table of the export.

    Raises:
        KamError: Mapping, export or book cannot be used, or the target not be written; every problem is listed.
    """
    if request.out is not None:
        check_target(request.out)
    mapping = load_mapping(request.preset, request.mapping)
    book = _book(request)
    result = _import(request, mapping, book, progress)
    if request.out is None:
        return result
    return replace(result, written=_write(request, request.out, book, result.accounts, result.team))


def import_into(
    book: RawBook, request: ImportRequest, progress: Callable[[int], object] = lambda _: None
) -> ImportResult:
    """Import an export into a book that is at hand; nothing is written.

    Raises:
        KamError: Mapping, export or book cannot be used; every problem is listed.
    """
    return _import(request, load_mapping(request.preset, request.mapping), book, progress)


def _import(
    request: ImportRequest, mapping: ExportMapping, book: RawBook | None, progress: Callable[[int], object]
) -> ImportResult:
    served = None if request.served is None else served_by_option(request.served)
    style = conventions(request.locale or mapping.locale)
    basis = Basis(request.as_of or request.today, served=served, conventions=style)
    export = read_export(mapping, request.sources, progress)
    imported = import_accounts(mapping, export, basis, accept_part_year=request.accept_part_year)
    accounts, team = _merged(book, imported)
    return ImportResult(mapping.name, imported, _curve(imported, request.window), accounts, team, None)


def mapping_for(files: Sequence[Path]) -> tuple[str | None, Path | None]:
    """Find out how to read an export of which only the files are known.

    Args:
        files: The files of the export; a mapping may be among them.

    Returns:
        The name of a mapping that ships, or the file of one's own: the one among the files, else the one that ships
        whose files these are, else the only one that lies in their folder.

    Raises:
        SourceError: There is none, or more than one.
    """
    chosen = [file for file in files if file.suffix.lower() == ".toml"]
    given: Sequence[str | Path] = chosen or _preset_for(files) or _mappings_beside(files)
    if len(given) != 1:
        found = ", ".join(str(each) for each in given) or "none"
        raise SourceError(
            f"A mapping says which file and column of an export holds what; found: {found}. Choose one .toml together "
            "with the files; `kam import --preset northwind --show-mapping` prints one to change."
        )
    (one,) = given
    return (one, None) if isinstance(one, str) else (None, one)


def _preset_for(files: Sequence[Path]) -> list[str]:
    names = {file.name.lower() for file in files}
    return [preset for preset in presets() if _files_of(load_mapping(preset, None)) <= names]


def _files_of(mapping: ExportMapping) -> set[str]:
    tables = (mapping.customers, mapping.orders, mapping.lines, mapping.employees)
    return {table.where.file.lower() for table in tables if table is not None}


def _mappings_beside(files: Sequence[Path]) -> list[Path]:
    folders = dict.fromkeys(file.parent for file in files)
    beside = [file for folder in folders for file in sorted(folder.glob("*.toml"))]
    return [file for file in beside if not file.name.endswith(".model.toml")]


def _book(request: ImportRequest) -> RawBook | None:
    if request.into is None:
        return None
    book = read_book(request.into)
    if request.out is not None:
        check_room(request.out, book)
    return book


def _merged(book: RawBook | None, imported: Imported) -> tuple[Merged, Merged]:
    style = _style(book)
    team = None if book is None else book.tables.get(TEAM.name)
    return (
        fresh(ACCOUNTS, imported.accounts) if book is None else merge_accounts(book.accounts, imported.accounts, style),
        fresh(TEAM, imported.team) if team is None else merge_team(team, imported.team, style),
    )


def _style(book: RawBook | None) -> Conventions:
    locale = None if book is None else book.settings.get("locale")
    return conventions(None if locale is None else str(locale))


def _curve(imported: Imported, window: str) -> Pareto:
    measures = imported.measures.values()
    return pareto(each.revenue_all_time if window == "all" else each.revenue_12m for each in measures)


def _write(request: ImportRequest, out: Path, book: RawBook | None, accounts: Merged, team: Merged) -> Written:
    before = RawBook(_raw(ACCOUNTS.name, accounts)) if book is None else book
    complete = replace(
        before,
        accounts=_raw(ACCOUNTS.name, accounts),
        tables={**before.tables, TEAM.name: _raw(TEAM.name, team)},
    )
    run = Request(source=out, today=request.as_of or request.today, as_of=request.as_of, served=request.served)
    return write_imported(complete, run, out, model_beside(request.into or out))


def _raw(name: str, merged: Merged) -> RawTable:
    import pandas as pd

    frame = pd.DataFrame(list(merged.rows), columns=list(merged.headers), dtype=object)
    return RawTable(name, frame, range(2, len(frame) + 2))
