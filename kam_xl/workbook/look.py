"""How the sheets look: one set of colours and formats for the workbook and the manager copies."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from kam_xl.accounts.schema import Kind

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

    from kam_xl.accounts.schema import Field

# Every ink stands out from every ground it is written on by 4.5 to 1 or more, as WCAG 2.1 asks at level AA.
INK = "#1F2937"
MUTED = "#596273"
LINE = "#D1D5DB"
PAPER = "#F3F4F6"
NAVY = "#1E3A5F"
TEAL = "#0F766E"
TEAL_PALE = "#E6F4F1"
EDITABLE = "#FFF8E1"
COMPUTED = "#EEF6F4"
"""The ground of a cell that kam-xl writes."""
UNKNOWN = "#E1E4E9"
"""The ground of a cell that should hold something and does not."""
WARNING = "#A34A08"
WARNING_PALE = "#FEF3C7"

TIER_COLOURS = MappingProxyType({"Key": TEAL, "Major": NAVY, "Standard": "#8A93A1", "Unscored": "#B08948"})
"""The colour of each tier, in cells and charts alike; each stands out from white by 3 to 1 or more."""


def tier_ink(tier: str) -> str:
    """Give the colour in which a tier is written: those that stand out in their own, the others muted."""
    return TIER_COLOURS[tier] if tier in {"Key", "Major"} else MUTED


_UNIT_FORMATS = MappingProxyType(
    {
        "currency": "#,##0;[Red]-#,##0",
        "share": "0%",
        "0–100": "0.0",
        "%": "0.0",
        "hours": "0.0#",
        "years": "0.0",
        "year": "0",
    }
)

DATE_FORMAT = "yyyy-mm-dd"

_ANY_NUMBER = "[>=1000]#,##0;[<=-1000]-#,##0;General"


def number_format(field: Field | None) -> str:
    """Give the number format of a column's cells; of a column beyond the schema where there is no field."""
    if field is None:
        return "General"
    if field.kind is Kind.DATE:
        return DATE_FORMAT
    return _UNIT_FORMATS.get(field.unit, _ANY_NUMBER if field.kind is Kind.NUMBER else "General")


@dataclass(frozen=True, slots=True)
class Look:
    """Give out formats, each made once.

    Attributes:
        book: The XlsxWriter workbook.
    """

    book: Workbook
    _made: dict[tuple[tuple[str, object], ...], Format] = field(default_factory=dict)

    def __call__(self, **properties: object) -> Format:
        """Give a format with these properties of XlsxWriter, beside the common ones."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format({"font_color": INK, "valign": "vcenter"} | properties)
        return self._made[key]
