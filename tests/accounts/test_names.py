"""Names of people are compared without their case."""

from hypothesis import given
from hypothesis import strategies as st

from kam_xl.accounts.names import ByName, name_key


def test_people_are_found_by_their_names_in_any_case() -> None:
    known = ByName([("Åsa", 1), ("Bo", 2)])
    assert (known["åSA"], known.get("BO"), known.get("Cy"), "cy" in known) == (1, 2, None, False)
    assert (list(known), len(known), bool(ByName([]))) == (["Åsa", "Bo"], 2, False)


def test_of_a_name_that_comes_twice_the_last_counts_at_the_place_of_the_first() -> None:
    assert list(ByName([("Jo", 1), ("Zoë", 2), ("JO", 3)]).items()) == [("JO", 3), ("Zoë", 2)]


@given(st.text())
def test_a_name_is_its_own_whatever_it_holds(name: str) -> None:
    assert ByName([(name, 1)])[name] == 1
    assert name_key(name_key(name)) == name_key(name)
