import pytest

from kam_xl.accounts.basis import Basis
from kam_xl.accounts.understanding import understand_accounts
from kam_xl.scoring.choice import suitable_model
from tests.builders import AS_OF, raw_columns


@pytest.mark.parametrize(
    ("judged", "model", "why"),
    [
        (
            {"culture_fit": [3, None, None, 9], "strategic_fit": ["4", 5, None, None]},
            "default",
            "Strategic Fit is judged for 50% of the accounts, and half is enough",
        ),
        (
            {"culture_fit": [3, None, None, 9]},
            "starter",
            "no judgement column is filled for half of the accounts; the fullest, Culture Fit, for 25%",
        ),
        (
            {"account_id": []},
            "starter",
            "no judgement column is filled for half of the accounts; the fullest, Relationship Health, for 0%",
        ),
    ],
)
def test_the_model_follows_from_what_is_judged(judged: dict[str, list[object]], model: str, why: str) -> None:
    accounts = understand_accounts(raw_columns(judged), Basis(AS_OF), {})
    assert suitable_model(accounts) == (model, why)
