"""The count of red flags: right in every template, and drawn once where it is only printed."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from jinja2 import Template

from kam_xl.plans.content.plan import Plan
from kam_xl.plans.templates import render
from tests.plans.documents import full_plan, plan_of_texts, rendered, thin_plan


def page(folder: Path, source: str, plan: Plan) -> str:
    (folder / "plan.html").write_text(source, encoding="utf-8")
    return rendered(plan, "html", [folder]).decode()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("{{ red_flags }}", "3"),
        ("{% if red_flags %}some{% endif %}", "some"),
        ("{{ 'one' if red_flags == 1 else 'many' }}", "many"),
        ("{% if red_flags != 0 %}some{% endif %}", "some"),
        ("{% if red_flags > 2 %}above 2{% endif %}{% if red_flags > 3 %}above 3{% endif %}", "above 2"),
        ("{{ red_flags + 1 }} {{ red_flags * 2 }} {{ red_flags / 2 }}", "4 6 1.5"),
        ("{{ red_flags == 3 }}", "yes"),
        ("{{ red_flags | int }}", "3"),
        ("{{ '%d' | format(red_flags) }}", "3"),
        ("{{ red_flags is number }}", "yes"),
        ("{{ 'of ' ~ red_flags }}", "of 3"),
        ("{{ [red_flags, 2] | max }}", "3"),
        ("{% for x in [1, 2] %}{{ red_flags }}{% if red_flags == 3 %}!{% endif %}{% endfor %}", "3!3!"),
        ("{% if account.id %}{{ red_flags }}{% else %}none{% endif %}", "3"),
        ("{% if red_flags %}{{ tier }}{% endif %}", "Key"),
        ("{% macro said(more) %}{{ red_flags }}{{ more }}{% endmacro %}{{ said(red_flags) | length }}", "2"),
        ("{% set said %}{{ red_flags }}{% endset %}{{ said | length }}", "1"),
        ("{% filter replace('3', 'three') %}{{ red_flags }}{% endfilter %}", "three"),
        ("{% macro m() %}{{ caller() | length }}{% endmacro %}{% call m() %}{{ red_flags }}{% endcall %}", "1"),
        ("{% autoescape false %}{{ red_flags }}{% endautoescape %}", "3"),
        ("{% set red_flags = 7 %}{{ red_flags }}", "7"),
        ("{% filter replace('3', 'three') %}{% include 'part.html' %}{% endfilter %}", "three flags"),
        ("{% set said %}{% include 'part.html' %}{% endset %}{{ said | length }}", "7"),
        ("{% block a %}{{ red_flags }}{% endblock %} {{ self.a() | length }}", "3 1"),
        ("{% filter upper %}{% block b %}{{ red_flags }}{% endblock %}{% endfilter %}", "3"),
        ("{% for red_flags in [8, 9] %}{{ red_flags }}{% endfor %}", "89"),
    ],
)
def test_a_template_may_ask_anything_of_the_count(tmp_path: Path, asked: str, expected: str) -> None:
    (tmp_path / "part.html").write_text("{{ red_flags }} flags", encoding="utf-8")
    source = f"{asked}|{{{{ not_known }}}}{{{{ not_known }}}}{{{{ not_known }}}}"
    assert page(tmp_path, source, full_plan()).partition("|")[0] == expected


@pytest.mark.parametrize("count", [0, 1, 2, 1234])
def test_the_count_is_that_of_the_page(tmp_path: Path, count: int) -> None:
    source = "{% if red_flags %}{{ red_flags }}{% else %}none{% endif %}|{% for x in range(" + str(count) + ") %}"
    said = page(tmp_path, source + "{{ not_known }}{% endfor %}", full_plan()).partition("|")[0]
    assert said == {0: "none", 1234: "1,234"}.get(count, str(count))


@pytest.mark.parametrize("plan", [thin_plan(), full_plan()], ids=["with red flags", "without"])
def test_the_shipped_templates_are_drawn_once(monkeypatch: pytest.MonkeyPatch, plan: Plan) -> None:
    drawn: list[Template] = []

    def counted(template: Template, values: Mapping[str, object]) -> str:
        drawn.append(template)
        return render(template, values)

    monkeypatch.setattr("kam_xl.plans.formats.html.render", counted)
    rendered(plan, "html")
    assert len(drawn) == 1


def test_a_text_cannot_forge_the_mark_of_the_count(tmp_path: Path) -> None:
    plan = plan_of_texts(["a\ufdd1b"])
    said = page(tmp_path, "{{ account.industry }} {{ red_flags }} {{ not_known }}{{ not_known }}", plan)
    assert said.startswith("ab 2 ")
