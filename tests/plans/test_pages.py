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


def pages(document: bytes, ending: str, folder: Path, find: Callable[[str], Path]) -> list[str]:
    """Print a plan and give the words of each page."""
    file, pdf = folder / f"plan.{ending}", folder / "plan.pdf"
    file.write_bytes(document)
    if ending == "html":
        profile = f"--user-data-dir={folder / 'chromium'}"
        command: list[str | Path] = [
            find("chromium"),
            "--headless",
            "--no-sandbox",
            profile,
            f"--print-to-pdf={pdf}",
            file.as_uri(),
        ]
    else:
        profile = f"-env:UserInstallation={(folder / 'libreoffice').as_uri()}"
        command = [find("soffice"), profile, "--headless", "--convert-to", "pdf", "--outdir", folder, file]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    printed = subprocess.run([find("pdftotext"), "-layout", pdf, "-"], check=True, capture_output=True, text=True)
    return printed.stdout.split("\f")


@pytest.mark.parametrize("ending", ["html", "docx"])
@pytest.mark.parametrize(
    "plan",
    [full_plan(), thin_plan(), longest_plan(LONG_WORDS), longest_plan(UNBROKEN)],
    ids=["full", "thin", "long words", "unbroken"],
)
def test_page_one_is_one_page(plan: Plan, ending: str, tmp_path: Path, require_host: Callable[[str], Path]) -> None:
    first, second, *_ = pages(rendered(plan, ending), ending, tmp_path, require_host)
    assert "THE ONE ASK" in first.upper()
    # A major account's plan has two pages, and the second tells at once why it is major.
    heading = "Why Major" if plan.tier == "Major" else "Profile"
    assert heading in [line.strip() for line in second.splitlines()]
