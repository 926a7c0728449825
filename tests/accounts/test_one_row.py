"""One account's cells are understood as a whole table is."""

from datetime import date

import pytest

from kam_xl.accounts.basis import Basis
from kam_xl.accounts.conventions import conventions
from kam_xl.accounts.one_row import SCHEMA_ORDER, OneRow, RowLayout
from kam_xl.accounts.rows import Value
from kam_xl.accounts.schema import DERIVED_FIELDS, Kind
from kam_xl.errors import TableError
from tests.builders import AS_OF

BASIS = Basis(AS_OF, home_offset_hours=1.0, served=frozenset({"DE"}))


def row_of(basis: Basis = BASIS, **cells: object) -> OneRow:
    return OneRow(tuple(cells.values()), RowLayout.of(tuple(cells)), basis)


def read(row: OneRow, *uses: tuple[str, Kind], home: float | None = None) -> list[Value]:
    return list(row.inputs(uses, home).values())


def test_cells_are_read_as_their_fields_say() -> None:
    row = row_of(revenue_12m="1,200", STATUS=" active ", last_order=45443, Region_Served="ja", account_id=7.0)
    fields = ("revenue_12m", "status", "last_order", "region_served", "account_id", "manager")
    assert [row.field(name) for name in fields] == [1200.0, "Active", date(2024, 5, 31), True, "7", None]
    assert row.issues == []


def test_a_row_without_headers_stands_in_the_order_of_the_schema() -> None:
    row = OneRow(["A7", *[None] * (len(SCHEMA_ORDER) - 1)], RowLayout.of(SCHEMA_ORDER), BASIS)
    assert row.field("account_id") == "A7"


def test_every_derived_field_is_worked_out() -> None:
    row = row_of(
        customer_since="2024-03-31", last_order="2026-03-01", utc_offset_hours=-8.0, revenue_12m=150,
        revenue_prior_12m=120,
    )  # fmt: skip
    uses = [(field.name, Kind.NUMBER) for field in DERIVED_FIELDS]
    assert read(row, *uses, home=10.0) == [730 / 365.25, 30.0, 6.0, 30.0, 25.0]
    assert read(row, uses[2]) == [9.0]


def test_without_a_home_there_is_no_gap() -> None:
    row = row_of(Basis(AS_OF), utc_offset_hours=1)
    assert read(row, ("time_zone_gap_hours", Kind.NUMBER)) == [None]


@pytest.mark.parametrize("prior", [0, None, 5e-324])
def test_growth_from_nothing_is_unknown(prior: float | None) -> None:
    assert read(row_of(revenue_12m=1e15, revenue_prior_12m=prior), ("growth_pct", Kind.NUMBER)) == [None]


def test_a_day_after_the_as_of_date_is_blamed_on_its_cell() -> None:
    row = row_of(customer_since="2026-04-01")
    assert read(row, ("tenure_years", Kind.NUMBER)) == [None]
    future = "date after the as-of date: found “2026-04-01”; allowed: a date up to 2026-03-31"
    correct = "Correct the cell; until then it counts as unknown."
    assert [str(issue) for issue in row.issues] == [f"the row, column “Customer Since”: {future}. {correct}"]


def test_blanks_are_filled_in_by_country() -> None:
    fields = ("utc_offset_hours", "region_served")
    assert [row_of(country="Germany").field(name) for name in fields] == [1.0, True]
    assert [row_of(country="US", region_served="n/a").field(name) for name in fields] == [None, False]
    assert [row_of(country="DE", utc_offset_hours=5, region_served=False).field(name) for name in fields] == [
        5.0,
        False,
    ]
    assert [row_of(country=None).field(name) for name in fields] == [None, None]
    assert [row_of(Basis(AS_OF), country="DE").field(name) for name in fields] == [1.0, None]


def test_an_unknown_country_is_one_issue() -> None:
    row = row_of(country="Atlantis")
    assert [row.field(name) for name in ("utc_offset_hours", "region_served")] == [None, None]
    assert [(issue.kind, str(issue.place)) for issue in row.issues] == [
        ("unknown country", "the row, column “Country”")
    ]


def test_uses_decide_the_kind() -> None:
    row = row_of(culture_fit="3.0", Own="12 %", flag="no")
    uses = [("culture_fit", Kind.TEXT), ("own", Kind.NUMBER), ("Flag", Kind.BOOLEAN), ("Nowhere", Kind.NUMBER)]
    assert read(row, *uses) == ["3", 0.12, False, None]


def test_what_does_not_fit_is_an_issue_and_unknown() -> None:
    row = row_of(culture_fit=9, Own="x", status="New", last_order="2026-03-01")
    uses = [("culture_fit", Kind.NUMBER), ("Own", Kind.NUMBER), ("status", Kind.NUMBER), ("last_order", Kind.NUMBER)]
    assert read(row, *uses) == [None] * 4
    assert [(issue.kind, issue.place.column, issue.found) for issue in row.issues] == [
        ("out of range", "Culture Fit", "“9”"),
        ("unreadable number", "Own", "“x”"),
        ("unreadable number", "Status", "“New”"),
        ("unreadable number", "Last Order", "“2026-03-01”"),
    ]


def test_the_locale_counts_here_too() -> None:
    basis = Basis(AS_OF, conventions=conventions("de_DE"))
    row = row_of(basis, revenue_12m="1.200,5", last_order="03/04/2025", Own="1,5")
    assert [row.field("revenue_12m"), row.field("last_order")] == [1200.5, date(2025, 4, 3)]
    assert read(row, ("Own", Kind.NUMBER)) == [1.5]


def test_a_row_longer_or_shorter_than_its_headers_is_refused() -> None:
    with pytest.raises(TableError) as refused:
        OneRow([1, 2, 3], RowLayout.of(["a", "b"]), BASIS)
    assert refused.value.problems == (
        (
            "the row: 3 cells came with 2 headers; both must be as many. "
            "Select the cells of the row below all of the headers."
        ),
    )


def test_two_headers_for_one_field_are_refused() -> None:
    with pytest.raises(TableError, match="“Status” and “STATUS” both stand for status"):
        RowLayout.of(["Status", "STATUS"])


def test_serials_count_from_1904_where_the_basis_says_so() -> None:
    row = row_of(Basis(AS_OF, date_1904=True), last_order=44_619.0, customer_since="2024-03-31")
    assert [row.field("last_order"), row.field("customer_since")] == [date(2026, 2, 28), date(2024, 3, 31)]


def test_of_two_columns_that_differ_only_in_case_the_first_counts_and_both_are_named() -> None:
    row = OneRow([5.0, 7.0, 9.0], RowLayout.of(["Seats", "SEATS ", "Own"]), BASIS)
    assert read(row, ("seats", Kind.NUMBER), ("Own", Kind.NUMBER), ("seats", Kind.TEXT)) == [5.0, 9.0, "5"]
    like = "columns with like headers: found “Seats” and “SEATS ”; allowed: one such column"
    assert [str(issue) for issue in row.issues] == [
        f"the row: {like}. Rename or remove all but one; until then the first counts."
    ]
