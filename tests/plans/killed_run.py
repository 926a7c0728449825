"""A run of plans that is killed: `killed_run.py FOLDER COMPANY POINT`; without a point it runs to its end.

A point is a place and how often it is reached before the end comes: `render:3`, `write:7`, `rename:2`.
"""

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from kam_xl.plans.press import Press
from kam_xl.plans.writing import Edition, write_plans
from kam_xl.portfolio.book import ScoredBook
from tests.plans.books import account, book

PLANS = 200 if os.environ.get("KAM_SOAK") else 16
ACCOUNTS = tuple(account(f"A{number}", f"Account {number}") for number in range(1, PLANS + 1))
EDITED = "Account 4 (A4).html"


def book_of(company: str) -> ScoredBook:
    return replace(book(*ACCOUNTS), settings={"company": company})


def run(folder: Path, company: str) -> None:
    scored = book_of(company)
    write_plans(scored, scored.accounts, folder, Edition(("html",)))


def kill_at(point: str) -> None:
    """Let the process be killed, without a last word, when a place is reached for the last time allowed."""
    place, _, count = point.partition(":")
    left = [int(count)]
    owner, name = {"render": (Press, "render"), "write": (Path, "write_bytes"), "rename": (os, "replace")}[place]
    kept: Any = getattr(owner, name)

    def killing(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - whatever it takes
        left[0] -= 1
        if left[0] < 0:
            if place == "write":  # half of it is on the disk already
                kept(arguments[0], arguments[1][: len(arguments[1]) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        return kept(*arguments, **options)

    setattr(owner, name, killing)


if __name__ == "__main__":
    target, said, *points = sys.argv[1:]
    for given in points:
        kill_at(given)
    run(Path(target), said)
