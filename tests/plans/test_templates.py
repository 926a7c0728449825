from pathlib import Path

import pytest

from kam_xl.errors import TemplateError
from kam_xl.plans.content.plan import compose_plan
from kam_xl.plans.formats.html import RED_FLAG
from kam_xl.plans.press import Press
from kam_xl.plans.templates import find_template, template_folders
from kam_xl.shipped import shipped
from tests.plans.books import full_book

BOOK = full_book()
PLAN = compose_plan(BOOK, BOOK.accounts[0])


def rendered(folder: Path, source: str) -> str:
    (folder / "plan.html").write_text(source, encoding="utf-8")
    return Press(template_folders([folder])).render(PLAN, "html").decode()


def fault(folder: Path, source: str) -> str:
    with pytest.raises(TemplateError) as caught:
        rendered(folder, source)
    return str(caught.value)


def test_ones_own_templates_come_before_the_shipped_ones(tmp_path: Path) -> None:
    assert find_template(["plan.html"], template_folders([tmp_path])) == shipped("templates") / "plan.html"
    (tmp_path / "plan.html").touch()
    assert find_template(["plan.html"], template_folders([tmp_path])) == tmp_path / "plan.html"


def test_a_template_for_the_tier_comes_before_the_one_for_all(tmp_path: Path) -> None:
    (tmp_path / "plan-key.html").write_text("for key accounts", encoding="utf-8")
    assert rendered(tmp_path, "for all") == "for key accounts"


def test_a_template_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"does not exist\. Correct the setting Template Folder"):
        template_folders([tmp_path / "missing"])


def test_a_missing_template_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(TemplateError) as caught:
        find_template(["plan-key.txt", "plan.txt"], [tmp_path])
    assert str(caught.value) == (
        f"No template plan-key.txt or plan.txt in {tmp_path}. Put one there, or install kam-xl again."
    )


def test_a_template_may_include_others_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "part.html").write_text("{{ account.name }}", encoding="utf-8")
    assert rendered(tmp_path, "{% include 'part.html' %}") == "Nordwind Logistik &amp; Söhne GmbH"


def test_nothing_is_lost_after_many_tags_that_write_nothing(tmp_path: Path) -> None:
    source = "{% for each in range(5000) %}{{ '' }}{% endfor %}the end"
    assert rendered(tmp_path, source) == "the end"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{{ 1 }} {{ 1.0 }} {{ 1 == 1 }}", "1 1 yes"),
        ("{{ '<b>' }}{{ '<b>' | safe }}{{ '<b>' }}", "&lt;b&gt;<b>&lt;b&gt;"),
        ("{% autoescape false %}{{ '<b>' }}{{ 1 }}{{ none }}{% endautoescape %}", f"<b>1{RED_FLAG}"),
        ("{{ [1, none] }}", "[1, None]"),
    ],
)
def test_equal_values_of_other_kinds_are_other_texts(tmp_path: Path, written: str, expected: str) -> None:
    assert rendered(tmp_path, written) == expected


@pytest.mark.parametrize(
    ("source", "line", "expected"),
    [
        ("\n{{ acount.name }}", 2, "'acount' is undefined"),
        ("{{ account.nme }}", 1, "has no attribute 'nme'"),
        ("a\nb\n{% for x in %}", 3, "Expected an expression, got 'end of statement block'"),
        ("{% include 'missing.html' %}", 1, "there is no template “missing.html” in the template folders"),
        ("{{ 1 / 0 }}", 1, "ZeroDivisionError"),
        ("{{ account.name | shout }}", 1, "No filter named 'shout'"),
    ],
)
def test_a_fault_names_file_line_and_the_unknown_name(tmp_path: Path, source: str, line: int, expected: str) -> None:
    message = fault(tmp_path, source)
    assert message.startswith(f"{tmp_path / 'plan.html'}, line {line}: ")
    assert expected in message


def test_a_fault_in_an_included_template_names_that_one(tmp_path: Path) -> None:
    (tmp_path / "part.html").write_text("\n\n{{ nobody }}", encoding="utf-8")
    assert fault(tmp_path, "{% include 'part.html' %}").startswith(f"{tmp_path / 'part.html'}, line 3: 'nobody'")


@pytest.mark.parametrize(
    "source",
    [
        "{{ account.__class__ }}",
        "{{ account.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''.__class__ }}",
        "{{ '{0.__class__}'.format(account) }}",
        "{{ '{0.__class__}' | format(account) | attr('__class__') }}",
        "{{ account | attr('__init__') }}",
        "{{ notes.ask[0].text.__add__('x') }}",
        "{{ self._TemplateReference__context }}",
        "{{ brief.__globals__ }}",
        "{% set _ = data_gaps.append(1) %}",
        "{% include '/etc/hostname' %}",
        "{% include '../secret.html' %}",
        "{% include 'sub/../../secret.html' %}",
        "{% import '../secret.html' as secret %}",
        "{% extends '../secret.html' %}",
        "{{ range(10000000) | list }}",
        "{% for a in range(99999) %}{{ '0123456789' * 100 }}{% endfor %}",
    ],
)
def test_a_hostile_template_gets_nowhere(tmp_path: Path, source: str) -> None:
    (tmp_path / "secret.html").write_text("SECRET", encoding="utf-8")
    folder = tmp_path / "templates"
    folder.mkdir()
    assert "SECRET" not in fault(folder, source)


def test_the_problems_of_all_templates_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "plan-key.html").write_text("{% if %}", encoding="utf-8")
    (tmp_path / "plan-major.html").write_text("{{ }}", encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        Press(template_folders([tmp_path])).check(["html"], ["Key", "Major", "Standard"])
    assert [problem.partition(",")[0] for problem in caught.value.problems] == [
        str(tmp_path / "plan-key.html"),
        str(tmp_path / "plan-major.html"),
    ]
