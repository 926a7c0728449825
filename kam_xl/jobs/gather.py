"""Gathering what a run needs: the book, its settings, the basis, the model and the previous tiers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO, cast

from kam_xl.accounts.basis import Basis
from kam_xl.accounts.book import RawBook
from kam_xl.accounts.coercion import UnreadableError
from kam_xl.accounts.conventions import Conventions, conventions
from kam_xl.accounts.issues import Issue, Place
from kam_xl.accounts.rows import Row, Value, issue_of, read_rows, read_value
from kam_xl.accounts.served import served_countries
from kam_xl.accounts.tables import HISTORY, MODELS, SETTINGS, TABLES
from kam_xl.accounts.understanding import Accounts, understand_accounts
from kam_xl.errors import SourceError
from kam_xl.jobs.history_files import models_beside, read_history_table
from kam_xl.jobs.models import ChosenModel, choose_model
from kam_xl.portfolio.history import previous_tiers
from kam_xl.workbook.reading import read_book


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a person asked for.

    Attributes:
        source: The accounts file or workbook, or an open csv stream.
        today: The day of the run, used where neither the request nor the book says an as-of date.
        as_of: The day for which the book is scored.
        model: A TOML model that decides.
        home_offset_hours: Standard time of the head office; decides over the book's setting.
        served: Countries we serve, as a list or the name of a file that holds one; decides over the book's setting.
        previous: An earlier result or workbook with snapshots, for hysteresis; decides over the book's History.
        locale: How texts write numbers and dates; decides over the book's setting.
    """

    source: Path | BinaryIO
    today: date
    as_of: date | None = None
    model: Path | None = None
    home_offset_hours: float | None = None
    served: str | None = None
    previous: Path | None = None
    locale: str | None = None

    @property
    def path(self) -> Path | None:
        """Give the source as a file, None for a stream."""
        return self.source if isinstance(self.source, Path) else None


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything a run needs, read and understood.

    Attributes:
        source: The file it was read from; None for a stream.
        raw: The book as it was read.
        basis: What the run takes as given.
        given_as_of: The as-of date if a person or the book gave one; None if it is only today.
        settings: Typed settings by field name.
        tables: Typed rows by sheet name.
        accounts: The understood accounts, with the columns the model reads.
        chosen: The model and why it was taken.
        previous: Computed tiers of the previous snapshot by account id.
        issues: What could not be understood outside Accounts.
    """

    source: Path | None
    raw: RawBook
    basis: Basis
    given_as_of: date | None
    settings: Mapping[str, Value]
    tables: Mapping[str, tuple[Row, ...]]
    accounts: Accounts
    chosen: ChosenModel
    previous: Mapping[str, str]
    issues: tuple[Issue, ...]


def gather(request: Request) -> Gathered:
    """Read and understand everything a run needs.

    Raises:
        KamError: Something could not be read at all; every problem found is listed.
    """
    return understand(read_book(request.source), request)


def understand(raw: RawBook, request: Request) -> Gathered:
    """Understand a book that was read, or put together, and find what else a run needs.

    Raises:
        KamError: As for [`gather`][kam_xl.jobs.gather.gather].
    """
    settings, setting_issues = _read_settings(raw, request)
    style = conventions(_text(request.locale or settings.get("locale")))
    basis = _basis(request, settings, style)
    tables, table_issues = _read_tables(raw, style)
    offsets = _home_offsets(tables.get("Team", ()))
    chosen = choose_model(request.model, request.path, raw, lambda: understand_accounts(raw.accounts, basis, offsets))
    accounts = understand_accounts(raw.accounts, basis, offsets, chosen.model.uses())
    previous, history_issues = _previous(request, tables, chosen, basis)
    issues = (*raw.issues, *setting_issues, *table_issues, *history_issues)
    given = given_as_of(request, settings)
    return Gathered(request.path, raw, basis, given, settings, tables, accounts, chosen, previous, issues)


def _read_settings(raw: RawBook, request: Request) -> tuple[dict[str, Value], list[Issue]]:
    style = conventions(request.locale or _text(raw.settings.get("locale")))
    source = request.path.name if request.path else "the source"
    settings: dict[str, Value] = {}
    issues = []
    for field in SETTINGS:
        cell = raw.settings.get(field.name)
        try:
            settings[field.name] = read_value(field, cell, style)
        except UnreadableError as error:
            settings[field.name] = None
            issues.append(issue_of(error, Place(f"{source}, sheet Settings", column=field.header), cell))
    return settings, issues


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def given_as_of(request: Request, settings: Mapping[str, Value]) -> date | None:
    """Give the as-of date that the request or the book says; None if neither does."""
    return request.as_of or cast("date | None", settings["as_of"])


def _basis(request: Request, settings: Mapping[str, Value], style: Conventions) -> Basis:
    as_of = given_as_of(request, settings) or request.today
    home = settings["home_utc_offset"] if request.home_offset_hours is None else request.home_offset_hours
    return Basis(as_of, cast("float | None", home), _served(request, settings), style)


def _served(request: Request, settings: Mapping[str, Value]) -> frozenset[str] | None:
    if request.served is None:
        return served_countries(str(settings.get("served_countries") or ""), "Setting Served Countries")
    return served_by_option(request.served)


def served_by_option(served: str) -> frozenset[str] | None:
    """Read the option --served: a list of countries, or the name of a text file that holds one.

    Raises:
        SourceError: Some names are no countries.
    """
    path = Path(served)
    if path.suffix and path.is_file():
        return served_countries(path.read_text(encoding="utf-8-sig"), str(path))
    return served_countries(served, "--served")


def _read_tables(raw: RawBook, style: Conventions) -> tuple[dict[str, tuple[Row, ...]], list[Issue]]:
    tables: dict[str, tuple[Row, ...]] = {}
    issues: list[Issue] = []
    for name, table in raw.tables.items():
        tables[name], found = read_rows(TABLES[name], table, style)
        issues += found
    return tables, issues


def _home_offsets(team: Sequence[Row]) -> dict[str, float]:
    offsets = {str(row.get("account_manager")): row.get("utc_offset_hours") for row in team}
    return {name: offset for name, offset in offsets.items() if isinstance(offset, float)}


def _previous(
    request: Request, tables: Mapping[str, tuple[Row, ...]], chosen: ChosenModel, basis: Basis
) -> tuple[Mapping[str, str], list[Issue]]:
    if request.previous is not None:
        return read_previous(request.previous, chosen.model.name, basis)
    return previous_tiers(tables.get("History", ()), tables.get("Models", ()), chosen.model.name, basis.as_of)


def read_previous(path: Path, model_name: str, basis: Basis) -> tuple[Mapping[str, str], list[Issue]]:
    """Read the previous computed tiers from snapshots, in a file or a workbook, or from a result of `kam score`.

    Raises:
        SourceError: The file holds neither.
    """
    if models_beside(path).is_file():
        history, models = read_history_table(path, HISTORY), read_history_table(models_beside(path), MODELS)
        return previous_tiers(history, models, model_name, basis.as_of)
    book = read_book(path)
    tables, issues = _read_tables(book, basis.conventions)
    if tables.get("History"):
        tiers, found = previous_tiers(tables["History"], tables.get("Models", ()), model_name, basis.as_of)
        return tiers, [*issues, *found]
    rows, _ = read_rows(TABLES["Accounts"], book.accounts, basis.conventions)
    tiers = {str(row["account_id"]): str(row["computed_tier"]) for row in rows if row.get("computed_tier")}
    if not tiers:
        raise SourceError(
            f"{path}: no previous tiers found; wanted a sheet History, or a table with the columns Account ID and "
            "Computed Tier as `kam score` writes it. Give such a file, or leave out --previous."
        )
    return tiers, issues
