"""Make plans: Word beside docxtpl in a loop, PDF beside bare typst, web pages beside bare Jinja, and then a whole book.

The Word documents must be the same, part by part in canonical XML, before they are timed. `plans.py 100` makes the book
of 100 accounts; without a number it has 1,000.
"""

import json
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from functools import partial
from io import BytesIO
from itertools import cycle, islice
from multiprocessing import active_children
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING
from zipfile import ZipFile

import typst
from docxtpl import DocxTemplate
from jinja2 import Environment, FileSystemLoader
from lxml import etree
from measuring import report, take_turns

from kam_xl.jobs.examples import example_plans
from kam_xl.jobs.gather import Request, understand
from kam_xl.jobs.sample import read_sample
from kam_xl.jobs.score import score_gathered
from kam_xl.plans.content.plan import Plan
from kam_xl.plans.formats import FORMATS
from kam_xl.plans.formats.docx import bar, bar_rest
from kam_xl.plans.formats.html import RED_FLAG as HTML_RED_FLAG
from kam_xl.plans.formats.pdf import STANDARD, plain
from kam_xl.plans.formats.word_package import PROPERTIES, RED_FLAG, mark_red_flags, pack, unpack
from kam_xl.plans.wording import Wording, brief, dash, drawn
from kam_xl.plans.writing import Edition, write_plans
from kam_xl.portfolio.book import ScoredBook
from kam_xl.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Callable

TEMPLATES = shipped("templates")
WORDING = Wording("en", "EUR")


def values_of(plan: Plan) -> dict[str, object]:
    """Give the variables of a plan."""
    return {field.name: getattr(plan, field.name) for field in fields(plan)}


def by_docxtpl(file: Path, values: Mapping[str, object]) -> bytes:
    """Make a Word document as its manual says: a template object for each document."""
    template = DocxTemplate(file)
    environment = without_sandbox(RED_FLAG)
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
    """Time Word documents, also by a template that only docxtpl can fill in: one that could ask for a picture."""
    file, values = TEMPLATES / "plan.docx", values_of(plan)
    values["red_flags"] = flags_in(by_docxtpl(file, {**values, "red_flags": 0}))
    render = FORMATS["docx"].load(file, (TEMPLATES,), WORDING)
    with TemporaryDirectory() as folder:
        render_slowly = FORMATS["docx"].load(asking_for_a_picture(file, Path(folder)), (TEMPLATES,), WORDING)
    for document in (render(values), render_slowly(values)):
        assert same_words(document, by_docxtpl(file, values))
    ways: dict[str, Callable[[], object]] = {
        "docxtpl, a loop": partial(by_docxtpl, file, values),
        "kam-xl": partial(render, values),
        "kam-xl, a template with pictures": partial(render_slowly, values),
    }
    report("A plan as Word document, the same word/*.xml", take_turns(ways, rounds=7), "kam-xl")


def asking_for_a_picture(file: Path, folder: Path) -> Path:
    """Copy a Word template, and let a property of it ask for a picture without showing one."""
    package, end = unpack(file), b"</cp:coreProperties>"
    tag = b"<cp:category>{% if picture %}{% endif %}</cp:category>"
    copy = folder / file.name
    copy.write_bytes(pack({**package, PROPERTIES: package[PROPERTIES].replace(end, tag + end)}))
    assert FORMATS["docx"].remark(copy)
    return copy


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
    values = values_of(plan)
    for kind, name in (("A plan", "plan.html"), ("A card of one page", "plan-standard.html")):
        render = FORMATS["html"].load(TEMPLATES / name, (TEMPLATES,), WORDING)
        bare = for_pages().get_template(name)
        ways: dict[str, Callable[[], object]] = {
            "Jinja, a loop: compiled each time": partial(compiled_and_filled, name, values),
            "Jinja, compiled once, no sandbox": partial(bare.render, values, red_flags=2),
            "kam-xl": partial(render, values),
        }
        report(f"{kind} as web page, {len(render(values)):,} bytes", take_turns(ways, calls=5), "kam-xl")


def compiled_and_filled(name: str, values: Mapping[str, object]) -> str:
    """Fill a web page in as a program does that keeps nothing."""
    return for_pages().get_template(name).render(values, red_flags=2)


def for_pages() -> Environment:
    """Set up Jinja as our web pages need it."""
    environment = without_sandbox(HTML_RED_FLAG)
    environment.trim_blocks = environment.lstrip_blocks = True
    return environment


def without_sandbox(red_flag: str) -> Environment:
    """Set up Jinja as its manual does, with the words and filters that the templates need."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=lambda value: red_flag if value is None else WORDING.say(value),
    )
    environment.filters |= {"signed": WORDING.signed, "drawn": drawn, "brief": brief, "dash": dash}
    environment.globals["not_known"] = None
    return environment


def many(count: int) -> None:
    """Write every format of a plan for each account of a large book, and watch memory."""
    book = large_book(count)
    for workers in dict.fromkeys((1, os.cpu_count() or 1)):
        seen: list[int] = []
        with TemporaryDirectory() as folder:
            start = perf_counter()
            written = write_plans(
                book,
                book.accounts,
                Path(folder),
                Edition(("html", "docx", "pdf")),
                workers=workers,
                progress=lambda _name, seen=seen: seen.append(peak_megabytes()),  # type: ignore[misc]
            )
            seconds = perf_counter() - start
        assert len(written.written) == 3 * count
        print(f"\n{count:,} accounts as html, docx and pdf, {workers} process{'es' if workers > 1 else ''} printing")
        print(f"  {seconds:8.1f} s, {1000 * seconds / count:.1f} ms an account with its three documents")
        print(f"  peak memory {seen[count // 10]:,} MB after a tenth, {seen[-1]:,} MB at the end")


def peak_megabytes() -> int:
    """Give the most memory that this process and those that print for it have had; 0 where Linux does not tell."""
    people = [Path(f"/proc/{child}/status") for child in [os.getpid(), *(each.pid for each in active_children())]]
    told = "".join(person.read_text(encoding="ascii") for person in people if person.exists())
    peaks = re.findall(r"VmHWM:\s*(\d+)", told)
    return sum(map(int, peaks)) // 1024


def large_book(count: int) -> ScoredBook:
    """Repeat the accounts of the sample under new ids, with all that is known of them."""
    raw, folder = read_sample()
    book = score_gathered(understand(raw, Request(source=folder / "accounts.csv", today=date(2026, 6, 30)))).book
    rounds = [
        (account, f"{account.account_id}-{number // len(book.accounts)}")
        for number, account in enumerate(islice(cycle(book.accounts), count))
    ]
    tables = {
        sheet: tuple(
            {**row, "account_id": account_id} for account, account_id in rounds for row in book.details(sheet, account)
        )
        for sheet in book.tables
    }
    accounts = tuple(replace(account, values={**account.values, "account_id": new}) for account, new in rounds)
    return replace(book, accounts=accounts, tables={**tables, "Team": book.tables["Team"]})


def main() -> None:
    """Time each format with the fullest account of the sample."""
    full = next(plan for plan in example_plans() if isinstance(plan, Plan))
    word(full)
    pdf(full)
    web(full)
    many(int(sys.argv[1]) if sys.argv[1:] else 1000)


if __name__ == "__main__":
    main()
