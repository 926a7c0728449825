"""Understanding one account's cells, as a function in a cell gives them; without numpy or pandas.

The same rules as for a whole table: see `understanding`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, nan
from typing import TYPE_CHECKING, Self, cast

from kam_xl.accounts.coercion import UnreadableError, is_unknown
from kam_xl.accounts.conversion import read_as
from kam_xl.accounts.derive import DERIVED_FROM, days, derive
from kam_xl.accounts.issues import Place
from kam_xl.accounts.rows import columns_alike, issue_of, read_value
from kam_xl.accounts.schema import ALL_FIELDS, FIELDS, alike, header_key, header_of, recognise
from kam_xl.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kam_xl.accounts.basis import Basis
    from kam_xl.accounts.issues import Issue
    from kam_xl.accounts.rows import Value
    from kam_xl.accounts.schema import Field, Kind

SCHEMA_ORDER = tuple(field.header for field in FIELDS)
"""The headers of a row that comes without any."""


@dataclass(frozen=True, slots=True)
class RowLayout:
    """Where the cells of a row stand.

    Attributes:
        source: What the row is called in messages.
        size: How many cells a row has.
        by_field: Position by field name.
        by_key: Position by the key of the header, for columns beyond the schema.
        alike: Headers beyond the schema that share a key, by that key.
    """

    source: str
    size: int
    by_field: Mapping[str, int]
    by_key: Mapping[str, int]
    alike: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, headers: Sequence[str], source: str = "the row") -> Self:
        """Recognise a row of headers.

        Raises:
            TableError: Two columns stand for one field.
        """
        by_key = {header_key(header): position for position, header in reversed(list(enumerate(headers)))}
        known = recognise(headers, ALL_FIELDS.values(), source)
        by_field = {name: by_key[header_key(header)] for name, header in known.items()}
        return cls(source, len(headers), by_field, by_key, alike(headers))


class OneRow:
    """One account's cells being understood."""

    def __init__(self, cells: Sequence[object], layout: RowLayout, basis: Basis) -> None:
        """Match cells to headers.

        Raises:
            TableError: There are more or fewer cells than headers.
        """
        if len(cells) != layout.size:
            raise TableError(
                f"{layout.source}: {len(cells)} cells came with {layout.size} headers; both must be as many. "
                "Select the cells of the row below all of the headers."
            )
        self._cells = cells
        self._layout = layout
        self._basis = basis
        self.issues: list[Issue] = []

    def inputs(
        self, uses: Iterable[tuple[str, Kind]], home_offset_hours: float | None
    ) -> dict[tuple[str, Kind], Value]:
        """Give the values that a model reads, None for unknown.

        Args:
            uses: Fields and columns with the kind in which they are read.
            home_offset_hours: Standard time of the account manager; None takes the head office's.
        """
        home = self._basis.home_offset_hours if home_offset_hours is None else home_offset_hours
        values: dict[str, Value] = {}
        wanted = tuple(uses)
        if any(name in DERIVED_FROM for name, _ in wanted):
            values |= self._derived(home)
        return {(name, kind): self._read(name, kind, values) for name, kind in wanted}

    def field(self, name: str) -> Value:
        """Give one field's value, filled in where it is blank."""
        filler = _FILLERS.get(name)
        raw = self._cell(self._layout.by_field.get(name))
        if filler is not None and is_unknown(raw):
            return filler(self)
        return self._understood(name, raw)

    def _cell(self, position: int | None) -> object:
        return None if position is None else self._cells[position]

    def _understood(self, name: str, raw: object) -> Value:
        try:
            return read_value(ALL_FIELDS[name], raw, self._basis.conventions, date_1904=self._basis.date_1904)
        except UnreadableError as error:
            self._note(name, error, raw)
            return None

    def _note(self, name: str, error: UnreadableError, raw: object) -> None:
        self._keep(issue_of(error, Place(self._layout.source, column=header_of(name)), raw))

    def _keep(self, issue: Issue) -> None:
        if issue not in self.issues:
            self.issues.append(issue)

    def _read(self, name: str, kind: Kind, derived: Mapping[str, Value]) -> Value:
        known = ALL_FIELDS.get(name)
        value = self._raw_or_field(name, known, derived)
        if known is not None and kind is known.kind:
            return cast("Value", value)
        try:
            return read_as(value, kind, self._basis.conventions)
        except UnreadableError as error:
            self._note(name, error, value)
            return None

    def _raw_or_field(self, name: str, known: Field | None, derived: Mapping[str, Value]) -> object:
        if known is None:
            return self._further(header_key(name))
        return derived[name] if name in derived else self.field(name)

    def _further(self, key: str) -> object:
        if key in self._layout.alike:
            self._keep(columns_alike(Place(self._layout.source), self._layout.alike[key]))
        return self._cell(self._layout.by_key.get(key))

    def _derived(self, home_offset_hours: float | None) -> dict[str, Value]:
        needed = dict.fromkeys(name for names in DERIVED_FROM.values() for name in names)
        numbers = {name: self._number(name) for name in needed}
        numbers["home_offset_hours"] = nan if home_offset_hours is None else home_offset_hours
        prior = numbers["revenue_prior_12m"]
        numbers["positive_prior_12m"] = prior if prior > 0 else nan
        return {name: self._within(name, number) for name, number in derive(numbers, self._basis.as_of).items()}

    def _number(self, name: str) -> float:
        value = self.field(name)
        if value is None:
            return nan
        return float(value) if isinstance(value, int | float) else days(value)  # type: ignore[arg-type]

    def _within(self, name: str, number: float) -> float | None:
        low = ALL_FIELDS[name].low
        if low is not None and number < low:
            error = UnreadableError("date after the as-of date", f"a date up to {self._basis.as_of}")
            blamed = DERIVED_FROM[name][0]
            self._note(blamed, error, self.field(blamed))
            return None
        return number if isfinite(number) else None

    def country_code(self) -> str | None:
        """Give the ISO code of the account's country."""
        from kam_xl.accounts.countries import country_code

        country = self.field("country")
        code = country_code(str(country)) if country else None
        if country and code is None:
            error = UnreadableError("unknown country", "an ISO code such as DE or an English name such as Germany")
            self._note("country", error, country)
        return code

    def _standard_offset(self) -> float | None:
        from kam_xl.accounts.countries import standard_offset_hours

        code = self.country_code()
        return standard_offset_hours(code, self._basis.as_of) if code else None

    def _is_served(self) -> bool | None:
        code = self.country_code() if self._basis.served is not None else None
        return None if code is None or self._basis.served is None else code in self._basis.served


_FILLERS = {"utc_offset_hours": OneRow._standard_offset, "region_served": OneRow._is_served}  # noqa: SLF001 - same file
