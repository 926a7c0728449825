"""Raw cells of a row are read inline where they are plain, and with the same result where they are not."""

from collections.abc import Mapping
from datetime import date

import pytest

from kam_xl.accounts.basis import Basis
from kam_xl.accounts.issues import Issue
from kam_xl.accounts.schema import Kind
from kam_xl.errors import TableError
from kam_xl.scoring import cells as cell_reading
from kam_xl.scoring.cells import compile_cells
from tests.builders import AS_OF, criterion, model_of

BASIS = Basis(AS_OF, home_offset_hours=1.0, served=frozenset({"DE"}))
PLAIN_FIELDS = (
    criterion("revenue_12m"), criterion("status", levels={"New": 1}), criterion("region_served", levels={"true": 1}),
    criterion("tenure_years"), criterion("days_since_last_order"), criterion("time_zone_gap_hours"),
    criterion("revenue_change_12m"), criterion("Own Word", levels={"Gold": 1}), criterion("Own Number"),
    criterion("utc_offset_hours"),
)  # fmt: skip
MODELS = {
    "inline": model_of(*PLAIN_FIELDS),
    "with care": model_of(*PLAIN_FIELDS, criterion("growth_pct"), criterion("culture_fit", levels={"3": 1})),
}
"""The same fields, read inline where the cells are plain, and never inline because of two fields that cannot be."""

ROW: dict[str, object] = {
    "Revenue 12m": 150.0, "Status": "New", "Region Served": True, "Customer Since": 45382.0, "Last Order": 46082.5,
    "UTC Offset Hours": -8.0, "Revenue Prior 12m": 120.0, "Culture Fit": 3.0, "Own Word": "Gold", "Own Number": 7.0,
    "Country": None,
}  # fmt: skip
PLAIN = (150.0, "new", True, 730 / 365.25, 30.0, 9.0, 30.0, "gold", 7.0, -8.0)
HEADERS = (
    "Revenue 12m", "Status", "Region Served", "Customer Since", "Last Order", "gap", "change", "Own Word", "Own Number",
    "UTC Offset Hours", "growth", "Culture Fit",
)  # fmt: skip
WORDS = {"status": "New", "region_served": "true"}


def read(changed: Mapping[str, object], issues: list[Issue] | None = None, model: str = "inline") -> dict[str, object]:
    row = ROW | dict(changed)
    noted = [] if issues is None else issues
    values = compile_cells(MODELS[model], tuple(row), BASIS).read(tuple(row.values()), noted.append)
    return dict(zip(HEADERS, values, strict=False))


def test_plain_cells_are_read_inline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_reading, "OneRow", None)
    assert tuple(read({}).values()) == PLAIN


@pytest.mark.parametrize(
    ("header", "cell", "value"),
    [
        ("Revenue Prior 12m", -1e15, 150.0 + 1e15),
        ("Status", None, None),
        ("Status", "Partner", "partner"),
        ("Region Served", False, False),
        ("Customer Since", None, None),
        ("Last Order", 46112.99, 0.0),
        ("Last Order", 20_000.0, 26_112.0),
        ("Own Word", None, None),
        ("Own Number", None, None),
        ("UTC Offset Hours", 14.0, 14.0),
    ],
)
def test_so_are_blanks_other_words_and_the_ends_of_ranges(
    monkeypatch: pytest.MonkeyPatch, header: str, cell: object, value: object
) -> None:
    monkeypatch.setattr(cell_reading, "OneRow", None)
    assert read({header: cell})["change" if header == "Revenue Prior 12m" else header] == value


def test_so_is_a_row_that_lacks_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_reading, "OneRow", None)
    model = model_of(criterion("revenue_12m"), criterion("Own Number"), criterion("status", levels={"New": 1}))
    assert compile_cells(model, ("Revenue 12m",), BASIS).read((5.0,)) == (5.0, None, None)


@pytest.mark.parametrize("headers", [("Country",), ("Country", "Region Served")])
def test_what_the_country_tells_is_filled_in_with_care(headers: tuple[str, ...]) -> None:
    model = model_of(criterion("region_served", levels={"true": 1}))
    assert compile_cells(model, headers, BASIS).read(("DE", None)[: len(headers)]) == (True,)


@pytest.mark.parametrize("cell", [0.0, 6.0])
def test_a_number_outside_its_range_is_unknown(cell: float) -> None:
    issues: list[Issue] = []
    reader = compile_cells(model_of(criterion("culture_fit")), ("Culture Fit",), BASIS)
    assert reader.read((cell,), issues.append) == (None,)
    assert [issue.kind for issue in issues] == ["out of range"]


def test_an_offset_outside_its_range_leaves_the_gap_unknown() -> None:
    issues: list[Issue] = []
    reader = compile_cells(model_of(criterion("time_zone_gap_hours")), ("UTC Offset Hours",), BASIS)
    assert reader.read((15.0,), issues.append) == (None,)
    assert [issue.kind for issue in issues] == ["out of range"]


def test_the_same_cells_read_with_care_are_the_same() -> None:
    assert tuple(read({}, model="with care").values()) == (*PLAIN, 25.0, "3")


@pytest.mark.parametrize(("cell", "text"), [("3.0", "3"), (4.5, "4.5"), (9.0, None)])
def test_a_field_rated_as_another_kind_is_read_with_care(cell: object, text: str | None) -> None:
    assert read({"Culture Fit": cell}, model="with care")["Culture Fit"] == text


@pytest.mark.parametrize(
    ("header", "cell", "value"),
    [
        ("Revenue 12m", None, None),
        ("Revenue 12m", "n/a", None),
        ("Status", " NEW ", "new"),
        ("Status", None, None),
        ("Status", "Partner", "partner"),
        ("Region Served", "ja", True),
        ("Customer Since", None, None),
        ("Customer Since", "2024-03-31", 730 / 365.25),
        ("Customer Since", date(2024, 3, 31), 730 / 365.25),
        ("Last Order", 46112.99, 0.0),
        ("Last Order", 46112, 0.0),
        ("Own Word", "gold", "gold"),
        ("Own Word", 5.0, "5"),
        ("Own Number", "12 %", 0.12),
        ("Own Number", 5, 5.0),
        ("Own Number", None, None),
        ("UTC Offset Hours", None, None),
    ],
)
def test_other_cells_are_read_with_care(header: str, cell: object, value: object) -> None:
    issues: list[Issue] = []
    assert read({header: cell}, issues)[header] == value
    assert issues == []


def test_blank_cells_are_filled_in_by_country() -> None:
    values = read({"Country": "DE", "Region Served": None, "UTC Offset Hours": None})
    assert [values[name] for name in ("Region Served", "gap", "UTC Offset Hours")] == [True, 0.0, 1.0]


@pytest.mark.parametrize(
    ("header", "cell", "kind"),
    [
        ("Revenue 12m", "x", "unreadable number"),
        ("Revenue 12m", 2e15, "out of range"),
        ("UTC Offset Hours", 15.0, "out of range"),
        ("Status", "VIP", "unknown choice"),
        ("Region Served", "perhaps", "unreadable yes or no"),
        ("Customer Since", 46113.0, "date after the as-of date"),
        ("Last Order", 19_999.0, "unreadable date"),
        ("Own Number", True, "unreadable number"),
    ],
)
def test_what_cannot_be_read_is_noted_and_unknown(header: str, cell: object, kind: str) -> None:
    issues: list[Issue] = []
    assert read({header: cell}, issues)[header] is None
    assert [(issue.kind, issue.place.column) for issue in issues] == [(kind, header)]


def test_the_account_managers_office_counts() -> None:
    row = ("UTC Offset Hours",), (-8.0,)
    model = model_of(criterion("time_zone_gap_hours"))
    gaps = [compile_cells(model, row[0], BASIS, home).read(row[1]) for home in (10.0, None)]
    assert gaps == [(6.0,), (9.0,)]
    assert compile_cells(model, row[0], Basis(AS_OF)).read(row[1]) == (None,)


@pytest.mark.parametrize(
    "field", ["revenue_change_12m", "growth_pct", "tenure_years", "status", "Own", "region_served"]
)
def test_a_column_that_the_row_lacks_is_unknown(field: str) -> None:
    scale = {"levels": {WORDS[field]: 1}} if field in WORDS else {"curve": [[0, 0], [1, 1]]}
    model = model_of({"id": field, "axis": "relationship", "field": field, "weight": 1} | scale)
    assert compile_cells(model, ("Revenue 12m",), BASIS).read((5.0,)) == (None,)


def test_issues_may_be_let_pass() -> None:
    model = model_of(criterion("Own Number"))
    assert compile_cells(model, ("Own Number",), BASIS).read(("x",)) == (None,)


def test_a_reading_is_compiled_once() -> None:
    assert compile_cells(MODELS["inline"], ("Own",), BASIS) is compile_cells(MODELS["inline"], ("Own",), BASIS)


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(TableError, match="2 cells came with 1 headers"):
        compile_cells(MODELS["inline"], ("Revenue 12m",), BASIS).read((1.0, 2.0))


def test_serials_from_1904_are_read_inline_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_reading, "OneRow", None)
    model = model_of(criterion("days_since_last_order"))
    reader = compile_cells(model, ("Last Order",), Basis(AS_OF, date_1904=True))
    assert [reader.read((serial,)) for serial in (44_650.5, 44_619.0)] == [(0.0,), (31.0,)]


def test_columns_that_differ_only_in_case_are_named() -> None:
    issues: list[Issue] = []
    reader = compile_cells(model_of(criterion("Own")), ("Own", "OWN", "Note", "note"), BASIS)
    assert reader.read((5.0, 7.0, None, None), issues.append) == (5.0,)
    assert [issue.found for issue in issues] == ["“Own” and “OWN”"]


def test_more_than_the_kernel_takes_is_read_behind_it() -> None:
    uses = (("region_served", Kind.BOOLEAN), ("revenue_12m", Kind.NUMBER), ("Own", Kind.TEXT))
    reader = compile_cells(model_of(criterion("Own")), ("Own", "Revenue 12m", "Region Served"), BASIS, None, uses)
    assert reader.read((5.0, 7.0, True)) == (5.0, True, 7.0, "5")
    assert reader.read((5.0, "7", "no")) == (5.0, False, 7.0, "5")
