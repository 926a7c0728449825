"""A second engine agrees: in IronCalc, too, the formulas of a manager copy give what the engine gives."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils.cell import coordinate_to_tuple

from kam_xl.portfolio.part import parts
from kam_xl.scoring.model import parse_model
from kam_xl.workbook.manager_copy import write_manager_copy
from tests.sharing.books import SMALL_MODEL, STRONG, account, scored_book
from tests.workbook.test_manager_copy_formulas import (
    MARA,
    Case,
    assert_telling,
    differences,
    model_edits,
    random_cases,
    write_copies,
)

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*is not supported and will be removed"),
    pytest.mark.skipif(sys.platform != "linux", reason="IronCalc is locked for Linux alone"),
]


def calculated(copy: Path, target: Path, cells: Mapping[tuple[str, str], Any]) -> Path:
    """Let IronCalc put other values into some cells of a copy, by sheet and address, and calculate every formula."""
    import ironcalc

    model = ironcalc.load_from_xlsx(str(copy), "en", "UTC", "en")
    sheets = [sheet["name"] for sheet in model.get_worksheets_properties()]
    for (sheet, address), value in cells.items():
        _put(model, (sheets.index(sheet), *coordinate_to_tuple(address)), value)
    model.evaluate()
    model.save_to_xlsx(str(target))
    return target


def _put(model: Any, place: tuple[int, int, int], value: object) -> None:  # noqa: ANN401 - it ships no types
    if isinstance(value, bool):
        model.update_cell_with_bool(*place, value)
    elif isinstance(value, int | float):
        model.update_cell_with_number(*place, value)
    else:
        model.update_cell_with_text(*place, str(value))


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return random_cases()


def test_a_second_engine_computes_what_the_engine_computes(cases: Sequence[Case], tmp_path: Path) -> None:
    assert_telling([case.book(case.model) for case in cases])
    wrong = []
    for copy, case in zip(write_copies(cases, tmp_path / "copies"), cases, strict=True):
        computed = calculated(copy, tmp_path / f"computed {copy.name}", {})
        wrong += differences(case.book(case.model), computed)
    assert wrong == []


def test_a_second_engine_follows_an_edited_model(cases: Sequence[Case], tmp_path: Path) -> None:
    wrong = []
    for copy, case in zip(write_copies(cases, tmp_path / "copies"), cases, strict=True):
        computed = calculated(copy, tmp_path / f"what if {copy.name}", model_edits(case.changed_model))
        wrong += differences(case.book(case.changed_model), computed)
    assert wrong == []


def test_texts_that_only_a_language_holds_for_equal_are_two(tmp_path: Path) -> None:
    level = {**SMALL_MODEL["criteria"][2], "field": "industry", "levels": {"Straße": 90, "Ä": 50}}
    model = parse_model({**SMALL_MODEL, "criteria": [*SMALL_MODEL["criteria"][:2], level]})
    rows = [account(name, **STRONG, industry=name) for name in ("STRASSE", "straße", "ä", "A")]
    book = scored_book(rows, model)
    write_manager_copy(tmp_path / "copy.xlsx", parts(book)[MARA], MARA)

    rated = {each.account_id: each.explanation.lines[2].rating for each in book.accounts}
    assert rated == {"STRASSE": None, "straße": 90, "ä": 50, "A": None}
    assert differences(book, calculated(tmp_path / "copy.xlsx", tmp_path / "computed.xlsx", {})) == []
