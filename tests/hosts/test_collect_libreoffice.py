"""Copies that a manager has opened, and edited, in LibreOffice: exactly what was typed comes home."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import get_column_letter

from kam_xl.accounts.book import RawBook, RawTable
from kam_xl.jobs.book_file import book_content, build_book
from kam_xl.jobs.collect import Homecoming, compare_copies, write_collected
from kam_xl.jobs.demo import score_sample
from kam_xl.jobs.gather import Request
from kam_xl.jobs.score import score
from kam_xl.portfolio.book import ScoredBook
from kam_xl.portfolio.part import parts
from kam_xl.portfolio.recipients import Recipient
from kam_xl.workbook.layout import FIRST_ROW
from kam_xl.workbook.manager_copy import write_manager_copy
from kam_xl.workbook.reading import read_book
from tests.hosts.libreoffice import LibreOffice

pytestmark = pytest.mark.xdist_group("libreoffice")

TODAY = date(2026, 6, 30)
ODD = ("two\r\nlines", " blanks ", "_x0041_", "TRUE", "00123", "=1+1", "\ufffe", "😀", "12,5 %")
TWICE = {"action": "Call", "owner": "Jo", "due": date(2026, 7, 1)}


@dataclass(frozen=True)
class Desk:
    """A book on a desk, and the copies that were made of it."""

    book: Path
    copies: tuple[Path, ...]

    def compare(self, *copies: Path, book: Path | None = None) -> Homecoming:
        return compare_copies(Request(source=book or self.book, today=TODAY), copies)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Share the portfolio that ships, with columns and rows that programs may save in another way than Excel."""
    folder = tmp_path_factory.mktemp("desk")
    book = folder / "book.xlsm"
    sample = score_sample(TODAY)
    tables = book_content(sample).tables
    accounts: list[dict[str, Any]] = [
        {**row, "Own Flag": number % 2 == 0, "Own Day": date(1904 + number, 1, 1), "Own Text": ODD[number % len(ODD)]}
        for number, row in enumerate(tables["Accounts"])
    ]
    first = sample.book.accounts[0].account_id
    actions: list[Any] = [
        *tables["Actions"],
        {"account_id": first, **TWICE},
        {"account_id": first, **TWICE, "note": "again"},
    ]
    build_book(sample, book, {"Accounts": accounts, "Actions": actions})
    scored = score(Request(source=book, today=TODAY)).book
    return Desk(book, tuple(_copies(scored, folder)))


def _copies(scored: ScoredBook, folder: Path) -> Iterator[Path]:
    recipient, part = next(iter(parts(scored).items()))
    yield _copy(folder / "one.xlsx", part, recipient)
    yield _copy(folder / "everyone.xlsx", scored, Recipient("Everyone", None))


def _copy(target: Path, part: ScoredBook, recipient: Recipient) -> Path:
    write_manager_copy(target, part, recipient)
    return target


def saved(libreoffice: LibreOffice, copy: Path, folder: Path) -> Path:
    """Save the copy that LibreOffice has open, as a person would."""
    target = folder / copy.name
    libreoffice.ask("save", target.as_uri())
    return target


def test_copies_that_libreoffice_has_saved_untouched_bring_nothing(
    desk: Desk, libreoffice: LibreOffice, tmp_path: Path
) -> None:
    back = []
    for copy in desk.copies:
        libreoffice.open(copy)
        back.append(saved(libreoffice, copy, tmp_path))
    home = desk.compare(*back)
    assert (home.lines, home.collected.conflicts, home.collected.notes) == ((), (), ())


@dataclass(frozen=True)
class Keyboard:
    """Types into the cells of a copy, as a person would: what looks like a number, a date or TRUE becomes one."""

    libreoffice: LibreOffice
    copy: RawBook

    def type(self, sheet: str, row: int, **cells: str) -> None:
        """Type into a row, counted from the first below the headers."""
        headers = list(self.table(sheet).frame.columns)
        for name, text in cells.items():
            column = get_column_letter(headers.index(name.replace("_", " ")) + 1)
            self.libreoffice.formula(sheet, f"{column}{FIRST_ROW + row}", text)

    def below(self, sheet: str) -> int:
        """Give the first row below a table."""
        return len(self.table(sheet).frame) + 1

    def table(self, sheet: str) -> RawTable:
        return self.copy.accounts if sheet == "Accounts" else self.copy.tables[sheet]


def test_what_was_typed_in_libreoffice_comes_home_exactly(desk: Desk, libreoffice: LibreOffice, tmp_path: Path) -> None:
    copy = desk.copies[0]
    libreoffice.open(copy)
    keys = Keyboard(libreoffice, read_book(copy))
    one, two = keys.copy.accounts.frame["Account ID"].iloc[:2]
    note = keys.copy.tables["Actions"].frame["Note"].iloc[0]
    keys.type("Accounts", 1, Region_Served="FALSE", Relationship_Health="2", Own_Flag="FALSE")
    keys.type("Actions", 1, Done="2026-06-29", Note="all is well")
    new = keys.below("Actions")
    keys.type("Actions", new, Account_ID=one, Action_ID="X1", Action="Visit", Owner="Jo", Due="2026-07-15")
    keys.type("Actions", new + 1, Account_ID=two, Action="Write", Owner="Jo", Due="2026-07-16")
    keys.type("Risks", keys.below("Risks") + 1, Account_ID=one, Risk="A row apart")
    back = saved(libreoffice, copy, tmp_path)
    home = desk.compare(back)
    said = [line.removesuffix(" (one.xlsx)") for line in home.lines]
    assert said == [
        f"Accounts, {one}, Region Served: TRUE → FALSE",
        f"Accounts, {one}, Relationship Health: 4 → 2",
        f"Accounts, {one}, Own Flag: TRUE → FALSE",
        f"Actions, {two} ¦ A1, Done: 2026-06-10 → 2026-06-29",
        f"Actions, {two} ¦ A1, Note: {note} → all is well",
        f"Actions: new: Account ID {two}, Action Write, Owner Jo, Due 2026-07-16",
        f"Actions: new: Account ID {one}, Action ID X1, Action Visit, Owner Jo, Due 2026-07-15",
    ]
    (apart,) = home.collected.conflicts
    assert re.match(r"one\.xlsx, Risks: A\d+ and B\d+ stand outside the table and cannot be understood\.", apart)
    merged = tmp_path / "merged.xlsm"
    write_collected(home, Request(source=desk.book, today=TODAY), merged)
    before, after = (read_book(book).accounts.frame.set_index("Account ID") for book in (desk.book, merged))
    changed = before.index[before["Region Served"] != after["Region Served"]]
    assert ([*changed], after["Region Served"][one]) == ([one], False)
    assert desk.compare(back, book=merged).lines == ()
