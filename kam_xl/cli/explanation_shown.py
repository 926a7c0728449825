"""One account's explanation on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kam_xl.accounts.schema import ALL_FIELDS
from kam_xl.scoring.model import AXES

if TYPE_CHECKING:
    from kam_xl.accounts.rows import Value
    from kam_xl.jobs.explain import Explained
    from kam_xl.scoring.model import Model
    from kam_xl.scoring.results import GateOutcome, Line, Result
    from kam_xl.scoring.to_key import FieldChange, ToKey

BAR_WIDTH = 18
MOST_WAYS = 5
"""How many ways to become Key are shown."""

_MARKS = {"passes": "[green]passes[/]", "fails": "[red]fails[/]", "unknown": "[yellow]not known[/]"}


def show_explanation(explained: Explained) -> None:
    """Show the account's result, its criteria with bars, its gates and data gaps, and what would and did move it."""
    console = Console()
    account, model = explained.account, explained.scored.gathered.chosen.model
    console.print(f"\n[bold]{escape(account.name)}[/] ({escape(account.account_id)})")
    console.print(_headline(account.result))
    console.print(f"{escape(account.result.reason)}.\n")
    console.print(_criteria_table(model, account.explanation.lines))
    if account.explanation.gates:
        console.print(_gates_table(account.explanation.gates))
    for sentence in (*_gaps(model, account.explanation.lines), *_ways_to_key(explained.to_key), *_past(explained)):
        console.print(sentence)


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
    return f"  {escape(line.criterion.label)}", escape(_shown(line.value)), rating, f"{weight / total:.0%}", points, bar


def _shown(value: Value) -> str:
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.2f}".removesuffix(".00") if isinstance(value, float) else str(value)


def _gates_table(outcomes: tuple[GateOutcome, ...]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for header in ("\nGate", "\nValue", "\nOutcome"):
        table.add_column(header)
    for outcome in outcomes:
        table.add_row(escape(outcome.gate.label), escape(_shown(outcome.value)), _MARKS[outcome.state])
    return table


def _gaps(model: Model, lines: tuple[Line, ...]) -> list[str]:
    unknown = [line.criterion for line in lines if line.rating is None and line.criterion.weight]
    unknown.sort(key=lambda criterion: -criterion.weight)
    if not unknown:
        return []
    swings = (f"  {escape(c.label)}: {100 * c.weight / model.total_weight():.1f} points" for c in unknown)
    return ["\n[bold]Not known, with the points between worst and best[/]", *swings]


def _ways_to_key(found: ToKey) -> list[str]:
    if found.is_key:
        return []
    if not found.singles and not found.pair:
        return ["\n[bold]To become Key[/]", "  No one or two changes would do.", *map(_obstacle, found.obstacles)]
    singles = [f"  {_change(change)}" for change in found.singles[:MOST_WAYS]]
    pair = [f"  {' and '.join(map(_change, found.pair))}"] if found.pair else []
    return ["\n[bold]To become Key, the nearest first; each way is enough[/]", *singles, *pair]


def _obstacle(obstacle: str) -> str:
    return f"  In the way: {escape(obstacle)}"


def _change(change: FieldChange) -> str:
    header = ALL_FIELDS[change.field].header if change.field in ALL_FIELDS else change.field
    # Four decimals, since a change that is shown too short would not be enough.
    after = f"{change.after:,.4f}".rstrip("0").rstrip(".") if isinstance(change.after, float) else _shown(change.after)
    return f"{escape(header)}: {escape(_shown(change.before))} → {escape(after)}"


def _past(explained: Explained) -> list[str]:
    steady = f"\nIn {explained.stability:.0%} of 1,000 slightly other weightings the computed tier stays."
    if explained.mover is None:
        return [steady]
    return [f"\n[bold]Since {explained.since}[/]", f"  {escape(explained.mover.reason())}", steady]
