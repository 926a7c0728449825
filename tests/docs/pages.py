"""What the documentation says, taken apart for the tests."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

_FENCE = re.compile(r"^```(?:console|sh)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def name(page: Path) -> str:
    """Return a page's name as it reads in a test report."""
    return page.relative_to(ROOT).as_posix()


def commands(page: Path) -> list[str]:
    """Return the lines of a page that run `kam`, in order, as a reader would type them after the `$`."""
    typed = (
        line.removeprefix("$ ")
        for block in _FENCE.findall(page.read_text(encoding="utf-8"))
        for line in block.replace("\\\n", "").splitlines()
        if line.startswith("$ ")
    )
    return [command for command in typed if re.search(r"\bkam ", command)]


def links(page: Path) -> list[str]:
    """Return where a page's links into this repository lead, without the place inside the page."""
    targets = (target.partition("#")[0] for target in _LINK.findall(page.read_text(encoding="utf-8")))
    return [target for target in targets if target and "://" not in target and not target.startswith("mailto:")]
