"""Opening a workbook that opens with a password only."""

from __future__ import annotations

from importlib import import_module
from io import BytesIO

from kam_xl.errors import HostError, SourceError


def unsealed(content: bytes, password: str, name: str) -> bytes:
    """Decrypt a workbook, as Excel does.

    Args:
        content: What its file holds.
        password: What opens it; no message says it.
        name: The file's name, for the message.

    Raises:
        HostError: What decrypts is not installed.
        SourceError: The password is another, or the file is damaged.
    """
    try:
        encryption = import_module("msoffcrypto.format.ooxml")
        refused = import_module("msoffcrypto.exceptions").InvalidKeyError
    except ImportError as error:
        raise HostError('Copies with a password need the extra: pip install "kam-xl[password]".') from error
    opened = BytesIO()
    try:
        sealed = encryption.OOXMLFile(BytesIO(content))
        sealed.load_key(password=password, verify_password=True)
        sealed.decrypt(opened)
    except refused:
        raise SourceError(f"{name} does not open with this password. Give the one with which it was shared.") from None
    except Exception as error:  # noqa: BLE001 - a damaged or hostile file fails in any way the library knows
        raise SourceError(f"{name} cannot be decrypted ({type(error).__name__}). Let it be sent again.") from None
    return opened.getvalue()
