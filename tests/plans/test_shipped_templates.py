import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from zipfile import ZipFile

from docx import Document

from kam_xl.plans.content.customer import CustomerPlan
from kam_xl.plans.content.plan import Plan
from kam_xl.plans.content.portfolio import Portfolio
from kam_xl.plans.formats import FORMATS
from kam_xl.plans.formats.word_package import RED_FLAG_STYLE
from kam_xl.plans.variables import walk
from kam_xl.sharing.news import News
from kam_xl.shipped import shipped

ROOT = Path(__file__).parents[2]


def parts(file: Path) -> dict[str, bytes]:
    with ZipFile(file) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_every_format_has_a_template() -> None:
    assert [
        f"{kind}.{form.suffix or ending}"
        for ending, form in FORMATS.items()
        for kind in ("plan", "plan-major", "plan-standard", "plan-customer", "portfolio")
        if not (shipped("templates") / f"{kind}.{form.suffix or ending}").is_file()
    ] == []


def test_the_word_templates_are_what_their_program_builds(tmp_path: Path) -> None:
    subprocess.run([sys.executable, ROOT / "scripts" / "word_template.py", tmp_path], check=True)
    built = {file.name: parts(file) for file in tmp_path.iterdir()}
    assert built == {file.name: parts(file) for file in shipped("templates").glob("*.docx")}


def test_the_word_template_has_the_style_of_red_flags() -> None:
    styles = Document(str(shipped("templates", "plan.docx"))).styles
    assert RED_FLAG_STYLE in {style.style_id for style in styles}


def test_the_guide_for_authors_names_every_variable() -> None:
    guide = shipped("templates", "README.md").read_text(encoding="utf-8")
    assert [field.name for field in fields(Plan) if f"`{field.name}`" not in guide] == []


def test_the_guides_lead_to_the_variables_of_messages() -> None:
    (heading,) = (line for line in _lines("REFERENCE.md") if line.startswith("# ") and line.endswith("message"))
    anchor = heading.removeprefix("# ").lower().replace(" ", "-")
    assert f"../REFERENCE.md#{anchor})" in "\n".join(_lines("messages", "README.md"))
    assert "(messages/README.md)" in "\n".join(_lines("README.md"))


def _lines(*place: str) -> list[str]:
    return shipped("templates", *place).read_text(encoding="utf-8").splitlines()


def test_the_reference_lists_every_variable_with_what_it_is_and_an_example() -> None:
    lines = shipped("templates", "REFERENCE.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("| `")]
    models = (Plan, CustomerPlan, Portfolio, News)
    assert [row[0] for row in rows] == [f"`{path}`" for model in models for path, _, _ in walk(model)]
    assert [row for row in rows if not all(row)] == []
    assert sum(row[2] == "–" for row in rows) < len(rows) / 5


def test_the_reference_is_what_its_program_writes_but_for_the_examples(tmp_path: Path) -> None:
    written = tmp_path / "REFERENCE.md"
    subprocess.run([sys.executable, ROOT / "scripts" / "template_reference.py", written], check=True)
    shown = shipped("templates", "REFERENCE.md").read_text(encoding="utf-8")
    assert _without_examples(written.read_text(encoding="utf-8")) == _without_examples(shown)


def _without_examples(reference: str) -> list[str]:
    return [line.rpartition(" | ")[0] for line in reference.splitlines()]
