"""What the account itself may read: nothing that the schema or a person marked internal."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from kam_xl.accounts.rows import Value
from kam_xl.accounts.schema import ALL_FIELDS, FIELDS, Field, Kind
from kam_xl.accounts.tables import DETAIL_TABLES
from kam_xl.errors import TemplateError
from kam_xl.plans.content.customer import CustomerPlan, compose_customer_plan
from kam_xl.plans.formats import FORMATS
from kam_xl.plans.writing import Edition, write_plans
from kam_xl.portfolio.book import ScoredBook
from tests.plans.books import account, book, full_account, full_book
from tests.plans.documents import HOSTILE, rendered, words_of


def full_customer_plan() -> CustomerPlan:
    scored = full_book()
    return compose_customer_plan(scored, scored.accounts[0])


def internal_fields() -> Iterator[tuple[str, Field]]:
    yield from (("Accounts", field) for field in FIELDS if field.internal)
    yield from ((spec.name, field) for spec in DETAIL_TABLES for field in spec.fields if field.internal)


def token(sheet: str, field: Field, turn: int) -> Value:
    """Make a value that stands nowhere else: a word, or a number whose digits do."""
    if field.kind is Kind.DATE:
        return date(2031, 7, 13)
    return 9100.0 + turn if field.kind is Kind.NUMBER else f"Planted{sheet}{field.name}"


def planted() -> tuple[ScoredBook, dict[str, str]]:
    """Plant a token in every internal column, and give what the internal plan should print of each."""
    original = full_book()
    tokens = {(sheet, field.name): token(sheet, field, i) for i, (sheet, field) in enumerate(internal_fields())}
    tables = {sheet: tuple({**row, **_of(sheet, tokens)} for row in rows) for sheet, rows in original.tables.items()}
    tables["Notes"] = (
        *({**row, "audience": None} for row in tables["Notes"]),
        {"account_id": "C-0417", "section": "Priorities", "text": "PlantedInternalNote", "audience": "Internal"},
        {"account_id": "C-0417", "section": "Review", "text": "A note for both of us", "audience": "Customer"},
    )
    typed = full_account()
    values = {**typed.values, **_of("Accounts", tokens)}
    lines = tuple(replace(line, value=values.get(line.criterion.field, line.value)) for line in typed.explanation.lines)
    by, until, why = (values[f"override_{part}"] for part in ("by", "until", "reason"))
    result = replace(typed.result, reason=f"{values['override_tier']} by override of {by} until {until} ({why})")
    changed = replace(
        typed,
        values=values,
        result=result,
        explanation=replace(typed.explanation, lines=lines),
    )
    words = {f"{sheet}.{name}": _said(sheet, name, value) for (sheet, name), value in tokens.items()}
    words["Notes.text"] = "PlantedInternalNote"
    return replace(original, accounts=(changed,), tables=tables), words


def _of(sheet: str, tokens: Mapping[tuple[str, str], Value]) -> dict[str, Value]:
    return {name: value for (owner, name), value in tokens.items() if owner == sheet}


def _said(sheet: str, name: str, value: Value) -> str:
    unit = ALL_FIELDS[name].unit if sheet == "Accounts" else "share" if "target" in name else ""
    if isinstance(value, float):
        return f"{100 * value:,.0f}%" if unit == "share" else f"{value:,.0f}"
    return str(value)


def everything_in(document: bytes, ending: str) -> str:
    """Give all that a document holds, unpacked, and what a reader sees of it."""
    if ending != "docx":
        return f"{document.decode(errors='replace')} {words_of(document, ending)}".casefold()
    with ZipFile(BytesIO(document)) as package:
        parts = [package.read(name).decode() for name in package.namelist()]
    return " ".join([*parts, words_of(document, ending)]).casefold()


@pytest.mark.parametrize("ending", FORMATS)
def test_no_internal_byte_reaches_the_customer(ending: str, tmp_path: Path) -> None:
    scored, words = planted()
    (internal,) = write_plans(scored, scored.accounts, tmp_path / "ours", Edition((ending,))).written
    (shared,) = write_plans(scored, scored.accounts, tmp_path / "theirs", Edition((ending,), (), True)).written  # noqa: FBT003
    ours, theirs = everything_in(internal.read_bytes(), ending), everything_in(shared.read_bytes(), ending)
    assert [name for name, said in words.items() if said.casefold() not in ours] == []
    assert [name for name, said in words.items() if said.casefold() in theirs] == []
    assert "a note for both of us" in theirs
    assert "planted" not in theirs


def test_a_plan_for_the_customer_has_a_name_of_its_own(tmp_path: Path) -> None:
    scored = full_book()
    for for_customer in (False, True):
        write_plans(scored, scored.accounts, tmp_path, Edition(("html",), (), for_customer))
    assert sorted(path.name for path in tmp_path.glob("*.html")) == [
        "Nordwind Logistik & Söhne GmbH (C-0417) for customer.html",
        "Nordwind Logistik & Söhne GmbH (C-0417).html",
    ]


def test_ones_own_template_cannot_print_what_is_internal(tmp_path: Path) -> None:
    (tmp_path / "plan-customer.html").write_text("{{ score.value }}", encoding="utf-8")
    scored = full_book()
    with pytest.raises(TemplateError, match="there is no “score” in a plan for a customer"):
        write_plans(scored, scored.accounts, tmp_path / "out", Edition(("html",), (tmp_path,), for_customer=True))
    assert not (tmp_path / "out").exists()
    with pytest.raises(TemplateError, match="'score' is undefined"):
        rendered(full_customer_plan(), "html", [tmp_path])


def test_a_template_for_all_is_never_used_for_a_customer(tmp_path: Path) -> None:
    (tmp_path / "plan.html").write_text("ours", encoding="utf-8")
    assert "ours" not in words_of(rendered(full_customer_plan(), "html", [tmp_path]), "html").split()


def test_objectives_that_are_ours_alone_and_their_actions_stay_with_us() -> None:
    plan = full_customer_plan()
    assert [objective.id for objective in plan.objectives] == ["O1", "O2"]
    assert {action.objective_id for action in plan.actions} == {"O1", "O2"}


def test_only_what_the_account_buys_is_an_agreement() -> None:
    assert [each.product for each in full_customer_plan().agreements] == ["Corrugated boxes", "Stretch film"]


@pytest.mark.parametrize("ending", FORMATS)
def test_a_customer_sees_no_red_flag(ending: str) -> None:
    known = account("T9", "Thin")
    said = words_of(rendered(compose_customer_plan(book(known), known), ending), ending)
    assert "To be agreed in our next meeting." in said
    assert "RED FLAG" not in said


@pytest.mark.parametrize("ending", FORMATS)
def test_hostile_texts_are_printed_to_a_customer_and_never_obeyed(ending: str) -> None:
    plan = full_customer_plan()
    objectives = tuple(replace(plan.objectives[0], text=text, measure=text) for text in HOSTILE[:3])
    said = words_of(rendered(replace(plan, objectives=objectives), ending), ending)
    assert "49" not in said
    assert "<script>alert(1)</script>" in said


def test_every_section_of_the_full_plan_is_there() -> None:
    assert [field.name for field in fields(CustomerPlan) if not getattr(full_customer_plan(), field.name)] == []
