"""Count how often accounts change tiers over six month-ends of an order export, with and without hysteresis.

Usage: tier_stability.py FOLDER

FOLDER holds the order export of Northwind Traders; the month-ends are the last six that it covers. The model is the
starter model, calibrated once, at the first of them.
"""

import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from kam_xl.jobs.gather import Request
from kam_xl.jobs.import_accounts import ImportRequest, import_export
from kam_xl.jobs.models import model_beside
from kam_xl.jobs.score import score
from kam_xl.jobs.snapshot import take_snapshot

MONTHS = 6
LAST = date(1998, 4, 30)
HOME_OFFSET_HOURS = -8.0
Tiers = dict[str, str]


def month_ends(last: date, count: int) -> list[date]:
    """Give the last day of so many months, oldest first."""
    ends = [last]
    while len(ends) < count:
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    return ends[::-1]


def tiers_by_month(sources: list[Path], *, hysteresis: bool) -> Iterator[Tiers]:
    """Score every month-end, with or without the tiers of the one before."""
    with tempfile.TemporaryDirectory() as folder:
        history = Path(folder) / "history.csv"
        model = None
        for day in month_ends(LAST, MONTHS):
            accounts = Path(folder) / f"{day}.csv"
            import_export(
                ImportRequest(
                    sources=sources, today=day, preset="northwind", as_of=day, accept_part_year=True, out=accounts
                )
            )
            model = model or model_beside(accounts)
            request = Request(source=accounts, today=day, model=model, home_offset_hours=HOME_OFFSET_HOURS)
            # A snapshot looks at the one before it in the same history; a mere score looks at none.
            scored = take_snapshot(request, history).scored if hysteresis else score(request)
            assessment = scored.assessment
            yield dict(zip(map(str, assessment.accounts.texts("account_id")), assessment.computed, strict=True))


def changes(months: list[Tiers]) -> int:
    """Count the changes of tier from one month to the next."""
    return sum(
        before[name] != tier for before, after in pairwise(months) for name, tier in after.items() if name in before
    )


def returns(months: list[Tiers]) -> int:
    """Count the changes that a later month took back: there and back again."""
    names = set().union(*months)
    return sum(_returns([month[name] for month in months if name in month]) for name in names)


def _returns(tiers: list[str]) -> int:
    distinct = [tiers[0], *(after for before, after in pairwise(tiers) if after != before)]
    return sum(first == third for first, third in zip(distinct, distinct[2:], strict=False))


def main() -> None:
    """Print both counts, with and without hysteresis."""
    sources = [Path(argument) for argument in sys.argv[1:]]
    if not sources:
        sys.exit(__doc__)
    for hysteresis in (False, True):
        months = list(tiers_by_month(sources, hysteresis=hysteresis))
        keys = [sum(tier == "Key" for tier in month.values()) for month in months]
        name = "with" if hysteresis else "without"
        print(f"{name:8} hysteresis: {changes(months):3} changes of tier, {returns(months):2} taken back; Key {keys}")


if __name__ == "__main__":
    main()
