"""The shipped functions, run by LibreOffice: formulas in cells reach the real Python, once for many of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kam_xl.accounts.schema import header_key
from kam_xl.excel import udfs
from kam_xl.jobs.explain import explain_account
from kam_xl.jobs.gather import Request
from kam_xl.jobs.score import Scored
from kam_xl.jobs.score import score as score_file
from kam_xl.jobs.shipped_models import shipped_model
from kam_xl.scoring.model import model_plain
from kam_xl.shipped import shipped
from kam_xl.workbook.builder import Macros, build_workbook
from kam_xl.workbook.content import WorkbookContent
from kam_xl.workbook.model_sheet import model_cells
from tests.excel.conftest import ACCOUNTS, AS_OF, TEAM
from tests.hosts.libreoffice import LibreOffice

pytestmark = pytest.mark.xdist_group("libreoffice")

NOT_AVAILABLE, VALUE_ERROR = "Error 2042", "Error 2015"
"""How LibreOffice shows the errors that Excel shows as #N/A and #VALUE!."""

SCORE_COLUMN = "AD"
CELLS, HEADERS = "$Accounts.A{0}:AC{0}", "$Accounts.$A$5:$AC$5"
FREE = "Free"
"""A sheet for formulas of the tests."""


def _as_xlwings(function: Callable[..., Any]) -> Callable[..., object]:
    """Answer as xlwings does: arguments as rows of cells, a single value as it is, nothing as an empty text."""

    def call(*grids: object) -> object:
        answer = function(*(grid if isinstance(grid, list) else [[grid]] for grid in grids))
        rows = [["" if cell is None else cell for cell in row] for row in answer]
        return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows

    return call


QUESTIONS: Mapping[tuple[str, str], Callable[..., object]] = {
    ("kam_xl.excel.udfs", name): _as_xlwings(getattr(udfs, name))
    for name in ("scores", "reasons", "ways_to_key", "ranks", "explanations", "versions")
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, macros: Macros) -> Path:
    target = tmp_path_factory.mktemp("book") / "Our accounts.xlsm"
    # LibreOffice knows no tables in macros: the columns are those of the schema.
    accounts = [{name: value for name, value in row.items() if name != "Tonnes"} for row in ACCOUNTS]
    content = WorkbookContent(
        model=model_plain(shipped_model("default")),
        tables={"Accounts": accounts, "Team": TEAM},
        settings={"as_of": AS_OF, "home_utc_offset": 1.0},
    )
    build_workbook(target, content, macros)
    cuts = score_file(Request(source=target, today=AS_OF)).assessment.cuts
    settings = {**content.settings, "head_cut": cuts.cut, "head_keep": cuts.keep}
    build_workbook(target, replace(content, settings=settings), macros)
    return target


@pytest.fixture(scope="module")
def scored(book: Path) -> Scored:
    return score_file(Request(source=book, today=AS_OF))


@pytest.fixture(scope="module")
def opened_once(libreoffice: LibreOffice, book: Path) -> LibreOffice:
    libreoffice.open(book)
    libreoffice.ask("add_sheet", FREE)
    return libreoffice


@pytest.fixture
def opened(opened_once: LibreOffice) -> LibreOffice:
    """Give the workbook with Python connected and everything calculated, whatever a test before has done to it."""
    host = opened_once
    host.functions = QUESTIONS
    host.connect()
    host.write("Model", "E6", 18)
    host.ask("write_all", FREE, "A1:P40", [[""] * 16] * 40)
    host.run("KamPython.ForgetAnswers")
    host.calculate()
    host.calls.clear()
    return host


def _scores(host: LibreOffice) -> list[object]:
    return host.show_column("Accounts", f"{SCORE_COLUMN}6:{SCORE_COLUMN}8")


def _problem(host: LibreOffice) -> str:
    return str(host.ask("show_named", "KamProblem"))


def _row(number: int) -> str:
    return f"{CELLS.format(number)};{HEADERS}"


# --- what the functions say -------------------------------------------------------------------------------------------


def test_a_column_of_the_table_shows_what_the_engine_says_by_one_call(opened: LibreOffice, scored: Scored) -> None:
    expected = [account.result.score for account in scored.book.accounts]
    opened.run("KamPython.ForgetAnswers")

    opened.calculate()
    first, second, third = _scores(opened)

    assert (first, second) == pytest.approx(expected[:2], abs=1e-9)
    assert (third, expected[2]) == (NOT_AVAILABLE, None)
    assert opened.sizes == [("scores", 3)]


@pytest.mark.parametrize(
    ("function", "wanted"),
    [
        ("KAM_TIER", "tier"),
        ("KAM_COVERAGE", "coverage"),
        ("KAM_QUADRANT", "quadrant"),
        ("KAM_WHY", "reason"),
    ],
)
def test_a_function_says_what_the_engine_says(opened: LibreOffice, scored: Scored, function: str, wanted: str) -> None:
    for row in (6, 7, 8):
        opened.formula(FREE, f"A{row}", f"={function}({_row(row)};KamToken)")
    opened.settle()

    shown = opened.show_column(FREE, "A6:A8")

    results = [getattr(account.result, wanted) for account in scored.book.accounts]
    assert shown == [NOT_AVAILABLE if result is None else result for result in results]


def test_functions_that_need_the_same_answers_share_one_call(opened: LibreOffice) -> None:
    opened.run("KamPython.ForgetAnswers")
    for column, function in zip("ABCD", ("KAM_SCORE", "KAM_TIER", "KAM_COVERAGE", "KAM_QUADRANT"), strict=True):
        for row in (6, 7, 8):
            opened.formula(FREE, f"{column}{row}", f"={function}({_row(row)};KamToken)")
    opened.calculate()

    assert opened.sizes == [("scores", 3)]


def test_a_tier_depends_on_the_one_before_and_takes_any_account_without_another_call(opened: LibreOffice) -> None:
    opened.write(FREE, "B1", "Standard")
    opened.formula(FREE, "A1", f"={'KAM_TIER'}({_row(6)};KamToken;B1)")
    opened.formula(FREE, "A2", f'={"KAM_TIER"}({_row(8)};KamToken;"key")')
    opened.formula(FREE, "A3", f'={"KAM_TIER"}({_row(8)};KamToken;"Gold")')
    opened.settle()

    assert opened.show_column(FREE, "A1:A3") == ["Key", "Unscored", VALUE_ERROR]
    assert 'the previous tier: found "Gold"; allowed are Key, Major, Standard' in _problem(opened)
    assert opened.calls == []


def test_many_rows_spill(opened: LibreOffice) -> None:
    opened.ask("spill", FREE, "A1:A3", f"=KAM_SCORE($Accounts.A6:AC8;{HEADERS};KamToken)")
    opened.ask("spill", FREE, "B1:B3", f"=KAM_RANK($Accounts.A6:AC8;{HEADERS};KamToken)")
    opened.settle()

    assert opened.show_column(FREE, "A1:A3") == _scores(opened)
    assert opened.show_column(FREE, "B1:B3") == [1.0, 2.0, NOT_AVAILABLE]
    assert opened.sizes == [("ranks", 3)]


def test_an_explanation_is_a_table_whose_points_add_up_to_the_score(opened: LibreOffice, scored: Scored) -> None:
    lines = scored.book.accounts[0].explanation.lines
    opened.ask("spill", FREE, f"A1:E{len(lines) + 1}", f"=KAM_EXPLAIN({_row(6)};KamToken)")
    opened.settle()

    headings, *rows = opened.ask("show_all", FREE, f"A1:E{len(lines) + 1}")

    assert headings == ["Criterion", "Value", "Rating", "Weight", "Points"]
    assert [row[0] for row in rows] == [line.criterion.label for line in lines]
    assert sum(row[4] for row in rows) == pytest.approx(_scores(opened)[0], abs=1e-9)


def test_the_way_to_key_is_that_of_the_command_line(opened: LibreOffice, book: Path) -> None:
    opened.formula(FREE, "A1", f"=KAM_TO_KEY({_row(6)};KamToken)")
    opened.formula(FREE, "A2", f"=KAM_TO_KEY({_row(7)};KamToken)")
    opened.settle()
    (change,) = explain_account(Request(source=book, today=AS_OF), "A2").to_key.singles

    assert opened.show_column(FREE, "A1:A2") == ["Key already", "Region Served: no → yes"]
    assert (change.field, change.after) == ("region_served", True)


def test_the_versions_are_named(opened: LibreOffice) -> None:
    opened.formula(FREE, "A1", "=KAM_VERSION()")
    opened.settle()

    assert opened.show(FREE, "A1") == "kam-xl 0.1.0, xlwings 0.37.8, workbook 0.1.0"


# --- one call ---------------------------------------------------------------------------------------------------------

WIDE = (
    ("Account ID", "Expected Growth 12m", "Recurring Share", "Strategic Fit", "Relationship Health", "Culture Fit",
     "Status"),
    *((f"A{i}", 40_000.0 + i, 0.5, 1 + i % 5, 1 + i % 4, 3.0, "Active") for i in range(1, 5001)),
)  # fmt: skip


def _expected(rows: Any) -> list[float]:  # noqa: ANN401 - cells
    settings: list[list[Any]] = [["Setting", "Value"], ["As Of", "2026-03-31"], ["Home UTC Offset", 1.0]]
    answers = udfs.scores([list(row) for row in rows], [[*WIDE[0]]], _model_sheet(), settings, [[None]])
    return [row[0] for row in answers[1:]]


def _model_sheet() -> list[list[object]]:
    rows: list[list[object]] = []
    for name, table in model_cells(model_plain(shipped_model("default"))).items():
        rows += [[name], *table]
    return rows


@pytest.fixture
def wide(opened: LibreOffice) -> Iterator[LibreOffice]:
    """Give a workbook with many accounts, which other tests need not calculate."""
    opened.ask("add_sheet", "Wide")
    opened.ask("write_all", "Wide", "A1:G5001", WIDE)
    yield opened
    opened.ask("remove_sheet", "Wide")


def test_five_thousand_cells_ask_once_and_an_edited_inserted_or_sorted_row_at_most_for_itself(
    wide: LibreOffice,
) -> None:
    opened = wide
    formulas = [[f"=KAM_SCORE(A{row}:G{row};$A$1:$G$1;KamToken)"] for row in range(2, 5002)]
    opened.ask("write_formulas", "Wide", "H2:H5001", formulas)
    opened.settle()
    cold, opened.calls[:] = opened.sizes, []
    shown = [row[0] for row in opened.ask("numbers", "Wide", "H2:H5001")]

    opened.write("Wide", "D100", 1)
    opened.settle()
    edited, opened.calls[:] = opened.sizes, []
    opened.ask("sort", "Wide", "A2:G201", 1)
    opened.settle()
    sorted_, opened.calls[:] = opened.sizes, []
    top = opened.show("Wide", "A2"), opened.show("Wide", "H2")
    opened.ask("insert_row", "Wide", 10)
    opened.ask("write_all", "Wide", "A10:G10", [["New", 60_000.0, 0.7, 5.0, 5.0, 5.0, "Partner"]])
    opened.formula("Wide", "H10", "=KAM_SCORE(A10:G10;$A$1:$G$1;KamToken)")
    opened.settle()
    inserted = opened.sizes

    assert cold == [("scores", 5000)]
    assert shown == pytest.approx(_expected(WIDE[1:]), abs=1e-9)
    assert edited == [("scores", 1)]
    assert sorted_ == []
    assert top == ("A200", pytest.approx(shown[199]))
    assert inserted == [("scores", 1)]
    assert opened.show("Wide", "H10") > opened.show("Wide", "H11")


def test_rows_that_differ_only_in_case_or_kind_are_told_apart_and_equal_ones_are_asked_about_once(
    opened: LibreOffice,
) -> None:
    same = ["a1", 1.0, 0.5, 3.0, 3.0, 3.0, "Active"]
    rows = [same, ["A1", *same[1:]], same, ["a1", "1", *same[2:]]]
    opened.ask("write_all", FREE, "A1:G5", [WIDE[0], *rows])
    opened.ask("write_formulas", FREE, "H2:H5", [[f"=KAM_SCORE(A{i}:G{i};A$1:G$1;KamToken)"] for i in (2, 3, 4, 5)])
    opened.settle()

    ((_, _, (asked, *_)),) = opened.calls
    assert [row[:2] for row in asked] == [["a1", 1.0], ["A1", 1.0], ["a1", "1"]]


def test_nothing_is_asked_again_before_calculation_is_wanted(opened: LibreOffice) -> None:
    before = _scores(opened)
    opened.ask("automatic_off")
    opened.write("Accounts", "O6", 1)
    unchanged, calls = _scores(opened), list(opened.calls)
    opened.settle()
    changed = _scores(opened)
    opened.ask("automatic_on")
    opened.write("Accounts", "O6", 5)
    opened.settle()

    assert (unchanged, calls) == (before, [])
    assert changed[0] != before[0]
    assert _scores(opened) == before
    assert opened.sizes == [("scores", 1)]


# --- the model --------------------------------------------------------------------------------------------------------


def test_a_changed_model_changes_the_scores_by_one_call(opened: LibreOffice) -> None:
    before = _scores(opened)

    opened.write("Model", "E6", 100)
    opened.settle()

    assert _scores(opened)[0] != before[0]
    assert opened.sizes == [("scores", 3)]


def test_functions_without_a_token_follow_the_model_when_they_are_calculated(opened: LibreOffice) -> None:
    opened.formula(FREE, "A1", f"=KAM_SCORE({CELLS.format(6)})")
    opened.settle()
    before = opened.show(FREE, "A1")

    opened.write("Model", "E6", 100)
    opened.run("KamCalculation.ModelHasChanged")
    opened.calculate()

    assert before != opened.show(FREE, "A1") == pytest.approx(_scores(opened)[0])


def test_a_model_may_be_given_as_the_cells_of_another_sheet(opened: LibreOffice) -> None:
    opened.formula(FREE, "A1", f"=KAM_SCORE({_row(6)};$Model.A1:X90)")
    opened.formula(FREE, "A2", f'=KAM_SCORE({_row(6)};"accounts.model.toml")')
    opened.settle()

    assert opened.show_column(FREE, "A1:A2") == [_scores(opened)[0], VALUE_ERROR]
    assert 'found "accounts.model.toml"; allowed are the cell KamToken' in _problem(opened)


def test_a_refused_model_shows_errors_in_cells_and_every_fault_on_start_until_it_is_mended(
    opened: LibreOffice,
) -> None:
    before = _scores(opened)
    opened.write("Model", "E6", "heavy")
    opened.write("Model", "C7", "sideways")
    opened.settle()
    refused, faults, asked = _scores(opened), _problem(opened).splitlines(), opened.sizes
    opened.write("Model", "E6", 18)
    opened.write("Model", "C7", "attractiveness")
    opened.settle()

    assert refused == [VALUE_ERROR] * 3
    assert asked == [("scores", 3)]
    assert faults[0].startswith("Model: criterion 1 (revenue_potential), weight: found “heavy”")
    assert faults[1].startswith("Model: criterion 2 (recurring_revenue), axis: found “sideways”")
    assert (_scores(opened), _problem(opened)) == (before, "")


def test_tabs_may_be_renamed(opened: LibreOffice) -> None:
    for old, new in (("Model", "Modell"), ("Settings", "Einstellungen"), ("Team", "Leute")):
        opened.ask("rename_sheet", old, new)
    opened.run("KamPython.ForgetAnswers")
    opened.calculate()
    renamed = _scores(opened)
    for new, old in (("Model", "Modell"), ("Settings", "Einstellungen"), ("Team", "Leute")):
        opened.ask("rename_sheet", old, new)
    opened.calculate()

    assert renamed == _scores(opened)
    assert VALUE_ERROR not in renamed


# --- wrong use --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("=KAM_SCORE($Accounts.A6:F6;$Accounts.A5:AC5;KamToken)", "6 cells came with 29 headers"),
        ("=KAM_SCORE($Accounts.A6:AC6;$Accounts.A5:AB5;KamToken)", "29 cells came with 28 headers"),
        ("=KAM_SCORE($Accounts.A6:AC6;$Accounts.A6:AC6;KamToken)", "none of which the model reads"),
        ("=KAM_SCORE(A1:C1;A2:C2;KamToken)", "found “Strategc Fit”; allowed is “Strategic Fit”"),
    ],
)
def test_wrong_use_is_an_error_whose_reason_stands_on_start(opened: LibreOffice, formula: str, reason: str) -> None:
    opened.ask("write_all", FREE, "A1:C2", [["A1", 3.0, 4.0], ["Account ID", "Strategc Fit", "Culture Fit"]])
    opened.formula(FREE, "D1", formula)
    opened.settle()

    assert opened.show(FREE, "D1") == VALUE_ERROR
    assert reason in _problem(opened)


def test_a_whole_row_is_cut_where_the_sheet_ends(opened: LibreOffice) -> None:
    opened.formula(FREE, "A1", "=KAM_WHY($Accounts.A6:AMJ6;$Accounts.A5:AMJ5;KamToken)")
    opened.settle()

    assert opened.show(FREE, "A1").startswith("Key: score ")
    assert max(len(row) for _, _, (rows, *_) in opened.calls for row in rows) < 60


def test_a_blank_account_shows_nothing_and_does_not_ask(opened: LibreOffice) -> None:
    opened.formula(FREE, "A1", f"=KAM_SCORE(C1:E1;{HEADERS};KamToken)")
    opened.settle()

    assert (opened.show(FREE, "A1"), opened.calls) == ("", [])


# --- Python ends, fails, or is not there ------------------------------------------------------------------------------


def test_a_server_that_died_between_two_calls_is_survived(opened: LibreOffice) -> None:
    expected = _scores(opened)
    deaths = iter([True])

    def dies_once(*grids: object) -> object:
        if next(deaths, False):
            raise ConnectionError("the server is gone")
        return QUESTIONS["kam_xl.excel.udfs", "scores"](*grids)

    opened.functions = {("kam_xl.excel.udfs", "scores"): dies_once}
    opened.run("KamPython.ForgetAnswers")
    opened.calculate()

    assert _scores(opened) == expected
    assert _problem(opened) == ""


def test_an_error_of_python_never_shows_its_traceback_and_is_asked_about_again(opened: LibreOffice) -> None:
    expected = _scores(opened)
    opened.functions = {}
    opened.run("KamPython.ForgetAnswers")
    opened.calculate()
    failed, reason, asked = _scores(opened), _problem(opened), len(opened.calls)
    opened.functions = QUESTIONS
    opened.calculate()

    assert failed == [VALUE_ERROR] * 3
    assert asked == 2
    assert reason.startswith("An exception occurred")  # which LibreOffice says before what Python said
    assert "Traceback" not in reason
    assert _scores(opened) == expected


def test_without_python_cells_show_an_error_and_start_says_why(opened: LibreOffice) -> None:
    opened.run("xlwings.DisconnectPython")
    opened.run("KamPython.ForgetAnswers")

    opened.calculate()

    assert _scores(opened) == [VALUE_ERROR] * 3
    assert _problem(opened) == "Python is not reachable; press Score to try again. no Python here"
    assert "not reachable" in str(opened.ask("show_named", "KamPython"))
    assert opened.calls == []


# --- more than one workbook -------------------------------------------------------------------------------------------


def test_two_open_workbooks_keep_their_models_apart(libreoffice: LibreOffice, macros: Macros, tmp_path: Path) -> None:
    plain = model_plain(shipped_model("default"))
    accounts = [{name: value for name, value in row.items() if name != "Tonnes"} for row in ACCOUNTS]
    heavier = {**plain, "criteria": [{**plain["criteria"][0], "weight": 500.0}, *plain["criteria"][1:]]}
    for name, model in (("one", plain), ("other", heavier)):
        content = WorkbookContent(model, {"Accounts": accounts}, {"as_of": AS_OF, "home_utc_offset": 1.0})
        build_workbook(tmp_path / f"{name}.xlsm", content, macros)

    libreoffice.open(tmp_path / "one.xlsm", QUESTIONS)
    libreoffice.ask("open_beside", (tmp_path / "other.xlsm").as_uri())
    scores = []
    for number in (0, 1, 0):
        libreoffice.ask("turn_to", number)
        libreoffice.connect()
        libreoffice.run("KamPython.TryPythonAgain")
        libreoffice.calculate()
        scores.append(_scores(libreoffice)[0])

    assert scores[0] == scores[2] != scores[1]
    assert [name for name, _ in libreoffice.sizes] == ["scores", "scores"]


def test_a_fresh_workbook_asks_nothing(libreoffice: LibreOffice) -> None:
    libreoffice.open(shipped("workbook", "KeyAccounts.xlsm"), QUESTIONS)
    libreoffice.calls.clear()

    assert libreoffice.show("Start", "B2") == "Key Accounts"
    assert header_key(libreoffice.show("Accounts", "A5")) == "accountid"
    assert libreoffice.calls == []
