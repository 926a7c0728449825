"""`kam import`."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from kam_xl.cli import main

FIXTURE = Path(__file__).parents[1] / "fixtures" / "northwind_like"


def kam(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["import", *map(str, arguments)])


def imported(*arguments: object) -> Result:
    return kam(FIXTURE, "--preset", "northwind", "--as-of", "2025-03-31", *arguments)


def test_the_report_says_what_was_found_and_what_is_not_known() -> None:
    result = imported()
    assert result.exit_code == 1
    assert result.stdout == (
        "Northwind, as of 2025-03-31\n"
        "  Customers   8\n"
        "  Buying      6 in the last 12 months (2024-04-01 to 2025-03-31)\n"
        "  Total       5,434.98\n"
        "  Head        2 accounts bring 80 % of it; the largest fifth of the buyers brings 82.8 %\n"
        "  Team        3 account managers, 2 managers\n"
        "  Orders      2023-09-04 to 2025-04-15\n"
        "- The 12 months before (2023-04-01 to 2024-03-31) are not covered in full: their figures stay unknown. "
        "--accept-part-year measures what there is, and flags it.\n"
        "- 2 accounts bought right when the export starts: their Customer Since means “at least”.\n"
        "- Recurring Share is an estimate: 1 − best calendar month/revenue of the year.\n"
        "- 1 orders after the as-of date do not count.\n"
    )
    assert "10 issues" in result.stderr
    assert "Nothing was written" in result.stderr


def test_all_time_is_reported_where_asked_for() -> None:
    assert "  Buying      7 up to 2025-03-31\n  Total       8,234.98\n" in imported("--window", "all").stdout


def test_a_part_year_that_was_accepted_is_mentioned() -> None:
    assert "are not covered in full: what there is was measured" in imported("--accept-part-year").stdout


def test_long_after_the_export_ended_nothing_is_reported_as_zero() -> None:
    result = kam(FIXTURE, "--preset", "northwind", "--as-of", "2027-01-31")
    assert "  Buying      not known for the last 12 months (2026-02-01 to 2027-01-31)\n  Team" in result.stdout


def test_importing_again_says_what_changed_and_what_stayed(tmp_path: Path) -> None:
    assert imported("-o", tmp_path / "march.csv").exit_code == 1
    book = tmp_path / "typed.csv"
    march = (tmp_path / "march.csv").read_text(encoding="utf-8-sig")
    book.write_text(march.replace(",Lapsed,", ",Partner,").replace("K08,", "K77,"), encoding="utf-8")
    result = kam(
        FIXTURE, "--preset", "northwind", "--as-of", "2025-04-30", "--into", book, "-o", tmp_path / "april.csv"
    )
    assert result.stdout.partition("\n\n")[2] == (
        "Brought up to date from typed.csv\n"
        "- 11 cells replaced: Revenue 12m 2, Recurring Share 2, Orders 12m 2, Order Months 12m 2, Last Order 1, "
        "Revenue All Time 1, Status 1.\n"
        "- 1 typed cell kept: K05 Status “Partner” (export: “Lapsed”).\n"
        "- 1 account added: K08.\n"
        "- 1 account kept that the export does not have: K77.\n"
        "- 3 account managers added: Zoë Meyer (1), José García, Zoë Meyer (4).\n"
    )
    assert f"Wrote {tmp_path / 'april.csv'}" in result.stderr


def test_an_export_without_orders_is_reported_without_shares(tmp_path: Path) -> None:
    for path in FIXTURE.iterdir():
        header, rest = path.read_bytes().split(b"\n", 1)
        (tmp_path / path.name).write_bytes(header + b"\n" + (rest if path.name == "customers.csv" else b""))
    result = kam(tmp_path, "--preset", "northwind", "--as-of", "2025-03-31", "--window", "all")
    assert result.stdout == (
        "Northwind, as of 2025-03-31\n"
        "  Customers   8\n"
        "  Buying      0 up to 2025-03-31\n"
        "  Total       0.00\n"
        "  Team        0 account managers, 0 managers\n"
        "  Orders      none\n"
        "- The last 12 months (2024-04-01 to 2025-03-31) are not covered in full: their figures stay unknown. "
        "--accept-part-year measures what there is, and flags it.\n"
        "- The 12 months before (2023-04-01 to 2024-03-31) are not covered in full: their figures stay unknown. "
        "--accept-part-year measures what there is, and flags it.\n"
    )
    assert result.exit_code == 0


def test_long_lists_are_cut_short(tmp_path: Path) -> None:
    book = tmp_path / "book.csv"
    book.write_text("\n".join(["Account ID", *(f"X{number:02}" for number in range(12))]), encoding="utf-8")
    report = imported("--into", book).stdout
    assert "- 12 accounts kept that the export does not have: X00, X01, X02, " in report
    assert "X08, X09 … and 2 more.\n" in report


def test_issues_are_written_as_json_where_asked_for(tmp_path: Path) -> None:
    imported("--issues", tmp_path / "issues.json")
    issues = json.loads((tmp_path / "issues.json").read_text(encoding="utf-8"))
    assert issues[0] == {
        "kind": "unknown employee",
        "source": "employees.csv",
        "row": 5,
        "column": "reportsTo",
        "found": "“9”",
        "allowed": "an id of the employees in the export",
        "remedy": "Correct it in the export; until then it counts as unknown.",
    }
    assert len(issues) == 10


def test_the_mapping_of_a_preset_can_be_printed_to_copy() -> None:
    result = kam("--preset", "northwind", "--show-mapping")
    assert (result.exit_code, result.stdout) == (0, kam("--show-mapping").stdout)
    assert result.stdout.startswith("# Northwind Traders")


def test_without_sources_the_command_says_what_to_name() -> None:
    result = kam("--preset", "northwind")
    assert result.exit_code == 2
    assert "Name the export's files, or the folder that holds them." in result.stderr


def test_what_cannot_be_done_ends_with_two_and_every_problem() -> None:
    result = kam(FIXTURE / "customers.csv", FIXTURE / "orders.csv", "--preset", "northwind")
    assert result.exit_code == 2
    assert result.stderr.count("is missing: the mapping names it") == 2


def test_the_same_import_again_changes_nothing(tmp_path: Path) -> None:
    imported("-o", tmp_path / "march.csv")
    report = imported("--into", tmp_path / "march.csv").stdout
    assert report.partition("\n\n")[2] == "Brought up to date from march.csv\n"
