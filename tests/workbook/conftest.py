"""What the tests of the workbook share."""

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from kam_xl.scoring.model import model_plain, parse_model


@pytest.fixture
def default_plain() -> dict[str, Any]:
    text = files("kam_xl.scoring").joinpath("models/default.toml").read_text(encoding="utf-8")
    return model_plain(parse_model(tomllib.loads(text)))
