"""The account that docs/concepts/scoring.md works out has the numbers that kam-xl gives it."""

import re
from datetime import date
from pathlib import Path

import pytest

from kam_xl.jobs.gather import Request, understand
from kam_xl.jobs.sample import read_sample
from kam_xl.jobs.score import score_gathered
from kam_xl.portfolio.book import ScoredAccount
from kam_xl.scoring.results import Line

PAGE = Path(__file__).parents[2] / "docs/concepts/scoring.md"


@pytest.fixture(scope="module")
def account() -> ScoredAccount:
    sample, folder = read_sample()
    scored = score_gathered(understand(sample, Request(source=folder / "accounts.csv", today=date(2026, 6, 30))))
    return next(account for account in scored.book.accounts if account.account_id == "A-1023")


def table_rows() -> list[tuple[str, ...]]:
    rows = re.findall(r"^\| (.*) \|$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    cells = [tuple(cell.strip() for cell in row.split("|")) for row in rows]
    first, last = cells.index(("Criterion", "Value", "Rating", "Weight", "Points")), len(cells)
    return [row for row in cells[first + 1 : last] if len(row) == 5 and not row[0].startswith("**")]


def as_shown(line: Line) -> tuple[str, ...]:
    value = "not known" if line.value is None else str(line.value)
    if isinstance(line.value, float):
        value = f"{line.value:,.2f}".removesuffix(".00")
    rating = "?" if line.rating is None else f"{line.rating:.1f}"
    points = "" if line.contribution is None else f"{line.contribution:.2f}"
    return line.criterion.label, value, rating, f"{line.criterion.weight:g}", points


def test_the_table_shows_every_criterion_as_it_is(account: ScoredAccount) -> None:
    assert table_rows() == [as_shown(line) for line in account.explanation.lines]


def test_the_text_shows_the_score_and_its_range(account: ScoredAccount) -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert f"**{account.result.score:.1f}**" in text
    assert f"**{account.result.score_low:.1f}**" in text
    assert f"**{account.result.score_high:.1f}**" in text
    assert f"{account.result.coverage:.0%}".replace("%", " %") in text
