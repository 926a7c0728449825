"""Reading a manager copy that came back, whichever program saved it and whoever had it in hands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kam_xl.accounts.schema import Kind
from kam_xl.accounts.tables import ACCOUNTS, DETAIL_TABLES
from kam_xl.errors import SourceError
from kam_xl.portfolio.recipients import Recipient
from kam_xl.workbook.excel_cells import opened
from kam_xl.workbook.headers import find_header, in_words
from kam_xl.workbook.manager_copy.sent import (
    ADDRESS,
    ANY,
    BLANK,
    COMPUTED,
    HEADERS,
    MANAGER,
    SENT,
    SentColumn,
    SentTable,
    plain_text,
)
from kam_xl.workbook.reading import system_errors_explained

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from kam_xl.accounts.book import RawTable
    from kam_xl.accounts.tables import TableSpec
    from kam_xl.workbook.excel_cells import Block, Workbook

Record = dict[str, object]
"""The cells of a row by header."""


@dataclass(frozen=True, slots=True)
class ReturnedCopy:
    """A copy that came back.

    Attributes:
        name: Its file name.
        state: From which state of the book it was made.
        sent: What it held when it was sent, by sheet.
        rows: What it holds now, by sheet; a sheet that cannot be read is absent.
        odd: What of it cannot be understood, such as cells that belong to no table: one sentence each.
    """

    name: str
    state: Mapping[str, str]
    sent: Mapping[str, SentTable]
    rows: Mapping[str, Sequence[Record]]
    odd: tuple[str, ...] = ()

    @property
    def recipient(self) -> Recipient:
        """Give whose copy it says it is; whoever had it in hands may have written that."""
        name, email = (" ".join(self.state.get(said, "").split()) for said in (MANAGER, ADDRESS))
        return Recipient(name, email or None)


def read_returned(path: Path, content: bytes | None = None) -> ReturnedCopy:
    """Read a copy that came back.

    Rows that touch a table from below belong to it: not every program lets tables grow.

    Args:
        path: Its file.
        content: What the file holds, if that is known already; else the file is read.

    Raises:
        KamError: It is no manager copy, or cannot be read.
    """
    if path.suffix.lower() not in {".xlsx", ".xlsm"}:
        raise SourceError(
            f"{path.name}: a copy that came back is an .xlsx file. Open it in its program and save it so."
        )
    with system_errors_explained(path), opened(path, content) as workbook:
        return _Reading(workbook).copy()


@dataclass
class _Reading:
    """A copy being read, with what is odd about it."""

    workbook: Workbook
    odd: list[str] = field(default_factory=list)

    def copy(self) -> ReturnedCopy:
        name = self.workbook.name
        state, sent = self._sent()
        if self.workbook.has_macros:
            self._note("holds macros, as no copy does. Only its cells were read; open it only if you trust its sender.")
        tables = {spec.name: self._table(spec, sent[spec.name]) for spec in _SPECS if spec.name in sent}
        rows = {sheet: records for sheet, records in tables.items() if records is not None}
        return ReturnedCopy(name, state, sent, rows, tuple(self.odd))

    def _note(self, what: str, sheet: str = "") -> None:
        self.odd.append(f"{self.workbook.name}{sheet and f', {sheet}'}: {what}")

    def _sent(self) -> tuple[dict[str, str], dict[str, SentTable]]:
        sheet = self.workbook.named(SENT)
        if sheet is None:
            raise SourceError(
                f"{self.workbook.name} is no manager copy, or its hidden sheet “{SENT}” was removed; without it nobody "
                "can tell what is new. Name a copy that kam share wrote."
            )
        try:
            return _sent_in(self.workbook.sheet(sheet).rows)
        except ValueError as error:
            raise SourceError(
                f"{self.workbook.name}: its hidden sheet “{SENT}” was changed ({error}), so that nobody can tell what "
                "is new. Type the changes into the copy as it was sent."
            ) from error

    def _table(self, spec: TableSpec, sent: SentTable) -> list[Record] | None:
        found = self.workbook.grown_table(spec.name) or self._whole_sheet(spec)
        block, outside = found or (None, ())
        position = None if block is None else find_header(block.rows, spec)
        if block is None or position is None:
            wanted = in_words([key.header for key in spec.keys])
            self._note(f"no table with the columns {wanted} is left. What was typed there stays out.", spec.name)
            return None
        if outside:
            self._note(_not_understood(outside), spec.name)
        table = block.table(position, spec)
        self.odd += map(str, table.issues)
        self._note_columns(spec, sent, table)
        return [
            {str(header): cell for header, cell in zip(table.frame.columns, row, strict=True)}
            for row in table.frame.itertuples(index=False)
        ]

    def _whole_sheet(self, spec: TableSpec) -> tuple[Block, Sequence[str]] | None:
        sheet = self.workbook.named(spec.name)
        return None if sheet is None else (self.workbook.sheet(sheet), ())

    def _note_columns(self, spec: TableSpec, sent: SentTable, table: RawTable) -> None:
        present = dict.fromkeys(map(str, table.frame.columns))
        for header in present:
            if header not in sent.columns and header not in sent.computed and any(map(plain_text, table.frame[header])):
                self._note(
                    f"the column “{header}” is new. What was typed there stays out; add the column to the book first.",
                    spec.name,
                )
        for header in sent.columns.keys() - present:
            self._note(f"the column “{header}” is missing. The book keeps what it has there.", spec.name)


_SPECS = (ACCOUNTS, *DETAIL_TABLES)


def _not_understood(outside: Sequence[str]) -> str:
    stands = "stands" if len(outside) == 1 else "stand"
    return (
        f"{in_words(outside)} {stands} outside the table and cannot be understood. Move new rows up until they touch "
        "the table, and notes into one of its columns."
    )


# --- the sheet of fingerprints ---------------------------------------------------------------------------------------


def _sent_in(rows: Sequence[Sequence[object]]) -> tuple[dict[str, str], dict[str, SentTable]]:
    """Read the sheet.

    Raises:
        ValueError: It does not say what was written; somebody has changed it.
    """
    state: dict[str, str] = {}
    columns: dict[str, dict[str, SentColumn]] = {}
    computed: dict[str, set[str]] = {}
    prints: dict[str, dict[str, tuple[str, ...]]] = {}
    for sheet, row, content, kind in _lines(rows):
        if not sheet:
            state[row] = content
        elif row:
            prints.setdefault(sheet, {})[row] = tuple(content.split(" "))
        elif kind == COMPUTED:
            computed.setdefault(sheet, set()).add(content)
        else:
            columns.setdefault(sheet, {})[content] = SentColumn(content, None if kind == ANY else Kind(kind), content)
    tables = {
        sheet: SentTable(known, prints.get(sheet, {}), frozenset(computed.get(sheet, ())))
        for sheet, known in columns.items()
    }
    _refuse_broken(tables, prints)
    return state, tables


def _lines(rows: Sequence[Sequence[object]]) -> Iterator[tuple[str, str, str, str]]:
    if not rows or tuple(map(plain_text, rows[0][: len(HEADERS)])) != HEADERS:
        raise ValueError("its headers are others")
    for row in rows[1:]:
        sheet, name, content, kind = map(plain_text, row[: len(HEADERS)])
        yield sheet, name, content, kind


_PRINT = re.compile(f"[0-9a-f]{{8}}|{BLANK}")


def _refuse_broken(tables: Mapping[str, SentTable], prints: Mapping[str, Mapping[str, tuple[str, ...]]]) -> None:
    if ACCOUNTS.name not in tables or prints.keys() - tables.keys():
        raise ValueError("columns are missing")
    for table in tables.values():
        for row, found in table.rows.items():
            if len(found) != len(table.columns) or not all(map(_PRINT.fullmatch, found)):
                raise ValueError(f"the line of {row!r} is another")
