"""What plans look like, as files that can be reviewed: `python -m tests.plans.golden FOLDER` writes them anew.

Word documents as text and as XML; web pages as an outline of their elements; PDFs as text and as
pictures of their pages, drawn by typst itself.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from lxml import etree

from kam_xl.plans.content.customer import compose_customer_plan
from kam_xl.plans.content.plan import compose_plan
from kam_xl.plans.content.portfolio import compose_portfolio
from kam_xl.plans.formats import pdf
from kam_xl.plans.press import Content, kind_of, template_names
from kam_xl.plans.wording import Wording
from kam_xl.portfolio.book import ScoredAccount, ScoredBook
from kam_xl.shipped import shipped
from tests.plans.books import account, full_book, major_account
from tests.plans.documents import rendered, words_of

GOLDEN = Path(__file__).parents[1] / "golden" / "plans"
PIXELS_PER_INCH = 36
_VOID = frozenset({"br", "circle", "meta", "path", "polyline", "rect"})


def contents() -> dict[str, Content]:
    """Compose one of each kind: the fullest plan, shorter ones, one of which nothing is known, and a portfolio."""
    book = full_book()
    full = compose_plan(book, book.accounts[0])
    major = major_account()
    thin = account("T9", "Thin", tier="Standard")
    return {
        "key": full,
        "major": compose_plan(replace(book, accounts=(major,)), major),
        "standard": compose_plan(replace(book, accounts=(thin,)), thin),
        "customer": compose_customer_plan(book, book.accounts[0]),
        "portfolio": compose_portfolio(larger(book)),
    }


def larger(book: ScoredBook) -> ScoredBook:
    """Add accounts, so that there is something to compare."""
    others = (
        placed(account("A1", "Acme", tier="Major", account_manager="Bo", revenue_12m=640_000.0,
                       revenue_prior_12m=700_000.0), 61, 38),
        placed(account("A2", "Beta & Söhne", tier="Standard", account_manager="Ines Okafor", revenue_12m=90_000.0,
                       revenue_prior_12m=120_000.0), 34, 72),
        placed(account("A3", "Gamma", tier="Standard", revenue_12m=0.0, revenue_prior_12m=30_000.0), 22, 18),
        account("A4", "Delta", tier="Unscored", account_manager="Bo"),
    )  # fmt: skip
    return replace(book, accounts=(*book.accounts, *others))


def placed(known: ScoredAccount, attractiveness: float, relationship: float) -> ScoredAccount:
    """Give an account its place between the axes."""
    result = replace(known.result, attractiveness=float(attractiveness), relationship=float(relationship))
    return replace(known, result=result)


def golden_files() -> Iterator[tuple[str, bytes]]:
    """Draw everything: file names and contents."""
    for name, content in contents().items():
        word, web, printed = (rendered(content, ending) for ending in ("docx", "html", "pdf"))
        yield f"{name}.docx.txt", words_by_line(words_of(word, "docx"))
        yield f"{name}.html.txt", outline(web.decode())
        yield f"{name}.pdf.txt", words_by_line(words_of(printed, "pdf"))
        yield f"{name}.docx.xml", word_xml(word)
        for number, picture in enumerate(pictures(content), 1):
            yield f"{name}-{number}.png", picture


def words_by_line(words: str) -> bytes:
    """Break a text where a reviewer can follow."""
    lines, line = [], ""
    for word in words.split(" "):
        if len(line) + len(word) > 110:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return "\n".join([*lines, line, ""]).encode()


def word_xml(document: bytes) -> bytes:
    """Give the XML of a Word document and its charts, an element a line."""
    with ZipFile(BytesIO(document)) as package:
        names = [name for name in package.namelist() if name == "word/document.xml" or "/charts/" in name]
        roots = [etree.fromstring(package.read(name)) for name in sorted(names)]
    for root in roots:
        etree.indent(root)
    return b"\n".join([*(etree.tostring(root, encoding="UTF-8") for root in roots), b""])


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._depth = 0
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = "".join(f' {name}="{value}"' for name, value in attrs)
        self.lines.append(f"{' ' * self._depth}<{tag}{said}>")
        self._depth += tag not in _VOID
        self._in_style = tag == "style"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._depth -= tag not in _VOID

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag not in _VOID
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._in_style:
            self.lines.append(f"{' ' * self._depth}{' '.join(data.split())}")


def outline(page: str) -> bytes:
    """Give the elements and the words of a web page, each on a line; how it looks is no part of it."""
    parser = _Outline()
    parser.feed(page)
    return "\n".join([*parser.lines, ""]).encode()


def pictures(content: Content) -> list[bytes]:
    """Draw the pages of a PDF."""
    (name, *_) = (name for name in template_names("pdf", kind_of(content)) if (shipped("templates") / name).is_file())
    values = {field.name: getattr(content, field.name) for field in fields(content)}
    inputs = {"plan": json.dumps(pdf.plain(values, Wording(content.language, content.currency)))}
    drawn = pdf.compiler().compile(
        input=str(shipped("templates", name)), format="png", ppi=PIXELS_PER_INCH, sys_inputs=inputs
    )
    return drawn if isinstance(drawn, list) else [drawn]


def write_golden(folder: Path) -> None:
    """Write every file anew, and remove those that are no longer made."""
    folder.mkdir(parents=True, exist_ok=True)
    made = dict(golden_files())
    for file in folder.iterdir():
        if file.name not in made:
            file.unlink()
    for name, content in made.items():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    write_golden(Path(sys.argv[1]) if sys.argv[1:] else GOLDEN)
