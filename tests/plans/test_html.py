import re
from dataclasses import replace

import pytest

from kam_xl.plans.content.plan import compose_plan
from tests.plans.books import full_book
from tests.plans.documents import HOSTILE, full_plan, page, plan_of_texts, rendered, thin_plan


def test_the_page_asks_for_nothing_beyond_itself() -> None:
    tags = page(rendered(full_plan(), "html")).tags
    addresses = [value or "" for _, attributes in tags for name, value in attributes.items() if name in {"href", "src"}]
    places = {f"#{attributes['id']}" for _, attributes in tags if "id" in attributes}
    assert len(addresses) > 10
    assert [address for address in addresses if address not in places] == []
    assert not re.search(r"url\(|@import|https?:", rendered(full_plan(), "html").decode())


def test_a_browser_is_told_to_run_and_load_nothing() -> None:
    policies = [
        attributes["content"] for tag, attributes in page(rendered(full_plan(), "html")).tags
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]  # fmt: skip
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_hostile_texts_add_no_element() -> None:
    tags = {tag for tag, _ in page(rendered(plan_of_texts(HOSTILE), "html")).tags}
    assert tags - {tag for plan in (full_plan(), thin_plan()) for tag, _ in page(rendered(plan, "html")).tags} == set()


def test_bars_are_drawn_with_points_in_every_language() -> None:
    german = page(rendered(replace(full_plan(), language="de"), "html"))
    widths = [attributes["width"] for tag, attributes in german.tags if tag == "rect"]
    assert "87.0" in widths
    assert [width for width in widths if not re.fullmatch(r"\d+(\.\d)?", width or "")] == []


def test_every_id_is_used_once_and_every_label_names_one() -> None:
    tags = page(rendered(full_plan(), "html")).tags
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    labels = [attributes["aria-labelledby"] for _, attributes in tags if "aria-labelledby" in attributes]
    assert len(ids) == len(set(ids))
    assert set(labels) <= set(ids)


@pytest.mark.parametrize("plan", [full_plan(), thin_plan()])
def test_every_element_that_is_opened_is_closed(plan: object) -> None:
    source = rendered(plan, "html").decode()  # type: ignore[arg-type]
    for tag in (
        "div",
        "section",
        "table",
        "tr",
        "td",
        "th",
        "ul",
        "ol",
        "li",
        "span",
        "dl",
        "dd",
        "dt",
        "p",
        "bdi",
        "strong",
        "svg",
        "g",
        "figure",
        "nav",
    ):
        assert source.count(f"</{tag}>") == len(re.findall(rf"<{tag}[ >]", source)), tag


def test_page_one_has_at_most_twelve_bullets_however_much_is_known() -> None:
    book = full_book()
    many = {sheet: rows * 5 for sheet, rows in book.tables.items() if sheet in {"Objectives", "Actions", "Risks"}}
    plan = compose_plan(replace(book, tables={**book.tables, **many}), book.accounts[0])
    first, _, _ = rendered(plan, "html").decode().partition("</article>")
    assert first.count("<li>") == 12
