"""The sheet Dashboard: its formulas give what our own engine gives, whatever stands among the accounts."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from math import fsum, isclose
from pathlib import Path
from typing import Any, cast
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kam_xl.accounts.rows import Row
from kam_xl.accounts.schema import TIERS
from kam_xl.jobs.shipped_models import shipped_model
from kam_xl.portfolio.highlights import Highlights, Move, Unknown
from kam_xl.scoring.model import model_plain
from kam_xl.workbook.builder import build_workbook
from kam_xl.workbook.content import WorkbookContent
from kam_xl.workbook.layout import HIGHLIGHT_CELLS
from kam_xl.workbook.look import TIER_COLOURS
from kam_xl.workbook.pages.dashboard.highlights import highlight_values
from tests.workbook.libreoffice import edited, recalculated

pytestmark = [
    pytest.mark.xdist_group("libreoffice-dashboard"),
    pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning"),
]

TEAM: Sequence[Row] = (
    {"account_manager": "*", "capacity": 1},
    *(
        {"account_manager": f"Manager {number:02}", "capacity": None if number % 4 == 0 else number % 4}
        for number in range(1, 13)
    ),
)


def _account(number: int) -> Row:
    """Give one of many accounts: equal revenues, unknown ones, ranks beyond those drawn, owners who are not on Team."""
    scored = number % 17 != 0
    return {
        "account_id": f"A{number:03}",
        "account": None if number % 50 == 0 else f"Account {number}",
        "account_manager": f"manager {number % 14:02}" if number % 5 else None,
        "revenue_12m": None
        if number % 11 == 0
        else float(1000 * (number * 37 % 61)) / 7 - 500 + max(0, number - 200) * 100,
        "score": 100 - number / 3 if scored else None,
        "attractiveness": None if number % 13 == 0 else 100 - number / 3,
        "relationship": None if number % 19 == 0 else number * 7 % 101,
        "coverage": number % 10 / 10,
        "tier": ("Key" if number < 40 else "Major" if number % 9 == 0 else "Standard") if scored else "Unscored",
        "rank": number if scored else None,
    }


def _content(model: Mapping[str, Any], accounts: int, **more: Any) -> WorkbookContent:  # noqa: ANN401 - as of the class
    rows = [_account(number) for number in range(1, accounts + 1)]
    tables = {"Accounts": rows, "Team": TEAM if accounts else ()}
    return WorkbookContent(model=model, tables=tables, settings={"currency": "EUR"}, **more)


HIGHLIGHTS = Highlights(
    since=date(2026, 3, 31),
    moves=(Move("Alder", "Standard → Key", 6.25, "Growth +4.1"), Move("Birch", "Unscored", None, "")),
    unknown=(Unknown("Growth", 3, 0.25, 12.0, "Revenue 12m and Revenue Prior 12m"),),
    attention=tuple(f"Sentence {number}." for number in range(1, 12)),
)


def _cells(sheet: Worksheet) -> Iterator[tuple[str, Any]]:
    return ((cell.coordinate, cell.value) for row in sheet.iter_rows() for cell in row if cell.value not in {None, ""})


def _differing(expected: Worksheet, actual: Worksheet) -> list[tuple[str, Any, Any]]:
    theirs = dict(_cells(actual))
    pairs = [(place, value, theirs.pop(place, None)) for place, value in _cells(expected)]
    return [pair for pair in pairs if not _same(*pair[1:])] + [(place, None, value) for place, value in theirs.items()]


def _same(expected: object, actual: object) -> bool:
    if isinstance(expected, int | float) and isinstance(actual, int | float):
        return isclose(expected, actual, rel_tol=1e-9, abs_tol=1e-9)
    return expected == actual


Pair = tuple[Worksheet, Worksheet]


@pytest.fixture
def filled(default_plain: dict[str, Any], tmp_path: Path) -> Path:
    book = tmp_path / "filled.xlsx"
    build_workbook(book, _content(default_plain, 7, highlights=HIGHLIGHTS))
    return book


@pytest.fixture(scope="module")
def dashboards(require_host: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Pair]:
    """Give Dashboards as they were written and as LibreOffice works them out, by how many accounts there are."""
    folder = tmp_path_factory.mktemp("dashboards")
    model = model_plain(shipped_model("default"))
    books = [folder / f"{accounts}.xlsx" for accounts in (0, 7, 230)]
    for book in books:
        accounts = int(book.stem)
        build_workbook(book, _content(model, accounts, highlights=HIGHLIGHTS if accounts else None))
    errors = {("Accounts", f"{column}{row}"): "=NA()" for row in (6, 8) for column in _letters(books[1])}
    damaged = edited(books[1], folder / "damaged.xlsx", errors)
    computed = recalculated(require_host("soffice"), [*books, damaged], folder / "libreoffice")
    return {
        before.stem: (_dashboard(before), _dashboard(after))
        for before, after in zip([*books, damaged], computed, strict=True)
    }


def _letters(book: Path) -> list[str]:
    """Give the columns of a book in which errors shall stand."""
    wanted = {"Revenue 12m", "Score", "Coverage", "Attractiveness"}
    return [cell.column_letter for cell in load_workbook(book)["Accounts"][5] if cell.value in wanted]


def _dashboard(book: Path) -> Worksheet:
    return load_workbook(book, data_only=True)["Dashboard"]


@pytest.mark.parametrize("accounts", ["0", "7", "230"])
def test_libreoffice_works_out_what_stands_there(accounts: str, dashboards: Mapping[str, Pair]) -> None:
    assert _differing(*dashboards[accounts]) == []


def test_errors_among_the_accounts_are_left_out_of_every_total(dashboards: Mapping[str, Pair]) -> None:
    whole, damaged = dashboards["7"][1], dashboards["damaged"][1]

    cards = [[sheet[place].value for place in ("A5", "C5", "E5", "J5", "N5")] for sheet in (whole, damaged)]
    tiers = [[round(sheet[place].value, 6) for place in ("C48", "E48", "C52", "E52")] for sheet in (whole, damaged)]

    kept = fsum(cast("float", _account(number)["revenue_12m"]) for number in (2, 4, 5, 6, 7))
    assert cards[0] == [7, 7, 7, pytest.approx(22_500), pytest.approx(0.4)]
    assert cards[1] == [7, 5, 7, pytest.approx(kept), pytest.approx(0.48)]
    assert tiers == [[7, 22_500, 7, 22_500], [7, round(kept, 6)] * 2]


def test_an_account_without_a_place_is_in_no_bubble(dashboards: Mapping[str, Pair]) -> None:
    sheet = dashboards["230"][1]
    drawn: list[tuple[Any, ...]] = list(
        sheet.iter_rows(min_row=10, max_row=209, min_col=20, max_col=28, values_only=True)
    )

    assert {row[:2] for row in drawn if row[0] == 0} == {(0, None)}
    assert drawn[0] == (
        1, "Account 1", "Key", 7, pytest.approx(99.666667), pytest.approx(4785.714286), pytest.approx(99.666667),
        "#N/A", "#N/A",
    )  # fmt: skip
    # The 13th has no attractiveness, the 19th no relationship.
    assert [row[6:] for row in drawn if row[0] in {13, 19}] == [("#N/A",) * 3] * 2
    # Below the 150 best by rank stand the largest of the others.
    further = [row[0] for row in drawn[150:] if row[0]]
    assert len(further) > 3
    assert min(further) > 150


def _parts(book: Path) -> dict[str, bytes]:
    with ZipFile(book) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_charts_are_native_and_say_what_they_show(filled: Path) -> None:
    parts = _parts(filled)
    charts = [parts[f"xl/charts/chart{number}.xml"].decode() for number in range(1, 5)]
    drawing = parts["xl/drawings/drawing1.xml"].decode()

    assert [re.findall(r"<c:(\w+Chart)>", chart) for chart in charts] == [
        ["bubbleChart"],
        ["barChart", "lineChart"],
        ["barChart"],
        ["barChart"],
    ]
    assert [name for name in parts if name.startswith("xl/charts/")] == [f"xl/charts/chart{n}.xml" for n in range(1, 5)]
    says = re.findall(r' descr="([^"]*)"', drawing)
    assert [text.split(":")[0] for text in says] == [
        "Bubble chart", "Column and line chart", "Bar chart", "Bar chart",
    ]  # fmt: skip
    assert min(map(len, says)) > 60


def test_bubbles_have_a_series_for_each_tier_in_its_colour(filled: Path) -> None:
    chart = _parts(filled)["xl/charts/chart1.xml"].decode()
    series = re.findall(r"<c:ser>.*?</c:ser>", chart, re.DOTALL)
    named = {re.findall(r"<c:tx>.*?<c:v>(.*?)</c:v>", text, re.DOTALL)[0]: text for text in series}

    assert list(named) == ["Lines", "Standard", "Major", "Key", "Quadrants"]
    colours = {tier: re.findall(r'<a:srgbClr val="(\w+)">', named[tier])[0] for tier in TIERS}
    assert colours == {tier: TIER_COLOURS[tier].removeprefix("#") for tier in TIERS}
    assert all(text.count("<c:bubbleSize>") == 1 for text in series)
    assert re.findall(r"<a:t>(\w+)</a:t>", named["Quadrants"]) == ["Strategic", "Star", "Status", "Streamline"]


def test_totals_survive_errors_by_aggregate(filled: Path) -> None:
    sheet = load_workbook(filled)["Dashboard"]

    assert sheet["J5"].value == "=_xlfn.AGGREGATE(9,6,Accounts[Revenue 12m])"
    assert sheet["E52"].value == "=_xlfn.AGGREGATE(9,6,Accounts[Revenue 12m])"
    assert sheet["E48"].value == ('=SUMIFS(Accounts[Revenue 12m],Accounts[Tier],$A$48,Accounts[Revenue 12m],"<1E+300")')


def test_a_run_writes_into_ranges_with_names(filled: Path) -> None:
    book = load_workbook(filled)

    ranges = {name: _range(book, name) for name in HIGHLIGHT_CELLS}

    assert {name: (len(cells), len(cells[0])) for name, cells in ranges.items()} == dict(HIGHLIGHT_CELLS)
    assert ranges["KamSince"][0][0].value == datetime(2026, 3, 31)  # noqa: DTZ001 - as a cell gives a day
    assert [cell.value for cell in ranges["KamMovers"][0]] == [
        "Alder", None, None, "Standard → Key", None, 6.25, "Growth +4.1", None,
    ]  # fmt: skip
    assert [cell.value for cell in ranges["KamMovers"][1]][:6] == ["Birch", None, None, "Unscored", None, None]
    assert [cell.value for cell in ranges["KamGaps"][0]] == [
        "Growth", None, None, 3, 0.25, 12, "Revenue 12m and Revenue Prior 12m", None,
    ]  # fmt: skip
    attention = [row[0].value for row in ranges["KamAttention"]]
    assert attention == [*(f"Sentence {number}." for number in range(1, 8)), "… and 4 more; Start lists them."]


def _range(book: Workbook, name: str) -> Any:  # noqa: ANN401 - openpyxl gives rows of cells
    ((sheet, place),) = book.defined_names[name].destinations
    cells = book[sheet][place.replace("$", "")]
    return cells if isinstance(cells, tuple) else ((cells,),)


def test_what_a_run_does_not_say_is_cleared() -> None:
    before, nothing = highlight_values(None), highlight_values(Highlights())

    assert {name: (len(rows), len(rows[0])) for name, rows in nothing.items()} == dict(HIGHLIGHT_CELLS)
    assert {cell for rows in before.values() for row in rows for cell in row} == {None}
    assert nothing["KamMovers"][0][0] == (
        "No snapshot yet. Take snapshot keeps today's scores; from then on, who moved stands here."
    )
    assert nothing["KamAttention"][0][0] == (
        "Nothing: every account has a manager, nobody has too many key accounts, nothing is overdue."
    )
    assert highlight_values(Highlights(since=date(2026, 3, 31)))["KamMovers"][0][0] == (
        "Nobody: no tier has changed, and no score by a point or more."
    )
