from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from stat import S_IFDIR
from types import SimpleNamespace

import pytest

from kam_xl.errors import TargetError, TemplateError
from kam_xl.plans.content.portfolio import compose_portfolio
from kam_xl.plans.manifest import MANIFEST_NAME, Manifest, digest
from kam_xl.plans.shelf import Shelf, refuse_links
from kam_xl.plans.writing import Edition, FailedPlan, KeptPlan, PlanReport, write_plans, write_portfolios
from kam_xl.portfolio.book import ScoredAccount, ScoredBook
from tests.plans.books import account, book

ACME, BRAVO = account("A1", "Acme"), account("B1", "Bravo", tier="Major")
TWO = book(ACME, BRAVO)
NAME = "Acme (A1).html"
NEW = "Acme (A1) (new).html"


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """Make a folder with a template of a few words, so that a test reads what was written."""
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "plan.html").write_text("{{ account.name }} of {{ company }}", encoding="utf-8")
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out" / "plans"


def write(out: Path, templates: Path, company: str = "Us", scored: ScoredBook = TWO) -> PlanReport:
    """Write the plan of Acme."""
    ours = replace(scored, settings={"company": company})
    return write_plans(ours, ours.accounts[:1], out, Edition(("html",), (templates,)))


def texts(out: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(out.iterdir()) if path.name != MANIFEST_NAME}


def test_every_account_gets_its_plan_in_every_format(out: Path) -> None:
    done: list[str] = []
    report = write_plans(TWO, TWO.accounts, out, progress=done.append)
    assert [path.name for path in report.written] == [
        "Acme (A1).html", "Acme (A1).docx", "Bravo (B1).html", "Bravo (B1).docx",
    ]  # fmt: skip
    assert sorted(path.name for path in out.iterdir()) == sorted(
        [MANIFEST_NAME, *(path.name for path in report.written)]
    )
    assert done == ["Acme", "Bravo"]


def test_a_second_run_changes_nothing(out: Path, templates: Path) -> None:
    write(out, templates)
    before = (out / NAME).stat().st_mtime_ns
    report = write(out, templates)
    assert (report.written, report.unchanged) == ((), (out / NAME,))
    assert (out / NAME).stat().st_mtime_ns == before


def test_a_plan_that_nobody_edited_is_replaced(out: Path, templates: Path) -> None:
    write(out, templates, "Us")
    report = write(out, templates, "Them")
    assert (report.written, report.kept) == ((out / NAME,), ())
    assert texts(out) == {NAME: "Acme of Them"}


def test_an_edited_plan_is_kept_and_exactly_one_new_one_stands_beside_it(out: Path, templates: Path) -> None:
    write(out, templates, "Us")
    (out / NAME).write_text("my words", encoding="utf-8")
    for company in ("Them", "Others"):
        report = write(out, templates, company)
        differs = f"What differs: my words → Acme of {company}"
        assert (report.written, report.kept) == ((), (KeptPlan(out / NAME, out / NEW, differs),))
        assert texts(out) == {NAME: "my words", NEW: f"Acme of {company}"}


def test_a_plan_of_which_nothing_is_noted_counts_as_edited(out: Path, templates: Path) -> None:
    out.mkdir(parents=True)
    (out / NAME).write_text("somebody else's", encoding="utf-8")
    differs = "What differs: somebody else's → Acme of Us"
    assert write(out, templates).kept == (KeptPlan(out / NAME, out / NEW, differs),)
    assert texts(out) == {NAME: "somebody else's", NEW: "Acme of Us"}


def test_a_new_version_that_was_edited_too_is_kept_as_well(out: Path, templates: Path) -> None:
    write(out, templates, "Us")
    (out / NAME).write_text("my words", encoding="utf-8")
    write(out, templates, "Them")
    (out / NEW).write_text("my words too", encoding="utf-8")
    differs = "What differs: my words → Acme of Others"
    assert write(out, templates, "Others").kept == (KeptPlan(out / NAME, None, differs),)
    assert texts(out) == {NAME: "my words", NEW: "my words too"}


def test_a_new_version_put_in_place_of_the_edited_one_is_kam_xls_again(out: Path, templates: Path) -> None:
    write(out, templates, "Us")
    (out / NAME).write_text("my words", encoding="utf-8")
    write(out, templates, "Them")
    (out / NEW).replace(out / NAME)
    assert write(out, templates, "Others").written == (out / NAME,)
    assert texts(out) == {NAME: "Acme of Others"}


def test_a_new_version_goes_once_the_edited_one_is_gone(out: Path, templates: Path) -> None:
    write(out, templates, "Us")
    (out / NAME).write_text("my words", encoding="utf-8")
    write(out, templates, "Them")
    (out / NAME).unlink()
    write(out, templates, "Others")
    assert texts(out) == {NAME: "Acme of Others"}


def test_a_new_version_that_is_open_elsewhere_stays_until_it_can_go_and_the_plan_is_written(
    out: Path, templates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(out, templates, "Us")
    (out / NAME).write_text("my words", encoding="utf-8")
    write(out, templates, "Them")
    (out / NAME).unlink()
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", _refused)
        report = write(out, templates, "Others")
    assert (report.written, report.failed) == ((out / NAME,), ())
    assert texts(out) == {NAME: "Acme of Others", NEW: "Acme of Them"}
    assert write(out, templates, "Others").unchanged == (out / NAME,)
    assert texts(out) == {NAME: "Acme of Others"}


def _refused(path: Path, *, missing_ok: bool = False) -> None:
    raise PermissionError(13, f"Permission denied ({missing_ok})", str(path))


def test_what_cannot_be_noted_is_not_written_and_the_file_of_notes_is_named(out: Path) -> None:
    shelf = Shelf(out, Manifest(out))
    (out / MANIFEST_NAME).unlink()
    (out / MANIFEST_NAME).mkdir()
    with pytest.raises(TargetError, match=rf"{MANIFEST_NAME} could not be written: .*\. Make it writable"):
        shelf.put(NAME, b"plan")
    assert not (out / NAME).exists()


def test_nothing_is_written_through_a_junction_of_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    def on_windows(path: Path) -> SimpleNamespace:
        """See a junction in what is named so, and what OneDrive keeps in everything else."""
        return SimpleNamespace(st_mode=S_IFDIR, st_reparse_tag=0xA0000003 if path.name == "junction" else 0x9000001A)

    monkeypatch.setattr(Path, "lstat", on_windows)
    refuse_links(Path("junction"), "in OneDrive/plan.html")
    with pytest.raises(TargetError, match=r"junction is a link, and nothing is written through it"):
        refuse_links(Path("plans"), "junction/plan.html")


def test_a_run_killed_between_note_and_file_is_made_good(out: Path, templates: Path) -> None:
    write(out, templates, "Us")
    manifest = out / MANIFEST_NAME
    with manifest.open("a", encoding="utf-8") as lines:
        lines.write(f"{digest(b'never put in place')}  {NAME}\n{digest(b'torn')[:20]}")
    assert write(out, templates, "Them").written == (out / NAME,)
    assert manifest.read_text(encoding="utf-8") == f"{digest(b'Acme of Them')}  {NAME}\n"


def test_a_run_killed_before_its_end_is_made_good(out: Path, templates: Path) -> None:
    def stop(_account: object) -> None:
        raise KeyboardInterrupt

    write(out, templates, "Us")
    with pytest.raises(KeyboardInterrupt):
        write_plans(
            replace(TWO, settings={"company": "Them"}),
            TWO.accounts,
            out,
            Edition(("html",), (templates,)),
            progress=stop,
        )
    assert write(out, templates, "Others").written == (out / NAME,)


def test_returning_to_an_earlier_version_after_a_kill_does_not_look_like_an_edit(out: Path, templates: Path) -> None:
    write(out, templates, "Us")
    with (out / MANIFEST_NAME).open("a", encoding="utf-8") as lines:
        lines.write(f"{digest(b'never put in place')}  {NAME}\n")
    assert write(out, templates, "Us").unchanged == (out / NAME,)
    assert write(out, templates, "Them").written == (out / NAME,)


def test_plans_of_other_runs_stay_known(out: Path, templates: Path) -> None:
    edition = Edition(("html",), (templates,))
    write_plans(TWO, TWO.accounts, out, edition)
    write(out, templates, "Them")
    report = write_plans(replace(TWO, settings={"company": "Them"}), TWO.accounts, out, edition)
    assert [path.name for path in report.written] == ["Bravo (B1).html"]


RENAMED = book(account("A1", "Acme of old"), BRAVO)


def left_over(
    out: Path, templates: Path, scored: ScoredBook, accounts: Sequence[ScoredAccount], *, complete: bool
) -> list[str]:
    report = write_plans(scored, accounts, out, Edition(("html",), (templates,)), complete=complete)
    return [path.name for path in report.left_over]


def test_the_plan_of_an_account_that_was_renamed_is_named_and_left(out: Path, templates: Path) -> None:
    assert left_over(out, templates, RENAMED, RENAMED.accounts, complete=False) == []
    assert left_over(out, templates, TWO, TWO.accounts[1:], complete=False) == ["Acme of old (A1).html"]
    assert (out / "Acme of old (A1).html").exists()
    (out / "Acme of old (A1).html").unlink()
    assert left_over(out, templates, TWO, TWO.accounts, complete=False) == []


def test_the_plan_of_an_account_that_is_not_wanted_any_more_is_named_where_nothing_else_should_stand(
    out: Path, templates: Path
) -> None:
    write_plans(TWO, TWO.accounts, out, Edition(("html",), (templates,)))
    assert left_over(out, templates, TWO, TWO.accounts[:1], complete=True) == ["Bravo (B1).html"]
    assert left_over(out, templates, TWO, TWO.accounts[:1], complete=False) == []


def test_other_formats_plans_for_customers_and_versions_beside_are_not_left_over(out: Path, templates: Path) -> None:
    write_plans(TWO, TWO.accounts, out, Edition(("html", "docx"), (templates,)))
    write_plans(TWO, TWO.accounts, out, Edition(("html",), (templates,), for_customer=True))
    (out / NAME).write_text("my words", encoding="utf-8")
    write_plans(TWO, TWO.accounts, out, Edition(("html",), (templates,)))
    assert left_over(out, templates, TWO, TWO.accounts, complete=True) == []


def test_what_kam_xl_did_not_write_is_nobodys_left_over(out: Path, templates: Path) -> None:
    out.mkdir(parents=True)
    (out / "Minutes (A9).docx").write_text("mine", encoding="utf-8")
    assert left_over(out, templates, TWO, TWO.accounts, complete=True) == []


def test_plans_and_pages_over_many_accounts_leave_each_other_alone(out: Path, templates: Path) -> None:
    def pages(*stems: str) -> tuple[Path, ...]:
        each = [(stem, stem, lambda: compose_portfolio(TWO)) for stem in stems]
        return write_portfolios(each, out, Edition(("html",), (templates,))).left_over

    write_plans(TWO, TWO.accounts, out, Edition(("html",), (templates,)))
    assert pages("Portfolio", "Portfolio of Ann") == ()
    assert left_over(out, templates, TWO, TWO.accounts, complete=True) == []
    assert pages("Portfolio") == (out / "Portfolio of Ann.html",)


def test_the_manifest_is_what_sha256sum_checks(out: Path, templates: Path) -> None:
    write(out, templates)
    assert (out / MANIFEST_NAME).read_text(encoding="utf-8") == f"{digest((out / NAME).read_bytes())}  {NAME}\n"


def test_one_failure_never_stops_the_rest(out: Path, templates: Path) -> None:
    (templates / "plan-key.html").write_text("{{ revenue.target.amount }}", encoding="utf-8")
    report = write_plans(TWO, TWO.accounts, out, Edition(("html",), (templates,)))
    assert [path.name for path in report.written] == ["Bravo (B1).html"]
    reason = "“amount” is asked of what is not known. Ask first: {% if … is not none %}."
    assert report.failed == (FailedPlan("A1", "Acme", "html", f"{templates / 'plan-key.html'}, line 1: {reason}"),)


def test_a_folder_where_the_plan_belongs_is_a_failure_with_its_reason(out: Path, templates: Path) -> None:
    (out / NAME).mkdir(parents=True)
    report = write(out, templates)
    remedy = "Close the program that has it open, or move it away."
    reason = f"stands where a document belongs and cannot be read: Is a directory. {remedy}"
    assert report.failed == (FailedPlan("A1", "Acme", "html", f"{out / NAME} {reason}"),)


def test_a_broken_template_stops_before_anything_is_written(out: Path, templates: Path) -> None:
    (templates / "plan.html").write_text("{% if %}", encoding="utf-8")
    with pytest.raises(TemplateError):
        write(out, templates)
    assert not out.exists()


def test_a_name_that_stands_for_nothing_stops_before_anything_is_written_and_is_told_once(
    out: Path, templates: Path
) -> None:
    (templates / "plan.html").write_text("{{ account.nme }}", encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        write_plans(TWO, TWO.accounts, out, Edition(("html",), (templates,)))
    told = "there is no “account.nme” in a plan. Did you mean “account.name”?"
    assert caught.value.problems == (f"{templates / 'plan.html'}, line 1: {told}",)
    assert not out.exists()


def test_a_format_that_cannot_be_written_is_refused_with_the_ones_that_can(out: Path) -> None:
    with pytest.raises(TargetError) as caught:
        write_plans(TWO, TWO.accounts, out, Edition(("html", "odt")))
    assert str(caught.value) == "Plans cannot be written as “odt”; allowed are docx, html, pdf."
    assert not out.exists()


def test_a_file_where_the_folder_belongs_is_refused(tmp_path: Path, templates: Path) -> None:
    (tmp_path / "plans").touch()
    with pytest.raises(TargetError, match=r"is a file; a folder is needed for plans\. Choose another place"):
        write(tmp_path / "plans", templates)


def test_hostile_names_stay_within_the_folder(out: Path, templates: Path) -> None:
    names = (
        "../../escape",
        "C:\\Windows\\x",
        "/etc/passwd",
        "CON",
        "a" * 300,
        "<script>",
        "..",
        "\x00",
        "\u202eexe.txt",
        "{{7*7}}",
        "=cmd|' /C calc'!A0",
        "👩\u200d🔬",
        "\u0627\u0644\u0634\u0631\u0643\u0629",
    )
    accounts = [account(f"A{i}", name) for i, name in enumerate(names)]
    report = write_plans(book(*accounts), accounts, out, Edition(("html",), (templates,)))
    assert len(report.written) == len(names) == len(texts(out))
    assert {path.parent for path in report.written} == {out}


def test_ids_that_differ_by_case_alone_have_their_own_plans(out: Path, templates: Path) -> None:
    accounts = [account("abc", "Acme"), account("ABC", "ACME")]
    write_plans(book(*accounts), accounts, out, Edition(("html",), (templates,)))
    assert len({name.casefold() for name in texts(out)}) == 2


def test_a_manifest_that_cannot_be_read_is_named(out: Path, templates: Path) -> None:
    (out / MANIFEST_NAME).mkdir(parents=True)
    with pytest.raises(TargetError, match=r"could not be read: Is a directory\. Make it readable, or remove it\."):
        write(out, templates)
