"""Questions asked as Excel asks them: through xlwings' own conversion of cells, there and back."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from kam_xl.jobs.gather import Request
from kam_xl.jobs.score import score as score_file
from kam_xl.jobs.shipped_models import shipped_model
from kam_xl.scoring.model import model_plain
from kam_xl.workbook.builder import build_workbook
from kam_xl.workbook.content import WorkbookContent
from tests.excel.conftest import ACCOUNTS, AS_OF, TEAM

SERVER = Path(__file__).with_name("xlwings_server.py")
ROOT = Path(__file__).parents[2]

NOT_AVAILABLE = -2146826246
"""How an error #N/A in a cell arrives over COM."""

MISSING = -2147352572
"""How an argument that is not given arrives."""

_EPOCH = date(1899, 12, 30)


class Server:
    """xlwings' server, waiting for calls."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def call(self, question: str, *arguments: object) -> Any:  # noqa: ANN401 - whatever a cell may show
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(["kam_xl.excel.udfs", question, arguments]) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, SERVER], cwd=ROOT, text=True, stdin=pipe, stdout=pipe) as process:
        yield Server(process)
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("book") / "book.xlsx"
    content = WorkbookContent(
        model=model_plain(shipped_model("default")),
        tables={"Accounts": ACCOUNTS, "Team": TEAM},
        settings={"as_of": AS_OF, "home_utc_offset": 1.0},
    )
    build_workbook(target, content)
    return target


def _value2(cell: object) -> object:
    """Give a cell as `.Value2` does: dates as serial numbers, blanks as nothing."""
    if isinstance(cell, date):
        return (cell - _EPOCH) / timedelta(days=1)
    return None if cell == "" else cell


@pytest.fixture(scope="module")
def sheets(book: Path) -> dict[str, list[list[Any]]]:
    workbook = CalamineWorkbook.from_path(book)
    grids = {name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names}
    return {name: [[_value2(cell) for cell in row] for row in grid] for name, grid in grids.items()}


@pytest.fixture(scope="module")
def headers(sheets: dict[str, list[list[Any]]]) -> list[Any]:
    row = sheets["Accounts"][4]
    return row[: row.index("Score")]


@pytest.fixture(scope="module")
def rows(sheets: dict[str, list[list[Any]]], headers: list[Any]) -> list[list[Any]]:
    return [row[: len(headers)] for row in sheets["Accounts"][5:]]


@dataclass
class Excel:
    """What asks."""

    server: Server
    sheets: dict[str, list[list[Any]]]
    headers: list[Any]

    def ask(self, question: str, rows: object, headers: object = None) -> Any:  # noqa: ANN401 - whatever comes back
        heads = [self.headers] if headers is None else headers
        return self.server.call(question, rows, heads, *(self.sheets[name] for name in ("Model", "Settings", "Team")))


@pytest.fixture
def excel(server: Server, sheets: dict[str, list[list[Any]]], headers: list[Any]) -> Excel:
    return Excel(server, sheets, headers)


def test_scores_come_back_below_their_headings_and_unknown_as_the_text_of_its_error(
    excel: Excel, rows: list[list[Any]], book: Path
) -> None:
    results = [account.result for account in score_file(Request(source=book, today=AS_OF)).book.accounts]

    headings, *told = excel.ask("scores", rows)

    assert headings[:4] == ["Score", "Coverage", "Quadrant", "Tier"]
    assert [row[0] for row in told] == [pytest.approx(results[0].score), pytest.approx(results[1].score), "#N/A"]
    assert [row[3] for row in told] == ["Key", "Standard", "Unscored"]
    assert results[2].score is None


@pytest.mark.parametrize(
    ("question", "size"),
    [("scores", (2, 7)), ("reasons", (2, 1)), ("ways_to_key", (2, 1)), ("ranks", (2, 1)), ("explanations", (12, 5))],
)
def test_an_answer_has_rows_and_columns_even_about_one_account(
    excel: Excel, rows: list[list[Any]], question: str, size: tuple[int, int]
) -> None:
    told = excel.ask(question, rows[:1])

    assert (len(told), len(told[0])) == size


def test_unknown_numbers_of_an_explanation_are_blank(excel: Excel, rows: list[list[Any]]) -> None:
    _, *lines = excel.ask("explanations", rows[2:])

    assert {(line[2], line[4]) for line in lines if line[1] == "not known"} == {("", "")}


def test_an_error_in_a_cell_counts_as_unknown(excel: Excel, rows: list[list[Any]], headers: list[Any]) -> None:
    place = headers.index("Culture Fit")
    blank, error = list(rows[0]), list(rows[0])
    blank[place], error[place] = None, NOT_AVAILABLE

    assert excel.ask("scores", [error]) == excel.ask("scores", [blank]) != excel.ask("scores", rows[:1])


def test_dates_count_as_serial_numbers_and_as_dates_in_words(
    excel: Excel, rows: list[list[Any]], headers: list[Any]
) -> None:
    place = headers.index("Customer Since")
    in_words = [*rows[0][:place], "2016-03-31", *rows[0][place + 1 :]]

    assert isinstance(rows[0][place], float)
    assert excel.ask("scores", [in_words]) == excel.ask("scores", rows[:1])


def test_a_single_cell_a_flat_row_and_no_headers_are_answered_too(excel: Excel, rows: list[list[Any]]) -> None:
    assert excel.ask("scores", "A1", "")[1][0] == "#N/A"
    assert excel.ask("scores", rows[0]) == excel.ask("scores", rows[:1])
    assert excel.ask("scores", rows[:1], MISSING) != excel.ask("scores", rows[:1])  # a column of its own stands there


def test_wrong_use_comes_back_as_one_text(excel: Excel, rows: list[list[Any]]) -> None:
    said = excel.ask("scores", [rows[0][:3]])

    assert said.startswith("#VALUE! the row: 3 cells came with 30 headers")


def test_versions_are_a_table_too(server: Server) -> None:
    assert server.call("versions", "0.1.0", "0.37.8") == [
        ["Versions"],
        ["kam-xl 0.1.0, xlwings 0.37.8, workbook 0.1.0"],
    ]


def test_ten_thousand_rows_are_one_call(excel: Excel, rows: list[list[Any]]) -> None:
    told = excel.ask("scores", [rows[i % 2] for i in range(10_000)])

    assert len(told) == 10_001
    assert told[1:3] == excel.ask("scores", rows[:2])[1:]
