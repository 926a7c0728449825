"""Raw cells become values, derived fields and issues."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from kam_xl.accounts.basis import Basis
from kam_xl.accounts.conventions import conventions
from kam_xl.accounts.issues import summarise
from kam_xl.accounts.names import ByName
from kam_xl.accounts.rows import Value
from kam_xl.accounts.schema import Kind
from kam_xl.accounts.understanding import Accounts, Use, understand_accounts
from kam_xl.errors import TableError
from tests.builders import AS_OF, raw_columns, raw_table

BASIS = Basis(AS_OF)
CORRECT = "Correct the cell; until then it counts as unknown."


def understand(
    rows: Sequence[Mapping[str, object]],
    *uses: Use,
    basis: Basis = BASIS,
    offsets: Mapping[str, float] | None = None,
) -> Accounts:
    return understand_accounts(raw_table(rows), basis, offsets or {}, uses)


def one(field: str, basis: Basis = BASIS, offsets: Mapping[str, float] | None = None, **cells: object) -> Value:
    return understand([cells], basis=basis, offsets=offsets).row(0).get(field)


def issues_of(accounts: Accounts) -> list[str]:
    return [str(issue) for issue in accounts.issues]


def test_a_row_holds_fields_by_name_and_further_columns_as_they_are() -> None:
    cells = {
        "Account ID": 7.0, "Account": " Alfreds ", "Revenue 12m": "1,200 EUR", "STATUS": "active", "Note": " hm ",
        "Customer Since": datetime(2025, 4, 1, 9), "Sites": 3, "Visited": datetime(2026, 1, 5),  # noqa: DTZ001
        "Called": datetime(2026, 1, 5, 9), "Score": 99, "Override By": "NULL", "Empty": "n/a",  # noqa: DTZ001
    }  # fmt: skip
    row = understand([cells]).row(0)
    assert {name: value for name, value in row.items() if value is not None} == {
        "account_id": "7",
        "account": "Alfreds",
        "revenue_12m": 1200.0,
        "status": "Active",
        "customer_since": date(2025, 4, 1),
        "override_by": "NULL",
        "tenure_years": 364 / 365.25,
        "Note": " hm ",
        "Sites": 3,
        "Visited": date(2026, 1, 5),
        "Called": datetime(2026, 1, 5, 9),  # noqa: DTZ001
    }
    assert row["Empty"] is None


def test_further_cells_keep_their_type_whatever_the_column() -> None:
    raw = raw_columns({"Sites": [3, 4], "Open": [True, False], "Share": [0.5, np.nan], "Zone": pd.array(["a", None])})
    rows = [understand_accounts(raw, BASIS, {}).row(position) for position in range(2)]
    assert [(row["Sites"], row["Open"], row["Share"], row["Zone"]) for row in rows] == [
        (3, True, 0.5, "a"),
        (4, False, None, None),
    ]


def test_ids_may_be_blank_nowhere_and_stand_only_once() -> None:
    rows = [{"account_id": cell} for cell in ("A", None, "A ", " ", 7, "7", 7.0)]
    with pytest.raises(TableError) as refused:
        understand(rows)
    once = "it may stand once, since its revenue would count twice. Merge the rows, or give each its own id."
    assert refused.value.problems == (
        "accounts.csv: the account id is blank in rows 3, 5. Give every account its own id.",
        f"accounts.csv: the account id “A” stands in rows 2, 4; {once}",
        f"accounts.csv: the account id “7” stands in rows 6, 7, 8; {once}",
    )


def test_a_single_blank_id_is_refused_in_the_singular() -> None:
    with pytest.raises(TableError, match=r"the account id is blank in row 2\. "):
        understand([{"account_id": pd.NA}])


def test_a_table_without_ids_is_refused() -> None:
    raw = raw_table([{"account_id": "A", "Umsatz": 5}])
    raw.frame.columns = pd.Index(["Nr", "Umsatz"])
    with pytest.raises(TableError) as refused:
        understand_accounts(raw, BASIS, {})
    problem = (
        "accounts.csv: the column Account ID is missing; found “Nr”, “Umsatz”. "
        "Every account needs its own id: name the column that holds it Account ID."
    )
    assert refused.value.problems == (problem,)


def test_two_columns_for_one_field_are_refused_all_at_once() -> None:
    raw = raw_table([{"account_id": "A", "Account ID": "A", "Status": "New", "status": "New", "Own": 1, "own": 2}])
    with pytest.raises(TableError) as refused:
        understand_accounts(raw, BASIS, {})
    one_is_allowed = "one is allowed. Rename or remove one of them."
    assert refused.value.problems == (
        f"accounts.csv: the columns “account_id” and “Account ID” both stand for account_id; {one_is_allowed}",
        f"accounts.csv: the columns “Status” and “status” both stand for status; {one_is_allowed}",
    )


@pytest.mark.parametrize(
    ("header", "cell", "issue"),
    [
        (
            "Revenue 12m",
            "1,5",
            "unreadable number: found “1,5”; allowed: a number such as 1234.5, 1,234.50, (12) or 12 %",
        ),
        ("Gross Margin", 40, "out of range: found “40”; allowed: a number from -1 to 1"),
        ("Culture Fit", "6", "out of range: found “6”; allowed: a number from 1 to 5"),
        ("Orders 12m", -1.0, "out of range: found “-1”; allowed: a number of at least 0"),
        ("Status", "VIP", "unknown choice: found “VIP”; allowed: one of Prospect, New, Active, Partner, Lapsed"),
        ("Region Served", "so so", "unreadable yes or no: found “so so”; allowed: TRUE or FALSE, yes or no, 1 or 0"),
        ("Last Order", "soon", "unreadable date: found “soon”; allowed: a date such as 2024-05-31, or an Excel date"),
        (
            "Country",
            "Atlantis",
            "unknown country: found “Atlantis”; allowed: an ISO code such as DE or an English name such as Germany",
        ),
        (
            "Customer Since",
            date(2026, 4, 1),
            "date after the as-of date: found “2026-04-01”; allowed: a date up to 2026-03-31",
        ),
    ],
)
def test_each_kind_of_unreadable_cell_has_its_issue(header: str, cell: object, issue: str) -> None:
    accounts = understand([{header: None}, {header: cell}])
    assert issues_of(accounts) == [f"accounts.csv, row 3, column “{header}”: {issue}. {CORRECT}"]


def test_an_ambiguous_date_is_unknown_unless_a_locale_is_given() -> None:
    accounts = understand([{"Last Order": "03/04/2025"}])
    assert accounts.row(0)["last_order"] is None
    assert [issue.kind for issue in accounts.issues] == ["ambiguous date"]
    assert one("last_order", Basis(AS_OF, conventions=conventions("de_DE")), last_order="03/04/2025") == date(
        2025, 4, 3
    )


def test_serials_honour_1904() -> None:
    accounts = understand_accounts(raw_table([{"last_order": 43981}], date_1904=True), BASIS, {})
    assert accounts.row(0)["last_order"] == date(2024, 5, 31)


def test_issues_do_not_stop_the_reading_of_other_cells() -> None:
    accounts = understand([{"revenue_12m": "x", "gross_margin": "5", "status": "new"}, {"revenue_12m": "7"}])
    assert len(accounts.issues) == 2
    assert [accounts.row(i)["revenue_12m"] for i in range(2)] == [None, 7.0]
    assert accounts.row(0)["status"] == "New"


def test_derived_fields_follow_from_the_typed_ones() -> None:
    cells = {"customer_since": "2024-03-31", "last_order": "2026-03-01", "revenue_12m": 150, "revenue_prior_12m": 120}
    row = understand([cells | {"utc_offset_hours": -8}], basis=Basis(AS_OF, home_offset_hours=10)).row(0)
    assert row["tenure_years"] == 730 / 365.25
    assert row["days_since_last_order"] == 30.0
    assert row["revenue_change_12m"] == 30.0
    assert row["growth_pct"] == 25.0
    assert row["time_zone_gap_hours"] == 6.0


@pytest.mark.parametrize("prior", [0, -5, None, 5e-324])
def test_growth_from_nothing_is_unknown(prior: float | None) -> None:
    row = understand([{"revenue_12m": 1e15, "revenue_prior_12m": prior}]).row(0)
    assert row["growth_pct"] is None


def test_the_day_itself_is_no_future() -> None:
    accounts = understand([{"customer_since": AS_OF, "last_order": AS_OF}])
    assert (accounts.row(0)["tenure_years"], accounts.row(0)["days_since_last_order"]) == (0.0, 0.0)
    assert accounts.issues == ()


@pytest.mark.parametrize(
    ("account", "home", "gap"), [(1, 1, 0), (-12, 14, 2), (14, -12, 2), (-6, 6, 12), (5.5, -5, 10.5), (0, 13, 11)]
)
def test_the_time_zone_gap_goes_the_short_way_round(account: float, home: float, gap: float) -> None:
    assert one("time_zone_gap_hours", Basis(AS_OF, home_offset_hours=home), utc_offset_hours=account) == gap


def test_the_account_managers_office_counts_before_the_head_office() -> None:
    basis, offsets = Basis(AS_OF, home_offset_hours=1), ByName([("Ana", -5.0)])
    gaps = [
        one("time_zone_gap_hours", basis, offsets, utc_offset_hours=1, account_manager=manager)
        for manager in ("Ana", " ANA ", "Bo", None)
    ]
    assert gaps == [6.0, 6.0, 0.0, 0.0]
    assert one("time_zone_gap_hours", basis, offsets, utc_offset_hours=1) == 0.0
    assert one("time_zone_gap_hours", BASIS, {}, utc_offset_hours=1, account_manager="Bo") is None


def test_typed_derived_columns_are_ignored_with_one_issue_each() -> None:
    accounts = understand([{"Tenure Years": 9, "customer_since": "2024-03-31"}, {"Tenure Years": "x"}])
    assert accounts.row(0)["tenure_years"] == 730 / 365.25
    ignored = "typed derived field: found a typed column; allowed: nothing; it is worked out. Remove the column."
    assert issues_of(accounts) == [f"accounts.csv, column “Tenure Years”: {ignored}"]


def test_blank_offsets_are_filled_in_for_countries_with_one_standard_time() -> None:
    countries: list[object] = ["DE", "Germany", "India", "US", "NA", "N/A", None, "Atlantis"]
    accounts = understand([{"country": country} for country in countries])
    offsets = [accounts.row(i)["utc_offset_hours"] for i in range(len(countries))]
    assert offsets == [1.0, 1.0, 5.5, None, 2.0, None, None, None]
    filled = [accounts.filled_fields(i) for i in range(len(countries))]
    assert filled == [frozenset({"utc_offset_hours"} if offset else ()) for offset in offsets]


@pytest.mark.parametrize("typed", [3, "x", 99])
def test_only_blanks_are_filled_in(typed: object) -> None:
    accounts = understand([{"country": "DE", "utc_offset_hours": typed, "region_served": "x"}], basis=Basis(AS_OF))
    assert accounts.row(0)["utc_offset_hours"] == (3 if typed == 3 else None)
    assert accounts.filled_fields(0) == frozenset()


@pytest.mark.parametrize("blank", [None, "", "n/a", pd.NA, float("nan")])
def test_every_unknown_mark_is_filled_in(blank: object) -> None:
    accounts = understand([{"country": "DE", "region_served": blank}], basis=Basis(AS_OF, served=frozenset({"DE"})))
    assert accounts.row(0)["region_served"] is True
    assert accounts.filled_fields(0) == {"region_served", "utc_offset_hours"}


def test_nullable_columns_are_filled_in() -> None:
    offsets = pd.array([None, 2], dtype="Int64")
    raw = raw_columns({"country": ["DE", "DE"], "utc_offset_hours": offsets})
    accounts = understand_accounts(raw, BASIS, {})
    assert [accounts.row(i)["utc_offset_hours"] for i in range(2)] == [1.0, 2.0]


def test_whether_a_region_is_served_follows_from_the_served_countries() -> None:
    rows: list[dict[str, object]] = [{"country": country} for country in ("DE", "US", None, "US")]
    rows[3]["region_served"] = True
    accounts = understand(rows, basis=Basis(AS_OF, served=frozenset({"DE"})))
    assert [accounts.row(i)["region_served"] for i in range(4)] == [True, False, None, True]
    assert "region_served" not in understand(rows[:1]).row(0)


USES: dict[str, tuple[str, Kind, Sequence[object], Sequence[Value]]] = {
    "numbers": ("Own", Kind.NUMBER, ["1,200", 5, None, "12 %"], [1200.0, 5.0, None, 0.12]),
    "number column": ("Own", Kind.NUMBER, [1, 2.5, None], [1.0, 2.5, None]),
    "booleans": ("Own", Kind.BOOLEAN, ["yes", 0, None], [True, False, None]),
    "texts": ("Own", Kind.TEXT, [" A ", 3.0, None], ["A", "3", None]),
    "field as text": ("culture_fit", Kind.TEXT, ["3.0 ", 4, 9], ["3", "4", None]),
    "field as boolean": ("orders_12m", Kind.BOOLEAN, [1, "0", None], [True, False, None]),
    "flag as text": ("region_served", Kind.TEXT, ["ja", "no", None], ["true", "false", None]),
    "date as text": ("last_order", Kind.TEXT, [45443], ["2024-05-31"]),
    "id as number": ("account_id", Kind.NUMBER, ["7", "8"], [7.0, 8.0]),
}


@pytest.mark.parametrize("case", USES)
def test_a_column_is_read_in_the_kind_in_which_the_model_reads_it(case: str) -> None:
    name, kind, cells, expected = USES[case]
    accounts = understand([{name: cell} for cell in cells], (name, kind))
    assert [accounts.value((name, kind), i) for i in range(len(cells))] == expected


def test_what_does_not_fit_the_use_is_unknown_with_an_issue() -> None:
    accounts = understand(
        [{"Own": "x", "status": "New", "country": "DE", "last_order": "2026-03-01"}],
        ("Own", Kind.NUMBER), ("status", Kind.NUMBER), ("region_served", Kind.NUMBER),
        ("time_zone_gap_hours", Kind.BOOLEAN), ("last_order", Kind.NUMBER), basis=Basis(AS_OF, 2.5, frozenset()),
    )  # fmt: skip
    assert [(str(issue.place), issue.found) for issue in accounts.issues] == [
        ("accounts.csv, row 2, column “Own”", "“x”"),
        ("accounts.csv, row 2, column “status”", "“New”"),
        ("accounts.csv, row 2, column “Region Served”", "“False”"),
        ("accounts.csv, row 2, column “Time Zone Gap Hours”", "“1.5”"),
        ("accounts.csv, row 2, column “last_order”", "“2026-03-01”"),
    ]


def test_further_columns_are_found_whatever_their_case_and_punctuation() -> None:
    accounts = understand([{"Own column": 5}], ("own_column", Kind.NUMBER))
    assert accounts.value(("own_column", Kind.NUMBER), 0) == 5.0


def test_of_two_columns_that_differ_only_in_case_the_first_counts_and_both_are_named_once() -> None:
    uses = [("seats", Kind.NUMBER), ("SEATS", Kind.TEXT)]
    accounts = understand([{"Seats": 5, "Seats ": 7, "Note": "a", "NOTE": "b"}], *uses)
    assert [accounts.value(use, 0) for use in uses] == [5.0, "5"]
    like = "columns with like headers: found “Seats” and “Seats ”; allowed: one such column"
    assert issues_of(accounts) == [f"accounts.csv: {like}. Rename or remove all but one; until then the first counts."]


def test_a_column_that_the_model_reads_and_the_table_lacks_is_one_issue() -> None:
    uses = [("Own", Kind.NUMBER), ("Own", Kind.TEXT), ("culture_fit", Kind.NUMBER), ("growth_pct", Kind.NUMBER)]
    accounts = understand([{"account": "A"}] * 2, *uses, ("revenue_change_12m", Kind.NUMBER))
    missing = (
        "accounts.csv: missing column: found no column for {0}; allowed: a column the model reads. "
        "Add the column {1}, or leave out what rates it."
    )
    assert issues_of(accounts) == [
        missing.format("Own", "Own"),
        missing.format("culture_fit", "Culture Fit"),
        missing.format("revenue_12m", "Revenue 12m"),
        missing.format("revenue_prior_12m", "Revenue Prior 12m"),
    ]
    assert all(accounts.value(use, 0) is None for use in uses)


def test_a_field_that_was_filled_in_is_not_missing() -> None:
    uses = [("time_zone_gap_hours", Kind.NUMBER), ("utc_offset_hours", Kind.NUMBER)]
    accounts = understand([{"country": "DE"}], *uses, basis=Basis(AS_OF, home_offset_hours=1))
    assert accounts.issues == ()


def test_fields_that_the_table_lacks_are_unknown_for_all() -> None:
    accounts = understand([{"account": "A"}] * 2)
    assert accounts.texts("status") == [None, None]
    assert np.isnan(accounts.numbers("revenue_12m")).tolist() == [True, True]


def test_a_table_without_accounts_is_understood() -> None:
    headers = ("account_id", "revenue_12m", "status", "country", "customer_since", "utc_offset_hours")
    raw = raw_columns({header: [] for header in headers})
    uses = [("status", Kind.NUMBER), ("time_zone_gap_hours", Kind.NUMBER)]
    accounts = understand_accounts(raw, Basis(AS_OF, 1, frozenset({"DE"})), {"Ana": 1}, uses)
    assert len(accounts) == 0
    assert accounts.issues == ()


def test_a_hundred_thousand_rows_with_faults_are_summarised_by_kind() -> None:
    size = 100_000
    fault = np.arange(size) % 10 < 3
    raw = raw_columns({
        "revenue_12m": [f"bad {i}" if wrong else f"{i:,}" for i, wrong in enumerate(fault)],
        "culture_fit": np.where(fault, 7, 3),
        "status": np.where(fault, "VIP", "New"),
        "customer_since": np.where(fault, "03/04/2024", "2024-04-03"),
    })  # fmt: skip
    accounts = understand_accounts(raw, BASIS, {})
    assert len(accounts.issues) == 4 * 30_000
    assert [line.split(": found")[0] for line in summarise(accounts.issues)] == [
        "accounts.csv, column “status”: unknown choice, 30000 rows (first: row 2)",
        "accounts.csv, column “customer_since”: ambiguous date, 30000 rows (first: row 2)",
        "accounts.csv, column “culture_fit”: out of range, 30000 rows (first: row 2)",
        "accounts.csv, column “revenue_12m”: unreadable number, 30000 rows (first: row 2)",
    ]
    assert accounts.numbers("revenue_12m")[5] == 5.0


def test_a_gap_that_is_rated_needs_a_home_which_is_said_once() -> None:
    uses = [("time_zone_gap_hours", Kind.NUMBER), ("time_zone_gap_hours", Kind.TEXT)]
    rows: list[dict[str, object]] = [{"utc_offset_hours": 1, "account_manager": "Ana"}, {"utc_offset_hours": 2}]
    missing = "accounts.csv: missing home offset: found no home offset; allowed: hours from UTC, such as 1. "
    remedy = "Say it in Settings or with --home-offset, or on Team for each account manager."
    assert issues_of(understand(rows, *uses)) == [missing + remedy]
    assert issues_of(understand(rows, *uses, basis=Basis(AS_OF, home_offset_hours=1))) == []
    assert issues_of(understand(rows, *uses, offsets={"Ana": 1})) == []
    assert issues_of(understand(rows)) == []
