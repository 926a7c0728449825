"""What Excel's function wizard says about the arguments of our functions.

What a function is for stands in the VBA sources, as the attribute `VB_Description`; VBA has no place for its arguments.
"""

from collections.abc import Mapping
from types import MappingProxyType
from xml.sax.saxutils import escape

_ROW = (
    "The account's cells: a row of the table Accounts, or any cells in the order of that table. "
    "Several rows give as many answers."
)
_ROWS = "The rows of all accounts that are ranked with each other, such as the table Accounts."
_HEADERS = "The headers of these cells. Leave it out within a table, and for cells in the order of the sheet Accounts."
_MODEL = "The cell KamToken, or all cells of the sheet Model. Leave it out for the model of this workbook."
_PREVIOUS_TIER = "The tier it had at the last snapshot: near a threshold it decides. Leave it out where there was none."

_OF_ROW = (_ROW, _HEADERS, _MODEL)

ARGUMENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "KAM_SCORE": _OF_ROW,
        "KAM_COVERAGE": _OF_ROW,
        "KAM_QUADRANT": _OF_ROW,
        "KAM_TIER": (*_OF_ROW, _PREVIOUS_TIER),
        "KAM_WHY": _OF_ROW,
        "KAM_TO_KEY": _OF_ROW,
        "KAM_EXPLAIN": _OF_ROW,
        "KAM_RANK": (_ROWS, _HEADERS, _MODEL),
        "KAM_TOKEN": ("The cells that scores depend on beside the account's own: Model, Settings and Team.",),
    }
)
"""One text per argument, in their order, by function; 1 to 255 characters each."""


def argument_help() -> bytes:
    """Give the part of the workbook's XML that holds the texts about arguments."""
    functions = "".join(_of_function(name, texts) for name, texts in ARGUMENTS.items())
    return (
        '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
        'uri="{8193D73E-4604-4355-AFF4-8A2333D13BE4}">'
        f"<x14:definedNames>{functions}</x14:definedNames></ext></extLst>"
    ).encode()


def _of_function(name: str, texts: tuple[str, ...]) -> str:
    lines = (
        f'<x14:argumentDescription index="{place}">{escape(text)}</x14:argumentDescription>'
        for place, text in enumerate(texts)
    )
    described = f'<x14:argumentDescriptions count="{len(texts)}">{"".join(lines)}</x14:argumentDescriptions>'
    return f'<x14:definedName name="{name}">{described}</x14:definedName>'
