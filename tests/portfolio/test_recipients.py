"""Who receives which account."""

from kam_xl.portfolio.recipients import Directory, Recipient


def team(*rows: tuple[str | None, str | None, str | None, str | None]) -> Directory:
    names = ("account_manager", "email", "manager", "manager_email")
    return Directory([dict(zip(names, row, strict=True)) for row in rows])


def test_the_manager_on_accounts_counts_before_the_one_on_team() -> None:
    directory = team(("Jo", None, "Åsa", "asa@example.com"))
    assert directory.recipient("Jo", "Sam", "sam@example.com") == Recipient("Sam", "sam@example.com")


def test_a_blank_manager_is_taken_from_team_with_the_address_beside() -> None:
    directory = team(("Jo", None, "Åsa", "asa@example.com"))
    assert directory.recipient("Jo", None, None) == Recipient("Åsa", "asa@example.com")


def test_an_address_on_accounts_counts_before_the_one_on_team() -> None:
    directory = team(("Jo", None, "Åsa", "asa@example.com"))
    assert directory.recipient("Jo", None, "new@example.com") == Recipient("Åsa", "new@example.com")


def test_without_account_manager_and_manager_nobody_receives_the_account() -> None:
    directory = team(("Jo", None, None, None))
    assert directory.recipient(None, None, None) is None
    assert directory.recipient("Jo", None, "asa@example.com") is None
    assert directory.recipient("Nobody on Team", None, None) is None


def test_an_address_is_found_by_name_on_any_row_of_team() -> None:
    directory = team(("Jo", None, "Åsa", "asa@example.com"), ("Zoë", None, "Åsa", None))
    assert directory.recipient("Zoë", None, None) == Recipient("Åsa", "asa@example.com")
    assert directory.recipient(None, "Åsa", None) == Recipient("Åsa", "asa@example.com")


def test_a_manager_who_looks_after_accounts_too_has_an_address_of_their_own() -> None:
    directory = team(("Åsa", "asa@example.com", None, None), ("Jo", None, "Åsa", None))
    assert directory.recipient("Jo", None, None) == Recipient("Åsa", "asa@example.com")


def test_of_two_addresses_the_one_given_for_the_manager_counts() -> None:
    directory = team(("Åsa", "sales@example.com", None, None), ("Jo", None, "Åsa", "asa@example.com"))
    assert directory.recipient(None, "Åsa", None) == Recipient("Åsa", "asa@example.com")


def test_the_same_address_in_other_letters_is_one() -> None:
    directory = team(("Jo", None, "Åsa", "asa@example.com"), ("Zoë", None, "Åsa", "Asa@Example.com"))
    assert directory.recipient(None, "Åsa", None) == Recipient("Åsa", "asa@example.com")


def test_two_managers_of_one_name_each_receive_their_own_accounts() -> None:
    directory = team(("Jo", None, "Anna Smith", "a1@example.com"), ("Zoë", None, "Anna Smith", "a2@example.com"))
    assert directory.recipient("Jo", None, None) == Recipient("Anna Smith", "a1@example.com")
    assert directory.recipient("Zoë", None, None) == Recipient("Anna Smith", "a2@example.com")


def test_no_account_goes_to_a_namesake_by_guess() -> None:
    directory = team(
        ("Jo", None, "Anna Smith", "a1@example.com"),
        ("Zoë", None, "Anna Smith", "a2@example.com"),
        ("Anna Smith", "a3@example.com", None, None),
        ("Kim", None, "Anna Smith", None),
    )
    assert directory.recipient(None, "Anna Smith", None) == Recipient("Anna Smith", None)
    assert directory.recipient("Kim", None, None) == Recipient("Anna Smith", None)


def test_a_manager_typed_on_accounts_is_not_the_colleague_beside_whom_an_address_stands() -> None:
    directory = team(("Jo", None, "Åsa", "asa@example.com"))
    assert directory.recipient("Jo", "Sam", None) == Recipient("Sam", None)


def test_of_an_account_manager_who_stands_twice_the_last_row_counts_and_the_name_is_told() -> None:
    directory = team(("Jo", None, "Åsa", None), ("Jo", None, "Sam", None), ("Zoë", None, None, None), (None,) * 4)
    assert directory.recipient("Jo", None, None) == Recipient("Sam", None)
    assert directory.repeated == ("Jo",)
    assert list(directory.members) == ["Jo", "Zoë"]


def test_upper_and_lower_case_do_not_tell_names_apart() -> None:
    directory = team(
        ("Jo Lind", None, "Åsa", "asa@example.com"), ("Zoë", None, "åsa", None), ("JO LIND", None, "ÅSA", None)
    )
    assert directory.recipient("jo lind", None, None) == Recipient("ÅSA", "asa@example.com")
    assert directory.recipient("ZOË", "aSA", None) == Recipient("aSA", None)
    assert directory.recipient("ZOË", "åSA", None) == Recipient("åSA", "asa@example.com")
    assert directory.repeated == ("JO LIND",)


def test_names_and_addresses_with_sharp_s_are_not_those_with_two() -> None:
    directory = team(("Jo", None, "Groß", "groß@example.com"), ("Zoë", None, "Gross", "gross@example.com"))
    assert directory.recipient(None, "GROSS", None) == Recipient("GROSS", "gross@example.com")
    assert directory.recipient(None, "groß", None) == Recipient("groß", "groß@example.com")
