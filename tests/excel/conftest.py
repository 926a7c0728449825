"""What the tests of the Excel host share."""

import logging
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
import platformdirs
import pytest
import xlwings

from kam_xl.accounts.rows import Row, Value
from kam_xl.excel import log
from kam_xl.jobs import plan
from kam_xl.jobs.shipped_models import shipped_model
from kam_xl.plans.writing import Edition
from kam_xl.scoring.model import model_plain
from kam_xl.workbook.builder import build_workbook
from kam_xl.workbook.content import WorkbookContent
from tests.excel.fake_excel import FakeBook

AS_OF = date(2026, 3, 31)

GOOD: dict[str, Value] = {
    "region_served": True,
    "status": "Active",
    "customer_since": date(2016, 3, 31),
    "relationship_health": 5.0,
    "culture_fit": 5.0,
    "strategic_fit": 5.0,
    "brand_reach": 4.0,
    "referrals_12m": 2.0,
    "revenue_12m": 100_000.0,
    "revenue_prior_12m": 80_000.0,
    "expected_growth_12m": 250_000.0,
    "recurring_share": 0.8,
    "orders_12m": 12.0,
    "gross_margin": 0.4,
    "utc_offset_hours": 1.0,
    "account_manager": "Ana Pires",
}
ACCOUNTS: tuple[Row, ...] = (
    {"account_id": "A1", "account": "=Nordlicht", **GOOD},
    {"account_id": "A2", "account": "Casa Verde", **GOOD, "region_served": False, "revenue_12m": 90_000.0},
    {"account_id": "A3", "account": "Atlas", "revenue_12m": 10.0, "status": "New", "Tonnes": 7.0},
)
TEAM: tuple[Row, ...] = (
    {"account_manager": "Ana Pires", "manager": "Kim Lee", "manager_email": "kim.lee@example.com", "capacity": 5.0},
)


@pytest.fixture
def log_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the folder of the log, which is made when there is something to say."""
    folder = tmp_path / "log"
    monkeypatch.setattr(platformdirs, "user_log_path", lambda *_, **__: folder)
    log._logger.cache_clear()  # noqa: SLF001 - opened anew, in this folder
    yield folder
    logger = logging.getLogger("kam_xl.excel")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()


@pytest.fixture
def state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder in which it is kept what a person was told."""
    folder = tmp_path / "state"
    monkeypatch.setattr(platformdirs, "user_state_path", lambda *_, **__: folder)
    return folder


@pytest.fixture(scope="session")
def plain() -> dict[str, Any]:
    return model_plain(shipped_model("default"))


@pytest.fixture
def book_path(tmp_path: Path, built_book: Path) -> Path:
    """Give a workbook as a person leaves it: filled in, never scored."""
    return Path(shutil.copy(built_book, tmp_path / "Our accounts.xlsm"))


@pytest.fixture(scope="session")
def built_book(tmp_path_factory: pytest.TempPathFactory, plain: dict[str, Any]) -> Path:
    """Build that workbook once."""
    book = tmp_path_factory.mktemp("built") / "book.xlsm"
    content = WorkbookContent(
        model=plain,
        tables={"Accounts": ACCOUNTS, "Team": TEAM},
        settings={"currency": "EUR", "as_of": AS_OF, "home_utc_offset": 1.0, "company": "Nordwind"},
    )
    build_workbook(book, content)
    return book


@pytest.fixture
def shown_folders(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the folders that a button has shown."""
    shown: list[str] = []
    monkeypatch.setattr(click, "launch", shown.append)
    return shown


@pytest.fixture
def pages_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let plans be written as web pages and not as Word documents too, which takes most of the time."""
    monkeypatch.setattr(plan, "DEFAULT_EDITION", Edition(("html",)))


@pytest.fixture
def open_in_excel(
    monkeypatch: pytest.MonkeyPatch, log_folder: Path, state_folder: Path, shown_folders: list[str]
) -> Callable[..., FakeBook]:
    """Open a workbook in the stand-in for Excel; buttons find it there."""
    assert log_folder != state_folder
    assert shown_folders == []

    def show(path: Path, fullname: str | None = None) -> FakeBook:
        book = FakeBook(path, fullname)
        monkeypatch.setattr(xlwings.Book, "caller", lambda: book)
        return book

    return show


@pytest.fixture
def book(open_in_excel: Callable[..., FakeBook], book_path: Path) -> FakeBook:
    """Give a workbook that is open in Excel: filled in, never scored."""
    return open_in_excel(book_path)
