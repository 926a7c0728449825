"""How much there is to something that a template works with."""

import pytest
from jinja2.exceptions import SecurityError

from kam_xl.plans.meter import weight

LIGHT, HEAVY = {n: n for n in range(50)}, dict.fromkeys(range(50), "x" * 1000)


def test_the_pairs_of_a_dictionary_weigh_what_the_dictionary_weighs() -> None:
    assert weight(HEAVY.items()) == weight(HEAVY)


def test_pairs_that_come_and_go_are_not_taken_for_each_other() -> None:
    together = weight([LIGHT.items(), HEAVY.items()])
    assert together == 20 + weight(LIGHT) + weight(HEAVY)


def test_what_is_held_twice_weighs_twice() -> None:
    part = ["x" * 100]
    assert weight([part, part]) == 2 * weight([part])


def test_a_list_that_holds_itself_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(SecurityError, match="holds itself"):
        weight(endless)
