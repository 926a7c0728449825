"""A third, naive reading of the scoring contract, from raw cells to tiers: slow, obvious, in exact fractions.

It shares no code with what it checks. Numbers are taken as they are written: 0.7 is seven tenths.
"""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

TINY = Fraction(1, 10**9)
AXES = ("attractiveness", "relationship")
CURRENCIES = ("EUR", "USD", "€", "$", "£")
YES = {"true", "yes", "1", "wahr", "vrai", "oui", "ja", "sí"}
NO = {"false", "no", "0", "falsch", "faux", "non", "nein"}
RANGES: Mapping[str, tuple[float, float]] = {
    "utc_offset_hours": (-12, 14),
    "relationship_health": (1, 5),
    "culture_fit": (1, 5),
    "strategic_fit": (1, 5),
    "brand_reach": (1, 5),
    "referrals_12m": (0, math.inf),
    "recurring_share": (0, 1),
    "orders_12m": (0, math.inf),
    "order_months_12m": (0, 12),
    "gross_margin": (-1, 1),
}
STATUSES = {"prospect", "new", "active", "partner", "lapsed"}
DERIVED = {"tenure_years", "days_since_last_order", "time_zone_gap_hours", "revenue_change_12m", "growth_pct"}
NUMBERS = {*RANGES, "revenue_12m", "revenue_prior_12m", "expected_growth_12m"}
DATES = {"customer_since", "last_order", "override_until"}
ONE_OFFSET = {"DE": 1, "Germany": 1, "IN": 5.5, "JP": 9, "NA": 2}
CODES = {"Germany": "DE", "United States": "US"}
KNOWN_CODES = {"DE", "IN", "JP", "NA", "US"}

Row = Mapping[str, object]
"""Raw cells of an account by field name."""


Cuts = tuple[Fraction | None, Fraction | None]


@dataclass(frozen=True)
class World:
    """What a run takes as given."""

    as_of: date
    home: float | None = None
    manager_offsets: Mapping[str, float] | None = None
    served: frozenset[str] | None = None
    date_1904: bool = False
    previous: Mapping[str, str] | None = None
    cuts: Cuts | None = None


def fraction(number: float) -> Fraction:
    return Fraction(repr(number))


# ---- cells ----------------------------------------------------------------------------------------------------------


def is_unknown(cell: object) -> bool:
    if cell is None or (isinstance(cell, float) and not math.isfinite(cell)) or str(cell) in {"<NA>", "NaT"}:
        return True
    text = cell.strip().lower() if isinstance(cell, str) else "known"
    return text in {"", "null", "n/a", "nan", "inf"} or text.startswith("#")


def number(cell: object) -> Fraction | None:
    if is_unknown(cell) or isinstance(cell, bool):
        return None
    if isinstance(cell, Fraction | int | float):
        return Fraction(cell)
    written = number_in_text(cell.strip()) if isinstance(cell, str) else None
    return None if written is None else Fraction(float(written))


def number_in_text(written: str) -> Fraction | None:
    if written.startswith("(") and written.endswith(")"):
        positive = None if written[1:2] in {"-", "+"} else number_in_percent(written[1:-1].strip())
        return None if positive is None else -positive
    return number_in_percent(written)


def number_in_percent(written: str) -> Fraction | None:
    if not written.endswith("%"):
        return number_with_currency(written)
    hundredfold = number_with_currency(written[:-1].strip())
    return None if hundredfold is None else hundredfold / 100


def number_with_currency(written: str) -> Fraction | None:
    for currency in CURRENCIES:
        if currency in written:
            before, after = written.split(currency, maxsplit=1)
            if before in {"", "-", "+"} or after == "":
                return bare_number(before.strip() + after.strip())
    return bare_number(written)


def bare_number(written: str) -> Fraction | None:
    if re.fullmatch(r"[+-]?((\d{1,3}(,\d{3})+|\d+)(\.\d*)?|\.\d+)([eE][+-]?\d+)?", written, re.ASCII) is None:
        return None
    return Fraction(written.replace(",", "").removeprefix("+"))


def boolean(cell: object) -> bool | None:
    if is_unknown(cell):
        return None
    if isinstance(cell, bool):
        return cell
    word = text(cell)
    return True if word in YES else False if word in NO else None


def comparable(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split()).lower()


def text(cell: object) -> str | None:
    if is_unknown(cell):
        return None
    if isinstance(cell, Fraction | float) and not isinstance(cell, bool):
        cell = int(cell) if cell == int(cell) else float(cell)
    return comparable(str(cell.date() if isinstance(cell, datetime) else cell))


def day(cell: object, *, date_1904: bool) -> date | None:
    if is_unknown(cell) or isinstance(cell, bool):
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float):
        epoch = date(1904, 1, 1) if date_1904 else date(1899, 12, 30)
        return epoch + timedelta(days=int(cell)) if 20_000 <= int(cell) <= 80_000 else None
    return day_in_text(str(cell).strip())


def day_in_text(written: str) -> date | None:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}([T ].*)?", written):
        return as_date(int(written[:4]), int(written[5:7]), int(written[8:10]))
    parts = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", written)
    if parts is None:
        return None
    first, second, year = (int(part) for part in parts.groups())
    readings = {as_date(year, second, first), as_date(year, first, second)} - {None}
    return readings.pop() if len(readings) == 1 else None


def as_date(year: int, month: int, day_of_month: int) -> date | None:
    try:
        return date(year, month, day_of_month)
    except ValueError:
        return None


# ---- fields ---------------------------------------------------------------------------------------------------------


def understood(row: Row, field: str, world: World) -> object:
    """Give what a cell says: a known field as the schema has it, a further column as it is."""
    cell = row.get(field)
    if field in DERIVED:
        return derived(row, field, world)
    if field in NUMBERS:
        return ranged(field, filled_offset(row) if field == "utc_offset_hours" and is_unknown(cell) else number(cell))
    if field == "region_served":
        return is_served(row, world) if is_unknown(cell) else boolean(cell)
    if field in DATES:
        return day(cell, date_1904=world.date_1904)
    if field == "status":
        return text(cell) if text(cell) in STATUSES else None
    return cell


def ranged(field: str, value: Fraction | None) -> Fraction | None:
    low, high = RANGES.get(field, (-math.inf, math.inf))
    return value if value is not None and low <= value <= high else None


def filled_offset(row: Row) -> Fraction | None:
    offset = ONE_OFFSET.get(str(row.get("country")))
    return None if offset is None else fraction(offset)


def is_served(row: Row, world: World) -> bool | None:
    country = str(row.get("country"))
    code = CODES.get(country, country)
    return None if world.served is None or code not in KNOWN_CODES else code in world.served


def field_number(row: Row, field: str, world: World) -> Fraction | None:
    return number(understood(row, field, world))


def field_boolean(row: Row, field: str, world: World) -> bool | None:
    return boolean(understood(row, field, world))


def field_text(row: Row, field: str, world: World) -> str | None:
    return text(understood(row, field, world))


def derived(row: Row, field: str, world: World) -> Fraction | None:
    if field == "tenure_years":
        days = days_since(row, "customer_since", world)
        return None if days is None else Fraction(days * 100, 36525)
    if field == "days_since_last_order":
        days = days_since(row, "last_order", world)
        return None if days is None else Fraction(days)
    if field == "time_zone_gap_hours":
        return time_zone_gap(row, world)
    return growth(row, field, world)


def days_since(row: Row, field: str, world: World) -> int | None:
    then = day(row.get(field), date_1904=world.date_1904)
    return None if then is None or then > world.as_of else (world.as_of - then).days


def time_zone_gap(row: Row, world: World) -> Fraction | None:
    here = field_number(row, "utc_offset_hours", world)
    home = (world.manager_offsets or {}).get(str(row.get("account_manager")), world.home)
    if here is None or home is None:
        return None
    gap = abs(here - fraction(home)) % 24
    return min(gap, 24 - gap)


def growth(row: Row, field: str, world: World) -> Fraction | None:
    now, before = field_number(row, "revenue_12m", world), field_number(row, "revenue_prior_12m", world)
    if now is None or before is None:
        return None
    if field == "revenue_change_12m":
        return now - before
    return None if before <= 0 else 100 * (now - before) / before


# ---- scores ---------------------------------------------------------------------------------------------------------


def is_boolean_key(key: str) -> bool:
    return comparable(key) in {"true", "false"}


def rating(criterion: Mapping[str, Any], row: Row, world: World) -> Fraction | None:
    if "curve" in criterion:
        x = field_number(row, criterion["field"], world)
        return None if x is None else interpolated([(fraction(a), fraction(b)) for a, b in criterion["curve"]], x)
    levels = {comparable(key): fraction(value) for key, value in criterion["levels"].items()}
    if all(is_boolean_key(key) for key in levels):
        flag = field_boolean(row, criterion["field"], world)
        return None if flag is None else levels.get("true" if flag else "false")
    level = field_text(row, criterion["field"], world)
    return None if level is None else levels.get(level)


def interpolated(points: Sequence[tuple[Fraction, Fraction]], x: Fraction) -> Fraction:
    if x <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return points[-1][1]


def mean(
    model: Mapping[str, Any], weights: Sequence[Fraction], ratings: Sequence[Fraction | None]
) -> tuple[Fraction | None, Fraction]:
    """Give the weighted mean, None if too little is known, and the coverage."""
    whole = sum(weights, Fraction(0))
    known = [(w, r) for w, r in zip(weights, ratings, strict=True) if r is not None]
    weight_known = sum((w for w, _ in known), Fraction(0))
    coverage = weight_known / whole if whole else Fraction(0)
    if weight_known == 0 or coverage < fraction(model["model"].get("min_coverage", 0.6)) - TINY:
        return None, coverage
    divisor = whole if model["model"].get("missing") == "zero" else weight_known
    return min(max(sum((w * r for w, r in known), Fraction(0)) / divisor, Fraction(0)), Fraction(100)), coverage


def scores(model: Mapping[str, Any], row: Row, world: World) -> dict[str, Any]:
    criteria = model["criteria"]
    weights = [fraction(criterion["weight"]) for criterion in criteria]
    ratings = [rating(criterion, row, world) for criterion in criteria]
    score, coverage = mean(model, weights, ratings)
    result: dict[str, Any] = {"ratings": ratings, "score": score, "coverage": coverage}
    for axis in AXES:
        own = [i for i, criterion in enumerate(criteria) if criterion["axis"] == axis]
        result[axis] = mean(model, [weights[i] for i in own], [ratings[i] for i in own])[0]
    for name, replacement in (("score_low", Fraction(0)), ("score_high", Fraction(100))):
        filled = [replacement if r is None else r for r in ratings]
        result[name] = sum((w * r for w, r in zip(weights, filled, strict=True)), Fraction(0)) / sum(weights)
    result["contributions"] = contributions(model, weights, ratings, score)
    return result


def contributions(
    model: Mapping[str, Any], weights: Sequence[Fraction], ratings: Sequence[Fraction | None], score: Fraction | None
) -> list[Fraction | None]:
    if score is None:
        return [None] * len(weights)
    if model["model"].get("missing") == "zero":
        return [w * (r or 0) / sum(weights) for w, r in zip(weights, ratings, strict=True)]
    divisor = sum(w for w, r in zip(weights, ratings, strict=True) if r is not None)
    return [None if r is None else w * r / divisor for w, r in zip(weights, ratings, strict=True)]


def gate_state(gate: Mapping[str, Any], row: Row, world: World) -> str:
    field = gate["field"]
    if "is" in gate:
        flag = field_boolean(row, field, world)
        return "unknown" if flag is None else "passes" if flag == gate["is"] else "fails"
    if "one_of" in gate:
        word = field_text(row, field, world)
        allowed = {comparable(choice) for choice in gate["one_of"]}
        return "unknown" if word is None else "passes" if word in allowed else "fails"
    value = field_number(row, field, world)
    if value is None:
        return "unknown"
    if "at_least" in gate:
        return "passes" if value >= fraction(gate["at_least"]) - TINY else "fails"
    return "passes" if value <= fraction(gate["at_most"]) + TINY else "fails"


# ---- the whole book -------------------------------------------------------------------------------------------------


def rule(model: Mapping[str, Any], name: str) -> Fraction:
    defaults = {
        "key_score": 70.0,
        "key_axis_floor": 50.0,
        "hysteresis": 5.0,
        "major_revenue_share": 0.8,
        "major_max_share_of_accounts": 0.4,
        "major_hysteresis": 0.05,
    }
    return fraction(model.get("tiers", {}).get(name, defaults[name]))


def head_cut(revenues: Sequence[Fraction], share: Fraction, most: Fraction) -> Fraction:
    if not revenues:
        return Fraction(0)
    ordered = sorted(revenues, reverse=True)
    total = sum(ordered)
    long = 1
    while sum(ordered[:long]) / total < share - TINY and long < len(ordered):
        long += 1
    long = min(long, max(1, math.floor(most * len(ordered))))
    inside = [revenue for revenue in ordered if revenue >= ordered[long - 1]]
    outside = [revenue for revenue in ordered if revenue < ordered[long - 1]]
    return (inside[-1] + (outside[0] if outside else 0)) / 2


def both_cuts(model: Mapping[str, Any], revenues: Sequence[Fraction | None]) -> tuple[Fraction, Fraction]:
    buying = [revenue for revenue in revenues if revenue is not None and revenue > 0]
    share, most, more = (
        rule(model, name) for name in ("major_revenue_share", "major_max_share_of_accounts", "major_hysteresis")
    )
    return head_cut(buying, share, most), head_cut(buying, share + more, most + more)


def key_bar(model: Mapping[str, Any], previous: str | None) -> Fraction:
    bar, slack = rule(model, "key_score"), rule(model, "hysteresis")
    return bar - slack if previous == "Key" else bar + slack if previous in {"Standard", "Major"} else bar


def reaches_floors(model: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    floor = rule(model, "key_axis_floor")
    weights = {axis: sum(c["weight"] for c in model["criteria"] if c["axis"] == axis) for axis in AXES}
    return all(
        found[axis] is not None and found[axis] >= floor - TINY for axis, weight in weights.items() if weight > 0
    )


def computed_tier(model: Mapping[str, Any], found: Mapping[str, Any], previous: str | None, cuts: Cuts) -> str:
    score, revenue = found["score"], found["revenue"]
    if (
        score is not None
        and set(found["gates"]) <= {"passes"}
        and reaches_floors(model, found)
        and score >= key_bar(model, previous) - TINY
    ):
        return "Key"
    cut = cuts[1] if previous in {"Key", "Major"} else cuts[0]
    least = model.get("tiers", {}).get("major_min_revenue")
    if revenue is not None and cut is not None and revenue > cut:
        return "Major"
    if revenue is not None and least is not None and revenue >= fraction(least) - TINY:
        return "Major"
    return "Unscored" if score is None else "Standard"


def tier(row: Row, computed: str, world: World) -> str:
    chosen = {"key": "Key", "major": "Major", "standard": "Standard"}.get(text(row.get("override_tier")) or "")
    until = day(row.get("override_until"), date_1904=world.date_1904)
    reason, author = text(row.get("override_reason")), str(row.get("override_by") or "").strip()
    return chosen if chosen and reason and author and until and world.as_of <= until else computed


def quadrant(model: Mapping[str, Any], found: Mapping[str, Any]) -> str | None:
    if found["attractiveness"] is None or found["relationship"] is None:
        return None
    floor = rule(model, "key_axis_floor") - TINY
    names = {(True, True): "Strategic", (True, False): "Star", (False, True): "Status", (False, False): "Streamline"}
    return names[found["attractiveness"] >= floor, found["relationship"] >= floor]


def ranks(book: Sequence[Mapping[str, Any]]) -> list[int | None]:
    def order(position: int) -> tuple[Fraction, int, Fraction, str]:
        found = book[position]
        revenue = found["revenue"]
        return -round(found["score"], 9), revenue is None, -(revenue or Fraction(0)), found["account_id"]

    best_first = sorted((i for i, found in enumerate(book) if found["score"] is not None), key=order)
    places = {position: place for place, position in enumerate(best_first, start=1)}
    return [places.get(position) for position in range(len(book))]


def assess(model: Mapping[str, Any], rows: Sequence[Row], world: World) -> list[dict[str, Any]]:
    """Score a whole book; each account is given as a dict of everything the contract says of it."""
    book = [scores(model, row, world) for row in rows]
    for found, row in zip(book, rows, strict=True):
        found["account_id"] = str(row["account_id"]).strip()
        found["revenue"] = field_number(row, "revenue_12m", world)
        found["gates"] = [gate_state(gate, row, world) for gate in model.get("gates", [])]
        found["quadrant"] = quadrant(model, found)
    cuts = world.cuts or both_cuts(model, [found["revenue"] for found in book])
    for found, row, rank in zip(book, rows, ranks(book), strict=True):
        previous = (world.previous or {}).get(found["account_id"])
        found["computed_tier"] = computed_tier(model, found, previous, cuts)
        found["tier"] = tier(row, found["computed_tier"], world)
        found["in_head"] = None if cuts[0] is None else found["revenue"] is not None and found["revenue"] > cuts[0]
        found["rank"] = rank
        found["cuts"] = cuts
    return book
