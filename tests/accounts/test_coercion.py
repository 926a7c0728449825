from datetime import date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from kam_xl.accounts.coercion import (
    UnreadableError,
    comparable,
    is_unknown,
    read_boolean,
    read_date,
    read_name,
    read_number,
    read_text,
    text_of,
)
from kam_xl.accounts.conventions import Conventions, conventions
from kam_xl.errors import SourceError

GERMAN, FRENCH, SWISS, AMERICAN = (conventions(locale) for locale in ("de_DE", "fr_FR", "de_CH", "en_US"))
NO_NUMBER = "unreadable number; allowed: a number such as 1234.5, 1,234.50, (12) or 12 %"
NO_DATE = "unreadable date; allowed: a date such as 2024-05-31, or an Excel date"
UNKNOWN: list[object] = [
    None, "", "   ", "\u00a0", "NULL", " null ", "N/A", "n/a", "NaN", "nan", "inf", "INF", "#N/A", "#REF!", " #VALUE!",
    "# of orders", float("nan"), float("inf"), -float("inf"), np.float64("nan"), np.float32("nan"), pd.NA, pd.NaT,
    Decimal("NaN"),
]  # fmt: skip


@pytest.mark.parametrize("cell", UNKNOWN)
def test_unknown_marks_are_unknown_in_every_kind(cell: object) -> None:
    assert is_unknown(cell)
    assert [read(cell) for read in (read_number, read_boolean, read_date, read_text)] == [None] * 4


@pytest.mark.parametrize("cell", ["NA", "na", "none", "-", "infinity", "-inf", "?", "unknown", 0, 0.0, False, "0"])
def test_what_is_not_on_the_closed_list_is_known(cell: object) -> None:
    assert not is_unknown(cell)


def test_unknown_marks_do_not_apply_to_ids_and_names() -> None:
    names = [read_name(cell) for cell in ("NULL", " #1 ", "nan", 1007, 1007.0, "", "  ", None, float("nan"), pd.NA)]
    assert names == ["NULL", "#1", "nan", "1007", "1007", None, None, None, None, None]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (5, 5.0),
        (-2.5, -2.5),
        (np.int64(7), 7.0),
        (np.float32(0.5), 0.5),
        (Decimal("12.50"), 12.5),
        ("5", 5.0),
        ("+5", 5.0),
        ("-5", -5.0),
        ("\u22125", -5.0),
        ("-0", 0.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1,234", 1234.0),
        ("12,345,678.9", 12345678.9),
        ("1e3", 1000.0),
        ("1.5E-2", 0.015),
        ("12%", 0.12),
        ("12 %", 0.12),
        ("-12.5%", -0.125),
        ("(5)", -5.0),
        ("( 1,234.50 )", -1234.5),
        ("(12%)", -0.12),
        ("€5", 5.0),
        ("5€", 5.0),
        ("€ -5", -5.0),
        ("-€ 5", -5.0),
        ("$1,200.00", 1200.0),
        ("£3", 3.0),
        ("EUR 5", 5.0),
        ("5 USD", 5.0),
        ("(5 CHF)", -5.0),
        ("\u00a05\u00a0EUR ", 5.0),
        ("1000000000000000", 1e15),
    ],
)
def test_numbers_are_read_as_written(cell: object, number: float) -> None:
    assert read_number(cell) == number


@pytest.mark.parametrize(
    "cell",
    [
        "abc", "1_000", "12,5", "1,23", "1,2345", "12,34,567", "1 234", "1.234.567", "--5", "5-", "- 5 -", "(5", "5)",
        "(-5)", "(+5)", "5 %%", "%", "€", "EUR 5 USD", "€5€", "VIP 3", "NET 30", "5 eur", "0x10", "1e", "\uff11\uff12",
        "1/2", "five", "TRUE", True, False, np.bool_(1), time(5), timedelta(5), [5], b"5", 5j,
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused(cell: object) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_number(cell)
    assert str(refused.value) == NO_NUMBER
    assert refused.value.kind == "unreadable number"


@pytest.mark.parametrize("cell", [1.1e15, -2e15, 10**400, "1e16", "9e999", np.float32(3e38), Decimal("1e16")])
def test_a_number_too_large_for_cents_is_refused(cell: object) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_number(cell)
    assert str(refused.value) == "out of range; allowed: a number up to 1,000,000,000,000,000 in size"


@pytest.mark.parametrize("cell", [date(2024, 5, 31), datetime(2024, 5, 31, 8), pd.Timestamp("2024-05-31")])  # noqa: DTZ001
def test_a_date_is_no_number(cell: object) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_number(cell)
    allowed = "a number; for a date, a derived field such as tenure_years"
    assert str(refused.value) == f"unreadable number; allowed: {allowed}"


@pytest.mark.parametrize(
    ("written", "locale", "number"),
    [
        ("1.234,56", GERMAN, 1234.56),
        ("12,5 %", GERMAN, 0.125),
        ("(1.000)", GERMAN, -1000.0),
        ("1.234", GERMAN, 1234.0),
        ("1 234,5", FRENCH, 1234.5),
        ("1\u202f234\u202f567,5 €", FRENCH, 1234567.5),
        ("1\u00a0234", FRENCH, 1234.0),
        ("1’234.50", SWISS, 1234.5),
        ("1'234.50", SWISS, 1234.5),
        ("1,234.5", AMERICAN, 1234.5),
    ],
)
def test_a_locale_decides_the_marks(written: str, locale: Conventions, number: float) -> None:
    assert read_number(written, locale) == number


@pytest.mark.parametrize(
    ("written", "locale"),
    [("1,234.56", GERMAN), ("1.5", GERMAN), ("1.23", GERMAN), ("1,234", SWISS), ("1’23", SWISS), ("1.5", FRENCH)],
)
def test_the_marks_of_another_locale_are_refused(written: str, locale: Conventions) -> None:
    with pytest.raises(UnreadableError):
        read_number(written, locale)


@pytest.mark.parametrize(
    "cell", [True, "true", " TRUE ", "Yes", "1", 1, 1.0, "wahr", "vrai", "OUI", "ja", "SÍ", "si\u0301", np.bool_(1)]
)
def test_true_is_read_in_several_languages(cell: object) -> None:
    assert read_boolean(cell) is True


@pytest.mark.parametrize(
    "cell", [False, "False", "no", "NO ", "0", 0, 0.0, "falsch", "faux", "non", "nein", np.bool_(0)]
)
def test_false_is_read_in_several_languages(cell: object) -> None:
    assert read_boolean(cell) is False


@pytest.mark.parametrize("cell", ["maybe", "y", "t", "si", "x", 2, 0.5, "1.0", "NA", date(2024, 5, 31)])
def test_what_is_neither_yes_nor_no_is_refused(cell: object) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_boolean(cell)
    assert str(refused.value) == "unreadable yes or no; allowed: TRUE or FALSE, yes or no, 1 or 0"


@pytest.mark.parametrize(
    "cell",
    [
        date(2024, 5, 31),
        datetime(2024, 5, 31, 23, 59),  # noqa: DTZ001 - Excel knows no zones
        pd.Timestamp("2024-05-31 12:00"),
        "2024-05-31",
        " 2024-05-31 ",
        "2024-05-31 23:59:59",
        "2024-05-31T23:59:59.5",
        "2024-05-31T10:00:00+02:00",
        "20240531",
        "31/05/2024",
        "05/31/2024",
        "31.5.2024",
        "5-31-2024",
        "31/05/2024 10:30",
        "5/31/2024 10:30 PM",
        45443,
        45443.0,
        45443.99,
        "45443",
        "45443.75",
        np.int64(45443),
    ],
)
def test_dates_are_read_and_the_time_is_dropped(cell: object) -> None:
    assert read_date(cell) == date(2024, 5, 31)


@pytest.mark.parametrize(
    ("serial", "in_1900", "in_1904"),
    [
        (20_000, date(1954, 10, 3), date(1958, 10, 4)),
        (80_000, date(2119, 1, 11), date(2123, 1, 12)),
        (80_000.99, date(2119, 1, 11), date(2123, 1, 12)),
    ],
)
def test_serials_count_from_1900_or_1904(serial: float, in_1900: date, in_1904: date) -> None:
    assert (read_date(serial), read_date(serial, date_1904=True)) == (in_1900, in_1904)
    assert (read_date(str(serial)), read_date(str(serial), date_1904=True)) == (in_1900, in_1904)


@pytest.mark.parametrize(
    "cell",
    [
        19_999, 19_999.99, 80_001, 0, -45_000, True, "soon", "2024", "2024-13-01", "2024-02-30", "31/02/2024",
        "32/01/2024", "1/2/24", "1/2-2024", "12345678901", "4544", time(5), timedelta(5), Decimal(5), [],
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(cell: object) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_date(cell)
    assert str(refused.value) == NO_DATE


def test_a_date_that_could_be_two_is_refused_unless_a_locale_is_given() -> None:
    with pytest.raises(UnreadableError) as refused:
        read_date("03/04/2024")
    told_apart = "a date whose day and month can be told apart, such as 2024-05-31; or say the locale"
    assert str(refused.value) == f"ambiguous date; allowed: {told_apart}"
    assert read_date("03/04/2024", GERMAN) == date(2024, 4, 3)
    assert read_date("03/04/2024", AMERICAN) == date(2024, 3, 4)
    assert read_date("03/03/2024") == date(2024, 3, 3)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  Key  account ", "Key  account"),
        ("NA", "NA"),
        (3, "3"),
        (3.0, "3"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (1e16, "10000000000000000"),
        (True, "true"),
        (date(2024, 5, 31), "2024-05-31"),
        (datetime(2024, 5, 31, 8), "2024-05-31"),  # noqa: DTZ001 - Excel knows no zones
        (Decimal("1.50"), "1.50"),
    ],
)
def test_texts_are_trimmed_and_numbers_written_shortest(cell: object, text: str) -> None:
    assert read_text(cell) == text
    assert text_of(cell) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Key Account", "  key \u00a0\t account\n"),
        ("ﬁne", "FINE"),
        ("\uff21\uff22", "ab"),
        ("e\u0301", "É"),
        ("m²", "M2"),
    ],
)
def test_texts_are_equal_but_for_blanks_case_and_form(one: str, other: str) -> None:
    assert comparable(one) == comparable(other)


@pytest.mark.parametrize(("one", "other"), [("Straße", "STRASSE"), ("a b", "ab"), ("e", "é")])
def test_texts_differ_where_excel_says_so_too(one: str, other: str) -> None:
    assert comparable(one) != comparable(other)


@pytest.mark.parametrize("locale", [None, "", "  "])
def test_without_a_locale_conventions_are_neutral(locale: str | None) -> None:
    assert conventions(locale) == Conventions(decimal=".", group=",", day_first=None)


def test_locales_are_found_in_either_spelling() -> None:
    assert conventions("de-CH") == conventions(" de_CH ") == Conventions(".", "’", day_first=True)
    assert conventions("fr_FR") == Conventions(",", " ", day_first=True)
    assert conventions("en_US") == Conventions(".", ",", day_first=False)


@pytest.mark.parametrize("locale", ["xx_YY", "german", "123"])
def test_an_unknown_locale_is_refused_with_a_remedy(locale: str) -> None:
    with pytest.raises(SourceError) as refused:
        conventions(locale)
    problem = (
        f"The locale “{locale}” is not known; allowed are names such as en_US, en_GB, de_DE or fr_FR. "
        "Correct the setting Locale or the option --locale."
    )
    assert refused.value.problems == (problem,)
