"""Scored books made by hand: a full key account, a thin one, and whatever a test changes in them."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from importlib.resources import files
from math import fsum

from kam_xl.accounts.basis import Basis
from kam_xl.accounts.rows import Row, Value
from kam_xl.portfolio.book import ScoredAccount, ScoredBook
from kam_xl.scoring.model import Model, model_hash, parse_model
from kam_xl.scoring.model_toml import model_to_toml
from kam_xl.scoring.reading import read_inputs
from kam_xl.scoring.results import Explanation, GateOutcome, Line, Result
from kam_xl.scoring.row import explain, score_values
from kam_xl.scoring.tiers import HeadCuts

AS_OF = date(2026, 5, 6)
MODEL: Model = parse_model(
    tomllib.loads(files("kam_xl.scoring").joinpath("models/default.toml").read_text(encoding="utf-8"))
)

RATED: Mapping[str, tuple[Value, float]] = {
    "revenue_potential": (185_000.0, 87.0),
    "recurring_revenue": (0.72, 84.0),
    "strategic_fit": (5.0, 100.0),
    "gross_margin": (0.31, 73.0),
    "brand_reach": (4.0, 75.0),
    "referrals": (2.0, 80.0),
    "relationship_health": (4.0, 75.0),
    "culture_fit": (4.0, 75.0),
    "status": ("Partner", 100.0),
    "tenure": (7.32, 84.7),
    "time_zone_gap": (1.0, 93.3),
}
"""What is known of the full account, and what it is worth."""


def account(account_id: str = "A1", name: str = "Acme", *, tier: str = "Key", **values: Value) -> ScoredAccount:
    """Make an account of which nothing is known but what is given."""
    return _account({"account_id": account_id, "account": name, **values}, {}, tier)


def full_account() -> ScoredAccount:
    """Make a key account of which everything is known."""
    values: dict[str, Value] = {
        "account_id": "C-0417", "account": "Nordwind Logistik & Söhne GmbH", "industry": "Logistics",
        "parent_account_id": "C-0400", "country": "Germany", "account_manager": "Ines Okafor", "status": "Partner",
        "customer_since": date(2019, 1, 10), "tenure_years": 7.32, "relationship_health": 4.0, "culture_fit": 4.0,
        "strategic_fit": 5.0, "brand_reach": 4.0, "referrals_12m": 2.0, "revenue_12m": 1_184_250.0,
        "revenue_prior_12m": 1_042_900.0, "revenue_change_12m": 141_350.0, "growth_pct": 13.55,
        "expected_growth_12m": 185_000.0, "recurring_share": 0.72, "orders_12m": 41.0,
        "last_order": date(2026, 4, 28), "gross_margin": 0.31, "time_zone_gap_hours": 1.0,
        "utc_offset_hours": 2.0, "region_served": True,
    }  # fmt: skip
    return _account(values, RATED, "Key")


def major_account() -> ScoredAccount:
    """Make the same account as it was before it grew: scored by the model, and Major."""
    changed = {"strategic_fit": 3.0, "recurring_share": 0.4, "expected_growth_12m": 60_000.0}
    values: dict[str, Value] = {**full_account().values, **changed}
    inputs = read_inputs(values, MODEL)
    scores = score_values(MODEL, inputs)
    result = replace(
        full_account().result, score=scores.score, attractiveness=scores.attractiveness,
        relationship=scores.relationship, tier="Major", computed_tier="Major", reason="Major: by hand.",
    )  # fmt: skip
    return ScoredAccount(values, frozenset(), result, explain(MODEL, inputs, scores))


def _account(values: dict[str, Value], rated: Mapping[str, tuple[Value, float]], tier: str) -> ScoredAccount:
    known = fsum(criterion.weight for criterion in MODEL.criteria if criterion.id in rated)
    lines = []
    for criterion in MODEL.criteria:
        value, rating = rated.get(criterion.id, (None, None))
        lines.append(Line(criterion, value, rating, None if rating is None else criterion.weight * rating / known))
    score = fsum(line.contribution or 0 for line in lines) if known else None
    gates = tuple(_gate(gate, values.get(gate.field)) for gate in MODEL.gates)
    result = Result(
        score=score, score_low=score or 0.0, score_high=score or 100.0, attractiveness=score, relationship=score,
        coverage=known / MODEL.total_weight(), quadrant="Strategic" if score else None, tier=tier, computed_tier=tier,
        in_head=None, rank=1 if score else None, reason=f"{tier}: by hand.",
    )  # fmt: skip
    return ScoredAccount(values, frozenset(), result, Explanation(tuple(lines), gates))


def _gate(gate: object, value: Value) -> GateOutcome:
    known = value is not None
    return GateOutcome(gate, value, "passes" if known else "unknown", "" if known else "not known")  # type: ignore[arg-type]


def book(
    *accounts: ScoredAccount, settings: Mapping[str, Value] | None = None, **tables: tuple[Row, ...]
) -> ScoredBook:
    """Make a book of some accounts and tables."""
    return ScoredBook(Basis(AS_OF), MODEL, accounts, tables, settings or {}, HeadCuts(None, None), ())


def full_book() -> ScoredBook:
    """Make a book with one key account of which everything is known."""
    tables = {sheet: tuple({"account_id": "C-0417", **row} for row in rows) for sheet, rows in _DETAILS.items()}
    settings: dict[str, Value] = {"company": "Baltic Packaging Ltd", "currency": "EUR", "fiscal_year_start": 1.0}
    past = {"History": _HISTORY, "Models": _MODELS}
    return replace(book(full_account(), settings=settings), tables={**tables, "Team": _TEAM, **past})


_TEAM: tuple[Row, ...] = (
    {"account_manager": "Ines Okafor", "email": "ines@example.com", "manager": "Tomás Lindqvist", "language": "en",
     "utc_offset_hours": 1.0},
)  # fmt: skip


def _past(as_of: date, score: float, **cells: Value) -> Row:
    return {
        "as_of": as_of, "account_id": "C-0417", "model_hash": model_hash(MODEL), "score": score, "tier": "Key",
        **{name: value for name, value in full_account().values.items() if name not in {"account", "account_id"}},
        **cells,
    }  # fmt: skip


_HISTORY: tuple[Row, ...] = (
    _past(date(2026, 1, 2), 71.3, attractiveness=78.0, relationship=62.0, tier="Major", revenue_12m=1_064_000.0),
    _past(date(2026, 2, 2), 74.9, attractiveness=80.0, relationship=66.0, revenue_12m=1_101_000.0),
    _past(date(2026, 3, 2), 73.8, attractiveness=80.0, relationship=64.5, revenue_12m=1_131_500.0),
    _past(date(2026, 4, 1), 80.4, attractiveness=81.5, relationship=86.0, revenue_12m=1_160_250.0,
          referrals_12m=1.0, relationship_health=3.0),
)  # fmt: skip
_MODELS: tuple[Row, ...] = ({"model_hash": model_hash(MODEL), "model": model_to_toml(MODEL)},)

_DETAILS: Mapping[str, tuple[Row, ...]] = {
    "Stakeholders": (
        {"name": "Dr. Karin Voss", "role": "Executive sponsor", "title": "Chief operating officer", "influence": "High",
         "sentiment": "+", "owner": "Tomás Lindqvist", "last_contact": date(2026, 4, 14), "status": "Confirmed"},
        {"name": "Jan Petersen", "role": "Decision maker", "title": "Head of procurement", "influence": "High",
         "sentiment": "0", "owner": "Ines Okafor", "last_contact": date(2026, 3, 30), "status": "Confirmed"},
        {"name": "Aylin Demir", "role": "Champion", "title": "Warehouse lead, Rostock", "influence": "Medium",
         "sentiment": "+", "owner": "Ines Okafor", "last_contact": date(2026, 5, 4), "status": "Confirmed"},
        {"name": "Ulf Brandt", "role": "Blocker", "title": "Finance controller", "influence": "Medium",
         "sentiment": "−", "owner": "Ines Okafor", "last_contact": date(2026, 1, 20), "status": "Assumed"},
    ),
    "Objectives": (
        {"objective_id": "O1", "objective": "Ship without plastic filler from every warehouse by the end of the year",
         "type": "Theirs", "measure": "warehouses", "baseline": 1.0, "target": 6.0, "current": 4.0,
         "due": date(2026, 12, 31), "owner": "Aylin Demir", "status": "On track"},
        {"objective_id": "O2", "objective": "Cut damaged parcels to under 0.8 % of all shipments", "type": "Joint",
         "measure": "% damaged", "baseline": 2.1, "target": 0.8, "current": 1.6, "due": date(2026, 3, 31),
         "owner": "Ines Okafor", "status": "At risk"},
        {"objective_id": "O3", "objective": "Win the Polish sites as a second country", "type": "Ours",
         "measure": "sites", "baseline": 0.0, "target": 3.0, "current": 0.0, "due": date(2026, 11, 30),
         "owner": "Ines Okafor", "status": "Not started"},
    ),
    "Actions": (
        {"action_id": "A1", "objective_id": "O2", "action": "Repeat the drop test with the double-wall box",
         "owner": "Ines Okafor", "due": date(2026, 4, 22), "horizon": 30.0, "note": "The lab is free in week 20."},
        {"action_id": "A2", "objective_id": "O1", "action": "Hand over paper-fill machine offer for Rostock",
         "owner": "Ines Okafor", "due": date(2026, 5, 15), "horizon": 30.0},
        {"action_id": "A3", "objective_id": "O3", "action": "Introduce our Poznań team to the site managers",
         "owner": "Tomás Lindqvist", "due": date(2026, 6, 10), "horizon": 60.0},
        {"action_id": "A4", "objective_id": "O1", "action": "Agree the pilot in Kiel", "owner": "Aylin Demir",
         "due": date(2026, 3, 1), "done": date(2026, 2, 26), "horizon": 60.0},
    ),
    "Needs": (
        {"need": "One delivery window for all sites", "their_priority": 1.0, "our_answer": "Milk run from Lübeck",
         "service_commitment": "6–9 h, four days a week", "since": date(2025, 9, 1)},
        {"need": "Proof of recycled content", "their_priority": 2.0, "our_answer": "Certificate with each lot",
         "service_commitment": "with the invoice", "since": date(2025, 11, 12)},
    ),
    "Products": (
        {"product": "Corrugated boxes", "state": "Owned", "revenue_12m": 742_000.0, "category_spend": 910_000.0,
         "contract_end": date(2026, 9, 30)},
        {"product": "Paper fill", "state": "Pipeline", "revenue_12m": 88_000.0, "category_spend": 340_000.0,
         "competitor": "Papyrus AB"},
        {"product": "Stretch film", "state": "Owned", "revenue_12m": 354_250.0, "category_spend": 401_000.0,
         "contract_end": date(2027, 3, 31)},
        {"product": "Pallet pooling", "state": "Competitor", "category_spend": 205_000.0, "competitor": "Chep"},
        {"product": "Cold chain inserts", "state": "Not eligible"},
    ),
    "Targets": (
        {"year": 2026.0, "revenue_target": 1_350_000.0, "margin_target": 0.32, "share_of_wallet_target": 0.68},
        {"year": 2027.0, "revenue_target": 1_600_000.0, "margin_target": 0.33, "share_of_wallet_target": 0.74},
    ),
    "Risks": (
        {"risk": "Procurement tenders the box contract EU-wide in September", "likelihood": 4.0, "impact": 5.0,
         "mitigation": "Offer an early two-year renewal with the paper-fill bundle", "owner": "Tomás Lindqvist"},
        {"risk": "Pulp price clause triggers in Q3", "likelihood": 3.0, "impact": 3.0,
         "mitigation": "Hedge half of the volume", "owner": "Ines Okafor"},
        {"risk": "Champion moves to the parent company", "likelihood": 2.0, "impact": 4.0,
         "mitigation": "Bring Jan Petersen into the pilot reviews", "owner": "Ines Okafor"},
    ),
    "Notes": (
        {"section": "SWOT Strength", "text": "Only supplier with a warehouse within two hours of every site."},
        {"section": "SWOT Weakness", "text": "No answer yet to parcel damage on the Hamburg line."},
        {"section": "SWOT Opportunity", "text": "The parent group standardises packaging in 2027."},
        {"section": "SWOT Threat", "text": "Papyrus AB offers machines for free against volume."},
        {"section": "Competitors", "text": "Papyrus AB (paper fill), Chep (pallets), one regional box maker."},
        {"section": "Priorities", "text": "Plastic-free shipping, fewer claims, one supplier per category."},
        {"section": "Resources asked", "text": "Two days of the packaging lab in week 20."},
        {"section": "Stop doing", "text": "Weekly price lists by mail: they use the portal."},
        {"section": "The one ask", "date": date(2026, 5, 4), "by": "Ines Okafor",
         "text": "Join the renewal talk with Dr. Voss on 21 May, before procurement publishes the tender."},
        {"section": "Review", "date": date(2026, 2, 11), "by": "Tomás Lindqvist",
         "text": "Targets confirmed. Damage rate is the topic of the next quarter."},
    ),
}  # fmt: skip
