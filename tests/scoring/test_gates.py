"""Gates mean the same for a value and for a column, to the last 1e-9."""

import pytest

from kam_xl.accounts.rows import Value
from kam_xl.scoring.gates import GATE_TESTS
from kam_xl.scoring.row import gate_outcomes
from tests.builders import assessed, criterion, model_of

OUTCOMES: list[tuple[dict[str, object], object, str, str]] = [
    ({"is": True}, True, "passes", ""),
    ({"is": True}, "no", "fails", "Gate: no"),
    ({"is": False}, "nein", "passes", ""),
    ({"is": False}, 1, "fails", "Gate: yes"),
    ({"is": True}, None, "unknown", "Gate: not known"),
    ({"is": True}, "perhaps", "unknown", "Gate: not known"),
    ({"at_least": 2}, 2, "passes", ""),
    ({"at_least": 2}, 2 - 0.9e-9, "passes", ""),
    ({"at_least": 2}, 2 - 1e-9, "passes", ""),
    ({"at_least": 2}, 2 - 1.1e-9, "fails", "Gate: 1.9999999989 < 2"),
    ({"at_least": 2.5}, "1,000%", "passes", ""),
    ({"at_least": 2}, 1, "fails", "Gate: 1 < 2"),
    ({"at_least": 2}, "n/a", "unknown", "Gate: not known"),
    ({"at_most": 180}, 180, "passes", ""),
    ({"at_most": 2}, 2 + 0.9e-9, "passes", ""),
    ({"at_most": 2}, 2 + 1e-9, "passes", ""),
    ({"at_most": 2}, 2 + 1.1e-9, "fails", "Gate: 2.0000000011 > 2"),
    ({"at_most": 180}, 200.5, "fails", "Gate: 200.5 > 180"),
    ({"at_most": 180}, "x", "unknown", "Gate: not known"),
    ({"one_of": ["New", "Key Account"]}, " key\u00a0ACCOUNT ", "passes", ""),
    ({"one_of": ["New", "3"]}, 3.0, "passes", ""),
    ({"one_of": ["New", "Active"]}, " VIP ", "fails", "Gate: VIP is not one of New, Active"),
    ({"one_of": ["New"]}, "", "unknown", "Gate: not known"),
    ({"one_of": ["NA"]}, "na", "passes", ""),
]


@pytest.mark.parametrize(("test", "cell", "state", "reason"), OUTCOMES)
def test_a_gate_says_whether_an_account_passes_and_why_not(
    test: dict[str, object], cell: object, state: str, reason: str
) -> None:
    model = model_of(criterion("Score card"), gates=[{"label": "Gate", "field": "Own"} | test])
    assessment = assessed([{"Own": cell}], model)
    (outcome,) = gate_outcomes(model, assessment.inputs(0))
    assert (outcome.state, outcome.reason) == (state, reason)
    assert (outcome.gate, outcome.value) == (model.gates[0], assessment.inputs(0)["Own", model.gates[0].test.reads])
    assert assessment.explanation(0).gates == (outcome,)
    assert (assessment.gates.passes[0, 0], assessment.gates.known[0, 0]) == (state == "passes", state != "unknown")


def test_a_gate_over_a_column_that_is_not_there_is_unknown_for_all() -> None:
    assessment = assessed([{"Own": 1}] * 2, model_of(criterion("Own"), gates=[{"field": "Nowhere", "at_least": 0}]))
    assert assessment.gates.known.tolist() == [[False], [False]]
    assert [assessment.explanation(0).gates[0].state, assessment.result(0).computed_tier] == ["unknown", "Standard"]


@pytest.mark.parametrize(
    ("key", "raw"), [("is", False), ("at_least", 2.5), ("at_most", 7.0), ("one_of", ["New", "A b"])]
)
def test_a_test_survives_its_toml(key: str, raw: object) -> None:
    model = model_of(criterion("Own"), gates=[{"field": "Own", key: raw}])
    assert model.gates[0].test.plain() == raw


@pytest.mark.parametrize(
    ("key", "raw", "values", "expected"),
    [
        ("is", True, [True, False], [True, False]),
        ("is", False, [True, False], [False, True]),
        ("at_least", 2, [2.0, 1.0, 2 - 1e-9, 2 - 1.1e-9], [True, False, True, False]),
        ("at_most", 2, [2.0, 3.0, 2 + 1e-9, 2 + 1.1e-9], [True, False, True, False]),
        ("one_of", ["A b"], ["a b", "c"], [True, False]),
    ],
)
def test_the_written_condition_says_what_the_test_says(
    key: str, raw: object, values: list[Value], expected: list[bool]
) -> None:
    test = model_of(criterion("Own"), gates=[{"field": "Own", key: raw}]).gates[0].test
    constants: dict[str, object] = {}

    def constant(value: object) -> str:
        constants["c"] = value
        return "c"

    condition = test.source("v", constant)
    assert [eval(condition, {"v": value} | constants) for value in values] == expected  # noqa: S307 - our own text
    assert [test.passes(value) for value in values] == expected
    assert type(test) is GATE_TESTS[key]
