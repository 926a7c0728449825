"""Where the tiers begin, to the last 1e-9: thresholds, hysteresis, head, overrides, ranks."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from kam_xl.scoring.model import Model, TierRules
from kam_xl.scoring.results import Result
from kam_xl.scoring.table import head_cuts
from kam_xl.scoring.tiers import HeadCuts, Override, computed_tier, key_threshold, quadrant, reaches
from tests.builders import AS_OF, assessed, criterion, model_of

BOTH = model_of(criterion("A"), criterion("R", "relationship"))
SCORE = model_of(criterion("A"))
NO_HEAD = HeadCuts(cut=1e9, keep=1e9)


def tier_of(model: Model, previous: str | None = None, cuts: HeadCuts | None = NO_HEAD, **cells: object) -> str:
    """Give the computed tier, having made sure that table and single rules agree."""
    before = {} if previous is None else {"A0": previous}
    assessment = assessed([cells], model, before, cuts)
    tier: str = assessment.computed[0]
    assert computed_tier(model, assessment.standing(0), assessment.cuts) == tier
    return tier


def result_of(model: Model, **cells: object) -> Result:
    return assessed([cells], model).result(0)


@pytest.mark.parametrize(("distance", "reached"), [(0, True), (-1e-9, True), (-1.1e-9, False), (1, True)])
def test_a_threshold_is_reached_within_a_billionth(distance: float, *, reached: bool) -> None:
    assert reaches(70 + distance, 70) is reached
    assert tier_of(SCORE, A=70 + distance) == ("Key" if reached else "Standard")
    floored = model_of(criterion("A", weight=9), criterion("R", "relationship"), tiers={"key_score": 10})
    assert tier_of(floored, A=90, R=50 + distance) == ("Key" if reached else "Standard")
    assert result_of(floored, A=90, R=50 + distance).quadrant == ("Strategic" if reached else "Star")


def test_nothing_unknown_reaches_anything() -> None:
    assert not reaches(None, -1)


@pytest.mark.parametrize(
    ("previous", "threshold"),
    [("Key", 65), ("Major", 75), ("Standard", 75), (None, 70), ("Unscored", 70), ("key", 70), ("Gold", 70), ("", 70)],
)
def test_it_takes_more_to_become_key_and_less_to_stay(previous: str | None, threshold: float) -> None:
    assert tier_of(SCORE, previous, A=threshold - 0.9e-9) == "Key"
    assert tier_of(SCORE, previous, A=threshold - 1.1e-9) == "Standard"


def test_the_bar_follows_the_models_hysteresis() -> None:
    rules = TierRules(key_score=60, hysteresis=10)
    assert [key_threshold(rules, previous) for previous in ("Key", "Major", "Standard", None)] == [50, 70, 70, 60]


def test_floors_count_for_the_axes_that_apply_only() -> None:
    weightless = model_of(criterion("A"), criterion("R", "relationship", 0))
    assert tier_of(weightless, A=80, R=0) == "Key"
    assert tier_of(BOTH, A=100, R=49) == "Standard"
    assert tier_of(BOTH, A=49, R=100) == "Standard"
    result = result_of(weightless, A=80, R=0)
    assert (result.relationship, result.quadrant) == (None, None)


def test_an_axis_without_enough_data_reaches_no_floor() -> None:
    model = model_of(criterion("A", weight=9), criterion("R", "relationship"))
    assert tier_of(model, A=100, R=None) == "Standard"
    assert result_of(model, A=100, R=None).score == 100


@pytest.mark.parametrize("missing", ["renormalise", "zero"])
@pytest.mark.parametrize(("coverage", "scored"), [(0.5, True), (0.5 + 0.9e-9, True), (0.5 + 1.1e-9, False)])
def test_a_score_needs_coverage(missing: str, coverage: float, *, scored: bool) -> None:
    model = model_of(criterion("A"), criterion("B"), head={"missing": missing, "min_coverage": coverage})
    result = result_of(model, A=80, B=None)
    assert result.score == ((80 if missing == "renormalise" else 40) if scored else None)
    assert (result.score_low, result.score_high, result.coverage) == (40, 90, 0.5)
    assert result.computed_tier == ("Unscored" if not scored else "Key" if missing == "renormalise" else "Standard")
    assert (result.rank, result.attractiveness) == ((1, result.score) if scored else (None, None))


def test_nothing_of_weight_known_is_no_score_even_without_a_coverage() -> None:
    model = model_of(criterion("A"), criterion("B", weight=0), head={"min_coverage": 0, "missing": "zero"})
    result = result_of(model, A=None, B=100)
    assert (result.score, result.computed_tier, result.rank) == (None, "Unscored", None)
    assert result.reason == "Unscored: nothing of weight is known"


def test_an_axis_is_scored_even_where_the_account_is_not() -> None:
    model = model_of(criterion("A"), criterion("R", "relationship", 9))
    result = result_of(model, A=80, R=None)
    assert (result.score, result.attractiveness, result.relationship) == (None, 80, None)


@pytest.mark.parametrize(
    ("attractiveness", "relationship", "expected"),
    [
        (50, 50, "Strategic"),
        (50, 49, "Star"),
        (49, 50, "Status"),
        (49, 49, "Streamline"),
        (None, 50, None),
        (50, None, None),
    ],
)
def test_the_quadrant_follows_from_the_axes(
    attractiveness: float | None, relationship: float | None, expected: str | None
) -> None:
    assessment = assessed([{"A": attractiveness, "R": relationship}], BOTH)
    assert assessment.result(0).quadrant == expected
    assert quadrant(BOTH, assessment.scores_of(0)) == expected


REVENUES: list[tuple[list[float | None], dict[str, float], float, float]] = [
    ([], {}, 0.0, 0.0),
    ([None, 0, -5], {}, 0.0, 0.0),
    ([10], {}, 5.0, 5.0),
    ([10, 10], {}, 5.0, 5.0),
    ([50, 30, 10, 5, 5], {}, 20.0, 20.0),
    ([5, 50, None, 10, -7, 30, 0, 5], {}, 20.0, 20.0),
    ([50, 30, 30, 5, 5], {}, 17.5, 17.5),
    ([100, 1, 1, 1, 1, 1, 1, 1, 1, 1], {}, 50.5, 50.5),
    ([*[10] * 9, 1], {}, 5.5, 5.5),
    ([8, 1, 1], {"major_max_share_of_accounts": 1}, 4.5, 0.5),
    ([8, 1, 1], {"major_max_share_of_accounts": 1, "major_revenue_share": 0.8 + 0.9e-9}, 4.5, 0.5),
    ([8, 1, 1], {"major_max_share_of_accounts": 1, "major_revenue_share": 0.8 + 1.1e-9}, 0.5, 0.5),
    ([4, 3, 2, 1], {"major_revenue_share": 1, "major_max_share_of_accounts": 1}, 0.5, 0.5),
    ([4, 3, 2, 1], {"major_revenue_share": 0, "major_max_share_of_accounts": 0, "major_hysteresis": 0}, 3.5, 3.5),
    ([*range(10, 0, -1)], {"major_revenue_share": 1, "major_max_share_of_accounts": 0.7}, 3.5, 3.5),
    ([*range(100, 0, -1)], {"major_revenue_share": 1, "major_max_share_of_accounts": 0.29}, 71.5, 66.5),
    ([*range(20, 0, -1)], {"major_revenue_share": 1}, 12.5, 11.5),
]


@pytest.mark.parametrize(("revenues", "rules", "cut", "keep"), REVENUES)
def test_the_head_is_cut_between_the_last_inside_and_the_next(
    revenues: list[float | None], rules: dict[str, float], cut: float, keep: float
) -> None:
    numbers = np.array([np.nan if revenue is None else revenue for revenue in revenues], dtype=float)
    assert head_cuts(numbers, TierRules(**rules)) == HeadCuts(cut, keep)


@pytest.mark.parametrize("low", [1.0, float(np.nextafter(1, 2))])
def test_neighbouring_revenues_are_told_apart(low: float) -> None:
    high = float(np.nextafter(low, 2))
    cuts = head_cuts(np.array([low, high]), TierRules(major_max_share_of_accounts=0.5, major_hysteresis=0))
    assert cuts.cut is not None
    assert not low > cuts.cut
    assert high > cuts.cut


@pytest.mark.parametrize(
    ("previous", "revenue", "tier"),
    [
        (None, 100, "Standard"), (None, 101, "Major"), ("Standard", 90, "Standard"), ("Unscored", 90, "Standard"),
        ("Major", 81, "Major"), ("Major", 80, "Standard"), ("Key", 81, "Major"), (None, None, "Standard"),
        ("Major", None, "Standard"),
    ],
)  # fmt: skip
def test_the_head_is_wider_for_those_who_were_in_it(previous: str | None, revenue: float | None, tier: str) -> None:
    assert tier_of(SCORE, previous, HeadCuts(100, 80), A=0, revenue_12m=revenue) == tier


@pytest.mark.parametrize(("revenue", "tier"), [(1_000, "Major"), (1_000 - 2e-9, "Standard"), (None, "Standard")])
def test_enough_revenue_is_major_whatever_the_head(revenue: float | None, tier: str) -> None:
    model = model_of(criterion("A"), tiers={"major_min_revenue": 1_000})
    assert tier_of(model, A=0, revenue_12m=revenue) == tier
    assert tier_of(model, cuts=HeadCuts(), A=0, revenue_12m=revenue) == tier


def test_a_large_account_is_major_scored_or_not() -> None:
    assert tier_of(SCORE, cuts=HeadCuts(5, 5), A=None, revenue_12m=6) == "Major"
    assert tier_of(SCORE, cuts=HeadCuts(5, 5), A=None, revenue_12m=5) == "Unscored"
    assert tier_of(SCORE, cuts=HeadCuts(5, 5), A=99, revenue_12m=6) == "Key"


def test_a_key_account_can_be_in_the_head_too() -> None:
    assessment = assessed([{"A": 99, "revenue_12m": 90}, {"A": 99, "revenue_12m": 10}, {"A": 0}], SCORE)
    assert [(assessment.result(i).tier, assessment.result(i).in_head) for i in range(3)] == [
        ("Key", True), ("Key", False), ("Standard", False),
    ]  # fmt: skip


def test_a_least_revenue_takes_nobody_out_of_the_head() -> None:
    least = model_of(criterion("A"), tiers={"major_min_revenue": 1e6})
    tiers = [tier_of(least, cuts=HeadCuts(cut, cut), A=0, revenue_12m=9) for cut in (5.0, 10.0)]
    assert tiers == ["Major", "Standard"]


def test_without_cuts_nobody_knows_the_head() -> None:
    assessment = assessed([{"A": 0, "revenue_12m": 1e6}], SCORE, cuts=HeadCuts())
    assert (assessment.result(0).in_head, assessment.result(0).tier) == (None, "Standard")


COMPLETE = "Complete the override; until then it is ignored."


def overridden(**cells: Any) -> tuple[str, str, list[str]]:  # noqa: ANN401 - raw cells
    complete = {
        "override_tier": "Key", "override_reason": "Group decision", "override_by": "Mara", "override_until": AS_OF,
    }  # fmt: skip
    assessment = assessed([{"A": 0} | complete | cells], SCORE)
    issues = [*assessment.accounts.issues, *assessment.issues]
    return assessment.result(0).tier, assessment.result(0).computed_tier, [str(issue) for issue in issues]


def test_an_override_counts_whoever_stands_above_it() -> None:
    override = {"override_reason": "Group decision", "override_by": "Mara", "override_until": AS_OF}
    rows = [{"override_tier": tier, "A": 0} | override for tier in (None, "Key", None, "Major")]
    assert assessed(rows, SCORE).tiers.tolist() == ["Standard", "Key", "Standard", "Major"]


@pytest.mark.parametrize("tier", ["Key", "Major", "Standard"])
def test_a_complete_override_counts_up_to_its_last_day(tier: str) -> None:
    assert overridden(override_tier=f" {tier.upper()} ") == (tier, "Standard", [])
    assert overridden(override_tier=tier, override_until=AS_OF + timedelta(days=1))[0] == tier


def test_an_author_may_be_called_null() -> None:
    assert overridden(override_by="NULL") == ("Key", "Standard", [])


def test_an_expired_override_is_ignored_without_an_issue() -> None:
    assert overridden(override_until=AS_OF - timedelta(days=1)) == ("Standard", "Standard", [])


@pytest.mark.parametrize(
    ("cells", "lacks"),
    [
        ({"override_reason": " "}, "a reason"),
        ({"override_reason": "n/a"}, "a reason"),
        ({"override_by": None}, "an author"),
        ({"override_until": None}, "a last day"),
        ({"override_reason": None, "override_by": "", "override_until": ""}, "a reason and an author and a last day"),
    ],
)
def test_an_incomplete_override_is_ignored_with_an_issue(cells: dict[str, object], lacks: str) -> None:
    place = "accounts.csv, row 2, column “override_tier”"
    allowed = "a tier with a reason, an author and a last day"
    issue = f"{place}: incomplete override: found Key without {lacks}; allowed: {allowed}. {COMPLETE}"
    assert overridden(**cells) == ("Standard", "Standard", [issue])


def test_an_override_of_no_tier_is_ignored_with_an_issue() -> None:
    tier, _, issues = overridden(override_tier="Unscored")
    assert tier == "Standard"
    assert [issue.split(": ")[1] for issue in issues] == ["unknown choice"]
    assert overridden(override_tier=None) == ("Standard", "Standard", [])


def test_an_override_with_an_unreadable_day_is_ignored_with_both_issues() -> None:
    tier, _, issues = overridden(override_until="soon")
    assert tier == "Standard"
    assert [issue.split(": ")[1] for issue in issues] == ["unreadable date", "incomplete override"]


def test_an_override_that_lacks_its_tier_does_not_count() -> None:
    assert not Override(None, "why", "who", AS_OF).counts(AS_OF)
    assert Override("Key", "why", "who", date.max).counts(AS_OF)


def test_an_override_never_becomes_the_previous_tier() -> None:
    assessment = assessed([{"A": 72}], SCORE, previous={"A0": "Key"})
    assert assessment.previous.tolist() == ["Key"]
    assert assessed([{"A": 72, "tier": "Standard", "computed_tier": "Standard"}], SCORE).result(0).tier == "Key"


def ranks_of(*rows: tuple[str, float | None, float | None]) -> list[int | None]:
    cells = [{"account_id": account_id, "A": score, "revenue_12m": revenue} for account_id, score, revenue in rows]
    assessment = assessed(cells, SCORE)
    return [assessment.result(position).rank for position in range(len(rows))]


def test_ranks_go_by_score_then_revenue_then_id() -> None:
    assert ranks_of(("a", 10, 1), ("b", 90, 1), ("c", None, 99), ("d", 50, 1)) == [3, 1, None, 2]
    assert ranks_of(("a", 50, None), ("b", 50, 0), ("c", 50, -9), ("d", 50, 7)) == [4, 2, 3, 1]
    assert ranks_of(("ä", 50, 1), ("b", 50, 1), ("B", 50, 1), ("10", 50, 1), ("9", 50, 1)) == [5, 4, 3, 1, 2]


def test_ranks_see_nine_decimals_of_a_score() -> None:
    assert ranks_of(("a", 50, 2), ("b", 50 + 4e-10, 1), ("c", 50 + 2e-9, 0)) == [2, 3, 1]


def test_a_book_without_accounts_is_assessed() -> None:
    assessment = assessed([], model_of(criterion("A"), gates=[{"field": "A", "at_least": 1}]))
    assert (len(assessment.computed), len(assessment.ranks), assessment.cuts) == (0, 0, HeadCuts(0.0, 0.0))
    assert (len(assessment.quadrants), len(assessment.in_head), len(assessment.tiers)) == (0, 0, 0)


def test_blocks_of_a_long_table_are_scored_alike() -> None:
    size = 40_000
    rows = [{"A": i % 101, "R": (i * 7) % 101 if i % 3 else None} for i in range(303)]
    short = assessed(rows, BOTH, cuts=NO_HEAD)
    long = assessed([rows[i % 303] for i in range(size)], BOTH, cuts=NO_HEAD)
    assert np.array_equal(long.scores.score, np.resize(short.scores.score, size), equal_nan=True)
    assert long.computed.tolist() == np.resize(short.computed, size).tolist()
