"""The reference pages say what the program knows."""

import subprocess
import sys
from pathlib import Path

import pytest

from kam_xl.scoring.model_schema import model_schema
from tests.docs.pages import ROOT

SHEETS = ROOT / "docs/reference/sheets.md"
MODEL = ROOT / "docs/reference/model.md"
TABLES = {"model": "[model]", "criteria": "[[criteria]]", "gates": "[[gates]]", "tiers": "[tiers]"}


def test_the_page_of_sheets_is_what_its_program_writes(tmp_path: Path) -> None:
    written = tmp_path / "sheets.md"
    subprocess.run([sys.executable, ROOT / "scripts/reference.py", written], check=True)
    assert written.read_bytes() == SHEETS.read_bytes()


def keys_explained(table: str) -> dict[str, tuple[str, str]]:
    """Give what the page of models says is allowed for each key of a table, and what holds if it is absent."""
    section = MODEL.read_text(encoding="utf-8").partition(f"\n## `{TABLES[table]}`")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| `")]
    return {key.strip("`"): (allowed, absent.strip("`")) for key, allowed, absent, _ in rows}


def keys_known(table: str) -> dict[str, dict[str, object]]:
    """Give the schema of each key of a table."""
    schema = model_schema()["properties"][table]
    keys: dict[str, dict[str, object]] = schema.get("items", schema)["properties"]
    return keys


@pytest.mark.parametrize("table", TABLES)
def test_the_page_of_models_explains_every_key(table: str) -> None:
    assert sorted(keys_explained(table)) == sorted(keys_known(table))


@pytest.mark.parametrize("table", TABLES)
def test_the_page_of_models_states_defaults_and_bounds(table: str) -> None:
    explained = keys_explained(table)
    for key, schema in keys_known(table).items():
        allowed, absent = explained[key]
        assert absent == str(schema.get("default", absent)).removesuffix(".0")
        if "maximum" in schema:
            assert allowed == f"{schema['minimum']:g} to {schema['maximum']:g}"
