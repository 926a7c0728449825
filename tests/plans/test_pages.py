"""Plans on paper, as a browser and LibreOffice print them."""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kam_xl.plans.content.plan import Plan
from tests.plans.documents import full_plan, plan_of_texts, rendered, thin_plan

LONG_WORDS = "A sentence that somebody typed into a cell without ever thinking of the page on which it may stand. " * 6
UNBROKEN = "x" * 400


def longest_plan(text: str) -> Plan:
    """Make a plan with one red flag and otherwise the longest texts."""
    plan = plan_of_texts([text])
    return replace(plan, account=replace(plan.account, status=None))


PLANS = {
    "full": full_plan(),
    "thin": thin_plan(),
    "long words": longest_plan(LONG_WORDS),
    "unbroken": longest_plan(UNBROKEN),
}
FindHost = Callable[[str], Path]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, require_host: FindHost) -> Path:
    """Give a folder with every plan, the Word documents printed as PDF, since LibreOffice takes long to start."""
    made = tmp_path_factory.mktemp("plans")
    for name, plan in PLANS.items():
        for ending in ("html", "docx"):
            (made / f"{name}.{ending}").write_bytes(rendered(plan, ending))
    profile = f"-env:UserInstallation={(made / 'libreoffice').as_uri()}"
    documents = sorted(made.glob("*.docx"))
    command: list[str | Path] = [
        require_host("soffice"),
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        made,
        *documents,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return made


def print_from_browser(page: Path, pdf: Path, chromium: Path) -> None:
    profile = f"--user-data-dir={page.parent / 'chromium'}"
    command: list[str | Path] = [
        chromium,
        "--headless",
        "--no-sandbox",
        profile,
        f"--print-to-pdf={pdf}",
        page.as_uri(),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


@pytest.mark.xdist_group("pages of plans")
@pytest.mark.parametrize("ending", ["html", "docx"])
@pytest.mark.parametrize("name", PLANS)
def test_page_one_is_one_page(name: str, ending: str, folder: Path, require_host: FindHost) -> None:
    pdf = folder / f"{name}.pdf"
    if ending == "html":
        pdf = folder / f"{name} of a browser.pdf"
        print_from_browser(folder / f"{name}.html", pdf, require_host("chromium"))
    command: list[str | Path] = [require_host("pdftotext"), "-layout", pdf, "-"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    first, second, *_ = printed.split("\f")
    assert "THE ONE ASK" in first.upper()
    # A major account's plan has two pages, and the second tells at once why it is major.
    heading = "Why Major" if PLANS[name].tier == "Major" else "Profile"
    assert heading in [line.strip() for line in second.splitlines()]
