"""Everything a file could say, for those who look for what it must not say."""

import html
import re
import zipfile
from binascii import a2b_base64, a2b_qp
from collections.abc import Iterable, Iterator
from datetime import date
from io import BytesIO
from itertools import groupby

_EPOCH = date(1899, 12, 30)
_NESTED = 3
"""How often one encoding is looked for within another; packages count too."""


def texts_of(content: bytes, nested: int = _NESTED) -> Iterator[str]:
    """Give every text in a file that ASCII can say, in whatever encoding it may stand there, one within another.

    Packages are unpacked. A text may stand there in UTF-8 or UTF-16, with signs escaped as XML does, in base64 from any
    sign on and over several lines, and quoted-printable.
    """
    # In UTF-16, zero bytes stand between the others, in either order and from any byte on.
    for said in (content, content.replace(b"\0", b"")) if b"\0" in content else (content,):
        text = said.decode("utf-8", errors="ignore")
        yield text
        if "&" in text:
            yield html.unescape(text)
    if nested:
        for inner in _within(content):
            yield from texts_of(inner, nested - 1)


def _within(content: bytes) -> Iterator[bytes]:
    if content.startswith(_PACKAGE):
        yield from _unpacked(content)
        return
    yield from _from_base64(content)
    if _QUOTED.search(content):
        yield a2b_qp(content)


def _unpacked(content: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        yield package.comment
        for part in package.infolist():
            yield part.filename.encode() + part.comment + part.extra
            yield package.read(part)


_PACKAGE = b"PK\x03\x04"
_QUOTED = re.compile(rb"=(?:[0-9A-F]{2}|\r?\n)")
_LINE_BREAK = re.compile(rb"(?<![\r\n])\r?\n[ \t]*(?![\r\n])")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{12,}")


def _from_base64(content: bytes) -> Iterator[bytes]:
    runs = _BASE64.findall(_LINE_BREAK.sub(b"", content).replace(b"-", b"+").replace(b"_", b"/"))
    for start in range(4 if runs else 0):
        # What its last signs say counts too; a few zero bytes behind it do no harm.
        read = [a2b_base64(run[start:] + b"A" * (-len(run[start:]) % 4)) for run in runs]
        yield from (found for found in read if found.startswith(_PACKAGE))
        yield b"\n".join(read)


def found_in(content: bytes, tokens: set[str]) -> set[str]:
    """Give the tokens that a file says anywhere, whatever their case; no token is part of another.

    A token that is a day in ISO form is also found as the number that a workbook keeps for it.
    """
    words = {token.casefold(): token for token in tokens}
    days = {str(serial_of(date.fromisoformat(token))): token for token in tokens if _DAY.fullmatch(token)}
    wanted = re.compile(_any_of(sorted(words)) or "(?!)")
    found = set()
    for text in texts_of(content):
        found |= {words[said] for said in wanted.findall(text.casefold())}
        found |= {days[said] for said in days.keys() & _SERIAL.findall(text)}
    return found


_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SERIAL = re.compile(r"(?<![\w.])\d{5}(?![\w.])")


def serial_of(day: date) -> int:
    """Give the number that a workbook keeps for a day."""
    return (day - _EPOCH).days


def _any_of(words: Iterable[str]) -> str:
    """Write sorted words as a pattern that looks at each sign once: those that begin alike share their beginning."""
    branches = []
    for first, members in groupby(words, key=lambda word: word[:1]):
        rest = [word[1:] for word in members]
        branches.append(re.escape(first) + (_any_of(rest) if first and any(rest) else ""))
    return f"(?:{'|'.join(sorted(branches, key=len, reverse=True))})" if branches else ""
