"""The real server of functions in a real Windows Python, called over COM as Excel calls it."""

import json
import shutil
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook

from kam_xl.excel import udfs
from kam_xl.jobs.gather import Request
from kam_xl.jobs.score import score as score_file
from kam_xl.jobs.shipped_models import shipped_model
from kam_xl.scoring.model import model_plain
from kam_xl.workbook.builder import build_workbook
from kam_xl.workbook.content import WorkbookContent
from tests.excel.conftest import ACCOUNTS, AS_OF, TEAM
from tests.hosts.wine.excel import CallFailedError, Excel
from tests.hosts.wine.windows import windows_path

if TYPE_CHECKING:
    from kam_xl.accounts.rows import Value

pytestmark = pytest.mark.xdist_group("wine")

QUESTIONS = ("scores", "reasons", "ways_to_key", "ranks", "explanations")
MISSING = {"missing": True}
NOT_AVAILABLE = {"error": "#N/A"}
MANY = 10_000

_EPOCH = date(1899, 12, 30)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a workbook as a person leaves it: filled in, never scored."""
    target = tmp_path_factory.mktemp("book") / "Our accounts.xlsm"
    settings: dict[str, Value] = {"currency": "EUR", "as_of": AS_OF, "home_utc_offset": 1.0, "company": "Nordwind"}
    tables = {"Accounts": ACCOUNTS, "Team": TEAM}
    build_workbook(target, WorkbookContent(model_plain(shipped_model("default")), tables, settings))
    return target


class Sheets:
    """The cells of a workbook as `.Value2` gives them: dates as serial numbers, blanks as nothing."""

    def __init__(self, book: Path) -> None:
        workbook = CalamineWorkbook.from_path(book)
        self.model, self.settings, self.team, accounts = (
            [
                [_value2(cell) for cell in row]
                for row in workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            ]
            for name in ("Model", "Settings", "Team", "Accounts")
        )
        (start,) = [place for place, row in enumerate(accounts) if "Account ID" in row]
        width = accounts[start].index("Score")
        self.headers, *self.rows = (row[:width] for row in accounts[start:])

    def arguments(self, rows: object, headers: object = None) -> list[object]:
        """Give the arguments of a question as VBA hands them over."""
        return [rows, [self.headers] if headers is None else headers, self.model, self.settings, self.team]


def _value2(cell: object) -> object:
    if isinstance(cell, date):
        return (cell - _EPOCH) / timedelta(days=1)
    return None if cell == "" else cell


@pytest.fixture(scope="module")
def sheets(book: Path) -> Sheets:
    return Sheets(book)


def _here(question: str, arguments: list[Any]) -> list[list[Any]]:
    """Answer a question without Excel, COM and Windows."""
    answer = getattr(udfs, question)(*arguments)
    plain: list[list[Any]] = json.loads(json.dumps(answer))
    return plain


# --- functions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_is_answered_over_com_as_it_is_here(excel: Excel, sheets: Sheets, question: str) -> None:
    arguments = sheets.arguments(sheets.rows)

    assert excel.call(question, *arguments) == _here(question, arguments)


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_error_in_a_cell_is_taken_for_a_blank(excel: Excel, sheets: Sheets, question: str) -> None:
    place = sheets.headers.index("Culture Fit")
    blank = [[None if column == place else cell for column, cell in enumerate(row)] for row in sheets.rows]
    error = [[NOT_AVAILABLE if column == place else cell for column, cell in enumerate(row)] for row in sheets.rows]

    assert excel.call(question, *sheets.arguments(error)) == _here(question, sheets.arguments(blank))


def test_a_date_counts_the_same_as_a_date_and_as_its_serial_number(excel: Excel, sheets: Sheets) -> None:
    place = sheets.headers.index("Customer Since")
    serial, *_ = sheets.rows
    dated = [{"date": cell} if column == place else cell for column, cell in enumerate(serial)]

    assert isinstance(serial[place], float)
    assert excel.call("scores", *sheets.arguments([dated])) == _here("scores", sheets.arguments([serial]))


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    "headers", [MISSING, "", None, [[None]]], ids=["missing", "blank text", "blank", "blank cells"]
)
def test_without_headers_the_order_of_the_schema_counts(
    excel: Excel, sheets: Sheets, question: str, headers: object
) -> None:
    row, *_ = sheets.rows
    rows = [row[:6]]

    with_blank = [rows, headers, sheets.model, sheets.settings, sheets.team]

    assert excel.call(question, *with_blank) == _here(question, sheets.arguments(rows, [[""]]))


def test_a_single_cell_is_an_account_too(excel: Excel, sheets: Sheets) -> None:
    answer = excel.call("scores", *sheets.arguments("A1", ""))

    assert answer == _here("scores", sheets.arguments([["A1"]], [[""]]))


@pytest.mark.parametrize("question", QUESTIONS)
def test_wrong_use_is_answered_with_a_text_and_never_with_a_traceback(
    excel: Excel, sheets: Sheets, question: str
) -> None:
    arguments = sheets.arguments(sheets.rows)
    arguments[2] = [["no model here"]]

    answer = excel.call(question, *arguments)

    assert isinstance(answer, str)
    assert answer.startswith("#VALUE! sheet Model")
    assert "Traceback" not in answer


@pytest.mark.parametrize("question", ["scores", "reasons", "ranks"])
def test_ten_thousand_rows_are_answered_in_one_call(excel: Excel, sheets: Sheets, question: str) -> None:
    rows = [[f"A{number}", *sheets.rows[number % len(sheets.rows)][1:]] for number in range(MANY)]

    answer = excel.call(question, *sheets.arguments(rows))

    assert len(answer) == 1 + MANY
    assert answer == _here(question, sheets.arguments(rows))


def test_the_versions_that_work_together_are_named(excel: Excel) -> None:
    _, (said,) = _as_rows(excel.call("versions", "9.9", "0.1"))

    assert "workbook 9.9" in said
    assert "install" in said


def _as_rows(answer: list[Any]) -> list[list[Any]]:
    """Undo what COM does to a single column."""
    return [row if isinstance(row, list) else [row] for row in answer]


# --- the server ------------------------------------------------------------------------------------------------------


def test_a_server_that_died_between_two_calls_is_noticed_at_once_and_started_anew(excel: Excel, sheets: Sheets) -> None:
    arguments = sheets.arguments(sheets.rows)
    before = excel.call("scores", *arguments)
    process = excel.ask("evaluate", "__import__('os').getpid()")

    excel.ask("crash")
    start = time.perf_counter()
    with pytest.raises(CallFailedError):
        excel.call("scores", *arguments)
    noticed_after = time.perf_counter() - start
    excel.ask("forget")

    assert excel.call("scores", *arguments) == before
    assert excel.ask("evaluate", "__import__('os').getpid()") != process
    assert noticed_after < 2


def test_the_server_can_ask_windows_whether_esc_was_pressed_and_who_is_in_front(excel: Excel) -> None:
    at_work = "__import__('kam_xl.excel.at_work', fromlist=['keyboard'])"

    assert excel.ask("evaluate", f"{at_work}.keyboard().GetAsyncKeyState({at_work}.ESCAPE_KEY)") == "0"
    assert int(excel.ask("evaluate", f"{at_work}._process_in_front({at_work}.keyboard())")) >= 0


# --- buttons ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def open_book(excel: Excel, book: Path, tmp_path: Path) -> str:
    """Open a copy of the workbook."""
    copy = str(windows_path(Path(shutil.copy(book, tmp_path / "Our accounts.xlsm"))))
    excel.ask("open", copy)
    return copy


def test_the_button_score_writes_what_the_command_line_writes(excel: Excel, open_book: str, book: Path) -> None:
    expected = [account.result for account in score_file(Request(source=book, today=AS_OF)).book.accounts]

    excel.press("score_accounts", open_book)

    assert excel.ask("column", open_book, "Tier") == [result.tier for result in expected]
    assert excel.ask("column", open_book, "Reason") == [result.reason for result in expected]
    assert excel.ask("cell", open_book, "KamResult").startswith("3 accounts: 1 Key")
    assert excel.ask("is_as_before", open_book)


@dataclass(frozen=True)
class Button:
    """A button, what Start says after it, and which file it writes beside the workbook."""

    macro: str
    said: str
    written: str = ""


BUTTONS = (
    Button("plans_for_key", "Plans: 2 written", "plans/*.docx"),
    Button("draft_messages", "Manager copies: 1 written. Messages: 1 drafted.", "managers/*.eml"),
    Button("run_doctor", "things looked at"),
)


@pytest.mark.parametrize("button", BUTTONS, ids=lambda button: button.macro)
def test_a_button_does_its_work_and_leaves_excel_as_it_was(
    excel: Excel, open_book: str, tmp_path: Path, button: Button
) -> None:
    excel.press(button.macro, open_book)

    assert button.said in excel.ask("cell", open_book, "KamResult")
    assert excel.ask("is_as_before", open_book)
    assert not button.written or len(list(tmp_path.glob(button.written))) == 1
