"""File names made from names that people and exports wrote, which may hold anything."""

import re
import unicodedata
from collections.abc import Iterable

LONGEST_BYTES = 120
"""File systems allow 255; what stands before and after the name needs room too, and Windows counts the whole path."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]+')
_DEVICE = re.compile(r"(?:CON(?:IN\$|OUT\$)?|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(?=$|[. ])", re.IGNORECASE)


def safe_file_name(text: str, fallback: str = "unnamed", longest_bytes: int = LONGEST_BYTES) -> str:
    """Make one file name, without an ending, that every system takes and that cannot leave its folder.

    Letters of every script stay. Signs that a system forbids become a hyphen, invisible ones vanish (among them those
    that turn the reading direction and hide an ending), and a name of a Windows device gets an underscore.

    Args:
        text: What the file is named after.
        fallback: The name if nothing of the text remains.
        longest_bytes: How many bytes of UTF-8 it may have, the underscore aside.

    >>> safe_file_name("../Müller & Söhne: 50 % / West?")
    'Müller & Söhne- 50 % - West'
    >>> safe_file_name("con.txt"), safe_file_name("...")
    ('_con.txt', 'unnamed')
    """
    visible = "".join(" " if character.isspace() else character for character in _without_invisible(text))
    name = _trimmed(" ".join(_FORBIDDEN.sub("-", visible).split()))
    name = _trimmed(_shortened(name, longest_bytes)) or fallback
    return f"_{name}" if _DEVICE.match(name) else name


def distinct_file_names(texts: Iterable[str], fallback: str = "unnamed") -> list[str]:
    """Make one safe file name per text, no two alike even where a system ignores case and accents' spelling.

    Returns:
        The names in the order of the texts; the second and later of like names end in " (2)", " (3)" and so on.

    >>> distinct_file_names(["Acme", "ACME", "Acme (2)"])
    ['Acme', 'ACME (2)', 'Acme (2) (2)']
    """
    taken: set[str] = set()
    return [_untaken(safe_file_name(text, fallback), taken) for text in texts]


def _untaken(name: str, taken: set[str]) -> str:
    candidate, count = name, 1
    while _folded(candidate) in taken:
        count += 1
        candidate = f"{name} ({count})"
    taken.add(_folded(candidate))
    return candidate


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _without_invisible(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    return "".join(sign for sign in composed if sign.isspace() or not unicodedata.category(sign).startswith("C"))


def _trimmed(name: str) -> str:
    # A leading dot hides a file, a leading hyphen is an option to programs, a trailing dot is cut off by Windows.
    return name.lstrip(".- ~").rstrip(".- ")


def _shortened(name: str, longest_bytes: int) -> str:
    return name.encode()[:longest_bytes].decode(errors="ignore")
