"""`kam score`: from any kind of file to any kind of file."""

import csv
import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from kam_xl.accounts.schema import OUTPUT_FIELDS
from tests.cli.desk import (
    AS_OF,
    CLOSE,
    HEADER,
    HELD,
    KEY,
    NEAR,
    ROWS,
    SHORT,
    STANDARD,
    TIERS,
    accounts_of,
    csv_of,
    files_in,
    kam,
    tiers_of,
    write_book,
)

RESULTS = [field.header for field in OUTPUT_FIELDS]
ENDINGS = (".csv", ".xlsx", ".xlsm", ".parquet")


def test_a_result_holds_the_columns_of_the_source_and_then_the_results(book: Path, tmp_path: Path) -> None:
    result = kam("score", book, "-o", tmp_path / "scores.csv", *AS_OF)
    header, *rows = csv.reader((tmp_path / "scores.csv").read_text(encoding="utf-8-sig").splitlines())
    assert header == [*HEADER, *RESULTS]
    assert [tuple(row[: len(HEADER)]) for row in rows] == [*ROWS]
    assert dict(zip(header, rows[1], strict=True)) == {
        **dict(zip(HEADER, NEAR, strict=True)),
        "Score": "72", "Score Low": "72", "Score High": "72", "Attractiveness": "69", "Relationship": "75",
        "Coverage": "1", "Quadrant": "Strategic", "Tier": "Key", "Computed Tier": "Key", "In Head": "FALSE",
        "Rank": "2", "Reason": "Key: score 72.0, attractiveness 69.0, relationship 75.0",
    }  # fmt: skip
    assert (result.exit_code, result.stdout) == (0, "")


def test_what_is_not_known_is_an_empty_cell(book: Path, tmp_path: Path) -> None:
    kam("score", book, "-o", tmp_path / "scores.csv", *AS_OF)
    unscored = accounts_of(tmp_path / "scores.csv").loc["K4"]
    blank = [header for header in RESULTS if unscored[header] == ""]
    assert blank == ["Score", "Attractiveness", "Relationship", "Quadrant", "Rank"]
    assert (unscored["Score Low"], unscored["Score High"], unscored["Coverage"]) == ("0", "100", "0")


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_kind_of_file_is_written_and_read_again(book: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"out{ending}"
    assert kam("score", book, "-o", out, *AS_OF).exit_code == 0
    again = tmp_path / "again.csv"
    read = kam("score", out, "--model", tmp_path / "accounts.model.toml", "-o", again, *AS_OF)
    assert (read.exit_code, read.stderr.count("Half and half")) == (0, 1)
    assert (tiers_of(out), tiers_of(again)) == (TIERS, TIERS)


def test_a_new_workbook_brings_its_model_and_its_day_along(book: Path, tmp_path: Path) -> None:
    kam("score", book, "-o", tmp_path / "book.xlsm", "--home-offset", "1", "--served", "DE,AT", *AS_OF)
    result = kam("score", tmp_path / "book.xlsm", "-o", tmp_path / "scores.csv")
    assert result.stderr.startswith(
        "As of 2026-03-31. Model: Half and half (from the sheet Model of the workbook).\n"
        "4 accounts: 2 Key, 0 Major, 1 Standard, 1 Unscored.\n"
    )
    assert tiers_of(tmp_path / "scores.csv") == TIERS


def test_accounts_that_have_a_tier_and_no_score_are_counted_apart(tmp_path: Path) -> None:
    book = tmp_path / "accounts.csv"
    override = "Override Tier,Override Reason,Override By,Override Until"
    book.write_text(f"Account ID,{override}\nA,Major,board,CEO,2026-12-31\nB,,,,\n", encoding="utf-8")
    result = kam("score", book, "-o", "-", "--model", "starter", *AS_OF)
    assert (
        "2 accounts: 0 Key, 1 Major, 0 Standard, 1 Unscored; 1 of another tier has no score either.\n" in result.stderr
    )


def test_standard_output_is_csv_and_nothing_else(book: Path, tmp_path: Path) -> None:
    result = kam("score", book, "-o", "-", *AS_OF)
    kam("score", book, "-o", tmp_path / "scores.csv", *AS_OF)
    file = (tmp_path / "scores.csv").read_bytes()
    assert file == b"\xef\xbb\xbf" + result.stdout_bytes
    assert "4 accounts: 2 Key" in result.stderr


def test_the_program_reads_csv_from_a_pipe_and_writes_it_to_one(tmp_path: Path) -> None:
    (tmp_path / "half.toml").write_bytes(write_book(tmp_path).with_name("accounts.model.toml").read_bytes())
    command = [sys.executable, "-m", "kam_xl", "score", "-", "-o", "-", "--model", "half.toml", *AS_OF]
    done = subprocess.run(command, cwd=tmp_path, input=csv_of().encode(), capture_output=True, check=False)
    header, *rows = csv.reader(io.StringIO(done.stdout.decode("utf-8"), newline=""))
    assert (done.returncode, header[:2], [row[0] for row in rows]) == (0, ["Account ID", "Account"], [*TIERS])
    assert done.stderr.decode("utf-8").splitlines() == [
        "As of 2026-03-31. Model: Half and half (as given by half.toml).",
        "4 accounts: 2 Key, 0 Major, 1 Standard, 1 Unscored.",
    ]


def test_without_a_target_the_best_accounts_are_shown(book: Path) -> None:
    result = kam("score", book, *AS_OF)
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert lines == [
        "Rank Account Score Tier Why",
        "1 Zoë & Co 95.0 Key score 95.0, attractiveness 90.0, relationship 100.0",
        "2 Nearly Ltd 72.0 Key score 72.0, attractiveness 69.0, relationship 75.0",
        ("3 Small Shop 22.5 Standard score 22.5 < 70; attractiveness 20.0 < 50; relationship 25.0 < 50"),
        "Nobody's Unscored coverage 0.00 < 0.6",
    ]


def test_a_reason_that_says_more_than_the_tier_is_shown_whole(tmp_path: Path) -> None:
    header = (*HEADER, "Override Tier", "Override Reason", "Override By", "Override Until")
    rows = [(*STANDARD, "Key", "Merger", "Åsa", "2026-12-31"), ("K2", "Big", "", "", "", "900", "1", "", "", "", "")]
    lines = [
        " ".join(line.split()) for line in kam("score", write_book(tmp_path, rows, header), *AS_OF).stdout.splitlines()
    ]
    assert lines[1] == "1 Big 50.0 Major score 50.0 < 70; relationship 0.0 < 50"
    assert lines[2].startswith("2 Small Shop 22.5 Key Key by override of Åsa until 2026-12-31 (Merger)")


def test_markup_in_a_name_is_shown_as_it_is(tmp_path: Path) -> None:
    book = write_book(tmp_path, [("K1", "[bold]Bold[/]", *KEY[2:])])
    assert "[bold]Bold[/]" in kam("score", book, *AS_OF).stdout


def test_without_a_day_it_is_today_and_says_so(book: Path) -> None:
    before, result, after = date.today(), kam("score", book), date.today()  # noqa: DTZ011 - the day at the person's place
    said = [f"As of {day} (today; --as-of names another day). Model: Half and half " for day in (before, after)]
    assert result.stderr.startswith(tuple(said))


def test_a_day_that_is_none_is_refused(book: Path) -> None:
    result = kam("score", book, "--as-of", "31.03.2026")
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (
        2, "Error: Invalid value for '--as-of': “31.03.2026” is not a date; write it as 2026-06-30.",
    )  # fmt: skip


def test_the_same_source_gives_the_same_bytes(book: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        for ending in ENDINGS:
            kam("score", book, "-o", tmp_path / name / f"scores{ending}", *AS_OF)
    assert files_in(tmp_path / "one") == files_in(tmp_path / "two")


def test_result_columns_of_the_source_are_replaced_not_read(book: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    kam("score", book, "-o", first, *AS_OF)
    lied = first.read_text(encoding="utf-8-sig").replace(",Key,Key,", ",Major,Standard,")
    (tmp_path / "lied.csv").write_text(lied, encoding="utf-8")
    kam("score", tmp_path / "lied.csv", "--model", tmp_path / "accounts.model.toml", "-o", second, *AS_OF)
    assert second.read_bytes() == first.read_bytes()


def test_further_columns_are_kept_as_they_are(tmp_path: Path) -> None:
    rows = [(*KEY, "007", "x=1"), (*NEAR, "", "2")]
    book = write_book(tmp_path, rows, (*HEADER, "CRM Code", "Score 2019"))
    kam("score", book, "-o", tmp_path / "scores.csv", *AS_OF)
    assert accounts_of(tmp_path / "scores.csv")[["CRM Code", "Score 2019"]].to_numpy().tolist() == [
        ["007", "x=1"],
        ["", "2"],
    ]


# --- issues ----------------------------------------------------------------------------------------------------------


def test_what_cannot_be_understood_ends_with_one_and_is_said(tmp_path: Path) -> None:
    book = write_book(tmp_path, [KEY, ("K2", "Odd", "Jo", "Åsa", "", "lots", "9"), STANDARD])
    result = kam("score", book, "-o", tmp_path / "scores.csv", "--issues", tmp_path / "issues.json", *AS_OF)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines()[-4:] == [
        "",
        "2 issues; what they touch counts as unknown:",
        (
            "  - accounts.csv, row 3, column “Relationship Health”: out of range: found “9”; allowed: a number from 1 "
            "to 5. Correct the cell; until then it counts as unknown."
        ),
        (
            "  - accounts.csv, row 3, column “Revenue 12m”: unreadable number: found “lots”; allowed: a number such as "
            "1234.5, 1,234.50, (12) or 12 %. Correct the cell; until then it counts as unknown."
        ),
    ]
    issues = json.loads((tmp_path / "issues.json").read_text(encoding="utf-8"))
    assert [(issue["row"], issue["column"], issue["found"]) for issue in issues] == [
        (3, "Relationship Health", "“9”"),
        (3, "Revenue 12m", "“lots”"),
    ]


def test_without_issues_the_file_of_issues_is_empty(book: Path, tmp_path: Path) -> None:
    assert kam("score", book, "--issues", tmp_path / "issues.json", *AS_OF).exit_code == 0
    assert json.loads((tmp_path / "issues.json").read_text(encoding="utf-8")) == []


def test_many_kinds_of_issues_are_cut_short_on_the_screen_and_whole_in_the_file(tmp_path: Path) -> None:
    model = "".join(
        f'[[criteria]]\nid = "c{i}"\naxis = "relationship"\nfield = "Mark {i}"\nweight = 1\ncurve = [[0, 0], [1, 1]]\n'
        for i in range(23)
    )
    book = write_book(tmp_path)
    (tmp_path / "accounts.model.toml").write_text(f'[model]\nname = "Many"\n{model}', encoding="utf-8")
    result = kam("score", book, "--issues", tmp_path / "issues.json", *AS_OF)
    assert result.stderr.splitlines()[-1] == "  … and 3 more kinds; --issues FILE.json writes all."
    assert len(json.loads((tmp_path / "issues.json").read_text(encoding="utf-8"))) == 23


# --- which model -----------------------------------------------------------------------------------------------------


def test_a_model_is_named_by_file_workbook_or_the_name_of_one_that_ships(book: Path, tmp_path: Path) -> None:
    kam("score", book, "-o", tmp_path / "book.xlsm", *AS_OF)
    bare = tmp_path / "bare.csv"
    bare.write_bytes(book.read_bytes())
    said = [
        kam("score", bare, "--model", model, *AS_OF).stderr.splitlines()[0].partition("Model: ")[2]
        for model in ("starter", "default", tmp_path / "accounts.model.toml", tmp_path / "book.xlsm")
    ]
    assert said == [
        "Starter model (as given by starter).",
        "Default key account model (as given by default).",
        "Half and half (as given by accounts.model.toml).",
        "Half and half (as given by book.xlsm).",
    ]


def test_without_a_model_one_that_ships_is_taken_and_why_is_said(tmp_path: Path) -> None:
    judged, orders = tmp_path / "judged.csv", tmp_path / "orders.csv"
    judged.write_text(csv_of(), encoding="utf-8")
    orders.write_text("Account ID,Revenue 12m\nK1,5\n", encoding="utf-8")
    assert "Model: Default key account model (Relationship Health is judged for 75% of" in kam("score", judged).stderr
    assert "Model: Starter model (no judgement column is filled for half of" in kam("score", orders).stderr


def test_of_a_wrong_model_every_fault_is_listed(book: Path, tmp_path: Path) -> None:
    wrong = (tmp_path / "accounts.model.toml").read_text(encoding="utf-8")
    wrong = wrong.replace("weight = 1", "weight = -1", 1).replace('axis = "relationship"', 'axis = "taste"')
    (tmp_path / "wrong.toml").write_text(wrong, encoding="utf-8")
    result = kam("score", book, "--model", tmp_path / "wrong.toml")
    errors = result.stderr.splitlines()
    assert (result.exit_code, len(errors)) == (2, 2)
    assert all(line.startswith("Error: wrong.toml: ") for line in errors)
    assert ["weight" in errors[0], "taste" in errors[1]] == [True, True]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.toml", None, "the model cannot be read (No such file or directory). Check the name."),
        ("odd.toml", b"\xff\xfe[", "the model is not UTF-8 text. Save it as UTF-8."),
        ("plain.xlsx", b"", ""),
    ],
)
def test_a_model_that_cannot_be_read_is_refused(
    book: Path, tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    result = kam("score", book, "--model", tmp_path / name)
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: ")
    assert said in result.stderr


def test_a_workbook_without_a_model_is_no_model(book: Path, tmp_path: Path) -> None:
    kam("score", book, "-o", tmp_path / "plain.xlsx", *AS_OF)
    result = kam("score", book, "--model", tmp_path / "plain.xlsx")
    assert (result.exit_code, result.stderr) == (
        2,
        (
            f"Error: {tmp_path / 'plain.xlsx'}: there is no sheet Model. Give a key account workbook, or a model "
            f"as .toml.\n"
        ),
    )


# --- what a run takes as given ---------------------------------------------------------------------------------------

LOCATED = ("Account ID", "Country", "Revenue 12m", "Relationship Health")
GATE = '\n[[gates]]\nid = "served"\nlabel = "We serve the region"\nfield = "region_served"\nis = true\n'
NEARBY = '\n[[gates]]\nid = "near"\nlabel = "Nearby"\nfield = "time_zone_gap_hours"\nat_most = 3\n'


def located(folder: Path, gate: str) -> Path:
    book = write_book(folder, [("D", "DE", "90", "5"), ("J", "Japan", "90", "5")], LOCATED)
    model = folder / "accounts.model.toml"
    model.write_text(model.read_text(encoding="utf-8") + gate, encoding="utf-8")
    return book


@pytest.mark.parametrize("served", ["DE,AT", "Germany; Austria", "de"])
def test_served_countries_may_be_listed(tmp_path: Path, served: str) -> None:
    kam("score", located(tmp_path, GATE), "--served", served, "-o", tmp_path / "out.csv", *AS_OF)
    assert tiers_of(tmp_path / "out.csv") == {"D": "Key", "J": "Major"}


@pytest.mark.parametrize("content", [b"DE\nAT\n", b"\xef\xbb\xbfGermany", "Côte d’Ivoire, DE".encode("cp1252")])
def test_served_countries_may_stand_in_a_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "served.txt").write_bytes(content)
    result = kam("score", located(tmp_path, GATE), "--served", tmp_path / "served.txt", "-o", tmp_path / "out.csv")
    assert (result.exit_code, tiers_of(tmp_path / "out.csv")) == (0, {"D": "Key", "J": "Major"})


@pytest.mark.parametrize(
    ("served", "said"),
    [
        ("DE,Narnia", "--served: “Narnia” is not known; allowed are ISO codes such as DE"),
        ("served.txt", "--served: served.txt cannot be read (No such file or directory). Correct the name of the file"),
        ("./", "--served: . cannot be read (Is a directory)"),
    ],
)
def test_countries_that_are_none_are_refused(book: Path, served: str, said: str) -> None:
    result = kam("score", book, "--served", served)
    assert (result.exit_code, result.stderr.startswith(f"Error: {said}")) == (2, True)


def test_a_gate_unknown_for_everybody_is_said_first(tmp_path: Path) -> None:
    result = kam("score", located(tmp_path, GATE), *AS_OF)
    assert result.stderr.splitlines()[2].startswith("! The gate “We serve the region” is unknown for every account, ")


@pytest.mark.parametrize(("hours", "tiers"), [("1", {"D": "Key", "J": "Major"}), ("8", {"D": "Major", "J": "Key"})])
def test_the_head_office_decides_how_far_away_an_account_is(tmp_path: Path, hours: str, tiers: dict[str, str]) -> None:
    kam("score", located(tmp_path, NEARBY), "--home-offset", hours, "-o", tmp_path / "out.csv", *AS_OF)
    assert tiers_of(tmp_path / "out.csv") == tiers


@pytest.mark.parametrize("hours", ["nan", "15", "-12.5", "CET"])
def test_hours_that_no_office_has_are_refused(book: Path, hours: str) -> None:
    result = kam("score", book, "--home-offset", hours)
    assert (result.exit_code, f"“{hours}” is no number of hours from -12 to 14" in result.stderr) == (2, True)


def test_a_german_export_is_read_with_its_locale(tmp_path: Path) -> None:
    header = ("Account ID", "Account", "Relationship Health", "Revenue 12m", "Customer Since")
    rows = [("K1", "Größe & Söhne", "4,5", "1.090,50", "03.04.2020"), ("K2", "Bäcker", "5", "72,5", "31.12.2020")]
    book = tmp_path / "export.csv"
    book.write_bytes(csv_of(rows, header, ";").encode("cp1252"))
    (tmp_path / "export.model.toml").write_text(write_book(tmp_path).with_name("accounts.model.toml").read_text())
    result = kam("score", book, "--locale", "de_DE", "-o", tmp_path / "out.xlsx", *AS_OF)
    out = accounts_of(tmp_path / "out.xlsx")
    assert result.exit_code == 0
    assert out["Account"].to_list() == ["Größe & Söhne", "Bäcker"]
    assert out[["Revenue 12m", "Relationship Health", "Score"]].to_numpy().tolist() == [
        [1090.5, 4.5, 93.75],
        [72.5, 5, 86.25],
    ]
    assert out["Customer Since"].to_list() == [date(2020, 4, 3), date(2020, 12, 31)]


def test_without_its_locale_a_german_export_is_full_of_issues_not_of_wrong_numbers(tmp_path: Path) -> None:
    book = write_book(tmp_path, [("K1", '"1.090,50"', "03.04.2020")], ("Account ID", "Revenue 12m", "Customer Since"))
    result = kam("score", book, *AS_OF)
    assert (result.exit_code, "unreadable number" in result.stderr, "ambiguous date" in result.stderr) == (
        1,
        True,
        True,
    )


def test_a_locale_that_is_none_is_refused(book: Path) -> None:
    result = kam("score", book, "--locale", "xx_YY")
    assert (result.exit_code, result.stderr.startswith("Error: The locale “xx_YY” is not known; ")) == (2, True)


# --- the previous tiers ----------------------------------------------------------------------------------------------

BEFORE = [("K1", "1", "1"), ("K2", "90", "5")]


@pytest.fixture
def close(tmp_path: Path) -> tuple[Path, Path]:
    """Return a book of accounts close to Key, and a book of an earlier month in which K1 was Standard and K2 Key."""
    (tmp_path / "before").mkdir()
    return write_book(tmp_path, CLOSE, SHORT), write_book(tmp_path / "before", BEFORE, SHORT)


@pytest.mark.parametrize(
    "previous",
    ["result.csv", "result.xlsx", "result.parquet", "result.xlsm", "history.csv", "history.parquet", "h.xlsm"],
)
def test_tiers_hold_against_an_earlier_result_or_a_history(
    close: tuple[Path, Path], tmp_path: Path, previous: str
) -> None:
    now, before = close
    command = "score" if previous.startswith("result") else "snapshot"
    kam(command, before, "-o", tmp_path / previous, "--as-of", "2026-02-28")
    result = kam("score", now, "--previous", tmp_path / previous, "-o", tmp_path / "out.csv", *AS_OF)
    assert (result.exit_code, tiers_of(tmp_path / "out.csv")) == (0, HELD)
    kam("score", now, "-o", tmp_path / "out.csv", *AS_OF)
    assert tiers_of(tmp_path / "out.csv") == {"K1": "Key", "K2": "Standard", "K3": "Key", "K4": "Major"}


def test_a_snapshot_of_a_later_day_does_not_count(close: tuple[Path, Path], tmp_path: Path) -> None:
    now, before = close
    kam("snapshot", before, "-o", tmp_path / "history.csv", "--as-of", "2026-04-30")
    kam("score", now, "--previous", tmp_path / "history.csv", "-o", tmp_path / "out.csv", *AS_OF)
    assert tiers_of(tmp_path / "out.csv")["K1"] == "Key"


def test_an_earlier_result_without_any_score_counts_as_none(close: tuple[Path, Path], tmp_path: Path) -> None:
    now, _ = close
    (tmp_path / "empty.csv").write_text("Account ID,Computed Tier\nK1,Unscored\nK2,\n", encoding="utf-8")
    result = kam("score", now, "--previous", tmp_path / "empty.csv", "-o", tmp_path / "out.csv", *AS_OF)
    assert (result.exit_code, tiers_of(tmp_path / "out.csv")["K1"]) == (0, "Key")


def test_a_file_without_earlier_tiers_is_refused(book: Path, tmp_path: Path) -> None:
    result = kam("score", book, "--previous", book)
    assert result.exit_code == 2
    assert result.stderr == (
        f"Error: {book}: no previous tiers found; wanted a sheet History, or a table with the columns Account ID and "
        "Computed Tier as `kam score` writes it. Give such a file, or leave out --previous.\n"
    )
    assert not (tmp_path / "out.csv").exists()


def test_a_history_without_its_models_is_refused(close: tuple[Path, Path], tmp_path: Path) -> None:
    now, before = close
    kam("snapshot", before, "-o", tmp_path / "history.csv", "--as-of", "2026-02-28")
    (tmp_path / "history.models.csv").unlink()
    result = kam("score", now, "--previous", tmp_path / "history.csv")
    assert (result.exit_code, result.stderr) == (
        2,
        (
            f"Error: {tmp_path / 'history.csv'} is a history whose models are missing: "
            f"{tmp_path / 'history.models.csv'} belongs beside it. Put it there.\n"
        ),
    )


def test_of_many_accounts_that_moved_the_first_are_told_and_the_others_counted(tmp_path: Path) -> None:
    before = write_book(tmp_path, [(f"K{i:02}", "10", "1") for i in range(14)], SHORT)
    kam("snapshot", before, "-o", tmp_path / "history.csv", "--as-of", "2026-02-28")
    now = write_book(tmp_path, [(f"K{i:02}", "60", "1") for i in range(14)], SHORT)
    result = kam("score", now, "--previous", tmp_path / "history.csv", *AS_OF)
    told = result.stderr.partition("14 accounts moved since 2026-02-28:\n")[2].splitlines()
    assert [line.split(":")[0] for line in told[:11]] == [*[f"  - K{i:02}" for i in range(10)], "  … and 4 more."]


# --- where not to write ----------------------------------------------------------------------------------------------


def test_a_workbook_that_exists_is_never_written_over(book: Path, tmp_path: Path) -> None:
    kam("new", tmp_path / "book.xlsm")
    before = files_in(tmp_path)
    result = kam("score", book, "-o", tmp_path / "book.xlsm")
    assert (result.exit_code, result.stderr) == (
        2,
        (
            f"Error: {tmp_path / 'book.xlsm'}: this workbook exists already, and the command line never changes a "
            "workbook in place. Give a new name, or press Score in Excel.\n"
        ),
    )
    assert files_in(tmp_path) == before


def test_the_source_is_never_written_over(book: Path, tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(book)
    for out in (book, tmp_path / "." / "accounts.csv", tmp_path / "link.csv"):
        result = kam("score", book, "-o", out)
        assert (result.exit_code, result.stderr) == (
            2,
            f"Error: {out} is what the scores are made from, and is never changed. Give another name.\n",
        )
    assert book.read_text(encoding="utf-8") == csv_of()


@pytest.mark.parametrize(("name", "found"), [("scores.pdf", "the ending .pdf"), ("scores", "no ending")])
def test_another_ending_is_refused_with_those_that_are_allowed(
    book: Path, tmp_path: Path, name: str, found: str
) -> None:
    result = kam("score", book, "-o", tmp_path / name)
    assert (result.exit_code, result.stderr) == (
        2,
        (
            f"Error: {tmp_path / name} has {found}; scores are written to .csv, .xlsx, a new .xlsm or .parquet. Choose "
            "one of these.\n"
        ),
    )


def test_an_earlier_result_is_replaced(book: Path, tmp_path: Path) -> None:
    (tmp_path / "scores.csv").write_text("old", encoding="utf-8")
    kam("score", book, "-o", tmp_path / "scores.csv", *AS_OF)
    assert tiers_of(tmp_path / "scores.csv") == TIERS


def test_a_folder_is_no_target(book: Path, tmp_path: Path) -> None:
    (tmp_path / "out.csv").mkdir()
    result = kam("score", book, "-o", tmp_path / "out.csv")
    assert (result.exit_code, "is a folder; a file's name is needed" in result.stderr) == (2, True)
