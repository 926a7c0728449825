"""Random models and dirty data, within what two honest readers could not disagree on."""

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from tests.scoring.naive import World

AS_OF = date(2026, 3, 31)

# Ranges in which curves have their points and most cells their values, in steps that doubles hold exactly.
NUMBER_RANGES: dict[str, tuple[int, int]] = {
    "relationship_health": (1, 5),
    "strategic_fit": (1, 5),
    "referrals_12m": (0, 20),
    "revenue_12m": (-2_000, 40_000),
    "revenue_prior_12m": (-2_000, 40_000),
    "expected_growth_12m": (-1_000, 30_000),
    "recurring_share": (0, 1),
    "gross_margin": (-1, 1),
    "orders_12m": (0, 60),
    "utc_offset_hours": (-12, 14),
    "Own Number": (-100, 100),
}
DERIVED_RANGES = {
    "tenure_years": (0, 30),
    "days_since_last_order": (0, 2_000),
    "time_zone_gap_hours": (0, 12),
    "revenue_change_12m": (-40_000, 40_000),
    "growth_pct": (-100, 300),
}
WORDS = {
    "status": ("Partner", "Active", "New", "Lapsed", "Prospect"),
    "Own Word": ("Gold", "Silver Plus", "Straße", "3", "VIP"),
    "industry": ("Food", "Steel Works"),
}
FLAGS = ("region_served", "Own Flag")
DATES = ("customer_since", "last_order", "override_until")

UNKNOWN = st.sampled_from(
    [None, "", "  ", "NULL", "null", "n/a", "#N/A", "#REF!", "NaN", "inf", float("nan"), float("inf")]
)
GARBAGE = st.sampled_from(
    [
        "abc",
        "12 34",
        "1_000",
        "1,00",
        "12,5",
        "--5",
        "5-",
        "1.2.3",
        "12 %%",
        "€",
        "(",
        "(5",
        "5)",
        "NA",
        "maybe",
        "-",
        "1e",
        "0x10",
    ]
)


def _written(number: int) -> st.SearchStrategy[object]:
    size, sign = f"{abs(number):,}", "-" if number < 0 else ""
    forms = [
        f"{sign}{size}",
        f" {number} ",
        f"{sign}€{size}",
        f"{sign}{size} EUR",
        f"{sign}${size}.00",
        f"{number}.0",
        f"{number * 100}%",
        f"{number}e0",
    ]
    return st.sampled_from([*forms, f"({size})" if number < 0 else f"+{size}", f"{sign}USD {size}"])


def number_cells(low: int, high: int) -> st.SearchStrategy[object]:
    whole = st.integers(low, high)
    quarters = st.integers(low * 4, high * 4).map(lambda quarter: quarter / 4)
    sane = st.one_of(whole, quarters, whole.flatmap(_written))
    odd = st.one_of(
        UNKNOWN, GARBAGE, st.booleans(), st.sampled_from([high + 1, low - 1, 10**9, -(10**9), date(2024, 5, 31)])
    )
    return st.one_of(sane, sane, sane, odd)


def _disguised(word: str) -> st.SearchStrategy[object]:
    return st.sampled_from([word, word.upper(), f"  {word} ", word.lower(), word.replace(" ", "\u00a0 ")])


def word_cells(words: Sequence[str]) -> st.SearchStrategy[object]:
    sane = st.sampled_from(words).flatmap(_disguised)
    return st.one_of(sane, sane, UNKNOWN, st.sampled_from(["else", "NA", 3, 3.0, 3.5, True, False]))


def flag_cells() -> st.SearchStrategy[object]:
    words = st.sampled_from(
        ["yes", "No", "WAHR", "faux", "oui", "ja", "nein", "sí", "TRUE", "false", "1", "0", 1, 0, 1.0, 0.0]
    )
    return st.one_of(st.booleans(), words, UNKNOWN, st.sampled_from(["maybe", 2, 0.5, "1.0"]))


def date_cells() -> st.SearchStrategy[object]:
    days = st.dates(date(2015, 1, 1), date(2027, 12, 31))
    forms = st.one_of(
        days,
        days.map(lambda day: datetime(day.year, day.month, day.day, 13, 30)),  # noqa: DTZ001 - Excel knows no zones
        days.map(date.isoformat),
        days.map(lambda day: f"{day} 08:15:00"),
        days.map(lambda day: f"{day.day:02}/{day.month}/{day.year}"),
        days.map(lambda day: f"{day.month}.{day.day}.{day.year}"),
        st.integers(40_000, 46_500),
        st.floats(40_000, 46_500, width=32),
    )
    return st.one_of(
        forms, forms, UNKNOWN, st.sampled_from(["soon", "31/02/2024", 19_999, 80_001, 80_000.5, True, "2024-13-01"])
    )


def _cells_of(field: str) -> st.SearchStrategy[object]:
    if field in NUMBER_RANGES:
        return number_cells(*NUMBER_RANGES[field])
    if field in WORDS:
        return word_cells(WORDS[field])
    return flag_cells() if field in FLAGS else date_cells()


OVERRIDES = ["Key", "major", " Standard ", "Unscored", "Gold"]
CELLS: dict[str, st.SearchStrategy[object]] = {
    field: _cells_of(field) for field in (*NUMBER_RANGES, *WORDS, *FLAGS, *DATES)
} | {
    "country": st.sampled_from(["DE", "Germany", "US", "United States", "IN", "JP", "NA", "N/A", None, "Atlantis"]),
    "account_manager": st.sampled_from(["Ana", "Bo", None, "NULL"]),
    "override_tier": st.one_of(st.none(), st.none(), st.sampled_from(OVERRIDES)),
    "override_reason": st.sampled_from(["Group decision", None, "n/a", " "]),
    "override_by": st.sampled_from(["Mara", "NULL", None, " "]),
}


@st.composite
def books(draw: st.DrawFn, *, most: int = 6) -> list[dict[str, object]]:
    """Raw rows that share their columns; any column but the id may be absent."""
    fields = draw(st.lists(st.sampled_from(sorted(CELLS)), unique=True, min_size=12))
    ids = draw(
        st.lists(
            st.sampled_from([*"abcABC", "NULL", 7, "10", "9", " ä ", "é"]), unique_by=str, max_size=most, min_size=1
        )
    )
    return [{"account_id": account_id} | {field: draw(CELLS[field]) for field in fields} for account_id in ids]


@st.composite
def curves(draw: st.DrawFn, field: str, y: st.SearchStrategy[int] | None = None) -> list[list[float]]:
    low, high = (NUMBER_RANGES | DERIVED_RANGES).get(field, (0, 10))
    xs = draw(st.lists(st.integers(low * 4, high * 4), unique=True, min_size=2, max_size=6).map(sorted))
    return [[x / 4, draw(y or st.integers(0, 100))] for x in xs]


def _levels(words: Sequence[str]) -> st.SearchStrategy[dict[str, int]]:
    return st.dictionaries(st.sampled_from(words), st.integers(0, 100), min_size=1)


NUMERIC = (*NUMBER_RANGES, *DERIVED_RANGES)
ODD_LEVELS = ("true", "False", "1", "2", "3", "4", "gold")


@st.composite
def scales(draw: st.DrawFn) -> dict[str, Any]:
    """A field and a scale for it; now and then of a kind that the field does not hold."""
    kind = draw(st.sampled_from(["curve", "curve", "levels", "flag", "odd curve", "odd levels"]))
    if kind == "curve":
        field = draw(st.sampled_from(NUMERIC))
        return {"field": field, "curve": draw(curves(field))}
    if kind == "levels":
        field = draw(st.sampled_from(sorted(WORDS)))
        return {"field": field, "levels": draw(_levels(WORDS[field]))}
    if kind == "flag":
        return {"field": draw(st.sampled_from(FLAGS)), "levels": draw(_levels(("true", "False")))}
    if kind == "odd curve":
        return {"field": draw(st.sampled_from([*WORDS, *FLAGS, "Absent"])), "curve": draw(curves("Own Number"))}
    return {
        "field": draw(st.sampled_from(["relationship_health", "Own Number", "region_served", "status", "Absent"])),
        "levels": draw(_levels(ODD_LEVELS)),
    }


@st.composite
def gates(draw: st.DrawFn) -> dict[str, Any]:
    test = draw(st.sampled_from(["is", "at_least", "at_most", "one_of"]))
    if test == "is":
        return {"field": draw(st.sampled_from([*FLAGS, "referrals_12m"])), "is": draw(st.booleans())}
    if test == "one_of":
        field = draw(st.sampled_from(sorted(WORDS)))
        return {"field": field, "one_of": draw(st.lists(st.sampled_from(WORDS[field]), min_size=1))}
    field = draw(st.sampled_from(NUMERIC))
    low, high = (NUMBER_RANGES | DERIVED_RANGES)[field]
    return {"field": field, test: draw(st.integers(low, high))}


AXES = ("attractiveness", "relationship")
WEIGHTS = st.one_of(st.sampled_from([0, 1, 2.5, 10, 18]), st.integers(1, 400).map(lambda quarter: quarter / 4))
SHARES = st.sampled_from([0, 0.05, 0.1, 0.29, 0.4, 0.5, 0.6, 0.7, 0.8, 0.95, 1])

COVERAGES = st.sampled_from([0, 0, 0, 0.05, 0.29, 0.4, 0.6, 1])


@st.composite
def plain_models(draw: st.DrawFn) -> dict[str, Any]:
    """A right model as its TOML would be parsed."""
    scaled = draw(st.lists(scales(), min_size=1, max_size=9))
    axes = draw(st.sampled_from([AXES, AXES, AXES, ("attractiveness",), ("relationship",)]))
    criteria = [
        scale | {"id": f"c{i}", "axis": axes[i % len(axes)], "weight": draw(WEIGHTS)} for i, scale in enumerate(scaled)
    ]
    if sum(criterion["weight"] for criterion in criteria) == 0:
        criteria[0]["weight"] = 5
    head = {
        "name": "Random",
        "missing": draw(st.sampled_from(["renormalise", "zero"])),
        "min_coverage": draw(COVERAGES),
    }
    tests = draw(st.one_of(st.just([]), st.lists(gates(), max_size=2)))
    return {
        "model": head,
        "criteria": criteria,
        "gates": [gate | {"id": f"g{i}"} for i, gate in enumerate(tests)],
        "tiers": draw(tier_rules()),
    }


def tier_rules() -> st.SearchStrategy[dict[str, Any]]:
    scores = st.sampled_from([0, 0, 10, 25, 50, 62.5, 100])
    return st.fixed_dictionaries(
        {"key_score": scores, "key_axis_floor": scores},
        optional={
            "hysteresis": st.sampled_from([0, 5, 20]),
            "major_revenue_share": SHARES,
            "major_max_share_of_accounts": SHARES,
            "major_hysteresis": st.sampled_from([0, 0.05, 0.3]),
            "major_min_revenue": st.sampled_from([0, 1_000, 20_000]),
        },
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    tiers = st.sampled_from(["Key", "Major", "Standard", "Unscored", "Gold", ""])
    cut = st.one_of(st.none(), st.integers(0, 30_000).map(Fraction))
    return World(
        as_of=AS_OF,
        home=draw(st.sampled_from([None, 1.0, -8.0, 5.5, 14.0])),
        manager_offsets=draw(st.dictionaries(st.sampled_from(["Ana", "Bo"]), st.sampled_from([0.0, -11.0, 12.75]))),
        served=draw(st.sampled_from([None, frozenset(), frozenset({"DE", "NA"})])),
        date_1904=draw(st.booleans()),
        previous=draw(st.dictionaries(st.sampled_from([*"abcABC", "7", "10"]), tiers)),
        cuts=draw(st.one_of(st.none(), st.none(), st.tuples(cut, cut))),
    )
