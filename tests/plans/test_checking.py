from pathlib import Path

import pytest
from docx import Document

from kam_xl.plans.checking import check_template
from kam_xl.plans.templates import template_folders
from tests.plans.documents import full_plan, thin_plan

EXAMPLES = (full_plan(), thin_plan())
KINDS = ("plan", "plan-major", "plan-standard", "plan-customer", "portfolio")


def faults(folder: Path, source: str) -> list[str]:
    file = folder / "plan.html"
    file.write_text(source, encoding="utf-8")
    return [fault.removeprefix(f"{file}, ") for fault in check_template(file, template_folders([folder]), EXAMPLES)]


@pytest.mark.parametrize("name", [f"{kind}.{ending}" for ending in ("html", "docx") for kind in KINDS])
def test_the_shipped_templates_are_sound(name: str) -> None:
    (folder,) = template_folders()
    assert check_template(folder / name, (folder,), EXAMPLES) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ acount.name }}", "line 1: there is no “acount” in a plan. Did you mean “account”?"),
        ("\n{{ account.nme }}", "line 2: there is no “account.nme” in a plan. Did you mean “account.name”?"),
        (
            "{% for a in actions %}{{ a.ownr }}{% endfor %}",
            "line 1: there is no “a.ownr” in a plan. Did you mean “a.owner”?",
        ),
        (
            "{{ people.stakeholders[0].nam }}",
            "line 1: there is no “people.stakeholders[…].nam” in a plan. Did you mean “people.stakeholders[…].name”?",
        ),
        (
            "{% if page_one.ask %}{{ page_one.ask.txt }}{% endif %}",
            "line 1: there is no “page_one.ask.txt” in a plan. Did you mean “page_one.ask.text”?",
        ),
        (
            "{% set s = score %}{{ s.vale | signed }}",
            "line 1: there is no “s.vale” in a plan. Did you mean “s.value”?",
        ),
        ("{{ zzqq }}", "line 1: there is no “zzqq” in a plan. Correct the name, or remove the tag."),
        ("{% macro m(x) %}{{ x }}{{ y_ }}{% endmacro %}", "line 1: there is no “y_” in a plan. Correct the name, or "),
    ],
)
def test_an_unknown_name_is_told_with_its_line_and_the_nearest_one(tmp_path: Path, source: str, expected: str) -> None:
    (fault,) = faults(tmp_path, source)
    assert fault.startswith(expected)


def test_every_unknown_name_is_told_not_only_the_first(tmp_path: Path) -> None:
    assert len(faults(tmp_path, "{{ a_ }}\n{{ b_ }}{% if c_ %}{% for d in e_ %}{{ f_ }}{% endfor %}{% endif %}")) == 5


@pytest.mark.parametrize(
    "source",
    [
        "{% for line in breakdown %}{{ loop.index }} {{ line.label }}{% endfor %}",
        "{% set total = 3 %}{{ total }}",
        "{% set words %}some{% endset %}{{ words }}",
        "{% macro m(x, y=1) %}{{ x }}{{ y }}{{ varargs }}{% endmacro %}{{ m(account) }}",
        "{% with who = account.name %}{{ who }}{% endwith %}",
        "{% if owner_of_all is defined %}{{ account.name }}{% endif %}",
        "{{ account.name.upper() }}{{ as_of.year }}{{ red_flags }}{{ not_known }}",
        "{% for a, b in [(1, 2)] %}{{ a }}{{ b }}{% endfor %}",
        "{{ actions | map(attribute='owner') | join(', ') }}",
        "{% if score.value is not none %}{{ score.value.points }}{% endif %}",
    ],
)
def test_what_a_template_may_say_is_no_fault(tmp_path: Path, source: str) -> None:
    assert faults(tmp_path, source) == []


def test_what_only_filling_in_shows_is_told_as_well(tmp_path: Path) -> None:
    assert faults(tmp_path, "\n{{ 1 / 0 }}") == ["line 2: ZeroDivisionError: division by zero. Correct the expression."]


def test_a_fault_that_only_an_account_with_gaps_shows_is_told(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "{{ revenue.target.amount }}")
    assert fault.startswith("line 1: “amount” is asked of what is not known. Ask first: ")


def test_a_tag_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "a\n{% for x in %}")
    assert fault.startswith("line 2: Expected an expression")


def test_a_word_template_names_part_and_paragraph(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Hello {{ account.nme }}")
    document.sections[0].header.paragraphs[0].text = "{{ nobody_ }}"
    document.save(str(tmp_path / "plan.docx"))
    found = check_template(tmp_path / "plan.docx", template_folders([tmp_path]), EXAMPLES)
    assert [fault.removeprefix(f"{tmp_path / 'plan.docx'}, ") for fault in sorted(found)] == [
        (
            "document, paragraph “Hello {{ account.nme }}”: there is no “account.nme” in a plan. "
            "Did you mean “account.name”?"
        ),
        "header1, paragraph “{{ nobody_ }}”: there is no “nobody_” in a plan. Correct the name, or remove the tag.",
    ]


def test_what_a_template_takes_in_is_checked_with_its_own_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "head.html").write_text("\n{{ account.nme }}{{ line.label }}", encoding="utf-8")
    (tmp_path / "pieces.html").write_text("{% macro m(x) %}{{ x }}{{ tier }}{% endmacro %}", encoding="utf-8")
    source = (
        "{% from 'pieces.html' import m %}{% for line in breakdown %}{% include 'head.html' %}{% endfor %}{{ m(tier) }}"
    )
    (tmp_path / "plan.html").write_text(source, encoding="utf-8")
    found = check_template(tmp_path / "plan.html", template_folders([tmp_path]), EXAMPLES)
    assert sorted(found) == [
        (f"{tmp_path / 'head.html'}, line 2: there is no “account.nme” in a plan. Did you mean “account.name”?"),
        f"{tmp_path / 'pieces.html'}, line 1: there is no “tier” in a plan. Correct the name, or remove the tag.",
    ]


def test_a_layout_of_the_teams_own_is_checked(tmp_path: Path) -> None:
    (tmp_path / "layout.html").write_text("{{ acount.name }}{% block behind %}{% endblock %}", encoding="utf-8")
    (tmp_path / "plan.html").write_text(
        "{% extends 'layout.html' %}{% block behind %}{{ tier }}{% endblock %}", encoding="utf-8"
    )
    (fault,) = check_template(tmp_path / "plan.html", template_folders([tmp_path]), EXAMPLES)
    assert fault.startswith(f"{tmp_path / 'layout.html'}, line 1: there is no “acount” in a plan.")


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("InlineImage", "Write {{ picture(…) }} with the name of a file beside the template."),
        ("RichText", "Write {{r rich(…) }}."),
        ("Listing", "Write the text itself: its lines stay lines."),
        ("new_subdoc", "Put the words into the template, in Word."),
    ],
)
def test_what_only_programs_hand_to_docxtpl_is_told_with_what_stands_in_its_place(
    tmp_path: Path, name: str, remedy: str
) -> None:
    document = Document()
    document.add_paragraph(f"{{{{ {name}('logo.png') }}}}")
    document.save(str(tmp_path / "plan.docx"))
    (fault,) = check_template(tmp_path / "plan.docx", template_folders([tmp_path]), EXAMPLES)
    assert f"there is no “{name}” in a plan: only a program can hand it to docxtpl." in fault
    assert fault.endswith(remedy)


def test_a_part_that_cannot_be_read_is_told_with_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "head.html").write_text("\n{% for x in %}", encoding="utf-8")
    (tmp_path / "plan.html").write_text("{% include 'head.html' %}", encoding="utf-8")
    (fault,) = check_template(tmp_path / "plan.html", template_folders([tmp_path]), EXAMPLES)
    assert fault.startswith(f"{tmp_path / 'head.html'}, line 2: Expected an expression")


def test_a_part_that_is_missing_is_told_where_it_is_asked_for(tmp_path: Path) -> None:
    absent = "there is no template “nothere.html” in the template folders. Correct the tag there."
    assert faults(tmp_path, "\n{% include 'nothere.html' %}") == [f"line 2: {absent}"]
    assert faults(tmp_path, "{% extends 'nothere.html' %}") == [f"line 1: {absent}"]
    assert faults(tmp_path, "{% include 'nothere.html' ignore missing %}") == []
    (tmp_path / "head.html").write_text("a\nb{% include 'nothere.html' %}", encoding="utf-8")
    (tmp_path / "plan.html").write_text("{% include 'head.html' %}", encoding="utf-8")
    (fault,) = check_template(tmp_path / "plan.html", template_folders([tmp_path]), EXAMPLES)
    assert fault == f"{tmp_path / 'head.html'}, line 2: {absent}"
