"""Work on several processors: in order, and nothing is lost with a process that ends."""

import os
from itertools import count

from kam_xl.processors import in_order


def _doubled(number: int) -> int:
    return 2 * number


def _doubled_elsewhere(number: int) -> int:
    """Double a number, and end the process at one of them."""
    if number == 3:
        os._exit(1)
    return 2 * number


def test_results_come_in_order_and_no_more_is_asked_for_than_the_processors_can_take() -> None:
    asked = count()
    results = in_order(_doubled, asked, 2)
    assert [next(results) for _ in range(20)] == list(range(0, 40, 2))
    assert next(asked) < 20 + 10
    results.close()  # type: ignore[attr-defined]


def test_what_a_process_took_with_it_when_it_ended_is_done_here() -> None:
    assert [*in_order(_doubled_elsewhere, range(30), 2, alone=_doubled)] == list(range(0, 60, 2))


def test_what_cannot_travel_is_done_here() -> None:
    assert [*in_order(lambda number: -number, range(3), 2)] == [0, -1, -2]


def test_one_processor_begins_no_process() -> None:
    assert set(in_order(lambda _: os.getpid(), range(3), 1)) == {os.getpid()}
