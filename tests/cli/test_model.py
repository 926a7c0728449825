"""`kam model`: check, show, compare, calibrate; the schema for editors."""

import json
import tomllib
from pathlib import Path

import pytest

from kam_xl.jobs.shipped_models import shipped_model
from kam_xl.scoring.model import parse_model
from tests.cli.desk import AS_OF, MODEL, kam, write_book


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Return a model in a file."""
    path = tmp_path / "half.toml"
    path.write_text(MODEL, encoding="utf-8")
    return path


def test_a_sound_model_is_called_sound(model: Path) -> None:
    result = kam("model", "check", model)
    assert (result.exit_code, result.stderr) == (0, f"{model}: “Half and half” is sound: 2 criteria, 0 gates.\n")
    assert (
        kam("model", "check", "default").stderr
        == "default: “Default key account model” is sound: 11 criteria, 3 gates.\n"
    )


def test_of_a_wrong_model_every_fault_is_listed(model: Path) -> None:
    model.write_text(MODEL.replace("[0, 0]", "[200, 0]").replace("weight = 1", 'weight = "heavy"'), encoding="utf-8")
    result = kam("model", "check", model)
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 3)
    assert all(line.startswith("Error: half.toml: ") for line in result.stderr.splitlines())


def test_text_that_is_no_toml_is_refused_with_its_place(model: Path) -> None:
    model.write_text("[model\n", encoding="utf-8")
    result = kam("model", "check", model)
    assert (result.exit_code, "half.toml" in result.stderr, "line 1" in result.stderr) == (2, True, True)


def test_a_model_is_shown_with_weights_scales_gates_and_tiers(model: Path) -> None:
    lines = [" ".join(line.split()) for line in kam("model", "show", model).stdout.splitlines()]
    assert lines[:8] == [
        "",
        "Half and half",
        "",
        "Criterion Weight Reads Value → rating",
        "Attractiveness 50%",
        "Revenue 50% revenue_12m 0→0, 100→100",
        "Relationship 50%",
        "Health 50% relationship_health 1→0, 5→100",
    ]
    assert "To be Key, an account must have" not in lines
    shown = " ".join(lines)
    assert (
        "Key from a score of 70 with both axes at 50 or more; 5 points more to become it, 5 less to lose it." in shown
    )


def test_gates_are_shown_as_people_write_them() -> None:
    lines = [line.strip() for line in kam("model", "show").stdout.splitlines()]
    gates = lines[lines.index("To be Key, an account must have") + 1 :][:3]
    assert gates == [
        "We serve the region (region_served is TRUE)",
        "New, active or partner (status one of New, Active, Partner)",
        "At least 2 orders in 12 months (orders_12m at least 2)",
    ]


@pytest.mark.parametrize("name", ["default", "starter"])
def test_a_model_shown_as_toml_is_the_model(name: str) -> None:
    printed = kam("model", "show", name, "--toml").stdout
    assert parse_model(tomllib.loads(printed)) == shipped_model(name)


def test_a_difference_is_said_in_words(model: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(MODEL.replace("weight = 1", "weight = 3", 1), encoding="utf-8")
    result = kam("model", "diff", model, other)
    assert (result.exit_code, result.stdout) == (0, "criterion revenue, weight: 1 → 3\n")


def test_a_model_does_not_differ_from_itself(model: Path) -> None:
    assert kam("model", "diff", model, model).stdout == "The two models say the same.\n"


def test_the_schema_is_json_schema() -> None:
    schema = json.loads(kam("model", "schema").stdout)
    assert (schema["type"], schema["required"]) == ("object", ["model", "criteria"])


# --- calibrating -----------------------------------------------------------------------------------------------------

MANY = [(f"K{i}", str(i), "3") for i in range(1, 101)]
SHORT = ("Account ID", "Revenue 12m", "Relationship Health")


def test_curves_are_fitted_and_shown_over_the_accounts(tmp_path: Path) -> None:
    book = write_book(tmp_path, MANY, SHORT)
    before = book.with_name("accounts.model.toml").read_bytes()
    result = kam("model", "calibrate", book, *AS_OF)
    lines = result.stdout.splitlines()
    assert (result.exit_code, lines[1]) == (0, "Revenue (revenue_12m), 0 to 99")
    assert [line[:10].strip() for line in lines[2:7]] == ["accounts", "before", "", "after", ""]
    assert [len(lines[i][11:].rstrip()) for i in (2, 3, 5)] == [32, 32, 32]
    assert lines[4].strip() == "0→0, 100→100"
    assert lines[6].strip() == "0→0, 50.5→30, 80.2→60, 95.05→90, 99.01→100"
    assert lines[8] == "Left alone"
    assert lines[9].startswith("  Health: it ")
    assert book.with_name("accounts.model.toml").read_bytes() == before


def test_the_fitted_model_is_written_where_asked_for_and_scores(tmp_path: Path) -> None:
    book, fitted = write_book(tmp_path, MANY, SHORT), tmp_path / "fitted.toml"
    result = kam("model", "calibrate", book, "-o", fitted, *AS_OF)
    assert result.stderr.splitlines()[-1] == f"Wrote {fitted}. Score with it: kam score {book} --model {fitted}"
    assert kam("score", book, "--model", fitted, *AS_OF).exit_code == 0
    assert "curve" in kam("model", "diff", book.with_name("accounts.model.toml"), fitted).stdout


def test_where_every_curve_is_fitted_nothing_is_left_alone(tmp_path: Path) -> None:
    book = write_book(tmp_path, MANY, SHORT)
    everything = MODEL.replace("relationship_health", "revenue_12m").replace("[1, 0], [5, 100]", "[0, 0], [9, 100]")
    book.with_name("accounts.model.toml").write_text(everything, encoding="utf-8")
    assert "Left alone" not in kam("model", "calibrate", book, *AS_OF).stdout


def test_gaps_in_the_distribution_are_blank(tmp_path: Path) -> None:
    book = write_book(
        tmp_path, [(f"K{i}", "1", "3") for i in range(99)] + [("K99", "900", "3"), ("K100", "900", "3")], SHORT
    )
    accounts = kam("model", "calibrate", book, *AS_OF).stdout.splitlines()[2]
    assert accounts.startswith("  accounts █ ")


def test_too_few_accounts_leave_a_curve_alone(book: Path) -> None:
    result = kam("model", "calibrate", book, *AS_OF)
    assert "  Revenue: fewer than 5 accounts have a value above 0\n" in result.stdout


def test_issues_of_the_accounts_are_told(tmp_path: Path) -> None:
    book = write_book(tmp_path, [*MANY, ("K0", "lots", "3")], SHORT)
    result = kam("model", "calibrate", book, "--issues", tmp_path / "issues.json", *AS_OF)
    assert (result.exit_code, "“lots”" in result.stderr) == (1, True)
    assert "“lots”" in (tmp_path / "issues.json").read_text(encoding="utf-8")


def test_the_starter_model_is_fitted_by_anchors_of_its_own(tmp_path: Path) -> None:
    header = ("Account ID", "Revenue 12m", "Revenue Prior 12m")
    rows = [(f"K{i}", str(i), "0") for i in range(1, 101)]
    book = write_book(tmp_path, rows, header)
    shown = kam("model", "calibrate", book, "--model", "starter", *AS_OF).stdout
    assert "0→0, 50.5→25, 80.2→55, 95.05→90, 99.01→100" in shown
    assert "-50.5→0, 0→30, 50.5→50, 90.1→100" in shown
