"""Chromium, started once by a program for node: what a reader, a screen reader and a printer meet on web pages."""

import base64
import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).with_name("node") / "look_at_pages.mjs"


@dataclass(frozen=True)
class Look:
    """What came of looking at one page.

    Attributes:
        violations: What axe found, by day and in the dark.
        said: What the page wrote to the console.
        asked: The addresses it asked for beside its own.
        wide: What reaches beyond the edge, on a desk, on a phone and on paper.
        brightness: That of the background, 0 to 255, on a dark screen and on paper printed from there.
        printed: The page as PDF.
    """

    violations: Sequence[str]
    said: Sequence[str]
    asked: Sequence[str]
    wide: Mapping[str, Sequence[str]]
    brightness: Mapping[str, int]
    printed: bytes


@dataclass(frozen=True)
class Browser:
    """The programs, and where npm put what they need."""

    node: Path
    chromium: Path
    modules: Path

    def look_at(
        self, pages: Mapping[str, bytes], folder: Path, without_rules: Mapping[str, Sequence[str]]
    ) -> dict[str, Look]:
        """Look at pages by name; some rules of axe may be left out for some of them."""
        places = {name: folder / f"{name}.html" for name in pages}
        for name, place in places.items():
            place.write_bytes(pages[name])
        task = {
            "chromium": str(self.chromium),
            "pages": [
                {"name": name, "url": place.as_uri(), "withoutRules": without_rules.get(name, [])}
                for name, place in places.items()
            ],
        }
        done = subprocess.run(
            [self.node, PROGRAM], cwd=self.modules.parent, input=json.dumps(task), text=True, capture_output=True,
            check=False, timeout=240,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return {name: _look(found) for name, found in json.loads(done.stdout).items()}


def _look(found: dict[str, Any]) -> Look:
    return Look(**{**found, "printed": base64.b64decode(found["printed"])})
