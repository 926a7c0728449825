from datetime import date, timedelta

import pytest

from kam_xl.accounts.rows import Value
from kam_xl.plans.content.quantities import Share
from kam_xl.plans.content.work import Objective, compose_actions, compose_needs, compose_objectives, compose_risks
from tests.plans.books import AS_OF

YESTERDAY = AS_OF - timedelta(days=1)


def objective(**cells: Value) -> Objective:
    return compose_objectives([cells], AS_OF)[0]


@pytest.mark.parametrize(
    ("baseline", "target", "current", "expected"),
    [
        (10.0, 20.0, 15.0, Share(0.5)),
        (2.1, 0.8, 2.1, Share(0.0)),
        (20.0, 10.0, 5.0, Share(1.5)),
        (10.0, 20.0, 5.0, Share(-0.5)),
        (None, 4.0, 1.0, Share(0.25)),
        (4.0, 4.0, 4.0, None),
        (0.0, 4.0, None, None),
        (0.0, None, 4.0, None),
    ],
)
def test_progress_is_the_way_made_from_baseline_to_target(
    baseline: float | None, target: float | None, current: float | None, expected: Share | None
) -> None:
    assert objective(baseline=baseline, target=target, current=current).progress == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"due": YESTERDAY}, True),
        ({"due": AS_OF}, False),
        ({"due": None}, False),
        ({"due": YESTERDAY, "status": "Done"}, False),
        ({"due": YESTERDAY, "target": 5.0, "current": 5.0}, False),
    ],
)
def test_an_objective_is_overdue_after_its_day_unless_it_is_done(cells: dict[str, Value], expected: bool) -> None:  # noqa: FBT001 - a table of cases
    assert objective(**cells).overdue is expected


def test_open_actions_come_by_due_date_and_done_ones_last() -> None:
    actions = compose_actions(
        [
            {"action": "done early", "due": date(2026, 1, 1), "done": date(2026, 1, 1)},
            {"action": "no date"},
            {"action": "later", "due": date(2026, 6, 1)},
            {"action": "done late", "due": date(2026, 1, 1), "done": date(2026, 4, 1)},
            {"action": "late", "due": YESTERDAY},
        ],
        AS_OF,
    )
    assert [action.text for action in actions] == ["late", "later", "no date", "done late", "done early"]
    assert [(action.overdue, action.days_late) for action in actions] == [(True, 1), *[(False, 0)] * 4]


def test_needs_come_by_their_priority_and_risks_by_severity_unknown_ones_last() -> None:
    needs = compose_needs(
        [{"need": "unknown"}, {"need": "second", "their_priority": 2.0}, {"need": "first", "their_priority": 1.0}]
    )
    risks = compose_risks(
        [
            {"risk": "unknown", "likelihood": 5.0},
            {"risk": "mild", "likelihood": 2.0, "impact": 2.0},
            {"risk": "severe", "likelihood": 4.0, "impact": 5.0},
        ]
    )
    assert [need.text for need in needs] == ["first", "second", "unknown"]
    assert [(risk.text, risk.severity) for risk in risks] == [("severe", 20.0), ("mild", 4.0), ("unknown", None)]
