"""The file names of plans: safe on every system, and the same at every run."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from kam_xl.workbook.file_names import safe_file_name

if TYPE_CHECKING:
    from kam_xl.portfolio.book import ScoredAccount

LONGEST_NAME = 80
"""Bytes of UTF-8 that an account's name may take."""

LONGEST_ID = 40
"""Bytes of UTF-8 that an account's id may take."""

# NEW would read like the mark of the version beside an edited plan.
_PLAIN_ID = re.compile(r"(?!NEW$)[0-9A-Z]+([-_.][0-9A-Z]+)*")
_ID_IN_BRACKETS = re.compile(r"(?:^| )\((?!new\))")


def plan_file_name(account: ScoredAccount, ending: str, mark: str = "") -> str:
    """Name an account's plan.

    The id stands in every name, so that two accounts never meet, also where upper and lower case are one: an id that
    cannot stand there unchanged, or has small letters, is followed by the first six digits of its SHA-256.

    Args:
        account: The account.
        ending: The format's ending, without the dot.
        mark: What tells this plan of the account from its others; it follows the id.

    Returns:
        The name and the id in brackets, such as "Acme (A1).docx", safe as `safe_file_name` makes it, at most 140 bytes.
    """
    name = safe_file_name(account.name, "", LONGEST_NAME)
    stem = f"{name} ({_distinct(account.account_id)})" if name else f"({_distinct(account.account_id)})"
    return f"{' '.join(filter(None, (stem, mark)))}.{ending}"


def is_plan_name(name: str) -> bool:
    """Tell the name of an account's plan, which has an id in brackets, from that of a page over many accounts.

    >>> is_plan_name("Acme (A1) (new).docx"), is_plan_name("Portfolio (new).docx")
    (True, False)
    """
    return _ID_IN_BRACKETS.search(name) is not None


def _distinct(account_id: str) -> str:
    if _PLAIN_ID.fullmatch(account_id) and len(account_id) <= LONGEST_ID:
        return account_id
    digest = hashlib.sha256(account_id.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return "-".join(part for part in (safe_file_name(account_id, "", LONGEST_ID), digest) if part)
