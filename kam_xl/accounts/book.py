"""The book as it was read: raw cells, not yet understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kam_xl.accounts.issues import Issue, Place

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as it was read.

    Attributes:
        source: File and sheet as a person would name them, such as "crm.csv" or "book.xlsx, sheet Accounts".
        frame: The cells, one column per header as written; headers are unique, wholly blank rows left out. A cell is
            what the reader gave: text, number, bool, date, datetime, or None/NaN/"" for a blank.
        row_numbers: The row of each account in the source's own numbering (a file's header is row 1).
        date_1904: Whether serial dates count from 1904, as in old Mac workbooks.
        issues: What reading found odd in the table, such as rows that miss cells.
    """

    source: str
    frame: "pd.DataFrame"
    row_numbers: Sequence[int]
    date_1904: bool = False
    issues: Sequence[Issue] = ()

    def place(self, position: int | None = None, column: str | None = None) -> Place:
        """Name a cell, row or column of the table by its position among the rows (0-based)."""
        row = None if position is None else int(self.row_numbers[position])
        return Place(self.source, row, column)


@dataclass(frozen=True, slots=True)
class RawBook:
    """Everything a source holds.

    Attributes:
        accounts: The Accounts table.
        tables: The other tables of the book by sheet name; a plain export has none.
        settings: Raw cells of the sheet Settings by field name; empty where there is no such sheet.
        model: The Model sheet as the model's TOML would be parsed; None where there is no such sheet.
        issues: What reading found odd in the whole book, its tables' own issues included.
    """

    accounts: RawTable
    tables: Mapping[str, RawTable] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)
    model: Mapping[str, object] | None = None
    issues: Sequence[Issue] = ()
