"""Time several ways of doing the same work in turn, and compare them round by round."""

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter

Work = Callable[[], object]


@dataclass(frozen=True)
class Times:
    """Seconds of one call, by way and round."""

    seconds: Mapping[str, list[float]]

    def median(self, way: str) -> float:
        """Give the median of a way."""
        return statistics.median(self.seconds[way])

    def ratio(self, way: str, other: str) -> str:
        """Say how long a way takes against another: median, least and most over the rounds."""
        ratios = [a / b for a, b in zip(self.seconds[way], self.seconds[other], strict=True)]
        return f"{statistics.median(ratios):8.2f} × ({min(ratios):.2f}–{max(ratios):.2f})"


def take_turns(ways: Mapping[str, Work], *, rounds: int = 9, calls: int = 1) -> Times:
    """Time every way once a round, after one round that does not count."""
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    for number in range(rounds + 1):
        for way, work in ways.items():
            taken = _seconds(work, calls)
            if number:
                seconds[way].append(taken)
    return Times(seconds)


def _seconds(work: Work, calls: int) -> float:
    start = perf_counter()
    for _ in range(calls):
        work()
    return (perf_counter() - start) / calls


def report(title: str, times: Times, base: str, unit: str = "ms") -> None:
    """Print each way's median and its ratio to the base."""
    scale = {"µs": 1e6, "ms": 1e3, "s": 1.0}[unit]
    print(f"\n{title}")
    for way in times.seconds:
        print(f"  {way:42} {times.median(way) * scale:10.3f} {unit}  {times.ratio(way, base)}")
