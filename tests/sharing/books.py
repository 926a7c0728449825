"""Small scored books for tests, scored by the real engine."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kam_xl.accounts.basis import Basis
from kam_xl.accounts.rows import Value
from kam_xl.portfolio.book import ScoredAccount, ScoredBook
from kam_xl.scoring.assessment import Assessment, assess
from kam_xl.scoring.model import Model, parse_model
from tests.builders import AS_OF, raw_table, understood

SMALL_MODEL: Mapping[str, Any] = {
    "model": {"name": "Small model"},
    "criteria": [
        {
            "id": "growth", "label": "Growth", "axis": "attractiveness", "field": "expected_growth_12m", "weight": 30,
            "curve": [[0, 0], [50_000, 60], [250_000, 100]],
        },
        {
            "id": "fit", "label": "Strategic fit", "axis": "attractiveness", "field": "strategic_fit", "weight": 20,
            "curve": [[1, 0], [3, 50], [5, 100]],
        },
        {
            "id": "status", "label": "Status", "axis": "relationship", "field": "status", "weight": 30,
            "levels": {"Partner": 100, "Active": 75, "New": 40, "Lapsed": 20, "Prospect": 0},
        },
        {
            "id": "served", "label": "We serve them", "axis": "relationship", "field": "region_served", "weight": 20,
            "levels": {"true": 100, "false": 10},
        },
    ],
    "gates": [{"id": "served", "label": "We serve the region", "field": "region_served", "is": True}],
    "tiers": {"key_score": 70},
}  # fmt: skip

STRONG: Mapping[str, Value] = {
    "expected_growth_12m": 150_000.0, "strategic_fit": 5.0, "status": "Partner", "region_served": True,
    "revenue_12m": 300_000.0,
}  # fmt: skip
"""What makes an account key."""


def account(account_id: str, **cells: object) -> dict[str, object]:
    """Give the cells of an account by field name, with a name and a manager unless said otherwise."""
    return {"account_id": account_id, "account": f"Account {account_id}", "manager": "Mara Voss"} | cells


def scored_book(
    rows: Sequence[Mapping[str, object]],
    model: Model | None = None,
    tables: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    settings: Mapping[str, Value] | None = None,
    as_of: date = AS_OF,
) -> ScoredBook:
    """Score accounts as a reader would give them."""
    used = model or parse_model(SMALL_MODEL)
    basis = Basis(as_of)
    assessment = assess(used, understood(raw_table(rows), used, basis), as_of)
    return book_of(assessment, basis, tables or {}, settings or {})


def book_of(
    assessment: Assessment,
    basis: Basis,
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    settings: Mapping[str, Value],
) -> ScoredBook:
    """Give an assessment as the book that copies and messages are made from."""
    accounts = assessment.accounts
    return ScoredBook(
        basis=basis,
        model=assessment.model,
        accounts=tuple(
            ScoredAccount(
                accounts.row(i),
                accounts.filled_fields(i),
                assessment.result(i),
                assessment.explanation(i),
                assessment.previous[i],
            )
            for i in range(len(accounts))
        ),
        tables={sheet: tuple(rows) for sheet, rows in tables.items()},
        settings=settings,
        cuts=assessment.cuts,
        issues=(),
    )
