import pytest

from kam_xl.accounts.schema import (
    ALL_FIELDS,
    DERIVED_FIELDS,
    FIELDS,
    OUTPUT_FIELDS,
    STATUSES,
    TIERS,
    Field,
    Kind,
    by_name,
    header_key,
    recognise,
)
from kam_xl.accounts.tables import DETAIL_TABLES, SETTINGS, TABLES, TEAM, fields_of, missing_required
from kam_xl.errors import TableError


def test_the_schema_holds_the_fields_of_the_contract_in_order() -> None:
    assert [field.name for field in FIELDS] == [
        "account_id",
        "account",
        "parent_account_id",
        "industry",
        "country",
        "account_manager",
        "manager",
        "manager_email",
        "utc_offset_hours",
        "region_served",
        "status",
        "customer_since",
        "relationship_health",
        "culture_fit",
        "strategic_fit",
        "brand_reach",
        "referrals_12m",
        "revenue_12m",
        "revenue_prior_12m",
        "expected_growth_12m",
        "recurring_share",
        "orders_12m",
        "order_months_12m",
        "last_order",
        "gross_margin",
        "override_tier",
        "override_reason",
        "override_by",
        "override_until",
    ]
    assert [field.name for field in DERIVED_FIELDS] == [
        "tenure_years",
        "days_since_last_order",
        "time_zone_gap_hours",
        "revenue_change_12m",
        "growth_pct",
    ]
    assert [field.name for field in OUTPUT_FIELDS] == [
        "score",
        "score_low",
        "score_high",
        "attractiveness",
        "relationship",
        "coverage",
        "quadrant",
        "tier",
        "computed_tier",
        "in_head",
        "rank",
        "reason",
    ]


def test_ranges_are_those_of_the_contract() -> None:
    bounds = {
        field.name: (field.low, field.high) for field in FIELDS if field.low is not None or field.high is not None
    }
    assert bounds == {
        "utc_offset_hours": (-12, 14),
        "relationship_health": (1, 5),
        "culture_fit": (1, 5),
        "strategic_fit": (1, 5),
        "brand_reach": (1, 5),
        "referrals_12m": (0, None),
        "recurring_share": (0, 1),
        "orders_12m": (0, None),
        "order_months_12m": (0, 12),
        "gross_margin": (-1, 1),
    }
    choices = {field.name: field.choices for field in FIELDS if field.choices}
    assert choices == {"status": STATUSES, "override_tier": TIERS}


def test_names_and_headers_find_the_same_field() -> None:
    assert all(header_key(name) == header_key(field.header) for name, field in ALL_FIELDS.items())
    assert len({header_key(name) for name in ALL_FIELDS}) == len(ALL_FIELDS)


def test_ids_and_names_take_no_unknown_marks() -> None:
    assert [field.name for field in FIELDS if field.verbatim] == [
        "account_id", "account", "parent_account_id", "account_manager", "manager", "manager_email", "override_by",
    ]  # fmt: skip
    assert [field.name for field in FIELDS if field.required] == ["account_id"]


@pytest.mark.parametrize(
    ("field", "allowed"),
    [
        (ALL_FIELDS["culture_fit"], "a number from 1 to 5"),
        (ALL_FIELDS["referrals_12m"], "a number of at least 0"),
        (ALL_FIELDS["revenue_12m"], "a number"),
        (ALL_FIELDS["region_served"], "TRUE or FALSE"),
        (ALL_FIELDS["last_order"], "a date"),
        (ALL_FIELDS["industry"], "a text"),
        (ALL_FIELDS["override_tier"], "one of Key, Major, Standard"),
        (Field(name="x", header="X", kind=Kind.NUMBER, note="", high=3), "a number of at most 3"),
    ],
)
def test_what_a_cell_may_hold_is_said_in_words(field: Field, allowed: str) -> None:
    assert field.allowed == allowed


def test_headers_are_recognised_in_any_spelling_and_the_rest_left_out() -> None:
    headers = ["ACCOUNT-ID", "Revenue_12m", "revenue prior 12M", "Own"]
    assert recognise(headers, ALL_FIELDS.values(), "crm.csv") == {
        "account_id": "ACCOUNT-ID",
        "revenue_12m": "Revenue_12m",
        "revenue_prior_12m": "revenue prior 12M",
    }


def test_every_pair_of_columns_for_one_field_is_named() -> None:
    with pytest.raises(TableError) as refused:
        recognise(["Status", "status", "STATUS"], FIELDS, "crm.csv")
    one_is_allowed = "both stand for status; one is allowed. Rename or remove one of them."
    assert refused.value.problems == (
        f"crm.csv: the columns “Status” and “status” {one_is_allowed}",
        f"crm.csv: the columns “Status” and “STATUS” {one_is_allowed}",
    )


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_keys_and_headers_that_differ(name: str) -> None:
    spec = TABLES[name]
    assert spec.keys
    assert all(key.required for key in spec.keys)
    assert len({header_key(field.header) for field in spec.fields}) == len(spec.fields)
    assert all(field.note.strip() for field in spec.fields)


def test_every_detail_row_belongs_to_an_account() -> None:
    assert {spec.keys[0].name for spec in DETAIL_TABLES} == {"account_id"}


def test_offsets_mean_the_same_wherever_they_are_typed() -> None:
    account, office = ALL_FIELDS["utc_offset_hours"], fields_of(TEAM)["utc_offset_hours"]
    home = by_name(SETTINGS)["home_utc_offset"]
    assert (office.low, office.high, office.whole) == (account.low, account.high, False)
    assert (home.low, home.high, home.whole) == (account.low, account.high, False)


def test_scales_and_months_are_whole_and_money_is_not() -> None:
    wholes = [(name, field.name) for name, spec in TABLES.items() for field in spec.fields if field.whole]
    assert [pair for pair in wholes if pair[0] != "Accounts"] == [
        ("Needs", "their_priority"),
        ("Risks", "likelihood"),
        ("Risks", "impact"),
    ]
    assert [field.name for field in SETTINGS if field.whole] == ["fiscal_year_start"]


def test_required_columns_that_a_table_lacks_are_named() -> None:
    actions = TABLES["Actions"]
    assert [field.header for field in missing_required(actions, ["account id", "Action", "DUE"])] == [
        "Action ID",
        "Owner",
    ]
    assert missing_required(actions, [field.header for field in actions.fields]) == []


def test_every_whole_number_of_a_judgement_has_its_own_sentence() -> None:
    scales = [
        field
        for field in (*FIELDS, *(field for spec in DETAIL_TABLES for field in spec.fields))
        if field.whole and field.kind is Kind.NUMBER and field.high is not None and field.high <= 5
    ]

    assert [field.header for field in scales] == [
        "Relationship Health",
        "Culture Fit",
        "Strategic Fit",
        "Brand Reach",
        "Their priority",
        "Likelihood",
        "Impact",
    ]
    assert [len(field.anchored) for field in scales] == [5, 5, 5, 5, 3, 5, 5]
    assert ALL_FIELDS["brand_reach"].anchored[0] == "1 – Hardly anyone knows the name."
    assert ALL_FIELDS["brand_reach"].anchored[4] == "5 – A name that opens doors."


def test_a_field_without_anchors_says_nothing_of_its_numbers() -> None:
    assert ALL_FIELDS["order_months_12m"].anchored == ()
