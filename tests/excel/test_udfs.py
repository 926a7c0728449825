"""The functions for cells, given the cells of a real workbook."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from kam_xl.excel import answers, udfs
from kam_xl.excel.udfs import KAM_SCORE
from kam_xl.jobs.gather import Request
from kam_xl.jobs.score import score as score_file
from tests.excel.conftest import AS_OF

pytestmark = pytest.mark.usefixtures("log_folder")

Grid = list[list[Any]]


@dataclass
class Cells:
    """What the workbook's macro hands over for each account."""

    rows: list[list[Any]]
    headers: list[Any]
    model: Grid
    settings: Grid
    team: Grid

    def score(self, row: list[Any] | None = None, headers: Grid | None = None) -> object:
        given = [self.headers] if headers is None else headers
        ((answer,),) = KAM_SCORE([self.rows[0] if row is None else row], given, self.model, self.settings, self.team)
        return answer


def _blank_as_none(cell: object) -> object:
    return None if cell == "" else cell


@pytest.fixture
def cells(book_path: Path) -> Cells:
    workbook = CalamineWorkbook.from_path(book_path)
    sheets = {
        name: [
            list(map(_blank_as_none, row)) for row in workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        ]
        for name in ("Accounts", "Model", "Settings", "Team")
    }
    headers, *rows = sheets["Accounts"][4:]
    width = headers.index("Score")
    return Cells([row[:width] for row in rows], headers[:width], sheets["Model"], sheets["Settings"], sheets["Team"])


def test_a_function_gives_the_score_that_the_command_line_gives(cells: Cells, book_path: Path) -> None:
    expected = [account.result.score for account in score_file(Request(source=book_path, today=AS_OF)).book.accounts]

    actual = [cells.score(row) for row in cells.rows]

    assert actual[:2] == pytest.approx(expected[:2], abs=1e-9)
    assert (actual[2], expected[2]) == ("#N/A", None)


def test_headers_may_stand_in_any_order_or_be_left_out_in_the_order_of_the_sheet(cells: Cells) -> None:
    row, headers = cells.rows[0], cells.headers
    own = headers.index("Tonnes")
    without = [[*row[:own], *row[own + 1 :]], [[""]]]

    assert cells.score(row[::-1], [headers[::-1]]) == cells.score()
    assert cells.score(*without) == cells.score()


def test_the_standard_time_of_the_account_managers_office_counts(cells: Cells) -> None:
    near = cells.score()

    cells.team[5][cells.team[4].index("UTC Offset Hours")] = -11.0

    assert near != cells.score()


def test_the_day_of_settings_counts_and_today_where_there_is_none(
    cells: Cells, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_of = next(row for row in cells.settings if row[0] == "As Of")
    on_the_day = cells.score()
    as_of[1] = 46_477.0  # 2027-03-31 as Excel counts
    a_year_later = cells.score()

    as_of[1] = None
    monkeypatch.setattr(udfs, "today", lambda: date(2027, 3, 31))

    assert cells.score() == a_year_later != on_the_day


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ("headers", "#VALUE! the row: 30 cells came with 29 headers"),
        ("model", "#VALUE! sheet Model: the table Model is missing."),
        ("weight", "#VALUE! Model: criterion 1 (revenue_potential), weight: found “heavy”"),
        ("served", "#VALUE! Setting Served Countries: “Atlantis” is not known"),
    ],
)
def test_wrong_use_gives_an_error_with_its_reason(cells: Cells, changed: str, reason: str) -> None:
    if changed == "headers":
        cells.headers.pop()
    elif changed == "model":
        cells.model = [["nothing"]]
    elif changed == "weight":
        cells.model[5][4] = "heavy"
    else:
        next(row for row in cells.settings if row[0] == "Served Countries")[1] = "Atlantis"

    assert str(cells.score()).startswith(reason)


@pytest.mark.parametrize("team", [[[None]], [["Account Manager", "Email"], ["Ana Pires", "ana@example.com"]]])
def test_without_offices_on_team_the_head_office_counts(cells: Cells, team: Grid) -> None:
    with_head_office = cells.score()

    cells.team = team

    assert cells.score() == with_head_office


def test_a_setting_that_cannot_be_read_counts_as_blank(cells: Cells, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(udfs, "today", lambda: AS_OF)
    expected = cells.score()

    next(row for row in cells.settings if row[0] == "As Of")[1] = "end of March"

    assert cells.score() == expected


def test_several_rows_are_refused(cells: Cells) -> None:
    ((answer,),) = KAM_SCORE(cells.rows[:2], [cells.headers], cells.model, cells.settings, cells.team)

    assert answer == "#VALUE! 2 rows of cells; KAM_SCORE scores one. Give it the cells of one account."


def test_a_cell_never_shows_a_traceback_and_the_log_does(log_folder: Path) -> None:
    def fail() -> float:
        raise ZeroDivisionError("of ours")

    shown = answers.answer("KAM_SCORE", fail)

    assert shown == f"#VALUE! kam-xl failed (ZeroDivisionError); {log_folder / 'excel.log'} says where."
    assert "Traceback" in (log_folder / "excel.log").read_text(encoding="utf-8")


def test_a_problem_that_every_cell_has_is_logged_once(cells: Cells, log_folder: Path) -> None:
    cells.model = [["nothing"]]

    for row in cells.rows:
        cells.score(row)

    assert (log_folder / "excel.log").read_text(encoding="utf-8").count("table Criteria is missing") == 1


def test_a_log_that_cannot_be_written_does_not_matter(log_folder: Path) -> None:
    log_folder.write_text("a file where the folder should be", encoding="utf-8")

    assert answers.answer("KAM_SCORE", lambda: 1 / 0).startswith("#VALUE! kam-xl failed")  # type: ignore[union-attr]


WITHOUT_HEAVY = """
import sys, types
stand_in = types.ModuleType("xlwings")
stand_in.func = stand_in.arg = stand_in.script = lambda *a, **k: (lambda f: f)
stand_in.Book = object
sys.modules["xlwings"] = stand_in
from kam_xl.excel.udfs import KAM_SCORE
assert KAM_SCORE([["A1"]], [["Account ID"]], [["nothing"]], [[None]], [[None]])[0][0].startswith("#VALUE!")
print(sorted({"numpy", "pandas", "babel", "openpyxl", "xlsxwriter"} & set(sys.modules)))
"""


def test_a_function_loads_nothing_heavy() -> None:
    # xlwings itself loads what it finds; here a stand-in takes its place.
    answered = subprocess.run([sys.executable, "-c", WITHOUT_HEAVY], check=True, capture_output=True, text=True)

    assert answered.stdout.strip() == "[]"
