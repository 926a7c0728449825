from datetime import date

import pytest

from kam_xl.plans.content.quantities import Amount, Country, Money, Points, Share
from kam_xl.plans.wording import Wording, brief, dash, drawn


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        (Money(1234567.5), "€1,234,568", "1.234.568\xa0€"),
        (Money(-0.2), "€0", "0\xa0€"),
        (Share(0.126), "13%", "13\xa0%"),
        (Points(72.44), "72.4", "72,4"),
        (Amount(7.32, "years"), "7.3 years", "7,3 years"),
        (Amount(1.04, "years"), "1 year", "1 year"),
        (Amount(4.0, "of 5"), "4 of 5", "4 of 5"),
        (1234.5, "1,234.5", "1.234,5"),
        (date(2026, 5, 6), "May 6, 2026", "06.05.2026"),
        (Country("DE"), "Germany", "Deutschland"),
        (True, "yes", "yes"),
        (1, "1", "1"),
        ("as typed: 1,5", "as typed: 1,5", "as typed: 1,5"),
    ],
)
def test_quantities_are_written_in_the_readers_language(value: object, english: str, german: str) -> None:
    assert (Wording("en", "EUR").say(value), Wording("de_DE", "EUR").say(value)) == (english, german)


def test_without_a_currency_money_is_a_bare_number() -> None:
    assert Wording("en").say(Money(1234.4)) == "1,234"


def test_an_unknown_language_is_read_as_english() -> None:
    assert Wording("German, please").say(Points(1.5)) == "1.5"


def test_a_number_beyond_all_reason_is_written_in_short() -> None:
    assert Wording("en", "EUR").say(Money(1e300)) == "1e+300"


@pytest.mark.parametrize(
    ("value", "expected"), [(Points(3.2), "+3.2"), (Points(-3.2), "−3.2"), (Points(0.0), "0.0"), (None, None)]
)
def test_a_change_has_a_sign(value: object, expected: object) -> None:
    assert Wording("en").signed(value) == expected


def test_the_length_of_a_bar_is_written_with_a_point_in_every_language_and_stays_within() -> None:
    assert [drawn(value) for value in (Points(72.44), Share(-1.0), Share(7.0), None)] == ["72.4", "0.0", "100.0", "0.0"]
    assert [drawn(3.0, 5), drawn(Money(5.0), 10)] == ["60.0", "50.0"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("short", "short"),
        ("two\nlines", "two lines"),
        ("renew the frame contract soon", "renew the frame…"),
        ("a" * 40, "a" * 19 + "…"),
        (None, None),
    ],
)
def test_a_text_is_shortened_to_whole_words_and_at_most_its_length(text: object, expected: object) -> None:
    assert brief(text, 20) == expected


def test_a_dash_stands_for_what_nobody_was_asked_for() -> None:
    assert [dash(None), dash(""), dash(0.0), dash("x")] == ["–", "–", 0.0, "x"]
