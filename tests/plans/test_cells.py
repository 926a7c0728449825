from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from kam_xl.plans.content.cells import day, number, printable, text

if TYPE_CHECKING:
    from kam_xl.accounts.rows import Row


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Zoë & Søn 株式会社 👩‍🔬", "Zoë & Søn 株式会社 👩‍🔬"),
        ("a\x00b\x08c\x1bd\x7fe\x9ff", "abcdef"),
        ("one\r\ntwo\rthree\vfour\u2028five", "one\ntwo\nthree\nfour\nfive"),
        ("left \u202etfel\u202c right", "left tfel right"),
        ("\ufdd0\ufffe\U0010ffff\ud800 end", "end"),
        ("\t padded\n", "padded"),
    ],
)
def test_a_text_keeps_what_a_person_can_read(raw: str, expected: str) -> None:
    assert printable(raw) == expected


@given(st.text(st.characters()))
def test_every_printable_text_can_stand_in_xml_unchanged(raw: str) -> None:
    element = etree.Element("text")
    element.text = printable(raw)
    assert (etree.fromstring(etree.tostring(element)).text or "") == printable(raw)


def test_cells_of_another_kind_are_unknown() -> None:
    row: Row = {"due": "soon", "target": True, "text": "  \x00 "}
    assert (day(row, "due"), number(row, "target"), text(row, "text"), text(row, "absent")) == (None, None, None, None)


def test_a_moment_is_read_as_its_day() -> None:
    assert day({"due": datetime(2026, 5, 6, 23, 59)}, "due") == date(2026, 5, 6)  # noqa: DTZ001 - cells have no zone


def test_a_number_read_as_text_is_written_short() -> None:
    assert text({"id": 3.0}, "id") == "3"
