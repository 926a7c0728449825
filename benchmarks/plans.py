"""Make plans: Word beside docxtpl in a loop, PDF beside bare typst, web pages by themselves.

The Word documents must be the same, part by part in canonical XML, before they are timed.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import typst
from docxtpl import DocxTemplate
from lxml import etree
from measuring import report, take_turns

from kam_xl.jobs.templates import example_plans
from kam_xl.plans.content.plan import Plan
from kam_xl.plans.formats import FORMATS
from kam_xl.plans.formats.docx import bar, bar_rest
from kam_xl.plans.formats.pdf import STANDARD, plain
from kam_xl.plans.formats.word_package import RED_FLAG, mark_red_flags
from kam_xl.plans.templates import sandbox
from kam_xl.plans.wording import Wording
from kam_xl.shipped import shipped

TEMPLATES = shipped("templates")
WORDING = Wording("en", "EUR")


def values_of(plan: Plan) -> dict[str, object]:
    """Give the variables of a plan."""
    return {field.name: getattr(plan, field.name) for field in fields(plan)}


def by_docxtpl(file: Path, values: Mapping[str, object]) -> bytes:
    """Make a Word document as its manual says: a template object for each document."""
    template = DocxTemplate(file)
    environment = sandbox((TEMPLATES,), WORDING, RED_FLAG)
    environment.filters |= {"bar": bar, "bar_rest": bar_rest}
    template.render(values, environment, autoescape=True)
    document = BytesIO()
    template.save(document)
    return document.getvalue()


def same_words(ours: bytes, theirs: bytes) -> bool:
    """Tell whether the texts below word/ are the same; docxtpl's red flags are marked first, which it cannot do."""
    with ZipFile(BytesIO(ours)) as left, ZipFile(BytesIO(theirs)) as right:
        names = [name for name in left.namelist() if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name)]
        return [canonical(left.read(name)) for name in names] == [canonical(right.read(name)) for name in names]


def flags_in(document: bytes) -> int:
    """Count the red flags of a document."""
    with ZipFile(BytesIO(document)) as package:
        return sum(package.read(name).decode(errors="replace").count(RED_FLAG) for name in package.namelist())


def canonical(part: bytes) -> str:
    """Write a part so that equal ones are equal texts."""
    root = etree.fromstring(part)
    mark_red_flags(root)
    return str(etree.canonicalize(etree.tostring(root, encoding="unicode")))


def word(plan: Plan) -> None:
    """Time Word documents."""
    file, values = TEMPLATES / "plan.docx", values_of(plan)
    render = FORMATS["docx"].load(file, (TEMPLATES,), WORDING)
    values["red_flags"] = flags_in(by_docxtpl(file, {**values, "red_flags": 0}))
    assert same_words(render(values), by_docxtpl(file, values))
    times = take_turns(
        {"docxtpl, a loop": lambda: by_docxtpl(file, values), "kam-xl": lambda: render(values)}, rounds=7
    )
    report("A plan as Word document, the same word/*.xml", times, "kam-xl")


def pdf(plan: Plan) -> None:
    """Time PDFs."""
    file, values = TEMPLATES / "plan.typ", values_of(plan)
    render = FORMATS["pdf"].load(file, (TEMPLATES,), WORDING)
    compiler = typst.Compiler(root=str(TEMPLATES), font_paths=[str(TEMPLATES / "fonts")])
    inputs = {"plan": json.dumps(plain(values, WORDING))}
    moment = datetime.combine(plan.as_of, datetime.min.time(), UTC)

    def bare() -> object:
        return compiler.compile(
            input=str(file), format="pdf", sys_inputs=inputs, pdf_standards=[STANDARD], timestamp=moment
        )

    assert render(values) == bare()
    report(
        "A plan as PDF, the same bytes",
        take_turns({"typst": bare, "kam-xl": lambda: render(values)}, rounds=7),
        "typst",
    )


def web(plan: Plan) -> None:
    """Time web pages."""
    render = FORMATS["html"].load(TEMPLATES / "plan.html", (TEMPLATES,), WORDING)
    values = values_of(plan)
    report("A plan as web page", take_turns({"kam-xl": lambda: render(values)}, calls=20), "kam-xl")


def main() -> None:
    """Time each format with the fullest account of the sample."""
    full = next(plan for plan in example_plans() if isinstance(plan, Plan))
    word(full)
    pdf(full)
    web(full)


if __name__ == "__main__":
    main()
