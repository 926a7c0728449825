"""What the documentation says, taken apart for the tests."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

_FENCE = re.compile(r"^```(?:console|sh)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_FILE = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_PROMPT = re.compile(r"^\$ ", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Shown:
    """One command as a page shows it.

    Attributes:
        command: What a reader types after the `$`.
        answer: The lines below it that the page says come out, without blanks at their ends.
    """

    command: str
    answer: tuple[str, ...]


def name(page: Path) -> str:
    """Return a page's name as it reads in a test report."""
    return page.relative_to(ROOT).as_posix()


def commands(page: Path) -> list[Shown]:
    """Return the lines of a page that run `kam`, in order, each with the answer that the page shows."""
    fences = _FENCE.findall(page.read_text(encoding="utf-8"))
    parts = [part for fence in fences for part in _PROMPT.split(fence.replace("\\\n", ""))]
    return [_shown(part) for part in parts if re.search(r"\bkam ", part.partition("\n")[0])]


def _shown(part: str) -> Shown:
    command, *answer = part.splitlines()
    return Shown(command, tuple(line.strip() for line in answer if line.strip()))


def files(page: Path) -> dict[str, str]:
    """Return the files that a page shows, by the name that stands beside the language of a block."""
    return dict(_FILE.findall(page.read_text(encoding="utf-8")))


def links(page: Path) -> list[str]:
    """Return where a page's links into this repository lead, without the place inside the page."""
    targets = (target.partition("#")[0] for target in _LINK.findall(page.read_text(encoding="utf-8")))
    return [target for target in targets if target and "://" not in target and not target.startswith("mailto:")]
