"""The kinds of scale a criterion can rate by: one file each, and one line below."""

from types import MappingProxyType

from kam_xl.scoring.scales.curve import Curve
from kam_xl.scoring.scales.levels import Levels
from kam_xl.scoring.scales.scale import Scale

SCALES: MappingProxyType[str, type[Scale]] = MappingProxyType(
    {
        "curve": Curve,
        "levels": Levels,
    }
)
"""Each kind of scale by its key in a model."""

__all__ = ["SCALES", "Curve", "Levels", "Scale"]
