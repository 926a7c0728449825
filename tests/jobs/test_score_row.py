"""`KAM_SCORE`: the same score as the whole table gives, without what makes a start slow."""

import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from kam_xl.accounts.basis import Basis
from kam_xl.accounts.schema import FIELDS
from kam_xl.errors import TableError
from kam_xl.jobs.gather import Request
from kam_xl.jobs.score import score
from kam_xl.jobs.score_row import score_rows
from kam_xl.jobs.shipped_models import shipped_model
from tests.cli.desk import csv_of

BASIS = Basis(date(2026, 3, 31), home_offset_hours=1.0, served=frozenset({"DE", "AT"}))
GOOD: Mapping[str, object] = {
    "account_id": "K1", "country": "DE", "status": "Active", "customer_since": "2019-07-01", "relationship_health": 4.0,
    "culture_fit": "3", "strategic_fit": 5, "brand_reach": 2.0, "referrals_12m": 1.0, "revenue_12m": 125000.0,
    "revenue_prior_12m": "100,000", "expected_growth_12m": 40000.0, "recurring_share": "55 %", "orders_12m": 9.0,
    "order_months_12m": 7.0, "last_order": "2026-02-11", "gross_margin": 0.31,
}  # fmt: skip
ROWS = [
    GOOD,
    {**GOOD, "account_id": "K2", "country": "Japan", "status": "partner ", "expected_growth_12m": "n/a"},
    {**GOOD, "account_id": "K3", "relationship_health": "9", "gross_margin": "lots", "customer_since": "2030-01-01"},
    {"account_id": "K4", "revenue_12m": 5.0},
]


@pytest.mark.parametrize("model", ["default", "starter"])
def test_a_row_has_the_score_it_has_in_the_table(tmp_path: Path, model: str) -> None:
    headers = [field.header for field in FIELDS]
    cells = [[row.get(field.name) for field in FIELDS] for row in ROWS]
    texts = [['"' + str("" if cell is None else cell) + '"' for cell in row] for row in cells]
    (tmp_path / "accounts.csv").write_text(csv_of(texts, headers), encoding="utf-8")
    request = Request(
        source=tmp_path / "accounts.csv", today=BASIS.as_of, home_offset_hours=1.0, served="DE,AT", model=Path(model)
    )
    table = [account.result for account in score(request).book.accounts]
    rows = score_rows(cells, BASIS, headers=headers, model=shipped_model(model)).scores
    for name in ("score", "score_low", "score_high", "attractiveness", "relationship", "coverage"):
        assert [getattr(row, name) for row in rows] == pytest.approx([getattr(each, name) for each in table], abs=1e-12)
    assert [row.score is None for row in rows] == [False, False, False, True]


def test_without_headers_the_order_of_the_sheet_counts_as_far_as_the_row_reaches() -> None:
    cells = [GOOD.get(field.name) for field in FIELDS]
    whole = score_rows([cells], BASIS).scores[0]
    assert whole == score_rows([cells], BASIS, headers=[field.header for field in FIELDS]).scores[0]
    assert score_rows([cells[:-4]], BASIS).scores[0] == whole, "the judgements at the end are no criteria"


def test_without_a_model_the_default_one_scores() -> None:
    cells = [GOOD.get(field.name) for field in FIELDS]
    assert score_rows([cells], BASIS) == score_rows([cells], BASIS, model=shipped_model("default"))


def test_what_cannot_be_understood_is_an_issue_of_the_row() -> None:
    scored = score_rows([["many"], [100000.0]], BASIS, headers=["Expected Growth 12m"])
    assert [str(issue).partition(";")[0] for issue in scored.issues] == [
        "the row, column “Expected Growth 12m”: unreadable number: found “many”"
    ]
    assert [row.coverage for row in scored.scores] == [0.0, 0.18]


def test_no_rows_have_no_scores() -> None:
    assert score_rows([], BASIS).scores == ()


def test_cells_and_headers_must_be_as_many() -> None:
    with pytest.raises(TableError, match="2 cells came with 1 headers"):
        score_rows([[1.0, 2.0]], BASIS, headers=["Revenue 12m"])


def test_a_row_is_scored_without_numpy_and_pandas() -> None:
    program = (
        "import sys; from datetime import date; from kam_xl.accounts.basis import Basis\n"
        "from kam_xl.jobs.score_row import score_rows\n"
        "rows = score_rows([['DE', 'Active', 40000.0, 'odd']], Basis(date(2026, 3, 31), 1.0, frozenset({'DE'})),\n"
        "    headers=['Country', 'Status', 'Expected Growth 12m', 'Brand Reach'])\n"
        "print(len(rows.scores), len(rows.issues), sorted({'numpy', 'pandas', 'openpyxl', 'click'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stdout == "1 1 []\n"
