"""The rules of tiers and ranks as native formulas; see `kam_xl.workbook.formulas` for what all of them keep to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from kam_xl.accounts.schema import TIERS
from kam_xl.scoring.gates import GateTest, OneOf
from kam_xl.workbook.formulas import SLACK, boolean_text, is_number, plain_text

# --- gates -----------------------------------------------------------------------------------------------------------


def gate_state(test: GateTest, value: str, wanted: str) -> str:
    """Test one gate: "passes", "fails" or "unknown", as the engine says it.

    Args:
        test: What kind of test it is.
        value: The cell with the understood value.
        wanted: The cell of the model with what it is tested against.
    """
    known, passes = _GATES[test.key](test, value, wanted)
    return f'IF(ISERROR({value}),"unknown",IF({known},IF({passes},"passes","fails"),"unknown"))'


def _is(_: GateTest, value: str, wanted: str) -> tuple[str, str]:
    found = boolean_text(value)
    return f'{found}<>""', f"{found}={boolean_text(wanted)}"


def _at_least(_: GateTest, value: str, wanted: str) -> tuple[str, str]:
    return is_number(value), f"{value}>={wanted}-{SLACK}"


def _at_most(_: GateTest, value: str, wanted: str) -> tuple[str, str]:
    return is_number(value), f"{value}<={wanted}+{SLACK}"


def _one_of(test: GateTest, value: str, wanted: str) -> tuple[str, str]:
    text = f"LOWER({plain_text(value)})"
    listed = _quoted_list(test) or _comma_list(wanted)
    # A text with a comma would be found where two neighbours of the list meet.
    found = f'ISNUMBER(FIND("{_BETWEEN}"&{text}&"{_BETWEEN}",{listed}))'
    return f'{text}<>""', found


_BETWEEN = "¦"
"""What stands between the texts of a list in a formula: no text of a list holds it, and nobody types it."""


def is_plain_list(test: GateTest) -> bool:
    """Tell whether a gate's list can be read by a formula: no text of it needs quotes."""
    return not isinstance(test, OneOf) or not any(mark in text for text in test.allowed for mark in ',"\r\n')


def _quoted_list(test: GateTest) -> str:
    if is_plain_list(test) or not isinstance(test, OneOf):
        return ""
    texts = (" ".join(text.lower().split()).replace('"', '""') for text in test.allowed)
    return f'"{_BETWEEN}{_BETWEEN.join(texts)}{_BETWEEN}"'


def _comma_list(wanted: str) -> str:
    tight = f'SUBSTITUTE(SUBSTITUTE(LOWER(TRIM({wanted}&""))," ,",","),", ",",")'
    return f'"{_BETWEEN}"&SUBSTITUTE({tight},",","{_BETWEEN}")&"{_BETWEEN}"'


_GATES: MappingProxyType[str, Callable[[GateTest, str, str], tuple[str, str]]] = MappingProxyType(
    {"is": _is, "at_least": _at_least, "at_most": _at_most, "one_of": _one_of}
)


# --- tiers -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TierCells:
    """Where the rules of tiers stand.

    Attributes:
        key_score: The cell with the score that makes Key.
        axis_floor: The cell with the axis score that Key needs.
        hysteresis: The cell with the points more to become Key, and less to stay it.
        min_revenue: The cell with the revenue that makes Major by itself; blank for none.
        cut: The cell with the revenue above which the head begins; blank if nobody knows it.
        keep: The cell with the same for accounts that were Key or Major.
        as_of: The cell with the day on which an override must still count.
        totals: The cell with the sum of weights of each axis.
    """

    key_score: str
    axis_floor: str
    hysteresis: str
    min_revenue: str
    cut: str
    keep: str
    as_of: str
    totals: Sequence[str]


@dataclass(frozen=True, slots=True)
class StandingCells:
    """Where stands what decides the tier of one account.

    Attributes:
        score: Its score.
        axes: Its axis scores, in the order of `TierCells.totals`.
        gates: The states of its gates, one row of cells; empty for a model without gates.
        revenue: Its revenue.
        previous: Its previous tier.
        key_from: The score it needs to be Key.
        major_from: The revenue above which it is in the head.
    """

    score: str
    axes: Sequence[str]
    gates: str
    revenue: str
    previous: str
    key_from: str
    major_from: str


def key_from(tiers: TierCells, previous: str) -> str:
    """Give the score that an account needs to be Key: higher to become it, lower to stay so."""
    rise = f'IF(OR({previous}="Major",{previous}="Standard"),{tiers.hysteresis},0)'
    return f'{tiers.key_score}+IF({previous}="Key",-{tiers.hysteresis},{rise})'


def major_from(tiers: TierCells, previous: str) -> str:
    """Give the revenue above which an account is in the head, lower if it was Key or Major; empty if unknown."""
    applies = f'IF(OR({previous}="Key",{previous}="Major"),{tiers.keep},{tiers.cut})'
    return f'IF(ISNUMBER({applies}),{applies},"")'


def in_head(tiers: TierCells, revenue: str) -> str:
    """Tell whether an account is in the head; empty if the cut is unknown."""
    return f'IF(ISNUMBER({tiers.cut}),IF({is_number(revenue)},{revenue}>{tiers.cut},FALSE),"")'


def computed_tier(tiers: TierCells, standing: StandingCells) -> str:
    """Give the tier before any override: the first that applies of Key, Major, Unscored and Standard."""
    rest = f'IF({standing.score}="","Unscored","Standard")'
    return f'IF({_is_key(tiers, standing)},"Key",IF({_is_major(tiers, standing)},"Major",{rest}))'


def _is_key(tiers: TierCells, standing: StandingCells) -> str:
    needs = [_reaches(standing.score, standing.key_from)]
    if standing.gates:
        needs.append(f'SUMPRODUCT(--({standing.gates}<>"passes"))=0')
    for axis, total in zip(standing.axes, tiers.totals, strict=True):
        needs.append(f"IF({total}>0,{_reaches(axis, tiers.axis_floor)},TRUE)")
    return f"AND({','.join(needs)})"


def _reaches(value: str, threshold: str) -> str:
    # A text is greater than every number.
    return f"IF(ISNUMBER({value}),{value}>={threshold}-{SLACK},FALSE)"


def _is_major(tiers: TierCells, standing: StandingCells) -> str:
    revenue = standing.revenue
    by_head = f"IF(ISNUMBER({standing.major_from}),{revenue}>{standing.major_from},FALSE)"
    by_size = f"IF(ISNUMBER({tiers.min_revenue}),{revenue}>={tiers.min_revenue}-{SLACK},FALSE)"
    return f"IF(ISNUMBER({revenue}),OR({by_head},{by_size}),FALSE)"


def tier(override: str, computed: str) -> str:
    """Give the tier: that of the override if it counts, else the computed one."""
    return f'IF({override}="",{computed},{override})'


@dataclass(frozen=True, slots=True)
class OverrideCells:
    """Where an account's override stands: each a reference to one cell."""

    tier: str
    reason: str
    by: str
    until: str


def override(tiers: TierCells, cells: OverrideCells) -> str:
    """Give the tier of an override that is complete and has not expired; empty without one."""
    named = f'LOWER(TRIM({cells.tier}&""))'
    given = '""'
    for name in reversed(TIERS):
        given = f'IF({named}="{name.lower()}","{name}",{given})'
    complete = f'AND(TRIM({cells.reason}&"")<>"",TRIM({cells.by}&"")<>"",{is_number(cells.until)})'
    return f'IF({complete},IF({cells.until}>={tiers.as_of},{given},""),"")'


# --- ranks -----------------------------------------------------------------------------------------------------------

_LEAST = "-1E+300"
"""Less than every revenue: where none is known."""


def rank_score(score: str) -> str:
    """Give the score by which an account is ranked, with 9 decimals; less than every score without one."""
    return f"IF(ISNUMBER({score}),ROUND({score},9),-1)"


def rank_revenue(revenue: str) -> str:
    """Give the revenue by which equals are ranked; less than every revenue if it is unknown."""
    return f"IF(ISNUMBER({revenue}),{revenue},{_LEAST})"


def rank(own: Sequence[str], all_of_them: Sequence[str]) -> str:
    """Rank an account among others; empty without a score.

    Args:
        own: Its cells with the score and the revenue to rank by, and its place in the order of ids.
        all_of_them: The same cells of all accounts, as ranges.
    """
    (score, revenue, place), (scores, revenues, places) = own, all_of_them
    of_equals = f"({revenues}>{revenue})+({revenues}={revenue})*({places}<{place})"
    better = f"SUMPRODUCT(({scores}>{score})+({scores}={score})*({of_equals}))"
    return f'IF({score}<0,"",1+{better})'
