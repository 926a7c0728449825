"""The hours of the day at which both sides are at work."""

from dataclasses import dataclass
from datetime import time

DAY_STARTS, DAY_ENDS = 9, 17
"""The working day that is assumed on both sides, in local standard time."""

_HALF_DAY, _WHOLE_DAY, _MINUTES = 12, 24, 60


@dataclass(frozen=True, slots=True)
class CommonHours:
    """When both sides are at work.

    Attributes:
        hours: How long, 0–8; with 0 the other attributes are None.
        our_start: When it begins, on our clock.
        our_end: When it ends, on our clock.
        their_start: When it begins, on their clock.
        their_end: When it ends, on their clock.
    """

    hours: float
    our_start: time | None
    our_end: time | None
    their_start: time | None
    their_end: time | None


def common_hours(our_offset_hours: float | None, their_offset_hours: float | None) -> CommonHours | None:
    """Find the hours at which two offices are both at work, 9 to 17 each.

    Summer time is left out, as in the offsets: it may move the hours by one for some weeks.

    Args:
        our_offset_hours: Standard time of our office, hours from UTC.
        their_offset_hours: Theirs.

    Returns:
        The hours; None if an offset is unknown.

    >>> common = common_hours(1, -5)
    >>> common.hours, common.our_start, common.our_end, common.their_start
    (2.0, datetime.time(15, 0), datetime.time(17, 0), datetime.time(9, 0))
    """
    if our_offset_hours is None or their_offset_hours is None:
        return None
    # By how much their clock is ahead of ours, the short way round the day.
    ahead = (their_offset_hours - our_offset_hours + _HALF_DAY) % _WHOLE_DAY - _HALF_DAY
    start, end = max(DAY_STARTS, DAY_STARTS - ahead), min(DAY_ENDS, DAY_ENDS - ahead)
    if end <= start:
        return CommonHours(0.0, None, None, None, None)
    return CommonHours(float(end - start), _clock(start), _clock(end), _clock(start + ahead), _clock(end + ahead))


def _clock(hour: float) -> time:
    minutes = round(hour * _MINUTES)
    return time(minutes // _MINUTES, minutes % _MINUTES)
