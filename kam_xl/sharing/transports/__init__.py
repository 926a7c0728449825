"""The ways in which messages leave: one file each, and one line below."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from kam_xl.sharing.transports.eml import EmlDrafts
from kam_xl.sharing.transports.transport import Delivery, Transport

TRANSPORTS: Mapping[str, Callable[[Path], Transport]] = MappingProxyType(
    {
        "eml": EmlDrafts,
    }
)
"""Each transport by the word a person chooses; it is given the folder of the run."""

__all__ = ["TRANSPORTS", "Delivery", "EmlDrafts", "Transport"]
