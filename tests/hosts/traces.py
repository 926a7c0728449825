"""What a secret looks like once a program has written it somewhere, in whatever encoding."""

import quopri
import zipfile
from base64 import b64encode
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, quote_plus

_UTF_16 = ("utf-16-le", "utf-16-be")


def traces(secret: str) -> dict[str, bytes]:
    """Give the forms of a secret to search for, by what each is called."""
    forms = {name: secret.encode(name) for name in ("utf-8", *_UTF_16)}
    encoded = {
        f"base64 of {name}, {skipped} signs in": _within_base64(written, skipped)
        for name, written in forms.items()
        for skipped in range(3)
    }
    return {
        **forms,
        **encoded,
        "quoted-printable": quopri.encodestring(secret.encode(), quotetabs=True),
        "percent-encoded": quote(secret, safe="").encode(),
        "percent-encoded with +": quote_plus(secret).encode(),
        "hexadecimal": secret.encode().hex().encode(),
        "escaped": ascii(secret).encode()[1:-1],
    }


def _within_base64(written: bytes, skipped: int) -> bytes:
    """Give the signs of a base64 text that only these bytes decide, whatever stands before and after them."""
    first = -(-8 * skipped // 6)
    last = 8 * (skipped + len(written)) // 6
    return b64encode(bytes(skipped) + written)[first:last]


def traces_in(content: bytes, secret: str) -> list[str]:
    """Name the forms in which a secret stands in something; lines may break it, and packages hold it compressed."""
    whole = [content, b"".join(content.split()), *_parts(content)]
    return [name for name, form in traces(secret).items() if any(form in each for each in whole)]


def _parts(content: bytes) -> list[bytes]:
    if not zipfile.is_zipfile(BytesIO(content)):
        return []
    with zipfile.ZipFile(BytesIO(content)) as package:
        return [package.read(name) for name in package.namelist()]


def traces_below(folder: Path, secret: str) -> dict[str, list[str]]:
    """Search every file of a folder, the names of files too."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    found = {path.name: traces_in(path.read_bytes() + path.name.encode(), secret) for path in files}
    return {name: forms for name, forms in found.items() if forms}
