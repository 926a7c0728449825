from email.headerregistry import Address

import pytest

from kam_xl.sharing.addresses import UnusableAddressError, is_allowed, read_address, read_domains


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ann@example.com", Address("", "ann", "example.com")),
        ("  ann@EXAMPLE.com ", Address("", "ann", "example.com")),
        ("Ann Lee <ann@example.com>", Address("Ann Lee", "ann", "example.com")),
        ('"Lee, Ann" <ann@example.com>', Address("Lee, Ann", "ann", "example.com")),
        ("Jörg Müller <jörg@straße.de>", Address("Jörg Müller", "jörg", "xn--strae-oqa.de")),
        ("日本@例え.jp", Address("", "日本", "xn--r8jz45g.jp")),
        ("o'neil+kam@example.co.uk", Address("", "o'neil+kam", "example.co.uk")),
    ],
)
def test_addresses_of_every_script_are_understood(text: str, expected: Address) -> None:
    assert read_address(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "ann", "ann@", "@example.com", "ann@example", "ann lee@example.com", "ann@exam ple.com", "ann@[127.0.0.1]",
        "ann@example.com, bob@example.com", "ann@example.com; bob@example.com", "<ann@example.com> bob@example.com",
        "Ann <ann@example.com> <bob@example.com>", "ann@example.com\r\nBcc: bob@example.com", "ann@example.com\n",
        "Ann\r\nBcc: bob@example.com <ann@example.com>", "ann@exa\x00mple.com", "ann\u2028@example.com",
        "=?utf-8?q?a=0D=0ABcc=3A_eve=40example.com?=@example.com",
        "a" * 70 + "@example.com", "ann@" + "a" * 64 + ".com",
    ],
)  # fmt: skip
def test_what_is_no_single_address_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(UnusableAddressError, match=r"\w"):
        read_address(text)


def test_an_address_is_allowed_by_its_very_domain() -> None:
    domains = read_domains("Example.com, @straße.de;two.example.org")
    allowed = ["a@example.com", "a@EXAMPLE.COM", "a@straße.de", "a@two.example.org"]
    refused = ["a@mail.example.com", "a@example.org", "a@notexample.com", "a@strasse.de"]
    assert [is_allowed(read_address(text), domains) for text in allowed] == [True] * 4
    assert [is_allowed(read_address(text), domains) for text in refused] == [False] * 4


def test_a_list_that_names_no_real_domain_allows_nobody() -> None:
    assert read_domains("not a domain!") == {"not", "a", "domain!"}
    assert read_domains(" , ") == frozenset()
