"""Models on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rich.console import Console
from rich.table import Table

from kam_xl.accounts.columns import numbers_of
from kam_xl.cli.output import as_it_is
from kam_xl.scoring.model import AXES

if TYPE_CHECKING:
    import numpy.typing as npt

    from kam_xl.accounts.understanding import Accounts
    from kam_xl.scoring.calibration import Calibration, CurveChange
    from kam_xl.scoring.model import Criterion, Gate, Model
    from kam_xl.scoring.scales import Curve, Scale

BLOCKS = "▁▂▃▄▅▆▇█"
WIDTH = 32
"""How many signs wide a picture of a curve is."""


def show_model(model: Model) -> None:
    """Show criteria by axis, gates and tiers."""
    console = Console()
    console.print(f"\n[bold]{as_it_is(model.name)}[/] {as_it_is(model.description)}\n")
    console.print(_criteria(model))
    if model.gates:
        console.print("\n[bold]To be Key, an account must have[/]")
    for gate in model.gates:
        console.print(f"  {as_it_is(gate.label)} [dim]({as_it_is(_test(gate))})[/]")
    rules = model.tiers
    console.print(
        f"\n[bold]Key[/] from a score of {rules.key_score:g} with both axes at {rules.key_axis_floor:g} or more; "
        f"{rules.hysteresis:g} points more to become it, {rules.hysteresis:g} less to lose it.\n"
        f"[bold]Major[/] for the accounts that bring {rules.major_revenue_share:.0%} of the revenue, at most "
        f"{rules.major_max_share_of_accounts:.0%} of them. Unknown values: {model.missing}; a score needs "
        f"{model.min_coverage:.0%} of the weight known."
    )


def _criteria(model: Model) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("Criterion")
    table.add_column("Weight", justify="right")
    table.add_column("Reads")
    table.add_column("Value → rating", overflow="fold")
    for axis in AXES:
        share = model.total_weight(axis) / model.total_weight()
        table.add_row(f"[dim]{axis.capitalize()}[/]", f"[dim]{share:.0%}[/]")
        for criterion in model.criteria:
            if criterion.axis == axis:
                table.add_row(*_criterion_row(model, criterion))
    return table


def _criterion_row(model: Model, criterion: Criterion) -> tuple[str, ...]:
    weight = f"{criterion.weight / model.total_weight():.0%}"
    return f"  {as_it_is(criterion.label)}", weight, as_it_is(criterion.field), as_it_is(_scale(criterion.scale))


def _scale(scale: Scale) -> str:
    return ", ".join(
        f"{value if isinstance(value, str) else f'{value:,g}'}→{rating:g}" for value, rating in scale.pairs()
    )


def _test(gate: Gate) -> str:
    wanted = gate.test.plain()
    if isinstance(wanted, bool):
        return f"{gate.field} is {str(wanted).upper()}"
    words = ", ".join(map(str, wanted)) if isinstance(wanted, list) else f"{wanted:,g}"
    return f"{gate.field} {gate.test.key.replace('_', ' ')} {words}"


def show_calibration(calibration: Calibration, accounts: Accounts) -> None:
    """Show every curve before and after, over the distribution of the values it rates."""
    console = Console()
    left_alone: dict[str, list[str]] = {}
    for change in calibration.changes:
        if change.curve is None:
            left_alone.setdefault(change.reason, []).append(change.criterion.label)
        else:
            _show_change(console, change, change.curve, accounts)
    if left_alone:
        console.print("\n[dim]Left alone[/]")
    for reason, labels in left_alone.items():
        console.print(f"[dim]  {as_it_is(', '.join(labels))}: {as_it_is(reason)}[/]")


def _show_change(console: Console, change: CurveChange, curve: Curve, accounts: Accounts) -> None:
    criterion = change.criterion
    values = numbers_of(accounts.columns.get((criterion.field, criterion.scale.reads)), len(accounts))
    known = values[~np.isnan(values)]
    grid = np.linspace(min(0.0, float(known.min())), float(np.quantile(known, 0.99)), WIDTH)
    console.print(
        f"\n[bold]{as_it_is(criterion.label)}[/] ({as_it_is(criterion.field)}), {grid[0]:,.0f} to {grid[-1]:,.0f}"
    )
    console.print(f"  accounts [dim]{_bars(np.histogram(known, bins=WIDTH, range=(grid[0], grid[-1]))[0])}[/]")
    console.print(f"  before   {_rated(criterion.scale, grid)}")
    console.print(f"           [dim]{as_it_is(_scale(criterion.scale))}[/]")
    console.print(f"  after    [cyan]{_rated(curve, grid)}[/]")
    console.print(f"           [dim]{as_it_is(_scale(curve))}[/]")


def _rated(scale: Scale, grid: npt.NDArray[np.float64]) -> str:
    return "".join(BLOCKS[min(int((scale.rate(x) or 0) / 100 * len(BLOCKS)), len(BLOCKS) - 1)] for x in grid.tolist())


def _bars(counts: npt.NDArray[np.intp]) -> str:
    # The square root lets a few large accounts be seen beside many small ones.
    heights = np.sqrt(counts / max(counts.max(), 1)) * (len(BLOCKS) - 1)
    return "".join(" " if count == 0 else BLOCKS[int(height)] for count, height in zip(counts, heights, strict=True))
