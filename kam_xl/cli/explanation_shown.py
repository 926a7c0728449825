"""One account's explanation on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from kam_xl.cli.output import as_it_is
from kam_xl.jobs.explanation import sections
from kam_xl.portfolio.ways import shown
from kam_xl.scoring.model import AXES

if TYPE_CHECKING:
    from kam_xl.jobs.explain import Explained
    from kam_xl.scoring.model import Model
    from kam_xl.scoring.results import GateOutcome, Line, Result

BAR_WIDTH = 18

_MARKS = {"passes": "[green]passes[/]", "fails": "[red]fails[/]", "unknown": "[yellow]not known[/]"}


def show_explanation(explained: Explained) -> None:
    """Show the account's result, its criteria with bars, its gates and data gaps, and what would and did move it."""
    console = Console()
    account, model = explained.account, explained.scored.gathered.chosen.model
    console.print(f"\n[bold]{as_it_is(account.name)}[/] ({as_it_is(account.account_id)})")
    console.print(_headline(account.result))
    console.print(f"{as_it_is(account.result.reason)}.\n")
    console.print(_criteria_table(model, account.explanation.lines))
    if account.explanation.gates:
        console.print(_gates_table(account.explanation.gates))
    for section in sections(explained):
        console.print(f"\n[bold]{as_it_is(section.heading)}[/]" if section.heading else "")
        for sentence in section.sentences:
            console.print(f"{'  ' if section.heading else ''}{as_it_is(sentence)}")


def _headline(result: Result) -> str:
    score = "no score" if result.score is None else f"score [bold]{result.score:.1f}[/]"
    rank = "" if result.rank is None else f", rank {result.rank}"
    return f"[bold]{result.tier}[/]: {score}{rank}{_low_high(result)}; {result.coverage:.0%} of the weight is known"


def _low_high(result: Result) -> str:
    low, high = f"{result.score_low:.1f}", f"{result.score_high:.1f}"
    return "" if low == high else f"; from {low} to {high}, whatever the unknown values are"


def _criteria_table(model: Model, lines: tuple[Line, ...]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("Criterion")
    for header in ("Value", "Rating", "Weight", "Points"):
        table.add_column(header, justify="right", no_wrap=True)
    table.add_column("")
    heaviest = max(line.criterion.weight for line in lines)
    for axis in AXES:
        table.add_row(f"[dim]{axis.capitalize()}[/]")
        for line in lines:
            if line.criterion.axis == axis:
                table.add_row(*_criterion_cells(line, model.total_weight(), heaviest))
    return table


def _criterion_cells(line: Line, total: float, heaviest: float) -> tuple[str, ...]:
    rating = "[yellow]?[/]" if line.rating is None else f"{line.rating:.1f}"
    points = "" if line.contribution is None else f"{line.contribution:.2f}"
    weight = line.criterion.weight
    full = round(BAR_WIDTH * weight / heaviest) if heaviest else 0
    filled = round(full * (line.rating or 0) / 100)
    bar = f"[cyan]{'█' * filled}[/][dim]{'░' * (full - filled)}[/]"
    label, value = as_it_is(line.criterion.label), as_it_is(shown(line.value))
    return f"  {label}", value, rating, f"{weight / total:.0%}", points, bar


def _gates_table(outcomes: tuple[GateOutcome, ...]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for header in ("\nGate", "\nValue", "\nOutcome"):
        table.add_column(header)
    for outcome in outcomes:
        table.add_row(as_it_is(outcome.gate.label), as_it_is(shown(outcome.value)), _MARKS[outcome.state])
    return table
