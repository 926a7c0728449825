"""Which of the models that ship suits a book."""

from typing import TYPE_CHECKING

import numpy as np

from kam_xl.accounts.schema import FIELDS

if TYPE_CHECKING:
    from kam_xl.accounts.understanding import Accounts

DEFAULT = "default"
STARTER = "starter"
ENOUGH = 0.5
"""The share of accounts with a value in some judgement column from which the default model is taken."""


def suitable_model(accounts: "Accounts") -> tuple[str, str]:
    """Choose between the default and the starter model.

    Returns:
        The model's short name, and why in one sentence.
    """
    judged = {field.header: _share_known(accounts, field.name) for field in FIELDS if field.judged}
    fullest = max(judged, key=lambda header: judged[header])
    share = judged[fullest]
    if share >= ENOUGH:
        return DEFAULT, f"{fullest} is judged for {share:.0%} of the accounts, and half is enough"
    return STARTER, f"no judgement column is filled for half of the accounts; the fullest, {fullest}, for {share:.0%}"


def _share_known(accounts: "Accounts", name: str) -> float:
    numbers = accounts.numbers(name)
    return float(np.mean(~np.isnan(numbers))) if len(numbers) else 0.0
