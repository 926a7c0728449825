"""What the functions in cells ask, given the cells of a real workbook."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlwings
from python_calamine import CalamineWorkbook

from kam_xl import __version__
from kam_xl.excel import answers, udfs
from kam_xl.excel.versions import versions_in_words
from kam_xl.jobs.gather import Request
from kam_xl.jobs.score import score as score_file
from tests.excel.conftest import AS_OF

pytestmark = pytest.mark.usefixtures("log_folder")

Grid = list[list[Any]]


@dataclass
class Cells:
    """What the workbook's macro hands over."""

    rows: list[list[Any]]
    headers: list[Any]
    model: Grid
    settings: Grid
    team: Grid

    def ask(self, question: str, rows: object = None, headers: Grid | None = None) -> Grid:
        """Ask, and give the answer without its headings."""
        given = self.rows if rows is None else rows
        heads = [self.headers] if headers is None else headers
        answer: Grid = getattr(udfs, question)(given, heads, self.model, self.settings, self.team)
        return answer if len(answer) == 1 else answer[1:]

    def score(self) -> Any:  # noqa: ANN401 - a number or a refusal
        return self.ask("scores")[0][0]

    def setting(self, name: str) -> list[Any]:
        return next(row for row in self.settings if row[0] == name)


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


def test_scores_are_those_of_the_command_line(cells: Cells, book_path: Path) -> None:
    scored = score_file(Request(source=book_path, today=AS_OF))
    results = [account.result for account in scored.book.accounts]
    cells.setting("Head Cut")[1], cells.setting("Head Keep")[1] = (
        scored.assessment.cuts.cut,
        scored.assessment.cuts.keep,
    )

    actual = cells.ask("scores")

    assert [row[0] for row in actual] == [pytest.approx(results[0].score), pytest.approx(results[1].score), "#N/A"]
    assert [row[1] for row in actual] == pytest.approx([result.coverage for result in results])
    assert [row[2] for row in actual] == [result.quadrant or "#N/A" for result in results]
    assert [row[3] for row in actual] == [result.tier for result in results]
    assert cells.ask("reasons") == [[result.reason] for result in results]
    assert cells.ask("ranks") == [[1], [2], ["#N/A"]]


def test_an_explanation_of_one_account_has_no_column_for_its_id(cells: Cells) -> None:
    one, two = cells.ask("explanations", cells.rows[:1]), cells.ask("explanations", cells.rows[:2])

    assert two[: len(one)] == [["A1", *line] for line in one]
    assert two[len(one)][0] == "A2"
    assert sum(line[4] for line in one) == pytest.approx(cells.score())


def test_what_is_not_known_is_explained_without_a_number(cells: Cells) -> None:
    unknown = [line for line in cells.ask("explanations", cells.rows[2:]) if line[1] == "not known"]

    assert [line[2:5:2] for line in unknown] == [["", ""]] * len(unknown) != []


def test_the_ways_to_key_are_told_in_words(cells: Cells) -> None:
    hopeless = [*cells.rows[2]]

    assert cells.ask("ways_to_key", cells.rows[:2]) == [["Key already"], ["Region Served: no → yes"]]
    assert "; or " not in cells.ask("ways_to_key", [hopeless])[0][0]


def test_headers_may_stand_in_any_order_or_be_left_out_in_the_order_of_the_sheet(cells: Cells) -> None:
    own = cells.headers.index("Tonnes")
    expected = cells.ask("scores")

    assert cells.ask("scores", [row[::-1] for row in cells.rows], [cells.headers[::-1]]) == expected
    assert cells.ask("scores", [[*row[:own], *row[own + 1 :]] for row in cells.rows], [[""]]) == expected


def test_the_standard_time_of_the_account_managers_office_counts(cells: Cells) -> None:
    near = cells.score()

    cells.team[5][cells.team[4].index("UTC Offset Hours")] = -11.0

    assert near != cells.score()


def test_the_day_of_settings_counts_and_today_where_there_is_none(
    cells: Cells, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_the_day = cells.score()
    cells.setting("As Of")[1] = 46_477.0  # 2027-03-31 as Excel counts
    a_year_later = cells.score()

    cells.setting("As Of")[1] = None
    monkeypatch.setattr(udfs, "today", lambda: date(2027, 3, 31))

    assert cells.score() == a_year_later != on_the_day


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ("short row", "#VALUE! the row: 29 cells came with 30 headers"),
        ("long row", "#VALUE! the row: 31 cells came with 30 headers"),
        ("misspelt", "#VALUE! the headers: found “Strategic Ftt”; allowed is “Strategic Fit”"),
        ("two header rows", "#VALUE! the headers: found 2 rows; one is allowed."),
        ("model", "#VALUE! sheet Model: the table Model is missing."),
        ("weight", "#VALUE! Model: criterion 1 (revenue_potential), weight: found “heavy”"),
        ("scale", "#VALUE! sheet Model, table Scales, row 1, column Criterion ID: found “revenue_potential”"),
        ("served", "#VALUE! Setting Served Countries: “Atlantis” is not known"),
    ],
)
def test_wrong_use_gives_an_error_with_its_reason(cells: Cells, changed: str, reason: str) -> None:
    headers, rows = [list(cells.headers)], [list(row) for row in cells.rows]
    if changed == "short row":
        rows[0].pop()
    elif changed == "long row":
        rows[0].append(1.0)
    elif changed == "misspelt":
        headers[0][headers[0].index("Strategic Fit")] = "Strategic Ftt"
    elif changed == "two header rows":
        headers *= 2
    elif changed == "model":
        cells.model = [["nothing"]]
    elif changed == "weight":
        cells.model[5][4] = "heavy"
    elif changed == "scale":
        cells.model[5][:6] = [None] * 6  # the row of a criterion was cleared, its scale was not
    else:
        cells.setting("Served Countries")[1] = "Atlantis"

    ((said,),) = cells.ask("scores", rows, headers)

    assert str(said).startswith(reason)


def test_a_workbook_that_counts_days_from_1904_has_its_dates_read_so(cells: Cells) -> None:
    place, since = cells.headers.index("Customer Since"), 42_460.0  # 2016-03-31, counted from 1900
    row = [since if i == place else cell for i, cell in enumerate(cells.rows[0])]
    old = [since - 1462.0 if i == place else cell for i, cell in enumerate(cells.rows[0])]
    cells.setting("As Of")[1] = 46_112.0
    told = udfs.scores([row], [cells.headers], cells.model, cells.settings, cells.team)
    cells.setting("As Of")[1] = 46_112.0 - 1462.0

    assert udfs.scores([old], [cells.headers], cells.model, cells.settings, cells.team, [[True]]) == told


def test_a_refused_model_names_every_fault_on_a_line_of_its_own(cells: Cells, log_folder: Path) -> None:
    cells.model[5][4], cells.model[6][2] = "heavy", "sideways"

    ((said,),) = cells.ask("scores")

    assert [line.partition(":")[0] for line in said.splitlines()] == ["#VALUE! Model", "Model"]
    assert "sideways" in (log_folder / "excel.log").read_text(encoding="utf-8")


def test_rows_deleted_from_the_model_are_a_smaller_model(cells: Cells) -> None:
    whole = cells.score()
    for row in cells.model:
        if row[0] == "revenue_potential":
            row[:6] = [None] * 6
        if row[7] == "revenue_potential":
            row[7:10] = [None] * 3

    assert cells.score() != whole
    assert len(cells.ask("explanations", cells.rows[:1])) == 10


@pytest.mark.parametrize("team", [[[None]], [["Account Manager", "Email"], ["Ana Pires", "ana@example.com"]]])
def test_without_offices_on_team_the_head_office_counts(cells: Cells, team: Grid) -> None:
    with_head_office = cells.score()

    cells.team = team

    assert cells.score() == with_head_office


def test_a_setting_that_cannot_be_read_counts_as_blank(cells: Cells, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(udfs, "today", lambda: AS_OF)
    expected = cells.score()

    cells.setting("As Of")[1] = "end of March"
    cells.setting("Head Cut")[1] = "high"

    assert cells.score() == expected


def test_a_hundred_thousand_rows_are_answered_at_once(cells: Cells) -> None:
    two = [
        [42_000.0 if isinstance(cell, date) else cell for cell in row] for row in cells.rows[:2]
    ]  # as Excel gives dates

    told = cells.ask("scores", two * 50_000)

    assert len(told) == 100_000
    assert told[-2:] == cells.ask("scores", two)


def test_a_cell_never_shows_a_traceback_and_the_log_does(log_folder: Path) -> None:
    def fail() -> Grid:
        raise ZeroDivisionError("of ours")

    ((shown,),) = answers.answers("scores", ("Score",), fail)

    assert shown == f"#VALUE! kam-xl failed (ZeroDivisionError); {log_folder / 'excel.log'} says where."
    assert "Traceback" in (log_folder / "excel.log").read_text(encoding="utf-8")


def test_a_problem_that_is_met_again_and_again_is_logged_once(cells: Cells, log_folder: Path) -> None:
    cells.model = [["nothing"]]

    for _ in range(3):
        cells.ask("scores")

    assert (log_folder / "excel.log").read_text(encoding="utf-8").count("table Criteria is missing") == 1


def test_a_log_that_cannot_be_written_does_not_matter(log_folder: Path, cells: Cells) -> None:
    log_folder.write_text("a file where the folder should be", encoding="utf-8")
    cells.model = [["nothing"]]

    assert str(cells.score()).startswith("#VALUE! sheet Model")


def test_versions_that_match_are_named_and_others_come_with_what_to_do() -> None:
    kam, other = __version__, xlwings.__version__

    assert udfs.versions([[kam]], [[other]])[1] == [f"kam-xl {kam}, xlwings {other}, workbook {kam}"]
    assert "take a new workbook (kam new)" in versions_in_words("0.0.9", other)
    assert "the workbook loads xlwings 0.30.1" in versions_in_words(kam, "0.30.1")


WITHOUT_HEAVY = """
import sys, types
stand_in = types.ModuleType("xlwings")
stand_in.func = stand_in.arg = stand_in.script = lambda *a, **k: a[0] if a and callable(a[0]) else (lambda f: f)
stand_in.Book = object
sys.modules["xlwings"] = stand_in
from kam_xl.excel.udfs import scores
assert scores([["A1"]], [["Account ID"]], [["nothing"]], [[None]], [[None]])[0][0].startswith("#VALUE!")
print(sorted({"numpy", "pandas", "babel", "openpyxl", "xlsxwriter"} & set(sys.modules)))
"""


def test_a_function_loads_nothing_heavy() -> None:
    # xlwings itself loads what it finds; here a stand-in takes its place.
    answered = subprocess.run([sys.executable, "-c", WITHOUT_HEAVY], check=True, capture_output=True, text=True)

    assert answered.stdout.strip() == "[]"
