"""The models that ship with kam-xl."""

import tomllib
from importlib.resources import files

from kam_xl.scoring.model import Model, parse_model


def shipped_model(name: str) -> Model:
    """Load one of the models that ship: "default" or "starter"."""
    text = files("kam_xl.scoring").joinpath("models", f"{name}.toml").read_text(encoding="utf-8")
    return parse_model(tomllib.loads(text))
