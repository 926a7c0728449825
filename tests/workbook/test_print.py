"""The workbook of the demo as LibreOffice prints it: every sheet, no number cut off, no error but what is unknown."""

import re
import subprocess
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from kam_xl.jobs.book_file import book_content
from kam_xl.jobs.demo import score_sample
from kam_xl.workbook.builder import build_workbook
from kam_xl.workbook.layout import SHEETS

pytestmark = pytest.mark.xdist_group("libreoffice-dashboard")


@pytest.fixture(scope="module")
def printed(require_host: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[str]]:
    """Give the text of each page, by the sheet that its footer names."""
    folder = tmp_path_factory.mktemp("print")
    build_workbook(folder / "book.xlsx", book_content(score_sample(date(2030, 1, 1))))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(require_host("soffice")), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "book.xlsx")], check=True, capture_output=True)
    text = subprocess.run(
        [require_host("pdftotext"), "-layout", folder / "book.pdf", "-"], check=True, capture_output=True, text=True
    ).stdout
    pages: dict[str, list[str]] = {}
    for page in text.split("\f"):
        for sheet in re.findall(r"Key Accounts · (\S+)", page):
            pages.setdefault(sheet, []).append(page)
    return pages


def test_every_sheet_that_is_seen_is_printed(printed: Mapping[str, list[str]]) -> None:
    assert list(printed) == [sheet.name for sheet in SHEETS if not sheet.hidden]


def test_no_column_is_too_narrow_for_its_numbers(printed: Mapping[str, list[str]]) -> None:
    assert [sheet for sheet, pages in printed.items() if any("###" in page for page in pages)] == []


def test_no_cell_shows_an_error(printed: Mapping[str, list[str]]) -> None:
    errors = re.compile(r"#(?:N/A|NAME\?|REF!|VALUE!|DIV/0!|NUM!)|Err:\d+")

    assert [(sheet, found) for sheet, pages in printed.items() if (found := errors.findall("".join(pages)))] == []


def test_the_dashboard_fits_on_one_page_and_tells_the_names(printed: Mapping[str, list[str]]) -> None:
    (page,) = printed["Dashboard"]

    names = ["Valmora Pharma SA", "Major → Key", "Jonas Feldhaus", "Recurring Share"]
    assert [name for name in names if name in page] == names


def test_headers_stand_on_every_page_of_a_long_table(printed: Mapping[str, list[str]]) -> None:
    assert len(printed["Products"]) > 2
    assert [page for page in printed["Products"] if "Category" not in page] == []
