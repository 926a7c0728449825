"""The file names of plans: safe on every system, and the same at every run."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kam_xl.portfolio.book import ScoredAccount

LONGEST_NAME = 80
"""Bytes of UTF-8 that an account's name may take."""

LONGEST_ID = 40
"""Bytes of UTF-8 that an account's id may take."""

_RESERVED = frozenset(
    {"AUX", "CON", "NUL", "PRN", "CONIN$", "CONOUT$"}
    | {f"{device}{digit}" for device in ("COM", "LPT") for digit in "0123456789¹²³"}
)
"""What Windows takes for a device, whatever follows the first dot."""

_KEPT_SIGNS = frozenset(" -_.,&'+()")
# NEW would read like the mark of the version beside an edited plan.
_PLAIN_ID = re.compile(r"(?!NEW$)[0-9A-Z]+([-_.][0-9A-Z]+)*")


def plan_file_name(account: ScoredAccount, ending: str, mark: str = "") -> str:
    """Name an account's plan.

    The id stands in every name, so that two accounts never meet, also where upper and lower case are one: an id that
    cannot stand there unchanged, or has small letters, is followed by the first six digits of its SHA-256.

    Args:
        account: The account.
        ending: The format's ending, without the dot.
        mark: What tells this plan of the account from its others; it follows the id.

    Returns:
        The name and the id in brackets, such as "Acme (A1).docx": letters and digits of any script and a few signs, no
        device of Windows, no leading dot or dash, at most 140 bytes.
    """
    name = _safe(account.name, LONGEST_NAME)
    stem = f"{name} ({_distinct(account.account_id)})" if name else f"({_distinct(account.account_id)})"
    device = stem.partition(".")[0].strip().upper()
    return f"{'_' if device in _RESERVED else ''}{' '.join(filter(None, (stem, mark)))}.{ending}"


def _distinct(account_id: str) -> str:
    if _PLAIN_ID.fullmatch(account_id) and len(account_id) <= LONGEST_ID:
        return account_id
    digest = hashlib.sha256(account_id.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return "-".join(part for part in (_safe(account_id, LONGEST_ID), digest) if part)


def _safe(text: str, longest: int) -> str:
    kept = "".join(sign if _may_stand(sign) else " " for sign in unicodedata.normalize("NFC", text))
    cut = " ".join(kept.split()).encode()[:longest].decode(errors="ignore")
    return cut.lstrip(" .-").rstrip()


def _may_stand(sign: str) -> bool:
    # Letters, marks and digits of any script.
    return sign in _KEPT_SIGNS or unicodedata.category(sign)[0] in "LMN"
