"""Score tables of growing size; cost should grow in proportion. `growth.py PICTURE.svg [MOST]` draws it."""

import math
import sys
from pathlib import Path

from jinja2 import Template
from measuring import take_turns
from row import twelve_criteria
from table import by_kam_xl, made_up

SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
MOST = 1_000_000
PICTURE = Template(
    """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" font-family="sans-serif" font-size="13">
<title>Milliseconds to score a table of 12 criteria, by its number of accounts</title>
<rect width="640" height="360" fill="#fff"/>
{% for x, y, size, shown in points %}<line x1="{{ x }}" y1="300" x2="{{ x }}" y2="40" stroke="#e5e7eb"/>
<text x="{{ x }}" y="320" text-anchor="middle" fill="#6b7280">{{ size }}</text>
{% endfor %}<polyline fill="none" stroke="#0f766e" stroke-width="2.5" points="
{%- for x, y, size, shown in points %}{{ x }},{{ y }} {% endfor %}"/>
{% for x, y, size, shown in points %}<circle cx="{{ x }}" cy="{{ y }}" r="4.5" fill="#0f766e"/>
<text x="{{ x - 8 }}" y="{{ y - 10 }}" text-anchor="end" fill="#1f2937">{{ shown }}</text>
{% endfor %}<text x="320" y="345" text-anchor="middle" fill="#6b7280">accounts, both axes logarithmic</text>
</svg>
"""
)


def milliseconds(accounts: int) -> float:
    """Measure one size: the median of some rounds."""
    frame, model = made_up(accounts), twelve_criteria()
    times = take_turns({"kam-xl": lambda: by_kam_xl(frame, model)}, rounds=5)
    return times.median("kam-xl") * 1000


def draw(measured: dict[int, float]) -> str:
    """Draw the times on logarithmic axes."""
    lowest, highest = math.log10(min(measured.values())), math.log10(max(measured.values()))
    points = [
        (
            round(70 + 520 * i / (len(measured) - 1)),
            round(300 - 250 * (math.log10(time) - lowest) / (highest - lowest)),
            f"{size:,}",
            f"{time:,.1f} ms" if time < 100 else f"{time:,.0f} ms",
        )
        for i, (size, time) in enumerate(measured.items())
    ]
    return str(PICTURE.render(points=points))


def main() -> None:
    """Print time and time per account for each size."""
    arguments = sys.argv[1:]
    most = int(arguments[1]) if len(arguments) > 1 else MOST
    measured = {size: milliseconds(size) for size in SIZES if size <= most}
    print("\nTables of growing size")
    for size, time in measured.items():
        print(f"  {size:12,} accounts {time:10.2f} ms {1e6 * time / size:8.1f} ns an account")
    if arguments:
        Path(arguments[0]).write_text(draw(measured), encoding="utf-8")


if __name__ == "__main__":
    main()
