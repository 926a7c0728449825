"""What holds for every button: the ribbon reaches it; whatever happens, Excel stays usable and Start says so."""

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
import xlwings
from defusedxml import ElementTree
from xlwings.main import App, Table

from kam_xl.excel.macros import BUTTONS, WITHOUT_PYTHON, score_group
from kam_xl.shipped import shipped
from tests.excel.fake_excel import FakeBook

CALLBACK = re.compile(r"^Public Sub (\w+)\(control As IRibbonControl\)\s+(.*?)^End Sub", re.MULTILINE | re.DOTALL)


def _ribbon() -> list[Element]:
    return list(ElementTree.fromstring(shipped("workbook", "ribbon.xml").read_text(encoding="utf-8")).iter())


def test_every_button_of_the_ribbon_reaches_a_sub_and_every_sub_its_macro() -> None:
    on_ribbon = {element.attrib["onAction"] for element in _ribbon() if "onAction" in element.attrib}
    subs = dict(CALLBACK.findall(shipped("workbook", "vba", "KamMacros.bas").read_text(encoding="utf-8")))
    calls = {name: found[1] for name, body in subs.items() if (found := re.search(r'RunMacro "(\w+)"', body))}

    assert on_ribbon == set(subs) == BUTTONS.keys() | WITHOUT_PYTHON
    assert calls == {name: macro.__name__ for name, macro in BUTTONS.items()}


def test_every_part_of_the_ribbon_that_can_be_pointed_at_says_what_it_is_for() -> None:
    pointed_at = [element for element in _ribbon() if element.tag.endswith(("button", "menu"))]

    assert len(pointed_at) == 20 + 1
    assert [
        element.attrib["id"] for element in pointed_at if not {"screentip", "supertip"} <= element.attrib.keys()
    ] == []
    assert max(len(element.attrib["supertip"]) for element in pointed_at) <= 1024


def test_no_two_things_on_the_tab_answer_to_the_same_key() -> None:
    elements = _ribbon()
    in_menu = [key for menu in elements if menu.tag.endswith("menu") for each in menu if (key := each.get("keytip"))]
    on_tab = [key for each in elements if (key := each.get("keytip")) and not each.tag.endswith("tab")]
    for key in in_menu:
        on_tab.remove(key)

    assert len(set(in_menu)) == len(in_menu)
    assert len(set(on_tab)) == len(on_tab) == 16
    assert len({each.attrib["id"] for each in elements if "id" in each.attrib}) == 28


@pytest.mark.parametrize("macro", [macro for name, macro in BUTTONS.items() if name != "CheckTemplates"])
def test_a_workbook_without_the_table_accounts_is_told_and_left_as_it_was(
    book: FakeBook, macro: Callable[[], None]
) -> None:
    book.delete_table("Accounts")
    before = book.everything()

    macro()

    assert {place: cell for place, cell in book.everything().items() if place[0] != "Guide"} == before
    assert book.app.is_as_before
    assert book.said("KamResult")


def test_an_error_of_ours_leaves_excel_usable_and_its_traceback_in_the_log(
    book: FakeBook, log_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(score_group, "scored_book", lambda _: 1 / 0)

    BUTTONS["ScoreAccounts"]()

    assert "kam-xl failed (ZeroDivisionError: division by zero)" in book.said("KamProblem")
    assert "Traceback" not in book.app.alerts[0]
    assert "Traceback" in (log_folder / "excel.log").read_text(encoding="utf-8")
    assert book.app.is_as_before


def test_a_protected_start_hides_nothing_of_what_a_button_did(book: FakeBook, log_folder: Path) -> None:
    book.refuses = lambda sheet, _row, _column: sheet == "Start"

    BUTTONS["ScoreAccounts"]()

    assert book.column("Tier") == ["Key", "Standard", "Unscored"]
    assert "KamResult could not be shown" in (log_folder / "excel.log").read_text(encoding="utf-8")


def test_start_says_that_python_answers(book: FakeBook) -> None:
    BUTTONS["CheckData"]()

    assert re.fullmatch(r"Python 3\.\d+\.\d+ answers \(.+\)\.", book.said("KamPython"))


def test_a_workbook_opened_read_only_is_told_so(book: FakeBook) -> None:
    book.api.ReadOnly = True

    BUTTONS["ScoreAccounts"]()

    assert book.column("Tier") == ["Key", "Standard", "Unscored"]
    assert "is open read-only: save it under another name" in book.said("KamProblem")


def test_every_fault_of_a_refused_model_is_on_start(book: FakeBook) -> None:
    for row in range(6, 12):
        book.write("Model", row, 5, "heavy")
    before = book.everything()

    BUTTONS["ScoreAccounts"]()

    assert book.said("KamProblem").count("weight: found “heavy”") == 6
    assert book.everything() == before
    assert book.app.alerts[0].startswith("Score was not done.\n\n")


def test_model_rows_that_were_deleted_are_named(book: FakeBook) -> None:
    for column in range(1, 7):
        book.write("Model", 6, column, None)

    BUTTONS["ScoreAccounts"]()

    assert "which is not an ID in the table Criteria" in book.said("KamProblem")


def test_a_renamed_table_is_named_with_the_name_it_needs(book: FakeBook) -> None:
    book.rename_table("Accounts", "Table7")

    BUTTONS["ScoreAccounts"]()

    assert "Table7 on the sheet Accounts has its columns: give it the name Accounts" in book.said("KamProblem")


def test_a_renamed_sheet_changes_nothing(book: FakeBook) -> None:
    book.rename_sheet("Accounts", "Kunden")

    BUTTONS["ScoreAccounts"]()

    assert book.column("Tier") == ["Key", "Standard", "Unscored"]


def test_merged_headers_that_no_table_can_have_are_to_be_unmerged(book: FakeBook) -> None:
    book.delete_table("Accounts")
    book.kept_book["Accounts"].merge_cells("C5:D5")

    BUTTONS["ScoreAccounts"]()

    assert "sheet Accounts, row 5" in book.said("KamProblem")
    assert "unmerge its merged cells, choose Insert > Table" in book.said("KamProblem")


USED_OF_XLWINGS = (
    (App, "pid api alert status_bar selection screen_updating enable_events display_alerts calculation"),
    (xlwings.Book, "name fullname api app sheets names"),
    (xlwings.Sheet, "name api book tables used_range range clear activate autofit"),
    (Table, "name parent range show_totals resize"),
    (xlwings.Range, "sheet api font options value formula row column shape insert delete row_height merge_cells"),
)


@pytest.mark.parametrize(("real", "used"), USED_OF_XLWINGS)
def test_what_buttons_use_of_the_stand_in_is_there_in_xlwings(real: type, used: str) -> None:
    assert [name for name in used.split() if not hasattr(real, name)] == []
