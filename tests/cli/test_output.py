"""What is written to a terminal: nothing that steers it, whatever the cells hold."""

import pytest

from kam_xl.cli.output import as_it_is, on_one_line, readable


@pytest.mark.parametrize("sign", "\x00\x1b\x7f\x9b\r\u061c\u200e\u200f\u202e\u2066\u2069\ufeff\u2028\u2029\ud800")
def test_signs_that_steer_a_terminal_or_break_its_lines_are_left_out(sign: str) -> None:
    said = f"Zoë{sign}👍 & Co"
    assert [change(said) for change in (readable, on_one_line, as_it_is)] == ["Zoë👍 & Co"] * 3


def test_lines_and_tabs_stay_where_a_text_has_several_lines_and_no_cell_makes_a_line_of_its_own() -> None:
    assert (readable("one\n\ttwo"), on_one_line("one\n\ttwo")) == ("one\n\ttwo", "one two")
