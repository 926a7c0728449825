"""Encrypting a workbook, so that it opens with a password only."""

from __future__ import annotations

from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING

from kam_xl.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Callable

_SHORTEST = 8


def sealing(password: str) -> Callable[[bytes], bytes]:
    """Give a function that encrypts a workbook as Excel does; the same workbook gives other bytes each time.

    Raises:
        HostError: The password is short, or what encrypts is not installed.
    """
    if len(password) < _SHORTEST:
        raise HostError(f"The password of the copies is shorter than {_SHORTEST} characters. Choose a longer one.")
    try:
        encryption = import_module("msoffcrypto.format.ooxml")
    except ImportError as error:
        raise HostError("Copies with a password need the extra: pip install kam-xl[password].") from error

    def seal(content: bytes) -> bytes:
        sealed = BytesIO()
        encryption.OOXMLFile(BytesIO(content)).encrypt(password, sealed)
        return sealed.getvalue()

    return seal
