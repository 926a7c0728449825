"""Plans as PDF: whole, tagged, and the same everywhere."""

import builtins
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kam_xl.errors import TargetError, TemplateError
from kam_xl.plans.content.customer import compose_customer_plan
from kam_xl.plans.formats import pdf
from kam_xl.plans.formats.pdf import load_pdf, plain
from kam_xl.plans.wording import Wording
from kam_xl.plans.writing import Edition, write_plans
from tests.plans.books import account, book, full_book
from tests.plans.documents import full_plan, plan_of_texts, rendered, thin_plan

NO_FONT_HAS_IT = "\U000f0000"


def told(program: Path, document: bytes, folder: Path) -> str:
    file = folder / "plan.pdf"
    file.write_bytes(document)
    return subprocess.run([program, file], check=True, capture_output=True, text=True).stdout


def test_it_is_tagged_and_says_its_title(tmp_path: Path, require_host: Callable[[str], Path]) -> None:
    said = told(require_host("pdfinfo"), rendered(full_plan(), "pdf"), tmp_path)
    facts = {name: value.strip() for name, _, value in (line.partition(":") for line in said.splitlines())}
    assert facts["Title"] == "Account plan: Nordwind Logistik & Söhne GmbH"
    assert (facts["Tagged"], facts["Author"], facts["JavaScript"]) == ("yes", "Baltic Packaging Ltd", "no")
    assert "pdfuaid" in rendered(full_plan(), "pdf").decode("latin-1")


def test_every_font_is_embedded(tmp_path: Path, require_host: Callable[[str], Path]) -> None:
    _, _, *fonts = told(require_host("pdffonts"), rendered(full_plan(), "pdf"), tmp_path).splitlines()
    assert [font for font in fonts if "LiberationSans" not in font] == []
    assert {font.split()[-5] for font in fonts} == {"yes"}


@pytest.mark.parametrize(("tier", "pages"), [("Major", 2), ("Standard", 1)])
def test_shorter_plans_have_their_pages(
    tier: str, pages: int, tmp_path: Path, require_host: Callable[[str], Path]
) -> None:
    for plan in (full_plan(), thin_plan()):
        said = told(require_host("pdfinfo"), rendered(replace(plan, tier=tier), "pdf"), tmp_path)
        assert f"Pages:           {pages}\n" in said


def test_page_one_is_one_page_however_long_the_texts(tmp_path: Path, require_host: Callable[[str], Path]) -> None:
    for text in ("A sentence that somebody typed without thinking of the page on which it may stand. " * 6, "x" * 400):
        file = tmp_path / "plan.pdf"
        file.write_bytes(rendered(plan_of_texts([text]), "pdf"))
        done = subprocess.run([require_host("pdftotext"), file, "-"], check=True, capture_output=True, text=True)
        first, second, *_ = done.stdout.split("\f")
        assert "THE ONE ASK" in first
        assert "Profile" in second.splitlines()


def test_the_plan_of_a_thin_account_is_accessible_as_well() -> None:
    known = account("T9", "Thin")
    for plan in (thin_plan(), compose_customer_plan(book(known), known)):
        assert rendered(plan, "pdf").startswith(b"%PDF-")


def test_a_sign_that_no_font_has_is_told_with_its_account(tmp_path: Path) -> None:
    strange, plain_one = account("S1", f"Strange {NO_FONT_HAS_IT}"), account("P1", "Plain")
    report = write_plans(book(strange, plain_one), (strange, plain_one), tmp_path, Edition(("pdf",)))
    assert [path.name for path in report.written] == ["Plain (P1).pdf"]
    (failed,) = report.failed
    assert failed.account_id == "S1"
    assert NO_FONT_HAS_IT in failed.reason or "f0000" in failed.reason.lower()
    assert "Install a font that has it" in failed.reason


def test_texts_are_data_and_never_typst() -> None:
    texts = (
        "#panic()",
        '#read("/etc/hostname")',
        "*bold* _x_ $1/0$",
        "= Heading",
        "\\u{41}",
        "<label> @ref",
        "#{while true {}}",
    )
    assert rendered(plan_of_texts(texts), "pdf").startswith(b"%PDF-")


def test_a_folder_of_ones_own_has_no_say(tmp_path: Path) -> None:
    (tmp_path / "plan.typ").write_text("#panic()", encoding="utf-8")
    assert rendered(full_plan(), "pdf", [tmp_path]) == rendered(full_plan(), "pdf")


def test_two_programs_make_the_same_bytes(tmp_path: Path) -> None:
    program = (
        "import sys; from tests.plans.documents import full_plan, rendered; "
        "open(sys.argv[1], 'wb').write(rendered(full_plan(), 'pdf'))"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", program, tmp_path / "plan.pdf"], check=True, cwd=root)
    assert (tmp_path / "plan.pdf").read_bytes() == rendered(full_plan(), "pdf")


def test_without_typst_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf.compiler.cache_clear()  # as in a program that has just started
    kept = builtins.__import__

    def without_typst(name: str, *arguments: object) -> object:
        if name == "typst":
            raise ImportError(name)
        return kept(name, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without_typst)
    with pytest.raises(TargetError, match=r'pip install "kam-xl\[pdf\]"'):
        load_pdf(Path("plan.typ"), (), Wording("en"))


def test_what_is_wrong_with_a_template_names_it() -> None:
    scored = full_book()
    with pytest.raises(TemplateError, match=r"plan\.typ: dictionary does not contain key"):
        load_pdf(Path("plan.typ"), (), Wording("en"))({"as_of": scored.basis.as_of})


def test_a_quantity_carries_what_is_said_its_sign_and_its_bar() -> None:
    plan = full_plan()
    said = plain({"share": plan.revenue.growth, "answer": True, "none": None}, Wording("en"))
    assert said == {
        "share": {"said": "14%", "signed": "+14%", "number": pytest.approx(13.55), "filled": pytest.approx(0.1355)},
        "answer": True,
        "none": None,
    }
