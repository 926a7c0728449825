"""Word templates for which the fast way and docxtpl must end alike, and those that only docxtpl can fill in."""

import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as OpenDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from docxtpl import DocxTemplate

from kam_xl.errors import TemplateError
from kam_xl.jobs.check_templates import remarks_on
from kam_xl.jobs.examples import example_plans
from kam_xl.plans.checking import check_template, model_of
from kam_xl.plans.formats.docx import load_docx, read_docx, tag_for_docxtpl, word_sandbox
from kam_xl.plans.formats.word_package import pack, unpack
from kam_xl.plans.press import Content
from kam_xl.plans.wording import Wording
from kam_xl.shipped import shipped
from tests.plans.documents import HOSTILE, full_plan, plan_of_texts, thin_plan, words_of
from tests.plans.word_templates import (
    Write,
    canonical,
    canonical_words,
    fill,
    parts,
    png,
    save_template,
    table_of,
    with_tag_for_docxtpl,
)

TEMPLATES = shipped("templates")
PLANS = (thin_plan(), plan_of_texts(HOSTILE))
WORDING = Wording("en", "EUR")


def values_of(plan: Content) -> dict[str, object]:
    return {field.name: getattr(plan, field.name) for field in fields(plan)}


def printed(file: Path, plan: Content) -> bytes:
    return load_docx(file, (file.parent, TEMPLATES), WORDING)(values_of(plan))


def said(file: Path, plan: Content) -> str:
    return words_of(printed(file, plan), "docx")


def fault(file: Path, plan: Content) -> str:
    with pytest.raises(TemplateError) as caught:
        printed(file, plan)
    return str(caught.value)


def assert_both_ways_end_alike(file: Path, plans: Iterable[Content]) -> None:
    """Draw plans the fast way and by docxtpl, make sure that it was so, and compare."""
    slow = with_tag_for_docxtpl(file, file.parent / f"slow-{file.name}")
    assert tag_for_docxtpl(file, read_docx(file)) is None
    assert tag_for_docxtpl(slow, read_docx(slow)) is not None
    fast_way, docxtpls_way = (load_docx(each, (each.parent, TEMPLATES), WORDING) for each in (file, slow))
    for plan in plans:
        fast, slow_one = canonical_words(fast_way(values_of(plan))), canonical_words(docxtpls_way(values_of(plan)))
        assert fast == slow_one
        assert "word/document.xml" in fast


@pytest.mark.parametrize("name", ["plan", "plan-major", "plan-standard", "plan-customer", "portfolio"])
def test_the_shipped_templates_end_as_docxtpl_ends_them(tmp_path: Path, name: str) -> None:
    file = Path(shutil.copy(TEMPLATES / f"{name}.docx", tmp_path))
    examples = [example for example in example_plans() if isinstance(example, model_of(file))]
    assert len(examples) == 2
    assert_both_ways_end_alike(file, examples)


def nested_table(document: OpenDocument) -> None:
    outer = document.add_table(rows=1, cols=2)
    fill(outer.cell(0, 1).add_table(rows=1, cols=3), ("{{ tier }}", "b", "c"))


def split_tag(document: OpenDocument) -> None:
    paragraph = document.add_paragraph("Industry: {")
    paragraph.add_run("{ account.ind").bold = True
    paragraph.add_run("ustry }").italic = True
    paragraph.add_run("}.")


def text_box(document: OpenDocument) -> None:
    box = f"""<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox><w:txbxContent>
        <w:p><w:r><w:t>{{{{ account.name }}}}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"""
    document.add_paragraph("Box ")._p.append(parse_xml(box))  # noqa: SLF001 - python-docx makes no boxes


def controlled_row(document: OpenDocument) -> None:
    table = document.add_table(rows=1, cols=2)
    row = table.rows[0]._tr  # noqa: SLF001 - python-docx makes no content controls
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
    row.replace(row.tc_lst[1], control)
    cell = f"<w:tc {nsdecls('w')}><w:p><w:r><w:t>{{{{ tier }}}}</w:t></w:r></w:p></w:tc>"
    control[0].append(parse_xml(cell))


def repeated_picture(document: OpenDocument) -> None:
    document.add_paragraph("{%p for action in actions %}")
    document.add_picture(BytesIO(png()))
    document.add_paragraph("{%p endfor %}")


def head_and_foot(document: OpenDocument) -> None:
    section = document.sections[0]
    section.header.paragraphs[0].text = "{{ account.name }}, {{ account.industry }}"
    section.footer.paragraphs[0].text = "{% if red_flags %}{{ red_flags }} of them{% endif %}"
    document.add_section().footer.is_linked_to_previous = False


FEATURES: dict[str, Write] = {
    "rows in a loop": table_of(("{%tr for risk in risks %}", ""), ("{{ risk.text }}", "x"), ("{%tr endfor %}", "")),
    "the widest row is left out": table_of(
        ("a", "b", "c"), ("{%tr if false %}",), ("1", "2", "3"), ("{%tr endif %}",), ("x", "y")
    ),
    "no row is left": table_of(("{%tr if false %}", ""), ("a", "b"), ("{%tr endif %}", "")),
    "columns in a loop": table_of(("{%tc for who in people.stakeholders %}", "{{ who.role }}", "{%tc endfor %}")),
    "columns are left out": table_of(("a", "{%tc if false %}", "b", "{%tc endif %}")),
    "a column is a remark": table_of(("a", "{#tc not for print #}", "b"), ("c", "d")),
    "a row is a remark": table_of(("{#tr not for print #}", ""), ("c", "d")),
    "a remark in a row": table_of(("{# not for print #}", "b"), ("c", "d")),
    "rows of other lengths": table_of(("a", "b", "c"), ("d",), ("e", "f")),
    "a span from a number": table_of(("{% colspan 2 %}{{ tier }}", "b"), ("c", "d")),
    "a colour from the plan": table_of(('{% cellbg "C00000" if tier == "Key" else "808080" %}{{ tier }}', "b")),
    "merged downwards": table_of(
        ("{%tr for risk in risks %}", ""), ("{% vm %}{{ tier }}", "{{ risk.text }}"), ("{%tr endfor %}", "")
    ),
    "merged sideways": table_of(("{%tc for risk in risks %}", "{% hm %}{{ tier }}", "{%tc endfor %}"), ("a", "b", "c")),
    "a table within a table": nested_table,
    "a tag in pieces": split_tag,
    "a box of text": text_box,
    "a content control in a row": controlled_row,
    "a repeated picture": repeated_picture,
    "header and footer": head_and_foot,
}

PARAGRAPHS: dict[str, tuple[str, ...]] = {
    "words": ("{{ account.name }} & {{ account.industry }}", "{{ revenue.target }} until {{ as_of }}"),
    "a paragraph in a loop": ("{%p for action in actions %}", "{{ action.text }}", "{%p endfor %}"),
    "a remark": ("a {# b #} c", "{#p not for print #}", "d"),
    "no blanks": ("one", "{%- if tier %} two {%- endif %}", "{% if tier -%}", " three", "{% endif %}"),
    "quotes of Word": ("{% if tier == “Key” %}key{% else %}other{% endif %}",),
    "braces as words": ("{_{ no tag }_} {_% none either %_}",),
    "a run of its own": ("{{r rich(tier, bold=true) }} and {{r rich(account.industry, color='C00000') }}",),
    "a condition in runs": ("a{%r if tier %}b{%r endif %}c",),
    "what is defined first": ("{% set sum = 3 %}{{ sum }}", "{% macro m(x) %}{{ x }}!{% endmacro %}{{ m(tier) }}"),
    "the count of red flags": ("{{ red_flags }}", "{%p if red_flags %}", "ask!", "{%p endif %}", "{{ not_known }}"),
    "more than the count": ("{{ red_flags * 2 }} {{ not_known }}",),
    "lines, tabs, pages": ("{{ 'a\\nb\\tc\\fd\\ae' }}",),
}
CASES = {name: ((), write) for name, write in FEATURES.items()} | {
    name: (paragraphs, lambda _document: None) for name, paragraphs in PARAGRAPHS.items()
}


FLAGGED = ("the count of red flags", "more than the count")
"""Those with red flags for a full plan, which docxtpl neither counts nor marks."""


def by_its_manual(file: Path, plan: Content) -> bytes:
    """Draw the text of a plan as docxtpl's manual says."""
    bare, drawn = DocxTemplate(file), BytesIO()
    bare.render({**values_of(plan), "red_flags": 0}, word_sandbox((TEMPLATES,), WORDING), autoescape=True)
    bare.save(drawn)
    return parts(drawn.getvalue())["word/document.xml"]


@pytest.mark.parametrize("name", CASES)
def test_what_docxtpl_can_do_ends_as_docxtpl_ends_it(tmp_path: Path, name: str) -> None:
    paragraphs, write = CASES[name]
    file = save_template(tmp_path / "plan.docx", *paragraphs, write=write)
    assert_both_ways_end_alike(file, PLANS)
    if name not in FLAGGED:
        ours, theirs = parts(printed(file, full_plan()))["word/document.xml"], by_its_manual(file, full_plan())
        assert canonical(ours) == canonical(theirs)


def template_of_pictures(folder: Path, *paragraphs: str, write: Write = lambda _document: None) -> Path:
    (folder / "Logo.png").write_bytes(png())
    return save_template(folder / "plan.docx", *paragraphs, write=write)


def media(document: bytes) -> dict[str, bytes]:
    return {name: content for name, content in parts(document).items() if name.startswith("word/media/")}


def test_a_picture_beside_the_template_stands_in_the_text_with_its_words(tmp_path: Path) -> None:
    file = template_of_pictures(tmp_path, 'By {{ picture("logo.png", width_mm=30, alt=account.name) }}!')
    drawn = printed(file, full_plan())
    (shape,) = Document(BytesIO(drawn)).inline_shapes
    assert (round(shape.width.mm), round(shape.height.mm)) == (30, 15)
    assert 'descr="Nordwind Logistik &amp; Söhne GmbH"' in parts(drawn)["word/document.xml"].decode()
    assert [*media(drawn).values()] == [png()]
    assert Document(BytesIO(drawn)).paragraphs[0].text == "By !"


@pytest.mark.parametrize(
    ("alt", "plan", "expected"),
    [
        ("revenue.target", full_plan(), "€1,350,000"),
        ("score.value", full_plan(), "84.7"),
        ("account.name | e", full_plan(), "Nordwind Logistik & Söhne GmbH"),
        ("revenue.target", thin_plan(), "RED FLAG: not known"),
        ("account.industry | dash", thin_plan(), "–"),
    ],
)
def test_the_words_of_a_picture_are_said_as_the_plan_says_them(
    tmp_path: Path, alt: str, plan: Content, expected: str
) -> None:
    file = template_of_pictures(tmp_path, f'{{{{ picture("logo.png", alt={alt}) }}}}{{{{ red_flags }}}}')
    drawn = Document(BytesIO(printed(file, plan)))
    (shape,) = drawn.inline_shapes
    assert shape._inline.docPr.get("descr") == expected  # noqa: SLF001 - python-docx reads no words of pictures
    assert drawn.paragraphs[0].text == str(int(expected.startswith("RED FLAG")))


def test_a_picture_stands_in_header_and_footer_as_well(tmp_path: Path) -> None:
    def write(document: OpenDocument) -> None:
        for place in (document.sections[0].header, document.sections[0].footer):
            place.paragraphs[0].text = '{{ picture("Logo.png", height_mm=8) }}{{ account.name }}'

    drawn = printed(template_of_pictures(tmp_path, "{{ tier }}", write=write), full_plan())
    (section,) = Document(BytesIO(drawn)).sections
    for place in (section.header, section.footer):
        assert place.paragraphs[0].text == "Nordwind Logistik & Söhne GmbH"
        assert len(place.part.rels) == 1
    assert len(media(drawn)) == 1


def test_an_account_has_its_own_logo_and_without_one_a_red_flag(tmp_path: Path) -> None:
    file = template_of_pictures(tmp_path, '{{ picture(account.id ~ ".png", width_mm=20) }}{{ red_flags }}')
    (tmp_path / f"{full_plan().account.id}.png").write_bytes(png(9, 9))
    assert [*media(printed(file, full_plan())).values()] == [png(9, 9)]
    assert (said(file, full_plan()), said(file, thin_plan())) == ("0", "RED FLAG: not known1")
    template_of_pictures(tmp_path, '{{ picture(account.id ~ ".png") | dash }}')
    assert said(file, thin_plan()) == "–"


def test_a_document_with_pictures_is_the_same_each_time(tmp_path: Path) -> None:
    file = template_of_pictures(tmp_path, '{{ picture("logo.png") }} {{ account.name }}')
    render = load_docx(file, (tmp_path,), WORDING)
    first = render(values_of(full_plan()))
    render(values_of(thin_plan()))
    assert first == render(values_of(full_plan())) == printed(file, full_plan())


def test_a_document_with_pictures_tells_nothing_of_clock_and_editor(tmp_path: Path) -> None:
    def sign(document: OpenDocument) -> None:
        document.core_properties.last_modified_by, document.core_properties.revision = "Eve", 17

    drawn = printed(template_of_pictures(tmp_path, '{{ picture("logo.png") }}', write=sign), full_plan())
    properties = Document(BytesIO(drawn)).core_properties
    assert (properties.last_modified_by, properties.revision) == ("kam-xl", 0)
    with ZipFile(BytesIO(drawn)) as package:
        assert {(member.date_time, member.create_system) for member in package.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), 0)
        }


def test_words_of_an_account_are_never_tags_not_even_in_notes(tmp_path: Path) -> None:
    file = template_of_pictures(tmp_path, '{{ picture("logo.png") }}', write=lambda document: document.add_section())
    add_footnote(file, "{{ account.name }}")
    drawn = parts(printed(file, plan_of_texts(["{{ 7 * 7 }}"])))
    assert "{{ 7 * 7 }}" in drawn["word/footnotes.xml"].decode()


def add_footnote(file: Path, words: str) -> None:
    """Put a part with a footnote into a template."""
    package = unpack(file)
    notes = f"<w:footnotes {nsdecls('w')}><w:footnote w:id='2'><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:footnote>"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    package["word/footnotes.xml"] = f"{notes}</w:footnotes>".encode()
    for name, end, more in (
        ("[Content_Types].xml", b"</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/>'),
        (
            "word/_rels/document.xml.rels",
            b"</Relationships>",
            f'<Relationship Id="rId99" Type="{link}" Target="footnotes.xml"/>',
        ),
    ):
        package[name] = package[name].replace(end, more.encode() + end)
    file.write_bytes(pack(package))


def test_a_picture_in_a_note_is_refused(tmp_path: Path) -> None:
    file = template_of_pictures(tmp_path, "{{ tier }}")
    add_footnote(file, "{{ picture('logo.png') }}")
    message = fault(file, full_plan())
    assert "footnotes, paragraph “{{ picture('logo.png') }}”: " in message
    assert "a picture cannot stand in a note or a property" in message


def test_a_fault_names_the_place_where_docxtpl_draws(tmp_path: Path) -> None:
    def write_header(document: OpenDocument) -> None:
        document.sections[0].header.paragraphs[0].text = "{{ account.name }}{{ nobody }}"

    file = template_of_pictures(tmp_path, '{{ picture("logo.png") }}', write=write_header)
    assert fault(file, full_plan()) == (
        f"{file}, header1, paragraph “{{{{ account.name }}}}{{{{ nobody }}}}”: 'nobody' is undefined. "
        "Correct the name, or remove the tag."
    )


def test_what_tags_tear_apart_is_told_where_docxtpl_would_mend_it(tmp_path: Path) -> None:
    file = template_of_pictures(tmp_path, '{{ picture("logo.png") }}', "{%p if not tier %}", "words{% endif %}")
    assert "Put both tags of a loop or a condition on the same level" in fault(file, full_plan())


@pytest.mark.parametrize(
    ("tag", "place"),
    [
        ("{% if picture %}x{% endif %}", "document, paragraph “{% if picture %}x{% endif %}”"),
        ("{% include 'x.txt' %}", "document, paragraph “{% include 'x.txt' %}”"),
        ("{% from 'x.txt' import a %}", "document, paragraph “{% from 'x.txt' import a %}”"),
        ("{% set picture = 1 %}", "document, paragraph “{% set picture = 1 %}”"),
        ("{{r rich(tier) }}", None),
        ("{{ account.picture }} picture('x')", None),
        ("{% raw %}{{ picture('x') }}{% endraw %}", None),
    ],
)
def test_docxtpl_draws_exactly_what_only_it_can(tmp_path: Path, tag: str, place: str | None) -> None:
    file = save_template(tmp_path / "plan.docx", "{{ tier }}", tag)
    assert tag_for_docxtpl(file, read_docx(file)) == place


def test_the_check_says_which_template_is_slow_and_why(tmp_path: Path) -> None:
    file = template_of_pictures(tmp_path, 'By {{ picture("logo.png") }}')
    assert check_template(file, (tmp_path, TEMPLATES), PLANS) == []
    assert remarks_on([file, TEMPLATES / "plan.docx", TEMPLATES / "plan.html"]) == {
        file: (
            'document, paragraph “By {{ picture("logo.png") }}”: docxtpl fills this in, document by document, which '
            "takes some ten times as long."
        )
    }


def test_the_check_finds_every_picture_that_is_missing(tmp_path: Path) -> None:
    file = template_of_pictures(tmp_path, '{{ picture("lgo.png") }}', '{{ picture("logo.png") }}{{ picture("b.jpg") }}')
    assert [problem.partition(": ")[2] for problem in check_template(file, (tmp_path,), PLANS)] == [
        "there is no picture “lgo.png” beside the template. Put it there, as PNG or JPEG.",
        "there is no picture “b.jpg” beside the template. Put it there, as PNG or JPEG.",
    ]


def test_rich_words_have_the_look_that_the_plan_asks_for(tmp_path: Path) -> None:
    look = 'bold=true, size_pt=14, color="C00000" if tier == "Key" else none, style="Intense Emphasis"'
    file = save_template(tmp_path / "plan.docx", f"Tier: {{{{r rich(tier, {look}) }}}}.")
    paragraph = Document(BytesIO(printed(file, replace(full_plan(), tier="Key")))).paragraphs[0]
    (run,) = [run for run in paragraph.runs if run.text == "Key"]
    assert (run.bold, run.font.size, str(run.font.color.rgb)) == (True, Pt(14), "C00000")
    assert run.style.name == "Intense Emphasis"
    assert paragraph.text == "Tier: Key."


def test_rich_words_are_words_quantities_and_red_flags(tmp_path: Path) -> None:
    file = save_template(
        tmp_path / "plan.docx",
        "{{r rich(account.name ~ '<w:b/>') }} | {{r rich(revenue.target) }} | {{r rich(account.industry, bold=true) }}",
    )
    plan = plan_of_texts(["R&D <b>"])
    assert said(file, plan).startswith("R&D <b><w:b/> | €1,350,000 | R&D <b>")
    assert said(file, thin_plan()) == "Thin<w:b/> | RED FLAG: not known | RED FLAG: not known"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ('{{r rich(tier, color="red") }}', "a color has six hexadecimal digits, such as C00000, unlike “red”"),
        ("{{r rich(tier, size_pt=9999) }}", "size_pt is a number from 1 to 200, unlike “9999”"),
        ("{{ rich(tier) }}", "Write {{r rich(…) }}, with an r."),
        ("{{ picture('logo.png', width_mm=0) }}", "width_mm is a number from 1 to 1000, unlike “0”"),
        ("{{ picture('logo.png', 30) }}", "picture() takes 1 positional argument"),
    ],
)
def test_what_cannot_be_drawn_is_told(tmp_path: Path, tag: str, expected: str) -> None:
    assert expected in fault(template_of_pictures(tmp_path, f"Here: {tag}"), full_plan())


def test_a_document_with_pictures_opens_in_libreoffice(tmp_path: Path, require_host: Callable[[str], Path]) -> None:
    file = tmp_path / "drawn.docx"
    file.write_bytes(
        printed(template_of_pictures(tmp_path, '{{ picture("logo.png", width_mm=40) }} {{ tier }}'), full_plan())
    )
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    options = ["--headless", profile, "--convert-to", "html", "--outdir", str(tmp_path)]
    subprocess.run([require_host("soffice"), *options, file], check=True, capture_output=True, timeout=120)
    page = (tmp_path / "drawn.html").read_text(encoding="utf-8")
    assert "<img " in page
    assert full_plan().tier in page
