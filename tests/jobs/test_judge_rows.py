"""What functions in cells say of rows: the same as the whole table gives, without what makes a start slow."""

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
from kam_xl.jobs.judge_rows import PREVIOUS_TIERS, AccountRows, Yardstick
from kam_xl.jobs.score import Scored, score
from kam_xl.jobs.shipped_models import shipped_model
from kam_xl.scoring.assessment import assess
from kam_xl.scoring.to_key import to_key
from tests.cli.desk import csv_of

BASIS = Basis(date(2026, 3, 31), home_offset_hours=1.0, served=frozenset({"DE", "AT"}))
HEADERS = [field.header for field in FIELDS]
GOOD: Mapping[str, object] = {
    "account_id": "K1", "country": "DE", "status": "Active", "customer_since": "2019-07-01", "relationship_health": 4.0,
    "culture_fit": "3", "strategic_fit": 5, "brand_reach": 2.0, "referrals_12m": 1.0, "revenue_12m": 125000.0,
    "revenue_prior_12m": "100,000", "expected_growth_12m": 240000.0, "recurring_share": "75 %", "orders_12m": 9.0,
    "order_months_12m": 7.0, "last_order": "2026-02-11", "gross_margin": 0.39,
}  # fmt: skip
OVERRIDE = {
    "override_tier": "key", "override_reason": "strategic", "override_by": "Ana", "override_until": "2026-12-31",
}  # fmt: skip
ROWS: list[dict[str, object]] = [
    {**GOOD, "culture_fit": 5.0},
    {**GOOD, "account_id": "K2", "country": "Japan", "status": "partner ", "expected_growth_12m": "n/a"},
    {**GOOD, "account_id": "K3", "relationship_health": "9", "gross_margin": "lots", "customer_since": "2030-01-01"},
    {"account_id": "K4", "revenue_12m": 5.0},
    {**GOOD, "account_id": "K5", "revenue_12m": 10.0, **OVERRIDE},
    {**GOOD, "account_id": "K6", "revenue_12m": 10.0, **OVERRIDE, "override_until": "2026-01-31"},
]
CELLS = [[row.get(field.name) for field in FIELDS] for row in ROWS]


def _scored(folder: Path, model: str) -> Scored:
    texts = [['"' + str("" if cell is None else cell) + '"' for cell in row] for row in CELLS]
    (folder / "accounts.csv").write_text(csv_of(texts, HEADERS), encoding="utf-8")
    request = Request(
        source=folder / "accounts.csv", today=BASIS.as_of, home_offset_hours=1.0, served="DE,AT", model=Path(model)
    )
    return score(request)


@pytest.fixture(params=["default", "starter"])
def table(request: pytest.FixtureRequest, tmp_path: Path) -> Scored:
    return _scored(tmp_path, request.param)


def _rows(table: Scored) -> AccountRows:
    return AccountRows(CELLS, HEADERS, Yardstick(table.assessment.model, BASIS, cuts=table.assessment.cuts))


def test_scores_quadrants_and_tiers_are_those_of_the_table(table: Scored) -> None:
    results = [account.result for account in table.book.accounts]
    judged = _rows(table).judgements()

    for name in ("score", "score_low", "score_high", "attractiveness", "relationship", "coverage"):
        expected = [getattr(result, name) for result in results]
        assert [getattr(each.scores, name) for each in judged] == pytest.approx(expected, abs=1e-12)
    assert [each.quadrant for each in judged] == [result.quadrant for result in results]
    assert [each.tiers[0] for each in judged] == [result.tier for result in results]
    assert len({each.tiers[0] for each in judged}) >= 3


@pytest.mark.parametrize("previous", PREVIOUS_TIERS)
def test_a_previous_tier_counts_as_in_the_table(table: Scored, previous: str | None) -> None:
    before = {} if previous is None else dict.fromkeys((str(row["account_id"]) for row in ROWS), previous)
    verdict = assess(table.assessment.model, table.assessment.accounts, BASIS.as_of, before, table.assessment.cuts)

    actual = [each.tiers[PREVIOUS_TIERS.index(previous)] for each in _rows(table).judgements()]

    assert actual == list(verdict.tiers)


def test_reasons_ranks_and_explanations_are_those_of_the_table(table: Scored) -> None:
    rows, accounts = _rows(table), table.book.accounts

    assert rows.reasons() == [account.result.reason for account in accounts]
    assert rows.ranks() == [account.result.rank for account in accounts]
    assert rows.account_ids == [account.account_id for account in accounts]
    for told, account in zip(rows.explanations(), accounts, strict=True):
        assert [line.rating for line in told.lines] == pytest.approx(
            [each.rating for each in account.explanation.lines]
        )
        assert [outcome.state for outcome in told.gates] == [each.state for each in account.explanation.gates]


def test_ways_to_key_are_those_of_the_table(tmp_path: Path) -> None:
    table = _scored(tmp_path, "default")
    model, verdict = table.assessment.model, table.assessment
    few = AccountRows(CELLS[:2], HEADERS, Yardstick(model, BASIS))

    expected = [to_key(model, verdict.inputs(i), None, table.book.accounts[i].values) for i in (0, 1)]

    assert few.ways_to_key() == expected
    assert [found.is_key for found in expected] == [True, False]


def test_the_offices_of_account_managers_count() -> None:
    model = shipped_model("default")
    row = [{**GOOD, "account_manager": name}.get(field.name) for name in ("Ana", "Bo") for field in FIELDS]
    cells = [row[: len(FIELDS)], row[len(FIELDS) :]]

    near, far = AccountRows(cells, HEADERS, Yardstick(model, BASIS, {"Bo": -10.0})).judgements()

    assert near == AccountRows(cells[:1], HEADERS, Yardstick(model, BASIS)).judgements()[0]
    assert near.scores.score != far.scores.score


def test_without_headers_the_order_of_the_sheet_counts_as_far_as_the_row_reaches() -> None:
    yardstick = Yardstick(shipped_model("default"), BASIS)
    whole = AccountRows(CELLS[:1], None, yardstick).judgements()

    assert whole == AccountRows(CELLS[:1], HEADERS, yardstick).judgements()
    assert AccountRows([CELLS[0][:-4]], None, yardstick).judgements() == whole, "overrides are no criteria"
    assert AccountRows([], None, yardstick).judgements() == []


def test_every_misspelt_header_is_named_with_the_nearest() -> None:
    headers = [{"Strategic Fit": "Strategc Fit", "Orders 12m": "Orders 12 mths"}.get(name, name) for name in HEADERS]

    with pytest.raises(TableError) as refusal:
        AccountRows(CELLS, headers, Yardstick(shipped_model("default"), BASIS))

    assert [problem.partition(", which")[0] for problem in refusal.value.problems] == [
        "the headers: found “Strategc Fit”; allowed is “Strategic Fit”",
        "the headers: found “Orders 12 mths”; allowed is “Orders 12m”",
    ]


def test_a_column_of_ones_own_is_no_misspelling() -> None:
    headers = [*HEADERS[:-4], "Tonnes", "Brand Reach Notes"]
    cells = [[*CELLS[0][:-4], 7.0, "seen at the fair"]]

    assert AccountRows(cells, headers, Yardstick(shipped_model("default"), BASIS)).judgements()[0].tiers[0] == "Key"


def test_headers_of_which_the_model_reads_none_are_refused() -> None:
    with pytest.raises(TableError, match="found “x” and “y”, none of which the model reads"):
        AccountRows([[1.0, 2.0]], ["x", "y"], Yardstick(shipped_model("default"), BASIS))


@pytest.mark.parametrize("say", ["judgements", "reasons", "explanations", "ranks", "ways_to_key"])
def test_cells_and_headers_must_be_as_many(say: str) -> None:
    rows = AccountRows([[1.0, 2.0]], ["Strategic Fit"], Yardstick(shipped_model("default"), BASIS))

    with pytest.raises(TableError, match="2 cells came with 1 headers"):
        getattr(rows, say)()


def test_rows_are_judged_without_numpy_and_pandas() -> None:
    program = (
        "import sys; from datetime import date; from kam_xl.accounts.basis import Basis\n"
        "from kam_xl.jobs.judge_rows import AccountRows, Yardstick\n"
        "from kam_xl.jobs.shipped_models import shipped_model\n"
        "yardstick = Yardstick(shipped_model('default'), Basis(date(2026, 3, 31), 1.0, frozenset({'DE'})))\n"
        "headers = ['Country', 'Status', 'Expected Growth 12m', 'Brand Reach']\n"
        "rows = AccountRows([['DE', 'Active', 4e4, 'odd']], headers, yardstick)\n"
        "print(len(rows.judgements()), len(rows.reasons()), len(rows.explanations()),"
        " sorted({'numpy', 'pandas', 'openpyxl', 'click'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stdout == "1 1 1 []\n"
