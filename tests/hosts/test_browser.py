"""Plans and messages in a browser: for everyone's eyes and ears, without a network, on a phone and on paper."""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kam_xl.jobs.examples import example_plans
from kam_xl.plans.content.customer import CustomerPlan, compose_customer_plan
from kam_xl.plans.content.plan import Plan
from kam_xl.plans.content.portfolio import Portfolio
from kam_xl.plans.press import Press
from kam_xl.plans.templates import template_folders
from kam_xl.sharing.compose import MessageTemplates
from kam_xl.sharing.outbox import no_outbox
from kam_xl.sharing.preview import preview_page, with_pictures
from kam_xl.sharing.share import Manner, rehearse_share
from kam_xl.sharing.transports.eml import EmlDrafts
from tests.hosts.browser import Browser, Look
from tests.plans.books import full_book
from tests.plans.documents import HOSTILE, full_plan, plan_of_texts, thin_plan
from tests.sharing.test_compose import book as portfolio
from tests.sharing.test_compose import compose

pytestmark = pytest.mark.xdist_group("browser")

FAULTY = b"""<!DOCTYPE html><html lang="en"><head><title>Faulty</title></head><body><main>
<h1>Faulty</h1><h3>Too deep</h3><p style="color:#999;background:#aaa">Grey on grey</p>
<div style="width:2000px">Wide</div><img src="http://example.com/pixel.png">
<script>console.error("broken")</script></main></body></html>"""
"""What the other tests would not accept, to see that the looking finds it."""

PLANS: dict[str, Plan | CustomerPlan | Portfolio] = {
    **{f"{tier} account": replace(full_plan(), tier=tier) for tier in ("Key", "Major", "Standard")},
    "thin account": thin_plan(),
    "hostile texts": plan_of_texts(HOSTILE),
    "customer": compose_customer_plan(full_book(), full_book().accounts[0]),
    "portfolio": next(plan for plan in example_plans() if isinstance(plan, Portfolio)),
}
MAIL, REHEARSAL = "message", "rehearsal"
PAGES = [*PLANS, MAIL, REHEARSAL]

PRINTED_ON = {"Key account": 6, "Major account": 2, "Standard account": 1, "customer": 2, "portfolio": 4, MAIL: 2}
"""How many pages are the most that anybody will read."""

MAIL_PROGRAMS_HAVE = ("landmark-one-main", "region")
"""Rules about the page as a whole: a message is shown within one."""


@pytest.fixture(scope="session")
def browser(require_host: Callable[[str], Path]) -> Browser:
    modules = Path(__file__).parents[2] / ".cache" / "node" / "node_modules"
    if not (modules / "axe-core").exists():
        pytest.skip("axe-core is not there; `make test` brings it where it may")
    return Browser(require_host("node"), require_host("chromium"), modules)


@pytest.fixture(scope="session")
def looks(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Look]:
    """Look at all pages at once: starting the browser takes longer than looking."""
    pages = {name: Press(template_folders()).render(plan, "html") for name, plan in PLANS.items()}
    folder = tmp_path_factory.mktemp("pages")
    pages |= {MAIL: with_pictures(compose(portfolio())).encode(), REHEARSAL: rehearsal(folder), "faulty": FAULTY}
    return browser.look_at(pages, folder, {MAIL: MAIL_PROGRAMS_HAVE})


def rehearsal(folder: Path) -> bytes:
    """Give the page that shows what would be sent."""
    templates = MessageTemplates(template_folders())
    with no_outbox() as outbox:
        shared = rehearse_share(portfolio(), folder, EmlDrafts(folder), templates, Manner(outbox))
    return preview_page(shared, sends=True).encode()


@pytest.mark.parametrize("page", PAGES)
def test_everybody_can_read_it_by_day_and_in_the_dark(page: str, looks: dict[str, Look]) -> None:
    assert looks[page].violations == []


@pytest.mark.parametrize("page", PAGES)
def test_it_asks_the_network_for_nothing_and_complains_of_nothing(page: str, looks: dict[str, Look]) -> None:
    assert looks[page].asked == []
    assert looks[page].said == []


@pytest.mark.parametrize("page", PAGES)
def test_nothing_reaches_beyond_the_edge_of_desk_phone_and_paper(page: str, looks: dict[str, Look]) -> None:
    assert looks[page].wide == {"desk": [], "phone": [], "paper": []}


@pytest.mark.parametrize("page", [*PLANS, MAIL])
def test_it_is_dark_in_the_dark_and_printed_on_white(page: str, looks: dict[str, Look]) -> None:
    assert looks[page].brightness["dark"] < 64
    assert looks[page].brightness["printed"] > 230


@pytest.mark.parametrize(("page", "most"), PRINTED_ON.items())
def test_it_prints_on_as_few_pages_as_are_read(
    page: str, most: int, looks: dict[str, Look], tmp_path: Path, require_host: Callable[[str], Path]
) -> None:
    pdf = tmp_path / "printed.pdf"
    pdf.write_bytes(looks[page].printed)
    words = subprocess.run([require_host("pdftotext"), pdf, "-"], check=True, capture_output=True, text=True).stdout
    *pages, _ = words.split("\f")

    assert 0 < len(pages) <= most
    assert [number for number, words_of_page in enumerate(pages, start=1) if not words_of_page.strip()] == []


def test_a_faulty_page_is_found_out(looks: dict[str, Look]) -> None:
    found = looks["faulty"]

    rules = {violation.partition(":")[0] for violation in found.violations}
    assert rules >= {"heading-order", "color-contrast", "image-alt", "in the dark, color-contrast"}
    assert found.asked == ["http://example.com/pixel.png"]
    assert "error: broken" in found.said
    assert [bool(found.wide[place]) for place in ("desk", "phone", "paper")] == [True, True, True]
    assert found.brightness["dark"] > 230
