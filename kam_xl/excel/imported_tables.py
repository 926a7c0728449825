"""What an import brings goes into the tables of the open workbook: only cells that change are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from kam_xl.accounts.importing.notes import HEADER as IMPORT_NOTE
from kam_xl.accounts.schema import FIELDS, header_key

if TYPE_CHECKING:
    from kam_xl.accounts.book import RawBook, RawTable
    from kam_xl.accounts.importing.again import Merged
    from kam_xl.accounts.rows import Row, Value
    from kam_xl.excel.changes import Changes
    from kam_xl.excel.open_book import OpenBook
    from kam_xl.excel.open_table import OpenTable
    from kam_xl.jobs.import_accounts import ImportResult

JUDGED = tuple(field.header for field in FIELDS if field.group == "Judgement")
"""New columns of accounts stand in front of these, among those that a criterion may read."""


def write_imported(book: OpenBook, raw: RawBook, result: ImportResult, changes: Changes) -> None:
    """Write what an import changed in Accounts and Team, if the workbook has that table.

    Args:
        book: The open workbook.
        raw: The same as it was read before the import.
        result: What the import gave.
        changes: Where changes are noted.

    Raises:
        HostError: Excel does not let a sheet be changed.
    """
    _write(book.accounts, raw.accounts, result.accounts, changes)
    if "Team" in raw.tables:
        _write(book.tables["Team"], raw.tables["Team"], result.team, changes)


def _write(table: OpenTable, raw: RawTable, merged: Merged, changes: Changes) -> None:
    added = merged.rows[len(raw.row_numbers) :]
    filled = {header for row in merged.rows for header, value in row.items() if value is not None}
    new = [header for header in merged.headers if table.column_of(header) is None and header in filled]
    table.add_columns(new, changes, before=JUDGED)
    table.write(_changed(table, raw, merged), changes)
    table.append([cast("Row", row) for row in added], changes)


def _changed(table: OpenTable, raw: RawTable, merged: Merged) -> dict[tuple[int, str], Value]:
    row_of = dict(zip(merged.keys, raw.row_numbers, strict=False))
    rows = dict(zip(merged.keys, merged.rows, strict=True))
    cells = [(each.row, each.header) for each in merged.replaced]
    notes = [(key, header) for key in row_of for header in merged.headers if header_key(header) == _NOTE]
    return {
        (row_of[key], header): cast("Value", rows[key].get(header))
        for key, header in dict.fromkeys([*cells, *notes])
        if rows[key].get(header) != table.value(row_of[key], header)
    }


_NOTE = header_key(IMPORT_NOTE)
