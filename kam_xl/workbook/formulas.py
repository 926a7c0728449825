"""The scoring rules as native formulas: what the engine computes, a spreadsheet computes again without it.

Every formula keeps to functions that Excel 2016 and LibreOffice 7.4 both know and evaluate alike. Arguments are
references or expressions, as texts; a formula is given without its leading equals sign. Unknown is the empty text.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from kam_xl.accounts.schema import Kind
from kam_xl.scoring.gates import TOLERANCE
from kam_xl.scoring.scales import Scale

SLACK = f"{TOLERANCE:.9f}"
"""How far below a threshold still counts as reaching it."""


# --- one rating ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RatedCell:
    """Where the parts of one rating stand.

    Attributes:
        value: The cell with the understood value.
        step: The cell that holds how many points of the curve the value has reached; unused by levels.
        keys: The values of the curve's points, rising, or the levels as texts: one column.
        ratings: Their ratings: one column.
    """

    value: str
    step: str
    keys: str
    ratings: str


def step(scale: Scale, cell: RatedCell) -> str | None:
    """Count the points of a curve that a value has reached; empty if it is no number; None where a scale needs none."""
    if scale.key != "curve":
        return None
    # A blank point counts for nothing, so the last one can be cleared.
    reached = f'SUMPRODUCT(--({cell.keys}<>""),--({cell.keys}<={cell.value}))'
    return f'IF({is_number(cell.value)},{reached},"")'


def rating(scale: Scale, cell: RatedCell) -> str:
    """Rate a value, 0–100; empty for unknown and for an unknown level. The scale's content is read from the cells."""
    return _RATINGS[scale.key](scale, cell)


def is_number(value: str) -> str:
    """Tell whether a cell holds a number."""
    # LibreOffice calls TRUE a number.
    return f"IF(ISERROR({value}),FALSE,IF(ISLOGICAL({value}),FALSE,ISNUMBER({value})))"


def _curve_rating(_: Scale, cell: RatedCell) -> str:
    k, last = cell.step, f"COUNT({cell.keys})"
    x, y = f"INDEX({cell.keys},{k})", f"INDEX({cell.ratings},{k})"
    x_next, y_next = f"INDEX({cell.keys},{k}+1)", f"INDEX({cell.ratings},{k}+1)"
    between = f"{y}+({cell.value}-{x})*({y_next}-{y})/({x_next}-{x})"
    inside = f"IF({k}>={last},INDEX({cell.ratings},{last}),{between})"
    return f'IF({k}="","",IF({k}=0,INDEX({cell.ratings},1),{inside}))'


def _level_rating(scale: Scale, cell: RatedCell) -> str:
    text = boolean_text(cell.value) if scale.reads is Kind.BOOLEAN else plain_text(cell.value)
    # A comparison by = follows the language in some programs, where STRASSE is straße. Not every program computes
    # LOWER of a range, but of what is made from one.
    matches = f'--EXACT(LOWER({cell.keys}&""),LOWER({text}))'
    found = f'IF(SUMPRODUCT({matches})=0,"",SUMPRODUCT({matches},{cell.ratings}))'
    return f'IF(ISERROR({cell.value}),"",{found})'


def boolean_text(value: str) -> str:
    """Give a cell that is read as a boolean as "true", "false" or the empty text."""
    figure = f'IF(ISNUMBER({value}),IF({value}=1,"true",IF({value}=0,"false","")),"")'
    return _logical_or(value, figure)


def plain_text(value: str) -> str:
    """Give a cell as text without blanks around it."""
    # A number joined to a text takes the decimal mark of the reader's language.
    figures = f'IF(ISNUMBER({value}),SUBSTITUTE({value}&"",",","."),{value}&"")'
    return _logical_or(value, f'TRIM(SUBSTITUTE({figures},_xlfn.UNICHAR(160)," "))')


def _logical_or(value: str, other: str) -> str:
    # TRUE joined to a text becomes WAHR or VRAI where the program speaks German or French.
    return f'IF(ISLOGICAL({value}),IF({value},"true","false"),{other})'


_RATINGS: MappingProxyType[str, Callable[[Scale, RatedCell], str]] = MappingProxyType(
    {"curve": _curve_rating, "levels": _level_rating}
)


# --- the account -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ModelCells:
    """Where the model stands that the sums read.

    Attributes:
        weights: The weights, one cell per criterion, in a row.
        axes: The axis of each criterion, as wide.
        missing: The cell with "renormalise" or "zero".
        min_coverage: The cell with the share of the weight that must be known.
        axis_floor: The cell with the axis score that separates the quadrants.
    """

    weights: str
    axes: str
    missing: str
    min_coverage: str
    axis_floor: str


def total_weight(model: ModelCells, axis: str | None = None) -> str:
    """Sum the weights, of one axis or of all."""
    return f"SUMPRODUCT({_of(model, axis)}{model.weights})"


def known_weight(model: ModelCells, ratings: str, axis: str | None = None) -> str:
    """Sum the weights of an account's known ratings."""
    return f'SUMPRODUCT({_of(model, axis)}{model.weights},--({ratings}<>""))'


def points(model: ModelCells, ratings: str, axis: str | None = None) -> str:
    """Sum weight times rating over an account's known ratings."""
    return f"SUMPRODUCT({_of(model, axis)}{model.weights},{ratings})"


def _of(model: ModelCells, axis: str | None) -> str:
    return "" if axis is None else f'--({model.axes}="{axis}"),'


def counted_weight(model: ModelCells, known: str, total: str) -> str:
    """Give the weight that a score is divided by."""
    return f'IF({model.missing}="zero",{total},{known})'


def mean(model: ModelCells, ratings: str, total: str, axis: str | None = None) -> str:
    """Give a score, 0–100: of the whole account or of one axis; empty if too little is known or nothing has weight.

    Args:
        model: Where the model stands.
        ratings: The account's ratings.
        total: The cell with the sum of all weights that count here.
        axis: The axis; None for the whole account.
    """
    known = known_weight(model, ratings, axis)
    too_little = f"{known}<{total}*({model.min_coverage}-{SLACK})"
    divided = f"MIN(100,{points(model, ratings, axis)}/{counted_weight(model, known, total)})"
    return f'IF({known}<=0,"",IF({too_little},"",{divided}))'


def score_low(model: ModelCells, ratings: str, total: str) -> str:
    """Give the score if every unknown were rated 0."""
    return f"MIN(100,{points(model, ratings)}/{total})"


def score_high(model: ModelCells, ratings: str, total: str) -> str:
    """Give the score if every unknown were rated 100."""
    return f"MIN(100,({points(model, ratings)}+100*({total}-{known_weight(model, ratings)}))/{total})"


def contribution(model: ModelCells, score: str, rated: str, weight: str, counted: str) -> str:
    """Give the points of the score due to one criterion; empty without a score, and for unknown unless it counts 0."""
    unknown = f'IF({model.missing}="zero",0,"")'
    return f'IF({score}="","",IF({rated}="",{unknown},{weight}*{rated}/{counted}))'


def quadrant(model: ModelCells, attractiveness: str, relationship: str) -> str:
    """Give the quadrant; empty if an axis is unknown."""
    floor = f"{model.axis_floor}-{SLACK}"
    attractive = f'IF({relationship}>={floor},"Strategic","Star")'
    other = f'IF({relationship}>={floor},"Status","Streamline")'
    unknown = f'OR({attractiveness}="",{relationship}="")'
    return f'IF({unknown},"",IF({attractiveness}>={floor},{attractive},{other}))'
