"""Bad input: a clear message for every problem of a file at once, exit code 2, nothing written, no traceback."""

import warnings
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.cli.desk import AS_OF, HEADER, KEY, MODEL, NEAR, ROWS, STANDARD, csv_of, files_in, kam, workbook, write_book

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 2000
"""How a workbook with a password begins."""


def text(name: str, content: str | bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


BAD: dict[str, tuple[Callable[[Path], Path], tuple[str, ...]]] = {
    "a missing file": (lambda folder: folder / "acounts.csv", ("acounts.csv does not exist: ", "Correct the name")),
    "a folder": (lambda folder: folder, (" is a folder; a file is needed.",)),
    "another kind of file": (text("accounts.ods", "x"), ("accounts.ods: .ods files cannot be read", "save it as")),
    "an empty csv": (text("empty.csv", b""), ("empty.csv", "empty")),
    "an empty xlsx": (text("empty.xlsx", b""), ("empty.xlsx", "empty")),
    "an xlsx that is none": (text("fake.xlsx", "Account ID\nK1\n"), ("fake.xlsx",)),
    "a workbook with a password": (text("secret.xlsx", OLE2), ("secret.xlsx", "password")),
    "a sheet of another name": (
        lambda folder: workbook(folder / "book.xlsx", Customers=[["Name", "Money"], ["Zoë", 5]]),
        ("book.xlsx", "Account ID", "Customers"),
    ),
    "no header row": (
        text("headless.csv", csv_of(header=["K0", "Zero", "", "", "", "1", "2"])),
        ("headless.csv: no header row", "the header Account ID"),
    ),
    "headers and no account": (text("bare.csv", csv_of([])), ("bare.csv holds no account", "Fill in at least one row")),
    "ids that are blank or stand twice": (
        text("ids.csv", csv_of([KEY, ("", *NEAR[1:]), KEY, STANDARD, STANDARD, ("", *NEAR[1:])])),
        (
            "ids.csv: the account id is blank in rows 3, 7. Give every account its own id.",
            "ids.csv: the account id “K1” stands in rows 2, 4; it may stand once",
            "ids.csv: the account id “K3” stands in rows 5, 6; it may stand once",
        ),
    ),
    "a header twice": (
        text("twice.csv", "Account ID,Revenue 12m,revenue_12m\nK1,1,2\n"),
        ("twice.csv: 2 columns stand for Revenue 12m: B (“Revenue 12m”) and C (“revenue_12m”); one is allowed",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("command", ["score", "run", "plan", "share", "snapshot", "explain", "model calibrate"])
@pytest.mark.parametrize("bad", BAD)
def test_what_cannot_be_read_is_refused_by_every_command(tmp_path: Path, bad: str, command: str) -> None:
    make, said = BAD[bad]
    (tmp_path / "in").mkdir()
    source, out = make(tmp_path / "in"), tmp_path / ("out" if command in {"run", "plan", "share"} else "out.csv")
    before = files_in(tmp_path)
    target = (
        ["K1"] if command == "explain" else ["-o", out.with_suffix(".toml") if command == "model calibrate" else out]
    )
    result = kam(*command.split(), source, *target)
    lines = result.stderr.splitlines()
    assert (result.exit_code, result.stdout, files_in(tmp_path), out.exists()) == (2, "", before, False)
    assert [line for line in lines if not line.startswith("Error: ")] == []
    assert [part for part in said if part not in result.stderr] == []


def test_all_problems_of_a_workbook_are_told_at_once(tmp_path: Path) -> None:
    book = write_book(tmp_path)
    kam("score", book, "-o", tmp_path / "book.xlsm", *AS_OF)
    with warnings.catch_warnings(action="ignore"):  # openpyxl drops what it does not know, which does not matter here
        sheets = openpyxl.load_workbook(tmp_path / "book.xlsm")
    rows = list(sheets["Accounts"].iter_rows())
    ids = next(row for row in rows if any(cell.value == "K1" for cell in row))
    next(cell for cell in ids if cell.value == "K1").value = "K2"
    weight = next(cell for row in sheets["Model"].iter_rows() for cell in row if cell.value == "Weight")
    sheets["Model"].cell(weight.row + 1, weight.column).value = "heavy"
    locale = next(cell for row in sheets["Settings"].iter_rows() for cell in row if cell.value == "Locale")
    sheets["Settings"].cell(locale.row, locale.column + 1).value = "xx_YY"
    sheets.save(tmp_path / "wrong.xlsx")
    result = kam("score", tmp_path / "wrong.xlsx", "--served", "Narnia", "--previous", tmp_path / "none.csv")
    errors = result.stderr.splitlines()
    assert result.exit_code == 2
    assert [word for word in ("xx_YY", "Narnia", "heavy", "“K2” stands in rows") if word not in result.stderr] == []
    assert (len(errors), len(set(errors))) == (4, 4)


def test_a_missing_previous_file_is_told_with_the_other_problems(tmp_path: Path) -> None:
    book = write_book(tmp_path, [KEY, KEY])
    result = kam("score", book, "--previous", tmp_path / "none.csv")
    assert [line.partition("; ")[0].partition(": ")[2] for line in result.stderr.splitlines()] == [
        "accounts.csv: the account id “K1” stands in rows 2, 3",
        f"{tmp_path / 'none.csv'} does not exist: {tmp_path} holds no such file. Did you mean accounts.csv?",
    ]


def test_a_missing_column_of_the_model_is_an_issue_and_the_score_unknown(tmp_path: Path) -> None:
    book = write_book(tmp_path, [row[:6] for row in ROWS], HEADER[:6])
    result = kam("score", book, *AS_OF)
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (
        1,
        (
            "  - accounts.csv: missing column: found no column for relationship_health; allowed: a column the model "
            "reads. Add the column Relationship Health, or leave out what rates it."
        ),
    )
    assert "0 Key, 1 Major, 0 Standard, 3 Unscored; 1 of another tier has no score either." in result.stderr


def test_dates_of_three_styles_are_read_where_they_are_clear_and_told_where_not(tmp_path: Path) -> None:
    rows = [("K1", "2020-05-31"), ("K2", "31.05.2020"), ("K3", "05/31/2020"), ("K4", "03/04/2020"), ("K5", "May 2020")]
    book = write_book(tmp_path, rows, ("Account ID", "Customer Since"))
    (tmp_path / "accounts.model.toml").write_text(
        MODEL.replace("revenue_12m", "tenure_years").replace("relationship_health", "tenure_years"), encoding="utf-8"
    )
    result = kam("score", book, *AS_OF)
    kinds = [line.split("; allowed")[0].removeprefix("  - accounts.csv, ") for line in result.stderr.splitlines()[-2:]]
    assert (result.exit_code, kinds) == (
        1,
        [
            "row 5, column “Customer Since”: ambiguous date: found “03/04/2020”",
            "row 6, column “Customer Since”: unreadable date: found “May 2020”",
        ],
    )


def test_error_cells_are_unknown_without_any_fuss(tmp_path: Path) -> None:
    header: list[object] = ["Account ID", "Revenue 12m", "Relationship Health"]
    book = workbook(tmp_path / "book.xlsx", Accounts=[header, ["K1", "#N/A", 5], ["K2", "=1/0", 5], ["K3", 90, 5]])
    (tmp_path / "book.model.toml").write_text(MODEL, encoding="utf-8")
    result = kam("score", book, *AS_OF)
    assert "1 Key, 0 Major, 0 Standard, 2 Unscored." in result.stderr


def test_many_faulty_cells_are_summed_up_by_kind_and_listed_in_the_file(tmp_path: Path) -> None:
    rows = [(f"K{i}", "lots" if i % 3 == 0 else "90", "5") for i in range(300)]
    book = write_book(tmp_path, rows, ("Account ID", "Revenue 12m", "Relationship Health"))
    result = kam("score", book, "--issues", tmp_path / "issues.json", *AS_OF)
    assert result.stderr.splitlines()[-2:] == [
        "100 issues; what they touch counts as unknown:",
        (
            "  - accounts.csv, column “Revenue 12m”: unreadable number, 100 rows (first: row 2): found “lots”; "
            "allowed: a number such as 1234.5, 1,234.50, (12) or 12 %. "
            "Correct the cell; until then it counts as unknown."
        ),
    ]
    assert (tmp_path / "issues.json").read_text(encoding="utf-8").count('"row"') == 100


def test_a_target_that_cannot_be_written_is_refused_and_nothing_is_half_written(book: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    before = files_in(tmp_path)
    for command in (
        ["score", book, "-o", tmp_path / "taken" / "scores.csv"],
        ["run", book, "-o", tmp_path / "taken" / "out"],
    ):
        result = kam(*command)
        assert (result.exit_code, result.stderr.splitlines()[-1].startswith("Error: ")) == (2, True)
    assert files_in(tmp_path) == before
