from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_xl.accounts.derive import gap_hours
from kam_xl.portfolio.hours import CommonHours, common_hours

OFFSETS = st.integers(-48, 56).map(lambda quarters: quarters / 4)


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (1, 1, CommonHours(8.0, time(9), time(17), time(9), time(17))),
        (1, 5.5, CommonHours(3.5, time(9), time(12, 30), time(13, 30), time(17))),
        (10, -8, CommonHours(2.0, time(9), time(11), time(15), time(17))),
        (0, 8, CommonHours(0.0, None, None, None, None)),
        (None, 1, None),
        (1, None, None),
    ],
)
def test_hours_in_common(ours: float | None, theirs: float | None, expected: CommonHours | None) -> None:
    assert common_hours(ours, theirs) == expected


@given(OFFSETS, OFFSETS)
def test_each_hour_of_gap_costs_one_of_eight(ours: float, theirs: float) -> None:
    common = common_hours(ours, theirs)
    assert common is not None
    assert common.hours == max(8 - gap_hours(ours, theirs), 0)


@given(OFFSETS, OFFSETS)
def test_both_sides_find_the_same_hours(ours: float, theirs: float) -> None:
    here, there = common_hours(ours, theirs), common_hours(theirs, ours)
    assert here is not None
    assert there is not None
    assert (here.hours, here.our_start, here.their_end) == (there.hours, there.their_start, there.our_end)
