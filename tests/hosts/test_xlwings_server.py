"""KAM_SCORE called as Excel calls it: through xlwings' own conversion of cells, there and back."""

import json
import subprocess
import sys
from collections.abc import Iterator
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

_EPOCH = date(1899, 12, 30)


class Server:
    """xlwings' server, waiting for calls."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def call(self, *arguments: object) -> Any:  # noqa: ANN401 - whatever a cell may show
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(["kam_xl.excel.udfs", "KAM_SCORE", arguments]) + "\n")
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


def _call(server: Server, sheets: dict[str, list[list[Any]]], row: list[Any], headers: object) -> object:
    return server.call([row], headers, sheets["Model"], sheets["Settings"], sheets["Team"])


def test_a_score_comes_back_as_a_number_and_unknown_as_the_text_of_its_error(
    server: Server, sheets: dict[str, list[list[Any]]], book: Path
) -> None:
    expected = [account.result.score for account in score_file(Request(source=book, today=AS_OF)).book.accounts]
    headers, *rows = sheets["Accounts"][4:]
    width = headers.index("Score")

    actual = [_call(server, sheets, row[:width], [headers[:width]]) for row in rows]

    assert actual[:2] == pytest.approx(expected[:2], abs=1e-9)
    assert (actual[2], expected[2]) == ("#N/A", None)


def test_an_error_in_a_cell_counts_as_unknown(server: Server, sheets: dict[str, list[list[Any]]]) -> None:
    headers, first, *_ = sheets["Accounts"][4:]
    width, place = headers.index("Score"), headers.index("Culture Fit")
    blank, error = list(first[:width]), list(first[:width])
    blank[place], error[place] = None, NOT_AVAILABLE

    assert _call(server, sheets, error, [headers[:width]]) == _call(server, sheets, blank, [headers[:width]])
    assert _call(server, sheets, error, [headers[:width]]) != _call(server, sheets, first[:width], [headers[:width]])


def test_a_single_cell_and_no_headers_are_answered_too(server: Server, sheets: dict[str, list[list[Any]]]) -> None:
    assert server.call("A1", "", sheets["Model"], sheets["Settings"], sheets["Team"]) == "#N/A"
