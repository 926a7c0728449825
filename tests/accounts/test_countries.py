"""Countries: codes from what people write, and standard time where a country has only one."""

from datetime import date

import pytest
from babel import Locale

from kam_xl.accounts.countries import country_code, standard_offset_hours

DAY = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("DE", "DE"),
        ("de ", "DE"),
        ("Germany", "DE"),
        ("GERMANY", "DE"),
        ("DEU", "DE"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("United States of America", "US"),
        ("UK", "GB"),
        ("England", "GB"),
        ("Great Britain", "GB"),
        ("The Netherlands", "NL"),
        ("Czech Republic", "CZ"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("Cote d'Ivoire", "CI"),
        ("Trinidad and Tobago", "TT"),
        ("Saint Lucia", "LC"),
        ("Korea, Republic of", "KR"),
        ("Hong Kong", "HK"),
        ("México", "MX"),
    ],
)
def test_a_country_is_recognised_by_code_name_or_common_spelling(written: str, code: str) -> None:
    assert country_code(written) == code


def test_na_is_namibia_and_no_unknown_mark() -> None:
    assert country_code("NA") == "NA"


@pytest.mark.parametrize(
    "written", ["", "  ", "NULL", "Atlantis", "EU", "XX", "840", "Germany, Austria", "N/A", "#N/A"]
)
def test_what_names_no_country_has_no_code(written: str) -> None:
    assert country_code(written) is None


def test_every_english_name_of_cldr_gives_its_own_code() -> None:
    names = {country_code(code): name for code, name in Locale("en").territories.items() if country_code(code) == code}
    assert len(names) > 240
    assert {name: country_code(name) for name in names.values()} == {name: code for code, name in names.items()}


@pytest.mark.parametrize(
    ("code", "hours"),
    [("DE", 1.0), ("GB", 0.0), ("IE", 0.0), ("IN", 5.5), ("NP", 5.75), ("JP", 9.0), ("UY", -3.0)],
)
def test_summer_time_never_counts_as_standard_time(code: str, hours: float) -> None:
    assert standard_offset_hours(code, DAY) == hours


@pytest.mark.parametrize("code", ["US", "BR", "AU", "ES", "PT", "ZZ", ""])
def test_a_country_with_several_standard_times_or_none_has_no_offset(code: str) -> None:
    assert standard_offset_hours(code, DAY) is None


def test_the_year_of_the_as_of_date_decides() -> None:
    assert [standard_offset_hours("VE", date(year, 5, 6)) for year in (1998, 2010, 2026)] == [-4.0, -4.5, -4.0]


def test_every_zone_of_every_country_is_in_the_time_zone_database() -> None:
    codes = {country_code(name) for name in Locale("en").territories.values()} - {None}
    offsets = {code: standard_offset_hours(code, DAY) for code in codes if code}
    assert all(offset is None or -12 <= offset <= 14 for offset in offsets.values())
    assert sum(offset is not None for offset in offsets.values()) > 200
