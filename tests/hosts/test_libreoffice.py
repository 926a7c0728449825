"""The shipped macros, run by LibreOffice: formulas in cells reach the real Python functions, buttons their macros."""

from pathlib import Path

import pytest

from kam_xl.excel import macros as excel_macros
from kam_xl.excel.udfs import KAM_SCORE
from kam_xl.jobs.gather import Request
from kam_xl.jobs.score import score as score_file
from kam_xl.jobs.shipped_models import shipped_model
from kam_xl.scoring.model import model_plain
from kam_xl.shipped import shipped
from kam_xl.workbook.builder import Macros, build_workbook
from kam_xl.workbook.content import WorkbookContent
from tests.excel.conftest import ACCOUNTS, AS_OF, TEAM
from tests.hosts.libreoffice import LibreOffice

pytestmark = pytest.mark.xdist_group("libreoffice")

NOT_AVAILABLE, VALUE_ERROR = "Error 2042", "Error 2015"
"""How LibreOffice shows the errors that Excel shows as #N/A and #VALUE!."""

SCORE_COLUMN = "AD"
PLAYGROUND = ("J1", "J2")
"""Cells of Team beside its table, for formulas."""

UDF = ("kam_xl.excel.udfs", "KAM_SCORE")


def _kam_score(*grids: object) -> object:
    """Answer as xlwings does: arguments as rows of cells, one value back."""
    ((answer,),) = KAM_SCORE(*([[grid]] if not isinstance(grid, list) else grid for grid in grids))
    return answer


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
    return target


@pytest.fixture(scope="module")
def opened_once(libreoffice: LibreOffice, book: Path) -> LibreOffice:
    libreoffice.open(book)
    return libreoffice


@pytest.fixture
def opened(opened_once: LibreOffice) -> LibreOffice:
    """Give the workbook with Python connected and everything calculated, whatever a test before has done to it."""
    host = opened_once
    host.functions = {UDF: _kam_score}
    host.connect()
    host.run("KamPython.TryPythonAgain")
    host.write("Model", "E6", 18)
    for address in PLAYGROUND:
        host.write("Team", address, "")
    host.calculate()
    host.calls.clear()
    host.calculate()
    return host


def _scores(host: LibreOffice) -> list[object]:
    return [host.show("Accounts", f"{SCORE_COLUMN}{row}") for row in (6, 7, 8)]


def _problem(host: LibreOffice) -> str:
    return str(host.show("Start", "D13"))


def test_a_formula_in_a_cell_shows_what_the_python_function_says(opened: LibreOffice, book: Path) -> None:
    expected = [account.result.score for account in score_file(Request(source=book, today=AS_OF)).book.accounts]

    first, second, third = _scores(opened)

    assert (first, second) == pytest.approx(expected[:2], abs=1e-9)
    assert (third, expected[2]) == (NOT_AVAILABLE, None)
    assert [call[:2] for call in opened.calls] == [UDF] * 3


def test_a_changed_model_changes_the_scores(opened: LibreOffice) -> None:
    before = _scores(opened)

    opened.write("Model", "E6", 100)
    opened.calculate()

    assert _scores(opened)[0] != before[0]


def test_a_refused_model_shows_errors_in_cells_and_its_fault_on_start_until_it_is_mended(opened: LibreOffice) -> None:
    before = _scores(opened)
    assert _problem(opened) == ""

    opened.write("Model", "E6", "heavy")
    opened.calculate()
    refused, fault = _scores(opened), _problem(opened)
    opened.write("Model", "E6", 18)
    opened.calculate()

    assert refused == [VALUE_ERROR] * 3
    assert fault.startswith("KAM_SCORE: Model: criterion 1 (revenue_potential), weight: found “heavy”")
    assert (_scores(opened), _problem(opened)) == (before, "")


def test_headers_may_be_given_to_a_row_anywhere(opened: LibreOffice) -> None:
    opened.formula("Team", "J1", "=KAM_SCORE($Accounts.A6:AC6;$Accounts.A5:AC5)")
    opened.formula("Team", "J2", "=KAM_SCORE($Accounts.A6:F6;$Accounts.A5:AC5)")
    opened.calculate()

    assert opened.show("Team", "J1") == opened.show("Accounts", f"{SCORE_COLUMN}6")
    assert opened.show("Team", "J2") == VALUE_ERROR
    assert "6 cells came with 29 headers" in _problem(opened)


def test_a_whole_row_is_cut_where_the_sheet_ends(opened: LibreOffice) -> None:
    opened.formula("Team", "J1", "=KAM_SCORE($Accounts.A6:AMJ6;$Accounts.A5:AMJ5)")
    opened.calculate()

    widths = {len(arguments[0][0]) for _, _, arguments in opened.calls}

    assert widths == {29, 36}


def test_a_server_that_died_between_two_calls_is_survived(opened: LibreOffice) -> None:
    expected = _scores(opened)
    deaths = iter([True])

    def dies_once(*grids: object) -> object:
        if next(deaths, False):
            raise ConnectionError("the server is gone")
        return _kam_score(*grids)

    opened.functions = {UDF: dies_once}
    opened.calculate()

    assert _scores(opened) == expected
    assert _problem(opened) == ""


def test_an_error_of_python_never_shows_its_traceback(opened: LibreOffice) -> None:
    opened.functions = {}
    opened.calculate()

    assert _scores(opened) == [VALUE_ERROR] * 3
    assert _problem(opened).startswith("KAM_SCORE: ")
    assert "Traceback" not in _problem(opened)


def test_without_python_cells_show_an_error_and_start_says_why(opened: LibreOffice) -> None:
    opened.run("xlwings.DisconnectPython")
    opened.run("KamPython.TryPythonAgain")
    opened.calls.clear()

    opened.calculate()

    assert _scores(opened) == [VALUE_ERROR] * 3
    assert _problem(opened) == "KAM_SCORE: Python is not reachable; press Score to try again. no Python here"
    assert opened.calls == []


@pytest.mark.parametrize(
    ("button", "macro"),
    [("ScoreAccounts", "score"), ("GeneratePlans", "generate_plans"), ("EmailManagers", "email_managers")],
)
def test_a_button_runs_its_python_macro(opened: LibreOffice, button: str, macro: str) -> None:
    pressed: list[str] = []
    opened.functions = {("kam_xl.excel.macros", macro): lambda: pressed.append(macro)}

    opened.press(f"KamMacros.{button}")

    assert pressed == [macro]
    assert callable(getattr(excel_macros, macro))


def test_a_button_without_python_says_what_to_do(opened: LibreOffice) -> None:
    opened.run("xlwings.DisconnectPython")

    opened.press("KamMacros.ScoreAccounts")

    assert _problem(opened).startswith(
        "The button needs Python with kam-xl, which could not be reached: no Python here"
    )


def test_a_blank_account_shows_nothing_and_does_not_ask_python(
    libreoffice: LibreOffice, macros: Macros, tmp_path: Path
) -> None:
    fresh = tmp_path / "fresh.xlsm"
    build_workbook(fresh, WorkbookContent(model=model_plain(shipped_model("default"))), macros)

    libreoffice.open(fresh, {UDF: _kam_score})
    libreoffice.connect()
    libreoffice.calculate()

    assert libreoffice.show("Accounts", f"{SCORE_COLUMN}6") == ""
    assert libreoffice.calls == []


def test_the_shipped_workbook_opens_with_its_sheets_and_formulas(libreoffice: LibreOffice) -> None:
    libreoffice.open(shipped("workbook", "KeyAccounts.xlsm"))

    assert libreoffice.show("Start", "B2") == "Key Accounts"
    assert libreoffice.show("Dashboard", "A4") == 0
    assert libreoffice.show("Model", "A6") == "revenue_potential"
