"""What an import gave, on the terminal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kam_xl.cli.output import say, show
from kam_xl.portfolio.pareto import HEAD_SHARE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence, Sized

    from kam_xl.accounts.importing.again import Merged
    from kam_xl.jobs.import_accounts import ImportRequest, ImportResult

MOST_NAMED = 10
"""How many accounts or cells are named one by one."""


def show_import(request: ImportRequest, result: ImportResult) -> None:
    """Report an import: what it found, what it does not know, what it changed."""
    show(f"{result.system}, as of {result.imported.years.last.until}")
    for name, text in _figures(request, result):
        show(f"  {name:<12}{text}")
    for gap in _gaps(request, result):
        show(f"- {gap}")
    if request.into is not None:
        show(f"\nBrought up to date from {request.into.name}")
        for line in (*_merged("account", result.accounts), *_merged("account manager", result.team)):
            show(f"- {line}")


def _figures(request: ImportRequest, result: ImportResult) -> Iterator[tuple[str, str]]:
    years, team = result.imported.years, result.imported.team
    managers = {row.get("manager") for row in team} - {None}
    yield "Customers", f"{len(result.imported.accounts):,}"
    yield from _revenue_figures(request, result)
    yield "Team", f"{_counted(team, 'account manager')}, {_counted(managers, 'manager')}"
    yield "Orders", f"{years.span or 'none'}"


def _revenue_figures(request: ImportRequest, result: ImportResult) -> Iterator[tuple[str, str]]:
    years, curve = result.imported.years, result.curve
    if request.window == "12m" and not years.measures(years.last):
        yield "Buying", f"not known for the last 12 months ({years.last})"
        return
    when = f"up to {years.last.until}" if request.window == "all" else f"in the last 12 months ({years.last})"
    yield "Buying", f"{len(curve.revenues):,} {when}"
    yield "Total", f"{curve.total:,.2f}"
    largest_fifth = curve.share_of_largest(0.2)
    if largest_fifth is not None:
        head = f"{curve.head():,} accounts bring {HEAD_SHARE * 100:g} % of it"
        yield "Head", f"{head}; the largest fifth of the buyers brings {largest_fifth * 100:.1f} %"


def _gaps(request: ImportRequest, result: ImportResult) -> Iterator[str]:
    imported, years = result.imported, result.imported.years
    for what, year in (("The last 12 months", years.last), ("The 12 months before", years.prior)):
        if not years.covers(year):
            yield f"{what} ({year}) are not covered in full: {_part_year(accepted=request.accept_part_year)}"
    at_start = sum(each.present_at_start for each in imported.measures.values())
    if at_start:
        yield f"{at_start:,} accounts bought right when the export starts: their Customer Since means “at least”."
    if any(each.recurring_share is not None for each in imported.measures.values()):
        yield "Recurring Share is an estimate: 1 − best calendar month/revenue of the year."
    if imported.later_orders:
        yield f"{imported.later_orders:,} orders after the as-of date do not count."


def _part_year(*, accepted: bool) -> str:
    if accepted:
        return "what there is was measured, and each account's Import Note says so."
    return "their figures stay unknown. --accept-part-year measures what there is, and flags it."


def _merged(what: str, table: Merged) -> Iterator[str]:
    if table.replaced:
        columns = Counter(cell.header for cell in table.replaced).most_common()
        counts = ", ".join(f"{name} {count:,}" for name, count in columns)
        yield f"{_counted(table.replaced, 'cell')} replaced: {counts}."
    if table.kept:
        cells = [f"{cell.row} {cell.header} “{cell.book}” (export: “{cell.export}”)" for cell in table.kept]
        yield f"{_counted(table.kept, 'typed cell')} kept: {_names(cells)}."
    if table.added:
        yield f"{_counted(table.added, what)} added: {_names(table.added)}."
    if table.vanished:
        yield f"{_counted(table.vanished, what)} kept that the export does not have: {_names(table.vanished)}."


def _counted(things: Sized, what: str) -> str:
    return f"{len(things):,} {what}" + ("" if len(things) == 1 else "s")


def _names(names: Sequence[str]) -> str:
    more = f" … and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def say_written(result: ImportResult) -> None:
    """Say which files were written, and what comes next."""
    if result.written is None:
        say("\nNothing was written; -o accounts.xlsx writes the accounts.")
        return
    say(f"\nWrote {', '.join(map(str, result.written.files))}. {result.written.model}")
    say(f"Next: fill in what only people know, then kam score {result.written.files[0]}")
