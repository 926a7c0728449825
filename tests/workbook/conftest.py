"""What the tests of the workbook share."""

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from kam_xl.scoring.model import model_plain, parse_model


@pytest.fixture
def default_plain() -> dict[str, Any]:
    text = files("kam_xl.scoring").joinpath("models/default.toml").read_text(encoding="utf-8")
    return model_plain(parse_model(tomllib.loads(text)))


@pytest.fixture(scope="session")
def validator() -> Path:
    """Find Microsoft's validator of Open XML, or skip the test where npm could not bring it."""
    modules = Path(__file__).parents[2] / ".cache" / "node" / "node_modules"
    found = modules / "@xarsh" / "ooxml-validator-linux-x64" / "ooxml-validator"
    if not found.exists():
        pytest.skip("Microsoft's validator is not there; `make test` brings it where it may, for Linux on x64")
    return found
