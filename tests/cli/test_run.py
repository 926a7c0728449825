"""`kam run`: scores, plans, manager copies and drafts, and a summary that begins with what stands in the way."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.desk import AS_OF, HEADER, MODEL, ROWS, TIERS, files_in, kam, tiers_of, workbook, write_book

GATE = '\n[[gates]]\nid = "served"\nlabel = "We serve the region"\nfield = "region_served"\nis = true\n'
OUTBOX = "managers/outbox.sqlite"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """Run a book in order, and give what was said and the folder with the book, the model and `out`."""
    folder = tmp_path_factory.mktemp("first")
    return kam("run", write_book(folder), "-o", folder / "out", *AS_OF), folder


@pytest.fixture
def ran(first: tuple[Result, Path], tmp_path: Path) -> Path:
    """Give a book of one's own after its first run, beside `out`."""
    shutil.copytree(first[1], tmp_path, dirs_exist_ok=True)
    return tmp_path / "accounts.csv"


def read_by_people(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Leave out the outbox, which says when something happened."""
    return {name: content for name, content in files.items() if name != OUTBOX}


def test_everything_that_follows_from_a_book_is_in_one_folder(first: tuple[Result, Path]) -> None:
    result, folder = first
    assert [*files_in(folder / "out")] == [
        "managers/.kam-xl-copies.sha256",
        "managers/Sam 2026-03-31.eml",
        "managers/Sam 2026-03-31.xlsx",
        OUTBOX,
        "managers/Åsa 2026-03-31.eml",
        "managers/Åsa 2026-03-31.xlsx",
        "plans/.kam-xl-plans.sha256",
        "plans/Nearly Ltd (K2).docx",
        "plans/Nearly Ltd (K2).html",
        "plans/Zoë & Co (K1).docx",
        "plans/Zoë & Co (K1).html",
        "portfolios/.kam-xl-plans.sha256",
        "portfolios/Portfolio of Sam.docx",
        "portfolios/Portfolio of Sam.html",
        "portfolios/Portfolio of Åsa.docx",
        "portfolios/Portfolio of Åsa.html",
        "portfolios/Portfolio.docx",
        "portfolios/Portfolio.html",
        "scores.csv",
        "summary.txt",
    ]
    summary = (folder / "out" / "summary.txt").read_text(encoding="utf-8")
    assert (result.exit_code, result.stdout, result.stderr) == (
        0,
        "",
        f"{summary}\nAll of it is in {folder / 'out'}.\n",
    )


def test_of_a_book_in_order_the_summary_says_what_was_done_and_which_are_key(first: tuple[Result, Path]) -> None:
    _, folder = first
    assert (folder / "out" / "summary.txt").read_text(encoding="utf-8") == (
        "4 accounts: 2 Key, 0 Major, 1 Standard, 1 Unscored. As of 2026-03-31, by the Half and half (from "
        "accounts.model.toml, beside the accounts).\n"
        "Plans: 4 files for Key and Major.\n"
        "Portfolios: 6 files, over all accounts and for each manager.\n"
        "Manager copies: 2 written. Messages: 2 drafted.\n"
        "\n"
        "Key accounts, the best first:\n"
        "- Zoë & Co (K1): score 95.0, attractiveness 90.0, relationship 100.0.\n"
        "- Nearly Ltd (K2): score 72.0, attractiveness 69.0, relationship 75.0.\n"
        "\n"
        "Every cell was understood.\n"
    )


def test_the_summary_begins_with_gates_then_managers_addresses_and_capacity(tmp_path: Path) -> None:
    owners = [("Jo", "Åsa", "asa@example.com")] * 6 + [("Kim", "Sam", ""), ("Kim", "", "")]
    rows = [(f"K{i}", f"Account {i}", *owner, "90", "5") for i, owner in enumerate(owners)]
    book = write_book(tmp_path, rows)
    kam("run", book, "-o", tmp_path / "out", *AS_OF)
    ungated = (tmp_path / "out" / "summary.txt").read_text(encoding="utf-8").splitlines()
    (tmp_path / "accounts.model.toml").write_text(MODEL + GATE, encoding="utf-8")
    kam("run", book, "-o", tmp_path / "gated", *AS_OF)
    gated = (tmp_path / "gated" / "summary.txt").read_text(encoding="utf-8").splitlines()
    assert [line.partition(". ")[0] for line in ungated[:4]] == [
        "! 1 account has no manager and reaches nobody: K7",
        "! 1 manager has no address: Sam",
        "! Jo has 6 key accounts and capacity for 5",
        "",
    ]
    assert [line.partition(". ")[0] for line in gated[:4]] == [
        "! The gate “We serve the region” is unknown for every account, so none can be Key",
        "! 1 account has no manager and reaches nobody: K7",
        "! 1 manager has no address: Sam",
        "",
    ]


def test_what_went_wrong_with_plans_and_messages_stands_above_what_was_done(book: Path, tmp_path: Path) -> None:
    book.write_text(book.read_text(encoding="utf-8").replace("sam@example.com", "sam"), encoding="utf-8")
    kam("run", book, "-o", tmp_path / "out", *AS_OF)
    (tmp_path / "out" / "plans" / "Zoë & Co (K1).html").write_text("mine", encoding="utf-8")
    result = kam("run", book, "-o", tmp_path / "out", *AS_OF)
    lines = [line.partition(";")[0].partition(", which")[0] for line in result.stderr.splitlines()[:4]]
    assert (result.exit_code, lines) == (
        1,
        [
            "! Zoë & Co (K1).html was edited and stays as it is",
            "! Sam: Manager Email: found 'sam'",
            "",
            (
                "4 accounts: 2 Key, 0 Major, 1 Standard, 1 Unscored. As of 2026-03-31, by the Half and half (from "
                "accounts.model.toml, beside the accounts)."
            ),
        ],
    )


def test_an_edited_portfolio_stays_and_stands_above_what_was_done(ran: Path, tmp_path: Path) -> None:
    edited = tmp_path / "out" / "portfolios" / "Portfolio.html"
    edited.write_text("mine", encoding="utf-8")
    result = kam("run", ran, "-o", tmp_path / "out", *AS_OF)
    kept = "! Portfolio.html was edited and stays as it is; the new version is Portfolio (new).html. What"
    assert (result.exit_code, result.stderr.splitlines()[0].partition(" differs: ")[0]) == (1, kept)
    assert edited.read_text(encoding="utf-8") == "mine"


def test_issues_end_the_summary_and_the_program_with_one(tmp_path: Path) -> None:
    book = write_book(tmp_path, [*ROWS, ("K5", "Odd", "Jo", "Åsa", "", "lots", "")])
    result = kam("run", book, "-o", tmp_path / "out", "--issues", tmp_path / "issues.json", *AS_OF)
    summary = (tmp_path / "out" / "summary.txt").read_text(encoding="utf-8").splitlines()
    assert (result.exit_code, summary[-2]) == (1, "1 issue; what it touches counts as unknown:")
    assert summary[-1].startswith("- accounts.csv, row 6, column “Revenue 12m”: unreadable number: found “lots”; ")
    assert [issue["found"] for issue in json.loads((tmp_path / "issues.json").read_text(encoding="utf-8"))] == [
        "“lots”"
    ]


def test_a_book_without_key_accounts_has_no_list_of_them(tmp_path: Path) -> None:
    kam("run", write_book(tmp_path, ROWS[2:]), "-o", tmp_path / "out", *AS_OF)
    assert "Key accounts, the best first" not in (tmp_path / "out" / "summary.txt").read_text(encoding="utf-8")


def test_a_workbook_gives_the_same_as_the_accounts_it_was_made_from(ran: Path, tmp_path: Path) -> None:
    kam("score", ran, "-o", tmp_path / "book.xlsm", *AS_OF)
    result = kam("run", tmp_path / "book.xlsm", "-o", tmp_path / "book")
    plain, full = files_in(tmp_path / "out"), files_in(tmp_path / "book")
    assert (result.exit_code, [*full], tiers_of(tmp_path / "book" / "scores.csv")) == (0, [*plain], TIERS)


def test_accounts_from_a_pipe_go_the_whole_path(book: Path, tmp_path: Path) -> None:
    model = book.with_name("accounts.model.toml")
    result = kam("run", "-", "-o", tmp_path / "out", "--model", model, *AS_OF, stdin=book.read_bytes())
    assert (result.exit_code, tiers_of(tmp_path / "out" / "scores.csv")) == (0, TIERS)


def test_running_again_changes_no_byte_and_leaves_nothing_outside_its_folder(
    first: tuple[Result, Path], ran: Path, tmp_path: Path
) -> None:
    said, folder = first
    before = files_in(tmp_path / "out")
    again = kam("run", ran, "-o", tmp_path / "out", *AS_OF)
    after = files_in(tmp_path / "out")
    expected = said.stderr.replace(str(folder), str(tmp_path))
    assert (again.exit_code, again.stderr, [*after]) == (0, expected, [*before])
    assert read_by_people(after) == read_by_people(before)
    drafts = json.loads(kam("outbox", "list", tmp_path / "out" / OUTBOX, "--json").stdout)
    assert [(entry["manager"], entry["state"]) for entry in drafts] == [("Sam", "drafted"), ("Åsa", "drafted")]
    shutil.rmtree(tmp_path / "out")
    assert [*files_in(tmp_path)] == ["accounts.csv", "accounts.model.toml"]


def test_what_was_removed_comes_back(ran: Path, tmp_path: Path) -> None:
    before = files_in(tmp_path / "out")
    for removed in (("managers/Åsa 2026-03-31.eml", OUTBOX), before):
        for name in removed:
            (tmp_path / "out" / name).unlink()
        result = kam("run", ran, "-o", tmp_path / "out", *AS_OF)
        assert "Messages: 2 drafted." in result.stderr
        after = files_in(tmp_path / "out")
        assert ([*after], read_by_people(after)) == ([*before], read_by_people(before))


def test_a_draft_that_somebody_has_edited_stays_and_stands_above_what_was_done(ran: Path, tmp_path: Path) -> None:
    drafts = {name: tmp_path / "out" / "managers" / f"{name} 2026-03-31.eml" for name in ("Åsa", "Sam")}
    edited = drafts["Åsa"].read_bytes().replace(b"Nearly", b"NEARLY")
    drafts["Åsa"].write_bytes(edited)
    before = drafts["Sam"].read_bytes()
    ran.write_text(ran.read_text(encoding="utf-8").replace(",20,2", ",30,2"), encoding="utf-8")
    result = kam("run", ran, "-o", tmp_path / "out", *AS_OF)
    assert (result.exit_code, result.stderr.splitlines()[0]) == (
        1,
        ("! Åsa: Åsa 2026-03-31.eml was edited and stays as it is; the new version is Åsa 2026-03-31 (new).eml."),
    )
    assert "Messages: 2 drafted." in result.stderr
    assert (drafts["Åsa"].read_bytes() == edited, drafts["Sam"].read_bytes() == before) == (True, False)


def test_the_scores_of_an_earlier_run_are_not_written_over_when_they_are_the_source(ran: Path) -> None:
    out = ran.with_name("out")
    before = files_in(out)
    result = kam("run", out / "scores.csv", "-o", out, *AS_OF)
    assert (result.exit_code, "is what the scores are made from" in result.stderr) == (2, True)
    assert files_in(out) == before


def test_every_template_that_cannot_be_used_is_named_and_nothing_written(book: Path, tmp_path: Path) -> None:
    messages = tmp_path / "templates" / "messages"
    messages.mkdir(parents=True)
    own = tmp_path / "templates"
    for place in (own / "plan.html", own / "portfolio.html", messages / "manager.txt"):
        place.write_text("{% if %}", encoding="utf-8")
    result = kam("run", book, "-o", tmp_path / "out", *AS_OF)
    assert (result.exit_code, (tmp_path / "out").exists(), len(result.stderr.splitlines())) == (2, False, 3)
    named = [name in result.stderr for name in ("plan.html", "portfolio.html", "manager.txt")]
    assert named == [True, True, True]


def test_rows_of_other_sheets_that_name_no_account_are_told(tmp_path: Path) -> None:
    accounts: list[list[object]] = [[*HEADER], *[list[object](row) for row in ROWS]]
    rows: list[list[object]] = [["Account ID", "Risk"], ["K1", "fire"], ["K99", "flood"], [None, "wind"]]
    book = workbook(tmp_path / "book.xlsx", Accounts=accounts, Risks=rows)
    (tmp_path / "book.model.toml").write_text(MODEL, encoding="utf-8")
    result = kam("run", book, "-o", tmp_path / "out", *AS_OF)
    assert (result.exit_code, result.stderr.splitlines()[-4:-2]) == (
        1,
        [
            "2 issues; what they touch counts as unknown:",
            (
                "- book.xlsx, sheet Risks, column “Account ID”: no such account, 2 rows (first: row 3): found “K99”, "
                "“”; allowed: an id that stands on Accounts. Correct the id; "
                "until then the row is in no plan and no copy."
            ),
        ],
    )


def test_progress_is_shown_step_by_step_in_a_terminal(book: Path, tmp_path: Path) -> None:
    shown = kam("run", book, "-o", tmp_path / "out", *AS_OF, terminal=True).stderr
    assert [
        step
        for step in ("Writing scores", "Writing plans", "Writing portfolios", "Writing manager copies")
        if step not in shown
    ] == []
