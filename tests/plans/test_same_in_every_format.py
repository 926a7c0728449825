"""A plan says the same in every format: the same words, and the same numbers as often."""

import re
import subprocess
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree

from kam_xl.jobs.demo import score_sample
from kam_xl.jobs.plan import portfolio_pages
from kam_xl.plans.content.background import Background
from kam_xl.plans.content.customer import compose_customer_plan
from kam_xl.plans.content.plan import compose_plan
from kam_xl.plans.press import Content
from kam_xl.portfolio.book import ScoredAccount
from tests.plans.documents import rendered, words_of

OTHERWISE_SAID = {
    "html": re.compile(r'(?s)<footer.*?</footer>|<a class="skip".*?</a>'),
    "pdf": re.compile(r"(?:\. ?){4,}\W*\d+"),
}
"""What a format has for itself: the foot of a web page and its way past page one, the page numbers of contents."""

BODY = ("-x", "0", "-y", "46", "-W", "595", "-H", "748")
"""Where a page of a PDF says more than its own header and footer, in points."""

NUMBER = re.compile(r"\d[\d.,:]*\d|\d")
WORD = re.compile(r"[^\W\d_]+|[%≈→↑]")


@cache
def contents() -> dict[str, tuple[Content, ...]]:
    """Compose what is compared: of every tier the accounts of which least and most is known, and two portfolios."""
    scored = score_sample(date(2026, 1, 1))
    book, background = scored.book, Background(scored.book)

    def known(account: ScoredAccount) -> int:
        return sum(len(book.details(sheet, account)) for sheet in book.tables)

    def spread(tier: str) -> list[ScoredAccount]:
        accounts = sorted((each for each in book.accounts if each.result.tier == tier), key=known)
        return [accounts[0], accounts[-1]]

    plans = {tier: tuple(compose_plan(book, each, background) for each in spread(tier)) for tier in TIERS}
    customers = tuple(compose_customer_plan(book, each) for each in spread("Key"))
    pages = tuple(compose() for _, _, compose in portfolio_pages(scored)[:2])
    return {**plans, "Customer": customers, "Portfolio": pages}


TIERS = ("Key", "Major", "Standard", "Unscored")


def printed(content: Content, ending: str, pdftotext: Path) -> str:
    """Give what a reader of the format sees."""
    document = rendered(content, ending)
    if ending == "docx":
        return words_of(document, ending) + words_of_charts(document)
    if ending == "html":
        return words_of(OTHERWISE_SAID[ending].sub("", document.decode()).encode(), ending)
    done = subprocess.run([pdftotext, "-raw", *BODY, "-", "-"], input=document, check=True, capture_output=True)
    return OTHERWISE_SAID[ending].sub("", done.stdout.decode())


def words_of_charts(document: bytes) -> str:
    """Give the words in the charts of a Word document."""
    with ZipFile(BytesIO(document)) as package:
        charts = [etree.fromstring(package.read(name)) for name in package.namelist() if "/charts/chart" in name]
    return "".join(f" {words.text}" for chart in charts for words in chart.iter("{*}t"))


@pytest.mark.parametrize("kind", [*TIERS, "Customer", "Portfolio"])
def test_words_and_numbers_are_the_same(kind: str, require_host: Callable[[str], Path]) -> None:
    program = require_host("pdftotext")
    for content in contents()[kind]:
        page, *others = (printed(content, ending, program) for ending in ("html", "docx", "pdf"))
        assert len(NUMBER.findall(page)) > 8
        for other in others:
            # Counted, so that a number that stands in two places of one format does so in all. Words are not, since
            # the heads of a table come again on each page of a PDF.
            assert Counter(NUMBER.findall(other)) == Counter(NUMBER.findall(page))
            assert {*WORD.findall(other.casefold())} == {*WORD.findall(page.casefold())}
