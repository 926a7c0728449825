"""Every kind of file that kam-xl writes follows the Open XML standard, as Microsoft's own validator reads it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kam_xl.jobs.book_file import build_book
from kam_xl.jobs.examples import example_plans
from kam_xl.jobs.gather import Request, understand
from kam_xl.jobs.sample import read_sample
from kam_xl.jobs.score import Scored, score_gathered
from kam_xl.plans.content.customer import compose_customer_plan
from kam_xl.plans.content.plan import compose_plan
from kam_xl.plans.content.portfolio import Portfolio
from kam_xl.plans.press import Press
from kam_xl.plans.templates import template_folders
from kam_xl.portfolio.book import ScoredBook
from kam_xl.portfolio.part import parts
from kam_xl.shipped import shipped
from kam_xl.workbook.manager_copy import write_manager_copy
from tests.plans.books import account as thin_account
from tests.plans.books import book as book_of
from tests.plans.books import full_book
from tests.plans.documents import rendered
from tests.workbook.checkers import LINT, SDK, open_xml_sdk, openxml_audit
from tests.workbook.lint import faults

MANAGER = "Katrin Osterkamp"


@pytest.fixture(scope="module")
def sample() -> Scored:
    """Give the portfolio that ships, scored: every table has rows, and cells have every kind of content."""
    raw, folder = read_sample()
    return score_gathered(understand(raw, Request(source=folder / "accounts.csv", today=date(2026, 6, 30))))


def _shipped(_: Scored, __: Path) -> Path:
    return shipped("workbook", "KeyAccounts.xlsm")


def _filled(sample: Scored, folder: Path) -> Path:
    build_book(sample, folder / "demo.xlsm")
    return folder / "demo.xlsm"


def _without_macros(sample: Scored, folder: Path) -> Path:
    build_book(sample, folder / "demo.xlsx")
    return folder / "demo.xlsx"


def _manager_copy(sample: Scored, folder: Path) -> Path:
    manager, part = next((manager, part) for manager, part in parts(sample.book).items() if manager.name == MANAGER)
    write_manager_copy(folder / "copy.xlsx", part, manager)
    return folder / "copy.xlsx"


@pytest.mark.parametrize("write", [_shipped, _filled, _without_macros, _manager_copy])
def test_a_workbook_is_one_that_excel_opens_without_repairing_it(
    write: Callable[[Scored, Path], Path], sample: Scored, tmp_path: Path, validator: Path
) -> None:
    book = write(sample, tmp_path)
    checkers = {LINT: faults, SDK: open_xml_sdk(validator)}

    assert {name: check(book) for name, check in checkers.items()} == {LINT: [], SDK: []}


@pytest.mark.parametrize("write", [_filled, _manager_copy])
def test_a_second_validator_agrees(write: Callable[[Scored, Path], Path], sample: Scored, tmp_path: Path) -> None:
    assert openxml_audit(write(sample, tmp_path)) == []


@pytest.mark.parametrize("kind", ["Key", "Major", "Standard", "Customer"])
@pytest.mark.parametrize("book", [full_book(), book_of(thin_account())], ids=["full", "thin"])
def test_a_plan_in_word_is_valid(kind: str, book: ScoredBook, tmp_path: Path, validator: Path) -> None:
    account = book.accounts[0]
    internal = replace(compose_plan(book, account), tier=kind)
    file = tmp_path / "plan.docx"
    file.write_bytes(rendered(compose_customer_plan(book, account) if kind == "Customer" else internal, "docx"))

    assert open_xml_sdk(validator)(file) == []


@pytest.mark.parametrize("number", range(2), ids=["full", "empty"])
def test_a_page_over_many_accounts_in_word_is_valid(number: int, tmp_path: Path, validator: Path) -> None:
    portfolio = [plan for plan in example_plans() if isinstance(plan, Portfolio)][number]
    file = tmp_path / "portfolio.docx"
    file.write_bytes(Press(template_folders()).render(portfolio, "docx"))

    assert open_xml_sdk(validator)(file) == []
