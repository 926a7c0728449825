from dataclasses import replace

from kam_xl.portfolio.ways import MOST_WAYS, to_key_of, ways_in_words
from kam_xl.scoring.reading import read_inputs
from kam_xl.scoring.to_key import FieldChange, ToKey, to_key
from tests.plans.books import MODEL, full_account, major_account


def test_the_search_reads_what_the_score_was_made_of() -> None:
    major = major_account()
    assert to_key_of(MODEL, major) == to_key(MODEL, read_inputs(major.values, MODEL), None, major.values)


def test_the_tier_before_counts_as_it_does_for_the_score() -> None:
    before = replace(major_account(), previous_tier="Key")
    assert to_key_of(MODEL, before) == to_key(MODEL, read_inputs(before.values, MODEL), "Key", before.values)


def test_an_account_that_is_key_needs_nothing() -> None:
    assert (to_key_of(MODEL, full_account()), ways_in_words(ToKey(is_key=True))) == (ToKey(is_key=True), ())


def test_each_way_is_said_by_the_header_that_people_see() -> None:
    found = ToKey(
        is_key=False,
        singles=(FieldChange("strategic_fit", None, 4.0, 0.1), FieldChange("My Own", 1234.5, 2000.1234, 0.2)),
    )
    assert ways_in_words(found) == ("Strategic Fit: not known → 4", "My Own: 1,234.50 → 2,000.1234")


def test_two_changes_are_one_way() -> None:
    pair = (
        FieldChange("strategic_fit", 2.0, 5.0, 0.5),
        FieldChange("region_served", before=False, after=True, size=1.0),
    )
    assert ways_in_words(ToKey(is_key=False, pair=pair)) == ("Strategic Fit: 2 → 5 and Region Served: no → yes",)


def test_no_more_than_some_ways_are_said() -> None:
    singles = tuple(FieldChange(f"Column {number}", 0.0, 1.0, 0.1) for number in range(9))
    assert len(ways_in_words(ToKey(is_key=False, singles=singles))) == MOST_WAYS
