"""Tables of an export, written down in a test."""

from collections.abc import Mapping, Sequence

import pandas as pd

from kam_xl.accounts.book import RawTable
from kam_xl.accounts.conventions import NEUTRAL, Conventions
from kam_xl.accounts.importing.cells import Columns
from kam_xl.accounts.issues import Issue


def table(columns: Mapping[str, Sequence[object]], source: str = "export.csv") -> RawTable:
    """Make a table as a reader gives it: its header is row 1."""
    frame = pd.DataFrame(dict(columns), dtype=object)
    return RawTable(source, frame, range(2, len(frame) + 2))


def columns_of(
    columns: Mapping[str, Sequence[object]], conventions: Conventions = NEUTRAL
) -> tuple[Columns, list[Issue]]:
    """Make the columns of a table, and the list in which they gather issues."""
    issues: list[Issue] = []
    return Columns(table(columns), conventions, issues), issues
