"""What is told of a document that a person has edited: briefly, and whatever was put in its place."""

from dataclasses import replace
from io import BytesIO
from time import process_time
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from kam_xl.plans.content.plan import Plan
from kam_xl.plans.content.quantities import Points
from kam_xl.plans.differences import LONGEST, MOST_BYTES, SHOWN, differences
from tests.plans.documents import full_plan, rendered

COMPARED = ("html", "docx")


def earlier_plan() -> Plan:
    """Compose the full plan as it was when the score was lower and one action fewer was open."""
    plan = full_plan()
    first = replace(plan.page_one, actions=plan.page_one.actions[:2])
    return replace(plan, score=replace(plan.score, value=Points(54.9)), page_one=first)


def packed(body: bytes, name: str = "word/document.xml") -> bytes:
    package = BytesIO()
    with ZipFile(package, "w", ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return package.getvalue()


def word(*paragraphs: str) -> bytes:
    """Pack a Word document of plain paragraphs."""
    said = "".join(f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>" for words in paragraphs)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return packed(f'<w:document xmlns:w="{space}"><w:body>{said}</w:body></w:document>'.encode())


@pytest.mark.parametrize("ending", COMPARED)
def test_what_differs_is_named_by_what_stands_over_it(ending: str) -> None:
    told = differences(rendered(earlier_plan(), ending), rendered(full_plan(), ending), ending)
    first, second, *_ = told.split("; ")
    assert first == "What differs: Score, rank 1 of 1: 54.9 → 84.7"
    assert second == "Next actions: + “Introduce our Poznań team to the site managers”"


@pytest.mark.parametrize("ending", COMPARED)
def test_nothing_differs_between_a_document_and_itself(ending: str) -> None:
    document = rendered(full_plan(), ending)
    assert differences(document, document, ending) == "They say the same, and only look different"


@pytest.mark.parametrize("ending", COMPARED)
def test_a_cell_of_a_table_is_named_by_the_head_of_its_row(ending: str) -> None:
    plan = full_plan()
    line, *others = plan.breakdown
    cheaper = replace(plan, breakdown=(replace(line, rating=Points(12.3)), *others))
    assert differences(rendered(cheaper, ending), rendered(plan, ending), ending) == (
        "What differs: Revenue potential: 12.3 → 87.0"
    )


def test_what_a_person_wrote_is_told_as_missing_from_the_new_one() -> None:
    assert differences(b"<p>As it was</p><p>My words</p>", b"<p>As it was</p>", "html") == (
        "What differs: − “My words”"
    )
    assert differences(word("As it was", "My words"), word("As it was"), "docx") == "What differs: − “My words”"


def test_of_many_differences_the_first_are_told_and_the_others_counted() -> None:
    old, new = (word(*(f"{kind} {number}" for number in range(9))) for kind in ("then", "now"))
    assert differences(old, new, "docx") == "What differs: then → now; then → now; then → now; 6 more"


def test_a_long_text_is_told_in_short() -> None:
    told = differences(word("a" * 5000, "b " * 5000), word("c" * 5000, "d"), "docx")
    assert len(told) < (2 * LONGEST + 10) * SHOWN


def test_a_pdf_is_not_compared() -> None:
    assert differences(b"%PDF-1.7", b"%PDF-1.7 ", "pdf") == "What differs cannot be told of a pdf"


BOMB = packed(b"<w:p>" + b" " * (2 * MOST_BYTES))
LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/passwd">]>'
    b'<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:t>&c;&d;</w:t></w:p>'
)


@pytest.mark.parametrize(
    "edited",
    [
        b"",
        b"no zip at all",
        packed(b"not XML"),
        packed(b"<a/>", "other.xml"),
        BOMB,
        rendered(full_plan(), "docx")[:2000],
    ],
    ids=["empty", "no zip", "no xml", "no document", "bomb", "torn"],
)
def test_what_is_no_word_document_is_told_to_be_none(edited: bytes) -> None:
    begun = process_time()
    assert differences(edited, word("as it is"), "docx") == (
        "What differs cannot be told: the edited one is no docx that can be read"
    )
    assert process_time() - begun < 2


def test_entities_of_an_edited_document_are_not_resolved() -> None:
    assert differences(packed(LAUGHS), word("as it is"), "docx") == "What differs: + “as it is”"


@pytest.mark.parametrize(
    "edited",
    [b"", b"\x00\xff\xfe", b"<" * 100_000, b"<div>" * 100_000, b"<![CDATA[<!ENTITY", b"<p>x</p>" * 100_000],
    ids=["empty", "no text", "angles", "nested", "unfinished", "endless"],
)
def test_whatever_stands_in_the_place_of_a_web_page_the_run_goes_on(edited: bytes) -> None:
    begun = process_time()
    assert differences(edited, rendered(full_plan(), "html"), "html").startswith("What differs")
    assert process_time() - begun < 3
