"""The picture in a message: where a manager's accounts stand. Without the extra for PDF there is none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kam_xl.errors import TargetError
from kam_xl.plans.formats.pdf import compiler
from kam_xl.portfolio.digest import by_standing
from kam_xl.sharing.message import Attachment
from kam_xl.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kam_xl.portfolio.book import ScoredBook

NAME = "portfolio.png"
"""What the HTML calls it, after `cid:`."""

_PIXELS_PER_INCH = 144.0
"""Twice as fine as it is shown: sharp on every screen."""


def portfolio_picture(part: ScoredBook) -> Attachment | None:
    """Draw the accounts by relationship and attractiveness, Key and Major numbered as in the copy.

    Returns:
        A PNG; None if no account has both axes, or if what draws is not installed.
    """
    dots = list(_dots(part))
    if not dots:
        return None
    try:
        typst = compiler()
    except TargetError:
        return None
    data = json.dumps({"floor": part.model.tiers.key_axis_floor, "dots": dots})
    template = shipped("templates", "messages", "portfolio.typ")
    drawn: bytes = typst.compile(input=str(template), format="png", ppi=_PIXELS_PER_INCH, sys_inputs={"data": data})
    return Attachment(NAME, drawn, "image/png")


def _dots(part: ScoredBook) -> Iterator[dict[str, object]]:
    numbered = list(enumerate(by_standing(part.accounts), start=1))
    # The best last, so that nothing covers it.
    for number, account in reversed(numbered):
        result = account.result
        if result.attractiveness is None or result.relationship is None:
            continue
        shown = str(number) if result.tier in {"Key", "Major"} else ""
        yield {"x": result.relationship, "y": result.attractiveness, "tier": result.tier, "number": shown}
