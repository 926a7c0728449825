import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_xl.plans.names import plan_file_name
from tests.plans.books import account


def name(account_id: str, account_name: str) -> str:
    return plan_file_name(account(account_id, account_name), "html")


@pytest.mark.parametrize(
    ("account_id", "account_name", "expected"),
    [
        ("C-0417", "Nordwind Logistik & Söhne GmbH", "Nordwind Logistik & Söhne GmbH (C-0417).html"),
        ("A1", "../../etc/passwd", "etc-passwd (A1).html"),
        ("A1", "CON", "_CON (A1).html"),
        ("A1", "con.sole", "_con.sole (A1).html"),
        ("A1", "LPT¹. Ltd", "_LPT¹. Ltd (A1).html"),
        ("A1", "Montaraz, S.A.", "Montaraz, S.A (A1).html"),
        ("A1", "-rf .hidden", "rf .hidden (A1).html"),
        ("A1", "=cmd|' /C calc'!A0", "=cmd-' -C calc'!A0 (A1).html"),
        ("A1", 'a<b>c:d"e/f\\g|h?i*j', "a-b-c-d-e-f-g-h-i-j (A1).html"),
        ("A1", "tab\tnew\nline\x00nul\u202ertl", "tab new linenulrtl (A1).html"),
        ("A1", "🚀 Rocket 👩‍🔬", "🚀 Rocket 👩🔬 (A1).html"),
        ("A1", "株式会社 שלום", "株式会社 שלום (A1).html"),
        ("A1", "", "A1 (A1).html"),
        ("A1", "\u202e", "(A1).html"),
    ],
)
def test_a_plan_is_named_after_its_account_as_every_system_allows(
    account_id: str, account_name: str, expected: str
) -> None:
    assert name(account_id, account_name) == expected


def test_a_long_name_is_cut_between_characters() -> None:
    assert name("A1", "ä" * 300) == "ä" * 40 + " (A1).html"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("abc", "ABC"),
        ("0015g00000XyZab", "0015g00000XyZaB"),
        ("a/b", "a:b"),
        ("é", "e\u0301"),
        ("A" * 60, "A" * 61),
        ("x ", "x"),
    ],
)
def test_two_accounts_never_meet_where_upper_and_lower_case_are_one(one: str, other: str) -> None:
    assert name(one, "Acme").casefold() != name(other, "ACME").casefold()


def test_no_id_looks_like_the_mark_of_a_new_version() -> None:
    assert name("NEW", "Acme (A1)") != "Acme (A1) (NEW).html"


ANY_TEXT = st.text(st.characters(), min_size=1)


@given(ANY_TEXT, ANY_TEXT)
def test_every_name_is_safe_and_the_same_at_every_run(account_id: str, account_name: str) -> None:
    given_name = name(account_id, account_name)
    stem = given_name.removesuffix(".html")
    assert given_name == name(account_id, account_name)
    assert len(given_name.encode()) <= 140
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', given_name)
    assert stem[0] not in ".-~ "
    assert stem[-1] not in ". "
    assert unicodedata.is_normalized("NFC", given_name)
    assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])", given_name.partition(".")[0].strip())


@given(st.lists(ANY_TEXT, unique=True, min_size=2, max_size=2))
def test_different_ids_give_different_names_also_when_case_is_ignored(ids: list[str]) -> None:
    one, other = (name(account_id, "Acme").upper().casefold() for account_id in ids)
    assert one != other
