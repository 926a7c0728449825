"""Understanding the Accounts table: raw cells become typed columns, derived fields and issues."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kam_xl.accounts.coercion import UnreadableError, is_unknown, read_name
from kam_xl.accounts.column_reading import Misread, convert_column, read_column, read_numbers, value_at
from kam_xl.accounts.columns import NumberColumn, TextColumn, Words, numbers_of
from kam_xl.accounts.conversion import read_as
from kam_xl.accounts.countries import country_code, standard_offset_hours
from kam_xl.accounts.derive import DERIVED_FROM, derive
from kam_xl.accounts.issues import Issue, quoted
from kam_xl.accounts.rows import columns_alike, issue_of, plain_value, read_value
from kam_xl.accounts.schema import ALL_FIELDS, DERIVED_FIELDS, FIELDS, Kind, alike, header_key, recognise
from kam_xl.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from kam_xl.accounts.basis import Basis
    from kam_xl.accounts.book import RawTable
    from kam_xl.accounts.column_reading import ReadCell
    from kam_xl.accounts.columns import Column
    from kam_xl.accounts.rows import Row, Value
    from kam_xl.accounts.schema import Field

Use = tuple[str, Kind]
"""A field or column by name, and the kind in which it is read."""

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Accounts:
    """The understood Accounts table.

    Attributes:
        raw: The table as it was read.
        headers: The written header by field name.
        columns: Understood columns by name and kind: every field of the schema, derived ones included, and every
            further column in the kind in which the model reads it.
        filled: For fields that kam-xl fills in where blank: which rows it filled.
        issues: What could not be understood.
    """

    raw: RawTable
    headers: Mapping[str, str]
    columns: Mapping[Use, Column]
    filled: Mapping[str, Flags]
    issues: tuple[Issue, ...]

    def __len__(self) -> int:
        """Count the accounts."""
        return len(self.raw.frame)

    def numbers(self, name: str) -> npt.NDArray[np.float64]:
        """Give a numeric, boolean or date field as numbers; all NaN where the table lacks it."""
        return numbers_of(self.columns.get((name, ALL_FIELDS[name].kind)), len(self))

    def texts(self, name: str) -> list[str | None]:
        """Give a text field, None for unknown; all None where the table lacks it."""
        column = self.columns.get((name, Kind.TEXT))
        if not isinstance(column, TextColumn):
            return [None] * len(self)
        return [None if code < 0 else column.texts[code] for code in column.codes.tolist()]

    def value(self, use: Use, position: int) -> Value:
        """Give one value; None for unknown and for a column that the table lacks."""
        column = self.columns.get(use)
        return None if column is None else value_at(column, use[1], position)

    def row(self, position: int) -> Row:
        """Give everything known about one account: fields by name, then further columns by their header."""
        fields = {name: self.value((name, ALL_FIELDS[name].kind), position) for name, _ in self._schema_uses()}
        return fields | {header: cells[position] for header, cells in self._further.items()}

    def _schema_uses(self) -> list[Use]:
        return [use for use in self.columns if use[0] in ALL_FIELDS and ALL_FIELDS[use[0]].kind is use[1]]

    @cached_property
    def _further(self) -> Mapping[str, list[Value]]:
        further = self.raw.frame.columns.difference(list(self.headers.values()), sort=False)
        return {str(header): [plain_value(cell) for cell in self.raw.frame[header].tolist()] for header in further}

    def filled_fields(self, position: int) -> frozenset[str]:
        """Name the fields that kam-xl filled in for one account."""
        return frozenset(name for name, rows in self.filled.items() if rows[position])


def understand_accounts(
    raw: RawTable, basis: Basis, home_offsets: Mapping[str, float], uses: Iterable[Use] = ()
) -> Accounts:
    """Understand an Accounts table.

    Args:
        raw: The table as it was read.
        basis: What the run takes as given.
        home_offsets: Standard time by account manager, hours from UTC; others take the head office's.
        uses: What a model reads.

    Raises:
        TableError: Account ids are blank or not unique, or two columns stand for one field; every row is listed.
    """
    headers = recognise((str(header) for header in raw.frame.columns), ALL_FIELDS.values(), raw.source)
    _check_ids(raw, headers)
    reading = _Reading(raw, basis, headers)
    reading.read_fields()
    reading.fill(home_offsets)
    reading.read_uses(uses)
    return Accounts(raw, headers, reading.columns, reading.filled, tuple(reading.issues))


def _check_ids(raw: RawTable, headers: Mapping[str, str]) -> None:
    if "account_id" not in headers:
        found = ", ".join(quoted(header) for header in raw.frame.columns)
        raise TableError(
            f"{raw.source}: the column Account ID is missing; found {found}. "
            "Every account needs its own id: name the column that holds it Account ID."
        )
    ids = [read_name(cell) for cell in raw.frame[headers["account_id"]].tolist()]
    problems = [*_blank_ids(raw, ids), *_repeated_ids(raw, ids)]
    if problems:
        raise TableError(problems)


def _blank_ids(raw: RawTable, ids: list[str | None]) -> list[str]:
    rows = [raw.row_numbers[i] for i, account_id in enumerate(ids) if account_id is None]
    if not rows:
        return []
    return [f"{raw.source}: the account id is blank in {_rows(rows)}. Give every account its own id."]


def _repeated_ids(raw: RawTable, ids: list[str | None]) -> list[str]:
    repeated = {account_id for account_id, count in Counter(ids).items() if count > 1 and account_id is not None}
    rows: dict[str, list[int]] = {}
    for i, account_id in enumerate(ids):
        if account_id in repeated:
            rows.setdefault(account_id, []).append(raw.row_numbers[i])
    return [
        f"{raw.source}: the account id {quoted(account_id)} stands in {_rows(where)}; it may stand once, "
        "since its revenue would count twice. Merge the rows, or give each its own id."
        for account_id, where in rows.items()
    ]


def _rows(numbers: list[int]) -> str:
    return f"row{'s' if len(numbers) > 1 else ''} {', '.join(str(number) for number in numbers)}"


@dataclass
class _Reading:
    """A table being understood, column by column."""

    raw: RawTable
    basis: Basis
    headers: Mapping[str, str]
    columns: dict[Use, Column] = field(default_factory=dict)
    filled: dict[str, Flags] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    _home_is_known: bool = True

    def read_fields(self) -> None:
        for known in FIELDS:
            if known.name in self.headers:
                self.columns[known.name, known.kind] = self._read_field(known)
        for known in DERIVED_FIELDS:
            if known.name in self.headers:
                self._note_typed(known)

    def _read_field(self, known: Field) -> Column:
        reader = partial(read_value, known, conventions=self.basis.conventions, date_1904=self.raw.date_1904)
        return self._read(self.headers[known.name], known.kind, reader, known)

    def _read(self, header: str, kind: Kind, reader: ReadCell, known: Field | None = None) -> Column:
        cells = self.raw.frame[header]
        numbers = read_numbers(cells, known) if kind is Kind.NUMBER else None
        column, misread = numbers or read_column(cells, kind, reader)
        self._note_misread(header, misread)
        return column

    def _note_misread(self, header: str, misread: Iterable[Misread]) -> None:
        self.issues += [issue_of(cell.error, self.raw.place(cell.row, header), cell.cell) for cell in misread]

    def _note_typed(self, known: Field) -> None:
        place = self.raw.place(column=self.headers[known.name])
        self.issues.append(
            Issue("typed derived field", place, "a typed column", "nothing; it is worked out", "Remove the column.")
        )

    def fill(self, home_offsets: Mapping[str, float]) -> None:
        """Fill in what was left blank and work out what is always derived."""
        codes = self._country_codes()
        self._fill("utc_offset_hours", Kind.NUMBER, codes, self._standard_offset)
        self._fill("region_served", Kind.BOOLEAN, codes, self._is_served)
        with np.errstate(over="ignore"):
            derived = derive(self._derive_inputs(home_offsets), self.basis.as_of)
        for name, values in derived.items():
            self._keep_derived(ALL_FIELDS[name], values)

    def _standard_offset(self, code: str) -> float | None:
        return standard_offset_hours(code, self.basis.as_of)

    def _is_served(self, code: str) -> bool | None:
        return None if self.basis.served is None else code in self.basis.served

    def _country_codes(self) -> TextColumn:
        countries = self.columns.get(("country", Kind.TEXT))
        if not isinstance(countries, TextColumn):
            return TextColumn(np.full(len(self.raw.frame), -1), Words(()))
        by_text = {text: country_code(text) for text in countries.texts}
        self._note_countries(countries, {text for text, code in by_text.items() if code is None})
        codes = tuple(by_text[text] or "" for text in countries.texts)
        return TextColumn(countries.codes, Words(codes))

    def _note_countries(self, countries: TextColumn, unknown: Collection[str]) -> None:
        error = UnreadableError("unknown country", "an ISO code such as DE or an English name such as Germany")
        is_unknown_country = np.array([*(text in unknown for text in countries.texts), False])
        rows = np.flatnonzero(is_unknown_country[countries.codes]).tolist()
        misread = (Misread(row, countries.texts[countries.codes[row]], error) for row in rows)
        self._note_misread(self.headers["country"], misread)

    def _fill(self, name: str, kind: Kind, codes: TextColumn, by_code: Callable[[str], float | bool | None]) -> None:
        given = self.columns.get((name, kind))
        values = numbers_of(given, len(codes)).copy()
        found = [by_code(code) if code else None for code in codes.texts]
        table = np.array([*(np.nan if value is None else float(value) for value in found), np.nan])
        offered = table[codes.codes]
        filled = self._blank(name) & ~np.isnan(offered)
        values[filled] = offered[filled]
        if given is not None or filled.any():
            self.columns[name, kind] = NumberColumn(values)
        self.filled[name] = filled

    def _blank(self, name: str) -> Flags:
        if name not in self.headers:
            return np.ones(len(self.raw.frame), dtype=bool)
        return np.array([is_unknown(cell) for cell in self.raw.frame[self.headers[name]].tolist()], dtype=bool)

    def _derive_inputs(self, home_offsets: Mapping[str, float]) -> dict[str, npt.NDArray[np.float64]]:
        inputs = {name: self._numbers(name) for name in _INPUTS_OF_DERIVED}
        prior = inputs["revenue_prior_12m"]
        inputs["positive_prior_12m"] = np.where(prior > 0, prior, np.nan)
        inputs["home_offset_hours"] = self._home_offsets(home_offsets)
        # Where there are no accounts, nobody's home is missing.
        self._home_is_known = not len(self.raw.frame) or not np.isnan(inputs["home_offset_hours"]).all()
        return inputs

    def _numbers(self, name: str) -> npt.NDArray[np.float64]:
        return numbers_of(self.columns.get((name, ALL_FIELDS[name].kind)), len(self.raw.frame))

    def _home_offsets(self, home_offsets: Mapping[str, float]) -> npt.NDArray[np.float64]:
        company = np.nan if self.basis.home_offset_hours is None else self.basis.home_offset_hours
        owners = self.columns.get(("account_manager", Kind.TEXT))
        if not isinstance(owners, TextColumn):
            return np.full(len(self.raw.frame), company)
        table = np.array([*(home_offsets.get(owner, company) for owner in owners.texts), company])
        return table[owners.codes]

    def _keep_derived(self, known: Field, values: npt.NDArray[np.float64]) -> None:
        outside = np.flatnonzero(values < (-np.inf if known.low is None else known.low))
        if len(outside):
            self._note_future(DERIVED_FROM[known.name][0], outside.tolist())
        values[outside] = np.nan
        values[np.isinf(values)] = np.nan
        self.columns[known.name, known.kind] = NumberColumn(values)

    def _note_future(self, name: str, rows: Iterable[int]) -> None:
        error = UnreadableError("date after the as-of date", f"a date up to {self.basis.as_of}")
        dates = self.columns[name, Kind.DATE]
        self._note_misread(self.headers[name], [Misread(row, value_at(dates, Kind.DATE, row), error) for row in rows])

    def read_uses(self, uses: Iterable[Use]) -> None:
        """Read every column in the kind in which the model reads it; say once what the table lacks."""
        headers = [str(header) for header in self.raw.frame.columns]
        further = {header_key(header): header for header in reversed(headers)}
        several = alike(headers)
        for name, kind in uses:
            self._note_missing_inputs(name)
            if (name, kind) in self.columns:
                continue
            if name in ALL_FIELDS:
                self._convert(name, kind)
            elif (header := further.get(header_key(name))) is not None:
                if header_key(name) in several:
                    self._note_once(columns_alike(self.raw.place(), several[header_key(name)]))
                self.columns[name, kind] = self._read(header, kind, self._reader_as(kind))
            else:
                self._note_missing(name)

    def _reader_as(self, kind: Kind) -> ReadCell:
        return partial(read_as, kind=kind, conventions=self.basis.conventions)

    def _convert(self, name: str, kind: Kind) -> None:
        held = ALL_FIELDS[name].kind
        understood = self.columns.get((name, held))
        if understood is None:
            return
        self.columns[name, kind], misread = convert_column(understood, held, kind, self._reader_as(kind))
        self._note_misread(self.headers.get(name, ALL_FIELDS[name].header), misread)

    def _note_missing_inputs(self, name: str) -> None:
        if name == "time_zone_gap_hours" and not self._home_is_known:
            self._note_no_home()
        for needed in DERIVED_FROM.get(name, (name,) if name in ALL_FIELDS else ()):
            if (needed, ALL_FIELDS[needed].kind) not in self.columns:
                self._note_missing(needed)

    def _note_no_home(self) -> None:
        remedy = "Say it in Settings or with --home-offset, or on Team for each account manager."
        place = self.raw.place()
        self._note_once(Issue("missing home offset", place, "no home offset", "hours from UTC, such as 1", remedy))

    def _note_missing(self, name: str) -> None:
        known = ALL_FIELDS.get(name)
        remedy = f"Add the column {known.header if known else name}, or leave out what rates it."
        place = self.raw.place()
        self._note_once(Issue("missing column", place, f"no column for {name}", "a column the model reads", remedy))

    def _note_once(self, issue: Issue) -> None:
        if issue not in self.issues:
            self.issues.append(issue)


_INPUTS_OF_DERIVED = tuple(dict.fromkeys(name for names in DERIVED_FROM.values() for name in names))
