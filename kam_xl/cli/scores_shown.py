"""Scores on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from kam_xl.jobs.score import Scored
    from kam_xl.scoring.results import Result

MOST_SHOWN = 20
"""How many of the best accounts are shown."""


def show_best(scored: Scored) -> None:
    """Show the best accounts as a table."""
    from rich.console import Console
    from rich.table import Table

    from kam_xl.cli.output import as_it_is

    verdict = scored.assessment
    ids, names = verdict.accounts.texts("account_id"), verdict.accounts.texts("account")
    table = Table(title=None, header_style="bold", box=None, pad_edge=False)
    for header, justify in (
        ("Rank", "right"),
        ("Account", "left"),
        ("Score", "right"),
        ("Tier", "left"),
        ("Why", "left"),
    ):
        table.add_column(header, justify=justify, overflow="fold")  # type: ignore[arg-type]
    best = np.argsort(np.where(np.isnan(verdict.ranks), np.inf, verdict.ranks), kind="stable")[:MOST_SHOWN]
    for i in best.tolist():
        result = verdict.result(i)
        score = "" if result.score is None else f"{result.score:.1f}"
        name = names[i] or ids[i] or ""
        table.add_row(str(result.rank or ""), as_it_is(name), score, result.tier, as_it_is(_why(result)))
    Console().print(table)


def _why(result: Result) -> str:
    # The tier stands in a column of its own.
    for known in (f"{result.tier}: ", f"{result.tier}, not Key: ", f"{result.tier} by revenue, not Key: "):
        if result.reason.startswith(known):
            return result.reason.removeprefix(known)
    return result.reason
