"""Which columns the Accounts sheet of a manager copy has, and what stands in them."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from kam_xl.accounts.coercion import text_of
from kam_xl.accounts.rows import Value
from kam_xl.accounts.schema import ALL_FIELDS, DERIVED_FIELDS, FIELDS, Field, Kind, header_of
from kam_xl.portfolio.book import ScoredAccount, ScoredBook
from kam_xl.scoring.model import Model
from kam_xl.workbook.cells import table_headers
from kam_xl.workbook.look import number_format

OWN_RANK, SENT_TIER, LINE = "\0own rank", "\0sent tier", "\0line"
"""Names of columns that only copies have, as no column of a person is called: the rank among the accounts of the copy,
the tier as it was sent, and the line of Scoring on which an account stands."""

LIVE = (
    "score", "attractiveness", "relationship", "coverage", "score_low", "score_high", "quadrant",
    "tier", "computed_tier", "in_head", OWN_RANK,
)  # fmt: skip
"""The results that are formulas."""

AS_SENT = (SENT_TIER, "rank", "reason")
"""The results that are values and stay as they were sent."""

OWN_HEADERS = MappingProxyType({OWN_RANK: "Rank in This Copy", SENT_TIER: "Tier as Sent", LINE: "Line on Scoring"})
"""Their headers."""

BOOLEAN_FORMAT = '"TRUE";"TRUE";"FALSE"'
"""Excel writes TRUE whatever the format; LibreOffice takes what has this one for TRUE or FALSE, and else writes 1."""

TIER_FIELDS = ("revenue_12m", "override_tier", "override_reason", "override_by", "override_until")
"""What tiers and ranks read, beside what the model reads."""

_RESULTS = frozenset({*LIVE, *AS_SENT, LINE})

_FIRST = (
    "account_id", "account", "tier", OWN_RANK,
    "score", "quadrant", "attractiveness", "relationship", "coverage", "score_low", "score_high",
    SENT_TIER, "rank", "reason",
)  # fmt: skip
_LAST = ("computed_tier", "in_head", LINE)


@dataclass(frozen=True, slots=True)
class AccountColumn:
    """A column of the sheet.

    Attributes:
        name: The field's name, or the header of a column beyond the schema.
        header: What stands in the header row.
        field: The field; None beyond the schema.
        read_as: The kind in which the model reads it; None if it does not, and for results.
    """

    name: str
    header: str
    field: Field | None
    read_as: Kind | None

    @property
    def live(self) -> bool:
        """Tell whether its cells are formulas."""
        return self.name in LIVE and self.read_as is None

    @property
    def computed(self) -> bool:
        """Tell whether kam-xl works the column out."""
        return self.name in OWN_HEADERS or (self.field is not None and (self.field.computed or self.field.derived))

    @property
    def number_format(self) -> str:
        """Give the format of its cells."""
        return "0" if self.name in {OWN_RANK, LINE} else number_format(self.field)

    @property
    def align(self) -> str:
        """Say to which side its cells lean."""
        kind = self.read_as or (self.field.kind if self.field else None)
        return "right" if kind is Kind.NUMBER or self.name in {OWN_RANK, LINE} else "left"

    @property
    def group(self) -> str:
        """Give the title under which the column stands."""
        if self.live:
            return "Live results"
        if self.name in _RESULTS:
            return "As sent"
        if self.field is None:
            return "More"
        return "Worked out, as sent" if self.field.derived else self.field.group


def account_columns(book: ScoredBook) -> tuple[AccountColumn, ...]:
    """Choose the columns: who and how good first, then what is known and what the model reads, then further results.

    What the model reads in more than one kind has a column for each, since a cell holds one.
    """
    names = dict.fromkeys((*_FIRST, *_known_names(book), *_LAST))
    places = [(name, read_as) for name in names for read_as in _readings(book.model, name)]
    firsts = dict(reversed(places))
    headers = table_headers([_header(name, None if firsts[name] is read_as else read_as) for name, read_as in places])
    return tuple(
        AccountColumn(name, header, ALL_FIELDS.get(name), read_as)
        for (name, read_as), header in zip(places, headers, strict=True)
    )


def _known_names(book: ScoredBook) -> Iterator[str]:
    present = {name for account in book.accounts for name in account.values} | {"revenue_12m"}
    used = [name for name, _ in book.model.uses()]
    yield from (field.name for field in (*FIELDS, *DERIVED_FIELDS) if field.name in present or field.name in used)
    yield from dict.fromkeys(name for account in book.accounts for name in account.values if name not in ALL_FIELDS)
    yield from used


def _readings(model: Model, name: str) -> tuple[Kind | None, ...]:
    """Give the kinds in which the model reads a column, the field's own first; None where it stands there anyway."""
    kinds = [kind for used, kind in model.uses() if used == name]
    own = ALL_FIELDS[name].kind if name in ALL_FIELDS else None
    if name in _RESULTS or not kinds or (name in TIER_FIELDS and own not in kinds):
        return (None, *kinds)
    return tuple(sorted(kinds, key=lambda kind: kind is not own))


def _header(name: str, read_as: Kind | None) -> str:
    if name in OWN_HEADERS:
        return OWN_HEADERS[name]
    return header_of(name) if read_as is None else f"{header_of(name)} as {read_as}"


def cell_value(account: ScoredAccount, column: AccountColumn) -> Value:
    """Give what stands in a cell of an account: a result, else the value as the model's formulas need it."""
    if column.read_as is not None:
        return _as_read(account, column)
    if column.name in _RESULTS:
        return result_value(account, column.name)
    return account.values.get(column.name)


def result_value(account: ScoredAccount, name: str) -> Value:
    """Give a result of an account as it was sent; its rank among the accounts of the copy is not known here."""
    value: Value = getattr(account.result, "tier" if name == SENT_TIER else name)
    return value


def ranks_among(accounts: Iterable[ScoredAccount]) -> Mapping[str, int]:
    """Rank accounts among themselves, by their ranks in the book: 1 for the best; those without a score are absent."""
    ranked = [account for account in accounts if account.result.rank is not None]
    ranked.sort(key=lambda account: account.result.rank or 0)
    return {account.account_id: rank for rank, account in enumerate(ranked, start=1)}


def _as_read(account: ScoredAccount, column: AccountColumn) -> Value:
    """Give the value in the kind in which the model reads it; what cannot be read so stays what it is."""
    understood = _understood(account).get((column.name, column.read_as))
    own_number = column.field is not None and column.field.kind is Kind.NUMBER
    if understood is not None and not (own_number and column.read_as is Kind.TEXT):
        return formula_text(understood) if isinstance(understood, str) else understood
    known = account.values.get(column.name)
    # A date would count as a number in a formula, which it is not for the model.
    return formula_text(text_of(known)) if isinstance(known, str | date) else known


def _understood(account: ScoredAccount) -> Mapping[tuple[str, Kind | None], Value]:
    lines, gates = account.explanation.lines, account.explanation.gates
    return {
        **{(gate.gate.field, gate.gate.test.reads): gate.value for gate in gates},
        **{(line.criterion.field, line.criterion.scale.reads): line.value for line in lines},
    }


def formula_text(text: str) -> str:
    """Give a text in the one spelling that formulas compare: they know neither NFKC nor other kinds of blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).split())
