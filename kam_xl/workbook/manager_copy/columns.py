"""Which columns the Accounts sheet of a manager copy has, and what stands in them."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kam_xl.accounts.coercion import text_of
from kam_xl.accounts.rows import Value
from kam_xl.accounts.schema import ALL_FIELDS, DERIVED_FIELDS, FIELDS, Field, Kind
from kam_xl.portfolio.book import ScoredAccount, ScoredBook
from kam_xl.scoring.model import Model
from kam_xl.workbook.cells import table_headers
from kam_xl.workbook.look import number_format

LIVE = ("score", "attractiveness", "relationship", "coverage", "score_low", "score_high", "quadrant")
"""The results that are formulas."""

LINE = "\0line"
"""The name of the column that says on which line of Scoring an account stands; no column of a person is called so."""

AS_SENT = ("tier", "computed_tier", "rank", "in_head", "reason")
"""The results that are values and stay as they were sent."""

_BOOLEAN_FORMAT = '"TRUE";"TRUE";"FALSE"'
"""Excel writes TRUE whatever the format; LibreOffice knows its own kind of booleans by this one, and else writes 1."""

_FIRST = (
    "account_id", "account", "tier", "rank",
    "score", "quadrant", "attractiveness", "relationship", "coverage", "score_low", "score_high",
)  # fmt: skip
_LAST = ("computed_tier", "in_head", "reason", LINE)


@dataclass(frozen=True, slots=True)
class AccountColumn:
    """A column of the sheet.

    Attributes:
        name: The field's name, or the header of a column beyond the schema.
        header: What stands in the header row.
        field: The field; None beyond the schema.
        uses: The kinds in which the model reads it.
    """

    name: str
    header: str
    field: Field | None
    uses: frozenset[Kind]

    @property
    def computed(self) -> bool:
        """Tell whether kam-xl works the column out."""
        return self.name == LINE or (self.field is not None and (self.field.computed or self.field.derived))

    @property
    def number_format(self) -> str:
        """Give the format of its cells."""
        if self.field is not None and self.field.kind is Kind.BOOLEAN:
            return _BOOLEAN_FORMAT
        return number_format(self.field)

    @property
    def align(self) -> str:
        """Say to which side its cells lean."""
        number = self.field is not None and self.field.kind is Kind.NUMBER
        return "right" if number or self.name == LINE else "left"

    @property
    def group(self) -> str:
        """Give the title under which the column stands."""
        if self.name in LIVE:
            return "Live results"
        if self.name in (*AS_SENT, LINE):
            return "As sent"
        if self.field is None:
            return "More"
        return "Worked out, as sent" if self.field.derived else self.field.group


def account_columns(book: ScoredBook) -> tuple[AccountColumn, ...]:
    """Choose the columns: who and how good first, then what is known and what the model reads, then further results."""
    names = tuple(dict.fromkeys((*_FIRST, *_known_names(book), *_LAST)))
    headers = table_headers([_header(name) for name in names])
    return tuple(
        AccountColumn(name, header, ALL_FIELDS.get(name), _uses(book.model, name))
        for name, header in zip(names, headers, strict=True)
    )


def _header(name: str) -> str:
    if name == LINE:
        return "Line on Scoring"
    return ALL_FIELDS[name].header if name in ALL_FIELDS else name


def _known_names(book: ScoredBook) -> Iterable[str]:
    present = {name for account in book.accounts for name in account.values}
    used = [name for name, _ in book.model.uses()]
    yield from (field.name for field in (*FIELDS, *DERIVED_FIELDS) if field.name in present or field.name in used)
    yield from dict.fromkeys(name for account in book.accounts for name in account.values if name not in ALL_FIELDS)
    yield from used


def _uses(model: Model, name: str) -> frozenset[Kind]:
    return frozenset(kind for used, kind in model.uses() if used == name)


def cell_value(account: ScoredAccount, column: AccountColumn) -> Value:
    """Give what stands in a cell of an account: a result, else the value as the model's formulas need it."""
    if column.name in (*LIVE, *AS_SENT):
        value: Value = getattr(account.result, column.name)
        return value
    known = account.values.get(column.name)
    return known if known is None or not column.uses else _as_used(account, column, known)


def _as_used(account: ScoredAccount, column: AccountColumn, known: Value) -> Value:
    """Give the value in the kind in which the model reads it, since formulas do not read texts as numbers."""
    understood = {
        **{(gate.gate.field, gate.gate.test.reads): gate.value for gate in account.explanation.gates},
        **{(line.criterion.field, line.criterion.scale.reads): line.value for line in account.explanation.lines},
    }
    for kind in (Kind.NUMBER, Kind.BOOLEAN):
        value = understood.get((column.name, kind))
        if value is not None:
            return value
    # A date would count as a number in a formula, which it is not for the model.
    as_text = isinstance(known, str | date) or column.field is None
    return formula_text(text_of(known)) if as_text else known


def formula_text(text: str) -> str:
    """Give a text in the one spelling that formulas compare: they know neither NFKC nor other kinds of blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).split())
