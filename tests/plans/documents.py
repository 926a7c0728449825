"""Plans rendered by the shipped templates, and what a reader sees in them."""

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from kam_xl.plans.content.plan import Plan, compose_plan
from kam_xl.plans.press import Content, Press
from kam_xl.plans.templates import template_folders
from tests.plans.books import account, book, full_account, full_book

HOSTILE = (
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}{% for x in y %}{# z #}",
    "R&D <b> & \"quotes\" 'too' ]]> <!-- &amp; &lt;w:p&gt;",
    "control \x00\x08\x1b\ufffe\ud800\ufdd0 signs",
    "\u202eright to left \u0627\u0644\u0634\u0631\u0643\u0629",
    "emoji 👩‍🔬 and astral 𐍈",
    "\n\n\tlines\nand\ttabs\r\n",
    "{_{ 7 * 7 }_} {_% if x %_}",
)
"""What CRM texts may hold that a document must not obey."""


def full_plan() -> Plan:
    """Compose the plan of a key account of which everything is known."""
    scored = full_book()
    return compose_plan(scored, scored.accounts[0])


def thin_plan() -> Plan:
    """Compose the plan of an account of which nothing is known."""
    known = account("T9", "Thin", tier="Major")
    return compose_plan(book(known), known)


def plan_of_texts(texts: Sequence[str]) -> Plan:
    """Compose a plan whose every text is one of these in turn."""
    scored = full_book()
    turns = iter(range(1_000_000))

    def other(value: object) -> object:
        return texts[next(turns) % len(texts)] if isinstance(value, str) else value

    kept = {"account_id", "role", "state", "section", "objective_id", "sentiment", "model_hash", "model"}
    tables = {
        sheet: tuple({name: value if name in kept else other(value) for name, value in row.items()} for row in rows)
        for sheet, rows in scored.tables.items()
    }
    original = full_account()
    values = {name: value if name == "account_id" else other(value) for name, value in original.values.items()}
    changed = replace(original, values=values, result=replace(original.result, reason=texts[0]))  # type: ignore[arg-type]
    settings = {"company": texts[0], "currency": "EUR"}
    return compose_plan(replace(scored, accounts=(changed,), tables=tables, settings=settings), changed)  # type: ignore[arg-type]


@cache
def shipped_press() -> Press:
    """Make the shipped templates ready once for all tests of a process: that takes longer than to render."""
    return Press(template_folders())


def rendered(content: Content, ending: str, templates: Sequence[Path] = ()) -> bytes:
    """Render a plan or a portfolio."""
    press = Press(template_folders(templates)) if templates else shipped_press()
    return press.render(content, ending)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._unseen += tag in {"style", "title"}

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in {"style", "title"}

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words.append(data)


def page(document: bytes) -> _Words:
    """Take a web page apart."""
    parser = _Words()
    parser.feed(document.decode())
    parser.close()
    return parser


def words_of(document: bytes, ending: str) -> str:
    """Give the text that a reader sees, with single blanks."""
    if ending == "pdf":
        return " ".join(_printed(document).split())
    if ending == "html":
        return " ".join(" ".join(page(document).words).split())
    body = Document(BytesIO(document)).element.body
    paragraphs = ["".join(_run_words(node) for node in paragraph.iter()) for paragraph in body.iter(qn("w:p"))]
    return " ".join(" ".join(paragraphs).split())


def _printed(document: bytes) -> str:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed; `make test` installs it where it may")
    done = subprocess.run([program, "-raw", "-", "-"], input=document, check=True, capture_output=True)
    return done.stdout.decode()


def _run_words(node: object) -> str:
    tag = getattr(node, "tag", "")
    if tag == qn("w:t"):
        return str(getattr(node, "text", "") or "")
    return " " if tag in {qn("w:br"), qn("w:tab")} else ""
