import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from lxml import etree
from openxml_audit import FileFormat, OpenXmlValidator

from kam_xl.errors import TemplateError
from kam_xl.plans.content.plan import Plan
from kam_xl.plans.formats import word_package
from kam_xl.plans.formats.word_package import RED_FLAG_STYLE
from kam_xl.shipped import shipped
from tests.plans.documents import HOSTILE, full_plan, plan_of_texts, rendered, thin_plan, words_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def template(folder: Path, *paragraphs: str, change: Callable[[object], None] = lambda _document: None) -> Path:
    """Save a Word template of some paragraphs, as a user would write them."""
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    change(document)
    document.save(str(folder / "plan.docx"))
    return folder


def said(folder: Path, plan: Plan) -> str:
    return words_of(rendered(plan, "docx", [folder]), "docx")


def fault(folder: Path) -> str:
    with pytest.raises(TemplateError) as caught:
        rendered(full_plan(), "docx", [folder])
    return str(caught.value)


@pytest.mark.parametrize("plan", [full_plan(), thin_plan(), plan_of_texts(HOSTILE)], ids=["full", "thin", "hostile"])
def test_the_document_follows_the_open_xml_standard(plan: Plan, tmp_path: Path) -> None:
    file = tmp_path / "plan.docx"
    file.write_bytes(rendered(plan, "docx"))
    result = OpenXmlValidator(FileFormat.OFFICE_2019).validate(str(file))
    assert [str(error) for error in result.errors] == []


def test_red_flags_stand_out() -> None:
    runs = Document(BytesIO(rendered(thin_plan(), "docx"))).element.body.iter(f"{W}r")
    flagged = [run for run in runs if "RED FLAG" in "".join(run.itertext())]
    styles = {run.find(f"{W}rPr/{W}rStyle").get(f"{W}val") for run in flagged}
    assert styles == {RED_FLAG_STYLE}
    assert len(flagged) > 30


def test_a_red_flag_within_a_sentence_leaves_the_words_around_it(tmp_path: Path) -> None:
    template(tmp_path, "from {{ account.industry }} to {{ account.country }}, {{ account.id }}.")
    assert said(tmp_path, thin_plan()) == "from RED FLAG: not known to RED FLAG: not known, T9."


def test_a_red_flag_leaves_the_tab_before_it(tmp_path: Path) -> None:
    template(tmp_path, "Industry\t{{ account.industry }}")
    document = Document(BytesIO(rendered(thin_plan(), "docx", [tmp_path])))
    assert document.paragraphs[0].text == "Industry\tRED FLAG: not known"


def test_who_edited_and_printed_the_template_is_nobodys_business(tmp_path: Path) -> None:
    def fill_properties(document: object) -> None:
        properties = document.core_properties  # type: ignore[attr-defined]
        properties.last_modified_by, properties.revision = "Eve", 17
        properties.last_printed = datetime(2020, 1, 1, tzinfo=UTC)
        properties.title = "{{ account.industry }}"

    properties = Document(
        BytesIO(rendered(thin_plan(), "docx", [template(tmp_path, change=fill_properties)]))
    ).core_properties
    assert (properties.last_modified_by, properties.revision, properties.last_printed) == ("kam-xl", 0, None)
    assert properties.title == "RED FLAG: not known"


def test_lines_of_a_note_stay_lines(tmp_path: Path) -> None:
    template(tmp_path, "{{ account.name }}")
    plan = full_plan()
    document = rendered(replace(plan, account=replace(plan.account, name="one\ntwo")), "docx", [tmp_path])
    assert Document(BytesIO(document)).paragraphs[0].text == "one\ntwo"


def test_tags_with_the_quotes_that_word_makes_work(tmp_path: Path) -> None:
    template(tmp_path, "{% if tier == “Key” %}key{% else %}other{% endif %}")
    assert said(tmp_path, full_plan()) == "key"


def test_rows_and_paragraphs_are_repeated_as_docxtpl_does_it(tmp_path: Path) -> None:
    def add_table(document: object) -> None:
        table = document.add_table(rows=3, cols=2)  # type: ignore[attr-defined]
        for row, words in enumerate(("{%tr for risk in risks %}", "{{ risk.text }}", "{%tr endfor %}")):
            table.cell(row, 0).text = words

    template(tmp_path, "{%p for action in page_one.actions %}", "{{ action.id }}", "{%p endfor %}", change=add_table)
    document = Document(BytesIO(rendered(full_plan(), "docx", [tmp_path])))
    assert [paragraph.text for paragraph in document.paragraphs if paragraph.text] == ["A1", "A2", "A3"]
    assert len(document.tables[0].rows) == 3


def test_columns_that_a_loop_adds_widen_the_table(tmp_path: Path) -> None:
    def add_table(document: object) -> None:
        table = document.add_table(rows=1, cols=3)  # type: ignore[attr-defined]
        for column, words in enumerate(("{%tc for who in people.stakeholders %}", "{{ who.role }}", "{%tc endfor %}")):
            table.cell(0, column).text = words

    template(tmp_path, change=add_table)
    document = Document(BytesIO(rendered(full_plan(), "docx", [tmp_path])))
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Executive sponsor", "Decision maker", "Champion", "Blocker"]
    ]
    assert len(table.columns) == 4


def test_a_text_without_red_flags_is_what_docxtpl_itself_makes(tmp_path: Path) -> None:
    template(
        tmp_path,
        "{% for risk in risks %}{{ risk.text }} & more, {% endfor %}",
        "{%p if tier %}",
        "{{ tier }}",
        "{%p endif %}",
    )
    plain = DocxTemplate(tmp_path / "plan.docx")
    plain.render({"risks": full_plan().risks, "tier": full_plan().tier}, autoescape=True)
    plain.save(tmp_path / "plain.docx")
    ours = parts(rendered(full_plan(), "docx", [tmp_path]))["word/document.xml"]
    theirs = parts((tmp_path / "plain.docx").read_bytes())["word/document.xml"]
    assert etree.canonicalize(ours.decode()) == etree.canonicalize(theirs.decode())


def parts(document: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(document)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_properties_name_the_account_and_date_the_plan() -> None:
    properties = Document(BytesIO(rendered(plan_of_texts(["R&D <b>"]), "docx"))).core_properties
    assert (properties.title, properties.author) == ("Account plan: R&D <b>", "R&D <b>")
    assert [str(moment)[:10] for moment in (properties.created, properties.modified)] == ["2026-05-06"] * 2
    assert properties.last_modified_by == "kam-xl"


def test_header_and_footer_are_filled_in() -> None:
    section = Document(BytesIO(rendered(full_plan(), "docx"))).sections[0]
    assert section.header.paragraphs[0].text == "Nordwind Logistik & Söhne GmbH\tAccount plan as of May 6, 2026"
    assert section.footer.paragraphs[0].text.startswith("Baltic Packaging Ltd\tPage ")


def test_no_tag_of_the_template_is_left() -> None:
    for name, content in parts(rendered(full_plan(), "docx")).items():
        assert (name, [tag for tag in (b"{{", b"{%", b"{#") if tag in content]) == (name, [])


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("Hello {{ acount.name }}", "document, paragraph “Hello {{ acount.name }}”: 'acount' is undefined"),
        ("Hello {% for x in %}", "document, paragraph “Hello {% for x in %}”: Expected an expression"),
        ("{{ account.__class__ }}", "access to attribute '__class__'"),
    ],
)
def test_a_fault_names_file_part_paragraph_and_the_unknown_name(tmp_path: Path, paragraph: str, expected: str) -> None:
    message = fault(template(tmp_path, "First", paragraph))
    assert message.startswith(f"{tmp_path / 'plan.docx'}, ")
    assert expected in message


def test_a_fault_in_the_header_names_it(tmp_path: Path) -> None:
    def write_header(document: object) -> None:
        document.sections[0].header.paragraphs[0].text = "{{ nobody }}"  # type: ignore[attr-defined]

    assert "plan.docx, header1, paragraph “{{ nobody }}”: 'nobody' is undefined" in fault(
        template(tmp_path, change=write_header)
    )


def test_tags_on_different_levels_are_explained(tmp_path: Path) -> None:
    template(tmp_path, "{%p if contract is none %}", "words{% endif %}")
    assert "Put both tags of a loop or a condition on the same level" in fault(tmp_path)


def test_a_file_that_is_no_word_document_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plan.docx").write_bytes(b"no zip")
    assert fault(tmp_path) == (
        f"{tmp_path / 'plan.docx'} is no Word document (.docx): File is not a zip file. Save it from Word as .docx."
    )


def test_a_template_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_package, "MOST_BYTES", 1000)
    assert "unpacks to more than 1000 bytes" in fault(template(tmp_path, "{{ tier }}"))


def test_a_template_that_declares_entities_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("SECRET", encoding="utf-8")
    content = parts((template(tmp_path, "{{ tier }}") / "plan.docx").read_bytes())
    entity = f'<!DOCTYPE x [<!ENTITY secret SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'.encode()
    document = content["word/document.xml"].replace(b"<w:document", entity + b"<w:document", 1)
    content["word/document.xml"] = document.replace(b"{{ tier }}", b"[&secret;]")
    (tmp_path / "plan.docx").write_bytes(word_package.pack(content))
    assert fault(tmp_path).endswith("declares a document type, which no Word document does. Save it anew from Word.")


def test_the_package_tells_nothing_of_clock_and_system() -> None:
    with ZipFile(BytesIO(rendered(full_plan(), "docx"))) as package:
        assert {(member.date_time, member.create_system) for member in package.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), 0)
        }


C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def points_of(chart: bytes) -> list[tuple[list[float], list[float]]]:
    """Read the x and the y of every series of a chart."""
    root = etree.fromstring(chart)
    return [
        tuple(
            [float(value.text) for value in series.iter(f"{C}v") if _axis(value) == axis] for axis in ("xVal", "yVal")
        )  # type: ignore[misc]
        for series in root.iter(f"{C}ser")
    ]


def _axis(value: etree._Element) -> str:
    place = value.getparent().getparent().getparent()
    return str(etree.QName(place).localname)


TODAY = 4
"""The place of its series in the matrix; after it come the names of the quadrants."""


def test_charts_are_words_own_and_hold_the_numbers_of_the_plan() -> None:
    plan = full_plan()
    package = parts(rendered(plan, "docx"))
    assert plan.matrix is not None
    matrix, trend = points_of(package["word/charts/chart1.xml"]), points_of(package["word/charts/chart2.xml"])
    assert matrix[TODAY] == (
        [round(plan.matrix.relationship.points, 2)],
        [round(plan.matrix.attractiveness.points, 2)],
    )
    assert trend == [
        ([round(100 * day.way.part, 2) for day in plan.trend], [round(day.score.points, 2) for day in plan.trend])
    ]


def test_a_chart_says_in_words_what_it_shows() -> None:
    document = parts(rendered(full_plan(), "docx"))["word/document.xml"].decode()
    assert 'descr="Attractiveness 84.7, relationship 84.7; both are high from 50.0"' in document
    assert 'descr="Score: 71.3 on Jan 2, 2026, 74.9 on Feb 2, 2026' in document


def test_a_chart_is_left_out_where_there_is_nothing_to_draw() -> None:
    assert b"<c:chart" not in parts(rendered(thin_plan(), "docx"))["word/document.xml"]


def is_chapter(paragraph: Paragraph) -> bool:
    return paragraph.style is not None and paragraph.style.name == "Heading 1"


def test_the_contents_lead_to_every_chapter() -> None:
    document = Document(BytesIO(rendered(replace(full_plan(), tier="Key"), "docx")))
    chapters = [paragraph.text for paragraph in document.paragraphs if is_chapter(paragraph)]
    links = list(document.element.body.iter(f"{W}hyperlink"))
    marks = {mark.get(f"{W}name") for mark in document.element.body.iter(f"{W}bookmarkStart")}
    assert ["".join(words.text for words in link.iter(f"{W}t")) for link in links] == chapters
    assert {link.get(f"{W}anchor") for link in links} == marks


def test_a_chart_that_leads_out_of_the_package_is_left_alone(tmp_path: Path) -> None:
    shipped_template = parts((shipped("templates") / "plan.docx").read_bytes())
    away = shipped_template["word/_rels/document.xml.rels"].replace(b"charts/chart1.xml", b"../../../etc/passwd")
    (tmp_path / "plan.docx").write_bytes(word_package.pack({**shipped_template, "word/_rels/document.xml.rels": away}))
    package = parts(rendered(full_plan(), "docx", [tmp_path]))
    assert package["word/charts/chart1.xml"] == shipped_template["word/charts/chart1.xml"]
    assert package["word/charts/chart2.xml"] != shipped_template["word/charts/chart2.xml"]


def test_pictures_that_a_loop_repeats_have_numbers_of_their_own(tmp_path: Path) -> None:
    content = parts((shipped("templates") / "plan.docx").read_bytes())
    document = content["word/document.xml"].replace(b"{%p if trend %}", b"{%p for day in trend %}")
    start = document.index(b"{%p for day in trend %}")
    end = document.index(b"{%p endif %}", start)
    looped = document[:end] + b"{%p endfor %}" + document[end + len(b"{%p endif %}") :]
    (tmp_path / "plan.docx").write_bytes(word_package.pack({**content, "word/document.xml": looped}))
    drawn = parts(rendered(full_plan(), "docx", [tmp_path]))["word/document.xml"].decode()
    numbers = re.findall(r'<wp:docPr[^>]* id="(\d+)"', drawn)
    assert len(numbers) == 6
    assert len(set(numbers)) == 6
