"""Templates that mean harm: none of them learns, changes or exhausts anything."""

import os
import time
from pathlib import Path

import pytest
from docx import Document

from kam_xl.errors import TemplateError
from kam_xl.plans.content.plan import compose_plan
from kam_xl.plans.press import Press
from kam_xl.plans.templates import template_folders
from tests.plans.books import full_book

BOOK = full_book()
PLAN = compose_plan(BOOK, BOOK.accounts[0])
MOST_SECONDS = 10

WALKS = (
    "{{ account.__class__ }}",
    "{{ account.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''.__class__ }}",
    "{{ ''['__class__'] }}",
    "{{ ()['__class__']['__base__'] }}",
    "{{ '{0.__class__}'.format(account) }}",
    "{{ '{0.__class__.__init__.__globals__}' | format(account) }}{{ ''.__class__ }}",
    "{{ account | attr('__init__') }}",
    "{{ account | attr('__in' ~ 'it__') }}",
    "{{ [account] | map(attribute='__class__') | first }}",
    "{{ [account] | sum(attribute='__class__') }}",
    "{{ notes.ask[0].text.__add__('x') }}",
    "{{ self._TemplateReference__context }}",
    "{{ self.__init__.__globals__ }}",
    "{{ brief.__globals__ }}",
    "{{ range.__globals__ }}",
    "{{ _step.__self__ }}",
    "{{ _step.__func__.__globals__ }}",
    "{{ namespace.__init__ }}",
    "{{ (1).__class__.__bases__ }}",
    "{% macro m() %}{% endmacro %}{{ m.__class__ }}",
    "{{ m_ | default(account.__dict__) }}",
    "{% set _ = data_gaps.append(1) %}",
    "{% set _ = [].append(1) %}",
    "{% set _ = {}.update(a=1) %}",
    "{{ as_of.today() }}",
    "{{ as_of.fromtimestamp(0) }}",
    "{{ as_of.strftime }}",
    "{{ as_of.strftime ~ '' }}",
    "{{ range }}",
    "{{ range | string }}",
    "{{ '%s' % range }}",
    "{{ [range] | join }}",
    "{{ [range] }}",
    "{{ [1] | map('string') }}",
    "{{ [1] | reverse }}",
    "{{ {'a': 1} | items }}",
    "{{ [1] | batch(2) ~ '' }}",
    "{{ '%s' % ([1] | reverse) }}",
    "{{ [1] | select | string }}",
    "{{ namespace }}",
)
FILES = (
    "{% include '/etc/hostname' %}",
    "{% include '../secret.html' %}",
    "{% include '..\\\\secret.html' %}",
    "{% include 'sub/../../secret.html' %}",
    "{% import '../secret.html' as secret %}{{ secret }}",
    "{% from '../secret.html' import x %}",
    "{% extends '../secret.html' %}",
    "{% include ['../secret.html', '/etc/passwd'] %}",
    "{% include 'file:///etc/hostname' %}",
    "{{ open('/etc/hostname') }}",
    "{{ as_of.__reduce__() }}",
)
MANY, END = "{% for a in range(999) %}{% for b in range(99) %}", "{% endfor %}{% endfor %}"
BIG = "{% set big = 'x' * 499999 %}"
LONG = "{% set long = range(9999) | list * 50 %}"
DEEP = (
    "{% set n = namespace(x=(1,), y=(1,)) %}"
    "{% for a in range(60) %}{% set n.x = (n.x, n.x) %}{% set n.y = (n.y, n.y) %}{% endfor %}"
)
"""Sixty pairs of pairs: little memory, and longer than the age of the world to write or compare."""

LOOPS = (
    "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
    "{% for a in range(9999) %}{% for b in range(9999) %}{% set x = a %}{% endfor %}{% endfor %}",
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "{% include 'plan.html' %}",
    "{% for a in range(9999) %}{% for b in range(9999) %}{{ _step(-9) }}{% endfor %}{% endfor %}",
    "{% for a in range(9999) %}{% for b in range(9999) %}{% set _ = -9 | _step %}{% endfor %}{% endfor %}",
    "{% for a in range(9999) %}{% set _ = [-9] | map('_step') | list %}{{ range(9999) | sum }}{% endfor %}",
    "{% set _ = 'nan' | float | _step %}{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
    "{% set _step = range %}{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
    "{% for a in range(9999) %}{{ range(9999) | sum }}{% endfor %}",
    "{% for a in range(9999) %}{{ range(9999) | map('string') | list | length }}{% endfor %}",
    "{{ range(1000000000) | sum }}",
    "{% for a in range(9999) %}{% for b in range(9999) %}" + "x" * 5000 + "{% endfor %}{% endfor %}",
    f"{BIG}{MANY}{{% if 'y' in big %}}{{% endif %}}{END}",
    f"{BIG}{MANY}{{% if big == big[:-1] ~ 'z' %}}{{% endif %}}{END}",
    f"{BIG}{MANY}{{% if big is upper %}}{{% endif %}}{END}",
    f"{BIG}{MANY}{{% if big is in [1] %}}{{% endif %}}{END}",
    f"{BIG}{MANY}{{% set _ = big.count('y') %}}{END}",
    f"{BIG}{MANY}{{% set _ = big | brief(9) %}}{END}",
    f"{BIG}{MANY}{{% set _ = big[1:] %}}{END}",
    f"{LONG}{MANY}{{% if -1 in long %}}{{% endif %}}{END}",
    f"{LONG}{MANY}{{% set _ = long[:] %}}{END}",
    f"{LONG}{MANY}{{% set _ = long.index(9998) %}}{END}",
    f"{LONG}{MANY}{{% set _ = {{}}[long | map('string') | list] is defined %}}{END}",
    "{{ ([range(9999) | list] * 9999) | sum(start=[]) | length }}",
    "{{ [[1]] | sum(none, []) }}",
    "{% for i in range(9000) %}{{ ('x' * 200000 ~ 'y') in ('x' * 400000) }}{% endfor %}",
    "{{ ('a' * 499999) | wordwrap(1) | length }}",
    f"{DEEP}{{{{ n.x }}}}",
    f"{DEEP}{{{{ n.x | string | length }}}}",
    f"{DEEP}{{{{ n.x ~ '' }}}}",
    f"{DEEP}{{{{ '%s' % [n.x] }}}}",
    f"{DEEP}{{{{ '%s' | format(n.x) }}}}",
    f"{DEEP}{{{{ n.x == n.y }}}}",
    f"{DEEP}{{{{ n.x is eq(n.y) }}}}",
    f"{DEEP}{{{{ n }}}}",
    f"{DEEP}{{{{ {{(n.x, 1): 1}} | length }}}}",
    f"{DEEP}{{{{ {{}}[n.x] is defined }}}}",
    f"{DEEP}{{{{ 'x'.join(n.x) }}}}",
    f"{DEEP}{{% autoescape false %}}{{{{ n.x }}}}{{% endautoescape %}}",
    "{% set n = namespace(x=1) %}{% set n.x = [n] %}{{ n }}",
    "{% for a in range(99) %}{% for b in range(999) %}{% include 'large.html' %}{% endfor %}{% endfor %}",
    "{% block b %}" + "x" * 50000 + "{% endblock %}{% for a in range(9999) %}{% set _ = self.b() %}{% endfor %}",
)
BOMBS = (
    "{{ [1] | tojson(indent=1000000000) }}",
    "{{ [[1] * 9999] | tojson(indent=9999) | length }}",
    "{{ ('a\n' * 250000) | indent(10000) | length }}",
    "{{ ('\t' * 250000).expandtabs(10000) | length }}",
    "{{ ('{a:>9999}' * 50000).format(a=1) | length }}",
    "{{ ('%(a)9999d' * 40000) | format(a=1) | length }}",
    "{{ '%(a)99999999d' | format(a=1) | length }}",
    "{{ as_of.strftime('%9999d' * 20000) | length }}",
    '{% for i in range(2000) %}{{ "x" * 400000 if red_flags >= 0 else "" }}{% endfor %}',
    "{% for i in range(9000) %}{{ '" + "x" * 1000 + "' if red_flags == 0 else '' }}{% endfor %}",
    "{{ ('a' * 9999).translate({97: 'x' * 499999}) | length }}",
    "{{ ('{0}' * 9000).format('x' * 499999) | length }}",
    "{{ ('{a}' * 9000).format_map({'a': 'x' * 499999}) | length }}",
    "{{ ('%(a)s' * 9000) % {'a': 'x' * 499999} }}",
    "{{ (range(9999) | list,) * 9999 }}",
    "{% set n = namespace(x=[]) %}{% for i in range(9000) %}{% set n.x = n.x + [('z' * 499000) ~ i] %}{% endfor %}",
    "{% set n = namespace(x=[]) %}{% for i in range(9000) %}{% set n.x = [n.x, ('z' * 499000) ~ i] %}{% endfor %}",
    "{{ ('x'.encode() * 10000000000) | length }}",
    "{{ 'x' * 10000000000 }}",
    "{{ 10 ** (10 ** 10) }}",
    "{{ 2 ** 100000000 }}",
    "{% set n = namespace(x=10) %}{% for i in range(60) %}{% set n.x = n.x * n.x %}{% endfor %}",
    "{% set n = namespace(x='x') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "{% set n = namespace(x='x') %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
    "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
    "{% set n = namespace(x='x') %}{% for i in range(60) %}{% set n.x = n.x.replace('x', 'xx') %}{% endfor %}",
    "{% set n = namespace(x='x') %}{% for i in range(60) %}{% set n.x = n.x | replace('x', 'xx') %}{% endfor %}",
    "{{ ('x' * 400000) | replace('x', 'y' * 400000) }}",
    "{{ ('x' * 400000).join(range(9999) | map('string') | list) }}",
    "{{ '%9999999999d' % 1 }}",
    "{{ '%9999999999d' | format(1) }}",
    "{{ '{:9999999999}'.format(1) }}",
    "{{ '{:{}}'.format(1, 9999999999) }}",
    "{{ '{:{w}}'.format_map({'w': 9999999999}) }}",
    "{{ '%*d' % (9999999999, 1) }}",
    "{{ as_of.strftime('%9999999999d') }}",
    "{{ ('{:9999999999}' | attr('format'))(1) }}",
    "{{ 'x' | center(9999999999) }}",
    "{{ 'x'.ljust(9999999999) }}",
    "{{ 'x'.zfill(width=9999999999) }}",
    "{{ '\t'.expandtabs(9999999999) }}",
    "{{ 'x\nx' | indent(9999999999) }}",
    "{{ [1] | batch(9999999999, 0) | list }}",
    "{{ [1] | slice(9999999999) | list }}",
    "{{ [1] * 10000000000 }}",
    "{{ (1).to_bytes(9999999999, 'big') }}",
    "{{ lipsum(n=100000) }}",
    "{% set x %}{% for i in range(9999) %}{{ 'x' * 99999 }}{% endfor %}{% endset %}",
    "{% for a in range(9999) %}{{ '0123456789' * 1000 }}{% endfor %}",
)
ATTACKS = (*WALKS, *FILES, *LOOPS, *BOMBS)


def fault(folder: Path, source: str) -> str:
    (folder.parent / "secret.html").write_text("SECRET", encoding="utf-8")
    (folder / "large.html").write_text("x" * 100_000, encoding="utf-8")
    (folder / "plan.html").write_text(source, encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        Press(template_folders([folder])).render(PLAN, "html")
    return str(caught.value)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "templates"
    made.mkdir()
    return made


def test_there_are_enough_of_them() -> None:
    assert len(set(ATTACKS)) == len(ATTACKS) >= 40


@pytest.mark.parametrize("source", ATTACKS)
def test_a_hostile_web_page_gets_nowhere_and_soon(folder: Path, source: str) -> None:
    before = time.process_time()
    message = fault(folder, source)
    assert time.process_time() - before < MOST_SECONDS
    assert message.startswith(str(folder))
    assert "SECRET" not in message


def test_the_steps_of_all_parts_of_a_word_document_count_together(folder: Path) -> None:
    document = Document()
    document.add_paragraph("{% for a in range(8000) %}{% for b in range(8) %}{% endfor %}{% endfor %}")
    footer = document.sections[0].footer.paragraphs[0]
    footer.text = "{% for a in range(5000) %}{% for b in range(5) %}{% endfor %}{% endfor %}"
    document.save(str(folder / "plan.docx"))
    with pytest.raises(TemplateError, match="more than 100000"):
        Press(template_folders([folder])).render(PLAN, "docx")


@pytest.mark.parametrize("source", [WALKS[0], WALKS[8], FILES[1], LOOPS[0], BOMBS[0], BOMBS[4]])
def test_a_hostile_word_template_gets_nowhere_either(folder: Path, source: str) -> None:
    document = Document()
    document.add_paragraph(source)
    document.save(str(folder / "plan.docx"))
    with pytest.raises(TemplateError):
        Press(template_folders([folder])).render(PLAN, "docx")


@pytest.mark.skipif(os.name != "posix", reason="Windows makes such a link only for administrators")
def test_a_link_out_of_the_folder_is_the_folder_owners_own_doing(folder: Path) -> None:
    (folder.parent / "part.html").write_text("shared part", encoding="utf-8")
    (folder / "part.html").symlink_to(folder.parent / "part.html")
    (folder / "plan.html").write_text("{% include 'part.html' %}", encoding="utf-8")
    assert Press(template_folders([folder])).render(PLAN, "html") == b"shared part"


def test_the_steps_of_one_document_are_not_counted_for_the_next(folder: Path) -> None:
    (folder / "plan.html").write_text("{% for a in range(9000) %}{% endfor %}done", encoding="utf-8")
    press = Press(template_folders([folder]))
    assert len({press.render(PLAN, "html") for _ in range(15)}) == 1


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ 'a' ~ 1 ~ account.id }}", "a1C-0417"),
        ("{{ '<' ~ account.name ~ '>' }}", "&lt;Nordwind Logistik &amp; Söhne GmbH&gt;"),
        ("{{ 'x' * 3 }}{{ 2 ** 8 }}{{ 7 % 4 }}{{ '%d of %05d' % (1, 5) }}", "xxx25631 of 00005"),
        ("{{ '{:>5}'.format('x') }}{{ 'x' | center(5) }}{{ 'a,b' | replace(',', ';') }}", "    x  x  a;b"),
        ("{{ '%.1f' | format(1234567.25) }}{{ 1234567 | abs }}{{ 1234567.5 | round }}", "1234567.21,234,5671,234,568"),
        ("{{ 'Costs: 123456 * 2' | upper }}{{ x_ | default(1234567) }}", "COSTS: 123456 * 21,234,567"),
        ("{{ '%d' | format(1234567) }}{{ '{:,}'.format(1234567) }}", "12345671,234,567"),
        (
            "{{ [3, 1] | sort | join('-') }}{{ [1, 2] | map('string') | join }}{{ [1, 2] | reverse | list }}",
            "1-312[2, 1]",
        ),
        ("{{ [1, 2] | reverse | first }}{% for a in [1, 2] | reverse %}{{ a }}{% endfor %}", "221"),
        ("{% for a, b in {'x': 1} | items %}{{ a }}{{ b }}{% endfor %}{{ 'x' | indent(2, true) }}", "x1  x"),
        ("{% macro m(v, full=100) %}{{ full }}{% endmacro %}{{ m(1, 2000000) }}", "2,000,000"),
    ],
)
def test_what_honest_templates_do_still_works(folder: Path, source: str, expected: str) -> None:
    (folder / "plan.html").write_text(source, encoding="utf-8")
    assert Press(template_folders([folder])).render(PLAN, "html").decode() == expected
