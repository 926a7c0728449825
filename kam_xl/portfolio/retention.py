"""What became of last year's revenue: net, gross and by the number of accounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum


@dataclass(frozen=True, slots=True)
class Retention:
    """What is left of the revenue of a year ago.

    Attributes:
        nrr: Net revenue retention: their revenue now as a share of then; above 1 they grew.
        grr: Gross revenue retention: the same without growth.
        logo: The share of accounts that still buy, 0–1.
        accounts: How many accounts the figures rest on.
        lost: Ids of those that buy nothing now.
        without_base: Ids left out because they did not buy a year ago, or nobody knows: new ones are among them.
        unknown: Ids left out because they bought then and nobody knows what they buy now.
    """

    nrr: float
    grr: float
    logo: float
    accounts: int
    lost: tuple[str, ...]
    without_base: tuple[str, ...]
    unknown: tuple[str, ...]


def retention(revenues: Mapping[str, tuple[float | None, float | None]]) -> Retention | None:
    """Measure what became of the accounts that bought a year ago.

    Args:
        revenues: By account id: revenue of the 12 months before, and of the last 12 months, in currency.

    Returns:
        The measures over accounts whose revenue then is above 0; None if there is no such account of which today's
        revenue is known.

    Source:
        NRR = sum of current / sum of base; GRR = sum of min(current, base) / sum of base; logo retention = count of
        current > 0 / count.

    >>> found = retention({"A": (10.0, 11.8), "B": (0.6, 0.0), "C": (None, 3.0)})
    >>> round(found.nrr, 3), round(found.grr, 3), found.logo, found.lost, found.without_base
    (1.113, 0.943, 0.5, ('B',), ('C',))
    """
    based = {name: (then, now) for name, (then, now) in revenues.items() if then is not None and then > 0}
    known = {name: (then, now) for name, (then, now) in based.items() if now is not None}
    if not known:
        return None
    base = fsum(then for then, _ in known.values())
    lost = tuple(name for name, (_, now) in known.items() if now <= 0)
    return Retention(
        nrr=fsum(now for _, now in known.values()) / base,
        grr=fsum(min(now, then) for then, now in known.values()) / base,
        logo=1 - len(lost) / len(known),
        accounts=len(known),
        lost=lost,
        without_base=tuple(name for name in revenues if name not in based),
        unknown=tuple(name for name in based if name not in known),
    )
