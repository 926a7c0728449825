"""What a model reads of a row that was understood before."""

from datetime import date

import pytest

from kam_xl.accounts.conventions import Conventions
from kam_xl.accounts.rows import Value
from kam_xl.accounts.schema import Kind
from kam_xl.scoring.reading import read_inputs, read_known
from tests.builders import criterion, model_of

MODEL = model_of(
    criterion("strategic_fit"),
    criterion("Own Number"),
    criterion("Own Word", levels={"3": 50}),
    gates=[{"field": "region_served", "is": True}],
)


def test_values_are_found_by_name_or_header_whatever_their_case() -> None:
    row: dict[str, Value] = {"Strategic Fit": 4.0, "own_number": "1,5", "OWN WORD": 3.0, "region_served": "ja"}

    assert read_inputs(row, MODEL, Conventions(decimal=",", group=".")) == {
        ("strategic_fit", Kind.NUMBER): 4.0,
        ("Own Number", Kind.NUMBER): 1.5,
        ("Own Word", Kind.TEXT): "3",
        ("region_served", Kind.BOOLEAN): True,
    }


def test_what_is_not_there_or_cannot_be_read_is_unknown() -> None:
    assert set(read_inputs({"Own Number": "1,5", "region_served": "maybe"}, MODEL).values()) == {None}


@pytest.mark.parametrize(
    ("value", "kind", "read"),
    [
        (4.0, Kind.TEXT, "4"),
        (True, Kind.TEXT, "true"),
        (1.0, Kind.BOOLEAN, True),
        (float("nan"), Kind.NUMBER, None),
        (date(2026, 3, 31), Kind.NUMBER, None),
        (None, Kind.TEXT, None),
    ],
)
def test_a_value_is_read_as_another_kind(value: Value, kind: Kind, read: Value) -> None:
    assert read_known(value, kind) == read
