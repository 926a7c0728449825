"""Draw the curves of the default model: `curves.py PICTURE.svg`."""

import sys
from pathlib import Path

from jinja2 import Template

from kam_xl.jobs.shipped_models import shipped_model
from kam_xl.scoring.model import Criterion
from kam_xl.scoring.scales import Curve

COLUMNS = 5
PICTURE = Template(
    """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{ width }} {{ height }}"
 font-family="sans-serif" font-size="11">
<title>The curves of the default model: value to the right, rating from 0 to 100 upwards</title>
<rect width="{{ width }}" height="{{ height }}" fill="#fff"/>
{% for curve in curves %}<g transform="translate({{ curve.x }},{{ curve.y }})">
<text y="-8" fill="#1f2937" font-weight="bold">{{ curve.label }}</text>
<path d="M0,0V80H110" fill="none" stroke="#9ca3af"/>
<polyline fill="none" stroke="#0f766e" stroke-width="2" points="{{ curve.line }}"/>
<text y="94" fill="#6b7280">{{ curve.low }}</text>
<text x="110" y="94" fill="#6b7280" text-anchor="end">{{ curve.high }}</text>
</g>
{% endfor %}</svg>
"""
)


def placed(position: int, criterion: Criterion) -> dict[str, object]:
    """Place one curve in the grid."""
    points = [(float(value), rating) for value, rating in criterion.scale.pairs()]
    low, high = points[0][0], points[-1][0]
    line = " ".join(f"{110 * (value - low) / (high - low):.1f},{80 - 0.8 * rating:.1f}" for value, rating in points)
    x, y = 14 + 150 * (position % COLUMNS), 30 + 130 * (position // COLUMNS)
    return {"x": x, "y": y, "label": criterion.label, "line": line, "low": f"{low:,g}", "high": f"{high:,g}"}


def main() -> None:
    """Draw all curves in a grid."""
    rated = [criterion for criterion in shipped_model("default").criteria if isinstance(criterion.scale, Curve)]
    curves = [placed(position, criterion) for position, criterion in enumerate(rated)]
    rows = -(-len(curves) // COLUMNS)
    picture = PICTURE.render(curves=curves, width=150 * COLUMNS, height=130 * rows)
    Path(sys.argv[1]).write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
