"""Gathering what a run needs: the book, its settings, the basis, the model and the previous tiers."""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from kam_xl.accounts.basis import Basis
from kam_xl.accounts.book import RawBook
from kam_xl.accounts.coercion import UnreadableError, read_text
from kam_xl.accounts.conventions import NEUTRAL, Conventions, conventions
from kam_xl.accounts.issues import Issue, Place, quoted
from kam_xl.accounts.names import ByName
from kam_xl.accounts.rows import Row, Value, issue_of, read_rows, read_value
from kam_xl.accounts.schema import Kind
from kam_xl.accounts.served import served_countries
from kam_xl.accounts.tables import DETAIL_TABLES, SETTINGS, TABLES
from kam_xl.accounts.understanding import Accounts, understand_accounts
from kam_xl.errors import SourceError
from kam_xl.jobs.models import ChosenModel, choose_model
from kam_xl.jobs.previous import Past, latest_past, read_previous
from kam_xl.jobs.problems import Problems
from kam_xl.workbook.reading import read_book

_STEPS = logging.getLogger(__name__)


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
        past: The previous snapshot, and the computed tiers that hysteresis looks at.
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
    past: Past
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
        KamError: As for `gather`.
    """
    problems = Problems()
    style = problems.noted(lambda: conventions(request.locale or read_text(raw.settings.get("locale"))), NEUTRAL)
    settings, setting_issues = _read_settings(raw, request, style)
    served = problems.noted(lambda: _served(request, settings), None)
    basis = Basis(given_as_of(request, settings) or request.today, _home_offset(request, settings), served, style)
    tables, table_issues = _read_tables(raw, style, problems)
    book = _Understanding(raw, request, basis, tables, problems)
    chosen = book.choose_model()
    accounts = book.understand_accounts(chosen)
    past = book.past(chosen)
    if chosen is None or accounts is None or problems:
        raise problems.error()
    issues = (*raw.issues, *setting_issues, *table_issues, *_of_no_account(raw, tables, accounts), *past.issues)
    given = given_as_of(request, settings)
    _STEPS.debug("understood %d accounts as of %s, model %s", len(accounts), basis.as_of, chosen.model.name)
    return Gathered(request.path, raw, basis, given, settings, tables, accounts, chosen, past, issues)


@dataclass(frozen=True, slots=True)
class _Understanding:
    """A book being understood; what cannot be is noted, so that a person hears of everything at once."""

    raw: RawBook
    request: Request
    basis: Basis
    tables: Mapping[str, tuple[Row, ...]]
    problems: Problems

    def choose_model(self) -> ChosenModel | None:
        return self.problems.noted(
            lambda: choose_model(self.request.model, self.request.path, self.raw, self._understood), None
        )

    def _understood(self, uses: Iterable[tuple[str, Kind]] = ()) -> Accounts:
        return understand_accounts(self.raw.accounts, self.basis, _home_offsets(self.tables.get("Team", ())), uses)

    def understand_accounts(self, chosen: ChosenModel | None) -> Accounts | None:
        uses = chosen.model.uses() if chosen else ()
        return self.problems.noted(lambda: self._understood(uses), None)

    def past(self, chosen: ChosenModel | None) -> Past:
        if chosen is None:
            return Past()
        given, model, as_of = self.request.previous, chosen.model.name, self.basis.as_of
        if given is not None:
            return self.problems.noted(lambda: read_previous(given, model, self.basis), Past())
        return latest_past(self.tables.get("History", ()), self.tables.get("Models", ()), model, as_of)


def _read_settings(raw: RawBook, request: Request, style: Conventions) -> tuple[dict[str, Value], list[Issue]]:
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


def typed_settings(raw: RawBook, request: Request) -> Mapping[str, Value]:
    """Understand the settings of a book and nothing else of it; what cannot be understood is None.

    Raises:
        SourceError: The locale is none.
    """
    style = conventions(request.locale or read_text(raw.settings.get("locale")))
    return _read_settings(raw, request, style)[0]


def given_as_of(request: Request, settings: Mapping[str, Value]) -> date | None:
    """Give the as-of date that the request or the book says; None if neither does."""
    return request.as_of or cast("date | None", settings["as_of"])


def _home_offset(request: Request, settings: Mapping[str, Value]) -> float | None:
    home = settings["home_utc_offset"] if request.home_offset_hours is None else request.home_offset_hours
    return cast("float | None", home)


def _served(request: Request, settings: Mapping[str, Value]) -> frozenset[str] | None:
    if request.served is None:
        return served_countries(str(settings.get("served_countries") or ""), "Setting Served Countries")
    return served_by_option(request.served)


_LOOKS_LIKE_A_FILE = re.compile(r"[^,;\n]+\.[A-Za-z0-9]{2,5}|[^,;\n]*[/\\][^,;\n]*")


def served_by_option(served: str) -> frozenset[str] | None:
    """Read the option --served: a list of countries, or the name of a text file that holds one.

    Raises:
        SourceError: Some names are no countries, or the file cannot be read.
    """
    if _LOOKS_LIKE_A_FILE.fullmatch(served.strip()):
        return served_countries(_served_text(Path(served.strip())), served.strip())
    return served_countries(served, "--served")


def _served_text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"--served: {path} cannot be read ({error.strerror}). "
            "Correct the name of the file, or list the countries: DE,AT,CH."
        ) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _read_tables(
    raw: RawBook, style: Conventions, problems: Problems
) -> tuple[dict[str, tuple[Row, ...]], list[Issue]]:
    tables: dict[str, tuple[Row, ...]] = {}
    issues: list[Issue] = []
    for name, table in raw.tables.items():
        tables[name], found = problems.noted(partial(read_rows, TABLES[name], table, style), ((), []))
        issues += found
    return tables, issues


def _of_no_account(raw: RawBook, tables: Mapping[str, tuple[Row, ...]], accounts: Accounts) -> Iterator[Issue]:
    known = set(accounts.texts("account_id"))
    for spec in DETAIL_TABLES:
        for position, row in enumerate(tables.get(spec.name, ())):
            account_id = row.get("account_id")
            if account_id not in known and any(value is not None for value in row.values()):
                place = raw.tables[spec.name].place(position, "Account ID")
                yield Issue(
                    "no such account", place, quoted(account_id or ""), "an id that stands on Accounts", _ORPHAN
                )


_ORPHAN = "Correct the id; until then the row is in no plan and no copy."


def _home_offsets(team: Sequence[Row]) -> ByName[float]:
    offsets = ByName((str(row.get("account_manager")), row.get("utc_offset_hours")) for row in team)
    return ByName((name, offset) for name, offset in offsets.items() if isinstance(offset, float))
