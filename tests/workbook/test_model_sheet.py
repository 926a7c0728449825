"""The sheet Model and the TOML of a model hold the same thing."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from kam_xl.accounts.coercion import comparable, is_unknown
from kam_xl.errors import ModelError
from kam_xl.scoring.model import model_hash, model_plain, parse_model
from kam_xl.workbook.builder import build_workbook
from kam_xl.workbook.content import WorkbookContent
from kam_xl.workbook.model_sheet import Cell, find_tables, model_cells, model_from_cells

words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=12).filter(
    lambda text: not is_unknown(text)
)
phrases = st.lists(words | st.sampled_from([",", '"', "é, è", "=1+1"]), min_size=1, max_size=3).map(" ".join)
ratings = st.floats(0, 100)
weights = st.floats(0.1, 1000)
shares = st.floats(0, 1)


@st.composite
def curves(draw: st.DrawFn) -> list[list[float]]:
    numbers = st.floats(-1e9, 1e9).map(lambda number: round(number, 3))
    xs = draw(st.lists(numbers, min_size=2, max_size=6, unique=True))
    return [[x, draw(ratings)] for x in sorted(xs)]


@st.composite
def scales(draw: st.DrawFn) -> dict[str, Any]:
    if draw(st.booleans()):
        return {"curve": draw(curves())}
    names = st.lists(words, min_size=1, max_size=5, unique_by=comparable)
    return {"levels": {name: draw(ratings) for name in draw(names)}}


@st.composite
def gate_tests(draw: st.DrawFn) -> dict[str, Any]:
    numbers = st.floats(-1e9, 1e9)
    return draw(
        st.one_of(
            st.fixed_dictionaries({"is": st.booleans()}),
            st.fixed_dictionaries({"at_least": numbers}),
            st.fixed_dictionaries({"at_most": numbers}),
            st.fixed_dictionaries({"one_of": st.lists(words | st.just("a, b"), min_size=1, max_size=4)}),
        )
    )


@st.composite
def plain_models(draw: st.DrawFn) -> dict[str, Any]:
    ids = st.lists(words, min_size=1, max_size=4, unique=True)
    head = draw(
        st.fixed_dictionaries(
            {"name": phrases},
            optional={
                "description": phrases,
                "version": phrases,
                "missing": st.sampled_from(["renormalise", "zero"]),
                "min_coverage": shares,
                "caveat": phrases,
            },
        )
    )
    criteria = [
        {
            "id": name,
            "label": draw(phrases),
            "axis": draw(st.sampled_from(["attractiveness", "relationship"])),
            "field": draw(words),
            "weight": draw(weights),
            **draw(scales()),
        }
        for name in draw(ids)
    ]
    gates = [{"id": name, "label": draw(phrases), "field": draw(words), **draw(gate_tests())} for name in draw(ids)]
    tiers = draw(
        st.fixed_dictionaries(
            {},
            optional={"key_score": ratings, "major_revenue_share": shares, "major_min_revenue": st.floats(0, 1e9)},
        )
    )
    return {"model": head, "criteria": criteria, "gates": gates, "tiers": tiers}


@given(plain_models())
def test_a_model_laid_out_on_the_sheet_is_read_back_unchanged(plain: dict[str, Any]) -> None:
    assert model_from_cells(model_cells(plain)) == plain


def _as_a_sheet_gives_it(cell: Cell) -> Cell:
    return float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell


def test_a_sheet_that_makes_every_number_a_float_keeps_the_models_hash(default_plain: dict[str, Any]) -> None:
    model = parse_model(default_plain)

    tables = {
        name: [[_as_a_sheet_gives_it(cell) for cell in row] for row in rows]
        for name, rows in model_cells(model_plain(model)).items()
    }

    assert model_hash(parse_model(model_from_cells(tables))) == model_hash(model)


Where = tuple[str, int, int]


def _changed(plain: dict[str, Any], where: Where, cell: Cell) -> dict[str, list[list[Cell]]]:
    tables = model_cells(plain)
    table, row, column = where
    tables[table][row][column] = cell
    return tables


@pytest.mark.parametrize(
    ("where", "cell", "problem"),
    [
        (("Criteria", 2, 5), "curv", "sheet Model, table Criteria, row 2, column Type: found “curv”; "),
        (("Scales", 1, 0), "potential", "sheet Model, table Scales, row 1, column Criterion ID: found “potential”"),
        (("Model", 2, 0), "name", "sheet Model, table Model, row 2: the key “name” stands there twice"),
        (("Gates", 0, 3), "Check", "sheet Model, table Gates: the columns Test are missing; found “ID”, “Label”"),
    ],
)
def test_what_a_model_cannot_hold_is_refused_with_its_place(
    default_plain: dict[str, Any], where: Where, cell: Cell, problem: str
) -> None:
    with pytest.raises(ModelError) as refusal:
        model_from_cells(_changed(default_plain, where, cell))

    assert refusal.value.problems[0].startswith(problem)


@pytest.mark.parametrize(
    ("where", "cell", "problem"),
    [
        (("Criteria", 1, 4), "heavy", "weight: found “heavy”"),
        (("Criteria", 1, 0), None, "id: found nothing"),
        (("Gates", 1, 3), "is_not", "found “is_not”"),
        (("Scales", 1, 1), None, "found"),
        (("Tiers", 1, 1), "seventy", "key_score: found “seventy”"),
        (("Gates", 2, 4), None, "one_of: found []"),
    ],
)
def test_what_only_the_model_refuses_reaches_it_untouched(
    default_plain: dict[str, Any], where: Where, cell: Cell, problem: str
) -> None:
    tables = _changed(default_plain, where, cell)
    if where == ("Criteria", 1, 0):
        tables["Scales"] = [row for row in tables["Scales"] if row[0] != default_plain["criteria"][0]["id"]]

    with pytest.raises(ModelError) as refusal:
        parse_model(model_from_cells(tables))

    assert problem in "\n".join(refusal.value.problems)


def test_every_missing_table_is_named_at_once() -> None:
    with pytest.raises(ModelError) as refusal:
        model_from_cells({})

    tables = [problem.split(" is missing")[0] for problem in refusal.value.problems]
    assert tables == [f"sheet Model: the table {name}" for name in ("Model", "Criteria", "Scales", "Gates", "Tiers")]


def _shuffled(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    return [["mine", *reversed(row)] for row in rows]


def test_columns_are_found_by_header_in_any_order_and_blank_rows_are_left_out(default_plain: dict[str, Any]) -> None:
    blank: list[Cell] = [None, ""]
    tables = {name: [*_shuffled(rows), blank] for name, rows in model_cells(default_plain).items()}

    assert model_from_cells(tables) == default_plain


def test_a_list_typed_by_hand_is_read_as_its_words(default_plain: dict[str, Any]) -> None:
    tables = _changed(default_plain, ("Gates", 2, 4), 'New,Active,  "Partner"')

    plain: Any = model_from_cells(tables)

    assert plain["gates"][1]["one_of"] == ["New", "Active", "Partner"]


def test_the_tables_are_found_among_all_cells_of_the_built_sheet(default_plain: dict[str, Any], tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    build_workbook(book, WorkbookContent(model=default_plain))

    cells = CalamineWorkbook.from_path(book).get_sheet_by_name("Model").to_python(skip_empty_area=False)

    assert model_from_cells(find_tables(cells)) == default_plain
