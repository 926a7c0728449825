"""Texts that a spreadsheet would run as a formula when it opens a csv, and how they are made harmless.

A csv cannot say that a cell is text: Excel runs `=HYPERLINK(…)` from a stranger's company name. Such a text is written
with an apostrophe before it, and reading takes exactly that apostrophe off again.

Source:
    OWASP, "CSV Injection" (the characters, full-width forms included).
"""

import re

_STARTS = "=+\\-@\t\r\n＝＋－＠"  # noqa: RUF001 - the full-width forms are meant
_SUSPECT = frozenset("'" + _STARTS)
_DANGEROUS = re.compile(f"'*[{_STARTS}]")
_GUARDED = re.compile(f"'+[{_STARTS}]")
_HARMLESS = re.compile(r"[-+]?(?:[€$£]? ?[0-9][0-9.,'\u00a0\u202f ]*(?:[eE][-+]?[0-9]+)?(?: ?(?:[%€$£]|[A-Z]{3}))?)?")

GUARDED_BYTES = re.compile(f"'[{_STARTS}]".encode())
"""Finds out quickly whether a file in UTF-8 can hold a guarded text at all."""


def guarded(text: str) -> str:
    """Make a text harmless; numbers with a sign, and a lone sign, are left as they are.

    >>> guarded("=1+1"), guarded("-1,234.50 EUR"), guarded("- call back"), guarded("'=1+1")
    ("'=1+1", '-1,234.50 EUR', "'- call back", "''=1+1")
    """
    if text[:1] not in _SUSPECT or not _DANGEROUS.match(text) or _HARMLESS.fullmatch(text):
        return text
    return "'" + text


def unguarded(text: str) -> str:
    """Give back the text that `guarded` was given.

    >>> unguarded("'=1+1"), unguarded("'s-Hertogenbosch")
    ('=1+1', "'s-Hertogenbosch")
    """
    return text[1:] if _GUARDED.match(text) else text
