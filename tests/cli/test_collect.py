"""`kam collect`: what managers typed comes home, cell by cell, and nothing is guessed."""

import re
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result
from openpyxl.utils import get_column_letter

from kam_xl.workbook.reading import read_book
from tests.cli.desk import AS_OF, HEADER, KEY, MODEL, NEAR, STANDARD, UNSCORED, kam, workbook

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


def brings(differences: str, copy: str = "back.xlsx") -> str:
    """Give what is said of a copy of Åsa."""
    return f"{copy}, the copy of Åsa (asa@example.com): {differences}."


UNTOUCHED = [brings("0 differences", "Åsa 2026-03-31.xlsx"), "0 differences, 0 conflicts."]


def test_an_untouched_copy_brings_nothing(shared: Path, tmp_path: Path) -> None:
    result = collect(tmp_path, shared)
    assert (result.exit_code, result.stdout, result.stderr.splitlines()) == (0, "", UNTOUCHED)


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
        brings("0 differences"),
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
        brings("1 difference", "one.xlsx"),
        brings("1 difference", "two.xlsx"),
        "! two.xlsx, Actions, K3 is of no account of this copy. It stays out.",
        "! Accounts, K1, Relationship Health: “3” in one.xlsx, “2” in two.xlsx.",
        "0 differences, 2 conflicts.",
    ]


# --- rows that are new -----------------------------------------------------------------------------------------------


def saved(copy: Path, sheet: str, cells: Mapping[tuple[str, int], object], name: str = "back.xlsx") -> Path:
    """Type into cells by header and row, in a program that lets no table grow."""
    opened = openpyxl.load_workbook(copy)
    for (header, row), value in cells.items():
        cell: Any = opened[sheet][place(copy, sheet, header, row)[1]]
        cell.value = value
    opened.save(copy.with_name(name))
    return copy.with_name(name)


OUTSIDE = (
    "stands outside the table and cannot be understood. Move new rows up until they touch the table, and notes into "
    "one of its columns."
)


def test_rows_that_touch_a_table_from_below_come_home_and_others_are_named(shared: Path, tmp_path: Path) -> None:
    new = {("Account ID", 3): "K1", ("Action", 3): "Visit", ("Action", 4): "Whose?", ("Action", 6): "Lost?"}
    result = collect(tmp_path, saved(shared, "Actions", new))
    assert result.stdout.splitlines() == ["Actions: new: Account ID K1, Action Visit (back.xlsx)"]
    assert result.stderr.splitlines() == [
        brings("1 difference"),
        f"! back.xlsx, Actions: D11 {OUTSIDE}",
        "! back.xlsx, Actions, a row without a key is of no account of this copy. It stays out.",
        "1 difference, 2 conflicts.",
    ]
    assert result.exit_code == 1


def test_a_column_whose_header_takes_two_lines_comes_home_to_itself(tmp_path: Path) -> None:
    rows: list[list[object]] = [[*HEADER, "Own\nwords"], [*KEY[:5], 90.0, 5.0, "fine"]]
    kam("share", book(tmp_path, rows), "-o", tmp_path / "out", "--model", tmp_path / "book.model.toml", *AS_OF)
    back = saved(tmp_path / "out" / "Åsa 2026-03-31.xlsx", "Accounts", {("Own words", 1): "better"})
    result = collect(tmp_path, back, "-o", tmp_path / "new.xlsm", "--yes")
    assert result.stdout.splitlines() == ["Accounts, K1, Own words: fine → better (back.xlsx)"]
    accounts = read_book(tmp_path / "new.xlsm").accounts.frame
    assert [(header, *accounts[header]) for header in map(str, accounts) if "words" in header] == [
        ("Own words", "better")
    ]


def test_what_came_home_once_does_not_come_home_twice(shared: Path, tmp_path: Path) -> None:
    new = {("Account ID", 3): "K1", ("Action", 3): "Visit", ("Note", 1): "good"}
    back = saved(shared, "Actions", new)
    collect(tmp_path, back, "-o", tmp_path / "new.xlsm", "--yes")
    again = kam("collect", back, "--into", tmp_path / "new.xlsm", *AS_OF)
    assert (again.exit_code, again.stdout) == (0, "")
    assert again.stderr.splitlines() == [brings("0 differences"), "0 differences, 0 conflicts."]


def test_a_copy_whose_tables_were_lost_on_the_web_is_read_by_its_headers(shared: Path, tmp_path: Path) -> None:
    opened = openpyxl.load_workbook(shared)
    for sheet in opened:
        sheet.tables.clear()
    opened.save(shared)
    new = {("Account ID", 3): "K1", ("Action", 3): "Visit", ("Note", 1): "good"}
    result = collect(tmp_path, saved(shared, "Actions", new))
    assert result.stdout.splitlines() == [
        "Actions, K1 ¦ 1, Note: blank → good (back.xlsx)",
        "Actions: new: Account ID K1, Action Visit (back.xlsx)",
    ]
    assert result.stderr.splitlines() == [brings("2 differences"), "2 differences, 0 conflicts."]


def test_a_row_that_was_removed_stays_in_the_book(shared: Path, tmp_path: Path) -> None:
    gone = {(header, 2): None for header in ("Account ID", "Action ID", "Action", "Owner", "Due")}
    result = collect(tmp_path, saved(shared, "Actions", gone))
    assert result.stderr.splitlines() == [
        brings("0 differences"),
        "! back.xlsx, Actions, K2 ¦ 1 was removed. It stays in the book.",
        "0 differences, 1 conflict.",
    ]


def test_a_row_that_both_have_added_with_other_words_is_a_conflict(shared: Path, tmp_path: Path) -> None:
    new = {("Account ID", 3): "K1", ("Action ID", 3): "9", ("Action", 3): "Visit"}
    book(tmp_path, actions=[*ACTIONS, ["K1", "9", "Call", "Jo", None, None]])
    result = collect(tmp_path, saved(shared, "Actions", new))
    assert result.stderr.splitlines()[1] == (
        "! back.xlsx, Actions, K1 ¦ 9 is new, and the book has another row of that key by now. It stays out."
    )


def test_rows_without_an_id_of_their_own_are_known_again_after_sorting(tmp_path: Path) -> None:
    source = book(tmp_path, actions=[ACTIONS[0], ["K1", None, "Call", "Jo"], ["K1", None, "Write", "Jo"]])
    kam("share", source, "-o", tmp_path / "out", "--model", tmp_path / "book.model.toml", *AS_OF)
    copy = tmp_path / "out" / "Åsa 2026-03-31.xlsx"
    swapped = {("Action", 1): "Write", ("Action", 2): "Call", ("Note", 2): "tomorrow"}
    result = collect(tmp_path, saved(copy, "Actions", swapped))
    assert result.stdout.splitlines() == ["Actions, K1 ¦, Note: blank → tomorrow (back.xlsx)"]


# --- what cannot be taken as it is -----------------------------------------------------------------------------------


def test_an_error_in_a_cell_is_no_value(shared: Path, tmp_path: Path) -> None:
    sheet, health = place(shared, "Accounts", "Relationship Health", 1)
    opened = openpyxl.load_workbook(shared)
    opened[sheet][health] = "#DIV/0!"
    opened.save(shared.with_name("back.xlsx"))
    result = collect(tmp_path, shared.with_name("back.xlsx"))
    assert result.stderr.splitlines()[1] == (
        "! back.xlsx, Accounts, K1, Relationship Health: #DIV/0! stands there. The book keeps what it has."
    )


NEW_COLUMN = "What was typed there stays out; add the column to the book first."


def test_columns_and_sheets_that_came_or_went_are_named(shared: Path, tmp_path: Path) -> None:
    opened = openpyxl.load_workbook(shared)
    del opened["Risks"]
    column = len(opened["Actions"][5]) + 1
    opened["Actions"].cell(5, column, "Mood")
    opened["Actions"].cell(6, column, "fine")
    table: Any = opened["Actions"].tables["Actions"]
    table.ref = f"A5:{get_column_letter(column)}7"
    opened["Actions"][place(shared, "Actions", "Note", 0)[1]] = "Remark"
    opened.save(shared.with_name("back.xlsx"))
    result = collect(tmp_path, shared.with_name("back.xlsx"))
    assert result.stderr.splitlines() == [
        brings("0 differences"),
        f"! back.xlsx, Actions: the column “Mood” is new. {NEW_COLUMN}",
        "! back.xlsx, Actions: the column “Note” is missing. The book keeps what it has there.",
        "! back.xlsx, Risks: no table with the columns Account ID and Risk is left. What was typed there stays out.",
        "0 differences, 3 conflicts.",
    ]


def test_a_copy_of_another_day_and_model_says_so_and_counts_all_the_same(shared: Path, tmp_path: Path) -> None:
    back = saved(shared, "Actions", {("Note", 1): "good"})
    (tmp_path / "book.model.toml").write_text(MODEL.replace("weight = 1", "weight = 2", 1), encoding="utf-8")
    model = ("--model", tmp_path / "book.model.toml")
    result = kam("collect", back, "--into", tmp_path / "book.xlsx", *model, "--as-of", "2026-06-30")
    assert result.stdout.splitlines() == ["Actions, K1 ¦ 1, Note: blank → good (back.xlsx)"]
    assert (result.exit_code, result.stderr.splitlines()) == (
        0,
        [
            brings("1 difference"),
            "back.xlsx was sent as of 2026-03-31; book.xlsx is as of 2026-06-30.",
            "back.xlsx was sent with another model than book.xlsx has now. What was typed counts as well.",
            "1 difference, 0 conflicts.",
        ],
    )


# --- what is no copy of this book ------------------------------------------------------------------------------------


def test_what_is_no_copy_is_refused(tmp_path: Path) -> None:
    source = book(tmp_path)
    result = collect(tmp_path, source)
    assert (result.exit_code, "book.xlsx is no manager copy, or its hidden sheet “As sent”" in result.stderr) == (
        2,
        True,
    )


def test_a_copy_of_another_book_is_refused(shared: Path, tmp_path: Path) -> None:
    other: list[list[object]] = [list(HEADER), ["X1", *KEY[1:5], 90.0, 5.0]]
    book(tmp_path, other, ACTIONS[:1])
    result = collect(tmp_path, shared)
    assert result.exit_code == 2
    assert result.stderr == (
        "Error: Åsa 2026-03-31.xlsx is a copy of another book: none of its accounts is in book.xlsx. Name the book "
        "that was shared.\n"
    )


@pytest.mark.parametrize(("cell", "value"), [("A1", "Tables"), ("C2", None), ("C40", "x"), ("D7", "money")])
def test_fingerprints_that_somebody_has_changed_are_refused(
    shared: Path, tmp_path: Path, cell: str, value: object
) -> None:
    opened = openpyxl.load_workbook(shared)
    hidden: Any = opened["As sent"]
    prints = next(row for row in hidden.iter_rows() if row[1].value == "K1")
    hidden[cell if cell != "C40" else prints[2].coordinate] = value
    opened.save(shared.with_name("back.xlsx"))
    result = collect(tmp_path, shared.with_name("back.xlsx"))
    expected = (2, True) if cell != "C2" else (0, False)
    assert (result.exit_code, "its hidden sheet “As sent” was changed" in result.stderr) == expected


def test_a_copy_with_macros_is_read_and_named(shared: Path, tmp_path: Path) -> None:
    back = shared.with_name("back.xlsm")
    with zipfile.ZipFile(shared) as copy, zipfile.ZipFile(back, "w") as hostile:
        for part in copy.namelist():
            hostile.writestr(part, copy.read(part))
        hostile.writestr("xl/vbaProject.bin", b"x")
    result = collect(tmp_path, back)
    assert result.stderr.splitlines() == [
        brings("0 differences", "back.xlsm"),
        "! back.xlsm: holds macros, as no copy does. Only its cells were read; open it only if you trust its sender.",
        "0 differences, 1 conflict.",
    ]


def test_a_bomb_and_other_files_are_refused_together_each_named_once(shared: Path, tmp_path: Path) -> None:
    bomb, missing, other = tmp_path / "bomb.xlsx", tmp_path / "gone.xlsx", tmp_path / "copy.ods"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b"<workbook/>" + b" " * (200 << 20))
    other.write_bytes(b"PK")
    result = collect(tmp_path, shared, bomb, missing, other)
    said = result.stderr
    assert (result.exit_code, said.count("bomb.xlsx"), said.count("copy.ods")) == (2, 1, 1)
    assert [words in said for words in ("200 times its size", "gone.xlsx does not exist", "save it so")] == [True] * 3


def forged(copy: Path) -> Path:
    """Make up, in a copy of Åsa, that K3 was sent with it, which is Sam's."""
    opened = openpyxl.load_workbook(copy)
    hidden: Any = opened["As sent"]
    blank = next(row[2].value for row in hidden.iter_rows() if row[1].value == "K1").split(" ")
    hidden.append(["Accounts", "K3", " ".join("-" for _ in blank)])
    opened.save(copy)
    return saved(copy, "Accounts", {("Account ID", 3): "K3", ("Override Reason", 3): "mine"})


def test_what_is_typed_about_accounts_of_others_stays_out_unless_everyone_sees_all(
    shared: Path, tmp_path: Path
) -> None:
    rows: list[list[object]] = [[*row[:5], 50.0, 3.0, None] for row in (KEY, NEAR, STANDARD)]
    book(tmp_path, [[*HEADER, "Override Reason"], *rows])
    kam("share", tmp_path / "book.xlsx", "-o", tmp_path / "new", "--model", tmp_path / "book.model.toml", *AS_OF)
    back = forged(tmp_path / "new" / shared.name)
    result = collect(tmp_path, back)
    assert (result.exit_code, result.stdout) == (1, "")
    not_of_asa = "(sam@example.com), not of Åsa (asa@example.com)."
    assert result.stderr.splitlines() == [
        brings("0 differences") + " Somebody else's in book.xlsx: 1 of its 3 accounts.",
        f"! back.xlsx, Accounts, K3, Override Reason: “mine” was typed, and the account is of Sam {not_of_asa}",
        "0 differences, 1 conflict.",
    ]
    everyone = collect(tmp_path, back, "--everyone-sees-all")
    assert "Accounts, K3, Override Reason: blank → mine (back.xlsx)" in everyone.stdout.splitlines()


# --- copies with a password ------------------------------------------------------------------------------------------


@pytest.fixture
def sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KAM_COPY_PASSWORD", "correct horse")
    model = ("--model", tmp_path / "book.model.toml")
    kam("share", book(tmp_path), "-o", tmp_path / "out", *model, *AS_OF, "--password-from", "env")
    return tmp_path / "out" / "Åsa 2026-03-31.xlsx"


def test_a_copy_with_a_password_comes_home_with_it(sealed: Path, tmp_path: Path) -> None:
    result = collect(tmp_path, sealed, "--password-from", "env")
    assert (result.exit_code, result.stdout, result.stderr.splitlines()) == (0, "", UNTOUCHED)
    asked = collect(tmp_path, sealed, sealed, "--password-from", "prompt", stdin=b"correct horse\n")
    assert (asked.exit_code, asked.stderr.count("Password of the copies")) == (0, 1)


def test_without_the_right_password_the_copy_is_named_once_and_the_password_never(
    sealed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert collect(tmp_path, sealed).stderr == (
        "Error: Åsa 2026-03-31.xlsx opens with a password only. Say where it is: --password-from env.\n"
    )
    monkeypatch.setenv("KAM_COPY_PASSWORD", "wrong horse")
    result = collect(tmp_path, sealed, "--password-from", "env")
    assert (result.exit_code, result.stderr) == (
        2,
        "Error: Åsa 2026-03-31.xlsx does not open with this password. Give the one with which it was shared.\n",
    )
    sealed.write_bytes(sealed.read_bytes()[:4096])
    assert "cannot be decrypted" in collect(tmp_path, sealed, "--password-from", "env").stderr
