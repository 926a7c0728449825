import pytest

from kam_xl.accounts.served import served_countries
from kam_xl.errors import SourceError


@pytest.mark.parametrize("text", ["DE,AT", "de; Austria", " Germany\nat\n", "DE,,AT,", "DE, Germany, AT"])
def test_countries_are_listed_in_any_way(text: str) -> None:
    assert served_countries(text, "--served") == frozenset({"DE", "AT"})


@pytest.mark.parametrize("text", ["", "  ", ",;\n"])
def test_a_blank_list_means_that_nobody_said(text: str) -> None:
    assert served_countries(text, "--served") is None


@pytest.mark.parametrize(
    ("text", "found"), [("DE, Atlantis", "“Atlantis” is"), ("Lemuria, DE, Atlantis", "“Lemuria”, “Atlantis” are")]
)
def test_names_that_are_no_countries_are_refused_together(text: str, found: str) -> None:
    with pytest.raises(SourceError) as refused:
        served_countries(text, "Settings, Served Countries")
    problem = (
        f"Settings, Served Countries: {found} not known; allowed are ISO codes such as DE or English names such as "
        "Germany, separated by commas. Correct the list."
    )
    assert refused.value.problems == (problem,)
