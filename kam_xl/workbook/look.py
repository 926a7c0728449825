"""How the sheets look: one set of colours and formats for the workbook and the manager copies."""

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from kam_xl.accounts.schema import Field, Kind

INK = "#1F2937"
MUTED = "#6B7280"
LINE = "#D1D5DB"
PAPER = "#F3F4F6"
NAVY = "#1E3A5F"
TEAL = "#0F766E"
TEAL_PALE = "#E6F4F1"
EDITABLE = "#FFF8E1"
WARNING = "#B45309"
WARNING_PALE = "#FEF3C7"

TIER_COLOURS = MappingProxyType({"Key": "#0F766E", "Major": "#1E3A5F", "Standard": "#9CA3AF", "Unscored": "#D1D5DB"})
"""The colour of each tier, in cells and charts alike."""

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


def number_format(field: Field | None) -> str:
    """Give the number format of a column's cells; of a column beyond the schema where there is no field."""
    if field is None:
        return "General"
    if field.kind is Kind.DATE:
        return DATE_FORMAT
    return _UNIT_FORMATS.get(field.unit, "General")


@dataclass(frozen=True, slots=True)
class Look:
    """Give out formats, each made once.

    Attributes:
        book: The XlsxWriter workbook.
    """

    book: Any
    _made: dict[tuple[tuple[str, object], ...], Any] = field(default_factory=dict)

    def __call__(self, **properties: object) -> Any:  # noqa: ANN401 - XlsxWriter has no types
        """Give a format with these properties of XlsxWriter, beside the common ones."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format({"font_color": INK, "valign": "vcenter"} | properties)
        return self._made[key]

    def header(self, colour: str = NAVY) -> Any:  # noqa: ANN401 - XlsxWriter has no types
        """Give the format of a header cell."""
        return self(
            bold=True, font_color="#FFFFFF", bg_color=colour, text_wrap=True, valign="top", border=1, border_color=LINE
        )

    def title(self) -> Any:  # noqa: ANN401 - XlsxWriter has no types
        """Give the format of a sheet's title."""
        return self(bold=True, font_size=18, font_color=NAVY)

    def note(self) -> Any:  # noqa: ANN401 - XlsxWriter has no types
        """Give the format of an explanation."""
        return self(font_color=MUTED, italic=True)

    def banner(self) -> Any:  # noqa: ANN401 - XlsxWriter has no types
        """Give the format of the line that warns of an edited model."""
        return self(bold=True, font_color=WARNING)
