"""Encrypting a workbook, so that it opens with a password only."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from io import BytesIO

from kam_xl.errors import HostError

_SHORTEST = 8


@dataclass(frozen=True, slots=True)
class Seal:
    """Encrypt workbooks as Excel does; the same workbook gives other bytes each time.

    Attributes:
        password: What opens them; it is shown nowhere.
    """

    password: str = field(repr=False)

    def __call__(self, content: bytes) -> bytes:
        """Encrypt one."""
        encryption = import_module("msoffcrypto.format.ooxml")
        sealed = BytesIO()
        encryption.OOXMLFile(BytesIO(content)).encrypt(self.password, sealed)
        return sealed.getvalue()


def sealing(password: str) -> Seal:
    """Make ready to encrypt workbooks.

    Raises:
        HostError: The password is short, or what encrypts is not installed.
    """
    if len(password) < _SHORTEST:
        raise HostError(f"The password of the copies is shorter than {_SHORTEST} characters. Choose a longer one.")
    try:
        import_module("msoffcrypto.format.ooxml")
    except ImportError as error:
        raise HostError('Copies with a password need the extra: pip install "kam-xl[password]".') from error
    return Seal(password)
