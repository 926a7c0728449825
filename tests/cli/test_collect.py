"""`kam collect`: what managers typed comes home, cell by cell, and nothing is guessed."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result
from openpyxl.utils import get_column_letter

from kam_xl.workbook.reading import read_book
from tests.cli.desk import AS_OF, HEADER, KEY, MODEL, NEAR, STANDARD, UNSCORED, kam, workbook
from tests.workbook.libreoffice import recalculated

pytestmark = pytest.mark.filterwarnings("ignore:.*is not supported and will be removed")

ACTIONS: list[list[object]] = [
    ["Account ID", "Action ID", "Action", "Owner", "Due", "Done"],
    ["K1", "1", "Call", "Jo", date(2026, 3, 1), None],
    ["K2", "1", "Write", "Jo", date(2026, 5, 1), None],
]


def book(folder: Path, accounts: list[list[object]] | None = None, actions: list[list[object]] | None = None) -> Path:
    (folder / "book.model.toml").write_text(MODEL, encoding="utf-8")
    rows: list[list[object]] = [
        [*row[:5], float(row[5]) if row[5] else None, float(row[6]) if row[6] else None]
        for row in (KEY, NEAR, STANDARD, UNSCORED)
    ]
    return workbook(
        folder / "book.xlsx",
        Accounts=accounts or [list(HEADER), *rows],
        Actions=actions or [list(row) for row in ACTIONS],
    )


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """Share a book, and give the copy of Åsa, who has K1 and K2."""
    result = kam("share", book(tmp_path), "-o", tmp_path / "out", "--model", tmp_path / "book.model.toml", *AS_OF)
    assert result.exit_code == 0, result.stderr
    return tmp_path / "out" / "Åsa 2026-03-31.xlsx"


def typed(copy: Path, cells: Mapping[tuple[str, str], object], name: str = "back.xlsx") -> Path:
    """Type into cells of a copy, by sheet and address; a table grows with what is typed below it, as in Excel."""
    opened = openpyxl.load_workbook(copy)
    for (sheet, address), value in cells.items():
        cell: Any = opened[sheet][address]
        cell.value = value
        table = opened[sheet].tables[sheet]
        first, last = table.ref.split(":")
        column, row = re.fullmatch(r"([A-Z]+)(\d+)", last).groups()  # type: ignore[union-attr]
        table.ref = f"{first}:{column}{max(int(row), cell.row)}"
    target = copy.with_name(name)
    opened.save(target)
    return target


def place(copy: Path, sheet: str, header: str, row: int) -> tuple[str, str]:
    found = openpyxl.load_workbook(copy)[sheet]
    headers = [cell.value for cell in found[5]]
    return sheet, f"{get_column_letter(headers.index(header) + 1)}{row + 5}"


def collect(folder: Path, *arguments: object, stdin: bytes | None = None) -> Result:
    model = ("--model", folder / "book.model.toml")
    return kam("collect", *arguments, "--into", folder / "book.xlsx", *model, *AS_OF, stdin=stdin)


def test_an_untouched_copy_brings_nothing(shared: Path, tmp_path: Path) -> None:
    result = collect(tmp_path, shared)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "0 differences, 0 conflicts.\n")


def test_a_copy_saved_by_another_program_brings_nothing(
    shared: Path, tmp_path: Path, require_host: Callable[[str], Path]
) -> None:
    (saved,) = recalculated(require_host("soffice"), [shared], tmp_path / "libreoffice")
    assert collect(tmp_path, saved).stderr == "0 differences, 0 conflicts.\n"


def test_what_was_typed_goes_into_a_new_workbook_once_it_is_confirmed(shared: Path, tmp_path: Path) -> None:
    cells = {
        place(shared, "Accounts", "Relationship Health", 1): 3,
        place(shared, "Actions", "Done", 1): date(2026, 3, 30),
        place(shared, "Actions", "Note", 2): "see below",
    }
    added = {
        place(shared, "Actions", header, 3): value
        for header, value in {"Account ID": "K2", "Action ID": "9", "Action": "Visit", "Owner": "Jo"}.items()
    }
    back = typed(shared, {**cells, **added})
    shown = collect(tmp_path, back)
    assert shown.stdout.splitlines() == [
        "Accounts, K1, Relationship Health: 5 → 3 (back.xlsx)",
        "Actions, K1 ¦ 1, Done: blank → 2026-03-30 (back.xlsx)",
        "Actions, K2 ¦ 1, Note: blank → see below (back.xlsx)",
        "Actions: new: Account ID K2, Action ID 9, Action Visit, Owner Jo (back.xlsx)",
    ]
    refused = collect(tmp_path, back, "-o", tmp_path / "new.xlsm", stdin=b"n\n")
    assert (refused.exit_code, (tmp_path / "new.xlsm").exists()) == (0, False)
    result = collect(tmp_path, back, "-o", tmp_path / "new.xlsm", stdin=b"y\n")
    assert (result.exit_code, "new.xlsm holds the book with it. 4 accounts" in result.stderr) == (0, True)
    merged = read_book(tmp_path / "new.xlsm")
    accounts = merged.accounts.frame.set_index("Account ID")
    assert accounts["Relationship Health"].to_dict() == {"K1": 3, "K2": 4, "K3": 2, "K4": ""}
    actions = merged.tables["Actions"].frame
    assert actions["Action"].tolist() == ["Call", "Write", "Visit"]
    assert str(actions["Done"].iloc[0])[:10] == "2026-03-30"
    assert collect(tmp_path, back, "-o", tmp_path / "new.xlsm", "--yes").exit_code == 2


def test_where_both_have_changed_the_book_stays_and_the_conflict_is_listed(shared: Path, tmp_path: Path) -> None:
    back = typed(
        shared,
        {
            place(shared, "Accounts", "Relationship Health", 1): 3,
            place(shared, "Accounts", "Relationship Health", 2): 1,
            place(shared, "Actions", "Action", 1): "Called",
        },
    )
    changed = [list(row) for row in ACTIONS]
    changed[1][2] = "Call again"
    rows: list[list[object]] = [[*KEY[:5], 90.0, 4.0], [*NEAR[:5], 69.0, 1.0]]
    book(tmp_path, [list(HEADER), *rows], changed)
    result = collect(tmp_path, back, "-o", tmp_path / "new.xlsm", "--yes")
    assert (result.exit_code, result.stdout, (tmp_path / "new.xlsm").exists()) == (1, "", False)
    assert result.stderr.splitlines() == [
        "! back.xlsx, Accounts, K1, Relationship Health: “3” was typed, and it has changed in the book too.",
        "! back.xlsx, Actions, K1 ¦ 1, Action: “Called” was typed, and it has changed in the book too.",
        "0 differences, 2 conflicts.",
    ]


def test_two_copies_that_disagree_and_rows_of_foreign_accounts_stay_out(shared: Path, tmp_path: Path) -> None:
    health = place(shared, "Accounts", "Relationship Health", 1)
    foreign = {
        place(shared, "Actions", header, 3): cell for header, cell in {"Account ID": "K3", "Action": "x"}.items()
    }
    one, two = typed(shared, {health: 3}, "one.xlsx"), typed(shared, {health: 2, **foreign}, "two.xlsx")
    result = collect(tmp_path, one, two)
    assert result.stderr.splitlines() == [
        "! two.xlsx, Actions, K3 ¦  is of no account of this copy. It stays out.",
        "! Accounts, K1, Relationship Health: “3” in one.xlsx, “2” in two.xlsx.",
        "0 differences, 2 conflicts.",
    ]


def test_what_is_no_copy_is_refused(tmp_path: Path) -> None:
    source = book(tmp_path)
    result = collect(tmp_path, source)
    assert (result.exit_code, "As sent" in result.stderr) == (2, True)


def test_a_row_below_the_table_is_not_lost_without_a_word(shared: Path, tmp_path: Path) -> None:
    opened = openpyxl.load_workbook(shared)
    opened["Actions"][place(shared, "Actions", "Account ID", 3)[1]] = "K1"
    opened.save(shared.with_name("back.xlsx"))
    result = collect(tmp_path, shared.with_name("back.xlsx"))
    assert (result.exit_code, "rows below the table" in result.stderr) == (1, True)
