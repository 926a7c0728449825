"""The cell that tells functions of every change of Model, Settings and Team."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from kam_xl.workbook.builder import build_workbook
from kam_xl.workbook.content import WorkbookContent
from kam_xl.workbook.model_sheet import HEADERS
from kam_xl.workbook.pages.settings import TOKEN_CELL

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


def _token(folder: Path, content: WorkbookContent, *, formula: bool = False) -> Any:  # noqa: ANN401 - a cell
    target = folder / "book.xlsm"
    build_workbook(target, content)
    book = load_workbook(target, data_only=not formula)
    ((sheet, place),) = book.defined_names[TOKEN_CELL].destinations
    return book[sheet][place].value


def test_its_formula_reads_every_table_that_a_score_depends_on(tmp_path: Path, default_plain: dict[str, Any]) -> None:
    formula = _token(tmp_path, WorkbookContent(default_plain), formula=True)

    assert formula.startswith("=KAM_TOKEN(")
    assert [table for table in (*HEADERS, "Settings", "Team") if f"{table}[[#Headers],[#Data]]" not in formula] == []


def test_it_has_a_value_where_macros_are_blocked_another_one_for_other_content(
    tmp_path: Path, default_plain: dict[str, Any]
) -> None:
    plain = WorkbookContent(default_plain)
    others = (
        WorkbookContent({**default_plain, "tiers": {**default_plain["tiers"], "key_score": 71.0}}),
        WorkbookContent(default_plain, settings={"home_utc_offset": 2.0}),
        WorkbookContent(default_plain, tables={"Team": ({"account_manager": "Ana"},)}),
    )

    tokens = [_token(tmp_path, content) for content in (plain, plain, *others)]

    assert tokens[0] == tokens[1]
    assert len(set(tokens)) == 4
    assert all(token.startswith("model ") for token in tokens)
