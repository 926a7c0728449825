"""`kam plan`: plans for the wanted tiers in the wanted formats; edited ones stay."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.desk import AS_OF, KEY, ROWS, files_in, kam, write_book


def plans(folder: Path) -> list[str]:
    return [name for name in files_in(folder) if not name.startswith(".")]


def test_key_accounts_get_a_web_page_and_a_word_document(book: Path, tmp_path: Path) -> None:
    result = kam("plan", book, "-o", tmp_path / "plans", *AS_OF)
    assert plans(tmp_path / "plans") == [
        "Nearly Ltd (K2).docx", "Nearly Ltd (K2).html", "Zoë & Co (K1).docx", "Zoë & Co (K1).html",
    ]  # fmt: skip
    assert (result.exit_code, result.stdout, result.stderr.splitlines()[1:]) == (
        0, "", ["Plans: 4 written, 0 unchanged.", f"They are in {tmp_path / 'plans'}."],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("tiers", "ids"),
    [
        (["major"], []),
        (["standard"], ["K3", "K4"]),
        (["key", "standard"], ["K1", "K2", "K3", "K4"]),
        (["all"], ["K1", "K2", "K3", "K4"]),
    ],
)
def test_the_wanted_tiers_and_formats_are_written(book: Path, tmp_path: Path, tiers: list[str], ids: list[str]) -> None:
    chosen = [option for tier in tiers for option in ("--tier", tier)]
    result = kam("plan", book, "-o", tmp_path / "plans", *chosen, "--format", "html", *AS_OF)
    assert result.exit_code == 0
    assert sorted(name.partition("(")[2][:2] for name in plans(tmp_path / "plans")) == ids
    assert {Path(name).suffix for name in plans(tmp_path / "plans")} <= {".html"}


@pytest.mark.parametrize(
    ("tiers", "said"),
    [
        (["key"], "No account is Key. Other accounts get a plan with --tier major."),
        (["key", "major"], "No account is Key or Major. Other accounts get a plan with --tier standard."),
    ],
)
def test_where_no_account_is_wanted_the_next_step_is_said(tmp_path: Path, tiers: list[str], said: str) -> None:
    book = write_book(tmp_path, [("K3", "Small", "", "", "", "", "2")])
    chosen = [option for tier in tiers for option in ("--tier", tier)]
    result = kam("plan", book, "-o", tmp_path / "plans", *chosen, *AS_OF)
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (0, said)


def test_where_every_tier_was_wanted_in_vain_nothing_more_can_be_said(tmp_path: Path) -> None:
    book = write_book(tmp_path, [KEY])
    result = kam("plan", book, "-o", tmp_path / "plans", "--tier", "major", "--tier", "standard", *AS_OF)
    assert (
        result.stderr.splitlines()[-1] == "No account is Major or Standard. Other accounts get a plan with --tier key."
    )
    unwanted = kam("plan", book, "-o", tmp_path / "plans", "--tier", "key", "--tier", "major", *AS_OF)
    assert unwanted.stderr.splitlines()[-1] == f"They are in {tmp_path / 'plans'}."


def test_without_the_extra_for_pdf_its_installation_is_told_and_nothing_written(book: Path, tmp_path: Path) -> None:
    program = "import sys; sys.modules['typst'] = None; from kam_xl.cli import main; main(sys.argv[1:])"
    command = ["plan", str(book), "-o", str(tmp_path / "plans"), "--format", "pdf", *AS_OF]
    done = subprocess.run([sys.executable, "-c", program, *command], capture_output=True, check=False)
    error = done.stderr.decode().splitlines()[-1]
    assert (done.returncode, (tmp_path / "plans").exists(), error.startswith("Error: ")) == (2, False, True)
    assert "kam-xl[pdf]" in error


def test_the_same_book_changes_nothing(book: Path, tmp_path: Path) -> None:
    kam("plan", book, "-o", tmp_path / "plans", *AS_OF)
    before = files_in(tmp_path / "plans")
    result = kam("plan", book, "-o", tmp_path / "plans", *AS_OF)
    assert "Plans: 0 written, 4 unchanged." in result.stderr
    assert files_in(tmp_path / "plans") == before


def test_a_plan_that_somebody_edited_stays_and_is_told(book: Path, tmp_path: Path) -> None:
    options = ("-o", tmp_path / "plans", "--format", "html", *AS_OF)
    kam("plan", book, *options)
    edited = tmp_path / "plans" / "Zoë & Co (K1).html"
    edited.write_text("mine", encoding="utf-8")
    result = kam("plan", book, *options)
    assert (result.exit_code, edited.read_text(encoding="utf-8")) == (1, "mine")
    assert (
        "! Zoë & Co (K1).html was edited and stays as it is; the new version is Zoë & Co (K1) (new).html. What "
        in result.stderr
    )
    (tmp_path / "plans" / "Zoë & Co (K1) (new).html").write_text("mine too", encoding="utf-8")
    assert "stays as it is; so is the new version, and nothing was written. What " in kam("plan", book, *options).stderr


def test_plans_of_accounts_that_are_not_wanted_any_more_are_named_and_left(book: Path, tmp_path: Path) -> None:
    options = ("-o", tmp_path / "plans", "--format", "html", *AS_OF)
    kam("plan", book, "--tier", "all", *options)
    before = files_in(tmp_path / "plans")
    result = kam("plan", book, "--tier", "key", *options)
    assert (result.exit_code, files_in(tmp_path / "plans")) == (0, before)
    assert re.search(
        r"^! \d documents of earlier runs belong to no account of this run: .*\. Remove", result.stderr, re.MULTILINE
    )


def test_a_template_of_the_teams_own_lies_beside_the_book(book: Path, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "plan.html").write_text("Plan for {{ account.name }}", encoding="utf-8")
    result = kam("plan", book, "-o", tmp_path / "plans", "--format", "html", *AS_OF)
    assert result.exit_code == 0, result.stderr
    assert (tmp_path / "plans" / "Zoë & Co (K1).html").read_text(encoding="utf-8") == "Plan for Zoë &amp; Co"


def test_it_is_told_that_own_templates_make_no_pdf(book: Path, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "plan.html").write_text("Plan for {{ account.name }}", encoding="utf-8")
    said = [kam("plan", book, "-o", tmp_path / each, "--format", each, *AS_OF).stderr for each in ("html", "pdf")]
    remark = "PDFs are made by kam-xl's own templates; plan.html and what else is yours makes no PDF."
    assert [remark in each for each in said] == [False, True]


def test_a_template_that_cannot_be_used_is_refused_before_anything_is_written(book: Path, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "plan.html").write_text("{% if %}", encoding="utf-8")
    result = kam("plan", book, "-o", tmp_path / "plans", *AS_OF)
    assert (result.exit_code, (tmp_path / "plans").exists()) == (2, False)
    assert "plan.html, line 1: " in result.stderr


def test_a_plan_that_fails_stops_no_other_and_is_told(book: Path, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "plan.html").write_text(
        '{% if account.name == "Zoë & Co" %}{{ revenue.target.amount }}{% endif %}', encoding="utf-8"
    )
    result = kam("plan", book, "-o", tmp_path / "plans", "--format", "html", *AS_OF)
    assert (result.exit_code, plans(tmp_path / "plans")) == (1, ["Nearly Ltd (K2).html"])
    assert "! The html plan of Zoë & Co failed: " in result.stderr


def test_plans_that_fail_alike_are_told_once(book: Path, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "plan.html").write_text("{{ revenue.target.amount }}", encoding="utf-8")
    result = kam("plan", book, "-o", tmp_path / "plans", "--format", "html", *AS_OF)
    told = [line for line in result.stderr.splitlines() if " failed: " in line]
    assert [line.partition(" failed: ")[0] for line in told] == ["! The html plan of Zoë & Co, Nearly Ltd"]


def test_progress_is_shown_in_a_terminal_only(book: Path, tmp_path: Path) -> None:
    quiet, shown = (kam("plan", book, "-o", tmp_path / str(i), *AS_OF, terminal=i == 1).stderr for i in (0, 1))
    assert ("Writing plans" in quiet, "Writing plans" in shown) == (False, True)


def test_issues_are_said_and_written(tmp_path: Path) -> None:
    book = write_book(tmp_path, [*ROWS, ("K5", "Odd", "", "", "", "lots", "")])
    result = kam("plan", book, "-o", tmp_path / "plans", "--issues", tmp_path / "issues.json", *AS_OF)
    assert (result.exit_code, "1 issue; what it touches" in result.stderr) == (1, True)
    assert "“lots”" in (tmp_path / "issues.json").read_text(encoding="utf-8")


def test_a_portfolio_page_is_written_instead_of_plans(book: Path, tmp_path: Path) -> None:
    result = kam("plan", book, "-o", tmp_path / "plans", "--portfolio", "--format", "html", *AS_OF)
    assert "Portfolios: 3 written, 0 unchanged.\nThey are in " in result.stderr
    assert result.exit_code == 0
    assert "Portfolio.html" in plans(tmp_path / "plans")
    assert all(name.startswith("Portfolio") for name in plans(tmp_path / "plans"))


def test_a_portfolio_is_not_for_customers(book: Path, tmp_path: Path) -> None:
    result = kam("plan", book, "-o", tmp_path / "plans", "--portfolio", "--audience", "customer", *AS_OF)
    assert result.exit_code == 2
    assert "no customer may read of other accounts" in result.stderr
    assert not (tmp_path / "plans").exists()
