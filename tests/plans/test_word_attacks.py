"""Word templates, pictures and accounts that mean harm to the way by docxtpl, which hands out more than words."""

import time
from pathlib import Path

import pytest

from kam_xl.errors import TemplateError
from kam_xl.plans.formats import word_pictures
from kam_xl.plans.formats.docx import read_docx, tag_for_docxtpl
from kam_xl.plans.formats.word_package import pack, unpack
from kam_xl.plans.press import Press
from kam_xl.plans.templates import template_folders
from tests.plans.documents import full_plan, rendered, words_of
from tests.plans.test_attacks import BOMBS, FILES, LOOPS, MOST_SECONDS, WALKS
from tests.plans.word_templates import parts, png, save_template

PICTURE = "{{ picture('logo.png', width_mm=20) }}"
OF_PICTURES = (
    "{{ picture('logo.png').tpl.save('stolen.docx') }}",
    "{{ picture('logo.png')._drawn.__globals__ }}",
    "{{ picture('logo.png')['_drawn'] }}",
    "{{ picture('logo.png') | attr('_drawn') }}",
    "{{ picture('logo.png').__html__.__globals__ }}",
    "{{ picture('logo.png').__class__.__mro__ }}",
    "{{ picture.__closure__ }}",
    "{{ picture.__globals__ }}",
    "{{ rich.__globals__ }}",
    "{{ rich.__closure__[0].cell_contents }}",
    "{{r rich(tier, color='000000\"/><w:x') }}",
    "{{r rich(tier, bold='\"/><w:x') }}",
    "{{ picture('logo.png', width_mm=1e300) }}",
    "{{ picture('logo.png', width_mm='9' * 99999) }}",
    "{% for n in range(101) %}" + PICTURE + "{% endfor %}",
    "{% set p = picture('logo.png') %}{% for n in range(9999) %}{{ p }}{% endfor %}",
    "{% for n in range(9999) %}{% set x = picture('logo.png') ~ n %}{% endfor %}",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "templates"
    made.mkdir()
    (made / "logo.png").write_bytes(png())
    (tmp_path / "secret.png").write_bytes(png(7, 7))
    return made


def fault(folder: Path) -> str:
    with pytest.raises(TemplateError) as caught:
        rendered(full_plan(), "docx", [folder])
    return str(caught.value)


@pytest.mark.parametrize("source", [*OF_PICTURES, WALKS[0], WALKS[8], *FILES[:3], LOOPS[0], LOOPS[-1], *BOMBS[::6]])
def test_a_hostile_template_gets_nowhere_by_docxtpl_and_soon(folder: Path, source: str) -> None:
    file = save_template(folder / "plan.docx", PICTURE, source)
    assert tag_for_docxtpl(file, read_docx(file)) is not None
    before = time.process_time()
    message = fault(folder)
    assert time.process_time() - before < MOST_SECONDS
    assert message.startswith(f"{file}, ")
    assert sorted(path.name for path in folder.iterdir()) == ["logo.png", "plan.docx"]


@pytest.mark.parametrize(
    "name",
    [
        "'../secret.png'",
        "'..\\\\secret.png'",
        "'sub/../../secret.png'",
        "'./logo.png'",
        "'logo.png/../../secret.png'",
        "'/etc/hostname'",
        "'plan.docx'",
        "'secret.png'",
        "'logo.png\\0'",
        "notes",
        "account",
    ],
)
def test_a_name_leads_to_no_file_but_a_picture_beside_the_template(folder: Path, name: str) -> None:
    save_template(folder / "plan.docx", f"{{% set name = {name} %}}{{{{ picture(name) }}}}")
    drawn = rendered(full_plan(), "docx", [folder])
    assert words_of(drawn, "docx") == "RED FLAG: not known"
    assert [part for part in parts(drawn) if part.startswith("word/media/")] == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (png(100_000, 100_000, rows=1), "has more than 40000000 pixels. Save it smaller."),
        (png() + b"x" * word_pictures.LARGEST_PICTURE, "has more than 5000000 bytes. Save it smaller."),
        (png()[:20], "is no picture that Word can show. Save it anew."),
        (b"<svg onload='x'/>", "is no picture that Word can show. Save it anew."),
        (b"", "is no picture that Word can show. Save it anew."),
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "is another kind of picture than its ending says."),
    ],
    ids=["too many pixels", "too many bytes", "cut off", "another format", "empty", "another kind"],
)
def test_a_picture_that_could_harm_its_reader_is_refused(folder: Path, content: bytes, expected: str) -> None:
    (folder / "logo.png").write_bytes(content)
    save_template(folder / "plan.docx", PICTURE)
    assert expected in fault(folder)


def test_words_of_a_picture_stay_words(folder: Path) -> None:
    save_template(folder / "plan.docx", "{{ picture('logo.png', alt='\"/><w:p>{{ 7 * 7 }}<w:p a=\"') }}")
    assert "&quot;" in parts(rendered(full_plan(), "docx", [folder]))["word/document.xml"].decode()


@pytest.mark.parametrize("name", ["word/styles.xml", "word/_rels/document.xml.rels", "docProps/app.xml"])
def test_no_part_may_declare_entities_where_docxtpl_reads_them_all(folder: Path, name: str) -> None:
    package = unpack(save_template(folder / "plan.docx", PICTURE))
    head, _, rest = package[name].partition(b"?>")
    package[name] = head + b'?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + rest
    (folder / "plan.docx").write_bytes(pack(package))
    assert "declares a document type" in fault(folder)


def test_a_template_changed_during_a_run_does_not_change_what_is_drawn(folder: Path) -> None:
    save_template(folder / "plan.docx", PICTURE)
    press = Press(template_folders([folder]))
    first = press.render(full_plan(), "docx")
    save_template(folder / "plan.docx", PICTURE, "changed")
    assert press.render(full_plan(), "docx") == first
