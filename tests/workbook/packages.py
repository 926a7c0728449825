"""Everything a file could say, for those who look for what it must not say."""

import html
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO


def texts_of(content: bytes) -> Iterator[str]:
    """Give every text in a file, packed files within it unpacked, in whatever encoding it may stand there."""
    if zipfile.is_zipfile(BytesIO(content)):
        with zipfile.ZipFile(BytesIO(content)) as package:
            yield package.comment.decode("latin-1")
            for part in package.infolist():
                yield part.filename + part.comment.decode("latin-1") + part.extra.decode("latin-1")
                yield from texts_of(package.read(part))
        return
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "latin-1"):
        text = content.decode(encoding, errors="ignore")
        yield text
        yield html.unescape(text)


def found_in(content: bytes, tokens: set[str]) -> set[str]:
    """Give the tokens that a file says anywhere, whatever their case; no token is part of another."""
    folded = {token.casefold(): token for token in tokens}
    wanted = re.compile("|".join(map(re.escape, folded)) or "(?!)")
    return {folded[said] for text in texts_of(content) for said in wanted.findall(text.casefold())}
