"""`kam explain`: one account, point by point."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.desk import AS_OF, HEADER, KEY, MODEL, NEAR, ROWS, kam, write_book


def lines(*arguments: object) -> list[str]:
    return [" ".join(line.split()) for line in kam("explain", *arguments, *AS_OF).stdout.splitlines()]


def gates_shown(book: Path, account_id: str) -> list[str]:
    shown = lines(book, account_id)
    first = shown.index("Gate Value Outcome") + 1
    return shown[first : shown.index("", first)]


def test_an_account_is_explained_criterion_by_criterion(book: Path) -> None:
    assert lines(book, "K2") == [
        "",
        "Nearly Ltd (K2)",
        "Key: score 72.0, rank 2; 100% of the weight is known",
        "Key: score 72.0, attractiveness 69.0, relationship 75.0.",
        "",
        "Criterion Value Rating Weight Points",
        "Attractiveness",
        "Revenue 69 69.0 50% 34.50 ████████████░░░░░░",
        "Relationship",
        "Health 4 75.0 50% 37.50 ██████████████░░░░",
        "",
        "In 100% of 1,000 slightly other weightings the computed tier stays.",
    ]


def test_what_is_not_known_is_shown_with_what_it_could_be_worth(tmp_path: Path) -> None:
    book = write_book(tmp_path, [("K1", "Zoë", "", "", "", "90", "")])
    model = tmp_path / "accounts.model.toml"
    model.write_text(MODEL.replace("[model]", "[model]\nmin_coverage = 0.4"), encoding="utf-8")
    shown = lines(book, "K1")
    assert (
        shown[2]
        == "Major: score 90.0, rank 1; from 45.0 to 95.0, whatever the unknown values are; 50% of the weight is known"
    )
    gaps = shown.index("Not known, with the points between worst and best")
    assert shown[gaps - 3 : gaps + 2] == [
        "Relationship",
        "Health not known ? 50% ░░░░░░░░░░░░░░░░░░",
        "",
        "Not known, with the points between worst and best",
        "Health: 50.0 points",
    ]


def test_an_account_without_a_score_is_explained_too(book: Path) -> None:
    assert (
        lines(book, "K4")[2]
        == "Unscored: no score; from 0.0 to 100.0, whatever the unknown values are; 0% of the weight is known"
    )


def test_gates_are_shown_with_value_and_outcome(tmp_path: Path) -> None:
    header = (*HEADER, "Region Served", "Last Order", "Orders 12m")
    book = write_book(tmp_path, [(*KEY, "no", "", "3"), (*NEAR, "yes", "2026-03-30", "")], header)
    gates = "".join(
        f'\n[[gates]]\nid = "{field}"\nlabel = "{label}"\nfield = "{field}"\n{test}\n'
        for field, label, test in (
            ("region_served", "Served", "is = true"),
            ("last_order", "Ordered", 'one_of = ["2026-03-30"]'),
            ("orders_12m", "Orders", "at_least = 2"),
        )
    )
    (tmp_path / "accounts.model.toml").write_text(MODEL + gates, encoding="utf-8")
    assert gates_shown(book, "K1") == ["Served no fails", "Ordered not known not known", "Orders 3 passes"]
    assert gates_shown(book, "K2") == ["Served yes passes", "Ordered 2026-03-30 passes", "Orders not known not known"]


def test_issues_are_those_of_the_account_and_of_the_whole_table(tmp_path: Path) -> None:
    rows = [("K1", "lots", "5"), ("K2", "many", "5")]
    book = write_book(tmp_path, rows, ("Account ID", "Revenue 12m", "Tenure Years"))
    result = kam("explain", book, "K2", "--issues", tmp_path / "issues.json", *AS_OF)
    issues = json.loads((tmp_path / "issues.json").read_text(encoding="utf-8"))
    assert [(issue["kind"], issue["row"]) for issue in issues] == [
        ("unreadable number", 3),
        ("typed derived field", None),
        ("missing column", None),
    ]
    assert (result.exit_code, "“many”" in result.stderr, "“lots”" in result.stderr) == (1, True, False)


def test_an_account_in_order_ends_with_zero_whatever_is_wrong_with_others(tmp_path: Path) -> None:
    book = write_book(tmp_path, [KEY, ("K2", "Odd", "", "", "", "lots", "5")])
    assert kam("explain", book, "K1", *AS_OF).exit_code == 0


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("k2", "Did you mean K2?"),
        ("nearly", "Did you mean K2 (Nearly Ltd)?"),
        ("Zoe & Co", "Did you mean K1 (Zoë & Co)?"),
        ("k", "Did you mean K1 or K2 or K3?"),
        ("Acme Corporation", "Take one from its column Account ID."),
    ],
)
def test_an_id_that_is_none_is_answered_with_near_ones(book: Path, wanted: str, said: str) -> None:
    result = kam("explain", book, wanted)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: accounts.csv: there is no account with the id “{wanted}”. {said}\n"


def test_markup_in_names_and_criteria_is_shown_as_it_is(tmp_path: Path) -> None:
    book = write_book(tmp_path, [("K1", "[bold]B[/]", *KEY[2:])])
    model = tmp_path / "accounts.model.toml"
    model.write_text(MODEL.replace('label = "Health"', 'label = "[red]Health[/]"'), encoding="utf-8")
    shown = "\n".join(lines(book, "K1"))
    assert ("[bold]B[/] (K1)" in shown, "[red]Health[/]" in shown) == (True, True)


def test_accounts_from_a_pipe_are_explained(book: Path) -> None:
    model = book.with_name("accounts.model.toml")
    result = kam("explain", "-", "K1", "--model", model, *AS_OF, stdin=book.read_bytes())
    assert (result.exit_code, "Zoë & Co (K1)" in result.stdout) == (0, True)
    missing = kam("explain", "-", "K9", "--model", model, stdin=book.read_bytes())
    assert missing.stderr.startswith("Error: standard input: there is no account with the id “K9”. ")


def test_every_account_of_the_book_can_be_explained(book: Path) -> None:
    assert [kam("explain", book, row[0], *AS_OF).exit_code for row in ROWS] == [0, 0, 0, 0]


def section(shown: list[str], heading: str) -> list[str]:
    first = shown.index(heading) + 1
    return shown[first : shown.index("", first)]


def test_each_single_way_to_key_is_shown_the_nearest_first(tmp_path: Path) -> None:
    # (69 + 62.5)/2 = 65.75 lacks 4.25: 8.5 more revenue of 100 is nearer than half a step of health of 4.
    book = write_book(tmp_path, [("K1", "Zoë", "", "", "", "69", "3.5")])
    ways = section(lines(book, "K1"), "To become Key, the nearest first; each way is enough")
    assert ways == ["Revenue 12m: 69 → 77.5", "Relationship Health: 3.50 → 4"]


def test_two_changes_together_are_shown_where_one_is_not_enough(tmp_path: Path) -> None:
    book = write_book(tmp_path, [("K1", "Zoë", "", "", "", "10", "2")])
    (way,) = section(lines(book, "K1"), "To become Key, the nearest first; each way is enough")
    assert re.fullmatch(r"Revenue 12m: 10 → \d+(\.\d+)? and Relationship Health: 2 → [345]", way)


def test_what_no_change_can_mend_is_named(tmp_path: Path) -> None:
    book = write_book(tmp_path, [("K1", "Zoë", "", "", "", "90", "5")])
    gate = '\n[[gates]]\nid = "old"\nlabel = "With us for ever"\nfield = "tenure_years"\nat_least = 500\n'
    (tmp_path / "accounts.model.toml").write_text(MODEL + gate, encoding="utf-8")
    shown = section(lines(book, "K1"), "To become Key")
    assert shown == ["No one or two changes would do.", "In the way: With us for ever: not known"]


@pytest.fixture
def grown(tmp_path: Path) -> Path:
    """Give a book that grew since the snapshot in history.csv: K1 from (60 + 75)/2 = 67.5 to (90 + 75)/2 = 82.5."""
    book = write_book(tmp_path, [("K1", "Zoë", "", "", "", "60", "4"), ("K2", "Jo", "", "", "", "10", "2")])
    assert kam("snapshot", book, "-o", tmp_path / "history.csv", "--as-of", "2026-02-28").exit_code == 0
    return write_book(tmp_path, [("K1", "Zoë", "", "", "", "90", "4"), ("K2", "Jo", "", "", "", "10", "2")])


def test_what_moved_an_account_since_a_snapshot_is_told_by_criterion(grown: Path) -> None:
    shown = lines(grown, "K1", "--previous", grown.with_name("history.csv"))
    assert "Since 2026-02-28" in shown
    assert any("score 67.5 → 82.5: Revenue +15.0 (60 → 90)" in line for line in shown)


def test_scoring_tells_who_moved_since_the_snapshot(grown: Path, tmp_path: Path) -> None:
    result = kam("score", grown, "-o", tmp_path / "out.csv", "--previous", tmp_path / "history.csv", *AS_OF)
    told = result.stderr.split("1 account moved since 2026-02-28:\n")[1].splitlines()
    assert told[0].startswith("  - Zoë: ")
    assert not any("Jo" in line for line in told if line.startswith("  - "))


def test_everything_is_there_as_json(grown: Path) -> None:
    result = kam("explain", grown, "K1", "--previous", grown.with_name("history.csv"), "--json", *AS_OF)
    told = json.loads(result.stdout)
    assert (told["account_id"], told["as_of"], told["result"]["score"]) == ("K1", "2026-03-31", 82.5)
    assert [line["contribution"] for line in told["criteria"]] == [45.0, 37.5]
    assert told["to_key"] == {"is_key": True, "singles": [], "pair": [], "obstacles": []}
    assert told["change"]["since"] == "2026-02-28"
    assert 0 <= told["stability"] <= 1


def test_gates_are_there_as_json(tmp_path: Path) -> None:
    book = write_book(tmp_path, [(*KEY, "no")], (*HEADER, "Region Served"))
    gate = '\n[[gates]]\nid = "served"\nlabel = "Served"\nfield = "region_served"\nis = true\n'
    (tmp_path / "accounts.model.toml").write_text(MODEL + gate, encoding="utf-8")
    assert json.loads(kam("explain", book, "K1", "--json", *AS_OF).stdout)["gates"] == [
        {"id": "served", "label": "Served", "value": False, "state": "fails", "reason": "Served: no"}
    ]


def test_ways_to_key_are_there_as_json(book: Path) -> None:
    told = json.loads(kam("explain", book, "K3", "--json", *AS_OF).stdout)["to_key"]
    assert not told["is_key"]
    assert {change["field"] for change in told["pair"]} == {"revenue_12m", "relationship_health"}
