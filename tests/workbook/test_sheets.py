"""What every sheet of the workbook offers to whoever fills it in, reads it or prints it."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kam_xl import __version__
from kam_xl.accounts.schema import ALL_FIELDS, FIELDS
from kam_xl.accounts.tables import DETAIL_TABLES, TABLES
from kam_xl.jobs.shipped_models import shipped_model
from kam_xl.scoring.model import model_plain
from kam_xl.workbook.builder import build_workbook
from kam_xl.workbook.content import Status, WorkbookContent
from kam_xl.workbook.layout import PYTHON_CELL, VERSIONS_CELL
from kam_xl.workbook.look import TIER_COLOURS

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

HEADER_ROW, FIRST_ROW = 5, 6
WHITE = "FFFFFFFF"

ACCOUNT = {
    "account_id": "A1", "account": "Alder", "account_manager": "Ana Pires", "revenue_12m": 1_000.0, "score": 81.5,
    "tier": "Key", "computed_tier": "Key", "coverage": 0.75, "rank": 1, "attractiveness": 80.0, "relationship": 84.0,
    "quadrant": "Strategic", "reason": "Key: all gates passed",
}  # fmt: skip

DETAILS: Mapping[str, Any] = {
    "Stakeholders": [{"account_id": "A1", "name": "Ben", "role": "Champion"}],
    "Actions": [
        {"account_id": "A1", "action_id": "1", "action": "Call", "owner": "Ana Pires", "due": date(2026, 4, 1)}
    ],
    "History": [{"as_of": date(2026, 3, 31), "account_id": "A1", "score": 80.0, "customer_since": date(2019, 1, 1)}],
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = tmp_path_factory.mktemp("book") / "book.xlsm"
    tables = {"Accounts": [ACCOUNT], "Team": [{"account_manager": "Ana Pires", "capacity": 3.0}], **DETAILS}
    status = Status("As of 2026-03-31", "1 account: 1 Key.", ("A problem. " * 30, "Another one."))
    build_workbook(book, WorkbookContent(model_plain(shipped_model("default")), tables, {"currency": "EUR"}, status))
    return book


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    return load_workbook(path)


def _headers(sheet: Worksheet) -> list[Cell]:
    return [cell for cell in sheet[HEADER_ROW] if cell.value]


def _tables(book: Workbook) -> Iterator[Worksheet]:
    return (book[name] for name in TABLES)


# --- what a column is ------------------------------------------------------------------------------------------------


def test_every_header_of_a_table_explains_itself(book: Workbook) -> None:
    silent = [
        (sheet.title, cell.value)
        for sheet in (*_tables(book), book["Model"], book["Settings"])
        for cell in _headers(sheet)
        if cell.comment is None
    ]

    assert silent == []


def test_a_note_says_what_the_column_holds_what_is_allowed_and_what_its_numbers_mean(book: Workbook) -> None:
    notes = {cell.value: cell.comment.text for cell in _headers(book["Accounts"]) if cell.comment}

    assert notes["Brand Reach"] == (
        "Whom their name impresses: 1 nobody … 5 it opens doors.\n1 – Hardly anyone knows the name.\n"
        "2 – Known in its own region.\n3 – Known in its industry.\n4 – Others in the industry watch what it does.\n"
        "5 – A name that opens doors.\nAllowed: a number from 1 to 5, or blank.\n"
        "Internal: never in a plan for the customer."
    )
    assert notes["Score"] == "The whole account, 0–100.\nWritten by kam-xl."
    assert notes["Industry"] == "The account's industry, in your own words.\nAny text, or blank."


def test_numbers_say_their_unit_above_the_header(book: Workbook) -> None:
    units = {
        cell.value: book["Accounts"].cell(HEADER_ROW - 1, cell.column).value for cell in _headers(book["Accounts"])
    }

    assert [units[header] for header in ("Revenue 12m", "Recurring Share", "UTC Offset Hours", "Score", "Account")] == [
        "EUR", "share", "hours", "0–100", None,
    ]  # fmt: skip


def test_what_people_fill_in_and_what_kam_xl_writes_look_different(book: Workbook) -> None:
    for sheet in _tables(book):
        for header in _headers(sheet):
            below = sheet.cell(FIRST_ROW, header.column)
            written = sheet.title in {"History", "Models"} or getattr(_field(sheet, header), "computed", False)
            looks = (header.fill.fgColor.rgb, below.fill.fgColor.rgb)
            assert looks == (("FF0F766E", "FFEEF6F4") if written else ("FF1E3A5F", "00000000")), (sheet.title, header)


def _field(sheet: Worksheet, header: Cell) -> object:
    return next((field for field in TABLES[sheet.title].fields if field.header == header.value), None)


def test_a_legend_names_the_colours_that_occur(book: Workbook) -> None:
    legends = {sheet.title: str(sheet["C1"].value).split() for sheet in _tables(book)}

    assert " ".join(legends["Accounts"]) == "■ you fill in ■ kam-xl writes ■ not known yet"
    assert " ".join(legends["Actions"]) == "■ you fill in"
    assert " ".join(legends["History"]) == "■ kam-xl writes"


def test_every_table_says_what_it_is_for_to_who_does_not_see_it(path: Path) -> None:
    with ZipFile(path) as package:
        tables = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/tables/")]
    said = {re.findall(r' name="(\w+)"', xml)[0]: re.findall(r'altTextSummary="([^"]+)"', xml) for xml in tables}

    assert len(said) == len(TABLES) + 6
    assert [name for name, purpose in said.items() if len(purpose) != 1] == []
    assert said["Risks"] == [TABLES["Risks"].purpose]


# --- what may be typed -----------------------------------------------------------------------------------------------


def test_a_number_that_judges_says_its_sentences_when_its_cell_is_chosen(book: Workbook) -> None:
    anchored = [field for spec in (TABLES["Accounts"], *DETAIL_TABLES) for field in spec.fields if field.anchors]
    said = {rule.promptTitle: rule.prompt for sheet in _tables(book) for rule in _rules(sheet) if rule.prompt}

    assert said == {field.header: "\n".join(field.anchored) for field in anchored}
    assert len(said) == 7
    assert max(map(len, said.values())) <= 255


def test_what_is_not_allowed_is_refused_in_words(book: Workbook) -> None:
    rules = {rule.errorTitle: rule for rule in _rules(book["Accounts"])}

    assert (rules["Brand Reach"].type, rules["Brand Reach"].formula1, rules["Brand Reach"].formula2) == (
        "whole",
        "1",
        "5",
    )
    assert rules["Status"].formula1 == '"Prospect,New,Active,Partner,Lapsed"'
    assert rules["Status"].error == "Allowed: one of Prospect, New, Active, Partner, Lapsed, or blank."
    assert {rule.errorTitle for rule in _rules(book["History"])} == set()


def _rules(sheet: Worksheet) -> Any:  # noqa: ANN401 - openpyxl's own kind
    return sheet.data_validations.dataValidation


def test_a_scale_is_offered_the_criteria_there_are(book: Workbook) -> None:
    offered = [rule.formula1 for rule in _rules(book["Model"]) if str(rule.sqref).startswith("H6:")]

    assert offered == ["$A$6:$A$1006"]


def test_accounts_and_account_managers_there_are_are_offered_and_others_not_refused(book: Workbook) -> None:
    rules = {name: _rules(book[name]) for name in ("Accounts", "Team", "Stakeholders", "Notes", "History")}
    offered = {name: [rule for rule in found if "!" in str(rule.formula1)] for name, found in rules.items()}

    assert {name: [(str(rule.sqref), rule.formula1) for rule in found] for name, found in offered.items()} == {
        "Accounts": [("F6:F1006", "Team!$A$6:$A$1006")],
        "Team": [],
        "Stakeholders": [("A6:A1006", "Accounts!$A$6:$A$1006")],
        "Notes": [("A6:A1006", "Accounts!$A$6:$A$1006")],
        "History": [],
    }
    assert {rule.showErrorMessage for found in offered.values() for rule in found} == {False}


# --- what stands out -------------------------------------------------------------------------------------------------


def _conditions(path: Path, sheet: int) -> list[tuple[str, str]]:
    with ZipFile(path) as package:
        xml = package.read(f"xl/worksheets/sheet{sheet}.xml").decode()
    found = re.findall(r'<conditionalFormatting sqref="([A-Z]+)6:[^"]*">(.*?)</conditionalFormatting>', xml, re.DOTALL)
    return [(column, rules) for column, rules in found]


def _columns(book: Workbook, kind: str, conditions: list[tuple[str, str]]) -> list[str]:
    names = {cell.column_letter: str(cell.value) for cell in _headers(book["Accounts"])}
    return [names[column] for column, rules in conditions if kind in rules]


def test_scores_have_bars_tiers_their_colours_and_the_unknown_is_grey(book: Workbook, path: Path) -> None:
    conditions = _conditions(path, 3)

    assert _columns(book, 'type="dataBar"', conditions) == ["Score", "Attractiveness", "Relationship"]
    assert _columns(book, '"Key"', conditions) == ["Tier", "Computed Tier"]
    grey = _columns(book, '>AND($A6&lt;&gt;"",', conditions)
    taken_from_elsewhere = {"Parent Account ID", "Manager", "Manager Email", "UTC Offset Hours", "Region Served"}
    typed = [field.header for field in FIELDS if field.group != "Judgement" and not field.key]
    assert grey == [header for header in typed if header not in taken_from_elsewhere]


# --- how it is read and printed --------------------------------------------------------------------------------------


def test_headers_and_names_stay_in_sight(book: Workbook) -> None:
    frozen = {sheet.title: sheet.freeze_panes for sheet in book}

    assert frozen == {
        **dict.fromkeys(TABLES, "B6"), "Accounts": "C6", "Dashboard": "A3", "Model": "A6", "Settings": "A6",
        "Start": None, "xlwings.conf": None,
    }  # fmt: skip


def test_sheets_print_on_a4_fitted_to_the_width_with_their_headers_on_each_page(book: Workbook) -> None:
    upright = {"Dashboard", "Products", "Targets", "Models"}
    for sheet in book:
        assert sheet.page_setup.paperSize == 9, sheet.title
        assert sheet.page_setup.orientation == ("portrait" if sheet.title in upright else "landscape"), sheet.title
        assert cast("Any", sheet.sheet_properties.pageSetUpPr).fitToPage, sheet.title
        assert sheet.page_setup.fitToWidth in {None, {"Accounts": 4, "Model": 2}.get(sheet.title, 1)}, sheet.title
    assert {sheet.print_title_rows for sheet in _tables(book)} == {"$5:$5"}
    assert book["Accounts"].print_title_cols == "$A:$B"
    assert book["Dashboard"].print_area == "'Dashboard'!$A$1:$Q$80"


def test_tabs_have_the_colour_of_their_kind(book: Workbook) -> None:
    colours = {sheet.title: cast("Any", sheet.sheet_properties.tabColor).rgb for sheet in book}

    assert (colours["Start"], colours["Accounts"], colours["Notes"], colours["History"]) == (
        "FF1E3A5F", "FF0F766E", "FFD1D5DB", "FF596273",
    )  # fmt: skip


def test_dates_money_and_shares_are_shown_as_such(book: Workbook) -> None:
    formats = {
        cell.value: book["Accounts"].cell(FIRST_ROW, cell.column).number_format for cell in _headers(book["Accounts"])
    }
    kept = {
        cell.value: book["History"].cell(FIRST_ROW, cell.column).number_format for cell in _headers(book["History"])
    }

    assert [formats[header] for header in ("Customer Since", "Revenue 12m", "Recurring Share", "Score")] == [
        "yyyy-mm-dd", "#,##0;[Red]-#,##0", "0%", "0.0",
    ]  # fmt: skip
    assert [kept[header] for header in ("As Of", "Score", "Coverage", "customer_since")] == [
        "yyyy-mm-dd", "0.0", "0%", "yyyy-mm-dd",
    ]  # fmt: skip


def test_every_text_stands_out_from_its_ground(book: Workbook) -> None:
    """WCAG 2.1, level AA: 4.5 to 1."""
    weak = [
        (sheet.title, cell.coordinate, _contrast(_ink(cell), _ground(cell)))
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in {None, ""} and _contrast(_ink(cell), _ground(cell)) < 4.5
    ]

    assert weak == []


def test_what_is_coloured_by_a_condition_stands_out_as_well(path: Path) -> None:
    with ZipFile(path) as package:
        styles = re.findall(r"<dxf>.*?</dxf>", package.read("xl/styles.xml").decode(), re.DOTALL)
    inks = [(re.findall(r'<font>.*<color rgb="(\w+)"/>.*</font>', style), style) for style in styles]
    pairs = [(ink[0], [*re.findall(r'<bgColor rgb="(\w+)"/>', style), WHITE][0]) for ink, style in inks if ink]

    assert len(pairs) > 5
    assert [pair for pair in pairs if _contrast(*pair) < 4.5] == []


def test_tiers_stand_out_from_white_as_graphics_must() -> None:
    assert min(_contrast(f"FF{colour[1:]}", WHITE) for colour in TIER_COLOURS.values()) >= 3


def _ink(cell: Cell) -> str:
    return str(cell.font.color.rgb) if cell.font.color and isinstance(cell.font.color.rgb, str) else "FF000000"


def _ground(cell: Cell) -> str:
    return str(cell.fill.fgColor.rgb) if cell.fill.patternType == "solid" else WHITE


def _contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours, as WCAG 2.1 defines it."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (2, 4, 6)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_contrast_is_measured_as_wcag_says() -> None:
    assert round(_contrast("FF000000", WHITE), 2) == 21
    assert round(_contrast("FF777777", WHITE), 2) == 4.48


# --- Start -----------------------------------------------------------------------------------------------------------


def test_start_tells_three_steps_the_last_run_and_how_to_connect_python(book: Workbook) -> None:
    texts = [str(cell.value) for row in book["Start"].iter_rows() for cell in row if cell.value]

    assert [text for text in texts if text in {"Fill in", "Score", "Plan and share"}] == [
        "Fill in",
        "Score",
        "Plan and share",
    ]
    assert [text for text in texts if text.startswith("Go to ")] == [
        "Go to Accounts →", "Go to Model →", "Go to Dashboard →",
    ]  # fmt: skip
    assert [text for text in texts if "pip install" in text or "kam install" in text] == [
        f"1   In a terminal, where the wheel lies:  python -m pip install kam_xl-{__version__}-py3-none-any.whl",
        "2   Then:  kam install  (your own folder, no administrator). Every workbook of kam-xl looks for Python there.",
    ]


def test_start_has_room_for_every_line_of_the_problems(book: Workbook) -> None:
    ((_, place),) = book.defined_names["KamProblem"].destinations
    cell = book["Start"][place.replace("$", "")]

    assert len(str(cell.value)) > 330
    assert book["Start"].row_dimensions[cell.row].height == 6 + 15 * 4


def test_the_health_of_python_and_the_versions_have_cells_with_names(book: Workbook) -> None:
    places = {name: list(book.defined_names[name].destinations) for name in (PYTHON_CELL, VERSIONS_CELL)}

    said = {name: book[sheet][place.replace("$", "")].value for name, [(sheet, place)] in places.items()}

    assert said == {
        "KamPython": "Not asked yet. Press Score; if it cannot reach Python, this says why.",
        "KamVersions": "About, in the ribbon, names what Excel and Python have, and whether they fit together.",
    }


def test_a_workbook_without_macros_does_not_speak_of_python(default_plain: dict[str, Any], tmp_path: Path) -> None:
    target = tmp_path / "book.xlsx"
    build_workbook(target, WorkbookContent(model=default_plain))

    book = load_workbook(target)

    assert PYTHON_CELL not in book.defined_names
    assert VERSIONS_CELL not in book.defined_names
    assert not [cell for row in book["Start"].iter_rows(values_only=True) for cell in row if "install" in str(cell)]


def test_fields_with_anchors_are_whole_numbers() -> None:
    assert {field.whole for field in ALL_FIELDS.values() if field.anchors} == {True}
